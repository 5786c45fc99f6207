// Parameters of a .ami tree: usage, type, format, and whether their values fit.
//
// A list below a section is a parameter when it has a Usage, Type, format or Default, else a
// branch. Source: IBIS 7.1 section 10.3 (general rules), 10.4 to 10.9 (reserved parameters).
#include "ami/tree.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const usages[] = {"In", "Out", "InOut", "Info", "Dep"};
static const char *const types[] = {"Float", "Integer", "String", "Boolean", "Tap", "UI"};
static const char *const formats[] = {"Value", "Range", "List",     "Corner",     "Increment",
                                      "Steps", "Table", "Gaussian", "Dual-Dirac", "DjRj"};
// How many values a format has; 0: one or more.
static const size_t format_values[] = {1, 3, 0, 3, 4, 4, 0, 2, 3, 3};

enum { F = 1 << SL_AMI_FLOAT, I = 1 << SL_AMI_INTEGER, S = 1 << SL_AMI_STRING };
enum { B = 1 << SL_AMI_BOOLEAN, U = 1 << SL_AMI_UI };

// Reserved parameters and the types they may have.
static const struct reserved {
    const char *name;
    int types;
} reserved[] = {
    {"AMI_Version", S},
    {"BCI_GetWave_Block_Size", I},
    {"BCI_ID", S},
    {"BCI_Message_Interval_UI", I},
    {"BCI_Protocol", S},
    {"BCI_State", S},
    {"BCI_Training_UI", I},
    {"Component_Name", S},
    {"DC_Offset", F},
    {"DLL_ID", S},
    {"DLL_Path", S},
    {"GetWave_Exists", B},
    {"Ignore_Bits", I},
    {"Init_Returns_Filter", B},
    {"Init_Returns_Impulse", B},
    {"Max_Init_Aggressors", I},
    {"Model_Name", S},
    {"Modulation", S},
    {"Modulation_Levels", I},
    {"PAM4_CenterEyeOffset", F | U},
    {"PAM4_CenterThreshold", F},
    {"PAM4_LowerEyeOffset", F | U},
    {"PAM4_LowerThreshold", F},
    {"PAM4_Mapping", S},
    {"PAM4_UpperEyeOffset", F | U},
    {"PAM4_UpperThreshold", F},
    {"PAM_Offsets", S},
    {"PAM_Thresholds", S},
    {"Repeater_Type", S},
    {"Resolve_Exists", B},
    {"Rx_Clock_PDF", F | U},
    {"Rx_Clock_Recovery_DCD", F | U},
    {"Rx_Clock_Recovery_Dj", F | U},
    {"Rx_Clock_Recovery_Mean", F | U},
    {"Rx_Clock_Recovery_Rj", F | U},
    {"Rx_Clock_Recovery_Sj", F | U},
    {"Rx_DCD", F | U},
    {"Rx_Decision_Time", F | U},
    {"Rx_Dj", F | U},
    {"Rx_GaussianNoise", F},
    {"Rx_Noise", F},
    {"Rx_R", F},
    {"Rx_Receiver_Sensitivity", F},
    {"Rx_Rj", F | U},
    {"Rx_Sj", F | U},
    {"Rx_UniformNoise", F},
    {"Rx_Use_Clock_Input", S},
    {"Signal_Name", S},
    {"Special_Param_Names", S},
    {"Supporting_Files", S},
    {"Ts4file", S},
    {"Tx_DCD", F | U},
    {"Tx_Dj", F | U},
    {"Tx_Jitter", F | U},
    {"Tx_R", F},
    {"Tx_Rj", F | U},
    {"Tx_Sj", F | U},
    {"Tx_Sj_Frequency", F},
    {"Tx_V", F},
    {"Use_Init_Output", B},
};
enum { RESERVED = sizeof reserved / sizeof *reserved };

static int word_index(const char *word, const char *const *words, size_t n)
{
    for (size_t i = 0; word && i < n; i++)
        if (strcmp(words[i], word) == 0) return (int)i;
    return -1;
}

