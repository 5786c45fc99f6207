// Error rates of pulse-amplitude modulation in Gaussian noise.
//
// Model: L equally spaced, equiprobable levels, decision thresholds in the middle. The half
// distance of two levels is 1/(L-1) of the outermost, the mean square (L+1)/(3(L-1)), hence
// SER = 2 (L-1)/L Q(sqrt(3 SNR/(L^2-1))); with Gray mapping a symbol error is one bit error.
// Source: Proakis and Salehi, Digital Communications, 5th ed., section 4.3-1.
// Limits: Gaussian noise; errors over more than one level count as one bit; PAM6 is not Gray.
#include "shoreline/signal.h"

#include <math.h>

#include "shoreline/numeric.h"

double sl_pam_mean_square(int levels)
{
    if (levels < 2) return NAN;
    return (levels + 1.0) / (3.0 * (levels - 1));
}

double sl_pam_bits(int levels)
{
    if (levels < 2) return NAN;
    return log2(levels);
}

// Argument of Q: half distance of two levels over the noise's standard deviation.
static double half_distance(double snr, int levels)
{
    if (!(levels >= 2 && snr >= 0)) return NAN;
    return sqrt(3 * snr / ((double)levels * levels - 1));
}

// Mean number of neighbours of a level.
static double neighbours(int levels)
{
    return 2.0 * (levels - 1) / levels;
}

double sl_pam_ser(double snr, int levels)
{
    return neighbours(levels) * sl_q(half_distance(snr, levels));
}

double sl_pam_log10_ser(double snr, int levels)
{
    return log10(neighbours(levels)) + sl_log10_q(half_distance(snr, levels));
}

double sl_pam_ber(double snr, int levels)
{
    return sl_pam_ser(snr, levels) / sl_pam_bits(levels);
}

double sl_pam_log10_ber(double snr, int levels)
{
    return sl_pam_log10_ser(snr, levels) - log10(sl_pam_bits(levels));
}

double sl_pam_snr_for_log10_ber(double log10_ber, int levels)
{
    if (levels < 2) return NAN;
    double x = sl_q_inverse_log10(log10_ber + log10(sl_pam_bits(levels) / neighbours(levels)));
    if (!(x >= 0)) return NAN;
    return x * x * ((double)levels * levels - 1) / 3;
}
