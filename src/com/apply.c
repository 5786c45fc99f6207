// The chosen equaliser applied to every channel: full pulse responses at the decision.
//
// Where the taps reach beyond the response, the impulse response is padded before the CTLE, so that
// its tail rings on; the search itself pads behind it. Both as in the reference program.
#include <math.h>
#include <string.h>

#include "com/com_internal.h"

SL_WIDE static void add_scaled(double *restrict out, const double *restrict in, size_t n, double c)
{
    for (size_t i = 0; i < n; i++)
        out[i] += c * in[i];
}

// out[i] = sum_k c_k in[i - (k - cursor) m], around the end or, if linear, with nothing beyond it.
static void shifted(double *out, const double *in, size_t n, const double *c, int taps, int cursor,
                    size_t m, bool linear)
{
    memset(out, 0, n * sizeof *out);
    for (int k = 0; k < taps; k++) {
        bool early = k < cursor;
        size_t far = (size_t)(early ? cursor - k : k - cursor) * m, by = far % n;
        if (c[k] == 0 || (linear && far >= n)) continue;
        if (early) by = (n - by) % n; // as a delay around the circle
        if (!linear || !early) add_scaled(out + by, in, n - by, c[k]);
        if (by > 0 && (!linear || early)) add_scaled(out, in + (n - by), by, c[k]);
    }
}

// Pulse response of a link behind CTLE, transmit and receive FFE; length >= its impulse response.
static sl_status pulse_of(double **out, const com_run *run, const com_link *link,
                          const com_choice *c, const com_tx_grid *g, size_t length)
{
    const sl_com_settings *s = run->s;
    size_t m = (size_t)s->samples_per_ui;
    double *x = sl_arena_alloc(run->work, length * sizeof *x),
           *y = sl_arena_alloc(run->work, length * sizeof *y);
    if (!x || !y) return SL_ERR_NO_MEMORY;
    memcpy(x, link->impulse, link->impulse_n * sizeof *x);
    SL_TRY(com_ctle_run(x, length, run, c->main, c->low));
    com_hold(y, x, length, m);
    if (link->role == SL_COM_NEXT)
        memcpy(x, y, length * sizeof *x);
    else
        shifted(x, y, length, g->taps + c->row * (size_t)g->n, g->n, g->cursor, m,
                run->opts.strict);
    if (c->rx_n > 0) {
        memcpy(y, x, length * sizeof *y);
        shifted(x, y, length, c->rx, c->rx_n, s->ffe_pre_taps, m, run->opts.strict);
    }
    *out = x;
    return SL_OK;
}

static sl_status slopes(com_pulses *p, const com_run *run, const com_choice *c)
{
    size_t m = (size_t)run->s->samples_per_ui, offset = c->cursor % m;
    size_t first = offset == 0 ? m : offset, count = 0;
    p->slope = sl_arena_alloc(run->work, (c->length / m + 2) * sizeof *p->slope);
    if (!p->slope) return SL_ERR_NO_MEMORY;
    for (size_t i = first; i + 1 < c->length; i += m) {
        if (run->s->limit_jitter_contrib_to_dfe_span) {
            long symbol = (long)i - (long)c->cursor;
            if (symbol < -(long)m || symbol > (long)m * c->n_dfe) continue;
        }
        p->slope[count++] = (p->searched[i + 1] - p->searched[i - 1]) / 2 * (double)m;
    }
    p->slope_n = count;
    return SL_OK;
}

sl_status com_apply(com_pulses *out, const com_run *run, const com_choice *c,
                    const com_tx_grid *grid)
{
    *out = (com_pulses){0};
    for (int k = 0; k < run->n; k++) {
        const com_link *link = &run->links[k];
        out->n[k] = k == 0 && c->length > link->impulse_n ? c->length : link->impulse_n;
        SL_TRY(pulse_of(&out->x[k], run, link, c, grid, out->n[k]));
    }
    out->searched = out->x[0];
    if (c->length > run->links[0].impulse_n) {
        double *x;
        SL_TRY(pulse_of(&x, run, &run->links[0], c, grid, run->links[0].impulse_n));
        out->searched = sl_arena_alloc(run->work, c->length * sizeof *x);
        if (!out->searched) return SL_ERR_NO_MEMORY;
        memcpy(out->searched, x, run->links[0].impulse_n * sizeof *x);
    }
    return slopes(out, run, c);
}
