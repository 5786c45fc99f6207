// JSON writer.
#include "shoreline/json.h"

#include <math.h>
#include <string.h>

static void newline(sl_json *j)
{
    if (!j->indent) return;
    sl_text_add(j->out, "\n");
    for (int i = 0; i < j->depth; i++)
        sl_text_add(j->out, " ");
}

static void before_value(sl_json *j)
{
    if (j->comma) sl_text_add(j->out, ",");
    if (j->depth > 0) newline(j);
    j->comma = true;
}

static void quoted(sl_text *out, const char *text)
{
    sl_text_add(out, "\"");
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\')
            sl_text_printf(out, "\\%c", c);
        else if (c == '\n')
            sl_text_add(out, "\\n");
        else if (c < 0x20 || c == '<' || c == 0x7f)
            sl_text_printf(out, "\\u%04x", c);
        else
            sl_text_add_n(out, p, 1);
    }
    sl_text_add(out, "\"");
}

void sl_json_begin(sl_json *j, sl_text *out, bool indent)
{
    *j = (sl_json){.out = out, .indent = indent};
}

void sl_json_key(sl_json *j, const char *key)
{
    before_value(j);
    quoted(j->out, key);
    sl_text_add(j->out, j->indent ? ": " : ":");
    j->comma = false;
    j->after_key = true; // the value stands on the key's line
}

// A value behind a key needs no separator of its own.
static void value_place(sl_json *j)
{
    if (j->after_key) {
        j->after_key = false;
        j->comma = true;
    } else {
        before_value(j);
    }
}

static void open_with(sl_json *j, const char *bracket)
{
    value_place(j);
    sl_text_add(j->out, bracket);
    j->depth++;
    j->comma = false;
}

void sl_json_object(sl_json *j)
{
    open_with(j, "{");
}

void sl_json_array(sl_json *j)
{
    open_with(j, "[");
}

void sl_json_end(sl_json *j, char close)
{
    j->depth--;
    if (j->comma) newline(j);
    sl_text_add_n(j->out, &close, 1);
    j->comma = true;
}

void sl_json_text(sl_json *j, const char *text)
{
    value_place(j);
    if (text)
        quoted(j->out, text);
    else
        sl_text_add(j->out, "null");
}

void sl_json_number(sl_json *j, double value)
{
    value_place(j);
    if (isfinite(value))
        sl_text_add_number(j->out, value);
    else
        sl_text_add(j->out, "null");
}

void sl_json_bool(sl_json *j, bool value)
{
    value_place(j);
    sl_text_add(j->out, value ? "true" : "false");
}

void sl_json_key_text(sl_json *j, const char *key, const char *text)
{
    sl_json_key(j, key);
    sl_json_text(j, text);
}

void sl_json_key_number(sl_json *j, const char *key, double value)
{
    sl_json_key(j, key);
    sl_json_number(j, value);
}

void sl_json_key_bool(sl_json *j, const char *key, bool value)
{
    sl_json_key(j, key);
    sl_json_bool(j, value);
}
