// The search of 178A: CTLE, transmit FFE and sampling point whose receive FFE leaves the least
// error.
//
// Noise is a sum of spectra folded at the symbol rate: receiver (eta_0 |H_r H_ctf|^2), transmitter
// (SNR_TX, without transmit FFE), each aggressor at its phase of largest energy, jitter (A_DD^2 +
// sigma_RJ^2 times the slope). Only its first lags matter for the taps, and the lags of
// sigma^2 |FFT(h)|^2 are sums of h_i h_(i + d) around a circle of num_ui_RXFF_noise symbols: they
// are summed directly. Source: IEEE P802.3dj 178A (178A-15 to 178A-18); alignments as in the
// reference program 4.50.
#include <math.h>
#include <string.h>

#include "com/com_internal.h"
#include "shoreline/constants.h"

#define LAGS 256

typedef struct search {
    const com_run *run;
    const com_tx_grid *grid;
    com_stage_room *room;
    com_stage stage;
    com_clock clock;
    com_shifts shifts;
    size_t circle; // symbols of folded spectra
    int lags;
    double receiver[LAGS], crosstalk[LAGS], transmitter[LAGS];
    double *h, *early, *late;
    com_choice best;
    short *best_index;
} search;

#define LANES 8

SL_WIDE static double product(const double *restrict a, const double *restrict b, size_t n)
{
    double sum[LANES] = {0}, rest = 0, total = 0;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            sum[l] += a[i + (size_t)l] * b[i + (size_t)l];
    for (; i < n; i++)
        rest += a[i] * b[i];
    for (int l = 0; l < LANES; l++)
        total += sum[l];
    return total + rest;
}

// Sum of x_i x_(i + d), d = 0..lags-1; around a circle of `circle` samples: those that come round.
static void circular_lags(double *out, int lags, const double *x, size_t n, size_t circle,
                          double scale)
{
    if (n > circle) n = circle;
    for (int d = 0; d < lags; d++) {
        size_t shift = (size_t)d % circle;
        double sum = shift < n ? product(x, x + shift, n - shift) : 0;
        if (shift > 0 && circle - shift < n)
            sum += product(x + (circle - shift), x, n - (circle - shift));
        out[d] = scale * sum;
    }
}

static void linear_lags(double *out, int lags, const double *x, size_t n)
{
    for (int d = 0; d < lags; d++)
        out[d] = (size_t)d < n ? product(x, x + d, n - (size_t)d) : 0;
}

// Receiver noise, one-sided density at f, V^2/Hz, halved (178A-15). The reference takes the first
// entries of poles and zeros, and no raised cosine.
static double receiver_density(const sl_com_settings *s, int main, int low, double f)
{
    com_ctle c = {s->g_dc_db.v[main], s->f_z_hz.v[0], s->f_p1_hz.v[0], s->f_p2_hz.v[0]};
    cplx h = com_ctle_gain(f, &c);
    double x = f / s->f_hp_pz_hz.v[0];
    h = com_mul(h, com_div(CMPLX(pow(10, s->g_dc_hp_db.v[low] / 20), x), CMPLX(1, x)));
    return s->eta_0_v2_per_ghz / 2e9 *
           com_norm2(com_mul(h, com_butterworth(f, s->f_r * s->f_b_hz)));
}

sl_status com_receiver_spectrum(double *folded, const com_run *run, int main, int low)
{
    const sl_com_settings *s = run->s;
    size_t n = (size_t)s->num_ui_rxff_noise, m = (size_t)s->samples_per_ui, total = n * m;
    double df = s->f_b_hz / (double)n;
    memset(folded, 0, n * sizeof *folded);
    for (size_t i = 0; i <= total / 2; i++) {
        double d = receiver_density(s, main, low, (double)i * df);
        folded[i % n] += d;
        if (i > 0 && i < total / 2) folded[(total - i) % n] += d;
    }
    // Only the lower half of the folded spectrum is kept, mirrored.
    for (size_t i = n / 2 + 1; i < n; i++)
        folded[i] = folded[n - i];
    return SL_OK;
}

static sl_status receiver_lags(search *q)
{
    const sl_com_settings *s = q->run->s;
    size_t n = q->circle;
    double *folded = sl_arena_alloc(q->run->work, n * sizeof *folded);
    if (!folded) return SL_ERR_NO_MEMORY;
    SL_TRY(com_receiver_spectrum(folded, q->run, q->stage.main, q->stage.low));
    for (int d = 0; d < q->lags; d++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += folded[i] * cos(2 * SL_PI * (double)((i * (size_t)d) % n) / (double)n);
        q->receiver[d] = sum * s->f_b_hz / (double)n;
    }
    return SL_OK;
}

// Phase of an aggressor with the largest energy over the circle.
static size_t loudest_phase(search *q, const com_wave *w, const double *tx)
{
    size_t m = (size_t)q->run->s->samples_per_ui, best = 0;
    double most = -1;
    for (size_t k = 0; k < m; k++) {
        double sum = 0;
        size_t n = com_phase_samples(q->h, w, tx, q->grid, k, m);
        for (size_t i = 0; i < n && i < q->circle; i++)
            sum += q->h[i] * q->h[i];
        if (sqrt(sum) > most) {
            most = sqrt(sum);
            best = k;
        }
    }
    return best;
}

