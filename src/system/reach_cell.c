// One architecture at one rate: where the nominal channel passes, what moves its margin, and the
// length up to which a drawn one passes.
//
// Nominal length: root of COM(l) - threshold, the equaliser found anew at each length; from one
// full search on, within a few grid steps of the last one, and in full again at the end. COM of a
// short line goes up and down with reflections: the root taken is the longest that is found by
// looking upwards from the scenario's length first.
// Sensitivities: central differences over one standard deviation, transmit FFE and CTLE held.
// Draws: half of them from the nominal distribution, half from one moved by beta standard
// deviations along the steepest descent of COM, beta the quantile of the yield: there the channels
// are that decide it. For each the root in length by two evaluations and a secant, from the length
// where the linear model expects it. Their equaliser is that of the nominal channel of the same
// loss (of REACH_FAMILY lengths); where no receive FFE follows, CTLE and c(-1) are free by one grid
// step. A link that trains all of its transmitter does a little better.
// Sources: docs/theory/reach.md.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/numeric.h"
#include "shoreline/random.h"
#include "system/reach.h"

#define SHIFTED      0.5
#define TOLERANCE_DB 0.004
#define FINE_BINS    2500 // of the signal, for differences
#define ORDER_YIELD  1    // of sl_reach_yields

const double sl_reach_yields[SL_REACH_YIELDS] = {0.5, 0.9, 0.99};

static double quantile_of(double yield)
{
    return sl_q_inverse(1 - yield);
}

// ---- the nominal length ----

// What is known of COM over length.
typedef struct bracket {
    double pass_m, fail_m, pass_db, fail_db; // NaN: none yet; db less the threshold
    sl_com_case found;                       // equaliser of the last evaluation
} bracket;

static sl_status look(bracket *b, reach_work *w, double length_m, int steps)
{
    sl_com_settings *settings = w->margin.search;
    double com_db, threshold_db = w->bound->design.reach.threshold_db - w->offset_db;
    SL_TRY(reach_margin_grid(&w->margin, length_m));
    if (steps >= 0)
        SL_TRY(reach_settings_near(&settings, w->ctx, w->margin.search, &b->found, steps, steps));
    sl_com_case found;
    sl_status status =
        reach_margin_at(&com_db, &found, w->ctx, &w->margin, settings, length_m, NULL);
    w->cell->evaluations++;
    if (steps >= 0) reach_settings_free(w->ctx, settings);
    if (status != SL_OK) return status;
    if (isfinite(com_db)) b->found = found;
    com_db = fmax(com_db, -20) - threshold_db;
    if (com_db >= 0) {
        b->pass_m = length_m;
        b->pass_db = com_db;
    } else {
        b->fail_m = length_m;
        b->fail_db = com_db;
    }
    return SL_OK;
}

// The next length to look at; false: nothing is left to find.
static bool next_length(double *length_m, const bracket *b, double longest_m)
{
    double least_m = 1e-3 * longest_m;
    if (isnan(b->fail_m)) {
        *length_m = fmin(1.5 * b->pass_m, longest_m);
        return b->pass_m < longest_m;
    }
    if (isnan(b->pass_m)) {
        *length_m = b->fail_m > least_m ? b->fail_m / 1.6 : 0;
        return b->fail_m > 0;
    }
    double f = b->pass_db / (b->pass_db - b->fail_db);
    *length_m = b->pass_m + fmin(fmax(f, 0.04), 0.96) * (b->fail_m - b->pass_m);
    return b->pass_db > TOLERANCE_DB && b->fail_db < -TOLERANCE_DB &&
           b->fail_m - b->pass_m > 1e-4 * b->fail_m;
}

static double root_of(const bracket *b)
{
    return b->pass_m + b->pass_db / (b->pass_db - b->fail_db) * (b->fail_m - b->pass_m);
}

static sl_status find_root(bracket *b, reach_work *w)
{
    double length_m, longest_m = w->bound->design.reach.longest_m;
    for (int i = 0; i < 40 && next_length(&length_m, b, longest_m); i++) {
        bool close = b->fail_m < 1.2 * b->pass_m; // false for NaN
        SL_TRY(look(b, w, length_m, length_m == 0 ? -1 : close ? 1 : 2));
    }
    return SL_OK;
}

// COM with an equaliser held, coarse or accurate, without what coarseness takes.
static sl_status held_db(double *com_db, reach_work *w, const sl_com_settings *base,
                         const sl_com_case *found, double length_m)
{
    sl_com_settings *held = NULL;
    sl_status status = reach_settings_near(&held, w->ctx, base, found, 0, 0);
    if (status == SL_OK)
        status = reach_margin_at(com_db, NULL, w->ctx, &w->margin, held, length_m, NULL);
    w->cell->evaluations++;
    reach_settings_free(w->ctx, held);
    return status;
}

