// Feeding devices in tests.
#ifndef DEVICE_TEST_H
#define DEVICE_TEST_H

#include <stdlib.h>
#include <string.h>

#include "sl_ctx_test.h"

#include "../../../src/core/cmplx.h"

#include "shoreline/constants.h"
#include "shoreline/devices.h"

typedef struct record {
    float *re, *im;
    size_t n;
} record;

static inline record record_new(size_t n)
{
    record r = {calloc(n, sizeof(float)), calloc(n, sizeof(float)), n};
    assert_non_null(r.re);
    assert_non_null(r.im);
    return r;
}

static inline void record_free(record *r)
{
    free(r->re);
    free(r->im);
}

// The whole input through the device and then its last sample as often as its latency, so that
// out[i] answers in[i]; calls of `block` samples (0: all at once).
static inline record feed(sl_device *d, const record *in, size_t block)
{
    size_t late = sl_device_latency(d), n = in->n + late;
    record padded = record_new(n), all = record_new(n), out = record_new(in->n);
    memcpy(padded.re, in->re, in->n * sizeof(float));
    memcpy(padded.im, in->im, in->n * sizeof(float));
    for (size_t i = in->n; i < n; i++)
        padded.re[i] = in->re[in->n - 1], padded.im[i] = in->im[in->n - 1];
    for (size_t i = 0; i < n;) {
        size_t m = block && block < n - i ? block : n - i;
        sl_wave from = {padded.re + i, sl_device_takes_field(d) ? padded.im + i : NULL};
        sl_wave to = {all.re + i, sl_device_gives_field(d) ? all.im + i : NULL};
        assert_int_equal(sl_device_process(d, to, from, m), SL_OK);
        i += m;
    }
    memcpy(out.re, all.re + late, in->n * sizeof(float));
    memcpy(out.im, all.im + late, in->n * sizeof(float));
    record_free(&padded);
    record_free(&all);
    return out;
}

static inline double power_at(const record *r, size_t i)
{
    return (double)r->re[i] * r->re[i] + (double)r->im[i] * r->im[i];
}

// Amplitude and phase of frequency f in samples a..b of x (a whole number of periods).
static inline double _Complex tone(const float *x, size_t a, size_t b, double f, double rate)
{
    double re = 0, im = 0;
    for (size_t i = a; i < b; i++) {
        double p = 2 * SL_PI * fmod(f / rate * (double)i, 1);
        re += x[i] * cos(p);
        im -= x[i] * sin(p);
    }
    double n = (double)(b - a);
    return CMPLX(2 * re / n, 2 * im / n);
}

// The same device fed in one call and in ragged calls gives the same bits.
static inline void assert_cut_free(sl_device *one, sl_device *two, const record *in, size_t block)
{
    record a = feed(one, in, 0), b = feed(two, in, block);
    assert_memory_equal(a.re, b.re, in->n * sizeof(float));
    assert_memory_equal(a.im, b.im, in->n * sizeof(float));
    record_free(&a);
    record_free(&b);
}

#endif
