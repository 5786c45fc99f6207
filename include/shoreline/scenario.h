// Scenario files: restricted YAML to trees with places, overlays resolved, trees bound to structs
// by field tables. Knows no particular thing; src/model says which things exist.
#ifndef SHORELINE_SCENARIO_H
#define SHORELINE_SCENARIO_H

#include "shoreline/core.h"
#include "shoreline/field.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- trees ------------------------------------------------------------------------------------

typedef enum sl_node_kind { SL_NODE_SCALAR, SL_NODE_MAP, SL_NODE_LIST } sl_node_kind;

typedef struct sl_node sl_node;

// What a catalogue part says of all of its values.
typedef struct sl_part_info {
    const char *name;   // "laser/dfb-1310"
    const char *class_; // default class of its values
    const char *source; // id in catalog/sources.yaml
    const char *date;
    double spread; // relative sd of values that give none
} sl_part_info;

typedef struct sl_entry {
    const char *key; // NULL in lists
    sl_mark key_mark;
    sl_node *value;
} sl_entry;

struct sl_node {
    sl_node_kind kind;
    sl_mark mark;
    const char *text; // scalars
    bool quoted;
    bool partial; // MAP: the part that it uses could not be had, so that keys may be missing
    sl_entry *entries;
    size_t n;
    const sl_part_info *part; // the part it stands in, or NULL
    const char *part_path;    // its key inside that part, "faceplate.0.length"; NULL outside
};

sl_node *sl_node_get(const sl_node *map, const char *key);

// Reads YAML text into a tree. Every fault becomes a diagnostic. base_column shifts the marks of
// the first line. Errors: SL_ERR_SCENARIO, SL_ERR_NO_MEMORY.
sl_status sl_yaml_read(sl_node **out, sl_ctx *ctx, sl_arena *arena, const sl_source *source,
                       size_t offset);

// ---- catalogue ----------------------------------------------------------------------------------

typedef struct sl_blob {
    const char *name; // "laser/dfb-1310"
    const char *text;
    size_t length;
} sl_blob;

// The parts embedded at build, sorted by name.
extern const sl_blob sl_catalog_blobs[];
extern const size_t sl_catalog_blob_n;
extern const char sl_catalog_hash[]; // SHA-256 of all parts

const sl_blob *sl_catalog_find(const char *name);

// The examples embedded at build, by names such as "example/gpu-pod"; `extends:` takes them.
extern const sl_blob sl_example_blobs[];
extern const size_t sl_example_blob_n;

// name with or without ".yaml".
const sl_blob *sl_example_find(const char *name);

// ---- scenarios ----------------------------------------------------------------------------------

typedef struct sl_scenario_opts {
    const char *path; // the scenario file
    const char *text; // or its text (path is then only a name)
    size_t text_length;
    const char *catalog_dir; // parts here go before the embedded ones; NULL: none
    const char *const *sets; // "a.b=value"
    size_t set_n;
} sl_scenario_opts;

typedef struct sl_variant {
    const char *name;
    sl_mark mark;
    sl_node *tree; // fully resolved: extends, overlay, --set, parts
} sl_variant;

typedef struct sl_scenario {
    sl_ctx *ctx;
    sl_arena *arena;
    const char *name;
    sl_node *base; // without variants and parts
    sl_variant *variants;
    size_t variant_n;
    bool faulty; // faults were diagnosed, but the trees can still be bound to find more
} sl_scenario;

// Loads and resolves a scenario. The keys of `study` belong to the whole scenario and are not
// handed to the variants. All faults of all files are diagnosed before it returns; where the trees
// are whole in spite of them, it returns SL_OK with faulty set, so that binding finds the rest.
// Errors: SL_ERR_SCENARIO, SL_ERR_IO, SL_ERR_NO_MEMORY. *out is NULL on error.
sl_status sl_scenario_load(sl_scenario **out, sl_ctx *ctx, const sl_scenario_opts *opts,
                           const sl_table *study);
void sl_scenario_destroy(sl_scenario *scenario);

// Reads one catalogue part (embedded, from dir, or a file) and resolves what it uses.
sl_status sl_part_load(sl_node **out, const sl_part_info **info, sl_ctx *ctx, sl_arena *arena,
                       const char *catalog_dir, const char *name);

// ---- binding
// --------------------------------------------------------------------------------------

typedef enum sl_class {
    SL_CLASS_STANDARD,
    SL_CLASS_DATASHEET,
    SL_CLASS_PAPER,
    SL_CLASS_FIELD,
    SL_CLASS_ASSUMPTION,
} sl_class;
const char *sl_class_name(sl_class class_);

typedef enum sl_dist {
    SL_DIST_NORMAL,
    SL_DIST_LOGNORMAL,
    SL_DIST_UNIFORM,
    SL_DIST_GAMMA,
    SL_DISTS
} sl_dist;
extern const char *const sl_dist_names[SL_DISTS]; // as scenarios write them

// One value that a tree gave to a struct.
typedef struct sl_leaf {
    const char *path; // "link.laser.bias"
    const sl_field *field;
    size_t offset; // of the value in the bound struct
    sl_mark mark;  // no source: the field's own default
    const sl_part_info *part;
    const char *part_path; // its key inside that part, or NULL
    double value;          // QUANTITY
    double sd;             // standard deviation, SI; 0: exact
    sl_dist dist;
    bool ignorance; // spread from not knowing; false: spread from unit to unit
    sl_class class_;
    const char *source;
    const char *date;
} sl_leaf;

typedef struct sl_leaves {
    sl_leaf *items;
    size_t n, capacity;
} sl_leaves;

// Fills *target (table->size bytes, zeroed first) from a map node; defaults where it is silent.
// leaves may be NULL. Returns SL_ERR_SCENARIO after diagnosing every fault.
sl_status sl_bind(sl_ctx *ctx, sl_arena *arena, const sl_node *node, const sl_table *table,
                  void *target, sl_leaves *leaves);

// Canonical text of a bound struct: sorted keys, SI values, one per line. The hash of a scenario
// is the SHA-256 of its variants' canonical texts.
void sl_bind_canonical(sl_text *out, const sl_leaves *leaves, const void *target);

// JSON Schema (draft-07) of a scenario whose design keys are `design` and study keys `study`.
void sl_schema_write(sl_text *out, const sl_table *design, const sl_table *study);

#ifdef __cplusplus
}
#endif
#endif
