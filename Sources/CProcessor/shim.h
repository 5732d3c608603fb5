// What a processor can be told and Swift has no word for. Header only.

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

/// Asks the processor to bring `address` into its caches; reads nothing, so that any address will do. Rows drawn at random
/// are gathered three times as fast with it.
static inline void hpsearch_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// How this thread treats floating-point numbers: the rounding mode, and what becomes of subnormal ones.
static inline unsigned long hpsearch_arithmetic_mode(void) {
#if defined(__x86_64__)
    return _mm_getcsr();
#elif defined(__aarch64__)
    unsigned long mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    return mode;
#else
    return 0;
#endif
}

/// Sets what `hpsearch_arithmetic_mode` tells.
static inline void hpsearch_set_arithmetic_mode(unsigned long mode) {
#if defined(__x86_64__)
    _mm_setcsr((unsigned)mode);
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(mode));
#endif
}

/// The same mode, but that subnormal numbers are zero as operands and as results.
static inline unsigned long hpsearch_flushing_subnormals(unsigned long mode) {
#if defined(__x86_64__)
    return mode | 0x8040;
#elif defined(__aarch64__)
    return mode | 1ul << 24;
#else
    return mode;
#endif
}
