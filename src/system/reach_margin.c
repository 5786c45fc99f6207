// COM of a channel whose lines vary, as fast as it can be had.
//
// Frequency: up to the symbol rate. The path's own delay is taken out, so that the response has to
// ring out only, for the path's delay and 6 ns; what rings longer wraps around and
// is counted all the same. The number of steps has no prime factor above 5, for the transforms.
// Time: 16 samples a symbol in place of 32, 8 behind a receive FFE, where the best of many phases
// is taken; a thousandth of the signal as the bin of distributions. What all this moves COM by is
// the same for a channel and its neighbours: reach_cell.c takes it from the accurate settings once
// (M = 32, four delays and 10 ns).
// Clock: the Mueller-Muller clock of 93A-25 takes the nearest of M places, so that COM jumps by
// tenths of a dB as the delay changes by a fraction of a sample. Here the response is moved so that
// one of the places falls on the clock's own zero, and COM computed once more: the limit of large
// M. Sources: IEEE Std 802.3 93A.1.6; docs/theory/reach.md.
#include <complex.h>
#include <math.h>
#include <string.h>

#include "system/reach.h"

#define KEPT       0.1  // of the response's length: where the pulse comes
#define CROSSED    0.25 // and crosstalk: a quarter of a turn a step, so that no phase rises
#define POINTS_MIN 200
#define POINTS_MAX 100000

// ---- settings ----

static sl_status copied(sl_com_settings **out, sl_ctx *ctx, const sl_com_settings *from)
{
    *out = sl_ctx_resize(ctx, NULL, sizeof **out);
    if (!*out) return SL_ERR_NO_MEMORY;
    **out = *from;
    return SL_OK;
}

void reach_settings_free(sl_ctx *ctx, sl_com_settings *settings)
{
    sl_ctx_resize(ctx, settings, 0);
}

static int nearest(const sl_com_list *list, double value)
{
    int best = 0;
    for (int i = 1; i < list->n; i++)
        if (fabs(list->v[i] - value) < fabs(list->v[best] - value)) best = i;
    return best;
}

// Entries from..to, where the list has one for each of `whole`.
static void cut(sl_com_list *list, int whole, int from, int to)
{
    if (list->n != whole) return;
    list->n = to - from + 1;
    memmove(list->v, list->v + from, (size_t)list->n * sizeof *list->v);
}

static void near(sl_com_list *const lists[], int n, double value, int steps)
{
    int whole = lists[0]->n, at = nearest(lists[0], value);
    int from = at > steps ? at - steps : 0, to = at + steps < whole ? at + steps : whole - 1;
    if (whole == 0) return;
    for (int i = 0; i < n; i++)
        cut(lists[i], whole, from, to);
}

sl_status reach_settings_near(sl_com_settings **out, sl_ctx *ctx, const sl_com_settings *settings,
                              const sl_com_case *start, int steps, int others)
{
    SL_TRY(copied(out, ctx, settings));
    sl_com_settings *s = *out;
    sl_com_list *high[] = {&s->g_dc_db, &s->f_z_hz, &s->f_p1_hz, &s->f_p2_hz};
    sl_com_list *low[] = {&s->g_dc_hp_db, &s->f_hp_pz_hz};
    near(high, 4, start->g_dc_db, steps);
    if (!isnan(start->g_dc_hp_db)) near(low, 2, start->g_dc_hp_db, steps);
    for (int i = 0; i < s->tx_pre_n && start->tx_cursor - 1 - i >= 0; i++)
        near((sl_com_list *[]){&s->tx_pre[i]}, 1, start->tx_ffe[start->tx_cursor - 1 - i],
             i == 0 ? steps : others);
    for (int i = 0; i < s->tx_post_n && start->tx_cursor + 1 + i < start->tx_ffe_n; i++)
        near((sl_com_list *[]){&s->tx_post[i]}, 1, start->tx_ffe[start->tx_cursor + 1 + i], others);
    return SL_OK;
}

