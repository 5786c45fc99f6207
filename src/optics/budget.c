// Ledger A: the decibel budget of the standards.
//
// Model. OMA - TDECQ at the transmitter, less the channel insertion loss and the allocation for
// multipath, against the receiver's sensitivity for an ideal signal (stated sensitivity - SECQ).
// Assumptions. Penalties add in dB, as the standards' tables are built.
// Source. IEEE 802.3 clauses 121, 122, 124, 151. Limits. Never mixed with ledger B (lane.c).
#include "shoreline/optics.h"

double sl_budget_margin_db(const sl_budget_in *in)
{
    return in->oma_minus_tdecq_dbm - in->channel_loss_db - in->mpi_db - in->sensitivity_dbm;
}
