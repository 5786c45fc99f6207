// Optical devices as waveforms: streams against closed forms, multipath with random data, a laser's
// bandwidth from its material.
#include "selftest/selftest.h"

#include <complex.h>
#include <stdlib.h>

#include "shoreline/constants.h"
#include "shoreline/devices.h"

#define RATE 425e9

// ---------------------------------------------------------------- streams

// n samples through a device without its latency; fields in two halves. NULL: failed.
static float *through(sl_device *d, float *in, size_t n)
{
    size_t late = sl_device_latency(d), all = n + late;
    float *out = calloc(2 * all, sizeof *out), *padded = calloc(2 * all, sizeof *padded);
    if (!out || !padded) goto failed;
    for (size_t i = 0; i < all; i++) {
        padded[i] = in[i < n ? i : n - 1];
        if (sl_device_takes_field(d)) padded[all + i] = in[n + (i < n ? i : n - 1)];
    }
    sl_wave from = {padded, sl_device_takes_field(d) ? padded + all : NULL};
    sl_wave to = {out, sl_device_gives_field(d) ? out + all : NULL};
    if (sl_device_process(d, to, from, all) != SL_OK) goto failed;
    free(padded);
    for (size_t i = 0; i < n; i++)
        in[i] = out[late + i], in[n + i] = out[all + late + i];
    free(out);
    return in;
failed:
    free(out);
    free(padded);
    return NULL;
}

// Amplitude of period samples of x between a and b.
static double tone(const float *x, size_t a, size_t b, size_t period)
{
    double re = 0, im = 0;
    for (size_t i = a; i < b; i++) {
        double p = 2 * SL_PI * (double)(i % period) / (double)period;
        re += x[i] * cos(p);
        im += x[i] * sin(p);
    }
    return 2 * hypot(re, im) / (double)(b - a);
}

// Small intensity modulation through as much fibre as has its first null at the frequency.
static void fibre_null(selftest_value *out, selftest_env *env, const double *args)
{
    enum { N = 16000, PERIOD = 10 };
    (void)args;
    double f = RATE / PERIOD, l = 1331e-9, per_m = sl_dispersion_s_per_m2(l, 1310e-9, 92);
    sl_smf_opts o = {.sample_rate_hz = RATE,
                     .wavelength_m = l,
                     .length_m = SL_SPEED_OF_LIGHT_M_S / (2 * l * l * per_m * f * f),
                     .zero_wavelength_m = 1310e-9,
                     .slope_s_per_m3 = 92};
    sl_device *d;
    float *x = calloc(2 * N, sizeof *x);
    if (x && sl_smf_wave_create(&d, env->ctx, &o) == SL_OK) {
        for (size_t i = 0; i < N; i++)
            x[i] = (float)sqrt(1 + 1e-3 * cos(2 * SL_PI * (double)(i % PERIOD) / PERIOD));
        if (through(d, x, N)) {
            for (size_t i = 0; i < N; i++)
                x[i] = (float)((double)x[i] * x[i] + (double)x[N + i] * x[N + i] - 1);
            out->value = tone(x, 4000, 12000, PERIOD) / 1e-3;
        }
        sl_device_destroy(d);
    }
    free(x);
}

// Width of a Gaussian pulse behind 20 km, over T0 (1 + (b2 L/T0^2)^2)^0.5.
static void pulse_width(selftest_value *out, selftest_env *env, const double *args)
{
    enum { N = 16384 };
    double t0 = args[0], l = 1340e-9, length = 20e3;
    sl_smf_opts o = {RATE, l, length, 1310e-9, 92, 0, 0};
    double d2 = sl_dispersion_s_per_m2(l, 1310e-9, 92);
    double b2 = -d2 * l * l / (2 * SL_PI * SL_SPEED_OF_LIGHT_M_S);
    sl_device *d;
    float *x = calloc(2 * N, sizeof *x);
    if (x && sl_smf_wave_create(&d, env->ctx, &o) == SL_OK) {
        for (size_t i = 0; i < N; i++) {
            double t = ((double)i - N / 2.0) / RATE;
            x[i] = (float)exp(-t * t / (2 * t0 * t0));
        }
        double sum = 0, first = 0, second = 0;
        if (through(d, x, N))
            for (size_t i = 0; i < N; i++) {
                double t = ((double)i - N / 2.0) / RATE;
                double p = (double)x[i] * x[i] + (double)x[N + i] * x[N + i];
                sum += p, first += p * t, second += p * t * t;
            }
        double rms = sqrt(second / sum - first * first / (sum * sum));
        out->value = rms * sqrt(2) / (t0 * hypot(1, b2 * length / (t0 * t0)));
        sl_device_destroy(d);
    }
    free(x);
}

