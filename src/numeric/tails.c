// Tails of the Gaussian and the binomial distribution, in the log domain.
//
// Gaussian: Q(x) = erfc(x/sqrt 2)/2; the logarithm as log(erfc) as long as erfc is a normal number,
// beyond that by GSL's log_erfc, a rational approximation of exp(x^2) erfc(x).
// Binomial: the largest term by Loader's saddle-point form, whose rounding error does not grow with
// n as that of differences of log-gamma does; then the tail as the sum of the ratios of terms.
// Sources: C. Loader, "Fast and accurate computation of binomial probabilities" (2000);
// GSL reference manual, "Error functions".
// Limits: n and k are exact integers up to 1e9; around the mean the sum takes about 8 sqrt(n p)
// terms.
#include "shoreline/numeric.h"

#include <gsl/gsl_sf_erf.h>
#include <math.h>

#include "shoreline/constants.h"

static const double ln10 = 2.302585092994045684;
static const double ln2 = 0.693147180559945309;
static const double sqrt2 = 1.41421356237309504880;

double sl_q(double x)
{
    return 0.5 * erfc(x / sqrt2);
}

static double ln_q(double x)
{
    if (isnan(x)) return NAN;
    if (isinf(x)) return x > 0 ? -HUGE_VAL : 0;
    if (x < 0) return log1p(-0.5 * erfc(-x / sqrt2));
    if (x < 37) return log(0.5 * erfc(x / sqrt2));
    gsl_sf_result r;
    gsl_sf_log_erfc_e(x / sqrt2, &r);
    return r.val - ln2;
}

double sl_log10_q(double x)
{
    return ln_q(x) / ln10;
}

double sl_q_inverse_log10(double log10_p)
{
    if (!(log10_p <= 0)) return NAN;
    if (log10_p == 0) return -INFINITY;
    if (isinf(log10_p)) return INFINITY;
    double ln_p = log10_p * ln10;
    if (ln_p > -ln2) return -sl_q_inverse_log10(log(-expm1(ln_p)) / ln10);

    // ln Q is concave and falls: Newton from the right of the root converges without overshoot.
    double x = sqrt(-2.0 * (ln_p + ln2));
    for (int i = 0; i < 30; i++) {
        gsl_sf_result hazard;
        gsl_sf_hazard_e(x, &hazard);
        double step = (ln_q(x) - ln_p) / hazard.val;
        x += step;
        if (fabs(step) <= 1e-15 * (1.0 + x)) break;
    }
    return x;
}

double sl_q_inverse(double p)
{
    if (!(p >= 0 && p <= 1)) return NAN;
    if (p == 0) return INFINITY;
    if (p > 0.5) return -sl_q_inverse(1.0 - p); // the subtraction is exact here
    return sl_q_inverse_log10(log10(p));
}

double sl_log10_add(double a, double b)
{
    double hi = a > b ? a : b, lo = a > b ? b : a;
    if (isnan(a) || isnan(b)) return NAN;
    if (isinf(hi)) return hi;
    return hi + log1p(exp((lo - hi) * ln10)) / ln10;
}

// ln n! - ln(sqrt(2 pi n) (n/e)^n), n >= 1.
static double stirling_error(double n)
{
    if (n < 16) return lgamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * log(2 * SL_PI);
    double n2 = n * n;
    return (1.0 / 12 -
            (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / (1188 * n2)) / n2) / n2) / n2) /
           n;
}

// Deviance x ln(x/m) + m - x with ln(x/m) given, without cancellation near x = m.
static double deviance(double x, double m, double ln_ratio)
{
    if (fabs(x - m) > 0.1 * (x + m)) return x * ln_ratio + m - x;
    double v = (x - m) / (x + m), sum = (x - m) * v, term = 2 * x * v;
    for (int j = 1; j < 100; j++) {
        term *= v * v;
        double next = sum + term / (2 * j + 1);
        if (next == sum) break;
        sum = next;
    }
    return sum;
}

// A Bernoulli trial: p, 1 - p and their logarithms, each to full relative accuracy.
typedef struct bernoulli {
    double p, q, ln_p, ln_q;
} bernoulli;

// ln P(X = k).
static double ln_binomial_term(double n, double k, bernoulli b)
{
    if (k == 0) return n * b.ln_q;
    if (k == n) return n * b.ln_p;
    double r = n - k;
    return stirling_error(n) - stirling_error(k) - stirling_error(r) -
           deviance(k, n * b.p, log(k / n) - b.ln_p) - deviance(r, n * b.q, log(r / n) - b.ln_q) +
           0.5 * log(n / (2 * SL_PI * k * r));
}

// ln P(X >= k) for k above the mean, terms falling from the first.
static double ln_upper_tail(double n, double k, bernoulli b)
{
    double odds = b.p / b.q, sum = 1, term = 1;
    for (double j = k; j < n && term > 1e-18 * sum; j++) {
        term *= (n - j) / (j + 1) * odds;
        sum += term;
    }
    return ln_binomial_term(n, k, b) + log(sum);
}

static double log10_tail(double n, double k, bernoulli b)
{
    if (!(n >= 0 && n <= 1e9) || n != floor(n) || k != floor(k)) return NAN;
    if (k <= 0) return 0;
    if (k > n || isinf(b.ln_p)) return -INFINITY;
    if (b.q <= 0) return 0;
    if (k > n * b.p) return fmin(0, ln_upper_tail(n, k, b)) / ln10;
    // P(X >= k) = 1 - P(n - X >= n - k + 1), the other outcome's tail above its mean.
    bernoulli other = {b.q, b.p, b.ln_q, b.ln_p};
    return log1p(-exp(ln_upper_tail(n, n - k + 1, other))) / ln10;
}

double sl_log10_binomial_tail(double n, double k, double p)
{
    if (!(p >= 0 && p <= 1)) return NAN;
    return log10_tail(n, k, (bernoulli){p, 1 - p, log(p), log1p(-p)});
}

double sl_log10_binomial_tail_log10(double n, double k, double log10_p)
{
    if (!(log10_p <= 0)) return NAN;
    double ln_p = log10_p * ln10, p = exp(ln_p), q = -expm1(ln_p);
    return log10_tail(n, k, (bernoulli){p, q, ln_p, log(q)});
}
