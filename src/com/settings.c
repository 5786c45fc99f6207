// COM settings as an object: the texts that were given for keys, resolved anew whenever one
// changes.
#include "com/settings_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct object {
    sl_com_settings settings; // first: what callers see
    sl_ctx *ctx;
    sl_arena *arena;
    sl_com_input *input;
    sl_com_value *values;
} object;

static void tell(sl_ctx *ctx, sl_severity severity, sl_diag_code code, sl_mark mark,
                 const char *hint, const char *format, va_list args)
{
    char message[400];
    vsnprintf(message, sizeof message, format, args);
    sl_diag_add(ctx, severity, code, mark, hint, "%s", message);
}

void sl_com_error(sl_com_log *log, sl_diag_code code, sl_mark mark, const char *hint,
                  const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell(log->ctx, SL_ERROR, code, mark, hint, format, args);
    va_end(args);
    log->errors++;
}

void sl_com_warn(sl_com_log *log, sl_diag_code code, sl_mark mark, const char *hint,
                 const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell(log->ctx, SL_WARNING, code, mark, hint, format, args);
    va_end(args);
}

static bool copy_given(sl_com_given *given, sl_arena *arena, const sl_source *source)
{
    for (int k = 0; k < sl_com_key_n; k++) {
        if (!given[k].text) continue;
        given[k].text = sl_arena_text(arena, given[k].text, strlen(given[k].text));
        if (!given[k].text) return false;
        if (given[k].mark.source) given[k].mark.source = source;
    }
    return true;
}

static bool copy_input(object *o, const sl_com_input *from)
{
    sl_com_input *to = o->input;
    *to = *from;
    if (from->source.name)
        to->source.name = sl_arena_text(o->arena, from->source.name, strlen(from->source.name));
    if (from->source.text)
        to->source.text = sl_arena_text(o->arena, from->source.text, from->source.length);
    if (from->preset) to->preset = sl_arena_text(o->arena, from->preset, strlen(from->preset));
    bool ok = !to->source.name == !from->source.name && !to->source.text == !from->source.text &&
              !to->preset == !from->preset && copy_given(to->given, o->arena, &to->source);
    for (int b = 0; ok && b < from->blocks; b++) {
        to->block[b].name =
            sl_arena_text(o->arena, from->block[b].name, strlen(from->block[b].name));
        ok = to->block[b].name && copy_given(to->block[b].given, o->arena, &to->source);
    }
    return ok;
}

static sl_status resolve(object *o, sl_com_compat compat)
{
    sl_com_log log = {o->ctx, 0};
    o->settings.compat = compat;
    SL_TRY(sl_com_values(o->values, &log, o->arena, o->input, -1, compat));
    SL_TRY(sl_com_fit(&o->settings, &log, o->arena, o->input, o->values));
    return log.errors ? SL_ERR_SCENARIO : SL_OK;
}

static object *create(sl_ctx *ctx)
{
    object *o = sl_ctx_resize(ctx, NULL, sizeof *o);
    if (!o) return NULL;
    memset(o, 0, sizeof *o);
    o->ctx = ctx;
    if (sl_arena_create(&o->arena, ctx) == SL_OK) {
        o->input = sl_arena_alloc(o->arena, sizeof *o->input);
        o->values = sl_arena_alloc(o->arena, sizeof *o->values * (size_t)sl_com_key_n);
    }
    if (o->input && o->values) return o;
    sl_com_settings_destroy(&o->settings);
    return NULL;
}

void sl_com_settings_destroy(sl_com_settings *settings)
{
    if (!settings) return;
    object *o = (object *)settings;
    sl_ctx *ctx = o->ctx;
    sl_arena_destroy(o->arena);
    sl_ctx_resize(ctx, o, 0);
}

sl_status sl_com_make(sl_com_settings **out, sl_ctx *ctx, const sl_com_input *input,
                      sl_com_compat compat)
{
    *out = NULL;
    object *o = create(ctx);
    if (!o) return SL_ERR_NO_MEMORY;
    sl_status status = copy_input(o, input) ? resolve(o, compat) : SL_ERR_NO_MEMORY;
    if (status != SL_OK) {
        sl_com_settings_destroy(&o->settings);
        return status;
    }
    *out = &o->settings;
    return SL_OK;
}

sl_status sl_com_settings_resolve(sl_com_settings **out, sl_ctx *ctx, const sl_workbook *book,
                                  sl_com_compat compat)
{
    *out = NULL;
    sl_arena *arena;
    sl_com_log log = {ctx, 0};
    SL_TRY(sl_arena_create(&arena, ctx));
    sl_com_input *input = sl_arena_alloc(arena, sizeof *input);
    sl_status status = input ? sl_com_find(input, &log, arena, book, compat) : SL_ERR_NO_MEMORY;
    if (status == SL_OK) status = sl_com_make(out, ctx, input, compat);
    if (status == SL_OK && log.errors) {
        sl_com_settings_destroy(*out);
        *out = NULL;
        status = SL_ERR_SCENARIO;
    }
    sl_arena_destroy(arena);
    return status;
}

sl_status sl_com_settings_read(sl_com_settings **out, sl_ctx *ctx, const char *path,
                               sl_com_compat compat)
{
    *out = NULL;
    sl_workbook *book;
    SL_TRY(sl_workbook_read(&book, ctx, path, "COM_Settings"));
    sl_status status = sl_com_settings_resolve(out, ctx, book, compat);
    sl_workbook_destroy(book);
    return status;
}

