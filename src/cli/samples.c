// Files of samples: one number a line, or the last of several columns; # and ! begin comments.
#include "cli/cli.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

sl_source *cli_source(cli *c, sl_arena *arena, const char *path)
{
    const off_t most = 1 << 30;
    struct stat st;
    FILE *file = fopen(path, "rb");
    bool good = file && fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= most;
    sl_source *source = sl_arena_alloc(arena, sizeof *source);
    char *text = good ? sl_arena_alloc(arena, (size_t)st.st_size + 1) : NULL;
    size_t got = text ? fread(text, 1, (size_t)st.st_size, file) : 0;
    if (file) fclose(file);
    if (!good)
        sl_diag_add(c->ctx, SL_ERROR, SL_E_FILE, (sl_mark){0},
                    file ? "it has to be a text file of at most 1 GiB" : "check the path",
                    "cannot read '%.200s'", path);
    if (!source || !text) return NULL;
    *source = (sl_source){.name = path, .text = text, .length = got};
    return source;
}

// The last word of a line, or NULL for an empty one or a comment.
static const char *last_word(const char *line, const char *end, size_t *length)
{
    const char *comment = line;
    while (comment < end && *comment != '#' && *comment != '!')
        comment++;
    while (comment > line && (isspace((unsigned char)comment[-1]) || comment[-1] == ','))
        comment--;
    const char *word = comment;
    while (word > line && !isspace((unsigned char)word[-1]) && word[-1] != ',')
        word--;
    *length = (size_t)(comment - word);
    return *length ? word : NULL;
}

static bool read_number(double *out, const char *word, size_t length)
{
    char text[64], *end;
    if (length >= sizeof text) return false;
    memcpy(text, word, length);
    text[length] = '\0';
    *out = strtod(text, &end);
    return *end == '\0' && isfinite(*out);
}

double *cli_samples(cli *c, sl_arena *arena, const char *path, size_t *n)
{
    sl_source *source = cli_source(c, arena, path);
    if (!source) return NULL;
    double *out = sl_arena_alloc(arena, (source->length / 2 + 1) * sizeof *out);
    const char *line = source->text, *end = line + source->length;
    int number = 1;
    bool good = out != NULL;
    *n = 0;
    for (; good && line < end; number++) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t length;
        if (!stop) stop = end;
        const char *word = last_word(line, stop, &length);
        if (word && !read_number(&out[(*n)++], word, length)) {
            sl_mark mark = {source, number, (int)(word - line) + 1, (int)length};
            sl_diag_add(c->ctx, SL_ERROR, SL_E_WAVE_FILE, mark, "one number a line",
                        "'%.*s' is no finite number", (int)(length < 40 ? length : 40), word);
            good = false;
        }
        line = stop + 1;
    }
    if (good && *n) return out;
    if (good)
        sl_diag_add(c->ctx, SL_ERROR, SL_E_WAVE_FILE, (sl_mark){0}, "one number a line",
                    "'%s' holds no sample", path);
    return NULL;
}
