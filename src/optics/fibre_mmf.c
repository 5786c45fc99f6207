// Multimode fibre as mode groups on intensity; mode partition noise.
//
// Model. Each group carries a share of the power with its own delay and its own spectrum, Gaussian
// about its mean wavelength; powers of groups add. Delay over wavelength to second order, so that
// the fibre has a response also at its zero of dispersion:
//   E[exp(-j w L (D x + S x^2/2))], x ~ N(x_g, sigma): see sl_mmf_response().
// Modal and chromatic parts are not multiplied: a launch that puts shorter wavelengths into slower
// groups widens or narrows the response with the sign of D.
// Partition. The shares of the laser's modes fluctuate with covariance k^2 (a_i d_ij - a_i a_j),
// slowly against a symbol: the light at the end is uncertain by k^2 times the variance of P(t -
// tau) over the modes. Assumptions. No coupling between groups; no modal noise of connectors (its
// mode-selective loss is the caller's weights). Sources. Ogawa 1982; the averages over Gaussian
// wavelengths are elementary. Limits. Lasers of few modes are taken as Gaussian spectra.
#include "device.h"

#include <math.h>
#include <string.h>

#include "core/cmplx.h"
#include "core/wide.h"
#include "shoreline/constants.h"

sl_status sl_mode_groups_gaussian(sl_mode_group *out, size_t groups, double modal_bandwidth_hz_m,
                                  double bias_m)
{
    if (groups < 3 || groups > SL_MODE_GROUPS_MAX || !(modal_bandwidth_hz_m > 0) ||
        !isfinite(bias_m))
        return SL_ERR_DOMAIN;
    double rms = sqrt(2 * log(2)) / (2 * SL_PI * modal_bandwidth_hz_m); // s/m
    for (size_t i = 0; i < groups; i++) {
        double z = 8 * ((double)i / (double)(groups - 1) - 0.5);
        out[i] = (sl_mode_group){exp(-z * z / 2), isinf(rms) ? 0 : z * rms, z * bias_m};
    }
    return SL_OK;
}

typedef struct delays {
    double total, mean_s_per_m;
} delays;

static delays mean_delay(const sl_mmf_opts *o)
{
    delays d = {0};
    for (size_t i = 0; i < o->groups; i++) {
        d.total += o->group[i].weight;
        d.mean_s_per_m += o->group[i].weight * o->group[i].delay_s_per_m;
    }
    d.mean_s_per_m /= d.total;
    return d;
}

double _Complex sl_mmf_response(const sl_mmf_opts *o, double freq_hz)
{
    delays mean = mean_delay(o);
    double d = sl_dispersion_s_per_m2(o->wavelength_m, o->zero_wavelength_m, o->slope_s_per_m3);
    double s =
        sl_dispersion_slope_s_per_m3(o->wavelength_m, o->zero_wavelength_m, o->slope_s_per_m3);
    double wl = 2 * SL_PI * freq_hz * o->length_m, sigma = o->linewidth_rms_m;
    double _Complex c = CMPLX(1, wl * s * sigma * sigma), sum = 0;
    for (size_t i = 0; i < o->groups; i++) {
        const sl_mode_group *g = &o->group[i];
        double x = g->wavelength_offset_m, b = wl * (d + s * x) * sigma;
        double phase = wl * (g->delay_s_per_m - mean.mean_s_per_m + x * (d + s * x / 2));
        double _Complex light = cexp(-b * b / (2 * c)) / csqrt(c);
        sum += g->weight * light * CMPLX(cos(phase), -sin(phase));
    }
    double loss_db = o->loss_db + o->loss_db_per_m * o->length_m;
    return sum / mean.total * pow(10, -loss_db / 10);
}

static double _Complex mmf_response(double freq_hz, void *context)
{
    return sl_mmf_response(context, freq_hz);
}

static const char mmf_name[] = "multimode fibre";

static sl_status check_groups(sl_ctx *ctx, const sl_mmf_opts *o)
{
    if (!o->group || o->groups < 1 || o->groups > SL_MODE_GROUPS_MAX)
        return device_refuse(ctx, "sl_mode_groups_gaussian() makes them from a bandwidth",
                             "%s: it has %zu mode groups, not 1 to %d", mmf_name, o->groups,
                             SL_MODE_GROUPS_MAX);
    double total = 0;
    for (size_t i = 0; i < o->groups; i++) {
        const sl_mode_group *g = &o->group[i];
        total += g->weight;
        if (!(g->weight >= 0) || !isfinite(g->delay_s_per_m) || !isfinite(g->wavelength_offset_m))
            return device_refuse(ctx, NULL, "%s: mode group %zu has weight %g, delay %g s/m",
                                 mmf_name, i, g->weight, g->delay_s_per_m);
    }
    if (!(total > 0) || isinf(total))
        return device_refuse(ctx, NULL, "%s: its mode groups carry no light", mmf_name);
    return SL_OK;
}