static sl_status find_offset(reach_work *w, const sl_com_case *found, double length_m)
{
    double coarse_db, accurate_db;
    SL_TRY(held_db(&coarse_db, w, w->margin.search, found, length_m));
    SL_TRY(held_db(&accurate_db, w, w->margin.accurate, found, length_m));
    w->offset_db = isfinite(accurate_db - coarse_db) ? accurate_db - coarse_db : 0;
    return SL_OK;
}

static sl_status find_nominal(bracket *b, reach_work *w)
{
    sl_reach_cell *cell = w->cell;
    const sl_segment *swept = &w->path.channel.segments[w->path.swept];
    double longest_m = w->bound->design.reach.longest_m;
    double start_m = swept->length_m > 0 ? fmin(swept->length_m, longest_m) : longest_m / 10;
    *b = (bracket){.pass_m = NAN, .fail_m = NAN};
    SL_TRY(look(b, w, start_m, -1));
    bracket up = *b;
    for (double m = 1.5 * start_m; isnan(up.pass_m) && m < fmin(5 * start_m, longest_m); m *= 1.25)
        SL_TRY(look(&up, w, m, 2));
    if (!isnan(up.pass_m)) {
        cell->dips = isnan(b->pass_m);
        if (cell->dips) up.fail_m = NAN; // shorter than what passes
        *b = up;
    }
    SL_TRY(find_root(b, w));
    cell->state = isnan(b->pass_m)   ? SL_REACH_NEVER
                  : isnan(b->fail_m) ? SL_REACH_BEYOND
                                     : SL_REACH_FOUND;
    if (cell->state != SL_REACH_FOUND) return SL_OK;
    double near_m = root_of(b);
    SL_TRY(find_offset(w, &b->found, near_m));
    *b = (bracket){.pass_m = NAN, .fail_m = NAN};
    SL_TRY(look(b, w, near_m, -1)); // in full: may be another equaliser
    SL_TRY(look(b, w, isnan(b->fail_m) ? 1.03 * near_m : near_m / 1.03, 1));
    SL_TRY(find_root(b, w));
    if (isnan(b->fail_m) || isnan(b->pass_m)) return SL_ERR_NO_CONVERGENCE;
    cell->nominal_m = root_of(b);
    cell->g_dc_db = b->found.g_dc_db;
    cell->g_dc_hp_db = b->found.g_dc_hp_db;
    return reach_margin_grid(&w->margin, 1.2 * cell->nominal_m);
}

// ---- sensitivities ----

static int by_share(const void *a, const void *b)
{
    double x = ((const sl_reach_axis *)a)->share, y = ((const sl_reach_axis *)b)->share;
    return (x < y) - (x > y);
}

// Half of the change of COM from -1 to 1 standard deviations of every axis, equaliser held.
static sl_status held_differences(reach_work *w, const sl_com_settings *held)
{
    sl_reach_cell *cell = w->cell;
    double up_db, down_db, z[SL_REACH_AXES] = {0};
    for (int i = 0; i < cell->axis_n; i++) {
        sl_reach_axis *a = &cell->axis[i];
        z[i] = 1;
        SL_TRY(reach_margin_at(&up_db, NULL, w->ctx, &w->margin, held, cell->nominal_m, z));
        z[i] = -1;
        SL_TRY(reach_margin_at(&down_db, NULL, w->ctx, &w->margin, held, cell->nominal_m, z));
        z[i] = 0;
        a->db_per_sd = 0.5 * (up_db - down_db);
        a->db_per_unit = a->db_per_sd / (a->relative ? 100 * a->sd : a->sd);
    }
    cell->evaluations += 2 * (size_t)cell->axis_n;
    return SL_OK;
}

sl_status reach_sensitivities(reach_work *w)
{
    sl_com_settings *held = NULL;
    SL_TRY(reach_settings_near(&held, w->ctx, w->margin.search, &w->nominal, 0, 0));
    held->bin_size_v = w->nominal.as_v / FINE_BINS;
    sl_status status = held_differences(w, held);
    reach_settings_free(w->ctx, held);
    return status;
}

// ---- equalisers that follow the channel ----

static double loss_db(const reach_path *p, double length_m, const double *z)
{
    sl_segment segments[SL_SEGMENTS_MAX];
    double db;
    if (reach_segments(segments, p, length_m, z) != SL_OK) return NAN;
    sl_status status =
        sl_electrical_loss_db(&db, segments, p->channel.n, p->channel.symbol_rate_bd / 2);
    return status == SL_OK ? db : NAN;
}

