// What lost frames cost.
//
// Model. Frames are lost independently with probability p. Go-back-N sends the W frames of a round
// trip again for each loss, selective repeat only the lost one; retry on the link is go-back-N with
// the link's own round trip.
// Equations. Efficiency 1-p, (1-p)/(1-p+pW). Path of n links: 1-(1-p)^n. Messages of n frames meet
// Binomial(n, p) losses; the quantile of that count times the time of one recovery is the tail.
// Assumptions. Acknowledgements are not lost; a repeated frame is as likely lost as a new one.
// Limits. Bursts (a lane that retrains, multipath fading) take several frames together: fewer
// recoveries, each longer; timeouts after the loss of a message's last frame are the caller's.
// Sources. Bertsekas and Gallager, Data Networks, 2nd ed. (1992), section 2.4; Ultra Ethernet
// specification 1.0 (link-level retry).
#include "shoreline/fabric.h"

#include <math.h>

#include "shoreline/numeric.h"

double sl_loss_efficiency(sl_recovery mode, double loss, double window)
{
    if (!(loss >= 0.0 && loss <= 1.0) || (int)mode < 0 || mode >= SL_RECOVERIES) return NAN;
    if (mode == SL_RECOVERY_SELECTIVE) return 1.0 - loss;
    if (!(window >= 1.0)) return NAN;
    return (1.0 - loss) / (1.0 - loss + loss * window);
}

double sl_window_frames(double rtt_s, double rate_bps, double frame_bytes)
{
    if (!(rtt_s >= 0.0) || !(rate_bps > 0.0) || !(frame_bytes > 0.0)) return NAN;
    return fmax(1.0, ceil(rtt_s * rate_bps / (8.0 * frame_bytes) * (1.0 - 1e-12)));
}

double sl_path_loss(double link_loss, double links)
{
    if (!(link_loss >= 0.0 && link_loss <= 1.0) || !(links >= 0.0)) return NAN;
    if (link_loss == 1.0) return links > 0.0 ? 1.0 : 0.0;
    return -expm1(links * log1p(-link_loss));
}

double sl_recovery_count(double loss, double frames, double quantile)
{
    if (!(loss >= 0.0 && loss < 1.0) || !(frames >= 0.0 && frames <= 1e9) ||
        !(quantile > 0.0 && quantile < 1.0))
        return NAN;
    double n = ceil(frames), allowed = log10(1.0 - quantile);
    double low = -1.0, high = n; // P(X > low) too often, P(X > high) = 0
    while (high - low > 1.0) {
        double mid = floor((low + high) / 2.0);
        if (sl_log10_binomial_tail(n, mid + 1.0, loss) > allowed)
            low = mid;
        else
            high = mid;
    }
    return high;
}

double sl_link_retry_s(double flight_s, double phy_s, double turnaround_s)
{
    if (!(flight_s >= 0.0) || !(phy_s >= 0.0) || !(turnaround_s >= 0.0)) return NAN;
    return 2.0 * (flight_s + phy_s) + turnaround_s;
}
