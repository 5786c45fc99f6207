// Distributions of interference and noise at the sampling point (93A.1.7).
//
// Self interference from the pulse response without cursor and what the DFE takes; each aggressor
// at its phase of largest variance; Gaussian noise of receiver, transmitter (SNR_TX) and random
// jitter, cut at the quantile of DER_0 (3.70) or at twice that (4.50); dual-Dirac jitter A_DD h_J.
// Source: IEEE Std 802.3 93A.1.7; the cut as in the reference program.
#include <math.h>
#include <string.h>

#include "com/com_internal.h"
#include "shoreline/numeric.h"

double com_crest_factor_of_der(const sl_com_settings *s)
{
    return sl_q_inverse(s->der_0);
}

double com_crest_factor(const sl_com_settings *s)
{
    return s->noise_crest_factor != 0 ? s->noise_crest_factor : com_crest_factor_of_der(s);
}

#define UNCUT 12 // sigmas: 1e-33

double com_cut_sigmas(const com_run *run)
{
    double crest = com_crest_factor(run->s);
    if (run->opts.strict && run->s->noise_crest_factor == 0) return UNCUT;
    return run->s->compat == SL_COM_3_70 ? crest : 2 * crest;
}

double com_bin_v(const sl_com_settings *s, double as_v)
{
    return s->force_bin_size ? s->bin_size_v : fmin(as_v / 1000, s->bin_size_v);
}

// Sequence detection looks up probabilities far below DER_0.
static double tail_of(const sl_com_settings *s)
{
    return s->mlse ? 0 : COM_TAIL;
}

// The reference looks at symbols 1..round(n/m)-2 of a phase: the first and the last are left out.
static size_t symbols(double *out, const double *x, size_t n, size_t m, size_t phase)
{
    size_t count = (size_t)floor((double)n / (double)m + 0.5), kept = 0;
    for (size_t k = 1; k + 2 <= count; k++)
        if (k * m + phase < n) out[kept++] = x[k * m + phase];
    return kept;
}

static double clipped(double x, double most, double least)
{
    if (x > most) x = most;
    return x < least ? least : x;
}

static sl_status self_interference(com_pdf *out, const com_run *run, const com_choice *c,
                                   const com_pulses *p, double bin_v)
{
    const sl_com_settings *s = run->s;
    size_t m = (size_t)s->samples_per_ui, n = p->n[0];
    double *x = sl_arena_alloc(run->work, 2 * n * sizeof *x), *v = x + n;
    if (!x) return SL_ERR_NO_MEMORY;
    memcpy(x, p->x[0], n * sizeof *x);
    double cursor = x[c->cursor], step = s->n_b_step;
    int taps = s->floating_dfe ? s->n_bmax : s->n_b;
    x[c->cursor] = 0;
    for (int i = 0; i < taps; i++) {
        size_t at = c->cursor + (size_t)(i + 1) * m;
        if (at >= n) break;
        double most = s->floating_dfe ? c->b_max[i] : s->b_max.v[i];
        double least = s->floating_dfe ? c->b_min[i] : s->b_min.v[i];
        double want = step == 0 ? x[at]
                                : floor(fabs(x[at] / (cursor * step))) * cursor * step *
                                      (x[at] < 0 ? -1 : x[at] > 0);
        x[at] -= clipped(want, cursor * most, cursor * least);
    }
    return com_pdf_from_samples(out, v, symbols(v, x, n, m, c->cursor % m), s->levels, bin_v,
                                tail_of(s));
}

static sl_status aggressor(com_pdf *out, const com_run *run, const double *x, size_t n,
                           double bin_v, const size_t *fixed)
{
    size_t m = (size_t)run->s->samples_per_ui, phase = 0;
    double *v = sl_arena_alloc(run->work, (n / m + 2) * sizeof *v), worst = -1;
    if (!v) return SL_ERR_NO_MEMORY;
    for (size_t k = 0; k < m && !fixed; k++) {
        double var = com_samples_variance(v, symbols(v, x, n, m, k), run->s->levels, bin_v);
        if (var > worst) {
            worst = var;
            phase = k;
        }
    }
    if (fixed) phase = *fixed;
    return com_pdf_from_samples(out, v, symbols(v, x, n, m, phase), run->s->levels, bin_v,
                                tail_of(run->s));
}

