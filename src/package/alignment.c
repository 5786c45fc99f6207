// Statistics of alignment: loss and yield of Gaussian couplings and of arrays.
//
// Equations: overlap of two Gaussian modes with offset d:
//   loss = -20 log10(2 w1 w2/(w1^2+w2^2)) + 20 log10(e) d^2/(w1^2+w2^2), 20 log10(e) = 8.686.
//   With equal waists and N(0, sigma) on two axes d^2 is exponential: mean loss 8.686 sigma^2/w^2,
//   yield 1 - exp(-L w^2/(8.686 sigma^2)).
//   A limit of loss is a circle d < D. P(d < D) with a bias is the integral over one axis of a
//   Gaussian times a difference of two error functions over the other axis.
//   Array: given the shared offset r the channels are independent:
//   Y = integral of p(r) P(d < D | r)^n dr, p(r) a Rice density about the bias.
// Assumptions: circular modes, no tilt, no gap, errors normal and equal on both axes.
// Sources: Joyce & DeLoach, Appl. Opt. 23, 4187, 1984 (overlap); the rest is probability.
// Limits: roll of an array is not taken apart from shift; losses in dB are averaged in dB (the mean
//   dB is not the dB of the mean coupling).
#include <gsl/gsl_sf_bessel.h>
#include <math.h>

#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/package.h"
#include "shoreline/physics.h"

#include "gauss16.h"

#define SL_DB_PER_NEPER2 (20.0 / 2.302585092994045684) // 20 log10(e) = 8.686
#define SL_REACH_SIGMA   8.5                           // erfc(8.5/sqrt 2) = 2e-17

double sl_alignment_offset_loss_db(double offset_m, double waist1_m, double waist2_m)
{
    if (!(offset_m >= 0.0) || !(waist1_m > 0.0) || !(waist2_m > 0.0)) return NAN;
    return SL_DB_PER_NEPER2 * offset_m * offset_m / (waist1_m * waist1_m + waist2_m * waist2_m);
}

double sl_alignment_waist_loss_db(double waist1_m, double waist2_m)
{
    // the overlap of concentric modes does not depend on the wavelength
    return -10.0 * log10(sl_gaussian_coupling(waist1_m, waist2_m, 0.0, 0.0, 1.0));
}

double sl_alignment_mean_loss_db(double sigma_m, double waist_m)
{
    if (!(sigma_m >= 0.0) || !(waist_m > 0.0)) return NAN;
    return SL_DB_PER_NEPER2 * sigma_m * sigma_m / (waist_m * waist_m);
}

double sl_alignment_yield(double sigma_m, double waist_m, double limit_db)
{
    if (!(limit_db >= 0.0)) return NAN;
    double mean_db = sl_alignment_mean_loss_db(sigma_m, waist_m);
    return mean_db == 0.0 ? 1.0 : -expm1(-limit_db / mean_db);
}

double sl_alignment_tolerance_m(double waist_m, double loss_db)
{
    if (!(waist_m > 0.0) || !(loss_db >= 0.0)) return NAN;
    return waist_m * sqrt(2.0 * loss_db / SL_DB_PER_NEPER2);
}

// Points of the integral over one axis of a disc, and what they weigh, for any bias.
typedef struct sl_disc {
    double radius, sigma;
    double half[16], weight[16];
} sl_disc;

static sl_disc sl_disc_prepare(double radius, double sigma)
{
    sl_disc disc = {.radius = radius, .sigma = sigma};
    if (sigma == 0.0) return disc;
    // x = X sin(phi) takes the root at x = radius out of the integrand; even in x
    double reach = fmin(radius, 6.5 * sigma);
    double scale = 0.25 * SL_PI * reach * 2.0 / (sigma * sqrt(2.0 * SL_PI));
    for (int i = 0; i < 16; i++) {
        double phi = 0.25 * SL_PI * (1.0 + sl_gauss16_node(i));
        double x = reach * sin(phi);
        disc.half[i] = sqrt(fmax(0.0, radius * radius - x * x));
        disc.weight[i] =
            scale * sl_gauss16_weight(i) * cos(phi) * exp(-0.5 * x * x / (sigma * sigma));
    }
    return disc;
}

// P(d < radius) for two axes N(bias, sigma) and N(0, sigma).
static double sl_disc_within(const sl_disc *disc, double bias)
{
    double sigma = disc->sigma, radius = disc->radius, sum = 0.0;
    if (sigma == 0.0) return bias <= radius ? 1.0 : 0.0;
    if (bias == 0.0) return -expm1(-0.5 * radius * radius / (sigma * sigma));
    for (int i = 0; i < 16; i++) {
        double left = (-disc->half[i] - bias) / sigma; // below -8.5 its tail is 1
        double right = sl_q((disc->half[i] - bias) / sigma);
        sum += disc->weight[i] * ((left < -SL_REACH_SIGMA ? 1.0 : sl_q(left)) - right);
    }
    return fmin(1.0, sum);
}

