// Sampled pulse responses: checks, interpolation, main cursor, decision feedback and feed-forward.
#include "signal/pulse.h"

#include <math.h>
#include <string.h>

static bool pulse_ok(const sl_pulse *p)
{
    if (!p->v || p->n == 0 || p->n > (size_t)1 << 28) return false;
    for (size_t i = 0; i < p->n; i++)
        if (!isfinite(p->v[i])) return false;
    return true;
}

static bool in_range(double x, double lo, double hi)
{
    return x >= lo && x <= hi; // false for NaN
}

static bool levels_ok(const sl_waveform *w)
{
    double map[SL_PAM_MAX];
    if (sl_pam_level_map(map, w->levels, w->level_mismatch) != SL_OK) return false;
    if (!w->level) return true;
    for (int i = 0; i < w->levels; i++)
        if (!in_range(w->level[i], -1, 1) || (i && !(w->level[i] > w->level[i - 1]))) return false;
    return true;
}

sl_status sl_waveform_check(const sl_waveform *w)
{
    const double any = 1e300;
    if (!levels_ok(w) || w->samples_per_ui == 0 || !in_range(w->symbol_rate_bd, 1e-300, any) ||
        !in_range(w->noise_rms, 0, any) || !in_range(w->tx_noise, 0, any) ||
        !in_range(w->jitter_dd_ui, 0, any) || !in_range(w->jitter_rms_ui, 0, any))
        return SL_ERR_DOMAIN;
    if (!pulse_ok(&w->victim) || w->cursor >= w->victim.n) return SL_ERR_DOMAIN;
    if ((w->aggressor_n && !w->aggressor) || (w->dfe_n && !w->dfe)) return SL_ERR_DOMAIN;
    for (size_t i = 0; i < w->aggressor_n; i++)
        if (!pulse_ok(&w->aggressor[i])) return SL_ERR_DOMAIN;
    for (size_t i = 0; i < w->dfe_n; i++)
        if (!isfinite(w->dfe[i])) return SL_ERR_DOMAIN;
    return SL_OK;
}

sl_status sl_pam_level_map(double *level, int levels, double level_mismatch)
{
    if (levels < 2 || levels > SL_PAM_MAX || !in_range(level_mismatch, 0, 1)) return SL_ERR_DOMAIN;
    double inner = level_mismatch > 0 ? level_mismatch : 1;
    for (int i = 0; i < levels; i++) {
        double ideal = (2.0 * i - (levels - 1)) / (levels - 1);
        level[i] = i == 0 || i == levels - 1 ? ideal : inner * ideal;
    }
    return SL_OK;
}

static double sample(const sl_pulse *p, double i)
{
    return i >= 0 && i < (double)p->n ? p->v[(size_t)i] : 0;
}

double sl_pulse_at(const sl_pulse *pulse, double at)
{
    double i = floor(at), u = at - i;
    double b = sample(pulse, i);
    if (u == 0) return b;
    return pulse_cubic(sample(pulse, i - 1), b, sample(pulse, i + 1), sample(pulse, i + 2), u);
}

void sl_pulse_sampled(double *out, size_t n, const sl_pulse *pulse, double first, double step)
{
    for (size_t i = 0; i < n; i++)
        out[i] = sl_pulse_at(pulse, first + (double)i * step);
}

// The Mueller-Muller condition at sample i: vanishes where the cursors around are equal.
static double mueller_muller(const sl_waveform *w, size_t i)
{
    double m = (double)w->samples_per_ui, at = (double)i;
    double dfe = w->dfe_n ? w->dfe[0] : 0;
    return sl_pulse_at(&w->victim, at - m) - (sl_pulse_at(&w->victim, at + m) - dfe);
}

sl_status sl_pulse_cursor(size_t *cursor, const sl_waveform *w, sl_cursor_policy policy)
{
    const sl_pulse *p = &w->victim;
    if (!pulse_ok(p) || w->samples_per_ui == 0) return SL_ERR_DOMAIN;
    size_t peak = 0;
    for (size_t i = 1; i < p->n; i++)
        if (p->v[i] > p->v[peak]) peak = i;
    if (!(p->v[peak] > 0)) return SL_ERR_DOMAIN;
    *cursor = peak;
    if (policy == SL_CURSOR_PEAK) return SL_OK;
    for (size_t d = 0; d <= w->samples_per_ui; d++)
        for (int side = -1; side <= 1; side += 2) {
            if (side < 0 && d > peak) continue;
            size_t i = side < 0 ? peak - d : peak + d;
            if (i + 1 >= p->n) continue;
            double here = mueller_muller(w, i), next = mueller_muller(w, i + 1);
            if ((here <= 0) == (next <= 0) && here != 0) continue;
            *cursor = fabs(next) < fabs(here) ? i + 1 : i;
            return SL_OK;
        }
    return SL_ERR_DOMAIN;
}

void sl_pulse_dfe(double *taps, size_t n, const sl_waveform *w, const double *limit)
{
    double main_cursor = sl_pulse_at(&w->victim, (double)w->cursor);
    for (size_t i = 0; i < n; i++) {
        size_t at = w->cursor + (i + 1) * w->samples_per_ui;
        taps[i] = sl_pulse_at(&w->victim, (double)at);
        if (!limit) continue;
        double most = limit[i] * main_cursor;
        taps[i] = fmax(-most, fmin(most, taps[i]));
    }
}

void sl_pulse_ffe(double *out, const sl_pulse *pulse, size_t samples_per_ui, const double *taps,
                  size_t tap_n)
{
    memset(out, 0, (pulse->n + (tap_n - 1) * samples_per_ui) * sizeof *out);
    for (size_t j = 0; j < tap_n; j++)
        for (size_t i = 0; i < pulse->n; i++)
            out[i + j * samples_per_ui] += taps[j] * pulse->v[i];
}

size_t pulse_worst_phase(const sl_pulse *pulse, size_t samples_per_ui)
{
    size_t worst = 0;
    double most = -1;
    for (size_t phase = 0; phase < samples_per_ui; phase++) {
        double power = 0;
        for (size_t i = phase; i < pulse->n; i += samples_per_ui)
            power += pulse->v[i] * pulse->v[i];
        if (power > most) {
            most = power;
            worst = phase;
        }
    }
    return worst;
}