static sl_status make_family(reach_work *w, bracket *b)
{
    const double shortest = 0.6, longest = 1.2;
    double nominal_m = w->cell->nominal_m;
    int free_steps = w->margin.search->rx_ffe ? 0 : 1;
    for (int k = REACH_FAMILY - 1; k >= 0; k--) {
        double at_m = nominal_m * (shortest + (longest - shortest) * k / (REACH_FAMILY - 1));
        SL_TRY(look(b, w, at_m, 2));
        w->family[k].loss_db = loss_db(&w->path, at_m, NULL);
        SL_TRY(reach_settings_near(&w->family[k].settings, w->ctx, w->margin.search, &b->found,
                                   free_steps, 0));
    }
    SL_TRY(reach_margin_grid(&w->margin, longest * nominal_m));
    for (int k = 0; k < REACH_FAMILY; k++)
        w->family[k].settings->delta_f_hz = w->margin.search->delta_f_hz;
    return SL_OK;
}

// COM, less the threshold, of a drawn channel.
static sl_status drawn_db(double *db, sl_ctx *ctx, const reach_work *w, double length_m,
                          const double *z)
{
    double loss = loss_db(&w->path, length_m, z);
    int best = 0;
    for (int k = 1; k < REACH_FAMILY; k++)
        if (fabs(w->family[k].loss_db - loss) < fabs(w->family[best].loss_db - loss)) best = k;
    SL_TRY(reach_margin_at(db, NULL, ctx, &w->margin, w->family[best].settings, length_m, z));
    *db += w->offset_db - w->bound->design.reach.threshold_db;
    return SL_OK;
}

static sl_status find_drift(reach_work *w)
{
    sl_reach_cell *cell = w->cell;
    double up_db, down_db, z[SL_REACH_AXES] = {0}, variance = 0, most = 1.1, least = 0.9;
    SL_TRY(drawn_db(&up_db, w->ctx, w, most * cell->nominal_m, z));
    SL_TRY(drawn_db(&down_db, w->ctx, w, least * cell->nominal_m, z));
    cell->slope_db_per_m = (up_db - down_db) / ((most - least) * cell->nominal_m);
    for (int i = 0; i < cell->axis_n; i++) {
        z[i] = 1;
        SL_TRY(drawn_db(&up_db, w->ctx, w, cell->nominal_m, z));
        z[i] = -1;
        SL_TRY(drawn_db(&down_db, w->ctx, w, cell->nominal_m, z));
        z[i] = 0;
        w->drift[i] = 0.5 * (up_db - down_db);
        variance += w->drift[i] * w->drift[i];
    }
    cell->evaluations += 2 + 2 * (size_t)cell->axis_n;
    cell->sigma_db = sqrt(variance);
    return isfinite(variance) && cell->slope_db_per_m < 0 ? SL_OK : SL_ERR_NO_CONVERGENCE;
}

static void share_out(reach_work *w)
{
    sl_reach_cell *cell = w->cell;
    double beta = quantile_of(w->bound->design.reach.yield), sigma = cell->sigma_db;
    for (int i = 0; i < cell->axis_n; i++) {
        cell->axis[i].drift_db_per_sd = w->drift[i];
        cell->axis[i].share = sigma > 0 ? pow(w->drift[i] / sigma, 2) : 0;
        w->shift[i] = sigma > 0 ? -beta * w->drift[i] / sigma : 0;
    }
    cell->linear_m = fmax(cell->nominal_m + beta * sigma / cell->slope_db_per_m, 0);
    qsort(cell->axis, (size_t)cell->axis_n, sizeof *cell->axis, by_share);
}

// ---- draws ----