static sl_vcsel laser(void)
{
    return (sl_vcsel){.threshold_a = 0.6e-3,
                      .threshold_temp_k = 308.15,
                      .threshold_curvature_a_per_k2 = 0.1e-6,
                      .slope_w_per_a = 0.6,
                      .slope_fall_per_k = 0.003,
                      .reference_temp_k = 298.15,
                      .turn_on_v = 1.5,
                      .series_ohm = 65,
                      .thermal_resistance_k_per_w = 2200,
                      .current_max_a = 11e-3,
                      .d_hz_per_sqrt_a = 9e9 * sqrt(1000),
                      .k_factor_s = 0.2e-9,
                      .damping_offset_per_s = 10e9,
                      .parasitic_pole_hz = 28e9,
                      .wavelength_m = 855e-9};
}

// Small sine through the rate equations over the linearised response.
static void rate_equations(selftest_value *out, selftest_env *env, const double *args)
{
    enum { N = 65536, PERIOD = 20 };
    sl_vcsel v = laser();
    sl_vcsel_wave_opts o = {.sample_rate_hz = RATE,
                            .laser = &v,
                            .local_temp_k = args[0],
                            .bias_a = 7e-3,
                            .thermal_time_s = 1e-6,
                            .spontaneous = 1e-9};
    sl_laser_point p;
    sl_device *d;
    float *x = calloc(2 * N, sizeof *x);
    if (x && sl_vcsel_at_current(&p, &v, args[0], 7e-3) == SL_OK &&
        sl_vcsel_wave_create(&d, env->ctx, &o) == SL_OK) {
        for (size_t i = 0; i < N; i++)
            x[i] = (float)(7e-3 + 5e-5 * cos(2 * SL_PI * (double)(i % PERIOD) / PERIOD));
        if (through(d, x, N))
            out->value = tone(x, 20000, 60000, PERIOD) / 5e-5 / p.slope_w_per_a /
                         sl_vcsel_response(&v, &p, RATE / PERIOD);
        sl_device_destroy(d);
    }
    free(x);
}

// Noise at the crests of a cosine of half the symbol rate over the closed form.
static void partition(selftest_value *out, selftest_env *env, const double *args)
{
    enum { N = 1 << 20 };
    sl_partition_opts o = {
        .sample_rate_hz = RATE, .k = args[0], .delay_rms_s = args[1], .bandwidth_hz = 10e9};
    sl_device *d;
    float *x = calloc(2 * N, sizeof *x);
    if (x && sl_partition_wave_create(&d, env->ctx, &o) == SL_OK) {
        double square = 0, n = 0;
        for (size_t i = 0; i < N; i++)
            x[i] = (float)(2 + cos(2 * SL_PI * (double)(i % 16) / 16));
        if (through(d, x, N))
            for (size_t i = 16384; i + 16384 < N; i += 16, n++)
                square += ((double)x[i] - 3) * ((double)x[i] - 3);
        out->value = sqrt(square / n) / sl_mode_partition_noise(args[0], RATE / 8, args[1], 1);
        sl_device_destroy(d);
    }
    free(x);
}

// ---------------------------------------------------------------- closed forms

static double multipath(const double *a)
{
    double db;
    sl_mpi m = {4, 6, 4, a[0], a[1]};
    return sl_mpi_penalty_db(&db, &m, (sl_mpi_mode)a[2], 4.8e-4) == SL_OK ? db : (double)NAN;
}

// The least heating at which a ring has three steady states at some detuning.
static double bistable_from(const double *a)
{
    (void)a;
    sl_modulator m = {.kind = SL_MODULATOR_RING,
                      .line_bandwidth_hz = INFINITY,
                      .wavelength_m = 1310e-9,
                      .quality = 5000,
                      .shift_hz_per_v = 7e9};
    double half = SL_SPEED_OF_LIGHT_M_S / (1310e-9 * 5000) / 2, lo = 1, hi = 2;
    sl_ring_opts o = {
        .modulator = &m, .power_w = 1e-3, .heat_share = 1, .thermal_resistance_k_per_w = 1e4};
    for (int i = 0; i < 30; i++) {
        double b = 0.5 * (lo + hi);
        o.drift_hz_per_k = b * half / 10;
        o.detuning_hz = -(1 / sqrt(3) + 0.75 * b) * half; // where y(y0) turns, if it does
        sl_ring_point p[3];
        int n = 0;
        if (sl_ring_steady(p, &n, &o, 0) != SL_OK) return NAN;
        if (n == 3)
            hi = b;
        else
            lo = b;
    }
    return hi;
}

