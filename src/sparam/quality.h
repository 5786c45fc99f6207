// The parts of the quality report.
#ifndef SPARAM_QUALITY_H
#define SPARAM_QUALITY_H

#include "sparam/internal.h"

// Clockwise rotation of one entry, percent.
double quality_rotation(const sl_sparam *s, int entry);

// Energy before time 0, dB; NaN where the grid (already in q) allows no transform.
sl_status quality_early(double *db, const sl_sparam *s, const sl_sparam_quality *q);

#endif
