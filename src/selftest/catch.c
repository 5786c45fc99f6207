// A reader for the files of CATCH: tags with attributes over several lines, no text that matters,
// comments that hold tags. Their units are mm, mm2, Gb/s and years.
#include "selftest/catch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1u << 18)
#define DEEP     16
#define LAYERS   64
#define MM       1e-3
#define MM2      1e-6
#define YEAR_S   (365.0 * 24.0 * 3600.0)

typedef struct tag {
    const char *text; // behind '<'
    size_t length;
} tag;

static bool next_tag(const char **at, tag *t)
{
    for (const char *open; (open = strchr(*at, '<'));) {
        bool comment = strncmp(open, "<!--", 4) == 0;
        const char *close = comment ? strstr(open, "-->") : strchr(open, '>');
        if (!close) return false;
        *at = close + 1;
        *t = (tag){open + 1, (size_t)(close - open - 1)};
        if (!comment) return true;
    }
    return false;
}

static bool is(const tag *t, const char *word)
{
    size_t n = strlen(word);
    return t->length >= n && strncmp(t->text, word, n) == 0 &&
           (t->length == n || strchr(" \t\r\n/>", t->text[n]));
}

// Text of an attribute; false: there is none.
static bool find(const char **out, size_t *n, const tag *t, const char *key)
{
    size_t k = strlen(key);
    for (const char *at = t->text; (at = strstr(at, key)) && at < t->text + t->length; at++) {
        if (!strchr(" \t\r\n", at[-1]) || at[k] != '=' || at[k + 1] != '"') continue;
        const char *end = strchr(at + k + 2, '"');
        if (!end || end > t->text + t->length) return false;
        *out = at + k + 2;
        *n = (size_t)(end - *out);
        return true;
    }
    return false;
}

static const char *words(const tag *t, const char *key, sl_arena *arena)
{
    const char *text = "";
    size_t n = 0;
    if (!find(&text, &n, t, key)) return "";
    const char *copy = sl_arena_text(arena, text, n);
    return copy ? copy : "";
}

// NaN: not there, or empty.
static double number(const tag *t, const char *key)
{
    const char *text;
    size_t n;
    return find(&text, &n, t, key) && n > 0 ? strtod(text, NULL) : (double)NAN;
}

static bool says(const tag *t, const char *key, const char *value)
{
    const char *text;
    size_t n;
    return find(&text, &n, t, key) && n == strlen(value) && strncmp(text, value, n) == 0;
}

// The tag of a file whose attribute says so.
static bool named(tag *out, const char *file, const char *key, const char *name)
{
    while (next_tag(&file, out))
        if (says(out, key, name)) return true;
    return false;
}

// ---- libraries ----

static sl_status read_file(const char **out, sl_arena *arena, const char *dir, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/economics/catch/%s", dir, name);
    FILE *file = fopen(path, "r");
    if (!file) return SL_ERR_IO;
    char *text = sl_arena_alloc(arena, FILE_MAX);
    if (text) text[fread(text, 1, FILE_MAX - 1, file)] = '\0';
    fclose(file);
    *out = text;
    return text ? SL_OK : SL_ERR_NO_MEMORY;
}

sl_status catch_library_read(catch_library *out, sl_arena *arena, const char *data_dir)
{
    *out = (catch_library){.arena = arena, .data_dir = data_dir};
    SL_TRY(read_file(&out->wafers, arena, data_dir, "wafer_process_definitions.xml"));
    SL_TRY(read_file(&out->layers, arena, data_dir, "layer_definitions.xml"));
    SL_TRY(read_file(&out->bondings, arena, data_dir, "assembly_process_definitions.xml"));
    SL_TRY(read_file(&out->tests, arena, data_dir, "test_definitions.xml"));
    return read_file(&out->ios, arena, data_dir, "io_definitions.xml");
}

static sl_assembly_layer layer_of(const tag *t)
{
    return (sl_assembly_layer){.usd_per_m2 = number(t, "cost_per_mm2") / MM2,
                               .model = SL_YIELD_NEGBIN,
                               .d0_per_m2 = number(t, "defect_density") / MM2,
                               .critical = number(t, "critical_area_ratio"),
                               .alpha = number(t, "clustering_factor"),
                               .litho = number(t, "litho_percent"),
                               .stitch_yield = number(t, "stitching_yield"),
                               .mask_usd = number(t, "nre_mask_cost")};
}

static sl_assembly_wafer wafer_of(const tag *t)
{
    return (sl_assembly_wafer){.diameter_m = number(t, "wafer_diameter") * MM,
                               .edge_m = number(t, "edge_exclusion") * MM,
                               .scribe_m = number(t, "dicing_distance") * MM,
                               .reticle_width_m = number(t, "reticle_x") * MM,
                               .reticle_height_m = number(t, "reticle_y") * MM,
                               .line_yield = number(t, "wafer_process_yield"),
                               .packing = SL_PACKING_EXACT};
}