// out = out * with; `with` is freed.
static sl_status fold(com_pdf *out, com_pdf *with)
{
    com_pdf sum;
    sl_status status = com_pdf_convolve(&sum, out, with);
    com_pdf_free(with);
    if (status != SL_OK) return status;
    com_pdf_free(out);
    *out = sum;
    return SL_OK;
}

static sl_status all_crosstalk(com_pdf *out, const com_run *run, const com_pulses *p, double bin_v,
                               const size_t *phases)
{
    SL_TRY(com_pdf_delta(out, bin_v));
    for (int k = 1; k < run->n; k++) {
        com_pdf one;
        SL_TRY(aggressor(&one, run, p->x[k], p->n[k], bin_v, phases ? &phases[k] : NULL));
        SL_TRY(fold(out, &one));
    }
    return SL_OK;
}

static sl_status noise(com_noise *o, const com_run *run, const com_pulses *p, double bin_v)
{
    double *v = sl_arena_alloc(run->work, (p->slope_n + 1) * sizeof *v);
    double sigmas = com_cut_sigmas(run);
    com_pdf dirac;
    if (!v) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < p->slope_n; i++)
        v[i] = run->s->a_dd_ui * p->slope[i];
    SL_TRY(com_pdf_normal(&o->gaussian, o->sigma_g_v, sigmas, bin_v));
    SL_TRY(com_pdf_from_samples(&dirac, v, p->slope_n, run->s->levels, bin_v, tail_of(run->s)));
    sl_status status = com_pdf_convolve(&o->noise, &o->gaussian, &dirac);
    com_pdf_free(&dirac);
    return status;
}

// All sources, and A_ni as they come together.
static sl_status add_up(com_noise *o, const com_run *run, double bin_v)
{
    const sl_com_settings *s = run->s;
    double sigmas = com_cut_sigmas(run);
    double sigma_v[] = {o->sigma_n_v, hypot(o->sigma_n_v, o->sigma_tx_v)};
    com_pdf noisy;
    for (int i = 0; i < SL_COM_JITTER; i++) {
        SL_TRY(com_pdf_normal(&noisy, sigma_v[i], sigmas, bin_v));
        o->cumulated_v[i] = com_pdf_peak_v(&noisy, s->der_0, false);
        com_pdf_free(&noisy);
    }
    SL_TRY(com_pdf_convolve(&noisy, &o->crosstalk, &o->noise));
    sl_status status = com_pdf_convolve(&o->total, &o->isi, &noisy);
    o->cumulated_v[SL_COM_JITTER] = com_pdf_peak_v(&o->noise, s->der_0, false);
    o->cumulated_v[SL_COM_CROSSTALK] = com_pdf_peak_v(&noisy, s->der_0, false);
    com_pdf_free(&noisy);
    if (status == SL_OK) o->cumulated_v[SL_COM_ISI] = com_pdf_peak_v(&o->total, s->der_0, false);
    return status;
}

sl_status com_noise_make(com_noise *o, const com_run *run, const com_choice *c, const com_pulses *p,
                         double bin_v, const size_t *phases)
{
    const sl_com_settings *s = run->s;
    double slope = 0;
    for (size_t i = 0; i < p->slope_n; i++)
        slope += p->slope[i] * p->slope[i];
    if (o->sigma_g_v == 0) { // else given by the spectra of the receive FFE
        o->sigma_n_v = c->sigma_n_v;
        o->sigma_tx_v = c->sigma_tx_v;
        o->sigma_rj_v = s->sigma_rj_ui * run->sigma_x * sqrt(slope);
        o->sigma_g_v = sqrt(o->sigma_rj_v * o->sigma_rj_v + o->sigma_n_v * o->sigma_n_v +
                            o->sigma_tx_v * o->sigma_tx_v);
    }
    o->crest = com_crest_factor(s);
    SL_TRY(self_interference(&o->isi, run, c, p, bin_v));
    SL_TRY(all_crosstalk(&o->crosstalk, run, p, bin_v, phases));
    SL_TRY(noise(o, run, p, bin_v));
    return add_up(o, run, bin_v);
}

void com_noise_free(com_noise *o)
{
    com_pdf_free(&o->isi);
    com_pdf_free(&o->crosstalk);
    com_pdf_free(&o->noise);
    com_pdf_free(&o->total);
    com_pdf_free(&o->gaussian);
}