static const double *unit_taps(double *tx, const com_tx_grid *g)
{
    memset(tx, 0, (size_t)g->n * sizeof *tx);
    tx[g->cursor] = 1;
    return tx;
}

size_t com_aggressor_phase(const com_stage *stage, const com_run *run, const com_tx_grid *grid,
                           int link, const double *tx, double *room)
{
    search q = {.run = run, .grid = grid, .circle = (size_t)run->s->num_ui_rxff_noise, .h = room};
    double one[SL_COM_TX_MAX];
    if (run->links[link].role == SL_COM_NEXT) tx = unit_taps(one, grid);
    return loudest_phase(&q, &stage->others[link], tx);
}

static void crosstalk_lags(search *q, const double *tx)
{
    size_t m = (size_t)q->run->s->samples_per_ui;
    double lags[LAGS], one[SL_COM_TX_MAX], sx2 = q->run->sigma_x * q->run->sigma_x;
    memset(q->crosstalk, 0, sizeof q->crosstalk);
    for (int k = 1; k < q->run->n; k++) {
        const com_wave *w = &q->stage.others[k];
        const double *c = q->run->links[k].role == SL_COM_NEXT ? unit_taps(one, q->grid) : tx;
        size_t phase = loudest_phase(q, w, c);
        size_t n = com_phase_samples(q->h, w, c, q->grid, phase, m);
        circular_lags(lags, q->lags, q->h, n, q->circle, sx2);
        for (int d = 0; d < q->lags; d++)
            q->crosstalk[d] += lags[d];
    }
}

static double snr_tx(const com_run *run)
{
    const sl_com_list *l = &run->s->snr_tx_db;
    return pow(10, -l->v[run->column < l->n ? run->column : l->n - 1] / 10);
}

// The pulse without transmit FFE, one sample behind the sampling phase, as the reference aligns it.
size_t com_transmitter_samples(double *out, const com_wave *w, size_t cursor, size_t m)
{
    size_t shift = (cursor + 1) % m, n = 0;
    if (w->n < 2 * shift) return 0;
    n = (w->n - 2 * shift) / m;
    for (size_t i = 0; i < n; i++)
        out[i] = w->x[shift + i * m];
    return n;
}

static void slope_samples(search *q, const double *tx, size_t cursor, size_t *n)
{
    size_t m = (size_t)q->run->s->samples_per_ui, offset = cursor % m;
    size_t first = offset == 0 ? m : offset, e = first - 1, l = first + 1;
    size_t n_early = com_phase_samples(q->early, &q->stage.thru, tx, q->grid, e % m, m);
    size_t n_late = com_phase_samples(q->late, &q->stage.thru, tx, q->grid, l % m, m);
    *n = 0;
    for (size_t i = 0; i + e / m < n_early && i + l / m < n_late; i++)
        q->late[(*n)++] = (q->late[i + l / m] - q->early[i + e / m]) / 2 * (double)m;
}

static sl_status evaluate(search *q, size_t row, int shift, size_t raw, com_shift_best *p)
{
    const sl_com_settings *s = q->run->s;
    const double *tx = q->grid->taps + row * (size_t)q->grid->n;
    size_t m = (size_t)s->samples_per_ui, n, cursor = (size_t)((long)raw + shift);
    double noise[LAGS], signal[LAGS], lags[LAGS], sx2 = q->run->sigma_x * q->run->sigma_x;
    n = com_transmitter_samples(q->h, &q->stage.thru, cursor, m);
    circular_lags(q->transmitter, q->lags, q->h, n, q->circle, sx2 * snr_tx(q->run));
    slope_samples(q, tx, cursor, &n);
    double jitter = s->a_dd_ui * s->a_dd_ui + s->sigma_rj_ui * s->sigma_rj_ui;
    circular_lags(lags, q->lags, q->late, n, q->circle, sx2 * jitter);
    for (int d = 0; d < q->lags; d++)
        noise[d] = q->receiver[d] + q->crosstalk[d] + q->transmitter[d] + lags[d];
    com_phase_samples(q->h, &q->stage.thru, tx, q->grid, cursor % m, m);
    n = (q->stage.thru.n - cursor % m) / m; // a last symbol that is not whole is left out
    linear_lags(signal, q->lags, q->h, n);
    // The place of the cursor, (cursor + 1)/m, is one late where the sampling phase is the last
    // one.
    com_mmse_in in = {.h = q->h,
                      .n = n,
                      .cursor = (cursor + 1) / m,
                      .signal_lags = signal,
                      .noise_lags = noise,
                      .least_db =
                          s->ts_search == SL_COM_PHASE_FULL_SWEEP ? q->best.fom_db : -INFINITY};
    com_mmse_out out;
    SL_TRY(com_mmse(&out, s, &in, q->run->sigma_x));
    com_shift_seen(p, shift, out.fom_db);
    if (!(out.fom_db > q->best.fom_db)) return SL_OK;
    q->best = (com_choice){.main = q->stage.main,
                           .low = q->stage.low,
                           .row = row,
                           .fom_db = out.fom_db,
                           .cursor = cursor,
                           .sample_shift = shift,
                           .n_dfe = s->n_b,
                           .rx_n = out.taps,
                           .floating_n = out.floating_n};
    memcpy(q->best.rx, out.w, (size_t)out.taps * sizeof *out.w);
    memcpy(q->best.floating, out.floating, (size_t)out.floating_n * sizeof *out.floating);
    memcpy(q->best_index, q->grid->index + row * (size_t)q->grid->columns,
           (size_t)q->grid->columns * sizeof(short));
    return SL_OK;
}

