// Causal differential line: propagation constant and characteristic impedance.
//
// Model. Telegrapher's equations with series Z = j w L + 2 Zc(w) and shunt Y = j w C0 eps(w):
//   gamma = sqrt(Z Y), impedance = sqrt(Z/Y);
//   L = Z0 sqrt(Dk)/c and C0 = 1/(Z0 sqrt(Dk) c) from the nominal impedance and Dk at the reference
//   frequency (homogeneous cross-section);
//   eps(w) = eps_inf + eps_d log10((w2 + j w)/(w1 + j w)), w1 = 2 pi 1e4, w2 = 2 pi 1e12: constant
//   loss tangent over eight decades with the dispersion that causality asks for;
//   Zc = Zs(w) K(w) [S(g A/p) + r]/p, per conductor: g = sqrt(j w mu0 sigma), Zs = g/sigma,
//   cross-section A, perimeter p; r is the resistance of the return path and of current crowding,
//   relative to Zs/p;
//   S(x) = (1 - c) coth x + c I0(2 x)/I1(2 x), c = 4 pi A/p^2, makes the transition from dc
//   (1/(sigma A)) to skin effect (Zs/p): exact for a wide strip (c = 0) and a round wire (c = 1),
//   and for any convex section right in the next order, 1 + c/(4 x), since the contour's curvature
//   always adds up to 2 pi;
//   K(w) = 1 + 1.5 SR/(1 + 1/(g a)): Huray's spheres of radius a, whose resistance
//   Re(Zs K) = Rs [1 + 1.5 SR/(1 + d/a + d^2/(2 a^2))] is the known real factor (exactly, as
//   |1 + 1/(g a)|^2 = 1 + d/a + d^2/(2 a^2)), and whose reactance makes the sum causal.
// r from the geometry, by Wheeler's rule R = Rs/eta0 * d(Z_air)/dn, n the recession of all walls:
//   stripline (Cohn): Z_air = 30 pi/D, D = W/g + F(K), g = b - t, K = b/g,
//     F = [2 K ln(K+1) - (K-1) ln(K^2-1)]/pi, which gives R = Rs A/(2 D^2 g),
//     A = 1 + 2 W/g + (b+t)/(pi g) ln((2b-t)/t); b follows from the impedance;
//   twinax: Z_air = 120 ln[2 p (1-q^2)/(1+q^2)] - ..., p = s/d, q = s/D = 1/2 (the balanced case:
//     each wire half way between axis and shield).
// Assumptions: the two conductors are loosely coupled (odd-mode impedance = half of the
// differential one); planes and shield are as rough and as warm as the conductor and thick against
// skin depth. Sources: Djordjevic, Biljic, Likar-Smiljanic, Sarkar, IEEE Trans. EMC 43 (2001) 662;
// Bracken, "A causal Huray model for surface roughness", DesignCon 2012; Wheeler, Proc. IRE 30
// (1942) 412; Cohn, IRE Trans. MTT-2 (1954) 52; Pozar, Microwave Engineering, 4th ed., 2.7 and 3.7.
// Limits: 1 MHz to 1 THz; W/(b-t) above 0.35 for Cohn's formula within 1 %; temperature and
// moisture of the dielectric by linear coefficients; no weave skew, no radiation.
#include "electrical/segment.h"

#include <math.h>

#include "shoreline/constants.h"

static const double copper_temp_coefficient = 0.00393; // 1/K, IEC 60028
static const double relaxation_low = 2 * SL_PI * 1e4;  // rad/s
static const double relaxation_high = 2 * SL_PI * 1e12;
static const double db_per_np = 8.685889638065036553;

double complex line_relaxation(double freq_hz)
{
    double omega = 2 * SL_PI * freq_hz;
    double re = log10((relaxation_high * relaxation_high + omega * omega) /
                      (relaxation_low * relaxation_low + omega * omega)) /
                2;
    double im = (atan2(omega, relaxation_high) - atan2(omega, relaxation_low)) / log(10);
    return re + imaginary * im;
}