static double sl_disc_probability(double radius, double bias, double sigma)
{
    sl_disc disc = sl_disc_prepare(radius, sigma);
    return sl_disc_within(&disc, bias);
}

// Rice density of the distance r of a point N(bias, sigma), N(0, sigma).
static double sl_rice_density(double r, double bias, double sigma)
{
    double s2 = sigma * sigma, away = r - bias;
    return r / s2 * exp(-0.5 * away * away / s2) * gsl_sf_bessel_I0_scaled(r * bias / s2);
}

// Integral of Rice density times P(channel within)^n over [low, high].
static double sl_array_panel(const sl_alignment *a, const sl_disc *disc, double low, double high)
{
    double sum = 0.0, half = 0.5 * (high - low);
    if (!(half > 0.0)) return 0.0;
    for (int i = 0; i < 16; i++) {
        double node = sl_gauss16_node(i);
        double r = low + half * (1.0 + node);
        double within = sl_disc_within(disc, r);
        sum += sl_gauss16_weight(i) * sl_rice_density(r, a->bias_m, a->shared_sigma_m) *
               pow(within, (double)a->channels);
    }
    return sum * half;
}

// Shared offsets that leave every channel well inside count in full; from there panels in units of
// the own error, narrow where the n-th power falls.
static double sl_array_yield(const sl_alignment *a, double radius)
{
    double own = a->own_sigma_m, shared = a->shared_sigma_m;
    if (shared == 0.0) return pow(sl_disc_probability(radius, a->bias_m, own), (double)a->channels);
    if (own == 0.0) return sl_disc_probability(radius, a->bias_m, shared);
    static const double edge[] = {-5.5, -2.0, 1.0, 6.0}; // a channel fails with 2e-8 .. 1 - 1e-9
    double least = fmax(0.0, a->bias_m - SL_REACH_SIGMA * shared);
    double most = a->bias_m + SL_REACH_SIGMA * shared;
    double safe = radius + edge[0] * own;
    double sum = safe > 0.0 ? sl_disc_probability(safe, a->bias_m, shared) : 0.0;
    const sl_disc disc = sl_disc_prepare(radius, own);
    for (size_t i = 0; i + 1 < sizeof edge / sizeof *edge; i++)
        sum += sl_array_panel(a, &disc, fmax(least, radius + edge[i] * own),
                              fmin(most, radius + edge[i + 1] * own));
    return fmin(1.0, sum);
}

// Offset that a channel exceeds with probability 5 %: Newton (the derivative is the Rice density),
// held inside a bracket.
static double sl_offset_p95(double bias, double sigma)
{
    if (sigma == 0.0) return bias;
    if (bias == 0.0) return sigma * sqrt(-2.0 * log(0.05));
    double low = 0.0, high = bias + 4.0 * sigma, r = hypot(bias, sigma) + 1.5 * sigma;
    for (int i = 0; i < 20; i++) {
        double miss = sl_disc_probability(r, bias, sigma) - 0.95; // another radius each time
        if (miss < 0.0)
            low = r;
        else
            high = r;
        double next = r - miss / sl_rice_density(r, bias, sigma);
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (fabs(next - r) < 1e-9 * sigma) return next;
        r = next;
    }
    return r;
}

sl_status sl_alignment_array(sl_alignment_result *out, const sl_alignment *a)
{
    if (!(a->waist1_m > 0.0) || !(a->waist2_m > 0.0) || !(a->limit_db >= 0.0) ||
        !(a->bias_m >= 0.0) || !(a->shared_sigma_m >= 0.0) || !(a->own_sigma_m >= 0.0) ||
        a->channels < 1 || a->channels > 1024)
        return SL_ERR_DOMAIN;
    double waists_m2 = a->waist1_m * a->waist1_m + a->waist2_m * a->waist2_m;
    double mismatch_db = sl_alignment_waist_loss_db(a->waist1_m, a->waist2_m);
    double sigma = hypot(a->shared_sigma_m, a->own_sigma_m);
    out->mean_loss_db =
        mismatch_db + SL_DB_PER_NEPER2 / waists_m2 * (2.0 * sigma * sigma + a->bias_m * a->bias_m);
    out->p95_loss_db = mismatch_db + sl_alignment_offset_loss_db(sl_offset_p95(a->bias_m, sigma),
                                                                 a->waist1_m, a->waist2_m);
    out->channel_yield = out->array_yield = 0.0;
    double left_db = a->limit_db - mismatch_db;
    if (left_db < 0.0) return SL_OK; // the mismatch alone exceeds the limit
    double radius = sqrt(left_db * waists_m2 / SL_DB_PER_NEPER2);
    out->channel_yield = sl_disc_probability(radius, a->bias_m, sigma);
    out->array_yield = sl_array_yield(a, radius);
    return SL_OK;
}
