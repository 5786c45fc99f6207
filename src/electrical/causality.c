// Causality residual of a line: how much of its impulse response comes before its front.
//
// The front travels with the speed at infinite frequency, l sqrt(eps_inf)/c. exp(-gamma l) times
// exp(+j w t_front), with a Gaussian roll-off that falls to 1e-8 at freq_max_hz, is turned into
// time by an inverse FFT. The roll-off's own response, exp(-(t/tau)^2), spreads the front to both
// sides, so that only what comes more than 5 tau earlier is counted (there it has fallen to e^-25).
// The record is periodic, and the skin effect's tail falls only with t^(-3/2): it would wrap around
// into the time before the front. Two high-passes s/(s + wc) at freq_max/64, themselves causal,
// make it fall with t^(-7/2); they leave a precursor, which is short, as it is.
// Limit: the check sees what lies below freq_max and above 1e-8.
#include <gsl/gsl_fft_complex.h>
#include <math.h>

#include "electrical/segment.h"
#include "shoreline/constants.h"

enum { SAMPLES = 16384 };

double sl_line_causality_db(const sl_line *line, double length_m, double freq_max_hz)
{
    line_model m;
    if (!(length_m > 0 && freq_max_hz > 0) || !isfinite(freq_max_hz) ||
        line_prepare(&m, line) != SL_OK)
        return NAN;

    const double roll_off = log(1e8); // W(f) = exp(-roll_off (f/fmax)^2)
    double front = length_m * sqrt(m.eps_inf * m.inductance_h_m * m.air_capacitance_f_m);
    double h[2 * SAMPLES];
    h[0] = h[1] = h[SAMPLES] = h[SAMPLES + 1] = 0;
    for (size_t i = 1; i < SAMPLES / 2; i++) {
        double x = (double)i / (SAMPLES / 2), f = x * freq_max_hz;
        double complex g = line_gamma(NULL, &m, f);
        double power = (64 * x) * (64 * x); // |s/wc|^2 of the high-passes
        double size = exp(-creal(g) * length_m - roll_off * x * x) * power / (1 + power);
        double phase = 2 * SL_PI * f * front - cimag(g) * length_m + 2 * atan2(1, 64 * x);
        double re = size * cos(phase), im = size * sin(phase);
        h[2 * i] = h[2 * (SAMPLES - i)] = re;
        h[2 * i + 1] = im;
        h[2 * (SAMPLES - i) + 1] = -im;
    }
    if (gsl_fft_complex_radix2_inverse(h, 1, SAMPLES) != 0) return NAN;

    // tau = sqrt(roll_off)/(pi fmax), a sample is 1/(2 fmax).
    size_t guard = (size_t)ceil(5 * 2 * sqrt(roll_off) / SL_PI);
    double early = 0, total = 0;
    for (size_t i = 0; i < SAMPLES; i++) {
        double e = h[2 * i] * h[2 * i];
        total += e;
        if (i >= SAMPLES / 2 && i < SAMPLES - guard) early += e;
    }
    return 10 * log10(early / total);
}
