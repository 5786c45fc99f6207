// Any bytes are a parameter file or are refused at a place inside them; what is read can be handed
// to a model, whose text has balanced parentheses.
#include <stdlib.h>
#include <string.h>

#include "shoreline/ami.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_input(sl_ctx *ctx, const sl_ami *ami)
{
    sl_text out;
    sl_text_init(&out, ctx);
    check(sl_ami_input(&out, ctx, ami, NULL, 0) == SL_OK);
    long depth = 0;
    bool quoted = false;
    for (const char *c = sl_text_get(&out); *c; c++) {
        quoted ^= *c == '"';
        depth += !quoted && *c == '(';
        depth -= !quoted && *c == ')';
        check(depth >= 0);
    }
    check(depth == 0 && !quoted);
    sl_text_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sl_ctx *ctx = NULL;
    sl_ami *ami = NULL;
    sl_ctx_opts opts = {.threads = 1};
    if (sl_ctx_create(&ctx, &opts) != SL_OK) return 0;
    const char *text = (const char *)data;
    sl_status status = sl_ami_parse(&ami, ctx, "fuzz.ami", text, size);
    check((status == SL_OK) == (ami != NULL));
    check((status == SL_OK) == (sl_diag_errors(ctx) == 0));
    int lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    for (size_t i = 0; i < sl_diag_count(ctx); i++) {
        const sl_diag *d = sl_diag_get(ctx, i);
        check(d->mark.line >= 1 && d->mark.line <= lines && d->mark.length >= 1);
        check(d->mark.column >= 1 && d->mark.column <= (int)size + 1);
    }
    for (size_t i = 0; ami && i < sl_ami_param_count(ami); i++) {
        const sl_ami_param *p = sl_ami_param_at(ami, i);
        check(p->path[0] != '\0' && sl_ami_param_find(ami, p->path) != NULL);
    }
    if (ami) check_input(ctx, ami);
    sl_ami_destroy(ami);
    sl_ctx_destroy(ctx);
    return 0;
}