static void coarsen(sl_com_settings *s)
{
    int samples = s->rx_ffe ? 8 : 16;
    for (int i = 0; i < 2; i++)
        s->sample_adjustment[i] = s->sample_adjustment[i] * samples / s->samples_per_ui;
    s->samples_per_ui = samples;
    s->force_bin_size = 0;
    s->bin_size_v = 1; // then a thousandth of the signal
}

// ---- grid ----

static bool smooth(size_t n)
{
    static const size_t primes[] = {2, 3, 5};
    for (int k = 0; k < 3; k++)
        while (n % primes[k] == 0)
            n /= primes[k];
    return n == 1;
}

// Steps up to the symbol rate for a response of that length; settings carry them as delta_f.
static sl_status choose_step(sl_com_settings *s, double ring_s)
{
    double steps = s->f_b_hz * ring_s;
    if (!(steps < POINTS_MAX)) return SL_ERR_LIMIT;
    size_t n = steps > POINTS_MIN ? (size_t)steps : POINTS_MIN;
    while (!smooth(n))
        n++;
    s->delta_f_hz = s->f_b_hz / (double)n;
    return SL_OK;
}

sl_status reach_margin_grid(reach_margin *m, double longest_m)
{
    const sl_design_channel *c = &m->path->channel;
    sl_segment segments[SL_SEGMENTS_MAX];
    double delay_s;
    SL_TRY(reach_segments(segments, m->path, longest_m, NULL));
    SL_TRY(sl_electrical_delay_s(&delay_s, segments, c->n, c->symbol_rate_bd / 2));
    SL_TRY(choose_step(m->search, delay_s + 6e-9));
    return choose_step(m->accurate, 4 * delay_s + 10e-9);
}

sl_status reach_margin_make(reach_margin *out, sl_ctx *ctx, const reach_path *path,
                            const sl_serdes_spec *serdes)
{
    *out = (reach_margin){.path = path};
    SL_TRY(sl_design_com_settings(&out->accurate, ctx, serdes, path->channel.symbol_rate_bd,
                                  path->levels));
    SL_TRY(copied(&out->search, ctx, out->accurate));
    coarsen(out->search);
    return SL_OK;
}

void reach_margin_free(reach_margin *m, sl_ctx *ctx)
{
    sl_com_settings_destroy(m->accurate);
    reach_settings_free(ctx, m->search);
}

// ---- one evaluation ----

// Moves the response forward by `ahead_s`.
static void advance(sl_sparam *through, double ahead_s)
{
    double step_hz = sl_sparam_freq_hz(through)[1];
    double complex turn = 1, one = cexp(I * (2 * SL_PI * step_hz * ahead_s));
    for (size_t k = 0; k < sl_sparam_points(through); k++, turn *= one) {
        double complex *x = sl_sparam_at_mut(through, k);
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++)
                if ((i + j) % 2 == 1) x[4 * i + j] *= turn; // near ports are 1 and 3, far 2 and 4
    }
}

static sl_status build(sl_built_channel *out, sl_ctx *ctx, const reach_margin *m,
                       const sl_com_settings *settings, double length_m, const double *z)
{
    sl_design_channel channel = m->path->channel;
    SL_TRY(reach_segments(channel.segments, m->path, length_m, z));
    *out = (sl_built_channel){.nyquist_hz = channel.symbol_rate_bd / 2,
                              .coupled = sl_design_channel_coupled(&channel)};
    sl_channel_opts opts = {.segments = channel.segments,
                            .n = channel.n,
                            .freq_max_hz = settings->f_b_hz,
                            .points = (size_t)lround(settings->f_b_hz / settings->delta_f_hz) + 1};
    double delay_s;
    SL_TRY(
        sl_electrical_delay_s(&delay_s, channel.segments, channel.n, channel.symbol_rate_bd / 2));
    SL_TRY(sl_channel_build(&out->thru, out->coupled ? &out->fext : NULL,
                            out->coupled ? &out->next : NULL, ctx, &opts));
    double whole_s = 1 / settings->delta_f_hz;
    advance(out->thru, delay_s - KEPT * whole_s);
    if (!out->coupled) return SL_OK;
    advance(out->fext, delay_s - CROSSED * whole_s);
    advance(out->next, -CROSSED * whole_s);
    return SL_OK;
}

