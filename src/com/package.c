// Transfer function from die to decision: transmitter's package, channel, receiver's package,
// terminations (93A.1.2, 93A.1.3), edge (93A-46), receive filter (93A-20).
//
// H21 = s21 (1 - G1)(1 + G2)/(1 - s11 G1 - s22 G2 - s12 s21 G1 G2 + s11 s22 G1 G2)   (93A-18)
// Version 3.70 of the reference has s21^2 in place of s12 s21. Common-mode inputs see the same
// package with half of the impedances. Sources: as network.c.
#include <math.h>

#include "com/com_internal.h"
#include "shoreline/constants.h"

two_port com_shunt_c(double freq_hz, double c_f, double z_0)
{
    cplx x = CMPLX(0, 2 * SL_PI * freq_hz * c_f * z_0), n = com_div(1.0, 2.0 + x);
    return (two_port){.s11 = -com_mul(x, n), .s12 = 2 * n, .s21 = 2 * n, .s22 = -com_mul(x, n)};
}

static two_port series_l(double freq_hz, double l_h, double z_0)
{
    cplx x = CMPLX(0, 2 * SL_PI * freq_hz * l_h / z_0), n = com_div(1.0, 2.0 + x);
    return (two_port){.s11 = com_mul(x, n), .s12 = 2 * n, .s21 = 2 * n, .s22 = com_mul(x, n)};
}

two_port com_line_at(double freq_hz, double z_c, double z_0, const double *g, double tau,
                     double length_mm)
{
    double f = freq_hz / 1e9, root = sqrt(f);
    cplx gamma = g[0];
    if (f > 0)
        gamma += CMPLX(g[1] * root + g[2] * f,
                       g[1] * root + (-g[2] * 2 / SL_PI * log(f) + 2 * SL_PI * tau) * f);
    double rho = length_mm == 0 ? 0 : (z_c - 2 * z_0) / (z_c + 2 * z_0);
    double a = exp(-length_mm * creal(gamma)), p = -length_mm * cimag(gamma);
    cplx e = CMPLX(a * cos(p), a * sin(p)), e2 = com_mul(e, e);
    cplx n = com_div(1.0, 1.0 - rho * rho * e2);
    cplx s11 = rho * com_mul(1.0 - e2, n), s21 = (1 - rho * rho) * com_mul(e, n);
    return (two_port){.s11 = s11, .s12 = s21, .s21 = s21, .s22 = s11};
}

const double *com_package_length(const sl_com_settings *s, int side, sl_com_role role, int column)
{
    if (side == SL_COM_RX) return s->z_p_rx_mm[column];
    if (role == SL_COM_NEXT) return s->z_p_next_mm[column];
    return role == SL_COM_FEXT ? s->z_p_fext_mm[column] : s->z_p_tx_mm[column];
}

// One block: C_d, L_s, C_b, line, capacitor at the far end.
static two_port block(const sl_com_settings *s, int side, double f, double c_d, double l_s,
                      double c_b, double z_c, double length_mm, double c_end, double z_0)
{
    two_port p = com_shunt_c(f, c_d, z_0);
    if (l_s > 0) p = com_cascade(p, series_l(f, l_s, z_0));
    if (c_b > 0) p = com_cascade(p, com_shunt_c(f, c_b, z_0));
    if (length_mm != 0)
        p = com_cascade(p, com_line_at(f, z_c, z_0, s->pkg_gamma0_a1_a2[side],
                                       s->pkg_tau_ns_per_mm[side], length_mm));
    return c_end != 0 ? com_cascade(p, com_shunt_c(f, c_end, z_0)) : p;
}

