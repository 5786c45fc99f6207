// The calculator: single model functions by name, with unit-typed arguments from field tables.
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/physics.h"
#include "shoreline/signal.h"
#include "system/internal.h"

#include <stdio.h>
#include <string.h>

// The rows below use the short forms of the model's tables.
#include "model/fields.h"

static const sl_word code_words[] = {{"kr4", SL_FEC_KR4, "RS(528,514)"},
                                     {"kp4", SL_FEC_KP4, "RS(544,514)"},
                                     {"kp4+inner", SL_FEC_KP4_INNER, "with the inner code"},
                                     {NULL, 0, NULL}};
static const sl_word solder_words[] = {{"snpb", SL_SOLDER_SNPB, "eutectic tin-lead"},
                                       {"sac305", SL_SOLDER_SAC305, "tin-silver-copper"},
                                       {NULL, 0, NULL}};

static sl_status checked(double *value, double x)
{
    *value = x;
    return isnan(x) ? SL_ERR_DOMAIN : SL_OK;
}

// ---- fec ----

#undef S
#define S fec_args
typedef struct fec_args {
    int code, codewords;
    double ber, post_ber, frame_bit;
} fec_args;

#define CODE WR("code", code, code_words, "Code.")
#define BER  QR("ber", ber, "", 0, 0.5, "Bit error ratio before correction.")
static const sl_field cer_fields[] = {CODE, BER};
static const sl_table cer_table = {.name = "arguments", FIELDS(cer_fields)};
static const sl_field flr_fields[] = {
    CODE, BER, QD("frame", frame_bit, "B", 1, 1e6, "64 B", "Frame with its check sequence."),
    N("codewords", codewords, 1, 16, "2", "Codewords interleaved.")};
static const sl_table flr_table = {.name = "arguments", FIELDS(flr_fields)};
static const sl_field required_fields[] = {
    CODE, QR("post_ber", post_ber, "", 1e-300, 0.3, "Bit error ratio after correction.")};
static const sl_table required_table = {.name = "arguments", FIELDS(required_fields)};

static sl_status run_cer(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fec_args *a = args;
    return checked(value,
                   pow(10.0, sl_fec_log10_codeword_error_ratio((sl_fec_code)a->code, a->ber)));
}

static sl_status run_flr(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fec_args *a = args;
    return checked(value,
                   pow(10.0, sl_fec_log10_frame_loss_ratio((sl_fec_code)a->code, a->ber,
                                                           a->frame_bit / 8.0, a->codewords)));
}

static sl_status run_required_ber(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fec_args *a = args;
    return checked(value, sl_fec_required_ber((sl_fec_code)a->code, log10(a->post_ber)));
}

// ---- optics ----

#undef S
#define S optics_args
typedef struct optics_args {
    double snr_db, er_db, connector_rl_db, port_rl_db;
    double w1_m, w2_m, offset_m, tilt_rad, wavelength_m;
    double noise_a, q, responsivity_a_w;
    int levels, connectors;
} optics_args;

static const sl_field pam4_fields[] = {
    QR("snr", snr_db, "dB", -50, 100, "Signal to noise at the decision, as in 17.655 dB.")};
static const sl_table pam4_table = {.name = "arguments", FIELDS(pam4_fields)};
static const sl_field mpi_fields[] = {
    N("levels", levels, 2, 8, "4", "Levels of the modulation."),
    QR("er", er_db, "dB", 0.1, 60, "Extinction ratio."),
    NR("connectors", connectors, 0, 1000, "Between the two ports."),
    QR("connector_return_loss", connector_rl_db, "dB", 1, 100, "Of one connector."),
    QR("port_return_loss", port_rl_db, "dB", 1, 100, "Of transmitter and receiver.")};
static const sl_table mpi_table = {.name = "arguments", FIELDS(mpi_fields)};
static const sl_field gaussian_fields[] = {
    QR("w1", w1_m, "um", 0.01, 1e5, "Mode radius (1/e2 of intensity)."),
    QR("w2", w2_m, "um", 0.01, 1e5, "The other mode's."),
    QD("offset", offset_m, "um", 0, 1e6, "0 um", "Lateral."),
    QD("tilt", tilt_rad, "rad", -1.5, 1.5, "0 rad", "Between the axes."),
    QD("wavelength", wavelength_m, "nm", 100, 1e5, "1310 nm", "In the medium between.")};