// How far behind the sampling point, in samples, the clock of 93A-25 would settle if it could:
// zero of h(-1) - max(h(1) - b_max(1) h(0), 0) next to it. 0: there is none.
static double clock_error(const sl_com_settings *s, const sl_com_case *c)
{
    long m = s->samples_per_ui, at = (long)c->cursor;
    double b = s->n_b > 0 ? s->b_max.v[0] : 0, f[3];
    if (at - m - 1 < 0 || at + m + 1 >= (long)c->pulse_n) return 0;
    for (long k = -1; k <= 1; k++) {
        double after = c->pulse_v[at + k + m] - b * c->pulse_v[at + k];
        f[k + 1] = c->pulse_v[at + k - m] - fmax(after, 0);
    }
    if (f[1] == 0) return 0;
    if (f[1] * f[2] < 0) return f[1] / (f[1] - f[2]);
    if (f[0] * f[1] < 0) return -f[1] / (f[1] - f[0]);
    return 0;
}

// One run; ahead_s: NULL, or what the clock is ahead of the sampling grid.
static sl_status run(double *com_db, sl_com_case *found, double *ahead_s, sl_ctx *ctx,
                     const sl_com_settings *settings, const sl_built_channel *built)
{
    sl_com_result *result = NULL;
    sl_com_opts opts = {.keep_waveforms = ahead_s != NULL};
    SL_TRY(sl_design_com(&result, ctx, settings, built, &opts));
    const sl_com_case *c = sl_com_case_at(result, 0);
    *com_db = isfinite(c->com_db) ? c->com_db : -INFINITY;
    if (ahead_s) *ahead_s = clock_error(settings, c) * c->sample_s;
    *found = *c;
    sl_com_result_destroy(result);
    return SL_OK;
}

// The equaliser and the clock, with distributions that nobody looks at; then both held, on a grid
// that the clock falls on.
static sl_status run_clocked(double *com_db, sl_com_case *found, sl_ctx *ctx,
                             const sl_com_settings *settings, sl_built_channel *built)
{
    sl_com_settings *held = NULL, *first = NULL;
    sl_com_case again;
    double ahead_s;
    SL_TRY(copied(&first, ctx, settings));
    first->force_bin_size = 1;
    first->bin_size_v = settings->a_v_v.v[0] / 500;
    sl_status status = run(com_db, found, &ahead_s, ctx, first, built);
    reach_settings_free(ctx, first);
    if (status != SL_OK) return status;
    advance(built->thru, ahead_s);
    SL_TRY(reach_settings_near(&held, ctx, settings, found, 0, 0));
    status = run(com_db, &again, NULL, ctx, held, built);
    reach_settings_free(ctx, held);
    return status;
}

sl_status reach_margin_at(double *com_db, sl_com_case *found, sl_ctx *ctx, const reach_margin *m,
                          const sl_com_settings *settings, double length_m, const double *z)
{
    sl_built_channel built;
    sl_com_case one;
    *com_db = -INFINITY;
    SL_TRY(build(&built, ctx, m, settings, length_m, z));
    sl_status status = settings->rx_ffe // the best of many phases is taken
                           ? run(com_db, &one, NULL, ctx, settings, &built)
                           : run_clocked(com_db, &one, ctx, settings, &built);
    sl_built_channel_destroy(&built);
    if (status == SL_OK && found) *found = one;
    if (status != SL_ERR_NO_CONVERGENCE) return status;
    *com_db = -INFINITY;
    sl_diag_clear(ctx); // no eye is an answer here
    return SL_OK;
}
