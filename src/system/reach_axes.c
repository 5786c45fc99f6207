// What varies from one manufactured channel to the next.
//
// Lines of one cross-section are made together: they share a deviate, at both ends of a cable too.
// Dielectric constant and trace width change the impedance between the nominal planes
// (sl_line_manufacture). Positive quantities that may spread widely (loss tangent, roughness, stub)
// are lognormal with the nominal value as median; the others are normal, cut where they would turn
// negative. A deviate is keyed by what varies and by the part it stands in, so that architectures
// on one laminate share it.
#include "system/reach.h"

#include <stdio.h>
#include <string.h>

#include "shoreline/random.h"

#define ETCHED_M 75e-6 // narrower traces are plated, not etched

static const char *const kind_names[] = {
    "dielectric constant", "loss tangent", "roughness", "width", "length", "via stub",
    "temperature",         "humidity"};

// ---- which part a segment is ----

static void host_leaf(char *out, size_t n, const sl_design *d, size_t i, size_t host)
{
    static const char *const attach[] = {"faceplate", "near", "package", "interposer"};
    if (i < host)
        snprintf(out, n, "board.%s.%zu", attach[d->link.attach], i);
    else
        snprintf(out, n, "link.module.%zu", i - host);
}

// The key of segment i of a channel of n.
static void leaf_of(char *out, size_t size, const sl_design *d, size_t i, size_t n)
{
    const sl_path_spec *paths[] = {&d->board.faceplate, &d->board.near, &d->board.package,
                                   &d->board.interposer};
    size_t host = (size_t)paths[d->link.attach]->n;
    if (d->link.kind == SL_WORD_ACTIVE) host = 0;
    if (d->link.kind <= SL_WORD_ACTIVE && i == n / 2)
        snprintf(out, size, "link.cable");
    else
        host_leaf(out, size, d, d->link.kind <= SL_WORD_ACTIVE && i > n / 2 ? n - 1 - i : i, host);
}

static const sl_leaf *leaf_at(const sl_bound *b, const char *segment, const char *key)
{
    char path[128];
    snprintf(path, sizeof path, "%s.%s", segment, key);
    return sl_leaf_find(&b->leaves, path);
}

static void part_of(char *out, size_t n, const sl_bound *b, const sl_segment *s, size_t i,
                    size_t total)
{
    char key[64];
    leaf_of(key, sizeof key, &b->design, i, total);
    const sl_leaf *leaf =
        leaf_at(b, key, s->kind == SL_SEGMENT_LINE ? "dielectric_constant" : "stub_length");
    snprintf(out, n, "%s", leaf && leaf->part ? leaf->part->name : key);
}

static bool alike(const sl_segment *a, const sl_segment *b)
{
    if ((a->kind == SL_SEGMENT_LINE) != (b->kind == SL_SEGMENT_LINE)) return false;
    if (a->kind != SL_SEGMENT_LINE)
        return a->lumped.stub_length_m == b->lumped.stub_length_m &&
               a->lumped.inductance_h == b->lumped.inductance_h &&
               a->lumped.capacitance_near_f == b->lumped.capacitance_near_f;
    const sl_line *x = &a->line, *y = &b->line;
    return x->geometry == y->geometry && x->dielectric_constant == y->dielectric_constant &&
           x->loss_tangent == y->loss_tangent && x->trace_width_m == y->trace_width_m &&
           x->impedance_ohm == y->impedance_ohm && x->roughness_rz_m == y->roughness_rz_m;
}

// ---- axes ----

typedef struct maker {
    reach_path *path;
    sl_reach_cell *cell;
    const sl_bound *bound;
    const char *part;
    bool full;
} maker;

