// Channels of a run: four-ports to differential two-ports, boards of Clause 92 around them.
//
// With ports [tx+ tx- rx+ rx-] reordered to 1 2 3 4: SDD = T S T^-1 of the pairs (1, 2) and (3, 4).
// Version 4.50 of the reference renormalises to 50 ohm and can skew the wires; 3.70 reads an
// uncommon order of ports by its inverse. Aggressors must stand on the thru's frequencies.
// Source: IEEE Std 802.3 93A.1.1, 92.10.7.1.1; behaviour of the reference program for the rest.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "com/com_internal.h"
#include "shoreline/constants.h"

static sl_mark no_place(void)
{
    return (sl_mark){0};
}

// Where the pair's wires are in the file: order[0..3] of tx+ tx- rx+ rx-, from 0.
static void ports_of(int order[4], const sl_com_settings *s)
{
    for (int i = 0; i < 4; i++) {
        if (s->compat == SL_COM_3_70)
            order[s->port_order[i] - 1] = i;
        else
            order[i] = s->port_order[i] - 1;
    }
}

// Reference 50 ohm at all ports from `ohm` at all (4.50): S' = (1 - r S)^-1 (S - r).
static void renormalised(cplx *s, double ohm)
{
    double r = (50 - ohm) / (50 + ohm);
    cplx m[4][8];
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            m[i][j] = (i == j) - r * s[4 * i + j];
            m[i][4 + j] = s[4 * i + j] - (i == j) * r;
        }
    for (int c = 0; c < 4; c++) {
        int pivot = c;
        for (int i = c + 1; i < 4; i++)
            if (com_norm2(m[i][c]) > com_norm2(m[pivot][c])) pivot = i;
        for (int j = 0; j < 8; j++) {
            cplx swap = m[c][j];
            m[c][j] = m[pivot][j];
            m[pivot][j] = swap;
        }
        cplx inverse = com_div(1.0, m[c][c]);
        for (int j = 0; j < 8; j++)
            m[c][j] = com_mul(m[c][j], inverse);
        for (int i = 0; i < 4; i++) {
            cplx f = m[i][c];
            for (int j = 0; i != c && j < 8; j++)
                m[i][j] -= com_mul(f, m[c][j]);
        }
    }
    for (int i = 0; i < 4; i++)
        memcpy(s + 4 * i, m[i] + 4, 4 * sizeof(cplx));
}

static void skewed(cplx *s, const sl_com_settings *set, double freq_hz)
{
    double t[4] = {set->txn_skew_s, set->txp_skew_s, set->rxn_skew_s, set->rxp_skew_s};
    if (t[0] == 0 && t[1] == 0 && t[2] == 0 && t[3] == 0) return;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            double p = 2 * SL_PI * freq_hz * (t[i] + t[j]);
            s[4 * i + j] = com_mul(s[4 * i + j], CMPLX(cos(p), sin(p)));
        }
}

// (i, j): output pair, input pair; sign -1 for a common-mode input.
static cplx pair_of(const cplx *s, int i, int j, double sign)
{
    int a = 2 * i, b = 2 * i + 1, c = 2 * j, d = 2 * j + 1;
    return 0.5 * (s[4 * a + c] - sign * s[4 * a + d] - s[4 * b + c] + sign * s[4 * b + d]);
}

static two_port differential(const cplx *s, double sign)
{
    return (two_port){.s11 = pair_of(s, 0, 0, sign),
                      .s12 = pair_of(s, 0, 1, sign),
                      .s21 = pair_of(s, 1, 0, sign),
                      .s22 = pair_of(s, 1, 1, sign)};
}

static void convert(com_link *link, const com_run *run, const sl_sparam *file)
{
    const sl_com_settings *s = run->s;
    const double *ohm = sl_sparam_reference_ohm(file);
    int order[4];
    ports_of(order, s);
    for (size_t i = 0; i < run->points; i++) {
        const cplx *from = sl_sparam_at(file, i);
        cplx to[16];
        for (int a = 0; a < 4; a++)
            for (int b = 0; b < 4; b++)
                to[4 * a + b] = from[4 * order[a] + order[b]];
        if (s->compat != SL_COM_3_70) {
            if (ohm[0] != 50) renormalised(to, ohm[0]);
            skewed(to, s, run->freq_hz[i]);
        }
        link->measured[i] = differential(to, 1);
        if (link->mixed) link->mixed[i] = differential(to, -1);
    }
}

#define GIVES_MORE 1.002 // power out over power in: beyond noise and digits of a measurement