// Roll-off, dB, at a frequency of a matched electrode whose loss there is known (dB/m).
static double electrode_rolloff(const double *a)
{
    sl_electrode e = {.length_m = a[0],
                      .loss_np_per_m_hz5 = a[1] / (20 / log(10)) / sqrt(a[2]),
                      .rf_index = 2.2,
                      .optical_index = 2.2,
                      .line_ohm = 50,
                      .source_ohm = 50,
                      .load_ohm = 50};
    return -20 * log10(cabs(sl_electrode_response(&e, a[2])));
}

// A 980 nm laser of five InGaAs wells of 4.2 nm in an aperture of 6 um. Material: textbook figures
// of 8 nm wells (gain 2100/cm, 1.8e18 and -0.4e18 per cm3), n 3.9, cavity of 2 ps, confinement 3.5
// %, compression 1e-17 cm3, B 0.8e-10 cm3/s, C 3.5e-30 cm6/s, injection 0.8, half of the loss
// through the mirror; 90 ohm, 1.3 V, 2.8 K/mW, parasitics at 22 GHz. None was chosen by the
// bandwidths.
static const sl_vcsel_physics material = {.volume_m3 = 2.827e-11 * 5 * 4.2e-9,
                                          .confinement = 0.035,
                                          .group_index = 3.9,
                                          .gain_per_m = 2.1e5,
                                          .transparency_per_m3 = 1.8e24,
                                          .gain_offset_per_m3 = -0.4e24,
                                          .compression_m3 = 1e-23,
                                          .photon_lifetime_s = 2e-12,
                                          .b_m3_per_s = 0.8e-16,
                                          .c_m6_per_s = 3.5e-42,
                                          .injection = 0.8,
                                          .output = 0.5,
                                          .wavelength_m = 980e-9};

// The largest bandwidth over currents up to 12 mA, GHz, at a mount's temperature.
static double material_bandwidth(const double *a)
{
    double best = 0;
    for (double current = 0.5e-3; current <= 12e-3; current += 0.1e-3) {
        double junction = a[0];
        sl_vcsel v = {.parasitic_pole_hz = 22e9};
        sl_laser_point p = {.current_a = current};
        for (int i = 0; i < 50; i++) {
            sl_vcsel_physics hot;
            if (sl_vcsel_physics_at(&hot, &material, 298.15, junction) != SL_OK ||
                sl_vcsel_from_physics(&v, &hot) != SL_OK)
                return NAN;
            p.power_w = fmax(0, v.slope_w_per_a * (current - v.threshold_a));
            junction = a[0] + 2800 * (current * (1.3 + 90 * current) - p.power_w);
        }
        v.reference_temp_k = p.junction_temp_k = junction;
        p.threshold_a = v.threshold_a;
        double band = sl_vcsel_bandwidth_hz(&v, &p);
        if (band > best) best = band;
    }
    return best * 1e-9;
}

static double material_ratio(const double *a)
{
    return material_bandwidth(a) / material_bandwidth(a + 1);
}

#define LI                                                                                         \
    "H. Li et al., oxide aperture and temperature stability of 980 nm VCSELs, JQE 2015, abstract"
#define MPI                                                                                        \
    "IEEE 802.3 400 Gb/s study group mail on multipath interference, 2014: statistical bound"
