// Any bytes are a scenario or are refused with diagnostics whose places lie inside them; a scenario
// that is read can be evaluated.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/system.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_diagnostics(sl_ctx *ctx, const char *text, size_t size)
{
    int lines = 2;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n' || text[i] == '\r' || (text[i] & 0x80);
    for (size_t i = 0; i < sl_diag_count(ctx); i++) {
        const sl_diag *d = sl_diag_get(ctx, i);
        sl_text out;
        sl_text_init(&out, ctx);
        sl_diag_print(&out, d, true);
        check(!out.failed && out.length > 0);
        sl_text_free(&out);
        check(d->message[0] != '\0' && sl_diag_title(d->code) != NULL);
        if (!d->mark.source || strcmp(d->mark.source->name, "fuzz.yaml") != 0) continue;
        check(d->mark.line >= 1 && d->mark.line <= lines && d->mark.column >= 1);
        check(d->mark.column <= (int)size + 2 && d->mark.length >= 1);
    }
}

static void evaluate(sl_ctx *ctx, sl_model *model)
{
    sl_comparison *comparison = NULL;
    sl_compare_opts opts = {.draws = 1};
    if (model->n > 3) model->n = 3;
    for (size_t v = 0; v < model->n; v++)
        if (model->variants[v].leaves.n > 2000) return;
    sl_status status = sl_compare(&comparison, ctx, model, &opts);
    check(status == SL_OK || status == SL_ERR_SCENARIO);
    for (size_t v = 0; comparison && v < comparison->n; v++)
        check(comparison->variants[v].nominal.why[0] != '\0');
    sl_comparison_destroy(ctx, comparison);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sl_ctx *ctx = NULL;
    sl_ctx_opts opts = {.threads = 1};
    if (sl_ctx_create(&ctx, &opts) != SL_OK) return 0;
    const char *text = (const char *)data;
    sl_scenario_opts scenario = {.path = "fuzz.yaml", .text = text, .text_length = size};
    sl_model *model = NULL;
    sl_status status = size ? sl_model_load(&model, ctx, &scenario) : SL_ERR_SCENARIO;
    check((status == SL_OK) == (model != NULL));
    if (size) check((status == SL_OK) == (sl_diag_errors(ctx) == 0));
    if (model) evaluate(ctx, model);
    check_diagnostics(ctx, text, size);
    sl_model_destroy(model);
    sl_ctx_destroy(ctx);
    return 0;
}