static double clamped(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void all_alike(sl_reach_cell *cell)
{
    cell->yield_m = cell->low_m = cell->high_m = cell->linear_m = cell->nominal_m;
    cell->yield_loss_db = cell->nominal_loss_db;
    for (int k = 0; k < SL_REACH_YIELDS; k++)
        cell->at_m[k] = cell->nominal_m;
}

static sl_status prepare(reach_work *w)
{
    const sl_reach_spec *spec = &w->bound->design.reach;
    sl_reach_cell *cell = w->cell;
    bracket b;
    SL_TRY(reach_path_make(&w->path, cell, w->bound, w->rate));
    SL_TRY(reach_margin_make(&w->margin, w->ctx, &w->path, &spec->rate[w->rate].serdes));
    SL_TRY(find_nominal(&b, w));
    if (cell->state != SL_REACH_FOUND) return SL_OK;
    cell->nominal_loss_db = loss_db(&w->path, cell->nominal_m, NULL);
    w->nominal = b.found;
    SL_TRY(reach_sensitivities(w));
    SL_TRY(make_family(w, &b));
    SL_TRY(find_drift(w));
    share_out(w);
    w->varies = cell->sigma_db > 0;
    if (!w->varies) all_alike(cell);
    return SL_OK;
}

sl_status reach_cell_prepare(reach_work *w)
{
    sl_reach_cell *c = w->cell;
    *c = (sl_reach_cell){.class_ = SL_CLASS_ASSUMPTION};
    c->nominal_m = c->nominal_loss_db = c->g_dc_db = c->g_dc_hp_db = c->slope_db_per_m = NAN;
    c->sigma_db = c->yield_m = c->low_m = c->high_m = c->yield_loss_db = c->linear_m = NAN;
    c->order_low_m = c->order_high_m = c->at_m[0] = c->at_m[1] = c->at_m[2] = NAN;
    sl_status status = prepare(w);
    if (status == SL_OK || status == SL_ERR_NO_MEMORY) return status;
    c->state = SL_REACH_REFUSED;
    w->varies = false;
    return SL_OK;
}

void reach_cell_free(reach_work *w)
{
    for (int k = 0; k < REACH_FAMILY; k++)
        reach_settings_free(w->ctx, w->family[k].settings);
    reach_margin_free(&w->margin, w->ctx);
}

sl_status reach_draw(sl_reach_sample *out, bool *lost, sl_ctx *ctx, const reach_work *w, size_t i)
{
    const sl_reach_cell *cell = w->cell;
    double z[SL_REACH_AXES], first_db, second_db, expected_db = 0, slope = cell->slope_db_per_m;
    double least_m = 0.2 * cell->nominal_m, most_m = 1.7 * cell->nominal_m;
    *out = (sl_reach_sample){.shifted = i % 2 == 1};
    for (int k = 0; k < w->path.axis_n; k++) {
        z[k] = sl_random_normal(w->seed, sl_hash64("reach"), w->path.axis[k].entity, i) +
               (out->shifted ? w->shift[k] : 0);
        expected_db += z[k] * w->drift[k];
    }
    out->weight = sl_reach_weight(z, w->shift, w->path.axis_n, SHIFTED);
    double from_m = clamped(cell->nominal_m - expected_db / slope, least_m, most_m);
    SL_TRY(drawn_db(&first_db, ctx, w, from_m, z));
    *lost = !isfinite(first_db);
    if (*lost) return SL_OK;
    double to_m = clamped(from_m - first_db / slope, least_m, most_m);
    SL_TRY(drawn_db(&second_db, ctx, w, to_m, z));
    *lost = !isfinite(second_db);
    if (*lost) return SL_OK;
    if (fabs(to_m - from_m) > 0.03 * from_m)
        slope = clamped((second_db - first_db) / (to_m - from_m), 2.5 * slope, 0.4 * slope);
    out->length_m = clamped(to_m - second_db / slope, 0, 2 * most_m);
    return SL_OK;
}

// ---- the yield ----

static void order_statistics(sl_reach_cell *cell, const sl_reach_sample *sorted, size_t n)
{
    double p = 1 - sl_reach_yields[ORDER_YIELD], count = 0, seen = 0;
    for (size_t i = 0; i < n; i++)
        count += !sorted[i].shifted;
    double half = 1.959963984540054 * sqrt(count * p * (1 - p));
    double low = floor(count * p - half), high = ceil(count * p + half) + 1;
    for (size_t i = 0; i < n; i++) {
        if (sorted[i].shifted) continue;
        seen++;
        if (seen == low) cell->order_low_m = sorted[i].length_m;
        if (seen == high) cell->order_high_m = sorted[i].length_m;
    }
}

void reach_cell_finish(reach_work *w, sl_reach_sample *samples, size_t n)
{
    sl_reach_cell *cell = w->cell;
    double out[3];
    sl_reach_quantile(out, samples, n, 1 - w->bound->design.reach.yield);
    cell->yield_m = out[0];
    cell->low_m = out[1];
    cell->high_m = out[2];
    cell->yield_loss_db = loss_db(&w->path, cell->yield_m, NULL);
    for (int k = 0; k < SL_REACH_YIELDS; k++) {
        sl_reach_quantile(out, samples, n, 1 - sl_reach_yields[k]);
        cell->at_m[k] = out[0];
    }
    order_statistics(cell, samples, n);
    cell->evaluations += 2 * n;
}
