// Any bytes are a Touchstone file or are refused with at least one fault at a place inside them;
// what is read is finite and ascends, and written it reads back to the same bits.
#include <complex.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/shoreline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_round_trip(sl_ctx *ctx, const sl_sparam *s)
{
    sl_text text;
    sl_sparam *back = NULL;
    sl_touchstone_write_opts opts = {.version = 2};
    sl_text_init(&text, ctx);
    check(sl_touchstone_write(&text, s, &opts) == SL_OK);
    sl_source source = {.name = "back.ts", .text = sl_text_get(&text), .length = text.length};
    check(sl_touchstone_parse(&back, ctx, &source, 0) == SL_OK);
    size_t n = (size_t)sl_sparam_ports(s), points = sl_sparam_points(s);
    check(sl_sparam_points(back) == points && (size_t)sl_sparam_ports(back) == n);
    check(!memcmp(sl_sparam_freq_hz(s), sl_sparam_freq_hz(back), points * sizeof(double)));
    check(!memcmp(sl_sparam_at(s, 0), sl_sparam_at(back, 0),
                  points * n * n * sizeof(double complex)));
    sl_sparam_destroy(back);
    sl_text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    sl_ctx *ctx = NULL;
    sl_sparam *s = NULL;
    check(sl_ctx_create(&ctx, NULL) == SL_OK);
    char *exact = malloc(size); // so that a byte too many is seen
    check(exact != NULL);
    memcpy(exact, data + 1, size - 1);
    sl_source source = {.name = "fuzz.s2p", .text = exact, .length = size - 1};
    sl_status status = sl_touchstone_parse(&s, ctx, &source, data[0] % 6);
    check((status == SL_OK) == (s != NULL));
    check(status == SL_OK || (status == SL_ERR_SCENARIO && sl_diag_errors(ctx) > 0));
    for (size_t i = 0; i < sl_diag_count(ctx); i++) {
        const sl_mark *m = &sl_diag_get(ctx, i)->mark;
        check(m->line >= 1 && m->column >= 1 && (size_t)m->column <= size + 1);
    }
    if (s) {
        check(sl_sparam_valid(s));
        check_round_trip(ctx, s);
    }
    sl_sparam_destroy(s);
    free(exact);
    sl_ctx_destroy(ctx);
    return 0;
}