static const sl_table gaussian_table = {.name = "arguments", FIELDS(gaussian_fields)};
static const sl_field oma_fields[] = {
    QR("noise_current", noise_a, "uA", 1e-6, 1e6, "Input-referred, rms."),
    QR("q", q, "", 0.01, 40, "Argument of the Gaussian tail."),
    N("levels", levels, 2, 8, "4", "Levels of the modulation."),
    QD("responsivity", responsivity_a_w, "A/W", 0.001, 100, "1 A/W", "Of the photodiode.")};
static const sl_table oma_table = {.name = "arguments", FIELDS(oma_fields)};

static sl_status run_pam4(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const optics_args *a = args;
    return checked(value, sl_pam_ber(pow(10.0, a->snr_db / 10.0), 4));
}

static sl_status run_mpi(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const optics_args *a = args;
    sl_mpi mpi = {a->levels, a->er_db, a->connectors, a->connector_rl_db, a->port_rl_db};
    return sl_mpi_bound_db(value, &mpi);
}

static sl_status run_gaussian(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const optics_args *a = args;
    return checked(
        value, sl_gaussian_coupling(a->w1_m, a->w2_m, a->offset_m, a->tilt_rad, a->wavelength_m));
}

static sl_status run_oma(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const optics_args *a = args;
    return checked(value, sl_required_oma_w(a->noise_a, a->q, a->levels, a->responsivity_a_w));
}

// ---- package ----

#undef S
#define S package_args
typedef struct package_args {
    int solder;
    double strain, mean_k, dwell_s, ea_j, t1_k, t2_k, sigma_m, waist_m, limit_db;
} package_args;

static const sl_field engelmaier_fields[] = {
    WR("solder", solder, solder_words, "Alloy."),
    QR("strain", strain, "", 1e-9, 0.999, "Cyclic shear strain range."),
    QR("mean_temp", mean_k, "degC", -40, 150, "Of the joint."),
    QR("dwell", dwell_s, "min", 1e-3, 1e7, "Half cycle.")};
static const sl_table engelmaier_table = {.name = "arguments", FIELDS(engelmaier_fields)};
static const sl_field arrhenius_fields[] = {QR("ea", ea_j, "eV", -5, 5, "Activation energy."),
                                            QR("t1", t1_k, "degC", -200, 500, "From."),
                                            QR("t2", t2_k, "degC", -200, 500, "To.")};
static const sl_table arrhenius_table = {.name = "arguments", FIELDS(arrhenius_fields)};
static const sl_field yield_fields[] = {
    QR("sigma", sigma_m, "um", 0, 1e4, "Placement error of each axis."),
    QR("waist", waist_m, "um", 1e-3, 1e4, "Of both modes."),
    QR("limit", limit_db, "dB", 0, 100, "Largest loss allowed.")};
static const sl_table yield_table = {.name = "arguments", FIELDS(yield_fields)};

static sl_status run_engelmaier(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const package_args *a = args;
    return checked(value,
                   sl_engelmaier_life((sl_solder)a->solder, a->strain, a->mean_k, a->dwell_s));
}

static sl_status run_arrhenius(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const package_args *a = args;
    return checked(value, sl_arrhenius(a->ea_j / SL_ELEMENTARY_CHARGE_C, a->t1_k, a->t2_k));
}

static sl_status run_yield(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const package_args *a = args;
    return checked(value, sl_alignment_yield(a->sigma_m, a->waist_m, a->limit_db));
}

// ---- electrical ----

#undef S
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
    return checked(value, sl_huray_factor(a->rz_m, a->freq_hz));
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
    sl_segment segment = sl_segment_from_spec(&spec, 293.15);
    return checked(value, sl_line_loss_db(&segment.line, a->length_m, a->freq_hz));
}

