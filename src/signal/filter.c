// Transfers of low-pass forms. See filter.h for the forms and their source.
#include "shoreline/filter.h"

#include <math.h>

#define BESSEL_Y3 2.113917674904216 // y where |B(jy)|^2 = 1/2

// 105/(y^4 - 45 y^2 + 105 + j (105 y - 10 y^3))
static double _Complex bessel4(double y)
{
    double y2 = y * y;
    double re = (y2 - 45) * y2 + 105, im = (105 - 10 * y2) * y, scale = 105 / (re * re + im * im);
    return scale * re - I * (scale * im);
}

static double _Complex reciprocal(double re, double im)
{
    double scale = 1 / (re * re + im * im);
    return scale * re - I * (scale * im);
}

double _Complex sl_filter_at(const sl_filter *filter, double f)
{
    double x = f / filter->hz;
    switch (filter->kind) {
    case SL_FILTER_POLE:
        return reciprocal(1, x);
    case SL_FILTER_RESONANCE:
        return reciprocal(1 - x * x, x * filter->damping_hz / filter->hz);
    case SL_FILTER_BESSEL4:
        return bessel4(BESSEL_Y3 * x);
    case SL_FILTER_ZERO:
        return 1 + I * x;
    case SL_FILTER_GAUSSIAN:
        return exp(-0.69314718055994531 * x * x);
    }
    return NAN;
}

double _Complex sl_filters_at(const sl_filter *filters, int n, double f)
{
    double re = 1, im = 0;
    for (int i = 0; i < n; i++) {
        double _Complex h = sl_filter_at(&filters[i], f);
        double next = re * creal(h) - im * cimag(h);
        im = re * cimag(h) + im * creal(h);
        re = next;
    }
    return re + I * im;
}
