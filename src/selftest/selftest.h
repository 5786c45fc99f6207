// Shared inside src/selftest: a case is one row and how it is computed.
#ifndef SELFTEST_SELFTEST_H
#define SELFTEST_SELFTEST_H

#include <math.h>

#include "shoreline/selftest.h"
#include "shoreline/system.h"

#define SELFTEST_ARGS 6

typedef struct selftest_com selftest_com; // results of COM that several rows look at

// What the cases need from outside.
typedef struct selftest_env {
    sl_ctx *ctx;
    const char *data_dir; // or NULL
    selftest_com *com;    // NULL until a row asks for it
    sl_ctx *com_ctx;      // takes what its files are warned about
} selftest_env;

typedef struct selftest_value {
    double value;     // in the row's unit
    double expected;  // NaN: the case's
    double low, high; // NaN: none
    bool absent;      // its file is not there
    const char *note; // NULL: the case's
} selftest_value;

typedef struct selftest_case {
    const char *id, *what, *unit, *source;
    sl_origin origin;
    sl_selftest_sense sense;
    bool relative;
    double expected, tolerance;
    double published_low, published_high; // 0, 0: a plain number
    double (*simple)(const double *args); // either this
    void (*full)(selftest_value *out, selftest_env *env, const double *args); // or this
    double args[SELFTEST_ARGS];
    const char *note; // shown unless the row passes
} selftest_case;

typedef struct selftest_table {
    const char *layer;
    const selftest_case *cases;
    size_t n;
} selftest_table;

extern const selftest_table selftest_core, selftest_fec, selftest_optics, selftest_electrical,
    selftest_package, selftest_system, selftest_power, selftest_fabric, selftest_memory,
    selftest_published, selftest_training, selftest_workload;
extern const selftest_table selftest_devices, selftest_economics, selftest_catch, selftest_bonding,
    selftest_carbon, selftest_fleet, selftest_channel_margin, selftest_waveform, selftest_tier,
    selftest_tdecq;

// A catalogue link on one host. set: more keys of the link, with a leading comma, or "".
typedef struct selftest_host {
    const char *link, *rate, *reach, *chip, *board, *cooling, *set;
} selftest_host;

#define SELFTEST_DRAWS 200

// SL_ERR_IO: a part is not in the catalogue.
sl_status selftest_load(sl_model **model, sl_ctx *ctx, const selftest_host *host);

// A metric of a host with the 5th and 95th percentile of its draws, times scale (0: the link's
// rate, which makes power of energy per bit).
void selftest_metric(selftest_value *out, const selftest_host *host, int metric, double scale);

// One column of a data file: reads data_dir/name as comma-separated values, skips '#' lines and
// takes the rows whose text begins with prefix (NULL: all whose first column is there). Returns how
// many values (at most max) were read, 0 also when the file is absent.
size_t selftest_column(double *out, size_t max, const selftest_env *env, const char *name,
                       const char *prefix, int column);

#endif
