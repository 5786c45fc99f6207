// Multipath interference of discrete reflections between the two ports of a lane.
//
// Model. n connectors and two ports with power reflectances R; each pair makes one echo of field
// ratio sqrt(R_i R_j) (the loss between them is left out: pessimistic).
// Bound. All echoes aligned in phase and polarisation and carrying the highest level, against the
// eye next to the top: -10 log10(1 - 4 (M-1) E/(E-1) S), S = sum of sqrt(R_i R_j) over pairs.
// Variance. Phases uniform, independent: an echo of field ratio r beats with power 2 r sqrt(P_k
// P_e) cos(phi), variance 2 r^2 P_k <P_e>; the pairs add: 2 S2 P_k P_mean, S2 = sum of R_i R_j.
// Sources. 802.3 400 Gb/s Ethernet study group, contributions and mail of 2014 (bound).
// Limits. Not the statistical bound of that group, which aligns the phases and averages the data.
#include "shoreline/optics.h"

#include <math.h>

// Sums over pairs i < j of (R_i R_j)^power: from the power sums, no loop.
static double pair_sum(const sl_mpi *m, double power)
{
    double c = pow(10, -m->connector_return_loss_db / 10 * power);
    double p = pow(10, -m->port_return_loss_db / 10 * power);
    double n = m->connectors;
    return n * (n - 1) / 2 * c * c + 2 * n * c * p + p * p;
}

static int valid(const sl_mpi *m)
{
    return m->connectors >= 0 && m->connector_return_loss_db > 0 && m->port_return_loss_db > 0;
}

sl_status sl_mpi_bound_db(double *penalty_db, const sl_mpi *mpi)
{
    if (!valid(mpi) || mpi->levels < 2 || !(mpi->extinction_ratio_db > 0)) return SL_ERR_DOMAIN;
    double inverse = pow(10, -mpi->extinction_ratio_db / 10);
    double left = 1 - 4 * (mpi->levels - 1) / (1 - inverse) * pair_sum(mpi, 0.5);
    *penalty_db = left > 0 ? -10 * log10(left) : (double)INFINITY;
    return SL_OK;
}

double sl_mpi_variance(const sl_mpi *mpi)
{
    return valid(mpi) ? 2 * pair_sum(mpi, 1) : (double)NAN;
}