// "bb_" "self" "_pattern_count"
static double joined(const tag *t, const char *before, const char *which, const char *after)
{
    char key[64];
    snprintf(key, sizeof key, "%s%s%s", before, which, after);
    return number(t, key);
}

static sl_machine machine_of(const tag *t, const char *which)
{
    return (sl_machine){.capex_usd = joined(t, "", which, "_machine_cost"),
                        .life_s = joined(t, "", which, "_machine_lifetime") * YEAR_S,
                        .labour_usd_per_s =
                            joined(t, "", which, "_technician_yearly_cost") / YEAR_S,
                        .uptime = joined(t, "", which, "_machine_uptime")};
}

static sl_assembly_bonding bonding_of(const tag *t)
{
    return (sl_assembly_bonding){.place = machine_of(t, "picknplace"),
                                 .bond = machine_of(t, "bonding"),
                                 .place_s = number(t, "picknplace_time"),
                                 .bond_s = number(t, "bonding_time"),
                                 .place_n = (int)number(t, "picknplace_group"),
                                 .bond_n = (int)number(t, "bonding_group"),
                                 .usd_per_m2 = number(t, "materials_cost_per_mm2") / MM2,
                                 .gap_m = number(t, "die_separation") * MM,
                                 .rim_m = number(t, "edge_exclusion") * MM,
                                 .pitch_m = number(t, "bonding_pitch") * MM,
                                 .via_pitch_m = number(t, "tsv_pitch") * MM,
                                 .via_area_m2 = number(t, "tsv_area") * MM2,
                                 .pad_a_per_m2 = number(t, "max_pad_current_density") /
                                                 MM2, // taken as A, as its program does
                                 .align_yield = number(t, "alignment_yield"),
                                 .pad_yield = number(t, "bonding_yield"),
                                 .via_yield = number(t, "tsv_yield"),
                                 .d0_per_m2 = number(t, "dielectric_bond_defect_density") / MM2};
}

// which: self or assembly. Patterns or a chain that it would guess from gates stay NaN: refused.
static sl_assembly_scan scan_of(const tag *t, const char *which)
{
    char done[32];
    snprintf(done, sizeof done, "test_%s", which);
    return (sl_assembly_scan){.done = says(t, done, "True"),
                              .coverage = joined(t, "", which, "_defect_coverage"),
                              .patterns = joined(t, "bb_", which, "_pattern_count"),
                              .bits_per_m2 = joined(t, "bb_", which, "_scan_chain_length") / MM2,
                              .pads = joined(t, "", which, "_num_scan_chains") *
                                          joined(t, "", which, "_num_io_per_scan_chain") +
                                      joined(t, "", which, "_num_test_io_offset")};
}

static sl_assembly_test test_of(const tag *t)
{
    return (sl_assembly_test){.cycle_s = number(t, "time_per_test_cycle"),
                              .usd_per_s = number(t, "cost_per_second"),
                              .samples = number(t, "samples_per_input"),
                              .die = scan_of(t, "self"),
                              .stack = scan_of(t, "assembly")};
}

// ---- chips ----

static sl_status put_layers(sl_assembly_die *d, const catch_library *lib, const char *stackup)
{
    sl_assembly_layer *layer = sl_arena_alloc(lib->arena, LAYERS * sizeof *layer);
    if (!layer) return SL_ERR_NO_MEMORY;
    d->layer = layer;
    for (const char *at = stackup; *at;) {
        char *name, word[64];
        long count = strtol(at, &name, 10);
        size_t n = strcspn(name + 1, ",");
        tag t;
        if (*name != ':' || n >= sizeof word || count < 0 || d->layer_n + count > LAYERS)
            return SL_ERR_SCENARIO;
        snprintf(word, sizeof word, "%.*s", (int)n, name + 1);
        if (!named(&t, lib->layers, "name", word)) return SL_ERR_SCENARIO;
        while (count-- > 0)
            layer[d->layer_n++] = layer_of(&t);
        at = name + 1 + n + (name[1 + n] == ',');
    }
    return SL_OK;
}