// ---- --set ----

static sl_status unknown_key(sl_ctx *ctx, const char *key)
{
    const char *names[SL_COM_KEYS_MAX];
    for (int k = 0; k < sl_com_key_n; k++)
        names[k] = sl_com_keys[k].key;
    const char *near = sl_nearest(key, names, (size_t)sl_com_key_n);
    char hint[120] = "keys are those of the COM workbook";
    if (near) snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    sl_diag_add(ctx, SL_ERROR, SL_E_SET, (sl_mark){0}, hint, "'%.80s' is no key of COM settings",
                key);
    return SL_ERR_SCENARIO;
}

// Puts one text in place of a cell; what stood there goes to *old. -1: told in ctx.
static int give(object *o, sl_ctx *ctx, const char *key, const char *text, sl_com_given *old)
{
    int k = sl_com_key_find(key);
    if (k < 0) {
        unknown_key(ctx, key);
        return -1;
    }
    if ((sl_com_keys[k].flags & SL_COM_ONLY_450) && o->settings.compat != SL_COM_4_50) {
        sl_diag_add(ctx, SL_ERROR, SL_E_SET, (sl_mark){0}, "choose version 4.50",
                    "'%s' is unknown to version 3.70", sl_com_keys[k].key);
        return -1;
    }
    *old = o->input->given[k];
    o->input->given[k] = *text ? (sl_com_given){text, SL_COM_FROM_SET, {0}} : (sl_com_given){0};
    return k;
}

sl_status sl_com_settings_change(sl_com_settings *settings, sl_ctx *ctx, const char *const *keys,
                                 const char *const *texts, int n)
{
    object *o = (object *)settings;
    sl_com_given old[SL_COM_CHANGES];
    int at[SL_COM_CHANGES], given = 0, faults = 0;
    if (n > SL_COM_CHANGES) return SL_ERR_LIMIT;
    for (int i = 0; i < n; i++) {
        int k = give(o, ctx, keys[i], texts[i], &old[given]);
        if (k < 0)
            faults++;
        else
            at[given++] = k;
    }
    sl_com_settings *made = NULL;
    sl_status status =
        faults ? SL_ERR_SCENARIO : sl_com_make(&made, ctx, o->input, settings->compat);
    while (given-- > 0)
        o->input->given[at[given]] = old[given];
    if (status != SL_OK) return status;
    // The caller's pointer stays: contents are exchanged, and the old ones go.
    object *fresh = (object *)made;
    sl_arena *arena = o->arena;
    o->settings = fresh->settings;
    o->input = fresh->input;
    o->values = fresh->values;
    o->arena = fresh->arena;
    fresh->arena = arena;
    sl_com_settings_destroy(made);
    return SL_OK;
}

sl_status sl_com_settings_set(sl_com_settings *settings, sl_ctx *ctx, const char *key,
                              const char *text)
{
    return sl_com_settings_change(settings, ctx, &key, &text, 1);
}

// ---- dump ----

static void dump_matrix(sl_text *out, const sl_matrix *m)
{
    bool brackets = m->rows * m->columns != 1;
    if (brackets) sl_text_add(out, "[");
    for (int i = 0; i < m->rows; i++)
        for (int j = 0; j < m->columns; j++) {
            double v = m->v[i * m->columns + j];
            if (i || j) sl_text_add(out, j ? " " : "; ");
            if (isfinite(v))
                sl_text_add_number(out, v);
            else
                sl_text_add(out, isnan(v) ? "NaN" : v > 0 ? "Inf" : "-Inf");
        }
    if (brackets) sl_text_add(out, "]");
}

static void dump_origin(sl_text *out, const sl_com_value *value, const sl_com_input *input)
{
    switch (value->origin) {
    case SL_COM_FROM_DEFAULT:
        sl_text_add(out, "default");
        break;
    case SL_COM_FROM_SET:
        sl_text_add(out, "--set");
        break;
    case SL_COM_FROM_PRESET:
        sl_text_printf(out, "preset %s", input->preset);
        break;
    case SL_COM_FROM_CELL:
        sl_text_printf(out, "%s:%d:%d", input->source.name ? input->source.name : "",
                       value->mark.line, value->mark.column);
    }
    sl_text_add(out, "\n");
}

void sl_com_settings_dump(sl_text *out, const sl_com_settings *settings)
{
    const object *o = (const object *)settings;
    sl_text_printf(out, "# COM settings of version %s\n",
                   settings->compat == SL_COM_4_50 ? "4.50" : "3.70");
    for (int k = 0; k < sl_com_key_n; k++) {
        const sl_com_key *key = &sl_com_keys[k];
        const sl_com_value *value = &o->values[k];
        bool tap = value->origin == SL_COM_FROM_DEFAULT && strncmp(key->key, "c(", 2) == 0;
        bool word = key->kind == SL_COM_WORD_OF || key->kind == SL_COM_TEXT;
        bool old = (key->flags & SL_COM_ONLY_450) && settings->compat != SL_COM_4_50;
        if (tap || old || (word ? !value->text || !*value->text : !value->m.v)) continue;
        sl_text_printf(out, "%s = ", key->key);
        if (word)
            sl_text_add(out, value->text);
        else
            dump_matrix(out, &value->m);
        sl_text_add(out, "  # ");
        dump_origin(out, value, o->input);
    }
}
