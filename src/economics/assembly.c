// Dies that stand on dies: what room they need, what they cost with all that was lost on the way.
//
// Model. A tree of dies. A die is as large as its circuits with their cells and vias, its pads, or
// what stands on it; it is made of layers on a wafer, tested, gets dies put on it by machines, and
// is tested with them. What fails a test is scrapped with all that is on it.
//
// Equations.
//   circuits    area + cells of nets + vias x via area
//   pads        signals leaving the stack + 2 ceil(power/(J pi (pitch/4)^2 V)) + test pads, in a
//               grid; pads of nets of reach r lie in a band r/2 wide along the edge, for all r
//   stood on    sum of (w + gap)(h + gap), as a square with the rim around it; the larger side
//   layers      sum of usd disc/dies ((1 - l) + l/use), use of a lithography field (whole dies, or
//               fields stitched to one die), over the wafers that are not lost
//   die         product of the layers' laws of A critical D, times stitch^seams, times via^vias
//   assembly    align^dies pad^pads / (1 + D A); cost rate_p t_p ceil(n/n_p) + rate_b t_b
//               ceil(n/n_b) + materials A, A the area stood on
//   stack       quality of the die x those of what stands on it x assembly; cost (die + dies on it
//   +
//               assembly + test)/pass, pass and quality of a test of coverage T as in test.c
//   test        cycle chain (patterns + 1) samples, chain = bits x area of circuits
//   once        (design + share x masks)/units, of all dies
//
// compat_catch. CATCH, as its program stands, does otherwise, and this flag does as it does:
//   - a machine's second costs (capex/life + labour) times its uptime, not over it;
//   - seams of stitched fields never fail, and use counts areas, not whole dies;
//   - dies of a wafer by its own count of rows;
//   - defects fall on circuits and cells only: an interposer without circuits has none;
//   - a die on a die is taken for as good as before anything was put on it;
//   - only signals that leave the whole stack are bonds, and pads do not count what passes through;
//   - vias and lost wafers are found with the assembly, also of a die on which nothing stands;
//   - a two-way cell takes both areas at both ends, and its power is 1e12 times too small;
//   - power pads are sized by what stands on a die, not by what it stands on;
//   - a die is tested in (patterns + samples) chains, a stack in patterns x samples, its chain
//     without what stands higher than one level.
//
// Assumptions. Layers, dies, pads and vias fail independently; square assemblies; the room is
// area, as if dies of any shape packed without loss.
//
// Limits. What dies below a die draw through it is not counted. No packing of rectangles, no
// routing, no machine queues, no test pattern generation.
//
// Sources. Graening et al., CATCH (UCLA, 2025): its program.
#include "shoreline/economics.h"

#include <math.h>

#include "shoreline/constants.h"

static bool share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

static double square(double x)
{
    return x * x;
}

// Whole pitches that hold a length; one that is whole but for rounding stays.
static double pitches(double length_m, double pitch_m)
{
    return ceil(length_m / pitch_m * (1.0 - 1e-12));
}

// ---- who stands on whom ----

static bool stands_on(const sl_assembly *s, int die, int below)
{
    while (die > below)
        die = s->die[die].on;
    return die == below;
}

static const sl_assembly_bonding *below_of(const sl_assembly *s, int i)
{
    int on = s->die[i].on;
    return s->die[on < 0 ? i : on].bonding;
}

// Wires of a net that cross from inside the stack on `root` to outside; whose: -1 all of them, or
// those that end on that die.
static double crossing(const sl_assembly *s, const sl_assembly_net *net, int root, int whose)
{
    bool a = net->a >= 0 && stands_on(s, net->a, root);
    bool b = net->b >= 0 && stands_on(s, net->b, root);
    if (a == b || (whose >= 0 && (a ? net->a : net->b) != whose)) return 0.0;
    return net->cells * net->wires;
}

static double signals(const sl_assembly *s, int root, int whose)
{
    double n = 0.0;
    for (int k = 0; k < s->net_n; k++)
        n += crossing(s, &s->net[k], root, whose);
    return n;
}