static const char *head(const ami_node *list)
{
    return !list->word && list->child && list->child->word ? list->child->word : NULL;
}

static bool number(const char *text, double *out)
{
    char *end;
    errno = 0;
    *out = strtod(text, &end);
    bool digits = strpbrk(text, "0123456789") != NULL && !strpbrk(text, "xXnN");
    return end != text && *end == '\0' && digits && isfinite(*out);
}

bool ami_value_fits(const char *text, sl_ami_type type)
{
    double x;
    switch (type) {
    case SL_AMI_STRING:
        return strpbrk(text, "\"\n\r") == NULL;
    case SL_AMI_BOOLEAN:
        return strcmp(text, "True") == 0 || strcmp(text, "False") == 0;
    case SL_AMI_INTEGER:
        return number(text, &x) && x == floor(x) && fabs(x) < 9e15 && !strpbrk(text, ".eE");
    default:
        return number(text, &x);
    }
}

// What a parameter's list holds.
typedef struct leaves {
    const ami_node *usage, *type, *format, *fallback, *description;
    int format_word;
    const ami_node *values; // the first
} leaves;

// Takes one child list; false when it is none of a parameter's.
static bool take_leaf(leaves *l, const ami_node *list, ami_reader *r)
{
    const char *word = head(list);
    const ami_node *value = list->child ? list->child->next : NULL, **to = NULL;
    if (!word) return false;
    int format = word_index(word, formats, sizeof formats / sizeof *formats);
    if (format < 0 && strcmp(word, "Format") == 0) {
        format = value ? word_index(value->word, formats, sizeof formats / sizeof *formats) : -1;
        if (format < 0)
            ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, list, NULL, "Format names no format");
        value = value ? value->next : NULL;
    }
    if (format >= 0) {
        // (Format Value)(Default x): the value stands in Default
        if (l->format) ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, list, NULL, "two formats");
        l->format = list;
        l->format_word = format;
        l->values = value;
        return true;
    }
    if (strcmp(word, "Usage") == 0) to = &l->usage;
    if (strcmp(word, "Type") == 0) to = &l->type;
    if (strcmp(word, "Default") == 0) to = &l->fallback;
    if (strcmp(word, "Description") == 0) to = &l->description;
    if (!to)
        return strcmp(word, "Format") == 0 || strcmp(word, "List_Tip") == 0 ||
               strcmp(word, "Labels") == 0;
    if (*to) ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, list, NULL, "%s twice", word);
    if (!value || !value->word) {
        ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, list, NULL, "%s without a value", word);
        return true;
    }
    *to = value;
    return true;
}

static bool is_param(const ami_node *list)
{
    static const char *const marks[] = {"Usage", "Type", "Default", "Format"};
    for (const ami_node *c = list->child ? list->child->next : NULL; c; c = c->next) {
        const char *word = head(c);
        if (word_index(word, marks, 4) >= 0 ||
            word_index(word, formats, sizeof formats / sizeof *formats) >= 0)
            return true;
    }
    return false;
}

static void check_range(const sl_ami_param *p, const ami_node *node, ami_reader *r)
{
    bool ranged =
        p->format == SL_AMI_RANGE || p->format == SL_AMI_INCREMENT || p->format == SL_AMI_STEPS;
    double typ, low, high, step;
    if (!ranged || p->type == SL_AMI_STRING || p->type == SL_AMI_BOOLEAN) return;
    number(p->values[0], &typ);
    number(p->values[1], &low);
    number(p->values[2], &high);
    if (!(low <= typ && typ <= high))
        ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, node, "the order is typ min max",
                  "%s: %s does not lie in %s..%s", p->path, p->values[0], p->values[1],
                  p->values[2]);
    if (p->value_n == 4 && number(p->values[3], &step) && !(step > 0))
        ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, node, NULL, "%s: step %s is not positive",
                  p->path, p->values[3]);
}

