// The reference equaliser's taps, thresholds and sampling phase of least TDECQ.
//
// Method. For each phase of a grid and each place of the main tap, the taps of least mean square
// error with the noise of an ideal eye (a quadratic programme within the limits); from the best of
// each place, damped Newton steps on the larger of both histograms' -ln(sigma_G), thresholds among
// the variables, and a search over the phase, on a part of the symbols; then steps on all symbols.
// Assumptions. The first sixteenth of SSPRQ stands for the whole in the search only. Sources.
// Number of taps, unit sum and limits: see sl_tdecq_limits_of and docs/theory/tdecq.md. Limits. A
// local minimum: it is the one that the least mean square error leads to.
#include <math.h>
#include <string.h>

#include "optics/tdecq_internal.h"

enum {
    PHASES = 16,
    CURVED = 4096,
    STEPS = 12,
    PHASE_STEPS = 5,
    REFINE = 4,
    NOISES = 4,
    PLACES = 4,
    BACKTRACKS = 6
};
#define ENOUGH       5e-5   // change of ln sigma_G that ends the steps: 2e-4 dB
#define PHASE_ENOUGH 5e-5   // the same while the phase is looked for
#define NEAR         1.03   // mean square errors within that of the least are tried
#define BETTER       0.9999 // of errors of phases, else the one nearer to the middle is kept
#define GAIN         3e-4   // of ln sigma_G that another phase has to bring: 0.0013 dB
#define OUTER_UI     0.065

// ---- least mean square error

typedef struct squares {
    double r[SL_TDECQ_TAPS_MAX];         // autocorrelation of the samples
    double b[2 * SL_TDECQ_TAPS_MAX + 1]; // with the levels, lag -TAPS_MAX first
    double level2;
} squares;

// Over the outer instants of both histograms.
static void correlate(squares *s, tdecq_search *q, float *row, const float *level, double phase)
{
    tdecq_eye *eye = &q->part;
    double n = 2 * (double)eye->n;
    memset(s, 0, sizeof *s);
    for (int side = -1; side <= 1; side += 2) {
        tdecq_wave_row(row, q->wave, q->lock, -TDECQ_PAD, eye->n + 2 * TDECQ_PAD,
                       phase + side * OUTER_UI);
        const float *x = row + TDECQ_PAD;
        for (int l = 0; l < eye->taps; l++)
            s->r[l] += tdecq_dot(x, x - l, eye->n) / n;
        for (int l = -eye->taps; l <= eye->taps; l++)
            s->b[l + SL_TDECQ_TAPS_MAX] += tdecq_dot(level, x + l, eye->n) / n;
    }
    s->level2 = tdecq_dot(level, level, eye->n) / (double)eye->n;
}

// Fills the point's taps; returns the error over the square of the amplitude.
static double least_squares(tdecq_point *point, tdecq_search *q, const squares *s, double noise)
{
    const tdecq_eye *eye = &q->part;
    double noise2 = noise * noise;
    tdecq_matrix h = {0};
    double full[SL_TDECQ_TAPS_MAX][SL_TDECQ_TAPS_MAX], c[SL_TDECQ_TAPS_MAX], g[TDECQ_VARS] = {0};
    double u[TDECQ_VARS];
    int m = eye->main;
    tdecq_rows rows;
    for (int i = 0; i < eye->taps; i++) {
        c[i] = s->b[m - i + SL_TDECQ_TAPS_MAX];
        for (int j = 0; j < eye->taps; j++) {
            int lag = i > j ? i - j : j - i;
            full[i][j] = s->r[lag] + noise2 * eye->noise[lag];
        }
    }
    for (int i = 0; i < eye->taps; i++) {
        if (i == m) continue;
        int v = tdecq_variable_of(eye, i);
        g[v] = full[i][m] - full[m][m] - c[i] + c[m];
        for (int j = 0; j < eye->taps; j++)
            if (j != m)
                h.v[v][tdecq_variable_of(eye, j)] =
                    full[i][j] - full[i][m] - full[m][j] + full[m][m];
    }
    for (int j = eye->taps - 1; j < eye->taps + 2; j++)
        h.v[j][j] = 1;
    tdecq_limit_rows(&rows, eye, q->limits);
    if (!tdecq_quadratic(u, &h, g, &rows)) return INFINITY;
    tdecq_pull_inside(u, &rows);
    tdecq_take(point, eye, u);
    double error = s->level2;
    for (int i = 0; i < eye->taps; i++) {
        error -= 2 * point->tap[i] * c[i];
        for (int j = 0; j < eye->taps; j++)
            error += point->tap[i] * point->tap[j] * full[i][j];
    }
    return error / (q->amplitude * q->amplitude);
}

typedef struct start {
    tdecq_point point;
    double phase, error;
    int main;
} start;

