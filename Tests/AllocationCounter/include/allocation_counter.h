#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// How many blocks of memory this thread has asked for so far. Only counted where the C library is glibc.
long allocations_of_this_thread(void);

#endif
