// What the page's figures of fleet and money show, as JSON of the comparison.
#include "report/internal.h"

#include <math.h>

void sl_report_fleet_json(sl_json *j, const sl_result *r)
{
    sl_repair_curve curve;
    if (!r->has_fleet) return;
    sl_json_key(j, "blast_radius");
    sl_json_array(j);
    for (int i = 0; i < SL_FLEET_PARTS; i++) {
        const sl_fleet_kind *k = &r->fleet.kind[i];
        if (!(k->outages_per_s > 0.0)) continue;
        sl_json_object(j);
        sl_json_key_text(j, "part", sl_fleet_part_names[i]);
        sl_json_key_number(j, "outages_per_s", k->outages_per_s);
        sl_json_key_number(j, "dark_ports", k->dark_ports);
        sl_json_key_number(j, "service_ports", k->dark_ports + k->taken_ports);
        sl_json_key_number(j, "unavailability", k->unavailability);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_repair_curve_of(&curve, r);
    sl_json_key(j, "repair_curve");
    sl_json_array(j);
    for (int i = 0; i < SL_REPAIR_POINTS; i++) {
        sl_json_object(j);
        sl_json_key_number(j, "factor", curve.point[i].factor);
        sl_json_key_number(j, "repair_s", curve.point[i].repair_s);
        sl_json_key_number(j, "unavailability", curve.point[i].unavailability);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

static void shares_json(sl_json *j, const sl_port_cost *c)
{
    static const char *const names[SL_SHARES] = {[SL_SHARE_ENGINE] = "engine",
                                                 [SL_SHARE_LASER] = "laser",
                                                 [SL_SHARE_FIBRE] = "fibre",
                                                 [SL_SHARE_PACKAGE] = "package"};
    sl_json_key(j, "shares");
    sl_json_object(j);
    for (int i = 0; i < SL_SHARES; i++) {
        sl_json_key(j, names[i]);
        sl_json_object(j);
        sl_json_key_number(j, "parts_usd", c->share[i].parts_usd);
        sl_json_key_number(j, "process_usd", c->share[i].process_usd);
        sl_json_key_number(j, "repair_usd", c->share[i].rework_usd);
        sl_json_end(j, '}');
    }
    sl_json_end(j, '}');
    sl_json_key_number(j, "scrap_usd", c->scrap_usd);
    sl_json_key_number(j, "design_usd", c->design_usd);
    sl_json_key_number(j, "margins_usd", c->margins_usd);
}

void sl_report_cost_json(sl_json *j, const sl_result *r)
{
    const sl_port_cost *c = &r->cost;
    if (!r->has_cost) return;
    sl_json_key(j, "port_cost");
    sl_json_object(j);
    sl_json_key_bool(j, "made", c->made);
    if (c->made) shares_json(j, c);
    sl_json_key_number(j, "learning_usd", c->learning_usd);
    sl_json_key_number(j, "price_usd", c->price_usd);
    sl_json_key_number(j, "interest_usd", c->interest_usd);
    sl_json_key_number(j, "energy_usd", c->energy_usd);
    sl_json_key_number(j, "service_usd", c->service_usd);
    sl_json_key_number(j, "owned_usd", c->owned_usd);
    sl_json_key_number(j, "swapped_usd", c->swapped_usd);
    sl_json_key_number(j, "dark_usd", c->dark_usd);
    sl_json_end(j, '}');
}

// ---- break-even ----

// Where the best changes between two neighbours of a row, as a factor: by their leads where each is
// the other's second, else midway; even in the logarithm.
static double border(const sl_breakeven *b, int x, const sl_breakeven_cell *left,
                     const sl_breakeven_cell *right)
{
    double share = 0.5, sum = log1p(left->lead) + log1p(right->lead);
    bool swap = left->second == right->best && right->second == left->best;
    if (swap && sum > 0.0) share = log1p(left->lead) / sum;
    return b->factor[x] * pow(b->factor[x + 1] / b->factor[x], share);
}

static void range_json(sl_json *j, const sl_comparison *c, const sl_breakeven *b, double factor,
                       const sl_breakeven_cell *cell)
{
    sl_json_object(j);
    sl_json_key_number(j, "laser_from_per_s", factor * b->laser_per_s);
    sl_json_key_text(j, "best", cell->best >= 0 ? c->variants[cell->best].name : NULL);
    sl_json_end(j, '}');
}

static void row_json(sl_json *j, const sl_comparison *c, const sl_breakeven *b, int level, int y)
{
    const sl_breakeven_cell *row = b->cell[level][y];
    sl_json_object(j);
    sl_json_key_number(j, "repair_factor", b->factor[y]);
    sl_json_key(j, "ranges");
    sl_json_array(j);
    range_json(j, c, b, 1.0 / SL_BREAKEVEN_SPAN, &row[0]);
    for (int x = 0; x + 1 < SL_BREAKEVEN_SIDE; x++)
        if (row[x].best != row[x + 1].best)
            range_json(j, c, b, border(b, x, &row[x], &row[x + 1]), &row[x + 1]);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_report_breakeven_json(sl_json *j, const sl_comparison *c, const sl_breakeven *b)
{
    sl_json_key(j, "break_even");
    sl_json_object(j);
    sl_json_key_text(j, "by", b->money ? "owned_and_failures_usd" : "unavailability");
    sl_json_key_text(j, "laser_of", c->variants[b->laser_of].name);
    sl_json_key_number(j, "laser_per_s", b->laser_per_s);
    sl_json_key(j, "levels");
    sl_json_array(j);
    for (int l = 0; l < b->levels; l++) {
        const sl_breakeven_cell *n = &b->nominal[l];
        sl_json_object(j);
        sl_json_key_number(j, "price_factor", b->price[l]);
        sl_json_key_number(j, "price_usd", b->price_usd[l]);
        sl_json_key_text(j, "nominal_best", n->best >= 0 ? c->variants[n->best].name : NULL);
        sl_json_key_number(j, "nominal_value", n->value);
        sl_json_key_text(j, "nominal_second", n->second >= 0 ? c->variants[n->second].name : NULL);
        sl_json_key_number(j, "nominal_lead", n->lead);
        sl_json_key(j, "rows");
        sl_json_array(j);
        for (int y = 0; y < SL_BREAKEVEN_SIDE; y++)
            row_json(j, c, b, l, y);
        sl_json_end(j, ']');
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}
