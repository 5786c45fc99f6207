// The supply of a variant: who makes what, how long each loss is survived, what disruptions do.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

#define DAY_S 86400.0

static void days(char out[24], double time_s)
{
    if (isinf(time_s))
        snprintf(out, 24, "for ever");
    else
        snprintf(out, 24, "%.3g", time_s / DAY_S);
}

static void sites_text(sl_text *out, const sl_supply_spec *s, const sl_result *r)
{
    sl_text_printf(out, "  %-24s%-18s%-14s%13s%13s%11s%11s\n", "site", "part", "region",
                   "makes, 1/day", "most, 1/day", "cost, USD", "lead, day");
    for (int i = 0; i < s->site_n; i++)
        sl_text_printf(out, "  %-24s%-18s%-14s%13.6g%13.6g%11.4g%11.4g%s\n", s->site[i].name,
                       s->site[i].part, s->site[i].region, r->allocation.made_per_s[i] * DAY_S,
                       s->site[i].rate_per_s * DAY_S, s->site[i].cost_usd,
                       s->site[i].lead_s / DAY_S, s->site[i].qualified ? "" : "  not qualified");
}

// Who could make each part: how many sources there are, and what is asked of them.
static void parts_text(sl_text *out, const sl_supply_spec *s, const sl_result *r)
{
    sl_text_printf(out, "\n  %-24s%14s%14s%10s%10s%10s\n", "part", "made, 1/day", "most, 1/day",
                   "sources", "waiting", "regions");
    for (int p = 0; p < s->part_n; p++) {
        double made = 0.0, most = 0.0;
        int sources = 0, waiting = 0, regions = 0;
        bool seen[SL_SUPPLY_REGIONS_MAX] = {false};
        for (int i = 0; i < s->site_n; i++) {
            const sl_supply_site_spec *site = &s->site[i];
            if (strcmp(site->part, s->part[p].name) != 0) continue;
            made += r->allocation.made_per_s[i];
            sources += site->qualified;
            waiting += !site->qualified;
            if (!site->qualified) continue;
            most += site->rate_per_s;
            for (int g = 0; g < s->region_n; g++)
                if (strcmp(s->region[g].name, site->region) == 0 && !seen[g]) {
                    seen[g] = true;
                    regions++;
                }
        }
        sl_text_printf(out, "  %-24s%14.6g%14.6g%10d%10d%10d\n", s->part[p].name, made * DAY_S,
                       most * DAY_S, sources, waiting, regions);
    }
}

static void loss_row(sl_text *out, const sl_loss_row *row)
{
    char stands[24], away[24];
    days(stands, row->survival_s);
    days(away, row->recovery_s);
    sl_text_printf(out, "  %-38s%15s%15s%18.4g%s\n", row->name, stands, away, row->loss_usd,
                   row->loss_usd > 0.0 ? "  at risk" : "");
}

void sl_report_supply(sl_text *out, const sl_comparison *c, size_t v)
{
    const sl_variant_result *x = &c->variants[v];
    const sl_supply_spec *s = &x->bound->design.supply;
    const sl_result *r = &x->nominal;
    sl_loss_row rows[SL_SUPPLY_ROWS];
    if (!r->has_supply) return;
    int n = sl_supply_losses(rows, &x->bound->design);
    sl_text_printf(out, "%s: %s, %.4g a day\n", x->name, s->product, s->demand_per_s * DAY_S);
    if (!r->feasible) sl_text_printf(out, "  infeasible: %s\n", r->why);
    if (!isnan(r->value[SL_M_SUPPLY_COST]))
        sl_text_printf(out, "  parts of a unit %.6g USD\n", r->value[SL_M_SUPPLY_COST]);
    sl_text_add(out, "\n");
    sites_text(out, s, r);
    parts_text(out, s, r);
    if (n == 0) {
        sl_text_add(out, "\n");
        return;
    }
    sl_text_printf(out, "\n  %-38s%15s%15s%18s\n", "lost", "survived, day", "recovery, day",
                   "lost margin, USD");
    for (int i = 0; i < n; i++)
        loss_row(out, &rows[i]);
    const sl_disruption *d = &r->disruption;
    sl_text_printf(out,
                   "\n  %d runs of %.3g years: %.3f %% of the demand met (95 %%: %.3f to %.3f), in "
                   "shortage %.2f %% of the time\n  lost margin in the worst %.3g %% of the runs "
                   "%.4g USD (95 %%: %.4g to %.4g)\n\n",
                   s->runs, s->horizon_s / (365.25 * DAY_S), 100.0 * d->fill, 100.0 * d->fill_low,
                   100.0 * d->fill_high, 100.0 * d->short_share, 100.0 * s->tail, d->cvar_usd,
                   d->cvar_low, d->cvar_high);
}

static void variant_json(sl_json *j, const sl_comparison *c, size_t v)
{
    const sl_variant_result *x = &c->variants[v];
    const sl_supply_spec *s = &x->bound->design.supply;
    const sl_disruption *d = &x->nominal.disruption;
    sl_loss_row rows[SL_SUPPLY_ROWS];
    int n = sl_supply_losses(rows, &x->bound->design);
    sl_json_object(j);
    sl_json_key_text(j, "name", x->name);
    sl_json_key_bool(j, "feasible", x->nominal.feasible);
    sl_json_key_text(j, "why", x->nominal.why);
    sl_report_json_results(j, c, v, "supply");
    sl_json_key(j, "sites");
    sl_json_array(j);
    for (int i = 0; i < s->site_n; i++) {
        sl_json_object(j);
        sl_json_key_text(j, "name", s->site[i].name);
        sl_json_key_text(j, "part", s->site[i].part);
        sl_json_key_text(j, "region", s->site[i].region);
        sl_json_key_number(j, "made_per_s", x->nominal.allocation.made_per_s[i]);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_key(j, "losses");
    sl_json_array(j);
    for (int i = 0; i < n; i++) {
        sl_json_object(j);
        sl_json_key_text(j, "lost", rows[i].name);
        sl_json_key_number(j, "survival_s", rows[i].survival_s);
        sl_json_key_number(j, "recovery_s", rows[i].recovery_s);
        sl_json_key_number(j, "loss_usd", rows[i].loss_usd);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_key(j, "disruptions");
    sl_json_object(j);
    sl_json_key_number(j, "fill", d->fill);
    sl_json_key_number(j, "fill_low", d->fill_low);
    sl_json_key_number(j, "fill_high", d->fill_high);
    sl_json_key_number(j, "short_share", d->short_share);
    sl_json_key_number(j, "cvar_usd", d->cvar_usd);
    sl_json_key_number(j, "cvar_low_usd", d->cvar_low);
    sl_json_key_number(j, "cvar_high_usd", d->cvar_high);
    sl_json_end(j, '}');
    sl_json_end(j, '}');
}

void sl_report_supply_json(sl_text *out, const sl_comparison *c)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_report_json_head(&j, c, "shoreline/supply/1");
    sl_json_key(&j, "variants");
    sl_json_array(&j);
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_supply) variant_json(&j, c, v);
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}
