// Latency under load: the queue of a device, requesters in a closed loop, incast.
//
// Model. Open: latency grows with load as base + q ln(1/(1-u)). Closed: requesters keep a fixed
// number of lines in flight, so that Little's law and the curve meet in one point.
//
// Equations. lines x 64 = u B L(u), solved for the wait W with u = 1 - exp(-W/q). A stream moves
// min(port, device, 64 lines/L): each line is away for a latency L. Incast: N hosts
// with W lines each on one device of bandwidth B see max(base, N W 64 / B).
//
// Assumptions. The logarithm is a fit, not a law: the maker's curve of a CXL expander at 58 % reads
// keeps within 8 % of its latency (22 % of its wait) up to 98 % load with q = 18.95 ns taken from
// its half-load point; M/D/1, which diverges as 1/(1-u), does not fit such curves.
//
// Limits. Curves that turn back beyond saturation are not followed: load is clamped at 1. One class
// of traffic; no head-of-line blocking of bystanders, no throttling by load messages (DevLoad).
//
// Sources. Little (1961); Esmaili-Dokht et al., A Mess of Memory System Benchmarking, MICRO 2024
// (families of bandwidth-latency curves).
#include "shoreline/memory.h"

#include "shoreline/numeric.h"

#include <math.h>

#define SATURATED 0.99 // load that counts as saturation

double sl_loaded_latency_s(double base_s, double queue_s, double load)
{
    if (!(base_s > 0.0 && queue_s >= 0.0 && load >= 0.0 && load <= 1.0)) return NAN;
    return queue_s == 0.0 ? base_s : base_s - queue_s * log1p(-load);
}

typedef struct loop {
    double base_s, queue_s, need_s; // need_s: time in which the device serves all lines in flight
} loop;

static double excess(double wait_s, void *context)
{
    const loop *l = context;
    return (l->base_s + wait_s) * -expm1(-wait_s / l->queue_s) - l->need_s;
}

sl_status sl_closed_loop_of(sl_closed_loop *out, double lines, double base_s, double queue_s,
                            double bandwidth_bytes_per_s)
{
    if (!(lines > 0.0 && base_s > 0.0 && queue_s >= 0.0 && bandwidth_bytes_per_s > 0.0))
        return SL_ERR_DOMAIN;
    loop l = {base_s, queue_s, lines * SL_LINE_BYTES / bandwidth_bytes_per_s};
    double wait_s = fmax(0.0, l.need_s - base_s);
    if (queue_s > 0.0) {
        double high = l.need_s + queue_s;
        wait_s = sl_root(excess, &l, 0.0, high, 1e-12 * high);
    }
    if (isnan(wait_s)) return SL_ERR_NO_CONVERGENCE;
    out->latency_s = base_s + wait_s;
    out->load = fmin(1.0, l.need_s / out->latency_s);
    out->bytes_per_s = out->load * bandwidth_bytes_per_s;
    out->saturated = out->load > SATURATED;
    return SL_OK;
}

sl_status sl_stream_of(sl_stream *out, double port_bytes_per_s, double device_bytes_per_s,
                       double lines, double latency_s)
{
    if (!(port_bytes_per_s >= 0.0 && device_bytes_per_s > 0.0 && lines > 0.0 && latency_s > 0.0))
        return SL_ERR_DOMAIN;
    const double rate[] = {[SL_STREAM_PORT] = port_bytes_per_s,
                           [SL_STREAM_DEVICE] = device_bytes_per_s,
                           [SL_STREAM_LINES] = lines * SL_LINE_BYTES / latency_s};
    *out = (sl_stream){rate[SL_STREAM_PORT], SL_STREAM_PORT};
    for (int i = SL_STREAM_DEVICE; i <= SL_STREAM_LINES; i++)
        if (rate[i] < out->bytes_per_s) *out = (sl_stream){rate[i], (sl_stream_limit)i};
    return SL_OK;
}

double sl_load_incast_s(double hosts, double lines, double base_s, double bandwidth_bytes_per_s)
{
    if (!(hosts >= 1.0 && lines > 0.0 && base_s > 0.0 && bandwidth_bytes_per_s > 0.0)) return NAN;
    return fmax(base_s, hosts * lines * SL_LINE_BYTES / bandwidth_bytes_per_s);
}
