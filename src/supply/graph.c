// The bill of materials: order of tiers, content of a unit, faults.
#include "supply/supply.h"

#include <math.h>
#include <stddef.h>

bool sl_supply_order(int order[SL_SUPPLY_PARTS], const sl_supply *s)
{
    bool placed[SL_SUPPLY_PARTS] = {false};
    for (int n = 0; n < s->parts;) {
        int before = n;
        for (int p = 0; p < s->parts; p++) {
            bool ready = !placed[p];
            for (int k = 0; ready && k < s->part[p].inputs; k++)
                ready = placed[s->part[p].input[k].part];
            if (!ready) continue;
            placed[p] = true;
            order[n++] = p;
        }
        if (n == before) return false;
    }
    return true;
}

void sl_supply_content(double content[SL_SUPPLY_PARTS], const sl_supply *s)
{
    int order[SL_SUPPLY_PARTS];
    for (int p = 0; p < s->parts; p++)
        content[p] = s->part[p].per_unit;
    if (!sl_supply_order(order, s)) return;
    for (int i = s->parts - 1; i >= 0; i--) {
        const sl_supply_part *part = &s->part[order[i]];
        for (int k = 0; k < part->inputs; k++)
            content[part->input[k].part] += part->input[k].amount * content[order[i]];
    }
}

static bool part_ok(const sl_supply *s, int p)
{
    const sl_supply_part *part = &s->part[p];
    bool ok = part->per_unit >= 0.0 && part->stock >= 0.0 && part->inputs >= 0 &&
              part->inputs <= SL_SUPPLY_INPUTS;
    for (int k = 0; ok && k < part->inputs; k++)
        ok = part->input[k].part >= 0 && part->input[k].part < s->parts &&
             part->input[k].amount > 0.0;
    return ok;
}

static bool site_ok(const sl_supply *s, const sl_supply_site *i)
{
    return i->part >= 0 && i->part < s->parts && i->region >= 0 && i->region < s->regions &&
           i->rate_per_s > 0.0 && i->cost_usd >= 0.0 && i->mtbf_s > 0.0 && i->recovery_s >= 0.0 &&
           i->lead_s >= 0.0 && isfinite(i->lead_s) && i->qualify_s >= 0.0;
}

const char *sl_supply_fault(const sl_supply *s)
{
    int order[SL_SUPPLY_PARTS];
    if (s->parts < 1 || s->parts > SL_SUPPLY_PARTS || s->sites < 1 || s->sites > SL_SUPPLY_SITES ||
        s->regions < 1 || s->regions > SL_SUPPLY_REGIONS)
        return "no parts, sites or regions, or too many";
    if (!(s->demand_per_s > 0.0) || !(s->margin_usd >= 0.0) ||
        !(s->share_most > 0.0 && s->share_most <= 1.0))
        return "demand, margin or share outside their ranges";
    for (int p = 0; p < s->parts; p++)
        if (!part_ok(s, p)) return "a part with a value outside its range";
    for (int i = 0; i < s->sites; i++)
        if (!site_ok(s, &s->site[i])) return "a site with a value outside its range";
    for (int r = 0; r < s->regions; r++)
        if (!(s->region[r].tariff >= 0.0 && s->region[r].mtbf_s > 0.0 &&
              s->region[r].recovery_s >= 0.0))
            return "a region with a value outside its range";
    if (!sl_supply_order(order, s)) return "a part that needs itself";
    return NULL;
}