// ---- room ----

// Of a rectangle of an aspect with a border around.
static double widened(double area_m2, double border_m, double aspect)
{
    if (!(area_m2 > 0.0)) return 0.0;
    return (sqrt(area_m2 * aspect) + 2.0 * border_m) * (sqrt(area_m2 / aspect) + 2.0 * border_m);
}

static double stood_on(const sl_assembly *s, const sl_assembled *done, int i)
{
    const sl_assembly_bonding *b = s->die[i].bonding;
    double side[2] = {0.0, 0.0};
    for (int k = i + 1; k < s->die_n; k++) {
        const sl_assembly_die *d = &s->die[k];
        if (d->on == i && !d->buried)
            side[d->back] += widened(done[k].area_m2, b->gap_m / 2.0, d->aspect);
    }
    return widened(fmax(side[0], side[1]), b->rim_m, 1.0);
}

// Cells at the die's ends of its nets, and the power that they take.
static double cells_of(double *power_w, const sl_assembly *s, int i)
{
    double area = 0.0;
    *power_w = 0.0;
    for (int k = 0; k < s->net_n; k++) {
        const sl_assembly_net *n = &s->net[k];
        double ends = (n->a == i) + (n->b == i);
        double one = (n->a == i ? n->a_area_m2 : 0.0) + (n->b == i ? n->b_area_m2 : 0.0);
        bool both = s->compat_catch && n->two_way;
        area += n->cells * (both ? ends * (n->a_area_m2 + n->b_area_m2) : one);
        *power_w +=
            (s->compat_catch ? 1e-12 : 0.5) * ends * n->cells * n->use * n->rate_bps * n->j_per_bit;
    }
    return area;
}

static double pitch_below(const sl_assembly *s, int i)
{
    const sl_assembly_die *d = &s->die[i];
    const sl_assembly_bonding *below = below_of(s, i);
    if (d->on < 0) return below->pitch_m;
    double pitch = fmax(below->pitch_m, d->bonding->pitch_m);
    if (d->back) pitch = fmax(pitch, below->via_pitch_m);
    return d->face_up ? fmax(pitch, d->bonding->via_pitch_m) : pitch;
}

static double power_pads(const sl_assembly *s, int i, double power_w)
{
    const sl_assembly_bonding *b = s->compat_catch ? s->die[i].bonding : below_of(s, i);
    double pad_w = b->pad_a_per_m2 * SL_PI * square(b->pitch_m / 4.0) * s->die[i].voltage_v;
    return 2.0 * ceil(power_w / pad_w);
}

typedef struct sides {
    double x, y;
} sides;

// Smallest sides, in whole pitches and not below those given, with room for an area in a band
// along the edge; a band of half the reach.
static sides band(sides at, double reach_m, double area_m2, double aspect, double pitch_m)
{
    bool hollow = reach_m < at.x && reach_m < at.y;
    double room = hollow ? reach_m * (at.x + at.y) - square(reach_m) : at.x * at.y;
    if (room > area_m2) return at;
    double x = sqrt(area_m2 * aspect), y = sqrt(area_m2 / aspect);
    if (x > reach_m && y > reach_m) {
        y = (area_m2 / reach_m + reach_m) / (aspect + 1.0);
        x = aspect * y;
    }
    return (sides){fmax(at.x, pitches(x, pitch_m) * pitch_m),
                   fmax(at.y, pitches(y, pitch_m) * pitch_m)};
}

// The least reach above one, and the wires that leave the die on it; 0: there is none.
static double next_reach(double *wires, const sl_assembly *s, int i, double above_m)
{
    double reach = INFINITY;
    int whose = s->compat_catch ? i : -1;
    *wires = 0.0;
    for (int k = 0; k < s->net_n; k++) {
        const sl_assembly_net *n = &s->net[k];
        double more = crossing(s, n, i, whose);
        if (!(more > 0.0) || n->reach_m <= above_m || n->reach_m > reach) continue;
        *wires = n->reach_m < reach ? more : *wires + more;
        reach = n->reach_m;
    }
    return isinf(reach) ? 0.0 : reach;
}

