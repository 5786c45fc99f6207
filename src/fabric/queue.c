// Waiting times at one queue.
//
// Model. Poisson arrivals, one server, first come first served, no limit to the buffer.
// Equations. Mean: Pollaczek and Khinchine. M/M/1: P(W > t) = rho exp(-(1-rho) t/D). M/D/1: with
// q_j the chance that at most j packets wait and t = kD - u, 0 < u <= D,
//   P(W <= t) = exp(-l u) sum_{j=0}^{k-1} q_{k-1-j} (l u)^j / j!     (Franx 2001)
// in which, and in whose complement, every term is positive, so that nothing cancels as in
// Erlang's alternating series and small tails keep their relative accuracy. The q_j come from the
// embedded chain with Ramaswami's recursion, positive too. Beyond EXACT_SERVICES service times the
// Cramer-Lundberg asymptote (1-rho)/(x-1+rho) exp(-x t/D), rho (e^x - 1) = x. M/G/1: an
// exponential with the right chance of no wait and the right mean, P(W > t) = rho exp(-rho t/E[W]),
// exact for M/M/1.
// Assumptions. Packets of one length for M/D/1; arrivals independent: many flows, spread over time.
// Limits. A train of packets from one host waits longer; collectives in step are no Poisson stream
// (their worst case is the incast of latency.c). The tail of M/G/1 has two moments only: service
// times with a heavy tail of their own wait longer.
// Sources. Kleinrock, Queueing Systems I (1975), ch. 5; Franx, Operations Research Letters 29
// (2001) 221; Ramaswami, Stochastic Models 4 (1988) 183; Asmussen, Applied Probability and Queues.
#include "shoreline/fabric.h"

#include <math.h>
#include <stddef.h>

#include "shoreline/numeric.h"

#define EXACT_SERVICES 16

double sl_mg1_wait_s(double load, double service_s, double scv)
{
    if (!(load >= 0.0 && load <= 1.0) || !(service_s >= 0.0) || !(scv >= 0.0)) return NAN;
    return load * (1.0 + scv) / (2.0 * (1.0 - load)) * service_s;
}

static bool valid(double load, double service_s)
{
    return load >= 0.0 && load < 1.0 && service_s > 0.0 && isfinite(service_s);
}

double sl_mm1_tail(double load, double service_s, double time_s)
{
    if (!valid(load, service_s) || isnan(time_s)) return NAN;
    if (time_s < 0.0) return 1.0;
    return load * exp(-(1.0 - load) * time_s / service_s);
}

double sl_mm1_quantile_s(double load, double service_s, double tail)
{
    if (!valid(load, service_s) || !(tail > 0.0 && tail < 1.0)) return NAN;
    return tail >= load ? 0.0 : log(load / tail) / (1.0 - load) * service_s;
}

double sl_mg1_quantile_s(double load, double service_s, double scv, double tail)
{
    if (scv == 0.0) return sl_md1_quantile_s(load, service_s, tail);
    if (!valid(load, service_s) || !(scv > 0.0) || !(tail > 0.0 && tail < 1.0)) return NAN;
    if (tail >= load) return 0.0;
    return sl_mg1_wait_s(load, service_s, scv) / load * log(load / tail);
}

// What waits: more[j] = P(more than j packets wait), j < EXACT_SERVICES; relative accuracy kept.
typedef struct waiting {
    double load, more[EXACT_SERVICES];
} waiting;

#define STATES (EXACT_SERVICES + 32) // beyond them the chain falls off geometrically

static void count_waiting(waiting *w, double load)
{
    double above[STATES + 1], pi[STATES + 1]; // above[j]: P(more than j arrivals in a service)
    double pmf = exp(-load + (STATES + 1) * log(load) - lgamma(STATES + 2.0));
    above[STATES] = pmf * (1.0 + load / (STATES + 2));
    for (int j = STATES; j > 0; j--) {
        above[j - 1] = above[j] + pmf * (j + 1) / load;
        pmf *= (j + 1) / load;
    }
    pi[0] = 1.0 - load;
    for (int i = 1; i <= STATES; i++) {
        double inflow = pi[0] * above[i - 1];
        for (int j = 1; j < i; j++)
            inflow += pi[j] * above[i - j];
        pi[i] = inflow * exp(load);
    }
    double ratio = pi[STATES] / pi[STATES - 1], sum = 0.0;
    sum = ratio > 0.0 ? pi[STATES] * ratio / (1.0 - ratio) : 0.0;
    w->load = load;
    for (int i = STATES; i >= 2; i--) {
        sum += pi[i]; // P(i or more in the system)
        if (i - 2 < EXACT_SERVICES) w->more[i - 2] = sum;
    }
}

// P(W > time), time in services, below EXACT_SERVICES: arrivals in the rest of the last service.
static double md1_exact(const waiting *w, double time)
{
    int k = (int)floor(time) + 1;
    double lu = w->load * (k - time), term = exp(-lu), sum = 0.0;
    for (int j = 0; j < k; j++) {
        sum += w->more[k - 1 - j] * term;
        term *= lu / (j + 1);
    }
    for (int j = k; term > 1e-17 * sum && term > 0.0; j++) {
        sum += term;
        term *= lu / (j + 1);
    }
    return sum;
}

static double root_gap(double x, void *load)
{
    return log1p(x / *(double *)load) - x;
}

// The x > 0 with load (e^x - 1) = x.
static double md1_decay(double load)
{
    if (load < 1e-300) return INFINITY;
    double low = 1.0 - load, high = 2.0 - 2.0 * log(load); // x = log(1 + x/load)
    return sl_root(root_gap, &load, low, high, 1e-15 * high);
}

static double md1_asymptote(double load, double x, double time)
{
    return (1.0 - load) / (x - 1.0 + load) * exp(-x * time);
}

double sl_md1_tail(double load, double service_s, double time_s)
{
    if (!valid(load, service_s) || isnan(time_s)) return NAN;
    if (time_s < 0.0) return 1.0;
    if (load < 1e-300) return 0.0;
    double time = time_s / service_s;
    if (time < EXACT_SERVICES) {
        waiting w;
        count_waiting(&w, load);
        return md1_exact(&w, time);
    }
    return md1_asymptote(load, md1_decay(load), time);
}

typedef struct quantile {
    waiting w;
    double tail;
} quantile;

static double tail_gap(double time, void *context)
{
    const quantile *a = context;
    return log(md1_exact(&a->w, time) / a->tail);
}

double sl_md1_quantile_s(double load, double service_s, double tail)
{
    if (!valid(load, service_s) || !(tail > 0.0 && tail < 1.0)) return NAN;
    if (tail >= load) return 0.0;
    double x = md1_decay(load), high = EXACT_SERVICES - 1e-9;
    double far = (log((1.0 - load) / (x - 1.0 + load)) - log(tail)) / x; // by the asymptote
    if (far >= EXACT_SERVICES) return far * service_s;
    quantile a = {.tail = tail};
    count_waiting(&a.w, load);
    if (tail_gap(high, &a) > 0.0) return high * service_s; // between the two forms
    return sl_root(tail_gap, &a, 0.0, high, 1e-12 * EXACT_SERVICES) * service_s;
}