sl_status catch_add_chip(catch_design *out, const catch_library *lib, const catch_chip *c)
{
    tag w, b, t;
    if (out->die_n == SL_ASSEMBLY_DIES_MAX || !named(&w, lib->wafers, "name", c->wafer) ||
        !named(&b, lib->bondings, "name", c->bonding) || !named(&t, lib->tests, "name", c->test))
        return SL_ERR_SCENARIO;
    sl_assembly_wafer *wafer = sl_arena_alloc(lib->arena, sizeof *wafer);
    sl_assembly_bonding *bonding = sl_arena_alloc(lib->arena, sizeof *bonding);
    sl_assembly_test *test = sl_arena_alloc(lib->arena, sizeof *test);
    if (!wafer || !bonding || !test) return SL_ERR_NO_MEMORY;
    *wafer = wafer_of(&w);
    *bonding = bonding_of(&b);
    *test = test_of(&t);
    static const char *const kinds[] = {"logic", "memory", "analog"};
    const double parts[] = {c->logic, c->memory, c->analog};
    double design = 0.0;
    for (int i = 0; i < 3; i++)
        design += c->core_mm2 * parts[i] *
                  (joined(&w, "nre_front_end_cost_per_mm2_", kinds[i], "") +
                   joined(&w, "nre_back_end_cost_per_mm2_", kinds[i], ""));
    sl_assembly_die *d = &out->die[out->die_n];
    *d = (sl_assembly_die){.on = c->on,
                           .back = c->back,
                           .face_up = c->face_up,
                           .buried = c->buried,
                           .area_m2 = c->core_mm2 * MM2,
                           .aspect = c->aspect,
                           .wafer = wafer,
                           .bonding = bonding,
                           .test = test,
                           .power_w = c->power_w,
                           .voltage_v = c->voltage_v,
                           .design_usd = design,
                           .units = c->quantity,
                           .mask_share = c->mask_share};
    out->name[out->die_n++] = c->name;
    return put_layers(d, lib, c->stackup);
}

static int chip_of(const catch_design *d, const char *name)
{
    for (int i = 0; i < d->die_n; i++)
        if (strcmp(d->name[i], name) == 0) return i;
    return -1;
}

sl_status catch_add_net(catch_design *out, const catch_library *lib, const char *io, const char *a,
                        const char *b, double gbps, double use)
{
    tag t;
    if (out->net_n == CATCH_NETS || !named(&t, lib->ios, "type", io)) return SL_ERR_SCENARIO;
    double cell_gbps = number(&t, "bandwidth"), cells = ceil(gbps / cell_gbps);
    out->net[out->net_n++] = (sl_assembly_net){.a = chip_of(out, a),
                                               .b = chip_of(out, b),
                                               .two_way = says(&t, "bidirectional", "True"),
                                               .cells = cells,
                                               .wires = number(&t, "wire_count"),
                                               .a_area_m2 = number(&t, "tx_area") * MM2,
                                               .b_area_m2 = number(&t, "rx_area") * MM2,
                                               .reach_m = number(&t, "reach") * MM,
                                               .rate_bps = cell_gbps * 1e9,
                                               .use = use * gbps / (cells * cell_gbps),
                                               .j_per_bit = number(&t, "energy_per_bit")};
    return SL_OK;
}

static double or (double value, double otherwise)
{
    return isnan(value) ? otherwise : value;
}

static catch_chip chip_from(const tag *t, int on, double quantity, sl_arena *arena)
{
    bool swept = says(t, "quantity", "INSERTSWEEPQUANTITY");
    return (catch_chip){.name = words(t, "name", arena),
                        .stackup = words(t, "stackup", arena),
                        .wafer = words(t, "wafer_process", arena),
                        .bonding = words(t, "assembly_process", arena),
                        .test = words(t, "test_process", arena),
                        .on = on,
                        .back = says(t, "stack_side", "back"),
                        .face_up = says(t, "orientation", "face-up"),
                        .buried = says(t, "buried", "True"),
                        .core_mm2 = number(t, "core_area"),
                        .aspect = or (number(t, "aspect_ratio"), 1.0),
                        .logic = number(t, "fraction_logic"),
                        .memory = number(t, "fraction_memory"),
                        .analog = number(t, "fraction_analog"),
                        .power_w = number(t, "power"),
                        .voltage_v = number(t, "core_voltage"),
                        .quantity = swept ? quantity : number(t, "quantity"),
                        .mask_share = number(t, "reticle_share")};
}

sl_status catch_design_read(catch_design *out, const catch_library *lib, const char *chips,
                            const char *netlist, double quantity)
{
    const char *at, *nets;
    int open[DEEP] = {-1}, depth = 0; // chips that are not closed yet
    *out = (catch_design){0};
    SL_TRY(read_file(&at, lib->arena, lib->data_dir, chips));
    SL_TRY(read_file(&nets, lib->arena, lib->data_dir, netlist));
    for (tag t; next_tag(&at, &t);) {
        if (is(&t, "/chip") && depth > 0) depth--;
        if (!is(&t, "chip")) continue;
        if (depth + 1 == DEEP || !isnan(number(&t, "bb_area")) || !isnan(number(&t, "bb_cost")) ||
            !isnan(number(&t, "bb_quality")) || !isnan(number(&t, "bb_power")))
            return SL_ERR_SCENARIO; // chips bought as they are
        catch_chip c = chip_from(&t, open[depth], quantity, lib->arena);
        open[++depth] = out->die_n;
        SL_TRY(catch_add_chip(out, lib, &c));
    }
    for (tag t; next_tag(&nets, &t);)
        if (is(&t, "net"))
            SL_TRY(catch_add_net(out, lib, words(&t, "type", lib->arena),
                                 words(&t, "block0", lib->arena), words(&t, "block1", lib->arena),
                                 number(&t, "bandwidth"),
                                 number(&t, "average_bandwidth_utilization")));
    return SL_OK;
}