// The best start of each place of the main tap, for the noise that an ideal eye bears and for its
// half, quarter and eighth: closures of 0, 3, 6 and 9 dB.
static sl_status find_starts(start *starts, tdecq_search *q)
{
    tdecq_eye *eye = &q->part;
    float *row = sl_arena_alloc(q->arena, (eye->n + 2 * TDECQ_PAD) * sizeof *row);
    float *level = sl_arena_alloc(q->arena, eye->n * sizeof *level);
    if (!row || !level) return SL_ERR_NO_MEMORY;
    for (size_t k = 0; k < eye->n; k++)
        level[k] =
            (float)(q->centre + q->amplitude * ((int)tdecq_symbol(q->lock, k) * (2.0 / 3) - 1));
    for (int m = 0; m < NOISES * PLACES; m++)
        starts[m] = (start){.error = INFINITY, .main = m % PLACES};
    for (int i = 0; i < PHASES; i++) { // from the middle outwards, which is taken among equals
        squares s;
        double phase = (double)((i + 1) / 2) / PHASES * (i % 2 ? -1 : 1);
        correlate(&s, q, row, level, phase);
        for (int k = 0; k < NOISES * PLACES; k++) {
            tdecq_point point = {0};
            eye->main = starts[k].main;
            if (eye->main > q->limits->pre_max) continue;
            double error = least_squares(&point, q, &s, q->sigma_ideal / (1 << k / PLACES));
            if (error < BETTER * starts[k].error)
                starts[k] = (start){point, phase, error, eye->main};
        }
    }
    return SL_OK;
}

// ---- steps on the closure itself

static double worst(const tdecq_point *point)
{
    return fmax(point->f[0], point->f[1]);
}

// Derivatives by taps to derivatives by variables.
static void reduce_matrix(tdecq_matrix *out, const tdecq_matrix *h, const tdecq_eye *eye)
{
    int vars = eye->taps + 2, m = eye->main;
    for (int i = 0; i < vars; i++)
        for (int j = 0; j < vars; j++) {
            int a = i < m ? i : i + 1, b = j < m ? j : j + 1;
            bool tap_a = a < eye->taps, tap_b = b < eye->taps;
            out->v[i][j] = h->v[a][b] - (tap_b ? h->v[a][m] : 0) - (tap_a ? h->v[m][b] : 0) +
                           (tap_a && tap_b ? h->v[m][m] : 0) + (i == j ? 1e-6 : 0);
        }
}

static void reduce(tdecq_slope *out, const tdecq_slope *slope, const tdecq_eye *eye)
{
    int vars = eye->taps + 2, m = eye->main;
    for (int s = 0; s < 2; s++) {
        for (int i = 0; i < vars; i++) {
            int a = i < m ? i : i + 1;
            out->g[s][i] = slope->g[s][a] - (a < eye->taps ? slope->g[s][m] : 0);
        }
        reduce_matrix(&out->h[s], &slope->h[s], eye);
        reduce_matrix(&out->convex[s], &slope->convex[s], eye);
    }
}

// One step with backtracking; how much the larger f fell.
static double descend(tdecq_point *point, tdecq_eye *eye, const sl_tdecq_limits *limits,
                      size_t curvature_n)
{
    tdecq_slope slope, model;
    double u[TDECQ_VARS], d[TDECQ_VARS];
    tdecq_rows rows, moved;
    tdecq_eye_slope(&slope, eye, point, curvature_n);
    reduce(&model, &slope, eye);
    tdecq_limit_rows(&rows, eye, limits);
    tdecq_give(u, eye, point);
    moved = rows;
    for (int r = 0; r < rows.n; r++)
        moved.b[r] = fmax(0, tdecq_slack(&rows, r, u));
    if (!tdecq_minimax(d, point->f, &model, false, &moved) &&
        !tdecq_minimax(d, point->f, &model, true, &moved))
        return 0;
    double before = worst(point), part = 1;
    for (int i = 0; i < BACKTRACKS; i++, part /= 3) {
        tdecq_point next = *point;
        double v[TDECQ_VARS];
        for (int k = 0; k < rows.m; k++)
            v[k] = u[k] + part * d[k];
        tdecq_pull_inside(v, &rows);
        tdecq_take(&next, eye, v);
        tdecq_eye_value(eye, &next);
        if (worst(&next) < before) {
            *point = next;
            return before - worst(&next);
        }
    }
    tdecq_eye_value(eye, point); // the eye's histograms are those of the point again
    return 0;
}

static void settle(tdecq_point *point, tdecq_eye *eye, const sl_tdecq_limits *limits, int steps,
                   double enough)
{
    tdecq_eye_value(eye, point);
    for (int i = 0; i < steps; i++)
        if (descend(point, eye, limits, CURVED) < enough) break;
}

// The best point at a phase, from that of another one.
static void try_phase(start *s, tdecq_search *q, const tdecq_point *from, double phase, int steps)
{
    tdecq_point point = *from; // may be that of s
    s->point = point;
    s->phase = phase;
    tdecq_eye_rows(&q->part, q->wave, q->lock, phase);
    settle(&s->point, &q->part, q->limits, steps, PHASE_ENOUGH);
}

