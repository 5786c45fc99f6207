// Chandrupatla's root bracketing: like Brent's, simpler and usually faster, without allocation.
// Source: T. R. Chandrupatla, Adv. Eng. Software 28 (1997) 145 (from memory).
#include "shoreline/numeric.h"

#include <math.h>

double sl_root(sl_scalar_fn f, void *context, double lo, double hi, double tolerance)
{
    double a = hi, b = lo, c = hi; // b and a bracket; c is the point before
    double fa = f(a, context), fb = f(b, context), fc = fa;
    if (fa == 0) return a;
    if (fb == 0) return b;
    if (!(fa * fb < 0)) return NAN;
    double t = 0.5;
    for (int i = 0; i < 200; i++) {
        double x = a + t * (b - a);
        double fx = f(x, context);
        if (signbit(fx) == signbit(fa)) {
            c = a, fc = fa;
        } else {
            c = b, fc = fb;
            b = a, fb = fa;
        }
        a = x, fa = fx;
        double best = fabs(fa) < fabs(fb) ? a : b;
        double limit = 0.5 * tolerance / fabs(b - a);
        if (limit > 0.5 || fx == 0) return best;
        double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
        t = 0.5;
        if (phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)
            t = fa / (fb - fa) * fc / (fb - fc) +
                (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb);
        t = fmin(1 - limit, fmax(limit, t));
    }
    return 0.5 * (a + b);
}