// The spread of an axis says in its key which class it is of.
static void add(maker *m, reach_kind kind, double sd, uint32_t segments, const char *key)
{
    reach_path *p = m->path;
    if (!(sd > 0) || segments == 0) return;
    if (p->axis_n == SL_REACH_AXES) {
        m->full = true;
        return;
    }
    sl_reach_axis *a = &m->cell->axis[p->axis_n];
    uint64_t entity = sl_hash64(kind_names[kind]) ^ (sl_hash64(m->part) * 31u);
    p->axis[p->axis_n++] =
        (reach_axis){.kind = kind, .sd = sd, .entity = entity, .segments = segments};
    *a = (sl_reach_axis){.sd = sd, .relative = kind != REACH_TEMP, .class_ = SL_CLASS_ASSUMPTION};
    snprintf(a->name, sizeof a->name, "%s%s%s", kind_names[kind], *m->part ? ", " : "", m->part);
    const sl_leaf *leaf = leaf_at(m->bound, "reach.vary", key);
    a->source = leaf && leaf->source ? leaf->source : "";
    if (leaf) a->class_ = leaf->class_;
    if (a->class_ > m->cell->class_) m->cell->class_ = a->class_;
}

static void add_line(maker *m, const sl_segment *s, uint32_t segments, uint32_t others)
{
    static const char *const places[] = {"board", "package", "cable"};
    static const char *const keys[] = {"dielectric_constant", "loss_tangent", "roughness", "width",
                                       "length"};
    const sl_vary_spec *vary = &m->bound->design.reach.vary;
    const sl_vary_line_spec *of[] = {&vary->board, &vary->package, &vary->cable};
    int place = s->line.geometry == SL_LINE_TWINAX ? 2 : s->line.trace_width_m < ETCHED_M;
    const sl_vary_line_spec *v = of[place];
    double sd[] = {v->dielectric_constant, v->loss_tangent, v->roughness, v->width, v->length};
    for (int k = 0; k < 5; k++) {
        char key[64];
        snprintf(key, sizeof key, "%s.%s", places[place], keys[k]);
        if (k == REACH_ROUGHNESS && s->line.roughness_rz_m == 0) continue;
        add(m, (reach_kind)k, sd[k], k == REACH_LENGTH ? others : segments, key);
    }
}

static void add_axes(maker *m)
{
    const sl_design_channel *c = &m->path->channel;
    const sl_vary_spec *vary = &m->bound->design.reach.vary;
    uint32_t lines = 0, wet = 0, done = 0;
    char part[64];
    for (size_t i = 0; i < c->n; i++) {
        const sl_segment *s = &c->segments[i];
        uint32_t same = 0;
        for (size_t k = i; k < c->n; k++)
            if (alike(s, &c->segments[k])) same |= 1u << k;
        bool line = s->kind == SL_SEGMENT_LINE;
        if (line) lines |= 1u << i;
        if (line && s->line.moisture_uptake > 0) wet |= 1u << i;
        if (done & (1u << i)) continue;
        done |= same;
        part_of(part, sizeof part, m->bound, s, i, c->n);
        m->part = part;
        if (line)
            add_line(m, s, same, same & ~(1u << m->path->swept));
        else if (s->lumped.stub_length_m > 0)
            add(m, REACH_STUB, vary->stub, same, "stub");
    }
    m->part = "";
    add(m, REACH_TEMP, vary->temp_k, lines, "temp");
    add(m, REACH_HUMIDITY, vary->humidity, wet, "humidity");
}

// ---- the channel ----

// The cable, or the longest line.
static size_t swept_of(const sl_design *d, const sl_design_channel *c)
{
    size_t best = c->n;
    if (d->link.kind <= SL_WORD_ACTIVE) return c->n / 2;
    for (size_t i = 0; i < c->n; i++)
        if (c->segments[i].kind == SL_SEGMENT_LINE &&
            (best == c->n || c->segments[i].length_m > c->segments[best].length_m))
            best = i;
    return best;
}

