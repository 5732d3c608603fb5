#ifndef HPSEARCH_COPENBLAS_SHIM_H
#define HPSEARCH_COPENBLAS_SHIM_H

#include <cblas.h>
#include <openblas_config.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// What a library built with DYNAMIC_ARCH runs to choose its kernels. Weak: a library built for one core has neither.
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

// Whether processor and operating system offer the AVX-512 subsets that the SkylakeX kernels are made of.
static inline bool openblas_shim_processor_has_avx512(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

// Chooses the kernels anew as though OPENBLAS_CORETYPE had been `core`. Returns false where the library cannot.
// Safe only before the first product and before other threads read the environment.
static inline bool openblas_shim_choose_core(const char *core) {
    if (!gotoblas_dynamic_init || !gotoblas_dynamic_quit) return false;
    if (setenv("OPENBLAS_CORETYPE", core, 1) != 0) return false;
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    unsetenv("OPENBLAS_CORETYPE");
    return true;
}

#endif
