// Growing text buffers.
#include "shoreline/core.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sl_text_init(sl_text *text, sl_ctx *ctx)
{
    *text = (sl_text){.ctx = ctx};
}

void sl_text_free(sl_text *text)
{
    if (text->data) sl_ctx_resize(text->ctx, text->data, 0);
    *text = (sl_text){.ctx = text->ctx};
}

static bool reserve(sl_text *text, size_t more)
{
    if (text->failed) return false;
    size_t need = text->length + more + 1;
    if (need <= text->capacity) return true;
    size_t capacity = text->capacity ? text->capacity * 2 : 256;
    while (capacity < need)
        capacity *= 2;
    char *data = sl_ctx_resize(text->ctx, text->data, capacity);
    if (!data) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void sl_text_add_n(sl_text *text, const char *bytes, size_t n)
{
    if (!reserve(text, n)) return;
    memcpy(text->data + text->length, bytes, n);
    text->length += n;
    text->data[text->length] = '\0';
}

void sl_text_add(sl_text *text, const char *string)
{
    sl_text_add_n(text, string, strlen(string));
}

void sl_text_printf(sl_text *text, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n >= 0 && reserve(text, (size_t)n)) {
        vsnprintf(text->data + text->length, (size_t)n + 1, format, again);
        text->length += (size_t)n;
    }
    va_end(again);
    va_end(args);
}

void sl_text_add_number(sl_text *text, double value)
{
    char buffer[40];
    int digits = 15;
    do {
        snprintf(buffer, sizeof buffer, "%.*g", digits, value);
    } while (++digits <= 17 && strtod(buffer, NULL) != value);
    char *point = strchr(buffer, *localeconv()->decimal_point);
    if (point) *point = '.';
    sl_text_add(text, buffer);
}

const char *sl_text_get(const sl_text *text)
{
    return text->data ? text->data : "";
}