two_port com_package_at(const sl_com_settings *s, int side, const double *length_mm, double freq_hz,
                        bool common, bool with_die)
{
    double f = fmax(freq_hz, COM_EPS), z_0 = common ? s->r_0_ohm / 2 : s->r_0_ohm;
    double up = common ? 2 : 1, die = with_die ? 1 : 0;
    int blocks = s->segments + s->ladder - 1;
    two_port p = {0};
    for (int b = 0; b < blocks; b++) {
        int seg = b - (s->ladder - 1); // the first blocks are die sections alone
        double c_end = 0;
        if (seg == s->segments - 1)
            c_end = s->c_p_f[side];
        else if (s->segments == 4 && seg == 2)
            c_end = s->c_v_f[side];
        two_port q = block(s, side, f, b < s->ladder ? die * s->c_d_f[side][b] * up : 0,
                           b < s->ladder ? die * s->l_s_h[side][b] / up : 0,
                           seg == 0 ? die * s->c_b_f[side] * up : 0,
                           seg >= 0 ? s->pkg_z_c_ohm[side][seg] * up : 0,
                           seg >= 0 ? length_mm[seg] : 0, c_end * up, z_0);
        p = b ? com_cascade(p, q) : q;
    }
    return p;
}

cplx com_transmit_edge(const sl_com_settings *s, double freq_hz)
{
    double f = freq_hz / 1e9, tr = s->t_r_s * 1e9;
    if (!s->ideal_tx_term && s->t_r_filter_type != 1) return 1;
    if (s->t_r_filter_type == 0) return exp(-pow(SL_PI * f * tr / 1.6832, 2));
    if (s->t_r_meas_point == 1) {
        double x = f * (1.9466 + 7.12 * sqrt(1 - 6.51e-3 / tr)) * tr;
        return com_div(105.0, CMPLX(x * x * x * x - 45 * x * x + 105, -10 * x * x * x + 105 * x));
    }
    double a = exp(-2 * pow(SL_PI * f * tr / 1.6832, 2)), p = -2 * SL_PI * f * tr * 3;
    return CMPLX(a * cos(p), a * sin(p));
}

cplx com_receive_filter(const sl_com_settings *s, double freq_hz)
{
    cplx h = 1;
    if (s->butterworth) h = com_butterworth(freq_hz, s->f_r * s->f_b_hz);
    if (s->bessel_thomson)
        h = com_mul(h, com_bessel_thomson(freq_hz, s->bt_cutoff * s->f_b_hz, s->bt_order));
    if (s->raised_cosine) h *= com_raised_cosine(freq_hz, s->rc_start_hz, s->rc_end_hz);
    return h;
}

// Fixed transmit taps of a package case (4.50).
static cplx preset_filter(const com_run *run, double freq_hz)
{
    const sl_com_table *t = &run->s->pkg_tx_ffe_preset;
    if (t->rows == 0 || t->columns == 0 || run->column >= t->rows) return 1;
    if (t->rows == 1 && t->columns == 1 && t->v[0] == 0) return 1;
    const double *c = t->v + run->column * t->columns;
    int cursor = 0;
    bool any = false;
    for (int i = 0; i < t->columns; i++) {
        if (c[i] > c[cursor]) cursor = i;
        any = any || c[i] != 0;
    }
    cplx h = 0;
    for (int i = 0; i < t->columns; i++) {
        double p = -2 * SL_PI * (i - cursor) * freq_hz / run->s->f_b_hz;
        h += c[i] * CMPLX(cos(p), sin(p));
    }
    return any ? h : 1;
}

static cplx terminated(const com_run *run, two_port p, bool common)
{
    const sl_com_settings *s = run->s;
    double half = common ? 0.5 : 1, z_0 = s->r_0_ohm * half;
    double r_tx = s->r_d_ohm[SL_COM_TX] * half, r_rx = s->r_d_ohm[SL_COM_RX] * half;
    double g1 = s->ideal_tx_term || s->include_pcb == 2 ? 0 : (r_tx - z_0) / (r_tx + z_0);
    double g2 = s->ideal_rx_term ? 0 : (r_rx - z_0) / (r_rx + z_0);
    bool square = s->compat == SL_COM_3_70 && !run->opts.strict;
    cplx through = com_mul(p.s21, square ? p.s21 : p.s12);
    cplx n =
        1.0 - p.s11 * g1 - p.s22 * g2 - through * (g1 * g2) + com_mul(p.s11, p.s22) * (g1 * g2);
    return com_div(p.s21 * ((1 - g1) * (1 + g2)), n);
}

