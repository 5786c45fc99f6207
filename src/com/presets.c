// Settings of named sets: their keys, laid over those of their bases, resolved as a workbook's are.
#include "com/presets_internal.h"
#include "com/settings_internal.h"

#include <stdio.h>
#include <string.h>

#define BASES_MAX 8

const sl_com_preset *sl_com_preset_at(int i)
{
    return i >= 0 && i < sl_com_preset_n ? &sl_com_presets[i].about : NULL;
}

static const sl_com_preset_row *find(const char *name)
{
    for (int i = 0; name && i < sl_com_preset_n; i++)
        if (strcmp(sl_com_presets[i].about.name, name) == 0) return &sl_com_presets[i];
    return NULL;
}

static sl_status unknown(sl_ctx *ctx, const char *name)
{
    const char *names[SL_COM_KEYS_MAX];
    int n = sl_com_preset_n < SL_COM_KEYS_MAX ? sl_com_preset_n : SL_COM_KEYS_MAX;
    for (int i = 0; i < n; i++)
        names[i] = sl_com_presets[i].about.name;
    const char *near = sl_nearest(name, names, (size_t)n);
    char hint[100] = "";
    if (near) snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    sl_diag_add(ctx, SL_ERROR, SL_E_PART, (sl_mark){0}, hint, "there is no COM preset '%.60s'",
                name);
    return SL_ERR_USAGE;
}

// Lines KEY=VALUE over what the input holds. A key that this version does not know is left out.
static sl_status lay(sl_com_input *input, sl_arena *arena, const char *text, sl_com_compat compat)
{
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n"), key = strcspn(line, "=");
        if (key >= length) return SL_ERR_INTERNAL;
        const char *name = sl_arena_text(arena, line, key);
        const char *value = sl_arena_text(arena, line + key + 1, length - key - 1);
        if (!name || !value) return SL_ERR_NO_MEMORY;
        int k = sl_com_key_at(name);
        if (k < 0) return SL_ERR_INTERNAL;
        bool known = compat == SL_COM_4_50 || !(sl_com_keys[k].flags & SL_COM_ONLY_450);
        if (known) input->given[k] = (sl_com_given){*value ? value : NULL, SL_COM_FROM_PRESET, {0}};
        line += length + (line[length] == '\n');
    }
    return SL_OK;
}

static sl_status settings_of(sl_com_settings **out, sl_ctx *ctx, sl_arena *arena,
                             const sl_com_preset_row *row, sl_com_compat compat)
{
    const sl_com_preset_row *chain[BASES_MAX];
    int n = 0;
    for (const sl_com_preset_row *r = row; r && n < BASES_MAX; r = find(r->base))
        chain[n++] = r;
    sl_com_input *input = sl_arena_alloc(arena, sizeof *input);
    if (!input) return SL_ERR_NO_MEMORY;
    input->preset = input->source.name = row->about.name;
    while (n > 0)
        SL_TRY(lay(input, arena, chain[--n]->text, compat));
    return sl_com_make(out, ctx, input, compat);
}

sl_status sl_com_preset_settings(sl_com_settings **out, sl_ctx *ctx, const char *name,
                                 sl_com_compat compat)
{
    *out = NULL;
    const sl_com_preset_row *row = find(name);
    if (!row) return unknown(ctx, name);
    sl_arena *arena;
    SL_TRY(sl_arena_create(&arena, ctx));
    sl_status status = settings_of(out, ctx, arena, row, compat);
    sl_arena_destroy(arena);
    return status;
}
