// Checkpoints and restarts.
//
// Model. Failures come with rate 1/M. tau of useful work is followed by a checkpoint of d; a
// failure costs a restart R and what was done since the last checkpoint.
// Equations. Young tau = sqrt(2 d M). Daly tau = sqrt(2 d M) (1 + sqrt(d/2M)/3 + d/18M) - d for
// d < 2M, else M. Wall time of tau: M e^(R/M) (e^((tau + d)/M) - 1), exact for exponential failures
// that may strike during restart.
// Assumptions. Checkpoints block; failures are independent and total.
// Limits. No spares, no partial restart, no wear-out.
// Sources. Young, CACM 17 (1974) 530; Daly, Future Generation Computer Systems 22 (2006) 303,
// equations 20 and 37.
#include "shoreline/workload.h"

#include <math.h>

double sl_checkpoint_interval_s(double mtbf_s, double checkpoint_s, sl_interval_form form)
{
    if (!(mtbf_s > 0.0 && checkpoint_s > 0.0)) return NAN;
    double young = sqrt(2.0 * checkpoint_s * mtbf_s), d = checkpoint_s / mtbf_s;
    if (form == SL_INTERVAL_YOUNG) return young;
    if (form != SL_INTERVAL_DALY) return NAN;
    if (d >= 2.0) return mtbf_s;
    return young * (1.0 + sqrt(d / 2.0) / 3.0 + d / 18.0) - checkpoint_s;
}

double sl_goodput(double mtbf_s, double checkpoint_s, double restart_s, double interval_s)
{
    if (!(mtbf_s > 0.0 && checkpoint_s >= 0.0 && restart_s >= 0.0 && interval_s > 0.0)) return NAN;
    if (isinf(mtbf_s)) return interval_s / (interval_s + checkpoint_s);
    return interval_s / mtbf_s * exp(-restart_s / mtbf_s) /
           expm1((interval_s + checkpoint_s) / mtbf_s);
}

// Rounding goes to compute, until the shares summed in their order give one exactly.
static void close_sum(double share[SL_CAUSES])
{
    for (int turn = 0; turn < 8; turn++) {
        double sum = 0.0;
        for (int i = 0; i < SL_CAUSES; i++)
            sum += share[i];
        if (sum == 1.0) return;
        share[SL_CAUSE_COMPUTE] += 1.0 - sum;
    }
}

sl_status sl_idle_ledger(double share[SL_CAUSES], const sl_step *step, double mtbf_s,
                         double checkpoint_s, double restart_s, double interval_s)
{
    double goodput = sl_goodput(mtbf_s, checkpoint_s, restart_s, interval_s);
    for (int i = 0; i < SL_CAUSES; i++)
        share[i] = NAN;
    if (isnan(goodput) || !(step->step_s > 0.0)) return SL_ERR_DOMAIN;
    for (int i = 0; i < SL_CAUSES; i++)
        share[i] = step->cause_s[i] / step->step_s * goodput;
    share[SL_CAUSE_CHECKPOINT] = goodput * checkpoint_s / interval_s;
    share[SL_CAUSE_RESTART] = fmax(0.0, 1.0 - goodput - share[SL_CAUSE_CHECKPOINT]);
    close_sum(share);
    return SL_OK;
}
