// Calculator models of the optics layer.
#include "shoreline/physics.h"
#include "shoreline/signal.h"
#include "system/calc.h"

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
    return sl_calc_value(value, sl_pam_ber(pow(10.0, a->snr_db / 10.0), 4));
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
    return sl_calc_value(
        value, sl_gaussian_coupling(a->w1_m, a->w2_m, a->offset_m, a->tilt_rad, a->wavelength_m));
}

static sl_status run_oma(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const optics_args *a = args;
    return sl_calc_value(value,
                         sl_required_oma_w(a->noise_a, a->q, a->levels, a->responsivity_a_w));
}

const sl_calc sl_calcs_optics[] = {
    {"optics.gaussian_coupling", "Power coupled between two Gaussian modes.", "", &gaussian_table,
     run_gaussian},
    {"optics.mpi_penalty", "Upper bound of the multipath penalty.", "dB", &mpi_table, run_mpi},
    {"optics.pam4_ber", "Bit error ratio of PAM4 in Gaussian noise, Gray mapping.", "", &pam4_table,
     run_pam4},
    {"optics.required_oma", "Outer modulation amplitude a receiver's noise asks for.", "W",
     &oma_table, run_oma},
};
const size_t sl_calcs_optics_n = sizeof sl_calcs_optics / sizeof *sl_calcs_optics;
