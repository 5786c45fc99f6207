// Adaptation of the continuous-time equaliser in front of a lane's taps.
//
// Method. From no boost, the low-frequency and the main gain in turn to the best of their grids,
// twice. The form is IEEE 802.3 93A-22 with the places of the 802.3dj reference receiver
// (com-settings.md). Assumption. One gain at a time finds the best pair: their effects hardly
// overlap.
#include <math.h>

#include "link_internal.h"

static const double main_db[] = {0, -3, -6, -9, -12, -15};
static const double low_db[] = {0, -1, -2, -3, -4, -5, -6};

static sl_status best_of(double *gain_db, double *least, sl_link *k, const sl_optical_link *in,
                         const double *grid_db, size_t n)
{
    double best_db = *gain_db;
    sl_link_point p;
    for (size_t i = 0; i < n; i++) {
        *gain_db = grid_db[i];
        SL_TRY(sl_link_evaluate(&p, k, in, 0));
        if (p.log10_ber >= *least) continue;
        *least = p.log10_ber;
        best_db = grid_db[i];
    }
    *gain_db = best_db;
    return SL_OK;
}

sl_status sl_link_adapt_ctle(sl_link *k, sl_optical_link *in)
{
    double fb = in->lane.symbol_rate_bd, least = INFINITY;
    sl_ctle *c = &in->rx.ctle;
    *c = (sl_ctle){
        .zero_hz = fb / 2.5, .pole1_hz = fb / 2.5, .pole2_hz = fb, .low_freq_hz = fb / 80};
    for (int turn = 0; turn < 2; turn++) {
        SL_TRY(best_of(&c->dc_gain2_db, &least, k, in, low_db, sizeof low_db / sizeof *low_db));
        SL_TRY(best_of(&c->dc_gain_db, &least, k, in, main_db, sizeof main_db / sizeof *main_db));
    }
    return SL_OK;
}
