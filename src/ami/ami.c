// A parameter file as an object, and the text that a model is given.
#include "ami/tree.h"

#include <stdlib.h>
#include <string.h>

sl_status sl_ami_parse(sl_ami **out, sl_ctx *ctx, const char *name, const char *text, size_t length)
{
    *out = NULL;
    sl_ami *ami = sl_ctx_resize(ctx, NULL, sizeof *ami);
    if (!ami) return SL_ERR_NO_MEMORY;
    *ami = (sl_ami){.ctx = ctx};
    sl_status status = sl_arena_create(&ami->arena, ctx);
    if (status == SL_OK) {
        ami_reader r = {ctx, ami->arena, {.name = name, .text = text, .length = length}, 0, false};
        ami->root = ami_tree_read(&r);
        if (ami->root) status = ami_params_read(ami, &r);
        if (r.no_memory) status = SL_ERR_NO_MEMORY;
        if (status == SL_OK && (r.faults || !ami->root)) status = SL_ERR_SCENARIO;
    }
    if (status == SL_OK)
        *out = ami;
    else
        sl_ami_destroy(ami);
    return status;
}

void sl_ami_destroy(sl_ami *ami)
{
    if (!ami) return;
    sl_ctx *ctx = ami->ctx;
    if (ami->arena) sl_arena_destroy(ami->arena);
    sl_ctx_resize(ctx, ami->params, 0);
    sl_ctx_resize(ctx, ami, 0);
}

const char *sl_ami_name(const sl_ami *ami)
{
    return ami->root->child->word;
}

size_t sl_ami_param_count(const sl_ami *ami)
{
    return ami->n;
}

const sl_ami_param *sl_ami_param_at(const sl_ami *ami, size_t i)
{
    return &ami->params[i];
}

const sl_ami_param *sl_ami_param_find(const sl_ami *ami, const char *path)
{
    for (int is_reserved = 1; is_reserved >= 0; is_reserved--)
        for (size_t i = 0; i < ami->n; i++)
            if (ami->params[i].reserved == is_reserved && strcmp(ami->params[i].path, path) == 0)
                return &ami->params[i];
    return NULL;
}

bool sl_ami_flag(const sl_ami *ami, const char *name)
{
    const sl_ami_param *p = sl_ami_param_find(ami, name);
    return p && p->reserved && strcmp(p->initial, "True") == 0;
}

// ---- AMI_parameters_in ----

static bool goes_in(const sl_ami_param *p)
{
    return p->usage == SL_AMI_IN || p->usage == SL_AMI_INOUT;
}

// Whether a setting's name is this parameter's path or, for a parameter in a branch, its last part.
static bool names(const sl_ami_param *p, const char *setting, size_t length)
{
    const char *last = strrchr(p->path, '.');
    return (strlen(p->path) == length && strncmp(p->path, setting, length) == 0) ||
           (last && strlen(last + 1) == length && strncmp(last + 1, setting, length) == 0);
}

static bool allowed(const sl_ami_param *p, const char *value)
{
    if (!ami_value_fits(value, p->type)) return false;
    if (p->format == SL_AMI_LIST) {
        for (size_t i = 0; i < p->value_n; i++) {
            bool text = p->type == SL_AMI_STRING || p->type == SL_AMI_BOOLEAN;
            if (text ? strcmp(p->values[i], value) == 0 : atof(p->values[i]) == atof(value))
                return true;
        }
        return false;
    }
    if ((p->format == SL_AMI_RANGE || p->format == SL_AMI_INCREMENT || p->format == SL_AMI_STEPS) &&
        p->value_n >= 3)
        return atof(value) >= atof(p->values[1]) && atof(value) <= atof(p->values[2]);
    return true;
}

// The parameter that a setting means; NULL after telling why there is none.
static const sl_ami_param *meant(sl_ctx *ctx, const sl_ami *ami, const char *setting)
{
    const char *equals = strchr(setting, '=');
    size_t length = equals ? (size_t)(equals - setting) : 0, found = 0;
    const sl_ami_param *p = NULL;
    for (size_t i = 0; equals && i < ami->n; i++) {
        if (!goes_in(&ami->params[i]) || !names(&ami->params[i], setting, length)) continue;
        p = &ami->params[i];
        found++;
        if (strlen(p->path) != length) continue;
        found = 1; // the whole path: no other is meant
        break;
    }
    const char *why = !equals     ? "is not NAME=VALUE"
                      : !found    ? "names no parameter of Usage In or InOut"
                      : found > 1 ? "names several parameters"
                                  : NULL;
    if (!why && !allowed(p, equals + 1)) why = "has a value that type and format do not allow";
    if (!why) return p;
    sl_diag_add(ctx, SL_ERROR, SL_E_AMI_SETTING, (sl_mark){0},
                "shoreline ami check FILE.ami lists the parameters", "'%s' %s", setting, why);
    return NULL;
}

static void add_value(sl_text *out, const sl_ami_param *p, const char *value)
{
    const char *name = strrchr(p->path, '.'), *quote = p->type == SL_AMI_STRING ? "\"" : "";
    sl_text_printf(out, " (%s %s%s%s)", name ? name + 1 : p->path, quote, value, quote);
}

// Length of the branches that two paths share, with their dots.
static size_t shared_branches(const char *a, const char *b)
{
    size_t shared = 0;
    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == '.') shared = i + 1;
    return shared;
}

// Closes and opens lists on the way from one parameter's branch to the next one's.
static void change_branch(sl_text *out, const char *from, const char *to)
{
    size_t shared = shared_branches(from, to);
    for (const char *c = from + shared; *c; c++)
        if (*c == '.') sl_text_add(out, ")");
    const char *at = to + shared;
    for (const char *dot; (dot = strchr(at, '.')); at = dot + 1)
        sl_text_printf(out, " (%.*s", (int)(dot - at), at);
}

sl_status sl_ami_input(sl_text *out, sl_ctx *ctx, const sl_ami *ami, const char *const *settings,
                       size_t n)
{
    size_t faults = 0;
    for (size_t i = 0; i < n; i++)
        faults += meant(ctx, ami, settings[i]) == NULL;
    if (faults) return SL_ERR_USAGE;
    sl_text_printf(out, "(%s", sl_ami_name(ami));
    const char *branch = "";
    for (size_t i = 0; i < ami->n; i++) {
        const sl_ami_param *p = &ami->params[i];
        if (!goes_in(p)) continue;
        const char *value = p->initial;
        for (size_t k = 0; k < n; k++)
            if (meant(ctx, ami, settings[k]) == p) value = strchr(settings[k], '=') + 1;
        if (!*value && p->type != SL_AMI_STRING) continue; // nothing is known of it
        change_branch(out, branch, p->path);
        add_value(out, p, value);
        branch = p->path;
    }
    change_branch(out, branch, "");
    sl_text_add(out, ")");
    return out->failed ? SL_ERR_NO_MEMORY : SL_OK;
}
