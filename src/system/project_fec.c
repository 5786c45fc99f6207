// What the FEC of a design leaves, with the bursts that a finer tier found.
//
// Bursts: the two-state chain of the fec layer, exact, tabulated over the bit error ratio with the
// better of plain and precoded symbols (1/(1 + D), which a receiver may ask for: assumption). Bits
// behind the decoder: the share of wrong symbols that stay, as many wrong bits in each as in front.
// Assumption. All errors of a path come in the bursts of its optical lane. Limits. The inner code's
// bursts are not looked at here (shoreline fec does).
#include <math.h>

#include "shoreline/fec.h"
#include "shoreline/numeric.h"
#include "system/internal.h"

#define LEAST_BURST 0.01

static double ber_at(int i)
{
    double step = (SL_BURST_LAST - SL_BURST_FIRST) / (SL_BURST_POINTS - 1);
    return pow(10, SL_BURST_FIRST + i * step);
}

static sl_status tabulate(sl_light_shift *out, const sl_design *d, bool precoded)
{
    double ber[SL_BURST_POINTS];
    sl_fec_point point[SL_BURST_POINTS];
    sl_fec_question q = {.code = (sl_fec_code)d->link.fec.code,
                         .segment = {{0, out->burst}},
                         .segments = 1,
                         .precoded = precoded,
                         .depth = d->link.fec.codewords,
                         .frame_bytes = d->service.frame_bit / 8,
                         .port_bps = d->link.rate_bps};
    for (int i = 0; i < SL_BURST_POINTS; i++)
        ber[i] = ber_at(i);
    SL_TRY(sl_fec_curve(point, &q, ber, SL_BURST_POINTS));
    for (int i = 0; i < SL_BURST_POINTS; i++) {
        sl_fec_tail tail;
        sl_fec_link link = {.code = q.code,
                            .segment = {{ber[i], out->burst}},
                            .segments = 1,
                            .depth = q.depth,
                            .precoded = precoded};
        SL_TRY(sl_fec_tail_of(&tail, &link));
        double share = ber[i] / tail.symbol_error_ratio;
        out->log10_frame_loss[i] = point[i].log10_frame_loss_ratio;
        out->log10_post_ber[i] = fmax(log10(tail.residual_symbol_error_ratio * share), -400);
    }
    out->precoded = precoded;
    return SL_OK;
}

void sl_project_bursts(sl_light_shift *shift, const sl_design *d, double burst)
{
    bool plain_rs = d->link.fec.code == SL_FEC_KR4 || d->link.fec.code == SL_FEC_KP4;
    sl_light_shift precoded = *shift;
    shift->burst = 0;
    if (!plain_rs || !(burst > LEAST_BURST)) return;
    shift->burst = precoded.burst = fmin(burst, 0.95);
    if (tabulate(shift, d, false) != SL_OK) {
        shift->burst = 0;
        return;
    }
    int middle = SL_BURST_POINTS / 2; // where codes stop working
    if (tabulate(&precoded, d, true) == SL_OK &&
        precoded.log10_frame_loss[middle] < shift->log10_frame_loss[middle])
        *shift = precoded;
}

static double interpolated(const double *table, double ber)
{
    double step = (SL_BURST_LAST - SL_BURST_FIRST) / (SL_BURST_POINTS - 1);
    double x = (log10(ber) - SL_BURST_FIRST) / step;
    int i = (int)fmin(fmax(floor(x), 0), SL_BURST_POINTS - 2); // below: on the first step's slope
    return table[i] + (x - i) * (table[i + 1] - table[i]);
}

double sl_project_post_ber(const sl_design *d, double ber)
{
    const sl_light_shift *s = &d->light_shift;
    if (!(s->burst > 0) || !(ber > 0))
        return pow(10, sl_fec_log10_post_ber((sl_fec_code)d->link.fec.code, ber));
    return fmin(pow(10, interpolated(s->log10_post_ber, ber)), 0.5);
}

double sl_project_frame_loss(const sl_design *d, double ber, double frame_bytes)
{
    const sl_light_shift *s = &d->light_shift;
    bool same = frame_bytes == d->service.frame_bit / 8;
    if (!(s->burst > 0) || !(ber > 0) || !same)
        return pow(10, sl_fec_log10_frame_loss_ratio((sl_fec_code)d->link.fec.code, ber,
                                                     frame_bytes, d->link.fec.codewords));
    return fmin(pow(10, interpolated(s->log10_frame_loss, ber)), 1);
}
