// The supply of a design's product: cost, survival of each site and region, disruptions.
#include "system/internal.h"

#include <stdio.h>
#include <string.h>

#include "model/fields.h"

static void parts_of(sl_supply *out, const sl_supply_spec *s)
{
    out->parts = s->part_n;
    for (int i = 0; i < s->part_n; i++) {
        sl_supply_part *p = &out->part[i];
        *p = (sl_supply_part){.per_unit = s->part[i].per_unit,
                              .stock = s->part[i].stock,
                              .inputs = s->part[i].need_n};
        for (int k = 0; k < s->part[i].need_n; k++)
            p->input[k] = (sl_supply_input){sl_supply_part_named(s, s->part[i].need[k].part),
                                            s->part[i].need[k].amount};
    }
}

static double or_never(double mtbf_s)
{
    return isnan(mtbf_s) ? INFINITY : mtbf_s;
}

void sl_project_supply_of(sl_supply *out, const sl_supply_spec *s)
{
    memset(out, 0, sizeof *out);
    parts_of(out, s);
    out->sites = s->site_n;
    out->regions = s->region_n;
    for (int i = 0; i < s->site_n; i++)
        out->site[i] =
            (sl_supply_site){.part = sl_supply_part_named(s, s->site[i].part),
                             .region = sl_supply_region_named(s, s->site[i].region),
                             .rate_per_s = s->site[i].rate_per_s,
                             .cost_usd = s->site[i].cost_usd,
                             .mtbf_s = or_never(s->site[i].mtbf_s),
                             .recovery_s = s->site[i].recovery_s,
                             .qualified = s->site[i].qualified,
                             .lead_s = s->site[i].lead_s,
                             .qualify_s = isnan(s->site[i].qualify_s) ? 0.0 : s->site[i].qualify_s};
    for (int i = 0; i < s->region_n; i++)
        out->region[i] = (sl_supply_region){.tariff = s->region[i].tariff,
                                            .mtbf_s = or_never(s->region[i].mtbf_s),
                                            .recovery_s = s->region[i].recovery_s};
    out->demand_per_s = s->demand_per_s;
    out->margin_usd = s->margin_usd;
    out->share_most = s->share_most;
}

uint64_t sl_supply_region_sites(const sl_supply *s, int region)
{
    uint64_t bits = 0;
    for (int i = 0; i < s->sites; i++)
        if (s->site[i].region == region) bits |= (uint64_t)1 << i;
    return bits;
}

int sl_supply_losses(sl_loss_row rows[SL_SUPPLY_ROWS], const sl_design *d)
{
    const sl_supply_spec *spec = &d->supply;
    sl_supply s;
    sl_allocation all;
    sl_project_supply_of(&s, spec);
    if (sl_supply_allocate(&all, &s) != SL_OK) return 0; // nothing to lose
    for (int k = 0; k < s.sites + s.regions; k++) {
        sl_loss_row *row = &rows[k];
        bool site = k < s.sites;
        int r = k - s.sites;
        uint64_t lost = site ? (uint64_t)1 << k : sl_supply_region_sites(&s, r);
        double away_s = site ? s.site[k].recovery_s : s.region[r].recovery_s;
        row->recovery_s = away_s;
        snprintf(row->name, sizeof row->name, site ? "%.60s" : "all of %.50s",
                 site ? spec->site[k].name : spec->region[r].name);
        row->survival_s = sl_supply_endured_s(&s, lost);
        row->loss_usd =
            row->survival_s < row->recovery_s ? sl_supply_loss_usd(&s, lost, away_s) : 0.0;
    }
    return s.sites + s.regions;
}

// Shortest survival over recovery, and the most that one loss costs.
static void survive(sl_result *out, const sl_design *d)
{
    sl_loss_row rows[SL_SUPPLY_ROWS];
    int n = sl_supply_losses(rows, d);
    double least = INFINITY, most_usd = 0.0;
    for (int k = 0; k < n; k++) {
        if (rows[k].recovery_s > 0.0) least = fmin(least, rows[k].survival_s / rows[k].recovery_s);
        most_usd = fmax(most_usd, rows[k].loss_usd);
    }
    out->value[SL_M_SUPPLY_SURVIVAL] = least;
    out->value[SL_M_SUPPLY_LOSS] = most_usd;
}

const char *sl_project_supply(sl_result *out, const sl_design *d, uint64_t seed, char *why,
                              size_t n)
{
    const sl_supply_spec *spec = &d->supply;
    sl_supply s;
    sl_allocation a;
    sl_disruption x;
    sl_project_supply_of(&s, spec);
    const char *fault = sl_supply_fault(&s);
    if (fault) {
        snprintf(why, n, "supply: %s", fault);
        return why;
    }
    out->has_supply = true;
    sl_status status = sl_supply_allocate(&a, &s);
    if (status == SL_OK) survive(out, d);
    if (status == SL_OK && sl_supply_disrupt(&x, &s, seed, spec->runs, spec->horizon_s,
                                             spec->step_s, spec->target, spec->tail) == SL_OK) {
        out->value[SL_M_SUPPLY_FILL] = x.fill;
        out->value[SL_M_SUPPLY_SHORT] = x.short_share;
        out->value[SL_M_SUPPLY_CVAR] = x.cvar_usd;
        out->disruption = x;
    }
    if (status == SL_OK) {
        out->value[SL_M_SUPPLY_COST] = a.cost_usd;
        out->allocation = a;
        return NULL;
    }
    if (a.short_part >= 0)
        snprintf(why, n, "supply: %s is short: %.4g a day are needed, its sites make %.4g",
                 spec->part[a.short_part].name, a.need_per_s * 86400.0, a.have_per_s * 86400.0);
    else
        snprintf(why, n, "supply: no allocation was found");
    return why;
}
