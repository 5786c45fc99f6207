// Optics: budgets, multipath, receivers, exact limits of devices, density of edges.
#include "selftest/selftest.h"

#include "shoreline/constants.h"
#include "shoreline/optics.h"
#include "shoreline/physics.h"

static double qt(const double *a)
{
    return sl_q_for_symbol_error_ratio(a[0], 4);
}

static double closure(const double *a)
{
    sl_budget_in in = {a[0], a[1], a[2], a[3]};
    return sl_budget_margin_db(&in);
}

static double multipath(const double *a)
{
    double db;
    sl_mpi m = {4, 6.0, 4, a[0], a[1]};
    return sl_mpi_bound_db(&db, &m) == SL_OK ? db : (double)NAN;
}

static double required_ua(const double *a)
{
    return 1e6 * sl_required_oma_w(a[0], a[1], (int)a[2], a[3]);
}

// Noise at which a receiver of Q^-1(1e-12) needs the published OMA.
static double implied_noise_ua(const double *a)
{
    return 1e6 * sl_watt(a[0]) / sl_required_oma_w(1.0, a[1], 2, a[2]);
}

static double detuning(const double *a)
{
    return sl_ring_best_detuning(a[0]);
}

// A ring's bandwidth from photon lifetime (c/(lambda Q)) and RC alone.
static double ring_bandwidth_ghz(const double *a)
{
    sl_modulator m = {.kind = SL_MODULATOR_RING,
                      .drive_vpp_v = 1.0,
                      .capacitance_f = a[1],
                      .series_ohm = a[2],
                      .line_bandwidth_hz = INFINITY,
                      .wavelength_m = 1310e-9,
                      .quality = a[0],
                      .shift_hz_per_v = 10e9};
    sl_modulator_out o;
    if (sl_modulator_evaluate(&o, &m, 1e-3, 53e9, 4) != SL_OK) return NAN;
    return o.bandwidth_hz * 1e-9;
}

static double interferometer(const double *a)
{
    sl_modulator m = {.kind = SL_MODULATOR_MZM,
                      .drive_vpp_v = a[0],
                      .line_bandwidth_hz = INFINITY,
                      .wavelength_m = 1310e-9,
                      .v_pi_v = 1.0,
                      .static_extinction_db = INFINITY};
    sl_modulator_out o;
    if (sl_modulator_evaluate(&o, &m, 1.0, 53e9, 4) != SL_OK) return NAN;
    return a[1] > 0.0 ? o.oma_w : o.average_w;
}

static double absorbed(const double *a)
{
    (void)a; // light lost in the modulator over its photocurrent, in photons per electron
    sl_modulator m = {.kind = SL_MODULATOR_EAM,
                      .drive_vpp_v = 1.0,
                      .capacitance_f = 40e-15,
                      .line_bandwidth_hz = INFINITY,
                      .wavelength_m = 1310e-9,
                      .bias_v = 1.0,
                      .v0_v = 1.2,
                      .exponent = 2.0};
    sl_modulator_out o;
    if (sl_modulator_evaluate(&o, &m, 2e-3, 53e9, 2) != SL_OK) return NAN;
    double photon_j = SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / 1310e-9;
    return (2e-3 - o.average_w) / photon_j / (o.photocurrent_a / SL_ELEMENTARY_CHARGE_C);
}

static double capacitor(const double *a)
{
    return sl_capacitor_energy_j(1.0, 1.0, (int)a[0]);
}

static sl_vcsel vcsel(double k_factor_s)
{
    return (sl_vcsel){.threshold_a = 0.6e-3,
                      .threshold_temp_k = 300.0,
                      .slope_w_per_a = 0.6,
                      .reference_temp_k = 300.0,
                      .turn_on_v = 1.5,
                      .current_max_a = 1.0,
                      .d_hz_per_sqrt_a = 2.5e11,
                      .k_factor_s = k_factor_s,
                      .parasitic_pole_hz = INFINITY,
                      .wavelength_m = 850e-9,
                      .linewidth_hz = 1e7,
                      .carrier_lifetime_s = 1e-9};
}