static int in_range(double x, double lo, double hi)
{
    return x >= lo && x <= hi; // false for NaN
}

// Warm and wet: both linear, from 20 degC and dry.
static sl_status prepare_dielectric(line_model *m, const sl_line *line)
{
    double complex r = line_relaxation(line->reference_freq_hz);
    double warm =
        line->dielectric_temp_k > 0 ? line->dielectric_temp_k - (SL_ZERO_CELSIUS_K + 20) : 0;
    double wet = line->moisture_uptake * line->relative_humidity;
    double dk = line->dielectric_constant * (1 + line->dielectric_constant_per_k * warm +
                                             line->dielectric_constant_per_wet * wet);
    double df = line->loss_tangent * (1 + line->loss_tangent_per_k * warm) +
                line->loss_tangent_per_wet * wet;
    if (!in_range(dk, 1, 1e3) || !in_range(df, 0, 0.2)) return SL_ERR_DOMAIN;
    m->eps_delta = -dk * df / cimag(r);
    m->eps_inf = dk - m->eps_delta * creal(r);
    return m->eps_inf > 0 ? SL_OK : SL_ERR_DOMAIN;
}

// Cohn's D at v = 1/(b - t).
static double cohn(double width, double thickness, double v)
{
    double k = 1 + thickness * v;
    return width * v + (2 * k * log(k + 1) - (k - 1) * log(k * k - 1)) / SL_PI;
}

// 1/(b - t) of the spacing of the planes that gives D; NaN if none does.
static double stripline_spacing(double width, double thickness, double d)
{
    double lo = 0, hi = (d - 2 * log(2) / SL_PI) / width; // D rises with v, from 2 ln 2/pi
    if (!(hi > 0)) return NAN;
    lo = 1e-9 * hi;
    if (cohn(width, thickness, lo) > d) return NAN;
    for (int i = 0; i < 40; i++) {
        double mid = 0.5 * (lo + hi);
        if (cohn(width, thickness, mid) < d)
            lo = mid;
        else
            hi = mid;
    }
    return 0.5 * (lo + hi);
}

// High-frequency resistance of a stripline with its planes, times 1/Rs, 1/m. NaN if no spacing of
// the planes gives the impedance.
static double stripline_resistance(double width, double thickness, double odd_ohm, double eps)
{
    double d = 30 * SL_PI / (sqrt(eps) * odd_ohm);
    double gap = 1 / stripline_spacing(width, thickness, d), b = gap + thickness;
    double a = 1 + 2 * width / gap +
               (b + thickness) / (SL_PI * gap) * log((2 * b - thickness) / thickness);
    return a / (2 * d * d * gap);
}

sl_status sl_line_manufacture(sl_line *line, double width_ratio, double dielectric_ratio)
{
    double width = line->trace_width_m, root = sqrt(line->dielectric_constant);
    if (!(width_ratio > 0 && dielectric_ratio > 0 && width > 0 && root >= 1 &&
          line->impedance_ohm > 0))
        return SL_ERR_DOMAIN;
    double impedance = line->impedance_ohm;
    if (line->geometry == SL_LINE_TWINAX) {
        impedance -= 120 / root * log(width_ratio);
    } else if (width_ratio != 1) {
        double t = line->conductor_thickness_m, d = 60 * SL_PI / (root * impedance);
        double v = stripline_spacing(width, t, d);
        impedance *= d / cohn(width * width_ratio, t, v);
    }
    if (!(impedance > 0)) return SL_ERR_DOMAIN; // NaN too
    line->trace_width_m = width * width_ratio;
    line->impedance_ohm = impedance / sqrt(dielectric_ratio);
    line->dielectric_constant *= dielectric_ratio;
    return SL_OK;
}

