// The search of 93A.1.6: CTLE, transmit FFE, sampling point and DFE with the largest figure of
// merit.
//
// For each setting: the pulse response after CTLE and transmit FFE (tap shifts wrap around), the
// sampling point where |h(-1) - max(h(+1) - b_max(1) h(0), 0)| is least within two UI after the
// last crossing of 1 % of the peak, the DFE clipped to its limits, and
//   FOM = 20 log10(A_s/rss(sigma_ISI, sigma_J, sigma_XT, sigma_N, sigma_TX))        (93A-36)
// A setting is left as soon as A_s over the terms known so far cannot beat the best, cheap terms
// first: that changes no result. Only sample-spaced parts of the pulse are made, and 20 UI around
// the peak. Sources: IEEE Std 802.3 93A.1.6; the rest as in the reference program.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "com/com_internal.h"

typedef struct search {
    com_run *run;
    const com_tx_grid *grid;
    com_stage_room *room;
    com_stage stage;
    com_clock clock;
    com_shifts shifts;
    double
        *sampled; // [4][per_phase] samples at the sampling point, one before, one after, T_O before
    size_t per_phase;
    com_choice best;
    short *best_index;
    size_t t_o;       // samples of the window; 0 but in a search for the eye's opening
    bool by_eye;      // chip to module with a least opening: FOM is of the eye
    double eh_test_v; // the least opening
    double *pulse;    // [n] of the whole thru, by_eye only
} search;

static double clipped(double x, double most, double least)
{
    if (x > most) x = most;
    return x < least ? least : x;
}

static double quantised(double h, double cursor, double step)
{
    return step == 0 ? h : floor(fabs(h / cursor) / step) * step * (h < 0 ? -1 : h > 0) * cursor;
}

// Sum of squares of the interference before and beyond the DFE.
static double outer_power(const double *h, size_t n, size_t at, int n_dfe)
{
    double sum = 0;
    for (size_t i = 0; i < at; i++)
        sum += h[i] * h[i];
    for (size_t i = at + (size_t)n_dfe + 1; i < n; i++)
        sum += h[i] * h[i];
    return sum;
}

static sl_status limits(com_choice *c, const search *q, const double *h, size_t at)
{
    const sl_com_settings *s = q->run->s;
    for (int i = 0; i < s->n_b; i++) {
        c->b_max[i] = s->b_max.v[i];
        c->b_min[i] = s->b_min.v[i];
    }
    if (!s->floating_dfe) return SL_OK;
    for (int i = s->n_b; i < c->n_dfe; i++)
        c->b_max[i] = c->b_min[i] = 0;
    c->floating_n = s->n_bg * s->n_bf;
    SL_TRY(com_floating_taps(c->floating, h + at + 1, (size_t)c->n_dfe, s->n_b + 1, s->n_bmax,
                             s->n_bf, h[at], s->bmaxg, s->n_bg, s->compat == SL_COM_3_70));
    for (int i = 0; i < c->floating_n; i++) {
        int place = c->floating[i] - 1;
        if (place < s->n_b) continue;
        c->b_max[place] = s->bmaxg;
        c->b_min[place] = -s->bmaxg;
    }
    return SL_OK;
}

// Power of what the DFE leaves of the samples `seen` (from the first symbol it takes); fills taps.
static double decide(com_choice *c, const sl_com_settings *s, const double *h, size_t at,
                     const double *seen)
{
    double sum = 0, cursor = h[at];
    for (int i = 0; i < c->n_dfe; i++) {
        double y = clipped(quantised(h[at + 1 + (size_t)i], cursor, s->n_b_step),
                           cursor * c->b_max[i], cursor * c->b_min[i]);
        c->dfe[i] = y / cursor;
        sum += (seen[i] - y) * (seen[i] - y);
    }
    return sum;
}

// Limits the norm of the tail's taps.
static double limit_tail(com_choice *c, const sl_com_settings *s, const double *h, size_t at,
                         const double *seen, double left)
{
    double power = 0;
    int first = s->n_tail_start - 1;
    c->tail_rss = 0;
    if (s->n_tail_start == 0 || c->n_dfe < s->n_tail_start) return left;
    for (int i = first; i < c->n_dfe; i++)
        power += c->dfe[i] * c->dfe[i];
    c->tail_rss = sqrt(power);
    if (c->tail_rss == 0 || c->tail_rss < s->b_float_rss_max) return left;
    for (int i = first; i < c->n_dfe; i++) {
        c->b_max[i] = s->b_float_rss_max * fabs(c->dfe[i]) / c->tail_rss;
        c->b_min[i] = -c->b_max[i];
    }
    return decide(c, s, h, at, seen);
}

static bool beats(double as, double power, double best_db)
{
    return !(20 * log10(as / sqrt(power)) < best_db);
}

