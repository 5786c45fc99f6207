// What one continuous-time equaliser makes of the channels: the thru's pulse response, noise and
// crosstalk behind it.
//
// Noise: sigma_N^2 = eta_0 sum |H_r H_ctf|^2 df (93A-35), with the common-mode source where there
// is one. Crosstalk in the figure of merit is an integral, not 93A-33: 2 df/f2 sum A^2 sinc^2(f/fb)
// |Htx| sum |H_k H_ctf|^2 over f up to fb, |Htx| to the first power and for far-end aggressors
// only. Source: IEEE Std 802.3 93A.1.6; behaviour of the reference program for the crosstalk.
#include <math.h>
#include <string.h>

#include "com/com_internal.h"
#include "shoreline/constants.h"

// Buffers of one link's pulse response.
typedef struct link_room {
    double *pulse;   // [2 n]: pulse, impulse
    double *wrapped; // [n + 2 margin]
    double *phases;  // [M][per_phase]
    size_t n, margin, per_phase;
} link_room;

struct com_stage_room {
    const com_run *run;
    const com_tx_grid *grid;
    link_room links[SL_COM_AGGRESSORS + 1];
    double *fext;    // [fext_n]
    double *cosines; // [2 taps][fext_n]: cos(d 2 pi f/fb)
    double *magnitude;
    double *filter2; // |H_r H_sy|^2 at all frequencies
    size_t fext_n;
    com_crosstalk_lags lags; // as the text says
};

static bool pulses_of_aggressors(const com_run *run)
{
    return run->mmse || run->opts.strict;
}

static double spectral_shape(const sl_com_settings *s, double f)
{
    double x = SL_PI * sqrt(2) * (f - 1e9) / 1e9, sinc = x == 0 ? 1 : sin(x) / x;
    return s->use_eta0_psd ? pow(sinc, 4) : 1;
}

static sl_status link_room_make(link_room *r, const com_run *run, const com_link *link, int taps)
{
    size_t m = (size_t)run->s->samples_per_ui;
    *r = (link_room){.n = link->impulse_n, .margin = (size_t)(taps + 1) * m};
    r->per_phase = (r->n + 2 * r->margin) / m + 1;
    r->pulse = sl_arena_alloc(run->work, 2 * r->n * sizeof(double));
    r->wrapped = sl_arena_alloc(run->work, (r->n + 2 * r->margin) * sizeof(double));
    r->phases = sl_arena_alloc(run->work, m * r->per_phase * sizeof(double));
    return r->pulse && r->wrapped && r->phases ? SL_OK : SL_ERR_NO_MEMORY;
}

static sl_status spectrum_room(com_stage_room *r)
{
    const com_run *run = r->run;
    while (r->fext_n < run->points && !(run->freq_hz[r->fext_n] > run->s->f_b_hz))
        r->fext_n++;
    if (r->fext_n < run->points) r->fext_n++;
    size_t taps = 2 * (size_t)r->grid->n;
    r->fext = sl_arena_alloc(run->work, (taps + 2) * r->fext_n * sizeof(double));
    r->filter2 = sl_arena_alloc(run->work, run->points * sizeof(double));
    if (!r->fext || !r->filter2) return SL_ERR_NO_MEMORY;
    r->magnitude = r->fext + r->fext_n;
    r->cosines = r->magnitude + r->fext_n;
    for (size_t d = 0; d < taps; d++)
        for (size_t i = 0; i < r->fext_n; i++)
            r->cosines[d * r->fext_n + i] =
                cos((double)d * 2 * SL_PI * run->freq_hz[i] / run->s->f_b_hz);
    for (size_t i = 0; i < run->points; i++)
        r->filter2[i] = com_norm2(com_receive_filter(run->s, run->freq_hz[i])) *
                        spectral_shape(run->s, run->freq_hz[i]);
    return SL_OK;
}

sl_status com_stage_room_make(com_stage_room **out, const com_run *run, const com_tx_grid *grid)
{
    com_stage_room *r = sl_arena_alloc(run->work, sizeof *r);
    if (!r) return SL_ERR_NO_MEMORY;
    *r = (com_stage_room){.run = run, .grid = grid};
    for (int k = 0; k < (pulses_of_aggressors(run) ? run->n : 1); k++)
        SL_TRY(link_room_make(&r->links[k], run, &run->links[k], grid->n));
    *out = r;
    if (run->opts.strict) SL_TRY(com_crosstalk_lags_make(&r->lags, run, grid->n));
    return spectrum_room(r);
}

// Pulse response, continued at both ends by its own other end, or by nothing.
static void wrap(com_wave *out, link_room *r, size_t m, bool linear)
{
    size_t n = r->n, total = n + 2 * r->margin;
    size_t from = (n - r->margin % n) % n;
    for (size_t i = 0; i < total; i++) {
        r->wrapped[i] = r->pulse[from];
        if (++from == n) from = 0;
    }
    if (linear) {
        memset(r->wrapped, 0, r->margin * sizeof(double));
        memset(r->wrapped + r->margin + n, 0, r->margin * sizeof(double));
    }
    memset(r->phases, 0, m * r->per_phase * sizeof(double));
    for (size_t i = 0, phase = 0, place = 0; i < total; i++) {
        r->phases[phase * r->per_phase + place] = r->wrapped[i];
        if (++phase == m) {
            phase = 0;
            place++;
        }
    }
    *out = (com_wave){.x = r->wrapped + r->margin,
                      .n = n,
                      .margin = r->margin,
                      .phases = r->phases,
                      .per_phase = r->per_phase};
}