// NaN: a net does not reach the next die.
static double pad_area(const sl_assembly *s, const sl_assembled *done, int i, double pads)
{
    const sl_assembly_die *d = &s->die[i];
    double pitch = pitch_below(s, i), under = 0.0, count = 0.0, wires;
    sides at = {0.0, 0.0};
    for (int k = i + 1; k < s->die_n; k++)
        if (s->die[k].on == i && s->die[k].back == d->face_up) under += done[k].area_m2;
    for (double reach = 0.0; (reach = next_reach(&wires, s, i, reach)) > 0.0;) {
        double band_m = reach - below_of(s, i)->gap_m;
        if (!(band_m > 0.0)) return NAN;
        count += wires;
        at = band(at, band_m, count * square(pitch) + under, d->aspect, pitch);
    }
    double area = pads * square(pitch), longer = fmax(at.x, at.y);
    if (area > at.x * at.y) {
        bool enough = at.x != at.y && square(longer) <= area;
        double side = enough ? longer : sqrt(area);
        at = (sides){side, enough ? area / side : side};
    }
    return pitches(at.x, pitch) * pitches(at.y, pitch) * square(pitch);
}

// ---- layers ----

// Dies of a wafer as CATCH counts them: k rows across the middle, the others on their columns. It
// grows with the square of the rows; above SL_PACKING_ROWS_MAX of them the formula stands for it.
static double rows_of_catch(double width_m, double height_m, const sl_assembly_wafer *w)
{
    double r = w->diameter_m / 2.0 - w->edge_m, best = 0.0;
    double pitch_x = width_m + w->scribe_m, pitch_y = height_m + w->scribe_m;
    if (2.0 * r > SL_PACKING_ROWS_MAX * pitch_y)
        return sl_dies_per_wafer(SL_PACKING_FORMULA, width_m, height_m, w->diameter_m, w->edge_m,
                                 w->scribe_m);
    double first = r - sqrt(square(r) - square(pitch_y / 2.0));
    double limit = sqrt(square(r) - square(r - first - pitch_x));
    for (double k = 1.0; k * pitch_y / 2.0 < limit; k++) {
        double high = (k * pitch_y - w->scribe_m) / 2.0, half = sqrt(square(r) - square(high));
        double row = floor((2.0 * half + w->scribe_m) / pitch_x), n = row * k;
        double end = (row + 1.0) * pitch_x - half;
        for (double i = 0.0; i < k; i++) {
            double y = i * pitch_y - high;
            if (hypot(end, y) <= r && hypot(end, y + pitch_y) <= r) n++;
        }
        for (high += pitch_y; high < r; high += pitch_y) {
            double chord = sqrt(square(r) - square(high));
            double shift = ceil((half - chord) / pitch_x) * pitch_x - (half - chord);
            n += 2.0 * floor((2.0 * chord - shift) / pitch_x);
        }
        best = fmax(best, n);
    }
    return best;
}

// Share of the exposed fields that a die or dies fill, and the seams of a die of several fields.
typedef struct fields {
    double use, seams;
} fields;

static fields tiled(double w, double h, double field_w, double field_h)
{
    double nx = ceil(w / field_w), ny = ceil(h / field_h);
    return (fields){w * h / (nx * ny * field_w * field_h), nx * (ny - 1.0) + ny * (nx - 1.0)};
}

static fields fields_of(double w, double h, const sl_assembly_wafer *on, bool compat_catch)
{
    double field = on->reticle_width_m * on->reticle_height_m;
    if (compat_catch) {
        double all = ceil(w * h / field) * field;
        return (fields){floor(all / (w * h)) * w * h / all, 0.0};
    }
    double use = sl_reticle_use(w, h, on->reticle_width_m, on->reticle_height_m);
    if (use > 0.0) return (fields){use, 0.0};
    fields straight = tiled(w, h, on->reticle_width_m, on->reticle_height_m);
    fields turned = tiled(w, h, on->reticle_height_m, on->reticle_width_m);
    return straight.use >= turned.use ? straight : turned;
}