const sl_calc sl_calcs[] = {
    {"electrical.huray_factor", "Resistance of rough over smooth copper at 20 degC.", "",
     &huray_table, run_huray},
    {"electrical.line_loss", "Matched loss of a line at 20 degC.", "dB", &line_table, run_line},
    {"fec.codeword_error_ratio", "Uncorrectable codewords, independent errors.", "", &cer_table,
     run_cer},
    {"fec.frame_loss_ratio", "Frames lost, independent errors.", "", &flr_table, run_flr},
    {"fec.required_ber", "Bit error ratio before correction for one after it.", "", &required_table,
     run_required_ber},
    {"optics.gaussian_coupling", "Power coupled between two Gaussian modes.", "", &gaussian_table,
     run_gaussian},
    {"optics.mpi_penalty", "Upper bound of the multipath penalty.", "dB", &mpi_table, run_mpi},
    {"optics.pam4_ber", "Bit error ratio of PAM4 in Gaussian noise, Gray mapping.", "", &pam4_table,
     run_pam4},
    {"optics.required_oma", "Outer modulation amplitude a receiver's noise asks for.", "W",
     &oma_table, run_oma},
    {"package.alignment_yield", "Share of equal Gaussian couplings within a loss.", "",
     &yield_table, run_yield},
    {"package.arrhenius_factor", "How much faster a process runs at t2 than at t1.", "",
     &arrhenius_table, run_arrhenius},
    {"package.engelmaier_life", "Median cycles of a solder joint.", "", &engelmaier_table,
     run_engelmaier},
};
const size_t sl_calc_n = sizeof sl_calcs / sizeof *sl_calcs;

const sl_calc *sl_calc_find(const char *name)
{
    for (size_t i = 0; i < sl_calc_n; i++)
        if (strcmp(sl_calcs[i].name, name) == 0) return &sl_calcs[i];
    return NULL;
}

// An argument becomes one entry of a map, with its own text as the source of marks.
static sl_status argument(sl_entry *out, sl_ctx *ctx, sl_arena *arena, const char *text)
{
    const char *equals = strchr(text, '=');
    sl_source *source = sl_arena_alloc(arena, sizeof *source);
    sl_node *node = sl_arena_alloc(arena, sizeof *node);
    if (!source || !node) return SL_ERR_NO_MEMORY;
    *source = (sl_source){.name = "argument", .text = text, .length = strlen(text)};
    sl_mark mark = {.source = source, .line = 1, .column = 1, .length = (int)source->length};
    if (!equals || equals == text || !equals[1]) {
        sl_diag_add(ctx, SL_ERROR, SL_E_SET, mark, "write key=value, as in ber=2.4e-4",
                    "'%.60s' is no argument", text);
        return SL_ERR_SCENARIO;
    }
    size_t n = (size_t)(equals - text);
    mark.length = (int)n;
    *out = (sl_entry){.key = sl_arena_text(arena, text, n), .key_mark = mark, .value = node};
    mark.column = (int)n + 2;
    mark.length = (int)(source->length - n - 1);
    *node = (sl_node){.kind = SL_NODE_SCALAR, .mark = mark, .text = equals + 1};
    return out->key ? SL_OK : SL_ERR_NO_MEMORY;
}

static sl_status run_bound(double *value, sl_ctx *ctx, sl_arena *arena, const sl_calc *calc,
                           const char *const *args, size_t n)
{
    sl_node map = {.kind = SL_NODE_MAP};
    map.entries = sl_arena_alloc(arena, (n + 1) * sizeof *map.entries);
    void *target = sl_arena_alloc(arena, calc->table->size);
    if (!map.entries || !target) return SL_ERR_NO_MEMORY;
    size_t errors = sl_diag_errors(ctx);
    for (size_t i = 0; i < n; i++) {
        sl_entry entry = {0};
        sl_status status = argument(&entry, ctx, arena, args[i]);
        if (status == SL_ERR_NO_MEMORY) return status;
        if (status != SL_OK) continue;
        if (sl_node_get(&map, entry.key))
            sl_diag_add(ctx, SL_ERROR, SL_E_DUPLICATE_KEY, entry.key_mark, "remove one",
                        "argument '%.40s' is given twice", entry.key);
        map.entries[map.n++] = entry;
    }
    sl_status status = sl_bind(ctx, arena, &map, calc->table, target, NULL);
    if (status == SL_ERR_NO_MEMORY) return status;
    if (sl_diag_errors(ctx) > errors) return SL_ERR_SCENARIO;
    return calc->run(value, ctx, target);
}

sl_status sl_calc_run(double *value, sl_ctx *ctx, const sl_calc *calc, const char *const *args,
                      size_t n)
{
    *value = NAN;
    sl_arena *arena = NULL;
    SL_TRY(sl_arena_create(&arena, ctx));
    sl_status status = run_bound(value, ctx, arena, calc, args, n);
    sl_arena_destroy(arena);
    return status;
}
