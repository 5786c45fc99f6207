// Counter-based random numbers: a draw is a function of what it is for, not of when it is made.
#ifndef SHORELINE_RANDOM_H
#define SHORELINE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// 64-bit FNV-1a of a text: names to counter words. Not for secrecy.
uint64_t sl_hash64(const char *text);

// Standard normal deviate of (seed, purpose, entity, draw): Threefry4x64-20 and the inverse
// Gaussian. The same for any thread, order or run. About 60 ns.
// Source: Salmon et al., SC11 2011 (Random123).
double sl_random_normal(uint64_t seed, uint64_t purpose, uint64_t entity, uint64_t draw);

// Uniform in (0, 1), 53 bits, of the same key.
double sl_random_uniform(uint64_t seed, uint64_t purpose, uint64_t entity, uint64_t draw);
// Four independent ones of the same key for the price of one; the first is the one above.
void sl_random_uniform4(double out[4], uint64_t seed, uint64_t purpose, uint64_t entity,
                        uint64_t draw);

// Sample quantile p (0..1) of n values sorted ascending, Hyndman-Fan type 7. NaN for n = 0.
double sl_quantile_sorted(const double *values, size_t n, double p);

// Wilson 95 % interval of a proportion of `hits` (may be fractional) in n trials.
void sl_wilson(double *low, double *high, double hits, size_t n);

#ifdef __cplusplus
}
#endif
#endif
