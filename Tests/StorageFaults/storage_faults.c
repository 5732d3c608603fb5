#include "storage_faults.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char armed_directory[1024];
static int armed_number, armed_lasting, operations;
static enum storage_fault armed_fault;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs faulty_vfs;

typedef struct {
    sqlite3_file base;
    char path[1024];
    // The real file follows.
} faulty_file;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((char *)file + sizeof(faulty_file)); }

static int is_watched(const char *path) {
    size_t length = strlen(armed_directory);
    return length > 0 && path && strncmp(path, armed_directory, length) == 0;
}

// Counts one operation; SQLITE_OK where it may go on. `*quick` tells whether the disk need not be waited for.
static int pass(const char *path, int error, enum storage_fault *fault, int *quick) {
    pthread_mutex_lock(&mutex);
    int result = SQLITE_OK;
    int watched = is_watched(path);
    if (quick) *quick = watched;
    if (watched) {
        operations += 1;
        if (operations == armed_number || (armed_lasting && operations > armed_number)) {
            result = armed_fault == storage_fault_full ? SQLITE_FULL : error;
            if (fault) *fault = armed_fault;
        }
    }
    pthread_mutex_unlock(&mutex);
    return result;
}

static const char *path_of(sqlite3_file *file) { return ((faulty_file *)file)->path; }

static int file_close(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }

static int file_read(sqlite3_file *file, void *data, int amount, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), data, amount, offset);
}

static int file_write(sqlite3_file *file, const void *data, int amount, sqlite3_int64 offset) {
    enum storage_fault fault = storage_fault_io;
    int error = pass(path_of(file), SQLITE_IOERR_WRITE, &fault, 0);
    if (error == SQLITE_OK) return real(file)->pMethods->xWrite(real(file), data, amount, offset);
    if (fault == storage_fault_torn) real(file)->pMethods->xWrite(real(file), data, amount / 2, offset);
    return error;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int error = pass(path_of(file), SQLITE_IOERR_TRUNCATE, 0, 0);
    return error == SQLITE_OK ? real(file)->pMethods->xTruncate(real(file), size) : error;
}

static int file_sync(sqlite3_file *file, int flags) {
    int quick = 0;
    int error = pass(path_of(file), SQLITE_IOERR_FSYNC, 0, &quick);
    if (error != SQLITE_OK || quick) return error;
    return real(file)->pMethods->xSync(real(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) { return real(file)->pMethods->xFileSize(real(file), size); }
static int file_lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int file_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int file_reserved(sqlite3_file *file, int *out) {
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
static int file_control(sqlite3_file *file, int code, void *value) {
    return real(file)->pMethods->xFileControl(real(file), code, value);
}
static int file_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int file_traits(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }

static int file_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
    if (extend) {
        int error = pass(path_of(file), SQLITE_IOERR_SHMSIZE, 0, 0);
        if (error != SQLITE_OK) return error;
    }
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}

static int file_shared_lock(sqlite3_file *file, int offset, int n, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
static void file_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int file_unmap(sqlite3_file *file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }
static int file_fetch(sqlite3_file *file, sqlite3_int64 offset, int amount, void **out) {
    return real(file)->pMethods->xFetch(real(file), offset, amount, out);
}
static int file_unfetch(sqlite3_file *file, sqlite3_int64 offset, void *page) {
    return real(file)->pMethods->xUnfetch(real(file), offset, page);
}

static const sqlite3_io_methods methods = {
    3,           file_close,    file_read,   file_write,    file_truncate, file_sync,        file_size,
    file_lock,   file_unlock,   file_reserved, file_control, file_sector,  file_traits,      file_map,
    file_shared_lock, file_barrier, file_unmap, file_fetch,  file_unfetch};

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out) {
    (void)vfs;
    faulty_file *own = (faulty_file *)file;
    own->base.pMethods = 0;
    own->path[0] = 0;
    if (path) strncpy(own->path, path, sizeof(own->path) - 1);
    own->path[sizeof(own->path) - 1] = 0;
    int error = flags & SQLITE_OPEN_CREATE ? pass(path, SQLITE_CANTOPEN, 0, 0) : SQLITE_OK;
    if (error == SQLITE_OK) error = real_vfs->xOpen(real_vfs, path, real(file), flags, out);
    // Methods must be there exactly where the real file has some: SQLite closes it then.
    if (error == SQLITE_OK && real(file)->pMethods) own->base.pMethods = &methods;
    return error;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync) {
    (void)vfs;
    int quick = 0;
    int error = pass(path, SQLITE_IOERR_DELETE, 0, &quick);
    return error == SQLITE_OK ? real_vfs->xDelete(real_vfs, path, quick ? 0 : sync) : error;
}

void storage_faults_install(void) {
    pthread_mutex_lock(&mutex);
    if (!real_vfs) {
        real_vfs = sqlite3_vfs_find(0);
        faulty_vfs = *real_vfs;
        faulty_vfs.pNext = 0;
        faulty_vfs.zName = "storage-faults";
        faulty_vfs.szOsFile = (int)sizeof(faulty_file) + real_vfs->szOsFile;
        faulty_vfs.xOpen = vfs_open;
        faulty_vfs.xDelete = vfs_delete;
        sqlite3_vfs_register(&faulty_vfs, 1);
    }
    pthread_mutex_unlock(&mutex);
}

void storage_faults_arm(const char *directory, int number, enum storage_fault fault, int lasting) {
    pthread_mutex_lock(&mutex);
    strncpy(armed_directory, directory, sizeof(armed_directory) - 1);
    armed_number = number;
    armed_fault = fault;
    armed_lasting = lasting;
    operations = 0;
    pthread_mutex_unlock(&mutex);
}

int storage_faults_disarm(void) {
    pthread_mutex_lock(&mutex);
    int count = operations;
    armed_directory[0] = 0;
    pthread_mutex_unlock(&mutex);
    return count;
}