static sl_status candidate(search *q, size_t row)
{
    const sl_com_settings *s = q->run->s;
    const double *tx = q->grid->taps + row * (size_t)q->grid->n;
    size_t raw, peak;
    com_clock_load(&q->clock, &q->stage.thru, tx, q->grid);
    if (!com_clock_point(&raw, &peak, &q->clock)) return SL_OK;
    crosstalk_lags(q, tx);
    com_shift_best best = {-INFINITY, -INFINITY, 0, 0};
    for (int i = 0; i < q->shifts.n; i++) {
        int shift = q->shifts.v[i];
        if (q->shifts.local && com_shift_skip(&best, s, shift)) continue;
        if ((long)raw + shift >= 1) SL_TRY(evaluate(q, row, shift, raw, &best));
    }
    return SL_OK;
}

static sl_status through_rows(search *q)
{
    const sl_com_settings *s = q->run->s;
    bool local = q->run->opts.search == SL_COM_SEARCH_REFERENCE && s->local_search > 0;
    for (size_t row = 0; row < q->grid->rows; row++) {
        if (local && q->best.fom_db > -INFINITY &&
            com_local_skip(q->grid, row, q->stage.main, q->stage.low, q->best_index, q->best.low,
                           s->local_search))
            continue;
        SL_TRY(candidate(q, row));
    }
    return SL_OK;
}

// What the choice leaves: pulse behind the receive FFE, its DFE.
static sl_status finish(search *q)
{
    const sl_com_settings *s = q->run->s;
    com_choice *c = &q->best;
    com_pulses p;
    size_t m = (size_t)s->samples_per_ui;
    c->length = c->cursor + m * (size_t)(c->n_dfe + 1) + 1;
    if (c->length < q->run->links[0].impulse_n) c->length = q->run->links[0].impulse_n;
    SL_TRY(com_apply(&p, q->run, c, q->grid));
    double cursor = p.searched[c->cursor];
    c->as_v = s->r_lm * cursor / (s->levels - 1);
    for (int i = 0; i < c->n_dfe; i++) {
        double h = p.searched[c->cursor + (size_t)(i + 1) * m];
        c->b_max[i] = s->b_max.v[i];
        c->b_min[i] = s->b_min.v[i];
        double x = h > cursor * c->b_max[i] ? cursor * c->b_max[i] : h;
        c->dfe[i] = (x < cursor * c->b_min[i] ? cursor * c->b_min[i] : x) / cursor;
    }
    return SL_OK;
}

sl_status com_search_178a(com_choice *best, com_run *run, const com_tx_grid *grid,
                          const com_ctle_set *ctles)
{
    search q = {.run = run, .grid = grid, .best = {.fom_db = -INFINITY}};
    size_t longest = 0;
    q.circle = (size_t)run->s->num_ui_rxff_noise;
    q.lags = com_mmse_span(run->s);
    if (q.lags > LAGS) return SL_ERR_LIMIT;
    SL_TRY(com_clock_make(&q.clock, run));
    SL_TRY(com_shifts_make(&q.shifts, run->s));
    SL_TRY(com_stage_room_make(&q.room, run, grid));
    for (int k = 0; k < run->n; k++)
        if (run->links[k].impulse_n > longest) longest = run->links[k].impulse_n;
    size_t per = longest / (size_t)run->s->samples_per_ui + 2 * (size_t)grid->n + 8;
    q.h = sl_arena_alloc(run->work, 3 * per * sizeof *q.h);
    q.best_index = sl_arena_alloc(run->work, (size_t)(grid->columns + 1) * sizeof(short));
    if (!q.h || !q.best_index) return SL_ERR_NO_MEMORY;
    q.early = q.h + per;
    q.late = q.early + per;
    for (int i = 0; i < ctles->n_main; i++)
        for (int j = 0; j < ctles->n_low; j++) {
            if (!ctles->use[i * ctles->n_low + j]) continue;
            SL_TRY(com_stage_make(&q.stage, q.room, i, j));
            SL_TRY(receiver_lags(&q));
            SL_TRY(through_rows(&q));
        }
    if (q.best.fom_db > -INFINITY) SL_TRY(finish(&q));
    *best = q.best;
    return SL_OK;
}