#define STREAM(id_, what_, source_, value_, tolerance_, full_, ...)                                \
    {                                                                                              \
        .id = "optics.device." id_, .what = what_, .unit = "", .source = source_,                  \
        .origin = SL_ORIGIN_EXACT, .expected = value_, .tolerance = tolerance_, .full = full_,     \
        .args = {                                                                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static const selftest_case cases[] = {
    STREAM("null", "waveform: modulation left at the null of dispersion, 42.5 GHz",
           "sqrt(c/(2 lambda^2 D L))", 0, 2e-3, fibre_null, 0),
    STREAM("pulse", "waveform: Gaussian pulse of 6 ps behind 20 km, width over the closed form",
           "T0 (1 + (b2 L/T0^2)^2)^0.5", 1, 1e-3, pulse_width, 6e-12),
    STREAM("vcsel.25", "waveform: rate equations at 21 GHz over their linear response, 25 degC",
           "second-order response and pole (Coldren, Corzine, Mashanovitch, ch. 5)", 1, 1e-3,
           rate_equations, 298.15),
    STREAM("vcsel.85", "the same at 85 degC",
           "second-order response and pole (Coldren, Corzine, Mashanovitch, ch. 5)", 1, 1e-3,
           rate_equations, 358.15),
    STREAM("partition", "waveform: mode partition noise at crests of a cosine over the closed form",
           "Ogawa, JQE 18(5), 849 (1982)", 1, 0.02, partition, 0.3, 3e-12),
    {.id = "optics.ring.bistable",
     .what = "heating of a ring, half linewidths, from which two temperatures are stable",
     .unit = "",
     .source = "cusp of y = y0 - b/(1 + y^2): 8/27^0.5",
     .origin = SL_ORIGIN_EXACT,
     .expected = 1.5396007178390020,
     .tolerance = 1e-4,
     .simple = bistable_from},
    {.id = "optics.v8.random.25",
     .what = "multipath penalty, random phases and data: 4 connectors and 2 ports of 25 dB",
     .unit = "dB",
     .source = "independent prototype",
     .origin = SL_ORIGIN_OWN,
     .expected = 0.20,
     .tolerance = 0.005,
     .simple = multipath,
     .args = {25, 25, SL_MPI_RANDOM_PHASE}},
    {.id = "optics.v8.random.35",
     .what = "the same, ports of 35 dB",
     .unit = "dB",
     .source = "independent prototype",
     .origin = SL_ORIGIN_OWN,
     .expected = 0.09,
     .tolerance = 0.005,
     .simple = multipath,
     .args = {25, 35, SL_MPI_RANDOM_PHASE}},
    {.id = "optics.v8.statistical.25",
     .what = "multipath penalty, aligned phases, random data, below the group's statistical bound",
     .unit = "dB",
     .source = MPI,
     .origin = SL_ORIGIN_PUBLISHED,
     .sense = SL_SELFTEST_AT_MOST,
     .expected = 3.81,
     .tolerance = 0,
     .simple = multipath,
     .args = {25, 25, SL_MPI_STATISTICAL}},
    {.id = "optics.v8.statistical.35",
     .what = "the same, ports of 35 dB",
     .unit = "dB",
     .source = MPI,
     .origin = SL_ORIGIN_PUBLISHED,
     .sense = SL_SELFTEST_AT_MOST,
     .expected = 1.78,
     .tolerance = 0,
     .simple = multipath,
     .args = {25, 35, SL_MPI_STATISTICAL}},
    {.id = "optics.v9.tfln",
     .what = "roll-off at 50 GHz, lithium niobate of 20 mm, electrode of 2 dB/cm there",
     .unit = "dB",
     .source =
         "Kharel et al., Breaking voltage-bandwidth limits (2020): 1.8 dB, abstract; loss from a "
         "summary, length from memory",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 1.8,
     .tolerance = 0.2,
     .simple = electrode_rolloff,
     .args = {20e-3, 200, 50e9}},
    {.id = "optics.v9.vcsel.25",
     .what = "bandwidth of a 980 nm VCSEL from volume and material, 25 degC",
     .unit = "GHz",
     .source = LI,
     .origin = SL_ORIGIN_PUBLISHED,
     .relative = true,
     .expected = 25.6,
     .tolerance = 0.1,
     .simple = material_bandwidth,
     .args = {298.15},
     .note = "textbook material, not that laser's"},
    {.id = "optics.v9.vcsel.85",
     .what = "the same at 85 degC",
     .unit = "GHz",
     .source = LI,
     .origin = SL_ORIGIN_PUBLISHED,
     .relative = true,
     .expected = 23.0,
     .tolerance = 0.1,
     .simple = material_bandwidth,
     .args = {358.15},
     .note = "textbook material, not that laser's"},
    {.id = "optics.v9.vcsel.fall",
     .what = "bandwidth of that VCSEL at 85 degC over that at 25 degC",
     .unit = "",
     .source = LI,
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 23.0 / 25.6,
     .tolerance = 0.03,
     .simple = material_ratio,
     .args = {358.15, 298.15},
     .note = "gain peak and cavity taken to stay aligned"},
};

const selftest_table selftest_devices = {"optics", cases, sizeof cases / sizeof *cases};
