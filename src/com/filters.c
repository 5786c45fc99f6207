// Filters of COM: receiver, raised cosine, continuous-time equaliser.
//
// The equaliser (93A-22, and 120D's low-frequency stage of the same form) acts on the impulse
// response as a digital biquad: bilinear transform without prewarping at samples_per_ui samples a
// symbol. Source: IEEE Std 802.3 93A-20, 93A-22; behaviour of the reference program for the rest.
#include <math.h>

#include "com/com_internal.h"
#include "shoreline/constants.h"

cplx com_butterworth(double freq_hz, double cutoff_hz)
{
    double x = freq_hz / cutoff_hz, x2 = x * x;
    // s^4 + 2.613126 s^3 + 3.414214 s^2 + 2.613126 s + 1 at s = j x
    double re = x2 * x2 - 3.414214 * x2 + 1.0, im = 2.613126 * x - 2.613126 * x * x2;
    return com_div(1.0, CMPLX(re, im));
}

cplx com_bessel_thomson(double freq_hz, double cutoff_hz, int order)
{
    // Reverse Bessel polynomial: a_k = (2 n - k)!/(2^(n - k) k! (n - k)!).
    cplx s = CMPLX(0, freq_hz / cutoff_hz), sum = 0, power = 1;
    double first = 0;
    for (int k = 0; k <= order; k++) {
        double a = exp(lgamma(2 * order - k + 1) - lgamma(k + 1) - lgamma(order - k + 1)) /
                   pow(2, order - k);
        if (k == 0) first = a;
        sum += a * power;
        power = com_mul(power, s);
    }
    return com_div(first, sum);
}

double com_raised_cosine(double freq_hz, double start_hz, double end_hz)
{
    if (freq_hz < start_hz) return 1;
    if (freq_hz > end_hz) return 0;
    double period = 2 * (end_hz - start_hz);
    return 0.5 * cos(2 * SL_PI * (freq_hz - end_hz) / period - SL_PI) + 0.5;
}

cplx com_ctle_gain(double freq_hz, const com_ctle *c)
{
    cplx top = CMPLX(pow(10, c->gain_db / 20), freq_hz / c->zero_hz);
    return com_div(top, com_mul(CMPLX(1, freq_hz / c->pole1_hz), CMPLX(1, freq_hz / c->pole2_hz)));
}

void com_ctle_filter(double *x, size_t n, double symbol_rate_bd, double samples_per_ui,
                     const com_ctle *c)
{
    double fs = 2 * symbol_rate_bd * samples_per_ui;
    double p1 = -2 * SL_PI * c->pole1_hz, p2 = -2 * SL_PI * c->pole2_hz;
    double z = -2 * SL_PI * c->zero_hz * pow(10, c->gain_db / 20);
    double p1d = (1 + p1 / fs) / (1 - p1 / fs), p2d = (1 + p2 / fs) / (1 - p2 / fs);
    double zd = (1 + z / fs) / (1 - z / fs);
    double k = -p2 * ((fs - z) / ((fs - p1) * (fs - p2)) * c->pole1_hz / c->zero_hz);
    double b0 = k, b1 = k * (1 - zd), b2 = -k * zd;
    double a1 = -(p1d + p2d), a2 = p1d * p2d, w1 = 0, w2 = 0;
    for (size_t i = 0; i < n; i++) { // transposed direct form II
        double in = x[i], y = b0 * in + w1;
        w1 = b1 * in - a1 * y + w2;
        w2 = b2 * in - a2 * y;
        x[i] = y;
    }
}

sl_status com_ctle_run(double *x, size_t n, const com_run *run, int main, int low)
{
    com_ctle stages[2];
    int count = com_ctle_stages(stages, run->s, main, low);
    if (run->opts.strict && count > 0) return com_ctle_by_spectrum(x, n, run, main, low);
    for (int i = 0; i < count; i++)
        com_ctle_filter(x, n, run->s->f_b_hz, run->s->samples_per_ui, &stages[i]);
    return SL_OK;
}
