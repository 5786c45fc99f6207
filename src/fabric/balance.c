// Flows hashed onto links: the fullest link.
//
// Model. Each flow picks one of the equal links of a switch at random (ECMP); stages and switches
// are independent; a flow's rate is that of its worst link, and a collective waits for its worst
// flow.
// Equations. P(no bin above m) of M balls in K bins = M!/K^M [x^M] (sum_{j<=m} x^j/j!)^K. For few
// balls by convolution, exact. Else Levin's form M!/(s^M e^-s) P(Poisson(s/K) <= m)^K P(W = M), W
// the sum of K Poisson variables truncated at m: with s chosen so that E W = M (saddle point),
// P(W = M) = (2 pi K v)^-1/2 (1 + k4/(8 K v^2) - 5 k3^2/(24 K v^3)).
// E max = sum_m (1 - prod cdf(m)^systems). Above 256 flows a link: mean + sqrt(2 mean ln(links)).
// Assumptions. As many flows as said, all of one size, all at once; hashes independent from stage
// to stage (no polarisation). Limits. Flows that meet at several stages are counted as independent;
// spraying packets over all paths removes this loss, and leaves the queues of queue.c.
// Sources. Levin, Annals of Statistics 9 (1981) 1123; Daniels, Ann. Math. Statistics 25 (1954) 631
// (saddle point); Raab and Steger, RANDOM 1998 (growth of the maximum).
#include "shoreline/fabric.h"

#include <math.h>
#include <string.h>

#include "shoreline/numeric.h"

#define EXACT_BALLS 24
#define MEAN_MAX    256.0 // balls of a bin
#define TWO_PI      6.283185307179586

// c = a b up to degree n; c may not be a or b.
static void multiply(double *c, const double *a, const double *b, int n)
{
    for (int i = 0; i <= n; i++) {
        c[i] = 0.0;
        for (int j = 0; j <= i; j++)
            c[i] += a[j] * b[i - j];
    }
}

// M! [x^M] (sum_{j<=m} (x/K)^j/j!)^K by binary powers; terms are scaled by e^(-M/K) a bin.
static double exact_cdf(int balls, double bins, int most)
{
    double base[EXACT_BALLS + 1] = {0}, result[EXACT_BALLS + 1] = {0}, next[EXACT_BALLS + 1];
    double term = 1.0;
    for (int j = 0; j <= balls && j <= most; j++) {
        base[j] = term;
        term /= (j + 1) * bins;
    }
    result[0] = 1.0;
    for (double k = bins; k >= 1.0; k = floor(k / 2.0)) {
        if (fmod(k, 2.0) == 1.0) {
            multiply(next, result, base, balls);
            memcpy(result, next, sizeof next);
        }
        multiply(next, base, base, balls);
        memcpy(base, next, sizeof next);
    }
    return fmin(1.0, result[balls] * tgamma(balls + 1.0));
}

// Mean, variance and cumulants 3, 4 of a Poisson(lambda) variable cut off above m; log_mass: of
// what is kept, times e^lambda.
typedef struct truncated {
    double mean, variance, k3, k4, log_mass;
} truncated;

static void add_powers(double s[5], double term, double d)
{
    for (int p = 0; p < 5; p++, term *= d)
        s[p] += term;
}

static truncated truncate_poisson(double lambda, int most)
{
    int mode = (int)fmin(most, floor(lambda)); // terms relative to that of the mode
    double s[5] = {0};
    double term = 1.0;
    for (int j = mode; j <= most && term > 1e-18; j++) {
        add_powers(s, term, j - mode);
        term *= lambda / (j + 1);
    }
    term = 1.0;
    for (int j = mode; j > 0 && term > 1e-18; j--) {
        term *= j / lambda;
        add_powers(s, term, j - 1 - mode);
    }
    double m1 = s[1] / s[0], m2 = s[2] / s[0], m3 = s[3] / s[0], m4 = s[4] / s[0];
    truncated t = {.mean = mode + m1, .variance = m2 - m1 * m1};
    t.k3 = m3 - 3.0 * m1 * m2 + 2.0 * m1 * m1 * m1;
    double central4 = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1 * m1 * m1 * m1;
    t.k4 = central4 - 3.0 * t.variance * t.variance;
    t.log_mass = log(s[0]) + mode * log(lambda) - lgamma(mode + 1.0);
    return t;
}

