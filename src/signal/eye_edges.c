// Jitter of each edge on its own: the statistical eye over a trellis of symbols.
//
// Model: y(t) = sum over edges of (a_k - a_(k+1)) s(t_k - j_k), s the response to a step, t_k = t +
// k T, k + 1 the symbol before k, all j_k independent with the dual-Dirac and Gaussian density.
// Without jitter the sum is that of a_k p(t_k); an edge adds (a_k - a_(k+1)) (s(t_k - j) - s(t_k)).
// As an edge depends on two symbols, distributions are carried per level of the last symbol, from
// the first symbol to the last; where an edge moves y by less than a quarter of a bin, and so for
// all symbols far away, the levels are merged and the symbol is a cursor like any other. Source:
// the sum of edge responses, as in Sanders, Resso, D'Ambrosia, DesignCon 2004.
#include "signal/eye_internal.h"

#include <math.h>
#include <string.h>

// Step response at a position in samples.
static double step_response(const sl_waveform *w, double sample)
{
    double sum = 0, m = (double)w->samples_per_ui;
    double last = (double)w->victim.n; // beyond the array p is zero
    if (sample > last) sample -= floor((sample - last) / m) * m;
    for (; sample > -2; sample -= m)
        sum += sl_pulse_at(&w->victim, sample);
    return sum;
}

typedef struct chain {
    const eye_edges *e;
    double sample;
    long before, after; // cursors k = -before..after
    pdf *now, *next;    // per level
    size_t states;      // 1: merged
    double *shift;      // of each node, for the edge at hand
    double *work;
} chain;

static double cursor_at(const chain *c, long k)
{
    const sl_waveform *w = c->e->w;
    double h = sl_pulse_at(&w->victim, c->sample + (double)k * (double)w->samples_per_ui);
    return k > 0 && k <= (long)w->dfe_n ? h - w->dfe[k - 1] : h;
}

// What each node's jitter moves the edge before symbol k by, per unit step, in bins; the largest.
static double edge_shifts(double *shift, const eye_edges *e, double sample, long k)
{
    const eye_nodes *nodes = &e->nodes;
    double at = sample + (double)k * (double)e->w->samples_per_ui;
    double still = step_response(e->w, at), most = 0;
    for (long j = -nodes->reach; j <= nodes->reach; j++) {
        double moved = step_response(e->w, at - (double)j / (double)nodes->refine) - still;
        double bins = nodes->weight[j + nodes->reach] > 1e-24 ? moved / e->step : 0;
        shift[j + nodes->reach] = bins;
        most = fmax(most, fabs(bins));
    }
    return most;
}

static void range(chain *c)
{
    const sl_waveform *w = c->e->w;
    double m = (double)w->samples_per_ui;
    c->before = (long)floor(c->sample / m) + 2; // an edge is felt a little before its pulse
    c->after = (long)ceil(((double)w->victim.n - c->sample) / m) + 1;
    if (c->after < (long)w->dfe_n) c->after = (long)w->dfe_n;
}

static void copy(pdf *to, const pdf *from)
{
    double *mass = to->mass;
    memcpy(mass, from->mass, from->n * sizeof *mass);
    *to = (pdf){mass, from->n, to->capacity, from->first, from->added};
}

static void clear(pdf *p)
{
    p->n = 0;
    p->added = 0;
}

static sl_status merge(chain *c)
{
    if (c->states == 1) return SL_OK;
    clear(&c->next[0]);
    for (size_t a = 0; a < c->states; a++)
        SL_TRY(pdf_mix(&c->next[0], &c->now[a], 0, 1.0 / (double)c->states));
    copy(&c->now[0], &c->next[0]);
    c->states = 1;
    return SL_OK;
}

