// Calculator models of the fec layer.
#include "system/calc.h"

static const sl_word code_words[] = {{"kr4", SL_FEC_KR4, "RS(528,514)"},
                                     {"kp4", SL_FEC_KP4, "RS(544,514)"},
                                     {"kp4+inner", SL_FEC_KP4_INNER, "with the inner code"},
                                     {NULL, 0, NULL}};
#define S fec_args
typedef struct fec_args {
    int code, codewords;
    double ber, post_ber, frame_bit, fber, burst;
    int lanes;
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

static const sl_field retry_fields[] = {
    QR("fber", fber, "", 0, 0.25, "First errors per bit."),
    QD("burst", burst, "", 0, 0.999, "0", "Chance that the symbol after a wrong one is wrong."),
    N("lanes", lanes, 1, 256, "16", "Bytes go round them.")};
static const sl_table retry_table = {.name = "arguments", FIELDS(retry_fields)};

static sl_status run_cer(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fec_args *a = args;
    return sl_calc_value(
        value, pow(10.0, sl_fec_log10_codeword_error_ratio((sl_fec_code)a->code, a->ber)));
}

static sl_status run_flr(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fec_args *a = args;
    return sl_calc_value(
        value, pow(10.0, sl_fec_log10_frame_loss_ratio((sl_fec_code)a->code, a->ber,
                                                       a->frame_bit / 8.0, a->codewords)));
}

static sl_status run_required_ber(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fec_args *a = args;
    return sl_calc_value(value, sl_fec_required_ber((sl_fec_code)a->code, log10(a->post_ber)));
}

static sl_status run_flit_retry(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fec_args *a = args;
    sl_error_process errors = {.first_ber = a->fber, .burst = a->burst};
    return sl_calc_value(value, pow(10.0, sl_fec_log10_flit_retry(&errors, a->lanes)));
}

const sl_calc sl_calcs_fec[] = {
    {"fec.codeword_error_ratio", "Uncorrectable codewords, independent errors.", "", &cer_table,
     run_cer},
    {"fec.flit_retry", "Flits of 256 B sent again, errors in bursts along the lanes.", "",
     &retry_table, run_flit_retry},
    {"fec.frame_loss_ratio", "Frames lost, independent errors.", "", &flr_table, run_flr},
    {"fec.required_ber", "Bit error ratio before correction for one after it.", "", &required_table,
     run_required_ber},
};
const size_t sl_calcs_fec_n = sizeof sl_calcs_fec / sizeof *sl_calcs_fec;
