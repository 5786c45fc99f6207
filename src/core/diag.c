// Diagnostics: kept in the context, sorted by place, printed the way a good compiler does.
#include "core/ctx_internal.h"

#include <stdio.h>
#include <string.h>

static const char *source_line(sl_ctx *ctx, const sl_mark *mark)
{
    if (!mark->source || !mark->source->text || mark->line < 1) return "";
    const char *p = mark->source->text, *end = p + mark->source->length;
    for (int line = 1; line < mark->line && p < end; line++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        if (!newline) return "";
        p = newline + 1;
    }
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    size_t n = (size_t)((newline ? newline : end) - p);
    if (n && p[n - 1] == '\r') n--;
    const char *copy = sl_arena_text(ctx->diag_arena, p, n < 400 ? n : 400);
    return copy ? copy : "";
}

static int compare_place(const sl_diag *a, const sl_diag *b)
{
    const sl_source *sa = a->mark.source, *sb = b->mark.source;
    if (!sa != !sb) return sa ? -1 : 1;
    if (sa && sb) {
        int c = strcmp(sa->name, sb->name);
        if (c) return c;
    }
    if (a->mark.line != b->mark.line) return a->mark.line < b->mark.line ? -1 : 1;
    if (a->mark.column != b->mark.column) return a->mark.column < b->mark.column ? -1 : 1;
    return 0;
}

// The same fault is met once for every variant that inherits it; it is told once.
static bool known(const sl_ctx *ctx, const sl_diag *d)
{
    for (size_t i = 0; i < ctx->diag_n; i++) {
        const sl_diag *o = &ctx->diags[i];
        if (o->code == d->code && compare_place(o, d) == 0 && strcmp(o->message, d->message) == 0)
            return true;
    }
    return false;
}

static void insert(sl_ctx *ctx, sl_diag diag)
{
    size_t i = ctx->diag_n++;
    while (i > 0 && compare_place(&diag, &ctx->diags[i - 1]) < 0) {
        ctx->diags[i] = ctx->diags[i - 1];
        i--;
    }
    ctx->diags[i] = diag;
}

void sl_diag_add(sl_ctx *ctx, sl_severity severity, sl_diag_code code, sl_mark mark,
                 const char *hint, const char *format, ...)
{
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);

    if (!ctx->diag_arena && sl_arena_create(&ctx->diag_arena, ctx) != SL_OK) {
        if (severity == SL_ERROR) ctx->error_n++;
        return;
    }
    sl_diag diag = {.severity = severity, .code = (int)code, .mark = mark, .message = message};
    if (known(ctx, &diag)) return;
    if (severity == SL_ERROR) ctx->error_n++;
    if (ctx->diag_n >= SL_DIAG_MAX) return;
    diag.message = sl_arena_text(ctx->diag_arena, message, strlen(message));
    diag.hint = hint ? sl_arena_text(ctx->diag_arena, hint, strlen(hint)) : "";
    diag.line = source_line(ctx, &mark);
    if (diag.mark.source) { // the source may be gone before the diagnostic is printed
        sl_source *copy = sl_arena_alloc(ctx->diag_arena, sizeof *copy);
        const char *name =
            sl_arena_text(ctx->diag_arena, mark.source->name, strlen(mark.source->name));
        if (copy && name) copy->name = name;
        diag.mark.source = copy && name ? copy : NULL;
    }
    if (diag.message && diag.hint) insert(ctx, diag);
}

size_t sl_diag_count(const sl_ctx *ctx)
{
    return ctx->diag_n;
}

size_t sl_diag_errors(const sl_ctx *ctx)
{
    return ctx->error_n;
}

const sl_diag *sl_diag_get(const sl_ctx *ctx, size_t i)
{
    return i < ctx->diag_n ? &ctx->diags[i] : NULL;
}

void sl_diag_clear(sl_ctx *ctx)
{
    ctx->diag_n = ctx->error_n = 0;
    sl_arena_destroy(ctx->diag_arena);
    ctx->diag_arena = NULL;
}

static const struct {
    int code;
    const char *title, *text;
} codes[] = {
#define SL_X(name, number, title, text) {number, title, text},
    SL_DIAG_LIST(SL_X)
#undef SL_X
};

const char *sl_diag_title(int code)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == code) return codes[i].title;
    return NULL;
}

const char *sl_diag_explanation(int code)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == code) return codes[i].text;
    return NULL;
}

// The line with its tabs kept, and under it the caret with the same tabs.
static void print_caret(sl_text *out, const sl_diag *d, const char *on, const char *off)
{
    int gutter = snprintf(NULL, 0, "%d", d->mark.line);
    sl_text_printf(out, " %d | %s\n %*s | ", d->mark.line, d->line, gutter, "");
    int column = 1;
    const char *p = d->line;
    for (; *p && column < d->mark.column; p++) {
        if (((unsigned char)*p & 0xC0) == 0x80) continue; // continuation byte of UTF-8
        sl_text_add(out, *p == '\t' ? "\t" : " ");
        column++;
    }
    sl_text_add(out, on);
    int room = (int)strlen(p);
    for (int i = 0; i < d->mark.length && (i == 0 || i < room); i++)
        sl_text_add(out, "^");
    sl_text_printf(out, "%s\n", off);
}

void sl_diag_print(sl_text *out, const sl_diag *d, bool colour)
{
    static const char *const names[] = {"note", "warning", "error"};
    static const char *const colours[] = {"\033[36m", "\033[33m", "\033[1;31m"};
    const char *on = colour ? colours[d->severity] : "", *off = colour ? "\033[0m" : "";
    const char *bold = colour ? "\033[1m" : "";
    sl_text_printf(out, "%s%s[%c%04d]%s%s: %s%s\n", on, names[d->severity],
                   d->severity == SL_ERROR ? 'E' : 'W', d->code, off, bold, d->message, off);
    if (d->mark.source && d->mark.line > 0) {
        sl_text_printf(out, "  --> %s:%d:%d\n", d->mark.source->name, d->mark.line, d->mark.column);
        if (*d->line) print_caret(out, d, on, off);
    } else if (d->mark.source) {
        sl_text_printf(out, "  --> %s\n", d->mark.source->name);
    }
    if (*d->hint) sl_text_printf(out, "   = %s\n", d->hint);
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

#define WORD_MAX 48

static size_t edit_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    if (n > WORD_MAX || m > WORD_MAX) return WORD_MAX;
    size_t rows[3][WORD_MAX + 1];
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            row[j] = min3(row[j - 1] + 1, up[j] + 1, up[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                up2[j - 2] + 1 < row[j])
                row[j] = up2[j - 2] + 1;
        }
    }
    return rows[n % 3][m];
}

// Length of the dotted or slashed beginning that two words share: it says nothing of how alike
// their last parts are.
static size_t shared_sections(const char *a, const char *b)
{
    size_t shared = 0;
    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == '.' || a[i] == '/') shared = i + 1;
    return shared;
}

const char *sl_nearest(const char *word, const char *const *candidates, size_t n)
{
    size_t best = WORD_MAX;
    const char *found = NULL;
    for (size_t i = 0; i < n; i++) {
        size_t skip = shared_sections(word, candidates[i]), length = strlen(word + skip);
        size_t most = length < 4 ? 1 : length / 3 + 1;
        size_t d = edit_distance(word + skip, candidates[i] + skip);
        if (d < best && d <= most && d < strlen(candidates[i])) {
            best = d;
            found = candidates[i];
        }
    }
    return found;
}