sl_status sl_mmf_wave_create(sl_device **out, sl_ctx *ctx, const sl_mmf_opts *o)
{
    *out = NULL;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"wavelength, m", o->wavelength_m, 0, INFINITY, true, true, NULL},
        {"length, m", o->length_m, 0, INFINITY, false, true, NULL},
        {"zero-dispersion wavelength, m", o->zero_wavelength_m, 0, INFINITY, true, true, NULL},
        {"dispersion slope, s/m3", o->slope_s_per_m3, 0, INFINITY, false, true,
         "0.1 ps/(nm2 km) is 100 s/m3"},
        {"loss, dB/m", o->loss_db_per_m, 0, INFINITY, false, true, NULL},
        {"loss, dB", o->loss_db, 0, INFINITY, false, true, NULL},
        {"linewidth, m", o->linewidth_rms_m, 0, INFINITY, false, true, NULL},
    };
    SL_TRY(device_check(ctx, mmf_name, ranges, sizeof ranges / sizeof *ranges));
    SL_TRY(check_groups(ctx, o));
    sl_mmf_opts copy = *o;
    sl_fir_opts f = {
        .sample_rate_hz = o->sample_rate_hz, .response = mmf_response, .context = &copy};
    return sl_fir_wave_create(out, ctx, &f);
}

// ---------------------------------------------------------------- mode partition

typedef struct partition {
    wave_filter *mean, *square; // the same response on P and on P^2
    float *power, *smooth, *smooth2, *normal, *late;
    wave_noise source;
    size_t delay;
    float k, keep, fresh, state;
} partition;

static double _Complex spread(double freq_hz, void *delay_rms_s)
{
    double x = 2 * SL_PI * freq_hz * *(const double *)delay_rms_s;
    return exp(-x * x / 2);
}

SL_WIDE static void deviate(float *sigma, const float *mean, const float *square, size_t n, float k)
{
    for (size_t i = 0; i < n; i++) {
        float variance = square[i] - mean[i] * mean[i];
        sigma[i] = k * sqrtf(variance > 1e-6f * square[i] ? variance : 0.0f); // above rounding
    }
}

static void partition_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    partition *m = model;
    for (size_t i = 0; i < n; i++)
        m->power[i] = in.re[i] * in.re[i];
    wave_filter_run(m->mean, m->smooth, NULL, in.re, NULL);
    wave_filter_run(m->square, m->smooth2, NULL, m->power, NULL);
    deviate(m->smooth2, m->smooth, m->smooth2, n, m->k);
    wave_noise_fill(m->normal, n, &m->source);
    memcpy(m->late + m->delay, in.re, n * sizeof *in.re); // as late as the filters
    for (size_t i = 0; i < n; i++) {
        m->state = m->keep * m->state + m->fresh * m->normal[i];
        out.re[i] = m->late[i] + m->smooth2[i] * m->state;
    }
    memmove(m->late, m->late + n, m->delay * sizeof *m->late);
}

static void partition_destroy(sl_ctx *ctx, void *model)
{
    partition *m = model;
    wave_filter_destroy(m->mean);
    wave_filter_destroy(m->square);
    sl_ctx_resize(ctx, m->power, 0);
}

static const device_kind partition_kind = {"mode partition", partition_run, partition_destroy,
                                           sizeof(partition)};

static sl_status partition_fill(partition *m, sl_ctx *ctx, const sl_partition_opts *o)
{
    double rms = o->delay_rms_s, keep = exp(-2 * SL_PI * o->bandwidth_hz / o->sample_rate_hz);
    wave_filter_opts f = {
        .sample_rate_hz = o->sample_rate_hz, .response = {spread}, .context = {&rms}};
    SL_TRY(wave_filter_create(&m->mean, ctx, &f));
    SL_TRY(wave_filter_create(&m->square, ctx, &f));
    size_t n = wave_filter_frame(m->mean);
    m->delay = wave_filter_delay(m->mean);
    m->power = sl_ctx_resize(ctx, NULL, (5 * n + m->delay) * sizeof *m->power);
    if (!m->power) return SL_ERR_NO_MEMORY;
    memset(m->power, 0, (5 * n + m->delay) * sizeof *m->power);
    m->smooth = m->power + n;
    m->smooth2 = m->smooth + n;
    m->normal = m->smooth2 + n;
    m->late = m->normal + n;
    m->source = (wave_noise){o->seed, o->stream, 0};
    m->k = (float)o->k;
    m->keep = (float)keep;
    m->fresh = (float)sqrt(1 - keep * keep);
    return SL_OK;
}

sl_status sl_partition_wave_create(sl_device **out, sl_ctx *ctx, const sl_partition_opts *o)
{
    *out = NULL;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"k", o->k, 0, 1, false, true, "0: none, 1: one mode at a time"},
        {"spread of delays, s", o->delay_rms_s, 0, INFINITY, false, true, NULL},
        {"bandwidth, Hz", o->bandwidth_hz, 0, INFINITY, true, true, NULL},
    };
    SL_TRY(device_check(ctx, partition_kind.name, ranges, sizeof ranges / sizeof *ranges));
    SL_TRY(device_create(out, ctx, &partition_kind));
    partition *m = device_model(*out);
    sl_status status = partition_fill(m, ctx, o);
    if (status != SL_OK) {
        sl_device_destroy(*out);
        *out = NULL;
        return status;
    }
    device_form form = {.frame = wave_filter_frame(m->mean), .delay = m->delay};
    return device_finish(out, &form);
}