// What a die costs before its test, and its yield.
static sl_status make(double *usd, double *yield, const sl_assembly_die *d, double area_m2,
                      double fragile_m2, bool compat_catch)
{
    const sl_assembly_wafer *on = d->wafer;
    double w = sqrt(area_m2 * d->aspect), h = sqrt(area_m2 / d->aspect);
    double dies = compat_catch ? rows_of_catch(w, h, on)
                               : sl_dies_per_wafer(on->packing, w, h, on->diameter_m, on->edge_m,
                                                   on->scribe_m);
    fields f = fields_of(w, h, on, compat_catch);
    if (!(dies > 0.0 && f.use > 0.0)) return SL_ERR_DOMAIN;
    double whole_m2 = SL_PI * square(on->diameter_m / 2.0) / dies;
    *usd = 0.0;
    *yield = 1.0;
    for (int i = 0; i < d->layer_n; i++) {
        const sl_assembly_layer *l = &d->layer[i];
        *usd += l->usd_per_m2 * whole_m2 * (1.0 - l->litho + l->litho / f.use);
        *yield *= sl_die_yield(l->model, fragile_m2 * l->critical, l->d0_per_m2, l->alpha) *
                  pow(l->stitch_yield, f.seams);
    }
    if (!compat_catch) *usd /= on->line_yield;
    return SL_OK;
}

// ---- test and assembly ----

// Adds a test to what a unit costs: what passes, its quality and cost.
static sl_status tested(sl_tested *out, double *spent_usd, double yield, double cost_usd,
                        const sl_assembly_scan *scan, const sl_assembly_test *t, double cycles)
{
    sl_test run = {.law = SL_ESCAPE_LINEAR,
                   .coverage = scan->coverage,
                   .overkill = scan->overkill,
                   .time_s = cycles * t->cycle_s,
                   .usd_per_s = t->usd_per_s,
                   .sites = 1.0};
    if (scan->done) *spent_usd += run.time_s * run.usd_per_s;
    return sl_test_run(out, yield, cost_usd, &run, scan->done ? 1 : 0);
}

static double die_cycles(const sl_assembly *s, int i)
{
    const sl_assembly_test *t = s->die[i].test;
    double chain = t->die.bits_per_m2 * s->die[i].area_m2;
    return chain *
           (s->compat_catch ? t->die.patterns + t->samples : (t->die.patterns + 1.0) * t->samples);
}

static double stack_cycles(const sl_assembly *s, int i)
{
    const sl_assembly_test *t = s->die[i].test;
    double area = 0.0;
    for (int k = i; k < s->die_n; k++)
        if (s->compat_catch ? k == i || s->die[k].on == i : stands_on(s, k, i))
            area += s->die[k].area_m2;
    double fills = s->compat_catch ? t->stack.patterns : t->stack.patterns + 1.0;
    return t->stack.bits_per_m2 * area * fills * t->samples;
}

static double rate(const sl_machine *m, bool compat_catch)
{
    double usd_per_s = sl_machine_usd_per_s(m);
    return compat_catch ? usd_per_s * square(m->uptime) : usd_per_s;
}

// Everything that came together on a die.
typedef struct gathered {
    double n, cost_usd, spent_usd, once_usd, quality, bonds, area_m2;
} gathered;

static gathered gather(const sl_assembly *s, const sl_assembled *done, int i)
{
    gathered g = {.quality = 1.0, .area_m2 = stood_on(s, done, i)};
    for (int k = i + 1; k < s->die_n; k++) {
        if (s->die[k].on != i) continue;
        g.n++;
        g.cost_usd += done[k].cost_usd;
        g.spent_usd += done[k].spent_usd;
        g.once_usd += done[k].once_usd;
        g.quality *= s->compat_catch ? done[k].quality_alone : done[k].quality;
        g.bonds += s->compat_catch ? signals(s, i, k) : done[k].pads;
    }
    return g;
}

