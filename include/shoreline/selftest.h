// Self-test: every number the program claims to reproduce, computed again, beside what it should be
// and who says so. A row that misses is shown as a miss.
#ifndef SHORELINE_SELFTEST_H
#define SHORELINE_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/core.h"
#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// Where the expected number of a row comes from.
typedef enum sl_origin {
    SL_ORIGIN_PUBLISHED, // standard, paper, data sheet or a maker's statement
    SL_ORIGIN_EXACT,     // identity, conservation law or analytic solution
    SL_ORIGIN_PEER_RUN,  // another program's result on the same input
    SL_ORIGIN_OWN,       // an independent method of our own
    SL_ORIGINS
} sl_origin;

typedef enum sl_selftest_state {
    SL_SELFTEST_PASS,
    SL_SELFTEST_MISS,
    SL_SELFTEST_SKIPPED, // its input file is not at hand; computed and deviation are NaN
    SL_SELFTEST_STATES
} sl_selftest_state;

typedef enum sl_selftest_sense {
    SL_SELFTEST_EQUAL,    // |deviation| <= tolerance
    SL_SELFTEST_AT_MOST,  // the computed value may lie anywhere below expected + tolerance
    SL_SELFTEST_AT_LEAST, // or anywhere above expected - tolerance
} sl_selftest_sense;

typedef struct sl_selftest_row {
    const char *id;     // "optics.v1.kp4.2.4e-4"
    const char *layer;  // "optics"
    const char *what;   // one line, with the scope of a published figure
    const char *unit;   // of expected and computed, as displayed (not SI); "" a plain number
    const char *source; // never empty
    sl_origin origin;
    sl_selftest_sense sense;
    bool relative;    // tolerance and deviation are relative to expected
    double expected;  // of a published range: its middle
    double tolerance; // >= 0
    double computed;
    double deviation; // computed - expected, or (computed - expected)/|expected|
    sl_selftest_state state;
    const char *note; // may be ""; why a row misses or was skipped
    double low, high; // 5th and 95th percentile of our own draws; NaN: the row has none
    // Interval of what was published (equal for a plain number), for coverage; NaN: none.
    double published_low, published_high;
} sl_selftest_row;

// Runs all rows. data_dir: directory of reference files, or NULL; rows whose file is not there
// are SKIPPED. Texts live as long as the rows. Misses are no error.
// A published figure passes within its printed digits, or (powers of products) within 20 %.
// Errors: SL_ERR_NO_MEMORY. About 5 s, most of it for the draws of the intervals.
sl_status sl_selftest_run(sl_selftest_row **rows, size_t *n, sl_ctx *ctx, const char *data_dir);
void sl_selftest_destroy(sl_ctx *ctx, sl_selftest_row *rows, size_t n);

const char *sl_origin_name(sl_origin origin);                // "published"
const char *sl_selftest_state_name(sl_selftest_state state); // "pass"

typedef struct sl_selftest_summary {
    size_t count[SL_ORIGINS][SL_SELFTEST_STATES];
    size_t intervals;  // published rows with an interval of ours
    size_t covered;    // of them, those whose published value meets our 90 % interval
    double median_abs; // median of |relative deviation| of the published rows that were computed
} sl_selftest_summary;

sl_selftest_summary sl_selftest_summarise(const sl_selftest_row *rows, size_t n);

// Text: how many published figures lie inside our own 90 % intervals, which of them do not, and
// the Wilson 95 % interval of that share.
void sl_selftest_coverage(sl_text *out, const sl_selftest_row *rows, size_t n);

#ifdef __cplusplus
}
#endif
#endif