// Tells where a channel is active; a sum over one input is a part of what passivity asks.
static void look_for_gain(const com_link *link, const com_run *run)
{
    double most = 0, at_hz = 0;
    for (size_t i = 0; i < run->points; i++) {
        const two_port *p = &link->measured[i];
        double forwards = com_norm2(p->s11) + com_norm2(p->s21);
        double backwards = com_norm2(p->s22) + com_norm2(p->s12);
        double power = forwards > backwards ? forwards : backwards;
        if (power > most) {
            most = power;
            at_hz = run->freq_hz[i];
        }
    }
    if (most > GIVES_MORE)
        sl_diag_add(run->ctx, SL_WARNING, SL_E_CHANNEL, no_place(),
                    "measure it again, or see shoreline channel check FILE",
                    "%s: not passive: at %.4g GHz it gives %.4g times the power it takes",
                    link->name, at_hz / 1e9, most);
}

static void convert_one_port(com_link *link, const com_run *run, const sl_sparam *file)
{
    for (size_t i = 0; i < run->points; i++) {
        const cplx *s = sl_sparam_at(file, i);
        link->measured[i].s11 = 0.5 * (s[0] - s[1] - s[2] + s[3]);
    }
}

// A board between the device (C_0) and the connector (C_1).
static two_port board_at(const sl_com_settings *s, int side, double length_mm, double freq_hz)
{
    double f = fmax(freq_hz, COM_EPS);
    two_port line = com_line_at(freq_hz, s->brd_z_c_ohm[side], s->r_0_ohm, s->brd_gamma0_a1_a2,
                                s->brd_tau_ns_per_mm, length_mm);
    two_port p = com_cascade(com_shunt_c(f, s->c_0_f[side], s->r_0_ohm), line);
    return com_cascade(p, com_shunt_c(f, s->c_1_f[side], s->r_0_ohm));
}

static void add_boards(com_link *link, const com_run *run)
{
    const sl_com_settings *s = run->s;
    double tx = s->z_bp_tx_mm, rx = s->z_bp_rx_mm;
    if (link->role == SL_COM_NEXT) {
        tx = s->z_bp_rx_mm;
        rx = s->z_bp_next_mm;
    } else if (link->role == SL_COM_FEXT) {
        tx = s->z_bp_fext_mm;
    }
    for (size_t i = 0; i < run->points; i++) {
        two_port p = link->measured[i];
        if (s->compat == SL_COM_3_70) {
            cplx swap = p.s12;
            p.s12 = p.s21;
            p.s21 = swap;
        }
        double f = run->freq_hz[i];
        if (s->include_pcb == 1) p = com_cascade(board_at(s, SL_COM_TX, tx, f), p);
        link->boarded[i] = com_cascade(p, com_reversed(board_at(s, SL_COM_RX, rx, f)));
    }
}

static sl_status prepare(com_run *run, com_link *link, const sl_com_channel *c)
{
    size_t bytes = run->points * sizeof(two_port);
    bool common = false;
    for (int i = 0; i < run->s->ac_cm_rms_v.n; i++)
        common = common || run->s->ac_cm_rms_v.v[i] != 0;
    *link = (com_link){.role = c->role, .name = c->name};
    link->measured = sl_arena_alloc(run->arena, bytes);
    if (!link->measured) return SL_ERR_NO_MEMORY;
    if (run->one_port) {
        convert_one_port(link, run, c->sparam);
        link->boarded = link->measured;
        return SL_OK;
    }
    if (common && !(link->mixed = sl_arena_alloc(run->arena, bytes))) return SL_ERR_NO_MEMORY;
    convert(link, run, c->sparam);
    look_for_gain(link, run);
    link->boarded = link->measured;
    if (!run->s->include_pcb) return SL_OK;
    link->boarded = sl_arena_alloc(run->arena, bytes);
    if (!link->boarded) return SL_ERR_NO_MEMORY;
    add_boards(link, run);
    return SL_OK;
}

// ---- what does not fit
// ----------------------------------------------------------------------------

static void check_band(const com_run *run, const sl_com_channel *c)
{
    const sl_com_settings *s = run->s;
    const double *f = sl_sparam_freq_hz(c->sparam);
    size_t n = sl_sparam_points(c->sparam);
    double widest = 0, narrowest = INFINITY;
    for (size_t i = 0; i + 1 < n; i++) {
        widest = fmax(widest, f[i + 1] - f[i]);
        narrowest = fmin(narrowest, f[i + 1] - f[i]);
    }
    if (n < 60)
        sl_diag_add(run->ctx, SL_ERROR, SL_E_CHANNEL, no_place(), "measure on a finer grid",
                    "%s: %zu frequencies are too few", c->name, n);
    if (f[n - 1] < 0.5 * s->f_b_hz)
        sl_diag_add(run->ctx, SL_ERROR, SL_E_CHANNEL, no_place(),
                    "measure up to the symbol rate, or lower f_b",
                    "%s: the band ends at %.4g GHz, below half of the symbol rate (%.4g GHz)",
                    c->name, f[n - 1] / 1e9, s->f_b_hz / 2e9);
    else if (f[n - 1] < s->f_b_hz)
        sl_diag_add(run->ctx, SL_WARNING, SL_E_CHANNEL, no_place(), NULL,
                    "%s: the band ends at %.4g GHz, below the symbol rate %.4g GHz: what lies "
                    "above is prolonged",
                    c->name, f[n - 1] / 1e9, s->f_b_hz / 1e9);
    if (f[0] > s->f_min_hz)
        sl_diag_add(run->ctx, SL_WARNING, SL_E_CHANNEL, no_place(), NULL,
                    "%s: the band begins at %.4g MHz, above f_min %.4g MHz", c->name, f[0] / 1e6,
                    s->f_min_hz / 1e6);
    if (widest - narrowest > 1)
        sl_diag_add(run->ctx, SL_WARNING, SL_E_CHANNEL, no_place(), NULL,
                    "%s: steps of frequency from %.6g to %.6g MHz", c->name, narrowest / 1e6,
                    widest / 1e6);
    if (widest - s->delta_f_hz > 1)
        sl_diag_add(run->ctx, SL_WARNING, SL_E_CHANNEL, no_place(), NULL,
                    "%s: a step of %.4g MHz is above Delta_f %.4g MHz", c->name, widest / 1e6,
                    s->delta_f_hz / 1e6);
}

