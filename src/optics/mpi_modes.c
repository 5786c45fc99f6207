// Multipath penalty with random data and, or not, random phases.
//
// Model. Level k of M equally spaced ones gets sum over pairs of 2 r (P_k P_l)^0.5 cos(phi), r =
// (R_i R_j)^0.5, l random for each pair; phi = pi (aligned against the signal) or uniform. The
// sum's characteristic function is a product, for aligned phases of means of exp(-j t x), else of
// Bessel functions J0(t x); with Gaussian noise exp(-s^2 t^2/2) a tail is (Gil-Pelaez)
//   P(X > d) = 1/2 + 1/pi int_0^inf Im[e^(-j t d) f(t)]/t dt.
// Thresholds: halfway between the levels without echoes, as phases move faster than they. Penalty:
// the growth of light at constant noise that restores the error ratio.
// Assumptions. Polarisations aligned, equal reflections of one kind, no loss between them, echoes
// late by more than the equaliser's length. Sources. mpi.c; Gil-Pelaez, Biometrika 38, 481 (1951).
// Limits. Errors below 1e-9 drown in rounding; the ratio asked for is not below 1e-7.
#include "shoreline/devices.h"

#include <complex.h>
#include <gsl/gsl_sf_bessel.h>
#include <math.h>

#include "core/cmplx.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"

typedef struct family {
    double ratio, pairs; // field ratio of an echo, how many
} family;

typedef struct echoes {
    family family[3];
    int levels;
    bool aligned;
    double power[SL_LEVELS_MAX]; // over the OMA
    double clean_sigma;          // noise over the OMA that gives the ratio without echoes
    double target;
} echoes;

static void set_families(echoes *e, const sl_mpi *m)
{
    double c = pow(10, -m->connector_return_loss_db / 10);
    double p = pow(10, -m->port_return_loss_db / 10), n = m->connectors;
    e->family[0] = (family){c, n * (n - 1) / 2};
    e->family[1] = (family){sqrt(c * p), 2 * n};
    e->family[2] = (family){p, 1};
}

// Characteristic function of the interference at level k.
static double _Complex characteristic(const echoes *e, int k, double t)
{
    double log_size = 0, angle = 0;
    for (int f = 0; f < 3; f++) {
        if (!(e->family[f].pairs > 0)) continue;
        double _Complex mean = 0;
        for (int l = 0; l < e->levels; l++) {
            double x = 2 * e->family[f].ratio * sqrt(e->power[k] * e->power[l]) * t;
            mean += e->aligned ? CMPLX(cos(x), -sin(x)) : CMPLX(gsl_sf_bessel_J0(x), 0);
        }
        mean /= e->levels;
        log_size += e->family[f].pairs * log(cabs(mean));
        angle += e->family[f].pairs * carg(mean);
    }
    double size = exp(log_size);
    return CMPLX(size * cos(angle), size * sin(angle));
}

static double mean_of(const echoes *e, int k)
{
    if (!e->aligned) return 0;
    double sum = 0;
    for (int f = 0; f < 3; f++)
        for (int l = 0; l < e->levels; l++)
            sum += e->family[f].pairs * 2 * e->family[f].ratio * sqrt(e->power[k] * e->power[l]);
    return -sum / e->levels;
}

// Most of the interference at level k, in size.
static double most_of(const echoes *e, int k)
{
    double sum = 0;
    for (int f = 0; f < 3; f++)
        sum += e->family[f].pairs * 2 * e->family[f].ratio *
               sqrt(e->power[k] * e->power[e->levels - 1]);
    return sum;
}

// P(interference at level k + noise > up) + P(... < -down), Simpson on a grid that the fastest
// oscillation and the noise's width set.
static double tails(const echoes *e, int k, double sigma, double up, double down)
{
    double fastest = most_of(e, k) + fabs(up) + fabs(down) + 8 * sigma;
    double end = 8.5 / sigma, step = SL_PI / (8 * fastest);
    int n = 2 * (int)ceil(end / step / 2);
    n = n < 200 ? 200 : n;
    double h = end / n, above = 0, below = 0;
    for (int i = 0; i <= n; i++) {
        double t = i * h, weight = i == 0 || i == n ? 1 : i % 2 ? 4 : 2;
        double x1 = mean_of(e, k) - up, x2 = mean_of(e, k) + down;
        if (i > 0) {
            double _Complex f = characteristic(e, k, t) * exp(-sigma * sigma * t * t / 2) / t;
            x1 = cimag(CMPLX(cos(t * up), -sin(t * up)) * f);
            x2 = cimag(CMPLX(cos(t * down), sin(t * down)) * f);
        }
        above += weight * x1;
        below += weight * x2;
    }
    return 1 + (above - below) * h / 3 / SL_PI;
}

static double error_ratio(const echoes *e, double sigma)
{
    double sum = 0, half = 0.5 / (e->levels - 1);              // thresholds as without echoes
    double far = 0.5 + most_of(e, e->levels - 1) + 10 * sigma; // no errors there
    for (int k = 0; k < e->levels; k++) {
        double up = k + 1 < e->levels ? half : far;
        double down = k > 0 ? half : far;
        sum += tails(e, k, sigma, up, down);
    }
    return sum / e->levels;
}

static double excess(double growth_db, void *context)
{
    const echoes *e = context;
    return error_ratio(e, e->clean_sigma * pow(10, -growth_db / 10)) - e->target;
}

sl_status sl_mpi_penalty_db(double *penalty_db, const sl_mpi *m, sl_mpi_mode mode, double ratio)
{
    double bound;
    SL_TRY(sl_mpi_bound_db(&bound, m));
    if (m->levels > SL_LEVELS_MAX || !(ratio >= 1e-7 && ratio < 0.1)) return SL_ERR_DOMAIN;
    if (mode == SL_MPI_BOUND) {
        *penalty_db = bound;
        return SL_OK;
    }
    echoes e = {.levels = m->levels, .aligned = mode == SL_MPI_STATISTICAL, .target = ratio};
    set_families(&e, m);
    double low = 1 / (pow(10, m->extinction_ratio_db / 10) - 1);
    for (int k = 0; k < m->levels; k++)
        e.power[k] = low + k / (m->levels - 1.0);
    double q = sl_q_for_symbol_error_ratio(ratio, m->levels);
    e.clean_sigma = 1 / (2 * (m->levels - 1) * q);
    const double most_db = 15;
    if (excess(most_db, &e) > 0) {
        *penalty_db = INFINITY;
        return SL_OK;
    }
    *penalty_db = excess(0, &e) > 0 ? sl_root(excess, &e, 0, most_db, 1e-4) : 0;
    return SL_OK;
}