// Slope of the pulse at each symbol, from the samples around: power of it.
static double slope_power(search *q, const com_choice *c, const double *tx)
{
    const sl_com_settings *s = q->run->s;
    size_t m = (size_t)s->samples_per_ui, per = q->stage.thru.per_phase, offset = c->cursor % m;
    // Places from 1 as the reference: early is offset, late offset + 2; offsets 0 and 1 move up.
    size_t first = offset + 1 <= 1 ? offset + m : offset; // place (from 0) of the first sample
    double *early = q->sampled + per, *late = early + per, power = 0;
    size_t e = first - 1, l = first + 1;
    size_t n_early = com_phase_samples(early, &q->stage.thru, tx, q->grid, e % m, m);
    size_t n_late = com_phase_samples(late, &q->stage.thru, tx, q->grid, l % m, m);
    size_t skip_e = e / m, skip_l = l / m;
    for (size_t i = 0; i * m + l < c->length; i++) {
        if (s->limit_jitter_contrib_to_dfe_span) {
            long symbol = (long)(i * m + first) - (long)c->cursor;
            if (symbol < -(long)m || symbol > (long)m * c->n_dfe) continue;
        }
        double b = i + skip_l < n_late ? late[i + skip_l] : 0;
        double a = i + skip_e < n_early ? early[i + skip_e] : 0;
        power += 0.25 * (double)(m * m) * (b - a) * (b - a);
    }
    return power;
}

// Samples T_O before those of the DFE; puts their like beyond the DFE into the power instead.
static const double *early_samples(search *q, const com_choice *c, const double *tx,
                                   const double *h, size_t at, double *power)
{
    size_t m = (size_t)q->run->s->samples_per_ui, first = c->cursor + m - q->t_o;
    double *x = q->sampled + 3 * q->per_phase, sum = 0;
    size_t count = com_phase_samples(x, &q->stage.thru, tx, q->grid, first % m, m);
    size_t begin = first / m;
    while (count < begin + (size_t)c->n_dfe + 1)
        x[count++] = 0;
    for (size_t i = 0; i < at; i++)
        sum += h[i] * h[i];
    for (size_t i = begin + (size_t)c->n_dfe; i < count; i++)
        sum += x[i] * x[i];
    *power = q->run->sigma_x * q->run->sigma_x * sum;
    return x + begin;
}

// FOM from the opening of the eye within T_O; -INFINITY where that is below the least.
static sl_status fom_of_eye(com_choice *c, search *q, const double *tx, double noise_v)
{
    const sl_com_settings *s = q->run->s;
    double estimate = 2 * (c->as_v - com_crest_factor_of_der(s) * noise_v);
    size_t n = q->stage.thru.n;
    c->fom_db = -INFINITY;
    if (estimate <= q->eh_test_v - 1e-3) return SL_OK;
    com_shifted_sum(q->pulse, &q->stage.thru, tx, q->grid, 0, (long)n, s->samples_per_ui);
    memset(q->pulse + n, 0, (c->length - n) * sizeof *q->pulse);
    com_eye_in in = {.pulse = q->pulse,
                     .n = c->length,
                     .cursor = c->cursor,
                     .choice = c,
                     .sigma_n_v = c->sigma_n_v,
                     .sigma_tx_v = c->sigma_tx_v,
                     .bin_v = com_bin_v(s, c->as_v),
                     .least_v = q->eh_test_v};
    com_eye_out eye;
    if (q->best.fom_db > -INFINITY)
        in.least_v = fmax(in.least_v, 2 * c->as_v * (1 - pow(10, -q->best.fom_db / 20)) - 1e-12);
    sl_status status = com_eye(&eye, q->run, &in);
    if (status == SL_ERR_DOMAIN) return SL_OK;
    if (status == SL_OK && eye.opening_v > q->eh_test_v)
        c->fom_db = 20 * log10(c->as_v / ((2 * c->as_v - eye.opening_v) / 2));
    return status;
}

