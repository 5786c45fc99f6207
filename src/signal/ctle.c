// Continuous-time linear equaliser, in frequency and as bilinear biquads in time.
//
// Model: IEEE 802.3 93A-22. In time x = j f becomes (fs/pi) (1 - z)/(1 + z), z the unit delay
// (bilinear transform without prewarping: the frequency f of the analogue filter appears at
// (fs/pi) atan(pi f/fs)), as the reference script of annex 93A does.
#include "shoreline/waveform.h"

#include <math.h>

#include "shoreline/constants.h"

static double amplitude(double db)
{
    return pow(10, db / 20);
}

double _Complex sl_ctle_at(const sl_ctle *c, double freq_hz)
{
    double _Complex jf = freq_hz * (double _Complex)_Complex_I;
    double _Complex h = (amplitude(c->dc_gain_db) + jf / c->zero_hz) /
                        ((1 + jf / c->pole1_hz) * (1 + jf / c->pole2_hz));
    if (c->low_freq_hz > 0)
        h *= (amplitude(c->dc_gain2_db) + jf / c->low_freq_hz) / (1 + jf / c->low_freq_hz);
    return h;
}

// (b0 + b1 z + b2 z^2)/(1 + a1 z + a2 z^2)
typedef struct biquad {
    double b0, b1, b2, a1, a2;
} biquad;

// (1 + z) (g (1 + z) + zero (1 - z)) over the product of (1 + z) + pole (1 - z).
static biquad two_poles(double g, double zero, double pole1, double pole2)
{
    double scale = 1 / ((1 + pole1) * (1 + pole2));
    return (biquad){(g + zero) * scale, 2 * g * scale, (g - zero) * scale,
                    ((1 - pole1) * (1 + pole2) + (1 + pole1) * (1 - pole2)) * scale,
                    (1 - pole1) * (1 - pole2) * scale};
}

static biquad one_pole(double g, double zero, double pole)
{
    double scale = 1 / (1 + pole);
    return (biquad){(g + zero) * scale, (g - zero) * scale, 0, (1 - pole) * scale, 0};
}

static void run(double *out, const double *in, size_t n, const biquad *q)
{
    double s1 = 0, s2 = 0; // transposed direct form II
    for (size_t i = 0; i < n; i++) {
        double x = in[i], y = q->b0 * x + s1;
        s1 = q->b1 * x - q->a1 * y + s2;
        s2 = q->b2 * x - q->a2 * y;
        out[i] = y;
    }
}

sl_status sl_ctle_filter(double *out, const double *signal, size_t n, const sl_ctle *c,
                         double rate_hz)
{
    if (!(c->zero_hz > 0 && c->pole1_hz > 0 && c->pole2_hz > 0 && rate_hz > 0) ||
        !isfinite(c->dc_gain_db) || !isfinite(c->dc_gain2_db) || !(c->low_freq_hz >= 0))
        return SL_ERR_DOMAIN;
    double k = rate_hz / SL_PI;
    biquad q = two_poles(amplitude(c->dc_gain_db), k / c->zero_hz, k / c->pole1_hz, //
                         k / c->pole2_hz);
    run(out, signal, n, &q);
    if (c->low_freq_hz == 0) return SL_OK;
    double low = k / c->low_freq_hz;
    q = one_pole(amplitude(c->dc_gain2_db), low, low);
    run(out, out, n, &q);
    return SL_OK;
}
