// Effective return loss (93A.5) of the channel's two ports.
//
// The reflection is taken to 2 Z_t, delayed by 0.5 ns and three transition times, filtered by the
// edge, a Butterworth and a raised-cosine window, and brought into the time domain. The response
// to a pulse of one symbol is weighted, G = 10^(beta_x (t - tk)/20) G_rr up to N_bx + 1 symbols
// after T_fx, nothing before T_fx; of the phases the one with the largest norm gives a distribution
// of PAM-L reflections. ERL = -20 log10 of its magnitude at DER_0.
//   G_rr   0 and 1: (1 + rho) rho exp(-(x - N_bx - 1)^2/(1 + N_bx)^2), x symbols after T_fx; 2: rho
// Source: IEEE Std 802.3 93A.5; bins of ten times the size and the delays as in the reference
// program.
#include <math.h>
#include <string.h>

#include "com/com_internal.h"
#include "shoreline/constants.h"

#define DELAY_S 500e-12

// S11 of a two-port (in differential ohm `from`) when both ports refer to `to`.
static cplx reflection(two_port p, double from, double to)
{
    double g = (to - from) / (to + from);
    cplx through = com_mul(p.s12, p.s21), a = p.s11 - g, b = 1.0 - g * p.s22;
    cplx n = com_mul(1.0 - g * p.s11, b) - g * g * through;
    return com_div(com_mul(a, b) + g * through, n);
}

// The channel as port `port` sees it, with the transmitter's package where that is wanted.
static two_port seen_from(const com_run *run, size_t i, int port)
{
    const sl_com_settings *s = run->s;
    const com_link *thru = &run->links[0];
    two_port p = s->show_brd ? thru->boarded[i] : thru->measured[i], bare = thru->measured[i];
    if (s->tdr_w_txpkg) {
        const double *length = com_package_length(s, SL_COM_TX, SL_COM_THRU, run->column);
        double r = 2 * s->r_d_ohm[SL_COM_TX];
        p = com_cascade(com_package_at(s, SL_COM_TX, length, run->freq_hz[i], false, true), p);
        if (r > 100) { // termination by a resistor in series or in parallel
            double x = r - 100;
            two_port q = {.s11 = x / (x + 200),
                          .s12 = 200 / (x + 200),
                          .s21 = 200 / (x + 200),
                          .s22 = x / (x + 200)};
            p = com_cascade(q, p);
        } else if (r < 100) {
            double pad = -r * 100 / (r - 100), y = 100 / pad;
            two_port q = {
                .s11 = -y / (y + 2), .s12 = 2 / (y + 2), .s21 = 2 / (y + 2), .s22 = -y / (y + 2)};
            p = com_cascade(q, p);
        }
        p.s11 = bare.s11; // the near port is looked at without the package
    }
    return port == 0 ? p : com_reversed(p);
}

static cplx filtered(const com_run *run, double freq_hz, cplx reflected)
{
    const sl_com_settings *s = run->s;
    double f = freq_hz / 1e9, tr = s->tr_tdr_s * 1e9;
    double a = exp(-2 * pow(SL_PI * f * tr / 1.6832, 2));
    double p = -2 * SL_PI * f * (DELAY_S * 1e9 + 3 * tr);
    cplx h = com_mul(reflected, CMPLX(a * cos(p), a * sin(p)));
    if (s->tdr_butterworth) h = com_mul(h, com_butterworth(freq_hz, s->f_r * s->f_b_hz));
    if (s->tukey_window) h *= com_raised_cosine(freq_hz, s->f_r * s->f_b_hz, s->f_b_hz);
    return h;
}

static cplx reflected_at(const com_run *run, size_t i, int port)
{
    double z_t = run->s->z_t_ohm.v[0], g = (2 * z_t - 100) / (2 * z_t + 100);
    if (!run->one_port) return reflection(seen_from(run, i, port), 100, 2 * z_t);
    cplx s11 = run->links[0].measured[i].s11;
    return com_div(s11 - g, 1.0 - g * s11);
}

// Time the reflection lasts, s.
static sl_status duration(double *out, const com_run *run, const com_impulse_opts *policy)
{
    const sl_com_settings *s = run->s;
    *out = s->n_ui * run->ui_s;
    if (s->n_ui != 0 || run->one_port) return SL_OK;
    cplx *h = sl_arena_alloc(run->work, run->points * sizeof *h);
    double *x;
    size_t n, peak = 0;
    if (!h) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < run->points; i++)
        h[i] = com_mul(run->links[0].measured[i].s21,
                       com_butterworth(run->freq_hz[i], 0.75 * s->f_b_hz));
    SL_TRY(com_impulse(&x, &n, run->ctx, run->work, h, run->freq_hz, run->points, policy,
                       &run->cache->impulse, run->links[0].name));
    for (size_t i = 1; i < n; i++)
        if (x[i] > x[peak]) peak = i;
    *out = fmin((double)peak * run->sample_s * s->tdr_duration + DELAY_S,
                (double)(n - 1) * run->sample_s);
    return SL_OK;
}

