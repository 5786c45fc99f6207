// One segment of a path: transmission, reflection and delay in a 100 ohm differential system.
//
// Line: matched transmission exp(-alpha l). Its mismatch shows as the largest reflection over the
// line's phase, |rho| (1 + E)/(1 + |rho|^2 E), E = exp(-2 alpha l), and as a relative change of the
// transmission of up to |rho|^2 (1 + E).
// Lumped (via, ball, socket, bump, connector): chain matrix of shunt C, series R + j w L, shunt
// C with an open stub; S21 = 2/(A + B/R0 + C R0 + D), S11 = (A + B/R0 - C R0 - D)/(...).
// Stub: Y = tanh(g l)/Zs, g = j w sqrt(er (1 - j tan d))/c: a notch at c/(4 l sqrt er).
// A connector's dissipation multiplies S21 by 10^(-loss sqrt(f/f0)/20).
// Sources: Pozar, Microwave Engineering, 4th ed., table 4.2 (chain to scattering) and 2.3 (stub).
// Limits: lumped elements short against the wavelength; values do not change with frequency.
#include <math.h>

#include "electrical/segment.h"
#include "shoreline/constants.h"

static sl_status line_segment(sl_segment_response *out, const sl_segment *s, double freq_hz)
{
    line_model m;
    if (!(s->length_m >= 0) || !isfinite(s->length_m)) return SL_ERR_DOMAIN;
    SL_TRY(line_prepare(&m, &s->line));
    double complex impedance, gamma = line_gamma(&impedance, &m, freq_hz);
    double rho =
        cabs((impedance - SL_ELECTRICAL_REFERENCE_OHM) / (impedance + SL_ELECTRICAL_REFERENCE_OHM));
    double t = exp(-creal(gamma) * s->length_m), e = t * t;
    if (s->length_m == 0) rho = 0;
    out->s21 = t;
    out->s11 = rho * (1 + e) / (1 + rho * rho * e);
    out->mismatch = rho * rho * (1 + e);
    out->delay_s = cimag(gamma) * s->length_m / (2 * SL_PI * freq_hz);
    return SL_OK;
}

sl_status lumped_check(const sl_lumped *p)
{
    if (!(p->capacitance_near_f >= 0 && p->capacitance_far_f >= 0 && p->inductance_h >= 0 &&
          p->resistance_ohm >= 0 && p->stub_length_m >= 0 && p->loss_db >= 0))
        return SL_ERR_DOMAIN;
    if (!isfinite(p->capacitance_near_f + p->capacitance_far_f + p->inductance_h +
                  p->resistance_ohm + p->stub_length_m + p->loss_db))
        return SL_ERR_DOMAIN;
    if (p->stub_length_m > 0 &&
        !(p->stub_impedance_ohm > 0 && p->stub_dielectric_constant >= 1 &&
          p->stub_loss_tangent >= 0 &&
          isfinite(p->stub_impedance_ohm + p->stub_dielectric_constant + p->stub_loss_tangent)))
        return SL_ERR_DOMAIN;
    if (!(p->pair_coupling >= 0 && p->pair_coupling <= 0.9 && p->common_coupling >= 0 &&
          p->common_coupling <= 0.9))
        return SL_ERR_DOMAIN;
    return p->loss_db > 0 && !(p->loss_freq_hz > 0) ? SL_ERR_DOMAIN : SL_OK;
}

// Input admittance of the open stub.
static double complex stub_admittance(const sl_lumped *p, double omega)
{
    if (p->stub_length_m == 0) return 0;
    double x = omega * sqrt(p->stub_dielectric_constant) * p->stub_length_m / SL_SPEED_OF_LIGHT_M_S;
    if (p->stub_loss_tangent == 0) return imaginary * (tan(x) / p->stub_impedance_ohm);
    double complex root = csqrt(1 - imaginary * p->stub_loss_tangent);
    return ctanh(imaginary * x * root) * root / p->stub_impedance_ohm;
}

// Matrix entries without the impedance's dimension: A, B/R0, C R0, D.
typedef struct chain {
    double complex a, b, c, d;
} chain;

static chain lumped_chain(const sl_lumped *p, double omega)
{
    const double r0 = SL_ELECTRICAL_REFERENCE_OHM;
    double complex near = imaginary * (omega * p->capacitance_near_f * r0);
    double complex far = imaginary * (omega * p->capacitance_far_f * r0);
    double complex series = (p->resistance_ohm + imaginary * (omega * p->inductance_h)) / r0;
    if (p->stub_length_m > 0) far += r0 * stub_admittance(p, omega);
    double complex a = 1 + series * far;
    return (chain){a, series, near * a + far, 1 + series * near};
}

static double square(double complex z)
{
    return creal(z) * creal(z) + cimag(z) * cimag(z);
}

double lumped_loss_db(const sl_lumped *p, double freq_hz)
{
    chain m = lumped_chain(p, 2 * SL_PI * freq_hz);
    double loss = 10 * log10(0.25 * square(m.a + m.b + m.c + m.d));
    return p->loss_db > 0 ? loss + p->loss_db * sqrt(freq_hz / p->loss_freq_hz) : loss;
}

static sl_status lumped_segment(sl_segment_response *out, const sl_lumped *p, double freq_hz)
{
    SL_TRY(lumped_check(p));
    const double r0 = SL_ELECTRICAL_REFERENCE_OHM;
    chain m = lumped_chain(p, 2 * SL_PI * freq_hz);
    out->s21 = pow(10, -lumped_loss_db(p, freq_hz) / 20);
    out->s11 = sqrt(square(m.a + m.b - m.c - m.d) / square(m.a + m.b + m.c + m.d));
    out->mismatch = 0;
    double shunt_f = p->capacitance_near_f + p->capacitance_far_f;
    if (p->stub_length_m > 0)
        shunt_f += sqrt(p->stub_dielectric_constant) * p->stub_length_m /
                   (p->stub_impedance_ohm * SL_SPEED_OF_LIGHT_M_S);
    out->delay_s = 0.5 * (p->inductance_h / r0 + shunt_f * r0);
    return SL_OK;
}

sl_status sl_segment_at(sl_segment_response *out, const sl_segment *segment, double freq_hz)
{
    if (!(freq_hz > 0) || !isfinite(freq_hz)) return SL_ERR_DOMAIN;
    if (segment->kind == SL_SEGMENT_LINE) return line_segment(out, segment, freq_hz);
    return lumped_segment(out, &segment->lumped, freq_hz);
}

double sl_stub_notch_hz(double length_m, double dielectric_constant)
{
    if (!(length_m > 0 && dielectric_constant >= 1)) return NAN;
    return SL_SPEED_OF_LIGHT_M_S / (4 * length_m * sqrt(dielectric_constant));
}
