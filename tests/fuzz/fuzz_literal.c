// Any bytes are a MATLAB literal or are refused at a place inside them; what is read has as many
// elements as its size says, and is read again from its own printing.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void print_again(sl_ctx *ctx, sl_arena *arena, const sl_matrix *m)
{
    sl_text text;
    sl_text_init(&text, ctx);
    sl_text_add(&text, "[");
    for (int i = 0; i < m->rows * m->columns; i++) {
        if (i) sl_text_add(&text, i % m->columns ? " " : ";");
        if (isfinite(m->v[i]))
            sl_text_add_number(&text, m->v[i]);
        else
            sl_text_add(&text, isnan(m->v[i]) ? "NaN" : m->v[i] > 0 ? "Inf" : "-Inf");
    }
    sl_text_add(&text, "]");
    sl_matrix again;
    sl_literal_error e;
    if (text.length <= 8192) {
        check(sl_literal_parse(&again, arena, sl_text_get(&text), text.length, NULL, NULL, &e) ==
              SL_OK);
        check(again.rows == m->rows && again.columns == m->columns);
        for (int i = 0; i < m->rows * m->columns; i++)
            check(again.v[i] == m->v[i] || (isnan(again.v[i]) && isnan(m->v[i])));
    }
    sl_text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sl_ctx *ctx = NULL;
    sl_arena *arena = NULL;
    sl_matrix m;
    sl_literal_error e;
    check(sl_ctx_create(&ctx, NULL) == SL_OK && sl_arena_create(&arena, ctx) == SL_OK);
    sl_status status = sl_literal_parse(&m, arena, (const char *)data, size, NULL, NULL, &e);
    if (status == SL_OK) {
        check(m.rows >= 0 && m.columns >= 0 && m.rows * m.columns <= SL_MATRIX_MAX);
        if (m.rows * m.columns) print_again(ctx, arena, &m);
    } else {
        check(status == SL_ERR_SCENARIO && e.message[0] && e.offset <= size && e.length >= 1);
    }
    sl_arena_destroy(arena);
    sl_ctx_destroy(ctx);
    return 0;
}
