// Short forms for rows of field tables. S is the struct of the table being written.
#ifndef MODEL_FIELDS_H
#define MODEL_FIELDS_H

#include "shoreline/model.h"

// Quantity: optional (NaN when absent), with a default, required.
#define Q(key_, member, unit_, min_, max_, doc_)                                                   \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_QUANTITY, .offset = offsetof(S, member), .unit = unit_,      \
        .min = min_, .max = max_, .doc = doc_                                                      \
    }
#define QD(key_, member, unit_, min_, max_, fallback_, doc_)                                       \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_QUANTITY, .offset = offsetof(S, member), .unit = unit_,      \
        .min = min_, .max = max_, .fallback = fallback_, .doc = doc_                               \
    }
#define QR(key_, member, unit_, min_, max_, doc_)                                                  \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_QUANTITY, .offset = offsetof(S, member), .unit = unit_,      \
        .min = min_, .max = max_, .required = true, .doc = doc_                                    \
    }
// Whole number, word, text, flag, each with a default.
#define N(key_, member, min_, max_, fallback_, doc_)                                               \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_INTEGER, .offset = offsetof(S, member), .min = min_,         \
        .max = max_, .fallback = fallback_, .doc = doc_                                            \
    }
#define NR(key_, member, min_, max_, doc_)                                                         \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_INTEGER, .offset = offsetof(S, member), .min = min_,         \
        .max = max_, .required = true, .doc = doc_                                                 \
    }
#define W(key_, member, words_, fallback_, doc_)                                                   \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_WORD, .offset = offsetof(S, member), .words = words_,        \
        .fallback = fallback_, .doc = doc_                                                         \
    }
#define WR(key_, member, words_, doc_)                                                             \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_WORD, .offset = offsetof(S, member), .words = words_,        \
        .required = true, .doc = doc_                                                              \
    }
#define TEXT(key_, member, fallback_, doc_)                                                        \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_TEXT, .offset = offsetof(S, member), .fallback = fallback_,  \
        .doc = doc_                                                                                \
    }
#define FLAG(key_, member, fallback_, doc_)                                                        \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_BOOL, .offset = offsetof(S, member), .fallback = fallback_,  \
        .doc = doc_                                                                                \
    }
#define TABLE(key_, member, table_, doc_)                                                          \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_TABLE, .offset = offsetof(S, member), .table = table_,       \
        .doc = doc_                                                                                \
    }
// A section that may be absent; given: the bool that says whether it is there.
#define OPTIONAL(key_, member, given_, table_, doc_)                                               \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_TABLE, .offset = offsetof(S, member),                        \
        .count_offset = offsetof(S, given_), .optional = true, .table = table_, .doc = doc_        \
    }
#define LIST(key_, member, count_, max_, table_, doc_)                                             \
    {                                                                                              \
        .key = key_, .kind = SL_FIELD_LIST, .offset = offsetof(S, member),                         \
        .count_offset = offsetof(S, count_), .list_max = max_, .table = table_, .doc = doc_        \
    }

#define FIELDS(array) .fields = array, .n = sizeof(array) / sizeof *(array), .size = sizeof(S)

extern const sl_table sl_fec_table, sl_service_table, sl_chip_table, sl_segment_table,
    sl_board_table, sl_cooling_table, sl_serdes_table, sl_solder_table, sl_engine_table,
    sl_laser_life_table, sl_laser_table, sl_modulator_table, sl_receiver_table, sl_coupling_table,
    sl_fibre_table, sl_pmd_table, sl_link_table;
extern const sl_table sl_switch_table, sl_transport_table, sl_library_table, sl_scale_up_table,
    sl_fabric_table;

extern const sl_table sl_interop_table;
extern const sl_table sl_supply_table;
extern const sl_table sl_growth_table;
extern const sl_table sl_reach_table, sl_vary_table;
extern const sl_table sl_memory_table;

extern const sl_table sl_market_table, sl_process_table, sl_package_table, sl_bond_table;
extern const sl_table sl_fleet_table;

extern const sl_table sl_workload_table, sl_transformer_table, sl_accelerator_table;

// Cross-checks of the optional sections (their own files).
void sl_interop_spec_check(sl_ctx *ctx, const sl_bound *bound);
void sl_supply_check(sl_ctx *ctx, const sl_bound *bound);
// Index of a part or region by its name, -1: none.
int sl_supply_part_named(const sl_supply_spec *s, const char *name);
int sl_supply_region_named(const sl_supply_spec *s, const char *name);
void sl_memory_check(sl_ctx *ctx, const sl_bound *bound);
void sl_workload_check(sl_ctx *ctx, const sl_bound *bound);
void sl_fleet_check(sl_ctx *ctx, const sl_bound *bound);

// Warns of values that no variant uses (unused.c).
void sl_model_warn_unused(sl_ctx *ctx, const sl_model *model);

#endif
