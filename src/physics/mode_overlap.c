// Power coupling between two circular Gaussian modes.
//
// Model: eta = |int E1 E2*|^2/(int |E1|^2 int |E2|^2), paraxial. In the plane of waist 2 beam 1 is
// exp(-a1 (x - x0)^2 - j k theta (x - x0)), a1 = 1/w1(z)^2 + j k/(2 R(z)), and mode 2 is
// exp(-x^2/w2^2); both directions separate and the integrals are Gaussian. With A = a1 + a2 and
// B = 2 a1 x0 - j k theta each direction gives 2 sqrt(Re a1 Re a2)/|A| exp(2 Re(B^2/(4 A) - C)),
// C = a1 x0^2 - j k theta x0. For gap 0 this is the closed form of sl_gaussian_coupling.
// Assumptions: fundamental modes, circular, same polarisation, no reflection at the interfaces.
// Sources: Joyce and DeLoach, Appl. Opt. 23 (1984) 4187; Marcuse, BSTJ 56 (1977) 703.
// Limits: paraxial (tilt below about 0.3 rad); elliptical modes are products of two axes.
#include "shoreline/physics.h"

#include <complex.h>
#include <math.h>

#include "shoreline/constants.h"

static const double complex imaginary = I; // double: the macro I is a complex float

double sl_gaussian_coupling(double w1_m, double w2_m, double offset_m, double tilt_rad,
                            double wavelength_m)
{
    if (!(w1_m > 0 && w2_m > 0 && wavelength_m > 0)) return NAN;
    double s = w1_m * w1_m + w2_m * w2_m, mode = 2 * w1_m * w2_m / s;
    double tilt = SL_PI * tilt_rad * w1_m * w2_m / wavelength_m;
    return mode * mode * exp(-2 * (offset_m * offset_m + tilt * tilt) / s);
}

double sl_gaussian_coupling_gap(double w1_m, double w2_m, double offset_m, double tilt_rad,
                                double gap_m, double wavelength_m)
{
    if (!(w1_m > 0 && w2_m > 0 && wavelength_m > 0)) return NAN;
    double z = fabs(gap_m), k = 2 * SL_PI / wavelength_m;
    double rayleigh = 0.5 * k * w1_m * w1_m;
    double spread = z * z + rayleigh * rayleigh; // w(z)^2 = w1^2 spread/rayleigh^2, R = spread/z
    double a1_re = 0.5 * k * rayleigh / spread, a2 = 1 / (w2_m * w2_m);
    double complex a1 = a1_re + imaginary * (0.5 * k * z / spread);
    double complex a = a1 + a2;
    double x0 = offset_m + tilt_rad * z;
    double complex b = 2 * a1 * x0 - imaginary * (k * tilt_rad);
    double complex c = a1 * (x0 * x0) - imaginary * (k * tilt_rad * x0);
    double shape = 4 * a1_re * a2 / creal(a * conj(a));
    return shape * exp(2 * creal(b * b / (4 * a) - c));
}