// Largest bandwidth over the bias, times K: 2 pi sqrt 2.
static double damped_limit(const double *a)
{
    double best = 0.0;
    sl_vcsel v = vcsel(a[0]);
    for (double i = 1e-3; i < 0.2; i *= 1.02) {
        sl_laser_point p;
        if (sl_vcsel_at_current(&p, &v, 300.0, i) != SL_OK) continue;
        best = fmax(best, sl_vcsel_bandwidth_hz(&v, &p));
    }
    return best * a[0];
}

// Bandwidth over relaxation frequency without damping: sqrt(1 + sqrt 2).
static double undamped(const double *a)
{
    sl_vcsel v = vcsel(1e-18);
    sl_laser_point p;
    if (sl_vcsel_at_current(&p, &v, 300.0, a[0]) != SL_OK) return NAN;
    return sl_vcsel_bandwidth_hz(&v, &p) / (v.d_hz_per_sqrt_a * sqrt(a[0] - p.threshold_a));
}

static double dispersion_null(const double *a)
{
    double dl = sl_dispersion_s_per_m2(a[0], 1310e-9, 92.0) * a[1];
    return fabs(sl_dispersion_transfer(sl_dispersion_null_hz(a[0], dl), a[0], dl, 0.0));
}

static double bessel_area(const double *a)
{
    (void)a; // the noise bandwidth by summing the filter itself
    double sum = 0.0, step = 1e-3;
    for (double f = step / 2.0; f < 60.0; f += step)
        sum += sl_bessel_thomson_power(f, 1.0) * step;
    return sum;
}

static double converter(const double *a)
{
    double noise = sl_converter_noise_per_hz(a[0], 1.0, 100e9) * 50e9;
    return 10.0 * log10(0.5 / noise);
}

static double coupling(const double *a)
{
    return -10.0 * log10(sl_gaussian_coupling(1.0, 1.0, a[0], 0.0, 1e-3));
}

static double fibre_edge(const double *a)
{
    return 1e-15 * sl_edge_density_bps_per_m(a[0], a[1], 1.0, a[2]);
}

static double area(const double *a)
{
    return 1e-18 * sl_area_density_bps_per_m2(a[0], a[1], a[1]);
}

static double mmf_ghz(const double *a)
{
    sl_mmf om4 = {a[0], 1316e-9, 102.75, 3e-3};
    return 1e-9 * sl_mmf_bandwidth_hz(&om4, a[1], 850e-9, 0.0);
}

static double tdecq(const double *a)
{
    sl_tdecq_in in = {.symbol_rate_bd = a[0],
                      .levels = 4,
                      .target_ser = a[4],
                      .transmitter_bandwidth_hz = a[1],
                      .level_mismatch = 1.0,
                      .wavelength_m = a[2],
                      .dispersion_s_per_m = a[3],
                      .extinction_ratio_db = 5.0};
    sl_tdecq_out o;
    return sl_tdecq_estimate(&o, &in) == SL_OK ? o.tdecq_db : (double)NAN;
}

#define PMD(id_, what_, source_, oma_, loss_, mpi_, sensitivity_)                                  \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "dB", .source = source_, .origin = SL_ORIGIN_PUBLISHED,  \
        .expected = 0.0, .tolerance = 0.05, .simple = closure, .args = {                           \
            oma_,                                                                                  \
            loss_,                                                                                 \
            mpi_,                                                                                  \
            sensitivity_                                                                           \
        }                                                                                          \
    }
#define MPI_MAIL "IEEE 802.3 400 Gb/s study group mail on multipath interference, 2014"
#define EXACT(id_, what_, unit_, source_, value_, tolerance_, ...)                                 \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_EXACT,     \
        .relative = true, .expected = value_, .tolerance = tolerance_, __VA_ARGS__                 \
    }