static double assembly_usd(const sl_assembly_bonding *b, const gathered *g, bool compat_catch)
{
    return rate(&b->place, compat_catch) * b->place_s * ceil(g->n / b->place_n) +
           rate(&b->bond, compat_catch) * b->bond_s * ceil(g->n / b->bond_n) +
           b->usd_per_m2 * g->area_m2;
}

static double assembly_yield(const sl_assembly_bonding *b, const gathered *g)
{
    return pow(b->align_yield, g->n) * pow(b->pad_yield, g->bonds) *
           sl_die_yield(SL_YIELD_SEEDS, g->area_m2, b->d0_per_m2, 1.0);
}

// ---- one die and all ----

// Power, pads, vias and area of a die; what of the area its circuits and cells take.
static sl_status room(sl_assembled *out, double *fragile_m2, const sl_assembly *s,
                      const sl_assembled *done, int i)
{
    const sl_assembly_die *d = &s->die[i];
    double cells_m2 = cells_of(&out->power_w, s, i), on_back = 0.0;
    out->power_w += d->power_w;
    for (int k = i + 1; k < s->die_n; k++) {
        if (s->die[k].on != i) continue;
        out->power_w += done[k].power_w;
        if (s->die[k].back) on_back += done[k].pads;
    }
    out->pads = signals(s, i, s->compat_catch ? i : -1) + power_pads(s, i, out->power_w) +
                (d->test->die.done ? d->test->die.pads : 0.0) +
                (d->test->stack.done ? d->test->stack.pads : 0.0);
    out->vias = d->face_up ? out->pads : on_back;
    double circuits = d->area_m2 + cells_m2 + out->vias * d->bonding->via_area_m2;
    double pads = pad_area(s, done, i, out->pads);
    out->area_m2 = fmax(circuits, fmax(pads, stood_on(s, done, i)));
    *fragile_m2 = s->compat_catch ? d->area_m2 + cells_m2 : out->area_m2;
    return out->area_m2 > 0.0 && !isnan(pads) ? SL_OK : SL_ERR_DOMAIN;
}

static sl_status assemble(sl_assembled *out, const sl_assembly *s, const sl_assembled *done, int i)
{
    const sl_assembly_die *d = &s->die[i];
    const sl_assembly_bonding *b = d->bonding;
    double fragile, usd, masks = 0.0;
    sl_tested alone, whole;
    *out = (sl_assembled){0};
    SL_TRY(room(out, &fragile, s, done, i));
    SL_TRY(make(&usd, &out->yield, d, out->area_m2, fragile, s->compat_catch));
    double vias = pow(b->via_yield, out->vias);
    if (!s->compat_catch) out->yield *= vias;
    out->spent_usd = usd;
    SL_TRY(
        tested(&alone, &out->spent_usd, out->yield, usd, &d->test->die, d->test, die_cycles(s, i)));
    out->quality_alone = out->quality = alone.quality;
    out->cost_usd = alone.cost_usd;
    out->pass = alone.pass;
    for (int k = 0; k < d->layer_n; k++)
        masks += d->layer[k].mask_usd;
    gathered g = gather(s, done, i);
    out->once_usd = g.once_usd + (d->design_usd + d->mask_share * masks) / d->units;
    if (g.n == 0.0 && !s->compat_catch) return SL_OK;
    double join = assembly_usd(b, &g, s->compat_catch), yield = assembly_yield(b, &g);
    if (s->compat_catch) yield *= vias * d->wafer->line_yield;
    out->spent_usd += g.spent_usd + join;
    SL_TRY(tested(&whole, &out->spent_usd, alone.quality * g.quality * yield,
                  out->cost_usd + g.cost_usd + join, &d->test->stack, d->test, stack_cycles(s, i)));
    out->cost_usd = whole.cost_usd;
    out->quality = whole.quality;
    out->pass = whole.pass;
    return SL_OK;
}

