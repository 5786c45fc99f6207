// Any bytes are a record of a waveform or are refused with at least one fault at a place inside
// them; what is read is finite, and what is measured is finite or not a number.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/tdecq.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

// The record over and over, so that short inputs reach the measurement.
static void measure(sl_ctx *ctx, const sl_wave_record *record, uint8_t choice)
{
    enum { SAMPLES = 1600 };
    static double v[SAMPLES];
    sl_tdecq_result r;
    sl_tdecq_opts o = {.symbol_rate_bd = 53.125e9,
                       .step_s =
                           choice & 1 && record->step_s > 0 ? record->step_s : 1 / (53.125e9 * 2.3),
                       .pattern = SL_PAM4_PRBS13Q,
                       .filtered = choice & 2};
    for (size_t i = 0; i < SAMPLES; i++)
        v[i] = record->value[i % record->n];
    sl_status status = sl_tdecq_measure(&r, ctx, v, SAMPLES, &o);
    check(status == SL_OK || (status == SL_ERR_DOMAIN && sl_diag_errors(ctx) > 0));
    check(status != SL_OK || !isinf(r.tdecq_db));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    sl_ctx *ctx = NULL;
    sl_wave_record record;
    check(sl_ctx_create(&ctx, NULL) == SL_OK);
    char *exact = malloc(size); // so that a byte too many is seen
    check(exact != NULL);
    memcpy(exact, data + 2, size - 2);
    char *tight = realloc(exact, size - 2 ? size - 2 : 1);
    sl_source source = {.name = "fuzz.csv", .text = tight, .length = size - 2};
    sl_wave_read_opts opts = {.column = data[0] % 4, .scale = data[0] & 128 ? 1e-3 : 0};
    sl_status status = sl_wave_parse(&record, ctx, &source, &opts);
    check(status == SL_OK || (status == SL_ERR_SCENARIO && sl_diag_errors(ctx) > 0));
    for (size_t i = 0; i < sl_diag_count(ctx); i++) {
        const sl_mark *m = &sl_diag_get(ctx, i)->mark;
        check(m->line >= 1 && m->column >= 1 && (size_t)m->column <= size + 1);
    }
    check((status == SL_OK) == (record.value != NULL));
    if (status == SL_OK) {
        check(record.n > 0 && record.step_s >= 0 && isfinite(record.step_s));
        for (size_t i = 0; i < record.n; i++)
            check(isfinite(record.value[i]));
        measure(ctx, &record, data[1]);
    }
    sl_wave_free(&record);
    free(tight);
    sl_ctx_destroy(ctx);
    return 0;
}
