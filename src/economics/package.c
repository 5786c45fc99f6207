// Packages of known kinds as flows of steps, with carriers priced by area.
//
// Model. Dies stand on a carrier (redistribution layers, interposer, base die) and this on an
// organic substrate, or dies stand on the substrate; each bond, carrier and attachment has a yield,
// and what fails is scrapped with all that is on it.
//
// Equations. n dies, bond yield b, carrier y1 (negative binomial of its area), attachment y3:
//   organic        (substrate + dies)/b^n
//   carrier first  ((carrier/y1 + dies)/b^n + substrate)/y3
//   dies first     ((carrier + dies)/y1 + substrate)/y3
//   hybrid         (dies/b^(n-1) + substrate)/y3
// carrier = wafer/dies per wafer + C4 bumps of its area; dies = good dies + their bumps; reflow:
// one step with the sites, spares and rework of flow.c.
//
// Assumptions. Dies are square for counting carriers on a wafer; all bonds in one step.
//
// Limits. No panel, no stitching of interposers above a lithography field.
//
// Sources. Feng and Ma, Chiplet Actuary, DAC 2022, and its program (layer factors, area factors).
#include "shoreline/economics.h"

#include <math.h>
#include <stddef.h>

#define MEDIUM_M2 289e-6 // substrate areas above which layers are added
#define LARGE_M2  900e-6

static double layers(double substrate_m2, double dies)
{
    if (dies <= 1.0) return 1.0;
    return substrate_m2 > LARGE_M2 ? 2.0 : substrate_m2 > MEDIUM_M2 ? 1.75 : 1.5;
}

// All dies of a package.
typedef struct total {
    double count, area_m2;
} total;

static bool sum(total *out, const sl_chip *chips, int n)
{
    *out = (total){0};
    if (n < 1 || n > SL_FLOW_PARTS_MAX) return false;
    for (int i = 0; i < n; i++) {
        if (!(chips[i].area_m2 > 0.0 && chips[i].count >= 1.0)) return false;
        out->count += chips[i].count;
        out->area_m2 += chips[i].count * chips[i].area_m2;
    }
    return true;
}

static void put_chips(sl_flow_step *step, const sl_chip *chips, int n, double bump_usd_per_m2,
                      bool once)
{
    step->part_n = n;
    for (int i = 0; i < n; i++) {
        double bumps = chips[i].area_m2 * bump_usd_per_m2 / (once ? chips[i].count : 1.0);
        step->part[i] = (sl_flow_part){chips[i].count, chips[i].good_usd + bumps, chips[i].quality};
    }
}

static void on_substrate(sl_flow_step *step, int after, double cost_usd, double yield)
{
    *step = sl_flow_plain;
    step->after[0] = (sl_flow_input){after, 1.0};
    step->after_n = 1;
    step->cost_usd = cost_usd;
    step->yield = yield;
}

static void organic(sl_flow_step *s, const sl_chip *chips, int n, const total *all,
                    const sl_package_rates *r)
{
    double area = all->area_m2 * r->substrate_scale;
    s[0] = sl_flow_plain;
    s[0].cost_usd = area * r->substrate_usd_per_m2 * layers(area, all->count);
    s[0].yield = pow(r->bond_yield, all->count);
    put_chips(&s[0], chips, n, r->c4_usd_per_m2, false);
}

// Carrier and dies; the caller adds the substrate. Returns the area that stands on this.
static sl_status carried(sl_flow_step *s, int *n, double *area_m2, sl_package_kind kind,
                         const sl_chip *chips, int chip_n, const total *all,
                         const sl_package_rates *r)
{
    double area = all->area_m2 * r->carrier_scale, side = sqrt(area);
    sl_die carrier;
    SL_TRY(sl_die_of(&carrier, &r->carrier, side, side));
    bool first = kind == SL_PACKAGE_FAN_OUT_FIRST;
    s[0] = s[1] = sl_flow_plain;
    s[0].cost_usd = carrier.raw_usd + area * r->c4_usd_per_m2;
    s[0].yield = carrier.yield;
    if (!first) {
        s[1].after[0] = (sl_flow_input){0, 1.0};
        s[1].after_n = 1;
        s[1].yield = pow(r->bond_yield, all->count);
    }
    put_chips(&s[first ? 0 : 1], chips, chip_n, r->bump_usd_per_m2, r->compat_actuary);
    *area_m2 = area;
    *n = first ? 1 : 2;
    return SL_OK;
}

static double hybrid(sl_flow_step *s, const sl_chip *chips, int n, const total *all,
                     const sl_package_rates *r)
{
    s[0] = sl_flow_plain;
    s[0].yield = pow(r->bond_yield, all->count - 1.0);
    put_chips(&s[0], chips, n, r->bump_usd_per_m2, false);
    return chips[0].area_m2; // the base die carries the others
}

static void reflow(sl_flow_step *s, const sl_chip *chip, const sl_package_rates *r)
{
    *s = sl_flow_plain;
    s->cost_usd = r->reflow_usd;
    s->needed = chip->count;
    s->sites = chip->count + r->spare_sites;
    s->yield = r->bond_yield;
    s->part[0] = (sl_flow_part){1.0, chip->good_usd, chip->quality};
    s->part_n = 1;
    s->rework_max = r->rework_max;
    s->rework_usd = r->rework_usd;
    s->rework_parts = 1.0;
    s->rework_yield = r->rework_yield;
}

sl_status sl_package_flow(sl_flow_step *steps, int *n, sl_package_kind kind, const sl_chip *chips,
                          int chip_n, const sl_package_rates *r)
{
    total all;
    double area = 0.0;
    if (!sum(&all, chips, chip_n)) return SL_ERR_DOMAIN;
    *n = 1;
    switch (kind) {
    case SL_PACKAGE_ORGANIC:
        organic(steps, chips, chip_n, &all, r);
        return SL_OK;
    case SL_PACKAGE_REFLOW:
        if (chip_n != 1) return SL_ERR_DOMAIN;
        reflow(steps, chips, r);
        return SL_OK;
    case SL_PACKAGE_HYBRID:
        area = hybrid(steps, chips, chip_n, &all, r);
        break;
    case SL_PACKAGE_FAN_OUT_LAST:
    case SL_PACKAGE_FAN_OUT_FIRST:
    case SL_PACKAGE_INTERPOSER:
        SL_TRY(carried(steps, n, &area, kind, chips, chip_n, &all, r));
        break;
    default:
        return SL_ERR_DOMAIN;
    }
    on_substrate(&steps[*n], *n - 1, area * r->substrate_scale * r->substrate_usd_per_m2,
                 r->attach_yield);
    ++*n;
    return SL_OK;
}

sl_status sl_package_cost(sl_flow_cost *out, sl_package_kind kind, const sl_chip *chips, int chip_n,
                          const sl_package_rates *rates)
{
    sl_flow_step steps[3];
    int n;
    SL_TRY(sl_package_flow(steps, &n, kind, chips, chip_n, rates));
    return sl_flow_run(out, NULL, steps, n);
}
