// What belongs to the whole scenario: objective, draws, requirements.
#include "model/fields.h"

static const sl_word fidelities[] = {
    {"estimate", SL_FIDELITY_ESTIMATE, "closed forms"},
    {"standard", SL_FIDELITY_STANDARD,
     "electrical channels built as networks, COM, statistical eye; else closed forms"},
    {"detailed", SL_FIDELITY_DETAILED,
     "the same, and errors counted symbol by symbol where they are frequent"},
    {NULL, 0, NULL}};

#undef S
#define S sl_requirement
static const sl_field require_fields[] = {
    {.key = "key",
     .kind = SL_FIELD_TEXT,
     .offset = offsetof(S, key),
     .required = true,
     .doc = "The metric."},
    TEXT("variant", variant, "", "Which variant must meet it; absent: every one."),
    TEXT("than", than, "",
         "Another variant: the bounds are then plain numbers, on the value over that variant's."),
    TEXT("min", min, "", "Least value, with its unit."),
    TEXT("max", max, "", "Largest value, with its unit."),
    QD("probability", probability, "", 0, 1, "0",
       "Share of draws that must meet it; 0: the value alone."),
};
static const sl_table require_table = {.name = "require",
                                       .doc = "A bound that must hold, or the run exits 1.",
                                       FIELDS(require_fields)};

#undef S
#define S sl_claim
static const sl_field claim_fields[] = {
    {.key = "says",
     .kind = SL_FIELD_TEXT,
     .offset = offsetof(S, says),
     .required = true,
     .doc = "The statement, as somebody would say it."},
    {.key = "source",
     .kind = SL_FIELD_TEXT,
     .offset = offsetof(S, source),
     .required = true,
     .doc = "Who says so, and whether it was read there."},
    TEXT("along", along, "",
         "A key, such as chip.tdp, along which to look for the value where the verdict turns, "
         "beside the input that decides."),
};
static const sl_table claim_table = {
    .name = "claim",
    .doc = "A statement that the requirements put to the test; `shoreline claims` judges it.",
    FIELDS(claim_fields)};

#undef S
#define S sl_study
static const sl_field fields[] = {
    TEXT("title", title, "", "Heading of the report."),
    TEXT("about", about, "", "A sentence under it."),
    TEXT("objective", objective, "link.energy_j_per_bit", "The metric that decides the verdict."),
    N("draws", draws, 0, 1000000, "10000",
      "Draws for intervals and the probability of being best."),
    N("seed", seed, 0, 999999999, "1", "Of the draws."),
    W("fidelity", fidelity, fidelities, "estimate",
      "Tier of the electrical layer; the others have one: estimate."),
    OPTIONAL("claim", claim, has_claim, &claim_table,
             "The statement that the requirements put to the test."),
    LIST("require", require, require_n, SL_REQUIRE_MAX, &require_table, "Bounds that must hold."),
};
const sl_table sl_study_table = {
    .name = "study", .doc = "What belongs to the whole scenario.", FIELDS(fields)};
