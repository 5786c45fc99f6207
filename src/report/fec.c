// What a code makes of a link's errors: text and JSON.
#include <math.h>
#include <stdio.h>

#include "report/internal.h"

typedef struct row {
    const char *key, *label, *flit_label;
    size_t offset; // of a sl_fec_figure in sl_fec_answer
} row;

static const row rows[] = {
    {"codeword_error_ratio", "codeword error ratio", "flit retry ratio",
     offsetof(sl_fec_answer, codeword_error_ratio)},
    {"frame_loss_ratio", "frame loss ratio", "false flits taken as right",
     offsetof(sl_fec_answer, frame_loss_ratio)},
    {"post_fec_ber", "bit error ratio behind", "bit error ratio behind the FEC",
     offsetof(sl_fec_answer, post_fec_ber)},
    {"inner_output_ber", "bit error ratio behind the inner code", "",
     offsetof(sl_fec_answer, inner_output_ber)},
    {"mttfpa_s", "mean time to a false packet, s", "mean time to a false flit, s",
     offsetof(sl_fec_answer, mttfpa_s)},
    {"latency_s", "latency, s", "latency, s", offsetof(sl_fec_answer, latency_s)},
};
#define ROWS (sizeof rows / sizeof *rows)

static const char *const methods[] = {
    [SL_FEC_EXACT] = "exact",
    [SL_FEC_MONTE_CARLO] = "Monte Carlo",
    [SL_FEC_TABULATED] = "Monte Carlo, tabulated",
    [SL_FEC_IMPORTANCE] = "Monte Carlo, importance sampling",
    [SL_FEC_BOUND] = "bound",
};

static bool is_drawn(const sl_fec_figure *f)
{
    return f->method != SL_FEC_EXACT && f->method != SL_FEC_BOUND;
}

static const sl_fec_figure *figure_of(const sl_fec_answer *a, const row *r)
{
    return (const sl_fec_figure *)((const char *)a + r->offset);
}

static const char *name_of(const sl_fec_question *q)
{
    if (q->flit) return "PCIe 6 flit, 3 interleaved codewords, CRC of 64 bits";
    if (q->code == SL_FEC_KP4_INNER) return "RS(544,514) + (128,120)";
    return sl_fec_describe(q->code)->name;
}

static void json(sl_text *out, const sl_fec_question *q, const sl_fec_answer *a)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "schema", "shoreline/fec/1");
    sl_json_key_text(&j, "code", name_of(q));
    if (sl_fec_inner_segment(q) >= 0)
        sl_json_key_number(&j, "inner_segment", sl_fec_inner_segment(q) + 1);
    for (size_t i = 0; i < ROWS; i++)
        sl_json_key_number(&j, rows[i].key, figure_of(a, &rows[i])->value);
    sl_json_key(&j, "methods");
    sl_json_object(&j);
    for (size_t i = 0; i < ROWS; i++)
        if (isinf(figure_of(a, &rows[i])->value))
            sl_json_key_text(&j, rows[i].key, "more than 1.8e308");
        else if (!isnan(figure_of(a, &rows[i])->value))
            sl_json_key_text(&j, rows[i].key, methods[figure_of(a, &rows[i])->method]);
    sl_json_end(&j, '}');
    sl_json_key(&j, "intervals");
    sl_json_object(&j);
    for (size_t i = 0; i < ROWS; i++) {
        const sl_fec_figure *f = figure_of(a, &rows[i]);
        if (isnan(f->value) || !is_drawn(f)) continue;
        sl_json_key(&j, rows[i].key);
        sl_json_array(&j);
        sl_json_number(&j, f->low);
        sl_json_number(&j, f->high);
        sl_json_end(&j, ']');
    }
    sl_json_end(&j, '}');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}

static void head(sl_text *out, const sl_fec_question *q)
{
    sl_text_printf(out, "%s\n", name_of(q));
    for (int i = 0; i < q->segments; i++) {
        sl_text_printf(out, "  %s %.6g", q->flit ? "first errors" : "bit error ratio",
                       q->segment[i].ber);
        if (q->segment[i].burst > 0)
            sl_text_printf(out, ", after a wrong symbol %.4g", q->segment[i].burst);
        if (q->segments > 1 && i == sl_fec_inner_segment(q)) sl_text_add(out, ", inner code");
        sl_text_add(out, "\n");
    }
    if (!q->flit) {
        sl_text_printf(out, "  %d codeword%s take%s turns", q->depth, q->depth == 1 ? "" : "s",
                       q->depth == 1 ? "s" : "");
        if (q->mux > 1) sl_text_printf(out, ", bits of %d streams on a lane", q->mux);
        sl_text_printf(out, "%s; frames of %g B, port of %g Gb/s\n",
                       q->precoded ? ", precoded" : "", q->frame_bytes, q->port_bps / 1e9);
    }
    if (q->code == SL_FEC_KP4_INNER && q->chase == 0)
        sl_text_add(out, "  inner decoder: hard decisions\n");
    if (q->code == SL_FEC_KP4_INNER && q->chase > 0)
        sl_text_printf(out, "  inner decoder: 2^%d test patterns on soft decisions\n", q->chase);
    sl_text_add(out, "\n");
}

void sl_report_fec(sl_text *out, const sl_fec_question *q, const sl_fec_answer *a, bool as_json)
{
    if (as_json) {
        json(out, q, a);
        return;
    }
    head(out, q);
    for (size_t i = 0; i < ROWS; i++) {
        const sl_fec_figure *f = figure_of(a, &rows[i]);
        if (isnan(f->value)) continue;
        sl_text_printf(out, "  %-40s%12.4g   %s", q->flit ? rows[i].flit_label : rows[i].label,
                       f->value, methods[f->method]);
        if (is_drawn(f)) sl_text_printf(out, " (95 %%: %.4g to %.4g)", f->low, f->high);
        sl_text_add(out, "\n");
    }
}