// The format's values into p; false after a fault.
static bool read_values(sl_ami_param *p, const leaves *l, const ami_node *node, ami_reader *r)
{
    size_t n = 0, want = format_values[l->format_word];
    for (const ami_node *v = l->values; v; v = v->next)
        n++;
    const char **values = sl_arena_alloc(r->arena, (n + 1) * sizeof *values);
    if (!values) r->no_memory = true;
    if (!values) return false;
    p->values = values;
    if (n == 0 && l->fallback) return true;
    if (p->format == SL_AMI_TABLE) return true; // rows are the model's own
    if (want ? n != want : n == 0) {
        ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, l->format, NULL,
                  "%s: %s has %zu value%s, not %zu", p->path, formats[p->format],
                  want ? want : (size_t)1, want == 1 ? "" : "s", n);
        return false;
    }
    for (const ami_node *v = l->values; v; v = v->next) {
        if (!v->word || !ami_value_fits(v->word, p->type)) {
            ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, v, NULL, "%s: '%s' is no %s", p->path,
                      v->word ? v->word : "(", types[p->type]);
            return false;
        }
        values[p->value_n++] = v->word;
    }
    check_range(p, node, r);
    return true;
}

static int known_word(const ami_node *value, const char *const *words, size_t n, const char *what,
                      const char *path, const ami_node *node, ami_reader *r)
{
    int i = value ? word_index(value->word, words, n) : -1;
    if (i >= 0) return i;
    const char *near = value ? sl_nearest(value->word, words, n) : NULL;
    char hint[80] = "";
    if (near) snprintf(hint, sizeof hint, "did you mean %s?", near);
    if (value)
        ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, value, hint, "%s: no %s '%s'", path, what,
                  value->word);
    else
        ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, node, NULL, "%s has no %s", path, what);
    return -1;
}

static void check_reserved(const sl_ami_param *p, const ami_node *node, ami_reader *r)
{
    const char *names[RESERVED];
    for (size_t i = 0; i < RESERVED; i++) {
        names[i] = reserved[i].name;
        if (strcmp(names[i], p->path) != 0) continue;
        if (!(reserved[i].types >> p->type & 1))
            ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, node, NULL, "%s cannot be a %s", p->path,
                      types[p->type]);
        return;
    }
    const char *near = sl_nearest(p->path, names, RESERVED);
    char hint[80] = "";
    if (near) snprintf(hint, sizeof hint, "did you mean %s?", near);
    ami_fault(r, SL_WARNING, SL_W_AMI, node, hint, "no reserved parameter '%s' is known", p->path);
}

static sl_status append(sl_ami *ami, sl_ctx *ctx, const sl_ami_param *p)
{
    if (ami->n == ami->capacity) {
        size_t capacity = ami->capacity ? 2 * ami->capacity : 32;
        sl_ami_param *params = sl_ctx_resize(ctx, ami->params, capacity * sizeof *params);
        if (!params) return SL_ERR_NO_MEMORY;
        ami->params = params;
        ami->capacity = capacity;
    }
    ami->params[ami->n++] = *p;
    return SL_OK;
}

static sl_status read_param(sl_ami *ami, ami_reader *r, const ami_node *node, const char *path,
                            bool is_reserved)
{
    const ami_node *name = node->child;
    leaves l = {.format_word = SL_AMI_VALUE};
    sl_ami_param p = {.path = path,
                      .reserved = is_reserved,
                      .initial = "",
                      .description = "",
                      .line = name->line,
                      .column = name->column};
    for (const ami_node *c = name->next; c; c = c->next)
        if (c->word || !take_leaf(&l, c, r))
            ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, c, NULL, "%s: unknown '%s'", path,
                      c->word   ? c->word
                      : head(c) ? head(c)
                                : "(");
    int usage = known_word(l.usage, usages, 5, "Usage", path, name, r);
    int type = known_word(l.type, types, 6, "Type", path, name, r);
    if (usage < 0 || type < 0) return SL_OK;
    p.usage = (sl_ami_usage)usage;
    p.type = (sl_ami_type)type;
    p.format = (sl_ami_format)l.format_word;
    if (l.description) p.description = l.description->word;
    if (!l.format && !l.fallback && p.usage != SL_AMI_OUT) {
        ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, name, NULL, "%s has neither format nor Default",
                  path);
        return SL_OK;
    }
    if (l.format && !read_values(&p, &l, name, r)) return SL_OK;
    if (l.fallback && !ami_value_fits(l.fallback->word, p.type))
        ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, l.fallback, NULL, "%s: '%s' is no %s", path,
                  l.fallback->word, types[type]);
    p.initial = l.fallback ? l.fallback->word : p.value_n ? p.values[0] : "";
    if (is_reserved) check_reserved(&p, name, r);
    for (size_t i = 0; i < ami->n; i++)
        if (ami->params[i].reserved == is_reserved && strcmp(ami->params[i].path, path) == 0)
            ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, name, NULL, "%s stands twice", path);
    return append(ami, r->ctx, &p);
}

