// When a tray beats computing again or buying more of the near memory.
//
// Model. Keys and values of a prefix can be computed again (2 FLOP a parameter and token) or
// fetched. Adam's state can wait in a tray and pass by once a step.
//
// Equations. kv = 2 layers kv_heads head_dim bytes a token; gain = t / (L + kv / BW) with the time
// t = 2 P / flop_per_s to compute a token and the latency L of one load: above 1 the tray wins, and
// 1 gives the break-even bandwidth kv / (t - L). Optimizer: 28 B a parameter and step (14 read, 14
// written), pass = 28 P / BW at equal shares of reads and writes; 12 B of it stay in the tray.
//
// Assumptions. Prefill bound by arithmetic; attention over the prefix (which grows with its length
// and makes computing dearer) left out; the bytes of a token
// stream at the tray's bandwidth after one load's latency, tokens one after the other (fetching
// ahead hides the latency and does better).
//
// Limits. No overlap of pages, no eviction policy.
//
// Sources. Kaplan et al., Scaling laws for neural language models (2020), 2 FLOP a parameter and
// token; Kingma and Ba, Adam (2015); mixed-precision state as in Rajbhandari et al., ZeRO (2020).
#include "shoreline/memory.h"

#include <math.h>

#define FLOP_PER_PARAMETER 2.0

double sl_kv_bytes_per_token(double layers, double kv_heads, double head_dim, double bytes)
{
    bool valid = layers > 0.0 && kv_heads > 0.0 && head_dim > 0.0 && bytes > 0.0;
    return valid ? 2.0 * layers * kv_heads * head_dim * bytes : (double)NAN;
}

double sl_prefill_token_s(double parameters, double flop_per_s)
{
    bool valid = parameters > 0.0 && flop_per_s > 0.0;
    return valid ? FLOP_PER_PARAMETER * parameters / flop_per_s : (double)NAN;
}

double sl_kv_fetch_gain(double token_s, double kv_bytes, double latency_s,
                        double bandwidth_bytes_per_s)
{
    bool valid = token_s > 0.0 && kv_bytes > 0.0 && latency_s >= 0.0 && bandwidth_bytes_per_s > 0.0;
    return valid ? token_s / (latency_s + kv_bytes / bandwidth_bytes_per_s) : (double)NAN;
}

double sl_kv_break_even_bytes_per_s(double token_s, double kv_bytes, double latency_s)
{
    if (!(token_s > 0.0 && kv_bytes > 0.0 && latency_s >= 0.0)) return NAN;
    return latency_s < token_s ? kv_bytes / (token_s - latency_s) : INFINITY;
}

double sl_optimizer_pass_s(double parameters, double bandwidth_bytes_per_s)
{
    bool valid = parameters > 0.0 && bandwidth_bytes_per_s > 0.0;
    return valid ? SL_OPTIMIZER_BYTES * parameters / bandwidth_bytes_per_s : (double)NAN;
}

double sl_optimizer_parameters_max(double window_s, double bandwidth_bytes_per_s)
{
    bool valid = window_s > 0.0 && bandwidth_bytes_per_s > 0.0;
    return valid ? window_s * bandwidth_bytes_per_s / SL_OPTIMIZER_BYTES : (double)NAN;
}
