// Copies of a function for wider registers, chosen when the program is loaded. The language is ISO
// C, so that no compiler fuses multiplications and additions: results are the same in every copy.
#ifndef CORE_WIDE_H
#define CORE_WIDE_H

#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) &&       \
    !defined(__SANITIZE_ADDRESS__)
#define SL_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SL_WIDE
#endif

#endif
