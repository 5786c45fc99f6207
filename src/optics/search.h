// Root bracketing for the models of this layer. Internal to src/optics.
#ifndef SL_OPTICS_SEARCH_H
#define SL_OPTICS_SEARCH_H

typedef double (*sl_scalar_fn)(double x, void *context);

// The x in lo..hi where f changes sign, to tolerance; f(lo) and f(hi) of different sign, f
// continuous. Bisection with inverse quadratic steps (Chandrupatla 1997): 6 to 12 evaluations for
// smooth functions. NaN when the ends do not bracket.
double sl_optics_root(sl_scalar_fn f, void *context, double lo, double hi, double tolerance);

#endif
