// One element of a channel in the four modes of two identical pairs.
//
// Modes. A mode is the same element with other impedances and another delay:
//   even and odd over the pairs: Z sqrt((1+k)/(1-k)) and Z sqrt((1-k)/(1+k)), k the near-end
//     coupling coefficient; delay times 1 + d/2 and 1 - d/2;
//   differential and common of a pair: Z_common = Z_differential/4 (1+c)/(1-c), c the coupling of
//     its wires. Common modes are counted in impedances times four, in which they are the
//     differential element times (1+c)/(1-c), with the same resistance.
// Line: series j w L size delay + conductors, shunt j w C delay/size. Lumped: L size, C/size, stub
//   Zs size; resistance unchanged.
// Connector's dissipation: matched, exp(-(1 + j) a sqrt f), the causal form of a loss as sqrt(f).
// Stub's loss: Djordjevic-Sarkar with its loss tangent at 10 GHz.
// Assumptions: conductor loss is the same in all modes; one neighbour, with identical segments.
// Sources: Pozar, Microwave Engineering, 4th ed., 7.6 (even and odd modes); Paul, Analysis of
// Multiconductor Transmission Lines, 2nd ed., 7.2 (symmetric lines decouple).
#include <math.h>

#include "electrical/channel.h"
#include "shoreline/constants.h"

static void set_modes(channel_element *e, double pair, double split, double common)
{
    double even = sqrt((1 + pair) / (1 - pair)), raise = (1 + common) / (1 - common);
    for (int m = 0; m < MODES; m++) {
        bool odd = m == MODE_DIFFERENTIAL_ODD || m == MODE_COMMON_ODD;
        e->size[m] = (odd ? 1 / even : even) * (m >= MODE_COMMON_EVEN ? raise : 1);
        e->delay[m] = odd ? 1 - 0.5 * split : 1 + 0.5 * split;
    }
}

// A dielectric alone, as the line's model keeps it.
static sl_status stub_dielectric(line_model *m, const sl_lumped *p)
{
    double complex r = line_relaxation(1e10);
    m->eps_delta = -p->stub_dielectric_constant * p->stub_loss_tangent / cimag(r);
    m->eps_inf = p->stub_dielectric_constant - m->eps_delta * creal(r);
    return m->eps_inf > 0 ? SL_OK : SL_ERR_DOMAIN;
}

sl_status channel_prepare(channel_element *out, const sl_segment *segment)
{
    *out = (channel_element){.segment = segment};
    if (segment->kind == SL_SEGMENT_LINE) {
        const sl_line *line = &segment->line;
        if (!(segment->length_m >= 0) || !isfinite(segment->length_m)) return SL_ERR_DOMAIN;
        set_modes(out, line->pair_coupling, line->pair_delay_split, line->common_coupling);
        return line_prepare(&out->line, line);
    }
    const sl_lumped *p = &segment->lumped;
    SL_TRY(lumped_check(p));
    set_modes(out, p->pair_coupling, 0, p->common_coupling);
    return p->stub_length_m > 0 ? stub_dielectric(&out->line, p) : SL_OK;
}

static void line_at(double complex s[MODES][4], const channel_element *e, double freq_hz,
                    double complex relaxation, double r0, int step)
{
    double complex conductors, eps;
    double omega = 2 * SL_PI * freq_hz;
    line_terms(&conductors, &eps, &e->line, freq_hz, relaxation);
    for (int m = 0; m < MODES; m += step) {
        double scale = e->size[m] * e->delay[m];
        double complex series = imaginary * (omega * e->line.inductance_h_m * scale) + conductors;
        double complex shunt =
            imaginary * (omega * e->line.air_capacitance_f_m * e->delay[m] / e->size[m]) * eps;
        double complex gamma = csqrt(series * shunt);
        sl_two_line(s[m], gamma * e->segment->length_m, quotient(series, gamma), r0);
    }
}

// Input admittance of the open stub in the differential mode.
static double complex stub_at(const channel_element *e, double freq_hz, double complex relaxation)
{
    const sl_lumped *p = &e->segment->lumped;
    double x = 2 * SL_PI * freq_hz * p->stub_length_m / SL_SPEED_OF_LIGHT_M_S;
    if (p->stub_loss_tangent == 0)
        return imaginary * (tan(x * sqrt(p->stub_dielectric_constant)) / p->stub_impedance_ohm);
    double complex eps = e->line.eps_inf + e->line.eps_delta * relaxation, root = csqrt(eps);
    return ctanh(imaginary * x * root) * root /
           (p->stub_impedance_ohm * sqrt(p->stub_dielectric_constant));
}

static void lumped_at(double complex s[MODES][4], const channel_element *e, double freq_hz,
                      double complex relaxation, double r0, int step)
{
    const sl_lumped *p = &e->segment->lumped;
    double omega = 2 * SL_PI * freq_hz;
    double complex far = imaginary * (omega * p->capacitance_far_f);
    if (p->stub_length_m > 0) far += stub_at(e, freq_hz, relaxation);
    double complex loss = 1;
    if (p->loss_db > 0) {
        const double db_per_np = 8.685889638065036553;
        double np = p->loss_db / db_per_np * sqrt(freq_hz / p->loss_freq_hz);
        loss = cexp(-(1 + imaginary) * np);
    }
    for (int m = 0; m < MODES; m += step) {
        double complex part[4];
        sl_two_shunt(s[m], imaginary * (omega * p->capacitance_near_f / e->size[m]), r0);
        sl_two_series(part, p->resistance_ohm + imaginary * (omega * p->inductance_h * e->size[m]),
                      r0);
        sl_two_cascade(s[m], s[m], part); // passive and of finite elements: never singular
        sl_two_shunt(part, far / e->size[m], r0);
        sl_two_cascade(s[m], s[m], part);
        s[m][1] *= loss;
        s[m][2] *= loss;
        s[m][3] *= loss * loss;
    }
}

void channel_element_at(double complex s[MODES][4], const channel_element *e, double freq_hz,
                        double complex relaxation, double r0, int step)
{
    if (e->segment->kind == SL_SEGMENT_LINE)
        line_at(s, e, freq_hz, relaxation, r0, step);
    else
        lumped_at(s, e, freq_hz, relaxation, r0, step);
    for (int m = 0; e->segment->reversed && m < MODES; m += step)
        sl_two_reverse(s[m]);
}
