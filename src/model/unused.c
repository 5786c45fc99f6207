// Values that a scenario gives and none of its variants uses: legal, and most likely a mistake.
//
// A value counts as unused when the kind of link has no such part (a copper link has no receiver),
// or when the key's doc begins with the kinds it is for ("vcsel, microled: ...") and the kind in
// use is not among them. Values of catalogue parts are not looked at: a part serves many.
#include "model/fields.h"

#include <stdlib.h>
#include <string.h>

static bool begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool optics_only(const char *path)
{
    static const char *const starts[] = {"link.laser.",   "link.modulator.",  "link.receiver.",
                                         "link.launch.",  "link.receive.",    "link.fibre.",
                                         "link.pmd.",     "link.mux_loss",    "link.demux_loss",
                                         "link.optical_", "link.wavelengths", "link.bidirectional"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (begins(path, starts[i])) return true;
    return false;
}

// Whether doc names the word as one of the kinds that it speaks of: "word:", "word," or "word.".
static bool speaks_of(const char *doc, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = doc; (p = strstr(p, word)); p += n) {
        bool begin = p == doc || p[-1] == ' ';
        if (begin && (p[n] == ':' || p[n] == ',' || p[n] == '.')) return true;
    }
    return false;
}

// The kind words that a table's doc may begin with: the words of its key `kind` (or `topology`).
static bool of_other_kind(const sl_field *field, const sl_table *table, int kind)
{
    const sl_field *kinds = sl_table_find(table, "kind");
    if (!kinds) kinds = sl_table_find(table, "topology");
    bool of_kinds = false;
    for (const sl_word *w = kinds ? kinds->words : NULL; w && w->name; w++) {
        size_t n = strlen(w->name);
        bool head = begins(field->doc, w->name) &&
                    (field->doc[n] == ':' || field->doc[n] == ',' || field->doc[n] == '.');
        of_kinds = of_kinds || head;
        if (w->value == kind && speaks_of(field->doc, w->name)) return false;
    }
    return of_kinds;
}

// The kind of the bond at "market.steps.3.bond.".
static int bond_kind(const sl_design *d, const char *path)
{
    return d->market.step[atoi(path + strlen("market.steps."))].bond.kind;
}

static bool used(const sl_design *d, const sl_leaf *leaf)
{
    const char *path = leaf->path;
    int kind = d->link.kind;
    if (optics_only(path) && kind < SL_WORD_RETIMED) return strcmp(path, "link.laser.kind") == 0;
    if (begins(path, "link.line_serdes.")) return kind == SL_WORD_ACTIVE;
    if (begins(path, "link.cable.")) return kind < SL_WORD_RETIMED;
    if (begins(path, "fabric.") && d->fabric.topology == 0)
        return strcmp(path, "fabric.topology") == 0;
    if (begins(path, "fabric.") && !strchr(path + strlen("fabric."), '.'))
        return !of_other_kind(leaf->field, &sl_fabric_table, d->fabric.topology);
    if (begins(path, "link.laser.") && !strchr(path + strlen("link.laser."), '.'))
        return !of_other_kind(leaf->field, &sl_laser_table, d->link.laser.kind);
    if (begins(path, "link.modulator."))
        return !of_other_kind(leaf->field, &sl_modulator_table, d->link.modulator.kind);
    if (begins(path, "market.steps.") && strstr(path, ".bond."))
        return !of_other_kind(leaf->field, &sl_bond_table, bond_kind(d, path));
    if (begins(path, "link.fibre."))
        return !of_other_kind(leaf->field, &sl_fibre_table, d->link.fibre.kind);
    if (begins(path, "market.package."))
        return !of_other_kind(leaf->field, &sl_package_table, d->market.package.kind);
    return true;
}

static bool same_place(const sl_mark *a, const sl_mark *b)
{
    return a->line == b->line && a->column == b->column && a->source && b->source &&
           strcmp(a->source->name, b->source->name) == 0;
}

// Whether the value that stands at a leaf's place is used by any variant.
static bool used_somewhere(const sl_model *model, const sl_leaf *leaf)
{
    for (size_t v = 0; v < model->n; v++) {
        const sl_leaves *leaves = &model->variants[v].leaves;
        for (size_t i = 0; i < leaves->n; i++)
            if (same_place(&leaves->items[i].mark, &leaf->mark) &&
                used(&model->variants[v].design, &leaves->items[i]))
                return true;
    }
    return false;
}

void sl_model_warn_unused(sl_ctx *ctx, const sl_model *model)
{
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        for (size_t i = 0; i < b->leaves.n; i++) {
            const sl_leaf *leaf = &b->leaves.items[i];
            if (!leaf->mark.source || leaf->part || used(&b->design, leaf)) continue;
            if (used_somewhere(model, leaf)) continue;
            sl_diag_add(ctx, SL_WARNING, SL_W_UNUSED, leaf->mark, "remove it, or change the kind",
                        "%s has no effect in any variant that gives it", leaf->path);
        }
    }
}
