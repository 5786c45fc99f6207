// Noise spectra at the decision of a receive FFE (178A-28 to 178A-31).
//
// Each source's spectrum, sigma^2 |FFT(h)|^2/fb of its samples over num_ui_RXFF_noise symbols,
// times |H_rxffe|^2; interference that the DFE leaves is one of them. Alignments as in the search.
// Source: IEEE P802.3dj 178A; the reference program 4.50.
#include <math.h>
#include <string.h>

#include "com/com_internal.h"
#include "shoreline/constants.h"

typedef struct maker {
    const com_run *run;
    sl_fourier *fft;
    cplx *spectrum;
    double *x, *filter; // |H_rxffe|^2 at i fb/n
    size_t n;
} maker;

// density[i] += scale |FFT(v)|^2 filter, v continued by zeros.
static void add_power(double *density, maker *k, const double *v, size_t count, double scale,
                      bool filtered)
{
    memset(k->x, 0, k->n * sizeof *k->x);
    memcpy(k->x, v, (count < k->n ? count : k->n) * sizeof *v);
    sl_fourier_forward(k->fft, k->spectrum, k->x);
    for (size_t i = 0; i < k->n; i++) {
        size_t at = i <= k->n / 2 ? i : k->n - i;
        density[i] += scale * com_norm2(k->spectrum[at]) * (filtered ? k->filter[i] : 1);
    }
}

static void receive_filter(maker *k, const com_choice *c)
{
    int pre = k->run->s->ffe_pre_taps;
    for (size_t i = 0; i < k->n; i++) {
        size_t at = i <= k->n / 2 ? i : k->n - i;
        cplx h = 0;
        for (int j = 0; j < c->rx_n; j++) {
            double p = -2 * SL_PI * (double)at / (double)k->n * (j - pre);
            h += c->rx[j] * CMPLX(cos(p), sin(p));
        }
        k->filter[i] = com_norm2(h);
    }
}

// What the DFE leaves of the pulse, at symbol distance.
static size_t residual(double *out, const com_run *run, const com_choice *c, const com_pulses *p,
                       size_t n)
{
    const sl_com_settings *s = run->s;
    size_t m = (size_t)s->samples_per_ui, count = 0, at = (c->cursor + 1) / m;
    double cursor = 0;
    for (size_t i = c->cursor % m; i < p->n[0] && count < n; i += m)
        out[count++] = p->x[0][i];
    for (size_t i = at; i < count && i <= at + (size_t)s->n_b; i++) {
        if (i == at) {
            cursor = out[i];
            out[i] = 0;
            continue;
        }
        double most = s->b_max.v[i - at - 1] * cursor, least = s->b_min.v[i - at - 1] * cursor;
        if (out[i] >= most)
            out[i] -= most;
        else if (out[i] <= least)
            out[i] -= least;
        else
            out[i] = 0;
    }
    return count;
}

static void aggressors(com_spectra *out, maker *k, const com_stage *stage, const com_tx_grid *grid,
                       const double *tx, double *room)
{
    const com_run *run = k->run;
    size_t m = (size_t)run->s->samples_per_ui;
    double one[SL_COM_TX_MAX] = {0}, scale = run->sigma_x * run->sigma_x / run->s->f_b_hz;
    one[grid->cursor] = 1;
    for (int i = 1; i < run->n; i++) {
        const double *c = run->links[i].role == SL_COM_NEXT ? one : tx;
        out->phases[i] = com_aggressor_phase(stage, run, grid, i, c, room);
        size_t n = com_phase_samples(room, &stage->others[i], c, grid, out->phases[i], m);
        add_power(out->crosstalk, k, room, n, scale, true);
    }
}

