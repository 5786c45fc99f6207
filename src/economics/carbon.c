// Carbon of making and of running.
//
// Model. A processed area costs energy at the fab's grid, gases and materials; a good die carries
// its share of the wafer; running costs energy at the site's grid.
//
// Equations. k = energy grid + gas + material, kg/m2; die = k wafer/(dies yield), or with its rim
// k (A/Y + (wafer - floor(n) A)/n), n of the formula; running = power PUE time grid.
//
// Assumptions. Averages of a node; a scrapped die cost as much as a good one.
//
// Limits. No transport, no end of life, no buildings.
//
// Sources. Gupta et al., ACT (ISCA 2022), at second hand; 3D-Carbon (DAC 2024) and ECO-CHIP (HPCA
// 2024), their programs.
#include "shoreline/economics.h"

#include <math.h>

#include "shoreline/constants.h"

double sl_fab_kg_per_m2(const sl_fab_carbon *f)
{
    if (!(f->energy_j_per_m2 >= 0.0 && f->grid_kg_per_j >= 0.0 && f->gas_kg_per_m2 >= 0.0 &&
          f->material_kg_per_m2 >= 0.0))
        return NAN;
    return f->energy_j_per_m2 * f->grid_kg_per_j + f->gas_kg_per_m2 + f->material_kg_per_m2;
}

static double disc(double diameter_m)
{
    return SL_PI * diameter_m * diameter_m / 4.0;
}

double sl_die_carbon_kg(double kg_per_m2, double wafer_m, double dies, double yield)
{
    if (!(kg_per_m2 >= 0.0 && wafer_m > 0.0 && dies > 0.0 && yield > 0.0 && yield <= 1.0))
        return NAN;
    return kg_per_m2 * disc(wafer_m) / (dies * yield);
}

double sl_die_rim_carbon_kg(double kg_per_m2, double area_m2, double wafer_m, double yield)
{
    if (!(kg_per_m2 >= 0.0 && area_m2 > 0.0 && wafer_m > 0.0 && yield > 0.0 && yield <= 1.0))
        return NAN;
    double side_m = sqrt(area_m2);
    double dies = sl_dies_per_wafer(SL_PACKING_FORMULA, side_m, side_m, wafer_m, 0.0, 0.0);
    if (!(dies >= 1.0)) return NAN;
    double rim_m2 = disc(wafer_m) - floor(dies) * area_m2;
    return kg_per_m2 * (area_m2 / yield + rim_m2 / dies);
}

double sl_operation_carbon_kg(double power_w, double time_s, double pue, double grid_kg_per_j)
{
    if (!(grid_kg_per_j >= 0.0)) return NAN;
    return sl_site_energy_j(power_w, time_s, pue) * grid_kg_per_j;
}
