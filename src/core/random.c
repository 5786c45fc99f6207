// Random numbers, quantiles and the interval of a proportion.
#include "shoreline/random.h"

#include <Random123/threefry.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

uint64_t sl_hash64(const char *text)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    return h;
}

void sl_random_uniform4(double out[4], uint64_t seed, uint64_t purpose, uint64_t entity,
                        uint64_t draw)
{
    threefry4x64_key_t key = {{seed, purpose, 0, 0}};
    threefry4x64_ctr_t counter = {{entity, draw, 0, 0}};
    threefry4x64_ctr_t words = threefry4x64(counter, key);
    for (int i = 0; i < 4; i++)
        out[i] = ((double)(words.v[i] >> 11) + 0.5) * 0x1p-53;
}

double sl_random_uniform(uint64_t seed, uint64_t purpose, uint64_t entity, uint64_t draw)
{
    double all[4];
    sl_random_uniform4(all, seed, purpose, entity, draw);
    return all[0];
}

double sl_random_normal(uint64_t seed, uint64_t purpose, uint64_t entity, uint64_t draw)
{
    return gsl_cdf_ugaussian_Pinv(sl_random_uniform(seed, purpose, entity, draw));
}

double sl_quantile_sorted(const double *values, size_t n, double p)
{
    if (n == 0) return (double)NAN;
    double at = p * (double)(n - 1);
    size_t i = (size_t)at;
    if (i + 1 >= n) return values[n - 1];
    if (values[i] == values[i + 1]) return values[i]; // also when both are infinite
    return values[i] + (at - (double)i) * (values[i + 1] - values[i]);
}

void sl_wilson(double *low, double *high, double hits, size_t n)
{
    const double z = 1.959963984540054;
    double m = (double)n, p = m > 0.0 ? hits / m : 0.0;
    double centre = (p + z * z / (2.0 * m)) / (1.0 + z * z / m);
    double half = z / (1.0 + z * z / m) * sqrt(p * (1.0 - p) / m + z * z / (4.0 * m * m));
    *low = m > 0.0 ? fmin(p, fmax(0.0, centre - half)) : 0.0;
    *high = m > 0.0 ? fmax(p, fmin(1.0, centre + half)) : 1.0;
}