// The distribution after symbol k of level `to`. With one state the symbol before had level
// `known`, or (known < 0) its edge does not matter.
static sl_status arrive(pdf *out, const chain *c, double h, int to, int known, bool moves)
{
    const double *level = c->e->level;
    const eye_nodes *nodes = &c->e->nodes;
    clear(out);
    for (size_t a = 0; a < c->states; a++) {
        int from = c->states > 1 ? (int)a : known;
        double share = 1.0 / (double)c->states, jump = from < 0 ? 0 : level[to] - level[from];
        if (!moves || jump == 0) {
            SL_TRY(pdf_mix(out, &c->now[a], h * level[to], share));
            continue;
        }
        for (size_t j = 0; j < 2 * (size_t)nodes->reach + 1; j++)
            if (nodes->weight[j] > 1e-24)
                SL_TRY(pdf_mix(out, &c->now[a], h * level[to] + jump * c->shift[j],
                               share * nodes->weight[j]));
    }
    pdf_trim(out);
    return SL_OK;
}

static void swap(chain *c, size_t states)
{
    pdf *now = c->now;
    c->now = c->next;
    c->next = now;
    c->states = states;
}

// Symbols from k = first down to last, the symbol before of level `known` (or -1).
static sl_status walk(chain *c, long first, long last, int known)
{
    const double few = 0.25; // bins
    size_t levels = (size_t)c->e->w->levels;
    double most = edge_shifts(c->shift, c->e, c->sample, first);
    for (long k = first; k >= last; k--) {
        double h = cursor_at(c, k) / c->e->step;
        bool moves = most > few && (c->states > 1 || known >= 0);
        if (!moves) SL_TRY(merge(c));
        double *shift = c->shift;
        double after = edge_shifts(c->work, c->e, c->sample, k - 1);
        if (!moves && !(after > few)) {
            SL_TRY(pdf_pam(&c->now[0], c->next[0].mass, h, c->e->level, (int)levels));
        } else {
            for (size_t to = 0; to < levels; to++)
                SL_TRY(arrive(&c->next[to], c, h, (int)to, known, moves));
            swap(c, levels);
        }
        c->shift = c->work;
        c->work = shift;
        most = after;
        known = -1;
    }
    return SL_OK;
}

size_t eye_edges_scratch(const eye_edges *e, size_t capacity)
{
    size_t levels = (size_t)e->w->levels;
    return 3 * levels * capacity + 2 * (2 * (size_t)e->nodes.reach + 1);
}

double eye_edges_reach(const eye_edges *e, double sample, double *scratch)
{
    chain c = {.e = e, .sample = sample};
    double sum = 0;
    range(&c);
    for (long k = -c.before; k <= c.after; k++)
        sum += 2 * edge_shifts(scratch, e, sample, k);
    return sum;
}

sl_status eye_edges_at(pdf *out, const eye_edges *e, double sample, const pdf *crosstalk,
                       double *scratch)
{
    size_t levels = (size_t)e->w->levels, bins = crosstalk->capacity;
    pdf rows[3 * SL_PAM_MAX];
    for (size_t i = 0; i < 3 * levels; i++)
        rows[i] = (pdf){.mass = scratch + i * bins, .capacity = bins};
    double *shifts = scratch + 3 * levels * bins;
    chain c = {.e = e,
               .sample = sample,
               .now = rows,
               .next = rows + levels,
               .states = 1,
               .shift = shifts,
               .work = shifts + 2 * (size_t)e->nodes.reach + 1};
    range(&c);
    copy(&c.now[0], crosstalk);
    SL_TRY(walk(&c, c.after, 1, -1));
    pdf *kept = rows + 2 * levels; // how things stand before the main symbol
    size_t states = c.states;
    for (size_t a = 0; a < states; a++)
        copy(&kept[a], &c.now[a]);
    for (size_t i = 0; i < levels; i++) {
        c.states = states;
        for (size_t a = 0; a < states; a++)
            copy(&c.now[a], &kept[a]);
        double most = edge_shifts(c.shift, e, sample, 0);
        double h = sl_pulse_at(&e->w->victim, sample) / e->step;
        SL_TRY(arrive(&c.next[0], &c, h, (int)i, -1, most > 0 && states > 1));
        swap(&c, 1);
        SL_TRY(walk(&c, -1, -c.before, (int)i));
        SL_TRY(merge(&c));
        copy(&out[i], &c.now[0]);
    }
    return SL_OK;
}
