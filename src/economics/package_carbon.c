// Carbon of packages and of design: carriers by area, floorplans, bonds, design work shared out.
//
// Model. A carrier (organic substrate, redistribution layers, interposer) is a processed area of
// which only some layers are made; bonding costs energy by area. What fails is made anew: dies of a
// stack bonded as wafers live and die together. Design is computing, shared by all units.
//
// Equations. With k kg/m2 of a full process, s the share of its layers, Y yields:
//   carrier k s A/(Y_carrier Y_bond)
//   wafers bonded  (sum of raw dies + (n-1) bond A)/(Y_bond^n product of Y_die)
//   layers of metal  energy e + l e1, gases times (e + l e1)/e, for l more layers than counted in e
//   design  area density/(transistors a gate)/(gates an hour)/(units) runs, times power and grid
//   mean power  P on load (d a + 1 - d), d the share of switching, a of it that is active
// Floorplan. Dies are 2:1. A set is split in two, the smaller dies first, each to the lighter half;
// halves stand side by side with a gap, in turns along and across: the box of all is the carrier.
//
// Assumptions. Averages of a node and of a grid; the packages of one program.
//
// Limits. No moulding, lids, test and transport; a floorplan without rotation or optimum; layers of
// metal are given, not estimated from gates.
//
// Sources. 3D-Carbon (DAC 2024) and ECO-CHIP (HPCA 2024), their programs and tables, read.
#include "shoreline/economics.h"

#include <math.h>
#include <stddef.h>

sl_fab_carbon sl_fab_of_layers(const sl_fab_carbon *fab, double layer_energy_j_per_m2,
                               double layers)
{
    sl_fab_carbon out = *fab;
    out.energy_j_per_m2 += layers * layer_energy_j_per_m2;
    out.gas_kg_per_m2 *= out.energy_j_per_m2 / fab->energy_j_per_m2;
    return out;
}

double sl_carrier_carbon_kg(double kg_per_m2, double area_m2, double layer_share, double yield)
{
    if (!(kg_per_m2 >= 0.0 && area_m2 >= 0.0 && layer_share >= 0.0 && yield > 0.0 && yield <= 1.0))
        return NAN;
    return kg_per_m2 * area_m2 * layer_share / yield;
}

double sl_wafer_stack_carbon_kg(const double *raw_kg, const double *die_yield, int n,
                                double bond_kg, double bond_yield)
{
    double kg = (n - 1) * bond_kg, yield = pow(bond_yield, n);
    if (!(n >= 1 && bond_kg >= 0.0 && bond_yield > 0.0 && bond_yield <= 1.0)) return NAN;
    for (int i = 0; i < n; i++) {
        if (!(raw_kg[i] >= 0.0 && die_yield[i] > 0.0 && die_yield[i] <= 1.0)) return NAN;
        kg += raw_kg[i];
        yield *= die_yield[i];
    }
    return kg / yield;
}

// ---- floorplan ----

typedef struct box {
    double size_m[2];
} box;

static void sort(double *x, int n)
{
    for (int i = 1; i < n; i++)
        for (int k = i; k > 0 && x[k] < x[k - 1]; k--) {
            double swap = x[k];
            x[k] = x[k - 1];
            x[k - 1] = swap;
        }
}

// The box of a sorted set; its halves stand along axis.
static box place(const double *area_m2, int n, double gap_m, int axis)
{
    double half[2][SL_FLOORPLAN_MAX], sum[2] = {0.0, 0.0};
    int count[2] = {0, 0};
    box out;
    if (n == 1) {
        double side_m = sqrt(area_m2[0] / 2.0);
        out.size_m[axis] = 2.0 * side_m;
        out.size_m[!axis] = side_m;
        return out;
    }
    for (int i = 0; i < n; i++) {
        int to = sum[1] < sum[0];
        half[to][count[to]++] = area_m2[i];
        sum[to] += area_m2[i];
    }
    box a = place(half[0], count[0], gap_m, !axis), b = place(half[1], count[1], gap_m, !axis);
    out.size_m[axis] = a.size_m[axis] + b.size_m[axis] + gap_m;
    out.size_m[!axis] = fmax(a.size_m[!axis], b.size_m[!axis]);
    return out;
}

double sl_floorplan_m2(const double *area_m2, int n, double gap_m)
{
    double sorted[SL_FLOORPLAN_MAX];
    if (!(n >= 1 && n <= SL_FLOORPLAN_MAX && gap_m >= 0.0)) return NAN;
    for (int i = 0; i < n; i++) {
        if (!(area_m2[i] > 0.0)) return NAN;
        sorted[i] = area_m2[i];
    }
    sort(sorted, n);
    box all = place(sorted, n, gap_m, 0);
    return all.size_m[0] * all.size_m[1];
}

// ---- design and running ----

double sl_design_carbon_kg(const sl_design_carbon *d)
{
    if (!(d->area_m2 >= 0.0 && d->transistors_per_m2 >= 0.0 && d->transistors_per_gate > 0.0 &&
          d->gates_per_s > 0.0 && d->core_w >= 0.0 && d->grid_kg_per_j >= 0.0 && d->runs >= 0.0 &&
          d->units > 0.0))
        return NAN;
    double gates = d->area_m2 * d->transistors_per_m2 / d->transistors_per_gate;
    return gates / d->gates_per_s * d->core_w * d->grid_kg_per_j * d->runs / d->units;
}

double sl_mean_power_w(double power_w, double on_frac, double load_frac, double switching_frac,
                       double active_frac)
{
    const double shares[] = {on_frac, load_frac, switching_frac, active_frac};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        if (!(shares[i] >= 0.0 && shares[i] <= 1.0)) return NAN;
    if (!(power_w >= 0.0)) return NAN;
    return power_w * on_frac * load_frac * (switching_frac * active_frac + 1.0 - switching_frac);
}