// Resistance of the shield of a balanced twinax pair over that of its wires.
static double twinax_return_ratio(double impedance_ohm, double eps)
{
    const double q = 0.5, q2 = q * q;
    double p = exp(impedance_ohm * sqrt(eps) / 120) * (1 + q2) / (2 * (1 - q2)), p2 = p * p;
    if (!(p > 1)) return NAN; // the wires would touch
    return 4 * q2 * q / p * (1 / (1 - q2 * q2) - (1 + 4 * p2) / (8 * p2 * p2));
}

static sl_status prepare_conductor(line_model *m, const sl_line *line)
{
    double w = line->trace_width_m, t = line->conductor_thickness_m;
    double temp = line->temp_k > 0 ? line->temp_k : SL_ZERO_CELSIUS_K + 20;
    double ratio = line->return_ratio;
    if (line->geometry == SL_LINE_TWINAX) {
        m->perimeter_m = SL_PI * w;
        m->depth_m = w / 4;
        if (!(ratio > 0))
            ratio = twinax_return_ratio(line->impedance_ohm, line->dielectric_constant);
    } else {
        m->perimeter_m = 2 * (w + t);
        m->depth_m = w * t / m->perimeter_m;
        if (!(ratio > 0))
            ratio = m->perimeter_m * stripline_resistance(w, t, 0.5 * line->impedance_ohm,
                                                          line->dielectric_constant) -
                    1;
    }
    m->return_ratio = ratio;
    m->roundness = 4 * SL_PI * m->depth_m / m->perimeter_m;
    m->conductivity = sl_conductivity_s_m(line->conductivity, copper_temp_coefficient, temp);
    m->sphere_radius_m = 0.06 * line->roughness_rz_m;
    return isfinite(ratio) && ratio >= 0 && m->conductivity > 0 ? SL_OK : SL_ERR_DOMAIN;
}

static bool neutral_in_range(const sl_line *line)
{
    return in_range(line->dielectric_temp_k, 0, 2000) &&
           in_range(line->dielectric_constant_per_k, -1, 1) &&
           in_range(line->loss_tangent_per_k, -1, 1) && in_range(line->relative_humidity, 0, 1) &&
           in_range(line->moisture_uptake, 0, 1) &&
           in_range(line->dielectric_constant_per_wet, 0, 1e3) &&
           in_range(line->loss_tangent_per_wet, 0, 1e3) && in_range(line->pair_coupling, 0, 0.9) &&
           in_range(line->pair_delay_split, -0.5, 0.5) && in_range(line->common_coupling, 0, 0.9);
}

sl_status line_prepare(line_model *m, const sl_line *line)
{
    const double any = 1e300, tiny = 1e-300;
    if (!in_range(line->dielectric_constant, 1, 1e3) || !in_range(line->loss_tangent, 0, 0.2) ||
        !in_range(line->reference_freq_hz, 1e5, 1e12) ||
        !in_range(line->impedance_ohm, tiny, 1e4) || !in_range(line->trace_width_m, tiny, any) ||
        !in_range(line->roughness_rz_m, 0, 1e-4) || !in_range(line->conductivity, tiny, any) ||
        !in_range(line->temp_k, 0, 2000) || !in_range(line->return_ratio, 0, 1e3) ||
        !neutral_in_range(line))
        return SL_ERR_DOMAIN;
    if (line->geometry == SL_LINE_STRIPLINE && !in_range(line->conductor_thickness_m, tiny, any))
        return SL_ERR_DOMAIN;
    SL_TRY(prepare_dielectric(m, line));
    double root = sqrt(line->dielectric_constant) / SL_SPEED_OF_LIGHT_M_S;
    m->inductance_h_m = line->impedance_ohm * root;
    m->air_capacitance_f_m = root / (line->impedance_ohm * line->dielectric_constant);
    return prepare_conductor(m, line);
}

