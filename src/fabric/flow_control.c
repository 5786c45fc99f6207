// Buffers that a link needs, against its length.
//
// Model. What is on its way when the receiver says stop must find room: pause (PFC); or the sender
// may only send what the receiver has granted: credits, and replay buffers likewise.
// Equations. Headroom = 2 MTU + 84 B + C (2 (flight + phy) + response)/8. Credits: C RTT/8 + MTU;
// with less the share of the line rate is buffer over that.
// Assumptions. Worst case of phases: a frame has just begun at either end. Limits. One priority;
// several need a headroom each. Shared buffers with dynamic thresholds are not modelled here.
// Sources. IEEE 802.3 annex 31B (pause), IEEE 802.1Q annex N (headroom); PCI Express and InfiniBand
// specifications (credits).
#include "shoreline/fabric.h"

#include <math.h>

#define PAUSE_BYTES 84.0 // 64-byte frame with preamble and gap: 672 bit times

static bool positive(double a, double b)
{
    return a > 0.0 && b > 0.0;
}

static bool not_negative(double a, double b, double c)
{
    return a >= 0.0 && b >= 0.0 && c >= 0.0;
}

double sl_pfc_headroom_bytes(double rate_bps, double mtu_bytes, double length_m, double flight_s_m,
                             double phy_s, double response_s)
{
    if (!positive(rate_bps, mtu_bytes) || !not_negative(length_m, phy_s, response_s) ||
        !(flight_s_m >= 0.0))
        return NAN;
    double time_s = 2.0 * (length_m * flight_s_m + phy_s) + response_s;
    return 2.0 * mtu_bytes + PAUSE_BYTES + rate_bps * time_s / 8.0;
}

double sl_pfc_length_m(double rate_bps, double mtu_bytes, double headroom_bytes, double flight_s_m,
                       double phy_s, double response_s)
{
    double base = sl_pfc_headroom_bytes(rate_bps, mtu_bytes, 0.0, flight_s_m, phy_s, response_s);
    if (isnan(base) || !(headroom_bytes >= 0.0) || !(flight_s_m > 0.0)) return NAN;
    return fmax(0.0, (headroom_bytes - base) * 8.0 / rate_bps / (2.0 * flight_s_m));
}

double sl_credit_buffer_bytes(double rate_bps, double mtu_bytes, double rtt_s)
{
    if (!positive(rate_bps, mtu_bytes) || !(rtt_s >= 0.0)) return NAN;
    return rate_bps * rtt_s / 8.0 + mtu_bytes;
}

double sl_credit_share(double buffer_bytes, double rate_bps, double mtu_bytes, double rtt_s)
{
    double need = sl_credit_buffer_bytes(rate_bps, mtu_bytes, rtt_s);
    if (isnan(need) || !(buffer_bytes >= 0.0)) return NAN;
    return fmin(1.0, buffer_bytes / need);
}
