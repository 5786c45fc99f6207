// The chosen equaliser applied to every channel: full pulse responses at the decision.
//
// Where the taps reach beyond the response, the impulse response is padded before the CTLE, so that
// its tail rings on; the search itself pads behind it. Both as in the reference program.
#include <math.h>
#include <string.h>

#include "com/com_internal.h"

// out[i] = sum_k c_k in[(i - (k - cursor) m) mod n].
static void transmit(double *out, const double *in, size_t n, const double *tx,
                     const com_tx_grid *g, size_t m)
{
    memset(out, 0, n * sizeof *out);
    for (int k = 0; k < g->n; k++) {
        long shift = (long)(k - g->cursor) * (long)m % (long)n;
        size_t from = (size_t)((long)n - shift) % n;
        if (tx[k] == 0) continue;
        for (size_t i = 0; i < n; i++) {
            out[i] += tx[k] * in[from];
            if (++from == n) from = 0;
        }
    }
}

// Receive FFE: `pre` taps before the cursor; taps wrap around.
static void receive(double *x, double *room, size_t n, const double *w, int taps, int pre, size_t m)
{
    memcpy(room, x, n * sizeof *x);
    memset(x, 0, n * sizeof *x);
    for (int k = 0; k < taps; k++) {
        long shift = (long)(k - pre) * (long)m % (long)n;
        size_t from = (size_t)((long)n - shift) % n;
        if (w[k] == 0) continue;
        for (size_t i = 0; i < n; i++) {
            x[i] += w[k] * room[from];
            if (++from == n) from = 0;
        }
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
    com_ctle stages[2];
    int n = com_ctle_stages(stages, s, c->main, c->low);
    memcpy(x, link->impulse, link->impulse_n * sizeof *x);
    for (int i = 0; i < n; i++)
        com_ctle_filter(x, length, s->f_b_hz, s->samples_per_ui, &stages[i]);
    com_hold(y, x, length, m);
    if (link->role == SL_COM_NEXT)
        memcpy(x, y, length * sizeof *x);
    else
        transmit(x, y, length, g->taps + c->row * (size_t)g->n, g, m);
    if (c->rx_n > 0) receive(x, y, length, c->rx, c->rx_n, s->ffe_pre_taps, m);
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
