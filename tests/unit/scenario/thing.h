// A small thing of our own with every kind of field, so that these tests know no real model.
#ifndef TESTS_SCENARIO_THING_H
#define TESTS_SCENARIO_THING_H

#include "shoreline/scenario.h"

#include <string.h>

typedef struct bead {
    double length_m;
    int kind;
} bead;

typedef struct thing {
    double rate_bps, temp_k, power_dbm, loss_db, ratio, absent_m;
    int count, word;
    bool flag;
    const char *name;
    bead one;
    bead string[3];
    int string_n;
} thing;

typedef struct root {
    thing thing, other;
} root;

typedef struct study {
    int draws;
    const char *objective;
} study;

static const sl_word bead_words[] = {{"glass", 0, ""}, {"wood", 7, ""}, {NULL, 0, NULL}};
#define S bead
static const sl_field bead_fields[] = {
    {.key = "length",
     .kind = SL_FIELD_QUANTITY,
     .offset = offsetof(S, length_m),
     .unit = "mm",
     .min = 0,
     .max = 100,
     .fallback = "2 mm",
     .doc = "Length."},
    {.key = "kind",
     .kind = SL_FIELD_WORD,
     .offset = offsetof(S, kind),
     .words = bead_words,
     .fallback = "glass",
     .doc = "Kind."},
};
#undef S
static const sl_table bead_table = {.name = "bead",
                                    .parts = "fibre",
                                    .doc = "A bead.",
                                    .fields = bead_fields,
                                    .n = 2,
                                    .size = sizeof(bead)};
#define S thing
static const sl_field thing_fields[] = {
    {.key = "rate",
     .kind = SL_FIELD_QUANTITY,
     .offset = offsetof(S, rate_bps),
     .unit = "Gb/s",
     .min = 1,
     .max = 1e6,
     .required = true,
     .doc = "Rate."},
    {.key = "temp",
     .kind = SL_FIELD_QUANTITY,
     .offset = offsetof(S, temp_k),
     .unit = "degC",
     .min = -40,
     .max = 125,
     .fallback = "25 degC",
     .doc = "Temperature."},
    {.key = "power",
     .kind = SL_FIELD_QUANTITY,
     .offset = offsetof(S, power_dbm),
     .unit = "dBm",
     .min = -30,
     .max = 30,
     .fallback = "0 dBm",
     .doc = "Level."},
    {.key = "loss",
     .kind = SL_FIELD_QUANTITY,
     .offset = offsetof(S, loss_db),
     .unit = "dB",
     .min = 0,
     .max = 30,
     .fallback = "1 dB",
     .doc = "Loss."},
    {.key = "ratio",
     .kind = SL_FIELD_QUANTITY,
     .offset = offsetof(S, ratio),
     .unit = "",
     .min = 0,
     .max = 1,
     .fallback = "50 %",
     .doc = "Ratio."},
    {.key = "absent",
     .kind = SL_FIELD_QUANTITY,
     .offset = offsetof(S, absent_m),
     .unit = "m",
     .doc = "Optional."},
    {.key = "count",
     .kind = SL_FIELD_INTEGER,
     .offset = offsetof(S, count),
     .min = 1,
     .max = 64,
     .fallback = "4",
     .doc = "Count."},
    {.key = "word",
     .kind = SL_FIELD_WORD,
     .offset = offsetof(S, word),
     .words = bead_words,
     .fallback = "wood",
     .doc = "Word."},
    {.key = "flag",
     .kind = SL_FIELD_BOOL,
     .offset = offsetof(S, flag),
     .fallback = "false",
     .doc = "Flag."},
    {.key = "name",
     .kind = SL_FIELD_TEXT,
     .offset = offsetof(S, name),
     .fallback = "",
     .doc = "Name."},
    {.key = "one",
     .kind = SL_FIELD_TABLE,
     .offset = offsetof(S, one),
     .table = &bead_table,
     .doc = "One bead."},
    {.key = "string",
     .kind = SL_FIELD_LIST,
     .offset = offsetof(S, string),
     .table = &bead_table,
     .count_offset = offsetof(S, string_n),
     .list_max = 3,
     .doc = "Beads."},
};
#undef S
static const sl_table thing_table = {.name = "thing",
                                     .parts = "laser",
                                     .doc = "A thing.",
                                     .fields = thing_fields,
                                     .n = 12,
                                     .size = sizeof(thing)};
static const sl_field root_fields[] = {
    {.key = "thing",
     .kind = SL_FIELD_TABLE,
     .offset = offsetof(root, thing),
     .table = &thing_table,
     .doc = "The thing."},
    {.key = "other",
     .kind = SL_FIELD_TABLE,
     .offset = offsetof(root, other),
     .table = &thing_table,
     .doc = "Another."},
};
static const sl_table root_table = {
    .name = "scenario", .doc = "Root.", .fields = root_fields, .n = 2, .size = sizeof(root)};
static const sl_field study_fields[] = {
    {.key = "draws",
     .kind = SL_FIELD_INTEGER,
     .offset = offsetof(study, draws),
     .max = 1000,
     .fallback = "100",
     .doc = "Draws."},
    {.key = "objective",
     .kind = SL_FIELD_TEXT,
     .offset = offsetof(study, objective),
     .fallback = "x",
     .doc = "Objective."},
};
static const sl_table study_table = {
    .name = "study", .doc = "Study.", .fields = study_fields, .n = 2, .size = sizeof(study)};

// The leaf of a path; fails the test and returns an empty one where there is none.
static inline const sl_leaf *leaf_of(const sl_leaves *leaves, const char *path)
{
    static const sl_part_info no_part = {.name = ""};
    static const sl_source no_source = {.name = ""};
    static const sl_leaf none = {.part = &no_part, .mark = {.source = &no_source}};
    for (size_t i = 0; i < leaves->n; i++)
        if (strcmp(leaves->items[i].path, path) == 0) return &leaves->items[i];
    fail_msg("no leaf '%s'", path);
    return &none;
}

#endif
