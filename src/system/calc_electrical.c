// Calculator models of the electrical layer.
#include "shoreline/physics.h"
#include "system/internal.h"
#include <string.h>
#include "system/calc.h"

#define S electrical_args
typedef struct electrical_args {
    double rz_m, freq_hz, length_m;
    const char *medium;
} electrical_args;

static const sl_field huray_fields[] = {QR("rz", rz_m, "um", 0, 100, "Ten-point roughness."),
                                        QR("frequency", freq_hz, "GHz", 0, 1e4, "Frequency.")};
static const sl_table huray_table = {.name = "arguments", FIELDS(huray_fields)};
static const sl_field line_fields[] = {
    TEXT("medium", medium, NULL, "A medium of the catalogue, as in medium/pcb-ultra-low-loss."),
    QR("length", length_m, "m", 0, 1e5, "Length."),
    QR("frequency", freq_hz, "GHz", 0, 1e4, "Frequency.")};
static const sl_table line_table = {.name = "arguments", FIELDS(line_fields)};

static sl_status run_huray(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const electrical_args *a = args;
    return sl_calc_value(value, sl_huray_factor(a->rz_m, a->freq_hz));
}

static sl_status run_line(double *value, sl_ctx *ctx, const void *args)
{
    const electrical_args *a = args;
    if (!a->medium) {
        sl_diag_add(ctx, SL_ERROR, SL_E_MISSING_KEY, (sl_mark){0}, "add medium=medium/NAME",
                    "medium is missing");
        return SL_ERR_SCENARIO;
    }
    sl_arena *arena = NULL;
    SL_TRY(sl_arena_create(&arena, ctx));
    const char *name =
        strchr(a->medium, '/') ? a->medium : sl_arena_printf(arena, "medium/%s", a->medium);
    sl_node *node = NULL;
    sl_segment_spec spec;
    sl_status status = name ? sl_part_load(&node, NULL, ctx, arena, NULL, name) : SL_ERR_NO_MEMORY;
    if (status == SL_OK) status = sl_bind(ctx, arena, node, &sl_segment_table, &spec, NULL);
    sl_arena_destroy(arena);
    if (status != SL_OK) return status;
    if (spec.kind != SL_WORD_LINE) return SL_ERR_DOMAIN;
    sl_segment segment = sl_segment_from_spec(&spec, 293.15, 0);
    return sl_calc_value(value, sl_line_loss_db(&segment.line, a->length_m, a->freq_hz));
}

const sl_calc sl_calcs_electrical[] = {
    {"electrical.huray_factor", "Resistance of rough over smooth copper at 20 degC.", "",
     &huray_table, run_huray},
    {"electrical.line_loss", "Matched loss of a line at 20 degC.", "dB", &line_table, run_line},
};
const size_t sl_calcs_electrical_n = sizeof sl_calcs_electrical / sizeof *sl_calcs_electrical;
