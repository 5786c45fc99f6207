// Where the receiver samples: the clock recovery of 93A.1.6 and its alternatives.
//
// Mueller-Muller: within two UI after the last crossing of 1 % of the peak, the place where
// |h(-1) - max(h(+1) - b_max(1) h(0), 0)| is least (93A-25); Mod-MM: |h(+1) - b_max(1) h(0)|.
// Version 4.50 also knows the peak (1) and the largest difference to the sample one UI before (2).
// Source: IEEE Std 802.3 93A.1.6; search ranges as in the reference program.
#include <math.h>
#include <string.h>

#include "com/com_internal.h"

#define PEAK_UI 20 // around the peak of the pulse without equaliser

SL_WIDE void com_shifted_sum(double *out, const com_wave *w, const double *tx, const com_tx_grid *g,
                             long from, long to, long m)
{
    memset(out, 0, (size_t)(to - from) * sizeof *out);
    for (int k = 0; k < g->n; k++) {
        const double *restrict x = w->x + from - (k - g->cursor) * m;
        double c = tx[k];
        if (c == 0) continue;
        for (long i = 0; i < to - from; i++)
            out[i] += c * x[i];
    }
}

SL_WIDE size_t com_phase_samples(double *out, const com_wave *w, const double *tx,
                                 const com_tx_grid *g, size_t phase, size_t m)
{
    size_t skip = w->margin / m, count = w->n > phase ? (w->n - phase + m - 1) / m : 0;
    const double *row = w->phases + phase * w->per_phase + skip;
    memset(out, 0, count * sizeof *out);
    for (int k = 0; k < g->n; k++) {
        const double *restrict x = row - (k - g->cursor);
        double c = tx[k];
        if (c == 0) continue;
        for (size_t i = 0; i < count; i++)
            out[i] += c * x[i];
    }
    return count;
}

sl_status com_clock_make(com_clock *out, const com_run *run)
{
    long m = run->s->samples_per_ui, n = (long)run->links[0].impulse_n, peak = 0;
    double *pulse = sl_arena_alloc(run->work, (size_t)n * sizeof *pulse);
    if (!pulse) return SL_ERR_NO_MEMORY;
    com_hold(pulse, run->links[0].impulse, (size_t)n, (size_t)m);
    for (long i = 1; i < n; i++)
        if (pulse[i] > pulse[peak]) peak = i;
    long begin = peak - PEAK_UI * m, end = peak + PEAK_UI * m;
    if (begin < 0) begin = 0;
    if (end >= n) end = n - 1;
    *out = (com_clock){.s = run->s, .first = begin, .last = end};
    out->at = begin - 6 * m > 0 ? begin - 6 * m : 0;
    out->n = (end + 4 * m < n ? end + 4 * m : n) - out->at;
    out->pulse = sl_arena_alloc(run->work, (size_t)out->n * sizeof *out->pulse);
    return out->pulse ? SL_OK : SL_ERR_NO_MEMORY;
}

void com_clock_load(com_clock *c, const com_wave *w, const double *tx, const com_tx_grid *g)
{
    com_shifted_sum(c->pulse, w, tx, g, c->at, c->at + c->n, c->s->samples_per_ui);
}

static double value(const com_clock *c, long place)
{
    long i = place - c->at;
    return i >= 0 && i < c->n ? c->pulse[i] : NAN;
}

static int sign_of(double x)
{
    return (x > 0) - (x < 0);
}

static bool mueller_muller(long *cursor, const com_clock *c, long top)
{
    long m = c->s->samples_per_ui, begin = top - 4 * m > 0 ? top - 4 * m : 0, crossing = -1;
    double level = 0.01 * value(c, top), first = c->s->n_b == 0 ? 0 : c->s->b_max.v[0];
    for (long i = top; i-- > begin && crossing < 0;) // the last one
        if (sign_of(value(c, i + 1) - level) - sign_of(value(c, i) - level) >= 1) crossing = i;
    if (crossing < 0) return false;
    double least = INFINITY;
    for (long i = crossing; i <= crossing + 2 * m; i++) {
        double after = value(c, i + m) - first * value(c, i), d = fabs(after);
        if (c->s->cdr == SL_COM_CDR_MM) d = fabs(value(c, i - m) - (after > 0 ? after : 0));
        if (d < least) {
            least = d;
            *cursor = i;
        }
    }
    return isfinite(least);
}

// The place before which the pulse rises most within a UI.
static long steepest(const com_clock *c, long top)
{
    long m = c->s->samples_per_ui, best = top - m;
    double most = -INFINITY;
    for (long i = top - m; i <= top + m; i++) {
        double d = value(c, i) - value(c, i - m);
        if (d > most) {
            most = d;
            best = i;
        }
    }
    return best;
}

#define LANES 8

// First place of the largest value of x[n], n > 0.
SL_WIDE static size_t largest(const double *x, size_t n)
{
    double top[LANES], most = x[0];
    size_t i = 0;
    for (int l = 0; l < LANES; l++)
        top[l] = x[0];
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            top[l] = x[i + (size_t)l] > top[l] ? x[i + (size_t)l] : top[l];
    for (; i < n; i++)
        if (x[i] > most) most = x[i];
    for (int l = 0; l < LANES; l++)
        if (top[l] > most) most = top[l];
    size_t at = 0;
    while (x[at] < most)
        at++;
    return at;
}

bool com_clock_point(size_t *cursor, size_t *peak, const com_clock *c)
{
    long at = 0;
    long top =
        c->first + (long)largest(c->pulse + (c->first - c->at), (size_t)(c->last - c->first + 1));
    *peak = (size_t)top;
    bool found = mueller_muller(&at, c, top);
    if (c->s->ts_anchor == 1) at = top;
    if (c->s->ts_anchor == 2) at = steepest(c, top);
    *cursor = (size_t)at;
    return found || c->s->ts_anchor != 0;
}

sl_status com_shifts_make(com_shifts *out, const sl_com_settings *s)
{
    int a = s->sample_adjustment[0], b = s->sample_adjustment[1];
    bool sweep = s->ts_search == SL_COM_PHASE_FULL_SWEEP;
    *out = (com_shifts){.local = !sweep && s->local_search > 0 && b > a};
    if (b - a >= COM_SHIFTS) return SL_ERR_LIMIT;
    for (int i = a; i <= b && sweep; i++)
        out->v[out->n++] = i;
    for (int d = 0; out->n < b - a + 1; d++) {
        if (-d >= a && -d <= b) out->v[out->n++] = -d;
        if (d > 0 && d >= a && d <= b) out->v[out->n++] = d;
    }
    return SL_OK;
}

bool com_shift_skip(const com_shift_best *best, const sl_com_settings *s, int shift)
{
    if (shift >= 0 && best->after_db > -INFINITY && shift - best->after >= s->local_search)
        return true;
    return shift <= 0 && best->before_db > -INFINITY && best->before - shift >= s->local_search;
}

void com_shift_seen(com_shift_best *best, int shift, double fom_db)
{
    if (shift >= 0 && fom_db > best->after_db) {
        best->after_db = fom_db;
        best->after = shift;
    }
    if (shift <= 0 && fom_db > best->before_db) {
        best->before_db = fom_db;
        best->before = shift;
    }
}
