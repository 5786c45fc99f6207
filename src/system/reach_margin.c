// COM of a channel whose lines vary, as fast as it can be had.
//
// Frequency: up to the symbol rate, in steps that let the response ring for four times the path's
// delay and RING_S more before it wraps around; their number has no prime factor above 5, for the
// transforms. Time: COARSE samples a symbol in place of 32, a thousandth of the signal as the bin of
// distributions. What that moves COM by is the same for a channel and its neighbours, and is taken
// from the accurate settings once (reach_cell.c). Limits: docs/theory/reach.md.
#include <math.h>
#include <string.h>

#include "system/reach.h"

#define RING_S     4e-9
#define COARSE     8
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
                              const sl_com_case *start, int steps)
{
    SL_TRY(copied(out, ctx, settings));
    sl_com_settings *s = *out;
    sl_com_list *high[] = {&s->g_dc_db, &s->f_z_hz, &s->f_p1_hz, &s->f_p2_hz};
    sl_com_list *low[] = {&s->g_dc_hp_db, &s->f_hp_pz_hz};
    near(high, 4, start->g_dc_db, steps);
    if (!isnan(start->g_dc_hp_db)) near(low, 2, start->g_dc_hp_db, steps);
    for (int i = 0; i < s->tx_pre_n && start->tx_cursor - 1 - i >= 0; i++)
        near((sl_com_list *[]){&s->tx_pre[i]}, 1, start->tx_ffe[start->tx_cursor - 1 - i], steps);
    for (int i = 0; i < s->tx_post_n && start->tx_cursor + 1 + i < start->tx_ffe_n; i++)
        near((sl_com_list *[]){&s->tx_post[i]}, 1, start->tx_ffe[start->tx_cursor + 1 + i], steps);
    return SL_OK;
}

static void coarsen(sl_com_settings *s)
{
    for (int i = 0; i < 2; i++)
        s->sample_adjustment[i] = s->sample_adjustment[i] * COARSE / s->samples_per_ui;
    s->samples_per_ui = COARSE;
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

sl_status reach_margin_grid(reach_margin *m, double longest_m)
{
    const sl_design_channel *c = &m->path->channel;
    sl_segment segments[SL_SEGMENTS_MAX];
    double delay_s;
    SL_TRY(reach_segments(segments, m->path, longest_m, NULL));
    SL_TRY(sl_electrical_delay_s(&delay_s, segments, c->n, c->symbol_rate_bd / 2));
    double steps = c->symbol_rate_bd * (4 * delay_s + RING_S);
    if (!(steps < POINTS_MAX)) return SL_ERR_LIMIT;
    size_t n = steps > POINTS_MIN ? (size_t)steps : POINTS_MIN;
    while (!smooth(n))
        n++;
    m->points = n + 1;
    m->freq_max_hz = c->symbol_rate_bd;
    m->search->delta_f_hz = m->accurate->delta_f_hz = c->symbol_rate_bd / (double)n;
    return SL_OK;
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

static sl_status build(sl_built_channel *out, sl_ctx *ctx, const reach_margin *m, double length_m,
                       const double *z)
{
    sl_design_channel channel = m->path->channel;
    SL_TRY(reach_segments(channel.segments, m->path, length_m, z));
    *out = (sl_built_channel){.nyquist_hz = channel.symbol_rate_bd / 2,
                              .coupled = sl_design_channel_coupled(&channel)};
    sl_channel_opts opts = {.segments = channel.segments,
                            .n = channel.n,
                            .freq_max_hz = m->freq_max_hz,
                            .points = m->points};
    return sl_channel_build(&out->thru, out->coupled ? &out->fext : NULL,
                            out->coupled ? &out->next : NULL, ctx, &opts);
}

sl_status reach_margin_at(double *com_db, sl_com_case *found, sl_ctx *ctx, const reach_margin *m,
                          const sl_com_settings *settings, double length_m, const double *z)
{
    sl_built_channel built;
    sl_com_result *result = NULL;
    *com_db = -INFINITY;
    SL_TRY(build(&built, ctx, m, length_m, z));
    sl_status status = sl_design_com(&result, ctx, settings, &built, NULL);
    sl_built_channel_destroy(&built);
    if (status == SL_OK) {
        const sl_com_case *c = sl_com_case_at(result, 0);
        *com_db = isfinite(c->com_db) ? c->com_db : -INFINITY;
        if (found) *found = *c;
    }
    sl_com_result_destroy(result);
    if (status != SL_ERR_NO_CONVERGENCE) return status;
    sl_diag_clear(ctx); // no eye is an answer here
    return SL_OK;
}
