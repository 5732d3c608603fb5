// A layer between SQLite and the file system that fails on demand, for tests.
#ifndef STORAGE_FAULTS_H
#define STORAGE_FAULTS_H

enum storage_fault {
    storage_fault_io,    // the operation does nothing and fails with SQLITE_IOERR
    storage_fault_full,  // the operation does nothing and fails with SQLITE_FULL
    storage_fault_torn   // half of what is to be written is written, then SQLITE_IOERR
};

// Makes the layer SQLite's default. It passes everything on until it is armed.
void storage_faults_install(void);

// From now on the operation with this number, from 1, that changes a file under `directory` fails, and all later ones
// where `lasting`. Waiting for the disk is left out there, so that tests are quick.
void storage_faults_arm(const char *directory, int number, enum storage_fault fault, int lasting);

// Ends that. Returns how many operations there were.
int storage_faults_disarm(void);

#endif
