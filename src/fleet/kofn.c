// Redundant groups: k of n units have to work.
//
// Model. Birth and death process on the number i of units that are down: n - i units fail at rate
// lambda each, min(i, c) crews repair at rate mu each. Without repair, each unit alone is gone with
// q = 1 - exp(-lambda t): the number gone is binomial.
//
// Equations. p(i+1)/p(i) = (n - i) x / min(i + 1, c), x = lambda/mu; the group is down for i > n-k.
// With as many crews as units p is binomial with q = x/(1 + x), so x = exp(lambda t) - 1 gives the
// mission without repair. Common cause (beta factor): 1 - (1 - P(own)) exp(-beta lambda t).
//
// Assumptions. Exponential lives; all units are powered and keep failing while the group is down.
// Repair is exponential; with as many crews as units its law does not matter.
//
// Limits. Units alike. Terms below 1e-308 of the largest are lost.
//
// Sources. Trivedi, Probability and Statistics with Reliability, Queuing and Computer Science
// Applications, chapter 8; from memory.
#include "shoreline/fleet.h"

#include <math.h>

static bool valid(int n, int k)
{
    return k >= 1 && k <= n && n <= SL_KOFN_MAX;
}

// p(i+1)/p(i)
static double step_up(int n, int i, double load, int crews)
{
    return (n - i) * load / (i + 1 < crews ? i + 1 : crews);
}

// The state of the largest term: ratios fall with i.
static int mode_of(int n, double load, int crews)
{
    int low = 0, high = n;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (step_up(n, middle, load, crews) > 1.0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Sums the terms of both kinds of states away from the mode, where the term is 1. Each side is
// summed as 1 + r1 (1 + r2 (...)) would be, but forwards: terms only get smaller.
double sl_kofn_unavailability_at(int n, int k, double load, int crews)
{
    if (!valid(n, k) || crews < 1 || !(load >= 0.0)) return NAN;
    if (isinf(load)) return 1.0;
    int mode = mode_of(n, load, crews);
    double up = 0.0, down = 0.0; // sums of the states in which the group works, or not
    double term = 1.0;
    for (int i = mode; i <= n && term > 0.0; i++) {
        *(n - i >= k ? &up : &down) += term;
        if (i < n) term *= step_up(n, i, load, crews);
    }
    term = 1.0;
    for (int i = mode - 1; i >= 0 && term > 0.0; i--) {
        term /= step_up(n, i, load, crews);
        *(n - i >= k ? &up : &down) += term;
    }
    return down / (up + down);
}

double sl_kofn_unavailability(const sl_kofn *g)
{
    if (!(g->rate_per_s >= 0.0 && g->mttr_s >= 0.0)) return NAN;
    return sl_kofn_unavailability_at(g->n, g->k, g->rate_per_s * g->mttr_s, g->crews);
}

double sl_kofn_mission_failure(const sl_kofn *g, double time_s)
{
    if (!(g->rate_per_s >= 0.0 && time_s >= 0.0)) return NAN;
    return sl_kofn_unavailability_at(g->n, g->k, expm1(g->rate_per_s * time_s), g->n);
}

double sl_kofn_mission_common(const sl_kofn *g, double beta, double time_s)
{
    if (!(beta >= 0.0 && beta <= 1.0)) return NAN;
    sl_kofn own = *g;
    own.rate_per_s *= 1.0 - beta;
    double alone = sl_kofn_mission_failure(&own, time_s);
    double common = -expm1(-beta * g->rate_per_s * time_s);
    return alone + (1.0 - alone) * common;
}

sl_status sl_group_losses_of(sl_group_losses *out, double groups, const sl_kofn *group, double beta,
                             double time_s)
{
    double lost = sl_kofn_mission_common(group, beta, time_s);
    *out = (sl_group_losses){groups * group->n * group->rate_per_s * time_s, groups * lost};
    return isnan(lost) || !(groups >= 0.0) ? SL_ERR_DOMAIN : SL_OK;
}