static sl_status filter_link(com_wave *out, const com_stage *stage, com_stage_room *room, int k)
{
    const com_run *run = room->run;
    link_room *r = &room->links[k];
    double *x = r->pulse + r->n;
    memcpy(x, run->links[k].impulse, r->n * sizeof *x);
    SL_TRY(com_ctle_run(x, r->n, run, stage->main, stage->low));
    com_hold(r->pulse, x, r->n, (size_t)run->s->samples_per_ui);
    wrap(out, r, (size_t)run->s->samples_per_ui, run->opts.strict);
    return SL_OK;
}

static void noise_and_crosstalk(com_stage *out, com_stage_room *r)
{
    const com_run *run = r->run;
    const sl_com_settings *s = run->s;
    const double *f = run->freq_hz;
    double noise = 0, mixed = 0, next = 0, end = 0, df = f[10] - f[9];
    double ac =
        s->ac_cm_rms_v.n ? s->ac_cm_rms_v.v[run->column < s->ac_cm_rms_v.n ? run->column : 0] : 0;
    for (size_t i = 0; i < run->points; i++) {
        double h2 = com_norm2(com_ctle_at(s, out->main, out->low, f[i])), far = 0, near = 0;
        if (i > 0) {
            noise += r->filter2[i] * h2 * (f[i] - f[i - 1]);
            for (int k = 0; k < run->n && ac != 0 && f[i] <= s->accm_max_freq_hz; k++)
                mixed += r->filter2[i] * h2 * com_norm2(run->links[k].transfer_mixed[i]) *
                         (f[i] - f[i - 1]);
        }
        if (f[i] <= s->accm_max_freq_hz) end = f[i];
        if (i >= r->fext_n) continue;
        for (int k = 1; k < run->n; k++) {
            double p = com_norm2(run->links[k].transfer[i]) * pow(run->links[k].amplitude_v, 2);
            if (run->links[k].role == SL_COM_FEXT)
                far += p;
            else
                near += p;
        }
        double x = SL_PI * f[i] * run->ui_s, sinc = f[i] > 0 ? sin(x) / x : 1;
        r->fext[i] = 2 * df / s->f_2_hz * sinc * sinc * h2 * far;
        next += 2 * df / s->f_2_hz * sinc * sinc * h2 * near;
    }
    out->sigma_n_v =
        sqrt(s->eta_0_v2_per_ghz * noise / 1e9 + (ac != 0 ? 2 * ac * ac * mixed / end : 0));
    out->next_power = next;
    out->fext = r->fext;
    out->fext_n = r->fext_n;
}

sl_status com_stage_make(com_stage *out, com_stage_room *room, int main, int low)
{
    *out = (com_stage){.main = main, .low = low};
    const com_run *run = room->run;
    SL_TRY(filter_link(&out->thru, out, room, 0));
    for (int k = 1; pulses_of_aggressors(run) && k < run->n; k++)
        SL_TRY(filter_link(&out->others[k], out, room, k));
    noise_and_crosstalk(out, room);
    if (run->opts.strict && !run->mmse) com_crosstalk_lags_fill(&room->lags, run, out);
    return SL_OK;
}

double com_stage_crosstalk_v(const com_stage *stage, com_stage_room *r, const double *tx)
{
    if (r->run->opts.strict) return com_crosstalk_by_pulse_v(&r->lags, r->run, tx);
    const com_tx_grid *g = r->grid;
    double corr[4 * SL_COM_FFE_TAPS + 2] = {0}, sum = 0, largest = tx[0];
    int top = 0;
    for (int i = 1; i < g->n; i++)
        if (tx[i] > largest) {
            largest = tx[i];
            top = i;
        }
    for (int i = 0; i < g->n; i++)
        for (int k = 0; k < g->n; k++) {
            int a = i == top ? 0 : i - g->cursor, b = k == top ? 0 : k - g->cursor;
            corr[a > b ? a - b : b - a] += tx[i] * tx[k];
        }
    for (size_t i = 0; i < r->fext_n; i++)
        r->magnitude[i] = corr[0];
    for (int d = 1; d < 2 * g->n && largest > 0; d++) {
        const double *c = r->cosines + (size_t)d * r->fext_n;
        if (corr[d] == 0) continue;
        for (size_t i = 0; i < r->fext_n; i++)
            r->magnitude[i] += corr[d] * c[i];
    }
    for (size_t i = 0; i < r->fext_n; i++)
        sum += stage->fext[i] * sqrt(fmax(r->magnitude[i], 0));
    if (!(largest > 0)) {
        sum = 0;
        for (size_t i = 0; i < r->fext_n; i++)
            sum += stage->fext[i];
    }
    return sqrt(sum + stage->next_power) * r->run->sigma_x;
}