#define TDECQ(id_, what_, value_, ...)                                                             \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "dB",                                                    \
        .source = "numpy, definition of IEEE 802.3 121.8.5 on spectra up to eight symbol rates",   \
        .origin = SL_ORIGIN_OWN, .expected = value_, .tolerance = 0.007, .simple = tdecq,          \
        .args = {                                                                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static const selftest_case cases[] = {
    {.id = "optics.v3.qt",
     .what = "Qt of the symbol error ratio 4.8e-4, PAM4",
     .unit = "",
     .source = "IEEE 802.3 121.8.5.3",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 3.414,
     .tolerance = 5e-4, // four digits are printed
     .simple = qt,
     .args = {4.8e-4}},
    PMD("optics.v7.dr4", "400GBASE-DR4 budget closes: OMA-TDECQ, loss, allocation, sensitivity",
        "IEEE 802.3 clause 124, as in module data sheets", -2.2, 3.0, 0.1, -5.3),
    PMD("optics.v7.fr4", "400GBASE-FR4 budget closes", "IEEE 802.3cu clause 151, as in data sheets",
        -1.7, 4.0, 0.3, -6.0),
    PMD("optics.v7.dr8", "800GBASE-DR8 budget closes (ER >= 5 dB)",
        "IEEE 802.3df clause 124, as in data sheets", -2.2, 3.0, 0.1, -5.3),
    {.id = "optics.v8.mpi.26",
     .what = "multipath penalty, bound: PAM4, ER 6 dB, 4 connectors and 2 ports of 26 dB",
     .unit = "dB",
     .source = MPI_MAIL,
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 6.2,
     .tolerance = 0.02,
     .simple = multipath,
     .args = {26.0, 26.0},
     .note = "the mail names 26 dB; its own formula gives its 6.2 dB at 25 dB, see the next row"},
    {.id = "optics.v8.mpi.25",
     .what = "the same with 25 dB, where the mail's formula gives the mail's figure",
     .unit = "dB",
     .source = MPI_MAIL,
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 6.2,
     .tolerance = 0.02,
     .simple = multipath,
     .args = {25.0, 25.0}},
    {.id = "optics.v9.pam4_oma",
     .what = "photocurrent amplitude for PAM4 at Qt 3.414, amplifier of 4.7 uA rms",
     .unit = "uA",
     .source = "28 nm CMOS 112 Gb/s receiver, 4.7 uA rms as published; 6 Qt sigma",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 96.0,
     .tolerance = 0.5,
     .simple = required_ua,
     .args = {4.7e-6, 3.414, 4, 1.0}},
    {.id = "optics.v9.nrz_noise",
     .what = "noise of a 32 Gb/s NRZ receiver of -11.7 dBm OMA at 1e-12, 0.5 A/W",
     .unit = "uA",
     .source = "14 nm VCSEL link, -11.7 dBm as published; OMA = 2 Q sigma/R",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 2.4,
     .tolerance = 0.05,
     .simple = implied_noise_ua,
     .args = {-11.7, 7.0345, 0.5}},
    EXACT("optics.ring.detuning", "best detuning of a ring for small shifts, half linewidths", "",
          "steepest point of a Lorentzian, 1/sqrt 3", 0.57735026918962573, 1e-12,
          .simple = detuning, .args = {0.0}),
    EXACT("optics.ring.bandwidth", "ring of Q 4000, 25 fF and 50 ohm, without peaking", "GHz",
          "photon lifetime c/(lambda Q) and 1/(2 pi R C), inverse squares", 52.1859239857, 1e-9,
          .simple = ring_bandwidth_ghz, .args = {4000, 25e-15, 50.0}),
    EXACT("optics.mzm.oma", "OMA over input of a lossless interferometer, swing V_pi", "",
          "sin^2 of the phase", 1.0, 1e-12, .simple = interferometer, .args = {1.0, 1.0}),
    EXACT("optics.mzm.average", "average over input at quadrature", "", "sin^2 of the phase", 0.5,
          1e-12, .simple = interferometer, .args = {0.5, 0.0}),
    EXACT("optics.eam.photons", "photons absorbed per electron", "", "conservation of energy", 1.0,
          1e-12, .simple = absorbed),
    EXACT("optics.capacitor.nrz", "energy per symbol over C V^2, NRZ", "", "C V^2/4", 0.25, 1e-14,
          .simple = capacitor, .args = {2}),
    EXACT("optics.capacitor.pam4", "energy per symbol over C V^2, PAM4", "",
          "mean over all pairs of levels, 5/36", 5.0 / 36.0, 1e-14, .simple = capacitor,
          .args = {4}),
    EXACT("optics.vcsel.damping", "largest bandwidth times K factor", "",
          "second-order response: 2 pi sqrt 2 (Coldren, Corzine, Mashanovitch, ch. 5)",
          8.8857658763167322, 1e-3, .simple = damped_limit, .args = {0.25e-9}),
    EXACT("optics.vcsel.undamped", "bandwidth over relaxation frequency without damping", "",
          "second-order response: sqrt(1 + sqrt 2)", 1.5537739740300374, 1e-6, .simple = undamped,
          .args = {5e-3}),
    {.id = "optics.dispersion.null",
     .what = "transfer at the first null of chromatic dispersion, 10 km at 1550 nm",
     .unit = "",
     .source = "sqrt(c/(2 lambda^2 D L))",
     .origin = SL_ORIGIN_EXACT,
     .expected = 0.0,
     .tolerance = 1e-12,
     .simple = dispersion_null,
     .args = {1550e-9, 10e3}},
    {.id = "optics.bessel.noise",
     .what = "noise bandwidth of the 4th-order Bessel-Thomson filter over its -3 dB bandwidth",
     .unit = "",
     .source = "scipy 1.10, quadrature of the Bessel polynomial",
     .origin = SL_ORIGIN_PEER_RUN,
     .relative = true,
     .expected = 1.0463688869863819,
     .tolerance = 1e-6,
     .simple = bessel_area},
    EXACT("optics.converter", "signal to noise of a full-scale sine, 5.5 effective bits", "dB",
          "6.0206 ENOB + 1.7609", 34.8742, 1e-5, .simple = converter, .args = {5.5}),
    EXACT("optics.mmf", "modal bandwidth of 100 m of OM4", "GHz", "4700 MHz km over the length",
          47.0, 1e-12, .simple = mmf_ghz, .args = {4.7e12, 100.0}),
    {.id = "optics.coupling.1db",
     .what = "loss of equal Gaussian modes displaced by 0.48 of their radius",
     .unit = "dB",
     .source = "Joyce and DeLoach, Appl. Opt. 23 (1984) 4187",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 1.0,
     .tolerance = 0.005,
     .simple = coupling,
     .args = {0.48}},
    EXACT("optics.edge.200g", "edge density, 200 Gb/s per fibre at 127 um", "Tb/s/mm", "geometry",
          200.0 / 127.0, 1e-12, .simple = fibre_edge, .args = {200e9, 1, 127e-6}),
    EXACT("optics.edge.wdm", "edge density, 16 x 100 Gb/s per fibre at 127 um", "Tb/s/mm",
          "geometry", 1600.0 / 127.0, 1e-12, .simple = fibre_edge, .args = {100e9, 16, 127e-6}),
    EXACT("optics.area.vcsel", "area density, 100 Gb/s per 250 um square", "Tb/s/mm2", "geometry",
          1.6, 1e-12, .simple = area, .args = {100e9, 250e-6}),
    EXACT("optics.area.microled", "area density, 3.5 Gb/s per 50 um square", "Tb/s/mm2", "geometry",
          1.4, 1e-12, .simple = area, .args = {3.5e9, 50e-6}),
    TDECQ("optics.tdecq.ideal", "TDECQ estimate, ideal transmitter, 53.125 GBd", 0.28724, 53.125e9,
          INFINITY, 1310e-9, 0.0, 4.8e-4),
    TDECQ("optics.tdecq.20ghz", "TDECQ estimate, transmitter of 20 GHz, 53.125 GBd", 1.72369,
          53.125e9, 20e9, 1310e-9, 0.0, 4.8e-4),
    TDECQ("optics.tdecq.inner", "TDECQ estimate, 60 GHz, 113.4375 GBd, SER 9.6e-3", 0.92490,
          113.4375e9, 60e9, 1310e-9, 0.0, 9.6e-3),
};

const selftest_table selftest_optics = {"optics", cases, sizeof cases / sizeof *cases};