static void check_ports(const com_run *run, const sl_com_channel *c)
{
    int ports = sl_sparam_ports(c->sparam);
    if (ports == 4 || (ports == 2 && c->role == SL_COM_THRU)) return;
    sl_diag_add(run->ctx, SL_ERROR, SL_E_CHANNEL, no_place(),
                "give one pair in and one pair out: .s4p",
                "%s has %d ports, COM takes 4 (two pairs)", c->name, ports);
}

static void check_reference(const com_run *run, const sl_com_channel *c)
{
    const double *ohm = sl_sparam_reference_ohm(c->sparam);
    int ports = sl_sparam_ports(c->sparam);
    for (int i = 1; i < ports; i++)
        if (ohm[i] != ohm[0]) {
            sl_diag_add(run->ctx, SL_ERROR, SL_E_CHANNEL, no_place(),
                        "renormalise to 50 ohm at every port", "%s: ports refer to %g and %g ohm",
                        c->name, ohm[0], ohm[i]);
            return;
        }
    if (ohm[0] == 50) return;
    sl_diag_add(run->ctx, SL_WARNING, SL_E_CHANNEL, no_place(), NULL,
                run->s->compat == SL_COM_3_70
                    ? "%s refers to %g ohm, which version 3.70 takes as 50"
                    : "%s refers to %g ohm: renormalised to 50",
                c->name, ohm[0]);
}

static void check_grid(const com_run *run, const sl_com_channel *c, const sl_com_channel *thru)
{
    const double *f = sl_sparam_freq_hz(c->sparam), *g = sl_sparam_freq_hz(thru->sparam);
    size_t n = sl_sparam_points(c->sparam), m = sl_sparam_points(thru->sparam);
    double off = 0;
    for (size_t i = 0; i < n && i < m; i++)
        off = fmax(off, fabs(f[i] - g[i]));
    if (n == m && off <= 1) return;
    sl_diag_add(run->ctx, SL_ERROR, SL_E_CHANNEL, no_place(),
                "write all channels on the same frequencies",
                "%s stands on other frequencies than %s (%zu against %zu points, %.4g Hz apart)",
                c->name, thru->name, n, m, off);
}

sl_status com_channels_prepare(com_run *run, const sl_com_channel *channels, int n)
{
    static const sl_com_role order[] = {SL_COM_THRU, SL_COM_FEXT, SL_COM_NEXT};
    size_t before = sl_diag_errors(run->ctx);
    const sl_com_channel *thru = NULL;
    int thrus = 0;
    for (int i = 0; i < n; i++)
        if (channels[i].role == SL_COM_THRU) {
            thru = &channels[i];
            thrus++;
        }
    if (thrus != 1 || n > SL_COM_AGGRESSORS + 1) return SL_ERR_USAGE;
    for (int i = 0; i < n; i++) {
        check_ports(run, &channels[i]);
        check_reference(run, &channels[i]);
        check_band(run, &channels[i]);
        if (&channels[i] != thru) check_grid(run, &channels[i], thru);
    }
    if (sl_diag_errors(run->ctx) > before) return SL_ERR_SCENARIO;
    run->freq_hz = sl_sparam_freq_hz(thru->sparam);
    run->points = sl_sparam_points(thru->sparam);
    run->one_port = sl_sparam_ports(thru->sparam) == 2;
    run->links = sl_arena_alloc(run->arena, (size_t)n * sizeof *run->links);
    if (!run->links) return SL_ERR_NO_MEMORY;
    for (size_t r = 0; r < sizeof order / sizeof *order; r++)
        for (int i = 0; i < n; i++)
            if (channels[i].role == order[r] && (!run->one_port || r == 0))
                SL_TRY(prepare(run, &run->links[run->n++], &channels[i]));
    return SL_OK;
}