static double saddle_cdf(double balls, double bins, int most)
{
    double mean = balls / bins, lambda = mean;
    truncated t = truncate_poisson(lambda, most);
    for (int i = 0; i < 60 && fabs(t.mean - mean) > 1e-9 * mean; i++) {
        // d mean / d log lambda is the variance
        double step = (mean - t.mean) / t.variance;
        lambda *= exp(fmax(-1.0, fmin(1.0, step)));
        t = truncate_poisson(lambda, most);
    }
    double v = t.variance,
           correction = t.k4 / (8.0 * bins * v * v) - 5.0 * t.k3 * t.k3 / (24.0 * bins * v * v * v);
    double log_density = -0.5 * log(TWO_PI * bins * v) + log1p(fmax(correction, -0.9));
    // ln balls! in the same approximation, so that what errs alike without a limit cancels.
    double log_factorial =
        balls * (log(balls) - 1.0) + 0.5 * log(TWO_PI * balls) - log1p(-1.0 / (12.0 * balls));
    double log_cdf = log_factorial - balls * log(bins * lambda) + bins * t.log_mass + log_density;
    return fmin(1.0, exp(log_cdf));
}

double sl_balls_cdf(double balls, double bins, int most)
{
    if (!(balls >= 1.0 && balls <= 1e9) || !(bins >= 1.0 && bins <= 1e9) || balls != floor(balls) ||
        bins != floor(bins) || balls / bins > MEAN_MAX)
        return NAN;
    if (most < balls / bins) return 0.0;
    if (most >= balls || bins == 1.0) return 1.0;
    if (balls <= EXACT_BALLS) return exact_cdf((int)balls, bins, most);
    if (most == balls / bins) // one way to fill all bins evenly
        return exp(lgamma(balls + 1.0) - bins * lgamma(most + 1.0) - balls * log(bins));
    return saddle_cdf(balls, bins, most);
}

// Fullest of many bins with many balls each: the largest of as many Gaussian variables.
static double crowded(const sl_hash_stage *stage, int n)
{
    double worst = 0.0;
    for (int i = 0; i < n; i++) {
        double mean = stage[i].balls / stage[i].bins;
        double bins = fmax(2.0, stage[i].bins * stage[i].systems);
        worst = fmax(worst, mean + sqrt(2.0 * mean * log(bins)));
    }
    return worst;
}

double sl_hash_worst_load(const sl_hash_stage *stage, int n)
{
    if (n < 1) return NAN;
    double most_even = 0.0;
    for (int i = 0; i < n; i++) {
        if (!(stage[i].balls >= 1.0 && stage[i].bins >= 1.0 && stage[i].systems >= 1.0)) return NAN;
        most_even = fmax(most_even, stage[i].balls / stage[i].bins);
    }
    if (most_even > MEAN_MAX) return crowded(stage, n);
    double mean = floor(most_even); // no maximum lies below
    double end = mean + 12.0 * sqrt(mean) + 60.0;
    for (int most = (int)mean; most < end; most++) {
        double log_cdf = 0.0;
        for (int i = 0; i < n; i++)
            log_cdf += stage[i].systems * log(sl_balls_cdf(stage[i].balls, stage[i].bins, most));
        double above = -expm1(log_cdf);
        if (isnan(above) || above < 1e-7) return isnan(above) ? (double)NAN : mean + above;
        mean += above;
    }
    return mean;
}

double sl_balls_max_mean(double balls, double bins, double systems)
{
    sl_hash_stage stage = {systems, balls, bins};
    return systems >= 1.0 ? sl_hash_worst_load(&stage, 1) : NAN;
}

double sl_hash_mean_share(const sl_hash_stage *stage, int n)
{
    double mean = 0.0, last = 0.0;
    if (n < 1) return NAN;
    for (int load = 1; load < 100000; load++) {
        double cdf = 1.0; // that no stage has more than `load` flows on this one's link
        for (int i = 0; i < n; i++)
            cdf *= 1.0 - pow(10.0, sl_log10_binomial_tail(stage[i].balls - 1.0, load,
                                                          1.0 / stage[i].bins));
        if (isnan(cdf)) return NAN;
        mean += (cdf - last) / load;
        last = cdf;
        if (cdf > 1.0 - 1e-9) return mean;
    }
    return NAN;
}