// Slope of the pulse without receive FFE, as the search saw it.
static size_t slope(double *out, double *room, const com_stage *stage, const com_run *run,
                    const com_choice *c, const com_tx_grid *grid, const double *tx)
{
    size_t m = (size_t)run->s->samples_per_ui, offset = c->cursor % m, n = 0;
    size_t first = offset == 0 ? m : offset, e = first - 1, l = first + 1;
    size_t n_late = com_phase_samples(out, &stage->thru, tx, grid, l % m, m);
    size_t n_early = com_phase_samples(room, &stage->thru, tx, grid, e % m, m);
    for (size_t i = 0; i + e / m < n_early && i + l / m < n_late; i++)
        out[n++] = (out[i + l / m] - room[i + e / m]) / 2 * (double)m;
    return n;
}

static sl_status fill(com_spectra *out, maker *k, const com_choice *c, const com_tx_grid *grid,
                      const com_pulses *pulses, const com_stage *stage, double *room, double *room2)
{
    const com_run *run = k->run;
    const sl_com_settings *s = run->s;
    const double *tx = grid->taps + c->row * (size_t)grid->n;
    const sl_com_list *snr = &s->snr_tx_db;
    double scale = run->sigma_x * run->sigma_x / s->f_b_hz;
    double noise = pow(10, -snr->v[run->column < snr->n ? run->column : snr->n - 1] / 10);
    SL_TRY(com_receiver_spectrum(out->receiver, run, c->main, c->low));
    for (size_t i = 0; i < k->n; i++)
        out->receiver[i] *= k->filter[i];
    aggressors(out, k, stage, grid, tx, room);
    size_t n = com_transmitter_samples(room, &stage->thru, c->cursor, (size_t)s->samples_per_ui);
    add_power(out->transmitter, k, room, n, scale * noise, true);
    n = slope(room, room2, stage, run, c, grid, tx);
    double rj = s->sigma_rj_ui * s->sigma_rj_ui, dd = s->a_dd_ui * s->a_dd_ui;
    add_power(out->jitter, k, room, n, scale * (dd + rj), true);
    add_power(out->random_jitter, k, room, n, scale * rj, true);
    n = residual(room, run, c, pulses, k->n);
    add_power(out->isi, k, room, n, scale, false);
    return SL_OK;
}

sl_status com_spectra_make(com_spectra *out, const com_run *run, const com_choice *c,
                           const com_tx_grid *grid, const com_pulses *pulses)
{
    size_t n = (size_t)run->s->num_ui_rxff_noise, longest = n;
    maker k = {.run = run, .n = n};
    com_stage_room *stage_room;
    com_stage *stage = sl_arena_alloc(run->work, sizeof *stage);
    for (int i = 0; i < run->n; i++)
        if (pulses->n[i] / (size_t)run->s->samples_per_ui + 64 > longest)
            longest = pulses->n[i] / (size_t)run->s->samples_per_ui + 64;
    double *all = sl_arena_alloc(run->work, (8 * n + 2 * longest) * sizeof *all);
    k.spectrum = sl_arena_alloc(run->work, (n / 2 + 1) * sizeof *k.spectrum);
    if (!stage || !all || !k.spectrum) return SL_ERR_NO_MEMORY;
    *out = (com_spectra){.n = n,
                         .receiver = all,
                         .crosstalk = all + n,
                         .transmitter = all + 2 * n,
                         .jitter = all + 3 * n,
                         .random_jitter = all + 4 * n,
                         .isi = all + 5 * n};
    k.x = all + 6 * n;
    k.filter = all + 7 * n;
    receive_filter(&k, c);
    SL_TRY(com_stage_room_make(&stage_room, run, grid));
    SL_TRY(com_stage_make(stage, stage_room, c->main, c->low));
    SL_TRY(sl_fourier_create(&k.fft, n));
    sl_status status = fill(out, &k, c, grid, pulses, stage, all + 8 * n, all + 8 * n + longest);
    sl_fourier_destroy(k.fft);
    return status;
}

double com_spectrum_rms(const com_spectra *spectra, const double *density, double symbol_rate_bd)
{
    double sum = 0;
    for (size_t i = 0; i < spectra->n; i++)
        sum += density[i];
    return sqrt(sum * symbol_rate_bd / (double)spectra->n);
}
