// Writing JSON: keys and values in order, never NaN or infinity, never dependent on the locale.
#ifndef SHORELINE_JSON_H
#define SHORELINE_JSON_H

#include "shoreline/core.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sl_json {
    sl_text *out;
    int depth;
    bool comma, indent, after_key;
} sl_json;

// indent: one entry per line; otherwise compact. Text is UTF-8; '<' is written \u003c, so that the
// output may stand inside an HTML script element.
void sl_json_begin(sl_json *json, sl_text *out, bool indent);
void sl_json_key(sl_json *json, const char *key);
void sl_json_object(sl_json *json);
void sl_json_array(sl_json *json);
void sl_json_end(sl_json *json, char close);        // '}' or ']'
void sl_json_text(sl_json *json, const char *text); // NULL writes null
void sl_json_number(sl_json *json, double value);   // not finite: null
void sl_json_bool(sl_json *json, bool value);
// Key and value at once.
void sl_json_key_text(sl_json *json, const char *key, const char *text);
void sl_json_key_number(sl_json *json, const char *key, double value);
void sl_json_key_bool(sl_json *json, const char *key, bool value);

#ifdef __cplusplus
}
#endif
#endif