// Weakest class of what COM reads of the SerDes.
static sl_class serdes_class(const sl_bound *b, int rate)
{
    static const char *const keys[] = {"ber",    "swing",          "snr_tx",
                                       "jitter", "level_mismatch", "rx_bandwidth",
                                       "noise",  "equaliser",      NULL};
    sl_class worst = SL_CLASS_STANDARD;
    for (int k = 0; keys[k]; k++) {
        char at[48];
        snprintf(at, sizeof at, "reach.rates.%d.serdes", rate);
        const sl_leaf *leaf = leaf_at(b, at, keys[k]);
        if (!leaf || !leaf->mark.source) return SL_CLASS_ASSUMPTION;
        if (leaf->field->kind == SL_FIELD_QUANTITY && leaf->class_ > worst) worst = leaf->class_;
    }
    return worst;
}

sl_status reach_path_make(reach_path *out, sl_reach_cell *cell, const sl_bound *b, int rate)
{
    const double assumed_bd = 80e9; // above: the receiver's grid of sl_design_com_settings
    const sl_reach_rate_spec *r = &b->design.reach.rate[rate];
    sl_design_channel channels[2];
    sl_design design = b->design;
    design.link.rate_bps = r->lane_bps * design.link.lanes;
    design.link.serdes = design.link.line_serdes = r->serdes;
    int n = sl_design_channels(channels, &design);
    *out = (reach_path){.channel = channels[n - 1],
                        .levels = design.link.levels,
                        .humidity = design.board.humidity};
    out->swept = swept_of(&design, &out->channel);
    if (out->swept >= out->channel.n || out->channel.n > 32) return SL_ERR_DOMAIN;
    cell->symbol_rate_bd = out->channel.symbol_rate_bd;
    cell->class_ = cell->symbol_rate_bd > assumed_bd ? SL_CLASS_ASSUMPTION : serdes_class(b, rate);
    part_of(cell->line, sizeof cell->line, b, &out->channel.segments[out->swept], out->swept,
            out->channel.n);
    maker m = {.path = out, .cell = cell, .bound = b};
    add_axes(&m);
    cell->axis_n = out->axis_n;
    return m.full ? SL_ERR_LIMIT : SL_OK;
}

// ---- a channel as made ----

static double lognormal(double sd, double z)
{
    return exp(sqrt(log1p(sd * sd)) * z);
}

static double positive(double x)
{
    return fmax(x, 0.05);
}

static void apply(sl_segment *s, const reach_axis *a, double z)
{
    sl_line *line = &s->line;
    switch (a->kind) {
    case REACH_LOSS:
        line->loss_tangent *= lognormal(a->sd, z);
        break;
    case REACH_ROUGHNESS:
        line->roughness_rz_m *= lognormal(a->sd, z);
        break;
    case REACH_LENGTH:
        s->length_m *= positive(1 + a->sd * z);
        break;
    case REACH_STUB:
        s->lumped.stub_length_m *= lognormal(a->sd, z);
        break;
    case REACH_TEMP:
        line->temp_k += a->sd * z;
        line->dielectric_temp_k += a->sd * z;
        break;
    case REACH_HUMIDITY:
        line->relative_humidity = fmin(fmax(line->relative_humidity + a->sd * z, 0), 1);
        break;
    case REACH_DIELECTRIC:
    case REACH_WIDTH:
        break; // together, below
    }
}

sl_status reach_segments(sl_segment *out, const reach_path *p, double length_m, const double *z)
{
    memcpy(out, p->channel.segments, p->channel.n * sizeof *out);
    out[p->swept].length_m = length_m;
    for (size_t i = 0; i < p->channel.n && z; i++) {
        double width = 1, dielectric = 1;
        for (int k = 0; k < p->axis_n; k++) {
            const reach_axis *a = &p->axis[k];
            if (!(a->segments & (1u << i))) continue;
            if (a->kind == REACH_WIDTH) width = positive(1 + a->sd * z[k]);
            if (a->kind == REACH_DIELECTRIC) dielectric = positive(1 + a->sd * z[k]);
            apply(&out[i], a, z[k]);
        }
        if (width != 1 || dielectric != 1)
            SL_TRY(sl_line_manufacture(&out[i].line, width, dielectric));
    }
    return SL_OK;
}
