// Timing for the benchmarks: medians of repeats, each beside a reference kernel in the same run.
#ifndef BENCH_H
#define BENCH_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef double (*bench_fn)(void *data); // returns something that depends on its work

static volatile double bench_sink;

static inline double bench_clock_s(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline double bench_cpu_s(void)
{
    return bench_clock_s(CLOCK_PROCESS_CPUTIME_ID);
}

static inline double bench_wall_s(void)
{
    return bench_clock_s(CLOCK_MONOTONIC);
}

static inline int bench_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

// Calls that take about 5 ms.
static inline long bench_calls(bench_fn f, void *data)
{
    for (long n = 1;; n *= 4) {
        double begin = bench_cpu_s(), sum = 0.0;
        for (long i = 0; i < n; i++)
            sum += f(data);
        bench_sink = sum;
        double took = bench_cpu_s() - begin;
        if (took > 1e-3) return (long)((double)n * 5e-3 / took) + 1;
    }
}

static inline double bench_once_ns(bench_fn f, void *data, long calls)
{
    double begin = bench_cpu_s(), sum = 0.0;
    for (long i = 0; i < calls; i++)
        sum += f(data);
    bench_sink = sum;
    return (bench_cpu_s() - begin) / (double)calls * 1e9;
}

#define BENCH_REPEATS 11

// ns per call of f and of the reference, turn by turn (A B A B), medians.
static inline void bench_pair(double *ns, double *reference_ns, bench_fn f, void *data,
                              bench_fn reference, void *reference_data)
{
    double a[BENCH_REPEATS], b[BENCH_REPEATS];
    long na = bench_calls(f, data), nb = bench_calls(reference, reference_data);
    for (int i = 0; i < BENCH_REPEATS; i++) {
        a[i] = bench_once_ns(f, data, na);
        b[i] = bench_once_ns(reference, reference_data, nb);
    }
    qsort(a, BENCH_REPEATS, sizeof *a, bench_order);
    qsort(b, BENCH_REPEATS, sizeof *b, bench_order);
    *ns = a[BENCH_REPEATS / 2];
    *reference_ns = b[BENCH_REPEATS / 2];
}

#endif
