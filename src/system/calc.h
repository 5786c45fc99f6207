// Shared by the calculator's tables, one file per layer.
#ifndef SYSTEM_CALC_H
#define SYSTEM_CALC_H

#include <math.h>

// The rows use the short forms of the model's field tables.
#include "model/fields.h"
#include "shoreline/system.h"

extern const sl_calc sl_calcs_electrical[], sl_calcs_fec[], sl_calcs_optics[], sl_calcs_package[];
extern const sl_calc sl_calcs_memory[];
extern const size_t sl_calcs_memory_n;
extern const size_t sl_calcs_electrical_n, sl_calcs_fec_n, sl_calcs_optics_n, sl_calcs_package_n;

extern const sl_calc sl_calcs_fabric[];
extern const size_t sl_calcs_fabric_n;

extern const sl_calc sl_calcs_economics[];
extern const size_t sl_calcs_economics_n;

extern const sl_calc sl_calcs_workload[];
extern const size_t sl_calcs_workload_n;

extern const sl_calc sl_calcs_fleet[];
extern const size_t sl_calcs_fleet_n;

// Hands a value out; NaN means that an argument lies outside the model's domain.
static inline sl_status sl_calc_value(double *value, double x)
{
    *value = x;
    return isnan(x) ? SL_ERR_DOMAIN : SL_OK;
}

#endif