// Vertex of the parabola through three points, or the middle of the wider side where that says
// nothing new.
static double next_phase(const start *left, const start *here, const start *right, bool halve)
{
    double x = left->phase - here->phase, y = right->phase - here->phase;
    double a = worst(&left->point) - worst(&here->point);
    double c = worst(&right->point) - worst(&here->point);
    double low = a / x, high = c / y; // slopes of the chords
    double move = high > low ? -(low * y - high * x) / (high - low) / 2 : 0;
    bool useful = fabs(move) > 0.002 && move > 0.9 * x && move < 0.9 * y;
    if (halve || !useful) move = -x > y ? x / 2 : y / 2;
    return here->phase + move;
}

// The phase: downhill by a sixteenth of a symbol until both neighbours are worse, then between
// them: by turns the vertex of a parabola and the middle of the wider side, as limits of the taps
// make kinks.
static void settle_phase(start *here, tdecq_search *q)
{
    const double step = 1.0 / 16;
    start left, right, next;
    try_phase(here, q, &here->point, here->phase, PHASE_STEPS);
    try_phase(&left, q, &here->point, here->phase - step, PHASE_STEPS);
    try_phase(&right, q, &here->point, here->phase + step, PHASE_STEPS);
    for (int i = 0; i < PHASES; i++) {
        if (worst(&left.point) < worst(&here->point) - GAIN) {
            right = *here;
            *here = left;
            try_phase(&left, q, &here->point, here->phase - step, PHASE_STEPS);
        } else if (worst(&right.point) < worst(&here->point) - GAIN) {
            left = *here;
            *here = right;
            try_phase(&right, q, &here->point, here->phase + step, PHASE_STEPS);
        } else {
            break;
        }
    }
    for (int i = 0; i < REFINE; i++) {
        try_phase(&next, q, &here->point, next_phase(&left, here, &right, i % 2), PHASE_STEPS);
        bool better = worst(&next.point) < worst(&here->point) - GAIN / 3;
        bool after = next.phase > here->phase;
        if (better) *(after ? &left : &right) = *here;
        if (!better) *(after ? &right : &left) = next;
        if (better) *here = next;
    }
}

static bool at_limit(const tdecq_point *point, const tdecq_eye *eye, const sl_tdecq_limits *limits)
{
    tdecq_rows rows;
    double u[TDECQ_VARS];
    tdecq_limit_rows(&rows, eye, limits);
    tdecq_give(u, eye, point);
    for (int r = 0; r < rows.n - 6; r++) // without the thresholds'
        if (tdecq_slack(&rows, r, u) < 1e-6) return true;
    return false;
}

// The best of the starts of one noise after steps at their own phases, and of `chosen`; those far
// behind the best are left out.
static start *choose_of(start *starts, start *chosen, double near, tdecq_search *q)
{
    double least = INFINITY;
    for (int m = 0; m < PLACES; m++)
        least = fmin(least, starts[m].error);
    for (int m = 0; m < PLACES; m++) {
        if (!isfinite(least) || !(starts[m].error <= near * least)) continue;
        starts[m].point.sigma[0] = starts[m].point.sigma[1] = q->sigma_ideal;
        q->part.main = m;
        try_phase(&starts[m], q, &starts[m].point, starts[m].phase, 2);
        if (!chosen || worst(&starts[m].point) < worst(&chosen->point)) chosen = &starts[m];
    }
    return chosen;
}

static start *choose_start(start *starts, tdecq_search *q)
{
    start *chosen = choose_of(starts, NULL, NEAR, q);
    for (int k = 1; k < NOISES; k++)
        chosen = choose_of(starts + k * PLACES, chosen, 1, q);
    if (!chosen) return NULL;
    // Where the least error is far from the symbols' centres, those are tried as well.
    start middle = *chosen;
    q->part.main = chosen->main;
    if (chosen->phase != 0) try_phase(&middle, q, &chosen->point, 0, PHASE_STEPS);
    if (worst(&middle.point) < worst(&chosen->point)) *chosen = middle;
    return chosen;
}

sl_status tdecq_search_run(tdecq_point *best, double *phase_ui, bool *limited, tdecq_search *q)
{
    start starts[NOISES * PLACES];
    tdecq_eye *eye = &q->whole;
    q->part.points = TDECQ_POINTS;
    SL_TRY(find_starts(starts, q));
    start *chosen = choose_start(starts, q);
    if (!chosen) return SL_ERR_NO_CONVERGENCE;
    q->part.main = eye->main = chosen->main;
    settle_phase(chosen, q);
    eye->points = TDECQ_POINTS;
    tdecq_eye_rows(eye, q->wave, q->lock, chosen->phase);
    settle(&chosen->point, eye, q->limits, STEPS, ENOUGH);
    *best = chosen->point;
    *phase_ui = chosen->phase;
    *limited = at_limit(best, eye, q->limits);
    return SL_OK;
}