// Weight at t seconds after the reflectometer's zero.
static double gate(const sl_com_settings *s, double ui_s, double t_s, double start_s)
{
    double x = (t_s - start_s) / ui_s, gain = 1, reflected = s->rho_x;
    if (s->n_bx > 0 && s->beta_x != 0)
        gain = pow(10, s->beta_x * (t_s - ui_s * (s->n_bx + 1) - start_s) / 20);
    if (s->grr != 2)
        reflected = (1 + s->rho_x) * s->rho_x * exp(-pow(x - s->n_bx - 1, 2) / pow(1 + s->n_bx, 2));
    return gain * reflected;
}

static void weigh(double *pulse, const double *t, size_t n, const com_run *run, double t_fx_s)
{
    const sl_com_settings *s = run->s;
    double start = t_fx_s + 3 * s->tr_tdr_s;
    double beyond = s->grr == 0 ? (1 + s->rho_x) * s->rho_x : 1;
    size_t first = 0, last;
    while (first < n && !(t[first] >= start))
        first++;
    last = first;
    while (last + 1 < n && !(t[last] > (s->n_bx + 1) * run->ui_s + start))
        last++;
    for (size_t i = 0; i < n; i++) {
        if (i < first)
            pulse[i] = 0;
        else
            pulse[i] *= i <= last ? gate(s, run->ui_s, t[i], start) : beyond;
    }
}

static sl_status worst_reflection(double *erl_db, const com_run *run, const double *pulse, size_t n)
{
    size_t m = (size_t)run->s->samples_per_ui, best = 0, count = 0;
    double largest = -1;
    for (size_t k = 0; k < m && k < n; k++) {
        double sum = 0;
        for (size_t i = k; i < n; i += m)
            sum += pulse[i] * pulse[i];
        if (sqrt(sum) > largest) {
            largest = sqrt(sum);
            best = k;
        }
    }
    double *v = sl_arena_alloc(run->work, (n / m + 2) * sizeof *v);
    com_pdf pdf;
    if (!v) return SL_ERR_NO_MEMORY;
    for (size_t i = best; i < n; i += m)
        v[count++] = pulse[i];
    SL_TRY(com_pdf_from_samples(&pdf, v, count, run->s->levels, 10 * run->s->bin_size_v, COM_TAIL));
    *erl_db = -20 * log10(com_pdf_peak_v(&pdf, run->s->der_0, true));
    com_pdf_free(&pdf);
    return SL_OK;
}

// Time that light takes there and back, from the reverse response: where the fixture is unknown.
static sl_status transit(double *out, const com_run *run, const com_impulse_opts *policy)
{
    cplx *h = sl_arena_alloc(run->work, run->points * sizeof *h);
    double *x;
    size_t n, peak = 0;
    if (!h) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < run->points; i++)
        h[i] = com_mul(run->links[0].measured[i].s12,
                       com_butterworth(run->freq_hz[i], 0.75 * run->s->f_b_hz));
    SL_TRY(com_impulse(&x, &n, run->ctx, run->work, h, run->freq_hz, run->points, policy,
                       &run->cache->impulse, run->links[0].name));
    for (size_t i = 1; i < n; i++)
        if (x[i] > x[peak]) peak = i;
    *out = 2 * (double)peak * run->sample_s;
    return SL_OK;
}

static sl_status port_erl(double *erl_db, const com_run *run, int port)
{
    const sl_com_settings *s = run->s;
    com_impulse_opts first = com_impulse_policy(run), policy = first;
    double t_fx = s->t_fx_s[port], span, *x;
    size_t n, begin = 0, end;
    policy.truncation = 1e-5;
    policy.magnitude = COM_MAGNITUDE_LINEAR_TREND;
    policy.phase = COM_PHASE_SLOPES;
    if (s->auto_tfx && port == 1 && !run->one_port) SL_TRY(transit(&t_fx, run, &first));
    SL_TRY(duration(&span, run, &policy));
    cplx *h = sl_arena_alloc(run->work, run->points * sizeof *h);
    if (!h) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < run->points; i++)
        h[i] = filtered(run, run->freq_hz[i], reflected_at(run, i, port));
    SL_TRY(com_impulse(&x, &n, run->ctx, run->work, h, run->freq_hz, run->points, &policy,
                       &run->cache->impulse, run->links[0].name));
    double *t = sl_arena_alloc(run->work, 2 * (n + 1) * sizeof *t), *pulse = t + n + 1;
    if (!t) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < n; i++)
        t[i] = (double)i * run->sample_s - DELAY_S;
    for (end = 0; end + 1 < n && !(t[end] >= span + t_fx); end++)
        ;
    while (begin < n && !(t[begin] >= s->tr_tdr_s))
        begin++;
    if (begin == n) begin = 0;
    if (begin >= end) {
        begin = 0;
        end = n - 1;
    }
    n = end - begin + 1;
    com_hold(pulse, x + begin, n, (size_t)s->samples_per_ui);
    weigh(pulse, t + begin, n, run, t_fx);
    return worst_reflection(erl_db, run, pulse, n);
}

sl_status com_erl(double erl_db[2], const com_run *run)
{
    erl_db[0] = erl_db[1] = NAN;
    SL_TRY(port_erl(&erl_db[0], run, 0));
    return run->one_port ? SL_OK : port_erl(&erl_db[1], run, 1);
}
