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

#include "electrical/line.h"
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

static sl_status check_lumped(const sl_lumped *p)
{
    if (!(p->capacitance_near_f >= 0 && p->capacitance_far_f >= 0 && p->inductance_h >= 0 &&
          p->resistance_ohm >= 0 && p->stub_length_m >= 0 && p->loss_db >= 0))
        return SL_ERR_DOMAIN;
    if (p->stub_length_m > 0 && !(p->stub_impedance_ohm > 0 && p->stub_dielectric_constant >= 1 &&
                                  p->stub_loss_tangent >= 0))
        return SL_ERR_DOMAIN;
    return p->loss_db > 0 && !(p->loss_freq_hz > 0) ? SL_ERR_DOMAIN : SL_OK;
}

static double complex stub_admittance(const sl_lumped *p, double omega)
{
    if (p->stub_length_m == 0) return 0;
    double complex eps = p->stub_dielectric_constant * (1 - imaginary * p->stub_loss_tangent);
    double complex g = imaginary * omega * csqrt(eps) / SL_SPEED_OF_LIGHT_M_S;
    return ctanh(g * p->stub_length_m) * csqrt(eps / p->stub_dielectric_constant) /
           p->stub_impedance_ohm;
}

static sl_status lumped_segment(sl_segment_response *out, const sl_lumped *p, double freq_hz)
{
    SL_TRY(check_lumped(p));
    const double r0 = SL_ELECTRICAL_REFERENCE_OHM;
    double omega = 2 * SL_PI * freq_hz;
    double complex near = imaginary * omega * p->capacitance_near_f;
    double complex far = imaginary * omega * p->capacitance_far_f + stub_admittance(p, omega);
    double complex series = p->resistance_ohm + imaginary * omega * p->inductance_h;
    double complex a = 1 + series * far, b = series, d = 1 + series * near;
    double complex c = near + far + series * near * far;
    double complex sum = a + b / r0 + c * r0 + d;
    out->s21 = cabs(2 / sum);
    out->s11 = cabs((a + b / r0 - c * r0 - d) / sum);
    if (p->loss_db > 0) out->s21 *= pow(10, -p->loss_db / 20 * sqrt(freq_hz / p->loss_freq_hz));
    out->mismatch = 0;
    double stub_f = 0;
    if (p->stub_length_m > 0)
        stub_f = sqrt(p->stub_dielectric_constant) * p->stub_length_m /
                 (p->stub_impedance_ohm * SL_SPEED_OF_LIGHT_M_S);
    double shunt_f = p->capacitance_near_f + p->capacitance_far_f + stub_f;
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