// Parameters and branches of a list; prefix "" for a section. Depth is bounded by the tree's.
static sl_status read_branch(sl_ami *ami, ami_reader *r, const ami_node *list, const char *prefix,
                             bool is_reserved)
{
    for (const ami_node *c = list->child->next; c; c = c->next) {
        const char *name = c->word ? NULL : head(c);
        if (name && strcmp(name, "Description") == 0) continue;
        if (!name || !*name) {
            ami_fault(r, SL_ERROR, SL_E_AMI_SYNTAX, c, "a parameter is (name (Usage ...) ...)",
                      "a parameter or branch is expected here");
            continue;
        }
        const char *path = sl_arena_printf(r->arena, "%s%s%s", prefix, *prefix ? "." : "", name);
        if (!path) return SL_ERR_NO_MEMORY;
        if (is_param(c))
            SL_TRY(read_param(ami, r, c, path, is_reserved));
        else
            SL_TRY(read_branch(ami, r, c, path, is_reserved));
    }
    return SL_OK;
}

static void check_required(sl_ami *ami, ami_reader *r, const ami_node *section)
{
    static const char *const required[] = {"AMI_Version", "Init_Returns_Impulse", "GetWave_Exists"};
    for (size_t i = 0; i < 3; i++) {
        const sl_ami_param *p = sl_ami_param_find(ami, required[i]);
        if (!p || !p->reserved)
            ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, section, NULL, "%s is missing", required[i]);
    }
    if (!r->faults && !sl_ami_flag(ami, required[1]) && !sl_ami_flag(ami, required[2]))
        ami_fault(
            r, SL_ERROR, SL_E_AMI_PARAMETER, section, NULL,
            "neither Init_Returns_Impulse nor GetWave_Exists is True: the model does nothing");
}

sl_status ami_params_read(sl_ami *ami, ami_reader *r)
{
    const ami_node *found = NULL;
    if (!head(ami->root) || !*head(ami->root)) {
        ami_fault(r, SL_ERROR, SL_E_AMI_SYNTAX, ami->root, NULL, "the tree has no name");
        return SL_OK;
    }
    for (const ami_node *c = ami->root->child->next; c; c = c->next) {
        const char *name = c->word ? NULL : head(c);
        bool is_reserved = name && strcmp(name, "Reserved_Parameters") == 0;
        if (is_reserved) found = c;
        if (is_reserved || (name && strcmp(name, "Model_Specific") == 0))
            SL_TRY(read_branch(ami, r, c, "", is_reserved));
        else if (!name || strcmp(name, "Description") != 0)
            ami_fault(r, SL_ERROR, SL_E_AMI_SYNTAX, c,
                      "sections are Reserved_Parameters, Model_Specific and Description",
                      "unknown section '%s'",
                      c->word ? c->word
                      : name  ? name
                              : "(");
    }
    if (!found)
        ami_fault(r, SL_ERROR, SL_E_AMI_PARAMETER, ami->root->child, NULL,
                  "there is no Reserved_Parameters");
    else
        check_required(ami, r, found->child);
    return SL_OK;
}
