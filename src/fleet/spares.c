// Spares on the shelf and hands to swap them.
//
// Model. Each failure takes a spare and orders another that comes after a lead time: what is on
// order is Poisson with mean rate x lead time (Palm), whatever the law of the lead time. Hands are
// a queue with Poisson arrivals.
//
// Equations. fill(S) = P(X <= S - 1); backorders = sum over x > S of (x - S) p(x). Erlang B by
// 1/B(c) = 1 + (c/a)/B(c-1), C = B/(1 - rho (1 - B)), mean wait = C work/(c (1 - rho)).
//
// Assumptions. One for one ordering; demand Poisson: a common cause that breaks a batch needs a
// stock of its own. Work is exponential; constant work waits half as long.
//
// Limits. One place of stock, no repair shop, no batches.
//
// Sources. Palm's theorem and base stock: Sherbrooke, Optimal Inventory Modeling of Systems,
// chapter 2; Erlang C: Kleinrock, Queueing Systems 1; from memory. Poisson tails: GSL.
#include "shoreline/fleet.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#define MOST_DEMAND 1e9
#define MOST_STOCK  4e9

double sl_fill_rate(double mean, double stock)
{
    if (!(mean >= 0.0 && mean <= MOST_DEMAND && stock >= 0.0 && stock <= MOST_STOCK)) return NAN;
    if (stock < 1.0) return 0.0;
    return mean > 0.0 ? gsl_cdf_poisson_P((unsigned)stock - 1, mean) : 1.0;
}

double sl_base_stock(double mean, double fill)
{
    if (!(mean >= 0.0 && mean <= MOST_DEMAND && fill > 0.0 && fill < 1.0)) return NAN;
    double low = 0.0, high = ceil(mean) + 1.0; // fill(low) < fill <= fill(high)
    while (high < MOST_STOCK && sl_fill_rate(mean, high) < fill) {
        low = high;
        high = ceil(mean + 2.0 * (high - mean) + 1.0);
    }
    while (high - low > 1.0) {
        double middle = floor((low + high) / 2.0);
        *(sl_fill_rate(mean, middle) < fill ? &low : &high) = middle;
    }
    return high;
}

// E[(X - S)+] = mean P(X >= S) - S P(X >= S + 1); beyond the bulk the difference cancels, so there
// its terms are summed.
double sl_backorders(double mean, double stock)
{
    if (!(mean >= 0.0 && mean <= MOST_DEMAND && stock >= 0.0 && stock <= MOST_STOCK)) return NAN;
    if (mean == 0.0) return 0.0;
    double s = floor(stock);
    if (s <= mean)
        return mean - s +
               (s > 0.0 ? s * gsl_cdf_poisson_P((unsigned)s, mean) -
                              mean * gsl_cdf_poisson_P((unsigned)s - 1, mean)
                        : 0.0);
    double p = gsl_ran_poisson_pdf((unsigned)s + 1, mean), sum = 0.0;
    for (double over = 1.0; p > 0.0; over += 1.0) {
        double before = sum;
        sum += over * p;
        if (sum == before) break;
        p *= mean / (s + over + 1.0);
    }
    return sum;
}

sl_status sl_crew_queue_of(sl_crew_queue *out, double rate_per_s, double work_s, int crews)
{
    *out = (sl_crew_queue){0};
    if (!(rate_per_s >= 0.0 && work_s >= 0.0 && crews >= 1 && crews <= 1000000))
        return SL_ERR_DOMAIN;
    double offered = rate_per_s * work_s;
    if (!isfinite(offered)) return SL_ERR_DOMAIN;
    out->busy = offered / crews;
    if (offered == 0.0) return SL_OK;
    if (out->busy >= 1.0) {
        out->wait = 1.0;
        out->wait_s = INFINITY;
        return SL_ERR_LIMIT;
    }
    double inverse = 1.0; // of Erlang B
    for (int c = 1; c <= crews; c++)
        inverse = 1.0 + c / offered * inverse;
    double blocked = 1.0 / inverse;
    out->wait = blocked / (1.0 - out->busy * (1.0 - blocked));
    out->wait_s = out->wait * work_s / (crews * (1.0 - out->busy));
    return SL_OK;
}