// I0(z)/I1(z), |arg z| <= pi/4: continued fraction, or Hankel's expansion; 2e-5.
static double complex bessel_ratio(double complex z)
{
    double complex u = quotient(1, z), r = 0;
    if (creal(z) > 6)
        return 1 + u * (1.0 / 2 + u * (3.0 / 8 + u * (3.0 / 8 + u * (63.0 / 128 + u * 27 / 32))));
    for (int k = 12; k > 1; k--)
        r = quotient(1, 2 * k * u + r);
    return 2 * u + r;
}

// S(x): surface impedance of a whole section over that of a half space.
static double complex section_factor(double complex x, double roundness)
{
    double complex e = 0;
    if (creal(x) < 20) e = cexp(-2 * x);
    double complex strip = cabs(x) < 1e-3 ? quotient(1, x) + x / 3 : quotient(1 + e, 1 - e);
    return strip + roundness * (bessel_ratio(2 * x) - strip);
}

// Series impedance of one conductor with its part of the return path, ohm/m.
static double complex conductor_impedance(const line_model *m, double omega)
{
    double inverse_depth = sqrt(0.5 * omega * SL_VACUUM_PERMEABILITY * m->conductivity);
    double complex g = inverse_depth * (1 + imaginary);
    double complex x = g * m->depth_m;
    double complex skin = section_factor(x, m->roundness);
    double complex k = 1;
    if (m->sphere_radius_m > 0) {
        double complex ga = g * m->sphere_radius_m;
        k += 1.5 * (14 * SL_PI / 9) * quotient(ga, ga + 1);
    }
    return g / m->conductivity * k * (skin + m->return_ratio) / m->perimeter_m;
}

void line_terms(double complex *conductors, double complex *permittivity, const line_model *m,
                double freq_hz, double complex relaxation)
{
    *conductors = 2 * conductor_impedance(m, 2 * SL_PI * freq_hz);
    *permittivity = m->eps_inf + m->eps_delta * relaxation;
}

// Series impedance times shunt admittance, 1/m2; the impedance alone in *series.
static double complex propagation_squared(double complex *series, const line_model *m,
                                          double freq_hz, double complex relaxation)
{
    double omega = 2 * SL_PI * freq_hz;
    *series = imaginary * (omega * m->inductance_h_m) + 2 * conductor_impedance(m, omega);
    double complex y =
        imaginary * (omega * m->air_capacitance_f_m) * (m->eps_inf + m->eps_delta * relaxation);
    return *series * y;
}

double complex line_gamma(double complex *impedance, const line_model *m, double freq_hz)
{
    double complex series;
    double complex gamma =
        csqrt(propagation_squared(&series, m, freq_hz, line_relaxation(freq_hz)));
    if (impedance) *impedance = series / gamma;
    return gamma;
}

double line_loss_db_m(const line_model *m, double freq_hz, double complex relaxation)
{
    double complex series, square = propagation_squared(&series, m, freq_hz, relaxation);
    // Real part of the root: beside the phase of a low-loss line it would cancel, so from the
    // imaginary part of the square.
    double re = creal(square), im = cimag(square), size = sqrt(re * re + im * im);
    double alpha = re > 0 ? sqrt(0.5 * (size + re)) : 0.5 * im / sqrt(0.5 * (size - re));
    return db_per_np * alpha;
}

sl_status sl_line_at(sl_line_constants *out, const sl_line *line, double freq_hz)
{
    line_model m;
    if (!(freq_hz > 0) || !isfinite(freq_hz)) return SL_ERR_DOMAIN;
    SL_TRY(line_prepare(&m, line));
    double complex impedance, gamma = line_gamma(&impedance, &m, freq_hz);
    *out = (sl_line_constants){creal(gamma), cimag(gamma), creal(impedance), cimag(impedance)};
    return SL_OK;
}

double sl_line_loss_db(const sl_line *line, double length_m, double freq_hz)
{
    line_model m;
    if (!(length_m >= 0 && freq_hz >= 0) || line_prepare(&m, line) != SL_OK) return NAN;
    if (freq_hz == 0) return 0;
    return line_loss_db_m(&m, freq_hz, line_relaxation(freq_hz)) * length_m;
}
