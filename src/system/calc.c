// The calculator: single model functions by name, with unit-typed arguments from field tables.
#include "system/calc.h"

#include <string.h>

typedef struct group {
    const sl_calc *calcs;
    const size_t *n;
} group;

static const group groups[] = {
    {sl_calcs_economics, &sl_calcs_economics_n}, {sl_calcs_electrical, &sl_calcs_electrical_n},
    {sl_calcs_fabric, &sl_calcs_fabric_n},       {sl_calcs_fec, &sl_calcs_fec_n},
    {sl_calcs_fleet, &sl_calcs_fleet_n},         {sl_calcs_memory, &sl_calcs_memory_n},
    {sl_calcs_optics, &sl_calcs_optics_n},       {sl_calcs_package, &sl_calcs_package_n},
    {sl_calcs_workload, &sl_calcs_workload_n},
};

const sl_calc *sl_calc_at(size_t i)
{
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        if (i < *groups[g].n) return &groups[g].calcs[i];
        i -= *groups[g].n;
    }
    return NULL;
}

const sl_calc *sl_calc_find(const char *name)
{
    const sl_calc *calc = NULL;
    for (size_t i = 0; (calc = sl_calc_at(i)); i++)
        if (strcmp(calc->name, name) == 0) return calc;
    return NULL;
}

const char *sl_calc_condition(const sl_calc *calc)
{
    static const char bond[] = "pitch may be at most the die's shorter side, top times bottom at "
                               "most 1, and enough of the upper pad has to meet the lower";
    static const struct {
        const char *name, *condition;
    } rows[] = {
        {"economics.dies_per_wafer",
         "wafer has to be larger than twice edge; exact counts at most 256 rows of dies"},
        {"economics.hybrid_bond_defect", bond},
        {"economics.hybrid_bond_overlay", bond},
        {"economics.hybrid_bond_recess", bond},
        {"economics.hybrid_bond_yield", bond},
        {"economics.package_cost", "give a scenario whose variant has market.steps or "
                                   "market.package"},
        {"fabric.incast_floor", "mtu has to be larger than header"},
        {"fabric.unloaded_fct", "mtu has to be larger than header"},
        {"fleet.k_of_n_unavailability", "k may be at most n"},
        {"memory.pool_saving", "sd may be at most the mean where demand is lognormal"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, calc->name) == 0) return rows[i].condition;
    return NULL;
}

// What an argument whose name is a unit means without one.
static const char *unit_of_key(const char *key)
{
    if (strcmp(key, "fit") == 0) return " FIT";
    return strcmp(key, "hours") == 0 ? " h" : "";
}

static bool bare(const char *text)
{
    return text[strspn(text, "0123456789.eE+-")] == '\0';
}

// An argument becomes one entry of a map, with its own text as the source of marks. Where the first
// key is a text (a file), it may stand alone.
static sl_status argument(sl_entry *out, sl_ctx *ctx, sl_arena *arena, const char *text,
                          const sl_field *first)
{
    const char *equals = strchr(text, '=');
    sl_source *source = sl_arena_alloc(arena, sizeof *source);
    sl_node *node = sl_arena_alloc(arena, sizeof *node);
    if (!source || !node) return SL_ERR_NO_MEMORY;
    *source = (sl_source){.name = "argument", .text = text, .length = strlen(text)};
    sl_mark mark = {.source = source, .line = 1, .column = 1, .length = (int)source->length};
    if (!equals && *text && first->kind == SL_FIELD_TEXT) {
        *out = (sl_entry){.key = first->key, .key_mark = mark, .value = node};
        *node = (sl_node){.kind = SL_NODE_SCALAR, .mark = mark, .text = text};
        return SL_OK;
    }
    if (!equals || equals == text || !equals[1]) {
        sl_diag_add(ctx, SL_ERROR, SL_E_SET, mark, "write key=value, as in ber=2.4e-4",
                    "'%.60s' is no argument", text);
        return SL_ERR_SCENARIO;
    }
    size_t n = (size_t)(equals - text);
    mark.length = (int)n;
    *out = (sl_entry){.key = sl_arena_text(arena, text, n), .key_mark = mark, .value = node};
    mark.column = (int)n + 2;
    mark.length = (int)(source->length - n - 1);
    *node = (sl_node){.kind = SL_NODE_SCALAR, .mark = mark, .text = equals + 1};
    if (!out->key) return SL_ERR_NO_MEMORY;
    if (bare(node->text))
        node->text = sl_arena_printf(arena, "%s%s", node->text, unit_of_key(out->key));
    return node->text ? SL_OK : SL_ERR_NO_MEMORY;
}

static sl_status run_bound(double *value, sl_ctx *ctx, sl_arena *arena, const sl_calc *calc,
                           const char *const *args, size_t n)
{
    sl_node map = {.kind = SL_NODE_MAP};
    map.entries = sl_arena_alloc(arena, (n + 1) * sizeof *map.entries);
    void *target = sl_arena_alloc(arena, calc->table->size);
    if (!map.entries || !target) return SL_ERR_NO_MEMORY;
    size_t errors = sl_diag_errors(ctx);
    for (size_t i = 0; i < n; i++) {
        sl_entry entry = {0};
        sl_status status = argument(&entry, ctx, arena, args[i], &calc->table->fields[0]);
        if (status == SL_ERR_NO_MEMORY) return status;
        if (status != SL_OK) continue;
        if (sl_node_get(&map, entry.key))
            sl_diag_add(ctx, SL_ERROR, SL_E_DUPLICATE_KEY, entry.key_mark, "remove one",
                        "argument '%.40s' is given twice", entry.key);
        map.entries[map.n++] = entry;
    }
    sl_status status = sl_bind(ctx, arena, &map, calc->table, target, NULL);
    if (status == SL_ERR_NO_MEMORY) return status;
    if (sl_diag_errors(ctx) > errors) return SL_ERR_SCENARIO;
    return calc->run(value, ctx, target);
}

sl_status sl_calc_run(double value[SL_CALC_VALUES], sl_ctx *ctx, const sl_calc *calc,
                      const char *const *args, size_t n)
{
    for (int i = 0; i < SL_CALC_VALUES; i++)
        value[i] = NAN;
    sl_arena *arena = NULL;
    SL_TRY(sl_arena_create(&arena, ctx));
    sl_status status = run_bound(value, ctx, arena, calc, args, n);
    sl_arena_destroy(arena);
    return status;
}