// Packages of the last lengths asked for at one frequency: links share them.
typedef struct packages {
    const double *length[SL_COM_SIDES];
    two_port at[SL_COM_SIDES];
} packages;

static bool same_length(const sl_com_settings *s, const double *a, const double *b)
{
    for (int i = 0; a && a != b && i < s->segments; i++)
        if (a[i] != b[i]) return false;
    return a != NULL;
}

static two_port package_of(packages *p, const com_run *run, int side, sl_com_role role, double f,
                           bool common)
{
    const double *length = com_package_length(run->s, side, role, run->column);
    if (!same_length(run->s, p->length[side], length)) {
        p->at[side] = com_package_at(run->s, side, length, f, common, true);
        if (side == SL_COM_RX) p->at[side] = com_reversed(p->at[side]);
        p->length[side] = length;
    }
    return p->at[side];
}

// Transfer of one channel at one frequency, without the receive filter.
static cplx transfer_at(const com_run *run, const com_link *link, two_port p, double f, cplx edge,
                        packages *known, bool common)
{
    const sl_com_settings *s = run->s;
    if (!s->inc_package) return p.s21;
    if (!s->ideal_tx_term) {
        packages fresh = {0}; // of the common mode
        two_port tx = package_of(common ? &fresh : known, run, SL_COM_TX, link->role, f, common);
        p = com_cascade(tx, p);
    }
    if (!s->ideal_rx_term)
        p = com_cascade(p, package_of(known, run, SL_COM_RX, link->role, f, false));
    return com_mul(edge, terminated(run, p, common));
}

// Whether the receive filter is part of the pulse. The reference 4.50 applies it where it computes
// the figures of the frequency domain, and so leaves it out where those are not asked for.
static bool filtered(const com_run *run)
{
    const sl_com_settings *s = run->s;
    return s->include_tx_rx_filter && (s->compat == SL_COM_3_70 || s->get_fd || run->opts.strict);
}

// All channels at one frequency.
static void transfers_at(com_run *run, size_t i, bool with_filter)
{
    const sl_com_settings *s = run->s;
    double f = run->freq_hz[i];
    cplx edge = com_transmit_edge(s, f), filter = 1;
    packages known = {0};
    if (with_filter) {
        filter = com_receive_filter(s, f);
        if (s->compat != SL_COM_3_70) filter = com_mul(filter, preset_filter(run, f));
    }
    for (int k = 0; k < run->n; k++) {
        com_link *link = &run->links[k];
        two_port p = link->boarded[i];
        p.s11 *= s->kappa1;
        p.s22 *= s->kappa2;
        cplx h = transfer_at(run, link, p, f, edge, &known, false);
        link->transfer[i] = with_filter ? com_mul(h, filter) : h;
        if (link->mixed)
            link->transfer_mixed[i] = transfer_at(run, link, link->mixed[i], f, edge, &known, true);
    }
}

sl_status com_transfers(com_run *run)
{
    for (int k = 0; k < run->n; k++) {
        com_link *link = &run->links[k];
        link->transfer = sl_arena_alloc(run->work, run->points * sizeof(cplx));
        if (!link->transfer) return SL_ERR_NO_MEMORY;
        if (link->mixed &&
            !(link->transfer_mixed = sl_arena_alloc(run->work, run->points * sizeof(cplx))))
            return SL_ERR_NO_MEMORY;
    }
    bool with_filter = filtered(run);
    for (size_t i = 0; i < run->points; i++)
        transfers_at(run, i, with_filter);
    return SL_OK;
}
