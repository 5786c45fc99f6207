// Shared by the reports of a reach study.
#ifndef REPORT_REACH_H
#define REPORT_REACH_H

#include "report/internal.h"

// "1.09 m", "237 mm", "0" or "-".
void sl_report_length(char out[24], double length_m);
// Of a cell without a length: why; NULL for others.
const char *sl_report_reach_reason(const sl_reach_cell *cell);
// A rate's name, or its payload.
void sl_report_rate_name(char out[32], const sl_comparison *comparison, int rate);
// What must stand beside every result.
#define SL_REACH_REMARK "not a compliance result"

#endif