// ---- what is accepted ----

static bool scan_valid(const sl_assembly_scan *s)
{
    return !s->done || (share(s->coverage) && share(s->overkill) && s->patterns >= 0.0 &&
                        s->bits_per_m2 >= 0.0 && s->pads >= 0.0);
}

static bool layers_valid(const sl_assembly_die *d)
{
    bool ok = d->layer_n >= 1;
    for (int i = 0; ok && i < d->layer_n; i++) {
        const sl_assembly_layer *l = &d->layer[i];
        ok = l->usd_per_m2 >= 0.0 && l->d0_per_m2 >= 0.0 && share(l->critical) &&
             !isnan(sl_die_yield(l->model, 0.0, l->d0_per_m2, l->alpha)) && share(l->litho) &&
             share(l->stitch_yield) && l->mask_usd >= 0.0;
    }
    return ok;
}

static bool bonding_valid(const sl_assembly_bonding *b)
{
    return b->place_s >= 0.0 && b->bond_s >= 0.0 && b->place_n >= 1 && b->bond_n >= 1 &&
           b->usd_per_m2 >= 0.0 && b->gap_m >= 0.0 && b->rim_m >= 0.0 && b->pitch_m > 0.0 &&
           b->via_pitch_m >= 0.0 && b->via_area_m2 >= 0.0 && b->pad_a_per_m2 > 0.0 &&
           share(b->align_yield) && share(b->pad_yield) && share(b->via_yield) &&
           b->d0_per_m2 >= 0.0 && sl_machine_usd_per_s(&b->place) >= 0.0 &&
           sl_machine_usd_per_s(&b->bond) >= 0.0;
}

static bool die_valid(const sl_assembly_die *d, int i)
{
    const sl_assembly_wafer *w = d->wafer;
    return (i == 0 ? d->on == -1 : d->on >= 0 && d->on < i) && d->area_m2 >= 0.0 &&
           d->aspect > 0.0 && layers_valid(d) && w->diameter_m > 2.0 * w->edge_m &&
           w->edge_m >= 0.0 && w->scribe_m >= 0.0 && w->reticle_width_m > 0.0 &&
           w->reticle_height_m > 0.0 && share(w->line_yield) && w->line_yield > 0.0 &&
           bonding_valid(d->bonding) && d->test->cycle_s >= 0.0 && d->test->usd_per_s >= 0.0 &&
           d->test->samples >= 0.0 && scan_valid(&d->test->die) && scan_valid(&d->test->stack) &&
           d->power_w >= 0.0 && d->voltage_v > 0.0 && d->design_usd >= 0.0 && d->units > 0.0 &&
           share(d->mask_share);
}

static bool net_valid(const sl_assembly_net *n, int dies)
{
    return n->a >= -1 && n->a < dies && n->b >= -1 && n->b < dies && n->cells >= 0.0 &&
           n->wires >= 0.0 && n->a_area_m2 >= 0.0 && n->b_area_m2 >= 0.0 && n->reach_m > 0.0 &&
           isfinite(n->reach_m) && n->rate_bps >= 0.0 && n->use >= 0.0 && n->j_per_bit >= 0.0;
}

sl_status sl_assembly_cost(sl_assembled *out, sl_assembled *each, const sl_assembly *in)
{
    sl_assembled own[SL_ASSEMBLY_DIES_MAX];
    sl_assembled *done = each ? each : own;
    if (in->die_n < 1 || in->die_n > SL_ASSEMBLY_DIES_MAX || in->net_n < 0) return SL_ERR_DOMAIN;
    for (int i = 0; i < in->die_n; i++)
        if (!die_valid(&in->die[i], i)) return SL_ERR_DOMAIN;
    for (int k = 0; k < in->net_n; k++)
        if (!net_valid(&in->net[k], in->die_n)) return SL_ERR_DOMAIN;
    for (int i = in->die_n - 1; i >= 0; i--)
        SL_TRY(assemble(&done[i], in, done, i));
    *out = done[0];
    return SL_OK;
}
