// Two-ports: elements, lines, cascades, chain matrices, terminated transfer.
//
// Star product: N = 1 - S22a S11b, S11 = S11a + S12a S21a S11b/N, S21 = S21a S21b/N,
//   S12 = S12a S12b/N, S22 = S22b + S12b S21b S22a/N.
// Line: rho = (Zc - R0)/(Zc + R0), E = e^(-gamma l), S11 = rho (1 - E^2)/D, S21 = (1 - rho^2) E/D,
//   D = 1 - rho^2 E^2 = (1 - rho^2) + rho^2 (1 - E^2), with 1 - rho^2 = 4 Zc R0/(Zc + R0)^2 and
//   1 - E^2 by expm1: near DC both are small, and their difference from 1 would hold no digits.
// Sources: Redheffer, J. Math. Phys. 41 (1962) 1; Pozar, Microwave Engineering, 4th ed., ch. 4;
// IEEE Std 802.3, annex 93A.
#include <math.h>

#include "sparam/internal.h"

void sl_two_series(double complex s[4], double complex z, double r0)
{
    double complex sum = z + 2 * r0;
    s[0] = s[3] = quotient(z, sum);
    s[1] = s[2] = quotient(2 * r0, sum);
}

void sl_two_shunt(double complex s[4], double complex y, double r0)
{
    double complex u = y * r0, sum = u + 2;
    s[0] = s[3] = quotient(-u, sum);
    s[1] = s[2] = quotient(2, sum);
}

// e^z - 1
static double complex expm1_of(double complex z)
{
    double half = sin(0.5 * cimag(z)), e = exp(creal(z));
    return expm1(creal(z)) * cos(cimag(z)) - 2 * half * half + imaginary * (e * sin(cimag(z)));
}

void sl_two_line(double complex s[4], double complex gamma_length, double complex zc, double r0)
{
    double complex sum = zc + r0, rho = quotient(zc - r0, sum);
    double complex through = quotient(quotient(4 * r0 * zc, sum), sum); // 1 - rho^2
    double complex e = cexp(-gamma_length), turn = -expm1_of(-2 * gamma_length);
    double complex d = through + rho * rho * turn;
    s[0] = s[3] = quotient(rho * turn, d);
    s[1] = s[2] = quotient(through * e, d);
}

sl_status sl_two_cascade(double complex out[4], const double complex a[4],
                         const double complex b[4])
{
    double complex n = 1 - a[3] * b[0];
    if (!(square_of(n) > 0)) return SL_ERR_DOMAIN;
    double complex inverse = quotient(1, n);
    double complex s11 = a[0] + a[1] * a[2] * b[0] * inverse;
    double complex s12 = a[1] * b[1] * inverse, s21 = a[2] * b[2] * inverse;
    out[3] = b[3] + b[1] * b[2] * a[3] * inverse;
    out[0] = s11;
    out[1] = s12;
    out[2] = s21;
    return SL_OK;
}

void sl_two_reverse(double complex s[4])
{
    double complex t = s[0];
    s[0] = s[3];
    s[3] = t;
    t = s[1];
    s[1] = s[2];
    s[2] = t;
}

sl_status sl_two_to_abcd(double complex abcd[4], const double complex s[4], double r1, double r2)
{
    if (!(square_of(s[2]) > 0)) return SL_ERR_DOMAIN;
    double complex half = quotient(0.5, s[2]), product = s[1] * s[2];
    double root = sqrt(r1 * r2);
    abcd[0] = ((1 + s[0]) * (1 - s[3]) + product) * half * (r1 / root);
    abcd[1] = ((1 + s[0]) * (1 + s[3]) - product) * half * root;
    abcd[2] = ((1 - s[0]) * (1 - s[3]) - product) * half / root;
    abcd[3] = ((1 - s[0]) * (1 + s[3]) + product) * half * (r2 / root);
    return SL_OK;
}

sl_status sl_two_from_abcd(double complex s[4], const double complex abcd[4], double r1, double r2)
{
    double complex a = abcd[0] * r2, b = abcd[1], c = abcd[2] * r1 * r2, d = abcd[3] * r1;
    double complex sum = a + b + c + d;
    if (!(square_of(sum) > 0)) return SL_ERR_DOMAIN;
    double root = 2 * sqrt(r1 * r2);
    double complex det = abcd[0] * abcd[3] - abcd[1] * abcd[2];
    s[0] = quotient(a + b - c - d, sum);
    s[1] = quotient(root * det, sum);
    s[2] = quotient(root, sum);
    s[3] = quotient(-a + b - c + d, sum);
    return SL_OK;
}

double complex sl_two_transfer(const double complex s[4], double r0, double near, double far)
{
    double g1 = (near - r0) / (near + r0), g2 = isinf(far) ? 1 : (far - r0) / (far + r0);
    double complex n =
        1 - s[0] * g1 - s[3] * g2 - s[1] * s[2] * (g1 * g2) + s[0] * s[3] * (g1 * g2);
    return quotient(s[2] * ((1 - g1) * (1 + g2)), n);
}