// A setting at one shift of its sampling point.
static sl_status evaluate(search *q, size_t row, com_choice c, com_shift_best *shifts)
{
    const sl_com_settings *s = q->run->s;
    const double *tx = q->grid->taps + row * (size_t)q->grid->n;
    size_t m = (size_t)s->samples_per_ui;
    double sx2 = q->run->sigma_x * q->run->sigma_x;
    double *h = q->sampled;
    size_t n = com_phase_samples(h, &q->stage.thru, tx, q->grid, c.cursor % m, m),
           at = c.cursor / m;
    c.length = c.cursor + m * (size_t)(c.n_dfe + 1) + 1;
    if (c.length < q->stage.thru.n) c.length = q->stage.thru.n;
    while (n < at + (size_t)c.n_dfe + 2)
        h[n++] = 0;
    c.as_v = s->r_lm * h[at] / (s->levels - 1);
    double power = sx2 * outer_power(h, n, at, c.n_dfe);
    const double *seen = h + at + 1;
    if (q->t_o > 0) seen = early_samples(q, &c, tx, h, at, &power);
    if (!beats(c.as_v, power, q->best.fom_db)) return SL_OK;
    SL_TRY(limits(&c, q, h, at));
    double left = decide(&c, s, h, at, seen);
    left = limit_tail(&c, s, h, at, seen, left);
    power += sx2 * left;
    bool all = q->by_eye || q->shifts.local; // where a worse figure counts, as in the reference
    if (q->shifts.local && s->exe_mode == 1 && !beats(c.as_v, power, q->best.fom_db)) return SL_OK;
    double cursor = s->snr_tx_with_c0 ? h[at] / tx[q->grid->cursor] : h[at];
    double snr =
        s->snr_tx_db.v[q->run->column < s->snr_tx_db.n ? q->run->column : s->snr_tx_db.n - 1];
    c.sigma_tx_v = cursor * pow(10, -snr / 20);
    c.sigma_n_v = q->stage.sigma_n_v;
    power += c.sigma_tx_v * c.sigma_tx_v + c.sigma_n_v * c.sigma_n_v + sx2 * q->stage.next_power;
    if (!all && !beats(c.as_v, power, q->best.fom_db)) return SL_OK;
    power +=
        (s->a_dd_ui * s->a_dd_ui + s->sigma_rj_ui * s->sigma_rj_ui) * sx2 * slope_power(q, &c, tx);
    if (!all && !beats(c.as_v, power, q->best.fom_db)) return SL_OK;
    power += pow(com_stage_crosstalk_v(&q->stage, q->room, tx), 2) - sx2 * q->stage.next_power;
    c.fom_db = 20 * log10(c.as_v / sqrt(power));
    if (q->by_eye) SL_TRY(fom_of_eye(&c, q, tx, sqrt(power)));
    com_shift_seen(shifts, c.sample_shift, c.fom_db);
    if (!(c.fom_db > q->best.fom_db)) return SL_OK;
    q->best = c;
    memcpy(q->best_index, q->grid->index + row * (size_t)q->grid->columns,
           (size_t)q->grid->columns * sizeof(short));
    return SL_OK;
}

static sl_status candidate(search *q, size_t row)
{
    const sl_com_settings *s = q->run->s;
    com_choice c = {.main = q->stage.main, .low = q->stage.low, .row = row};
    com_shift_best best = {-INFINITY, -INFINITY, 0, 0};
    size_t raw;
    c.n_dfe = s->floating_dfe || s->compat == SL_COM_3_70 ? s->n_bmax : s->n_b;
    com_clock_load(&q->clock, &q->stage.thru, q->grid->taps + row * (size_t)q->grid->n, q->grid);
    if (!com_clock_point(&raw, &c.peak, &q->clock)) return SL_OK;
    for (int i = 0; i < q->shifts.n; i++) {
        long cursor = (long)raw + q->shifts.v[i];
        if (q->shifts.local && com_shift_skip(&best, s, q->shifts.v[i])) continue;
        c.cursor = (size_t)cursor;
        c.sample_shift = q->shifts.v[i];
        if (cursor >= s->samples_per_ui && c.cursor < q->stage.thru.n)
            SL_TRY(evaluate(q, row, c, &best));
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

static sl_status room_of(search *q)
{
    const com_run *run = q->run;
    size_t m = (size_t)run->s->samples_per_ui;
    SL_TRY(com_clock_make(&q->clock, run));
    SL_TRY(com_shifts_make(&q->shifts, run->s));
    SL_TRY(com_stage_room_make(&q->room, run, q->grid));
    size_t per = run->links[0].impulse_n / m + 2 * (size_t)q->grid->n + 2 * SL_COM_DFE_MAX + 8;
    q->sampled = sl_arena_alloc(run->work, 4 * per * sizeof *q->sampled);
    q->per_phase = per;
    q->pulse = sl_arena_alloc(run->work, per * m * sizeof *q->pulse);
    q->best_index = sl_arena_alloc(run->work, (size_t)(q->grid->columns + 1) * sizeof(short));
    return q->sampled && q->best_index && q->pulse ? SL_OK : SL_ERR_NO_MEMORY;
}

static sl_status through_ctles(search *q, const com_ctle_set *ctles)
{
    for (int i = 0; i < ctles->n_main; i++)
        for (int j = 0; j < ctles->n_low; j++) {
            if (!ctles->use[i * ctles->n_low + j]) continue;
            SL_TRY(com_stage_make(&q->stage, q->room, i, j));
            SL_TRY(through_rows(q));
        }
    return SL_OK;
}

sl_status com_search_93a(com_choice *best, com_run *run, const com_tx_grid *grid,
                         const com_ctle_set *ctles)
{
    const sl_com_settings *s = run->s;
    search q = {.run = run, .grid = grid, .best = {.fom_db = -INFINITY}};
    SL_TRY(room_of(&q));
    q.by_eye = s->t_o_mui != 0 && s->eh_min_test_mv != 0;
    if (q.by_eye) q.t_o = (size_t)floor(s->t_o_mui / 1000 * s->samples_per_ui);
    q.eh_test_v = s->eh_min_test_mv / 1000;
    SL_TRY(through_ctles(&q, ctles));
    if (q.by_eye && q.best.fom_db == -INFINITY) { // no eye is open enough: any
        q.eh_test_v = 0;
        SL_TRY(through_ctles(&q, ctles));
    }
    *best = q.best;
    return SL_OK;
}
