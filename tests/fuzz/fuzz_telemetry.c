// Any bytes are a table of telemetry or are refused with at least one fault at a place inside them;
// what is read counts nothing below zero and is finite.
#include <math.h>
#include <stdlib.h>

#include "shoreline/shoreline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_mean(const sl_measured_mean *m)
{
    check(m->n >= 0.0 && (m->n == 0.0) == isnan(m->mean));
    check(m->n < 2.0 || (isfinite(m->sd) && m->sd >= 0.0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a", "retimed"};
    sl_ctx *ctx = NULL;
    sl_arena *arena = NULL;
    sl_telemetry t[2];
    check(sl_ctx_create(&ctx, NULL) == SL_OK && sl_arena_create(&arena, ctx) == SL_OK);
    char *text = sl_arena_text(arena, (const char *)data, size); // ends with a zero, as files do
    check(text != NULL);
    sl_source source = {.name = "fuzz.csv", .text = text, .length = size};
    sl_status status = sl_telemetry_parse(t, ctx, arena, &source, names, 2);
    check(status == SL_OK || (status == SL_ERR_SCENARIO && sl_diag_errors(ctx) > 0));
    for (size_t i = 0; i < sl_diag_count(ctx); i++) {
        const sl_mark *m = &sl_diag_get(ctx, i)->mark;
        check(m->line >= 1 && m->column >= 1 && (size_t)m->column <= size + 1);
    }
    for (int i = 0; i < 2; i++) {
        check(isfinite(t[i].exposure_s) && t[i].failures >= 0.0 && t[i].flaps >= 0.0);
        check_mean(&t[i].power_w);
        check_mean(&t[i].latency_s);
        check_mean(&t[i].log10_ber);
    }
    sl_arena_destroy(arena);
    sl_ctx_destroy(ctx);
    return 0;
}
