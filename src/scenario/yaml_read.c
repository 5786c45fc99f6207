// YAML events (libyaml) to a tree of nodes that know their place.
//
// The profile is narrow on purpose: one document, no tags, no merge keys, scalar keys, no key
// twice; types come from the field tables, so a scalar is only its text. Reading goes on after a
// fault where the grammar allows, so that all faults are told at once.
#include "scenario/internal.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#define DEPTH_MAX 64
#define NODES_MAX 1000000

typedef struct anchor {
    const char *name;
    sl_node *node;
    size_t size; // nodes in it, aliases expanded
    struct anchor *next;
} anchor;

typedef struct reader {
    sl_ctx *ctx;
    sl_arena *arena;
    const sl_source *source;
    size_t offset; // where the YAML begins in the source's text (for --set)
    yaml_parser_t parser;
    yaml_event_t event;
    anchor *anchors;
    size_t nodes;
    sl_status status;
} reader;

static sl_mark mark_of(const reader *r, yaml_mark_t at, size_t length)
{
    sl_mark mark = {.source = r->source, .line = (int)at.line + 1, .column = (int)at.column + 1};
    if (at.line == 0) mark.column += (int)r->offset;
    mark.length = length ? (int)length : 1;
    return mark;
}

static size_t event_length(const yaml_event_t *event)
{
    if (event->start_mark.line != event->end_mark.line) return 1;
    return event->end_mark.column - event->start_mark.column;
}

static void refuse(reader *r, sl_diag_code code, const char *hint, const char *message)
{
    sl_diag_add(r->ctx, SL_ERROR, code, mark_of(r, r->event.start_mark, event_length(&r->event)),
                hint, "%s", message);
}

// The place of a byte of the input; libyaml counts only as far as it has scanned.
static yaml_mark_t place_of(const reader *r, size_t offset)
{
    yaml_mark_t at = {.index = offset};
    const char *text = r->source->text + r->offset;
    for (size_t i = 0; i < offset && i < r->source->length - r->offset; i++) {
        if (text[i] == '\n') {
            at.line++;
            at.column = 0;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            at.column++;
        }
    }
    return at;
}

static void parser_fault(reader *r)
{
    if (r->parser.error == YAML_MEMORY_ERROR) {
        r->status = SL_ERR_NO_MEMORY;
        return;
    }
    r->status = SL_ERR_SCENARIO;
    yaml_mark_t at = r->parser.problem_mark;
    const char *problem = r->parser.problem ? r->parser.problem : "cannot be read";
    const char *hint = NULL;
    if (strstr(problem, "cannot start any token"))
        hint = "indent with spaces, not tabs; quote texts that begin with @ or `";
    else if (strstr(problem, "mapping values"))
        hint = "quote the text, or put the key on a line of its own";
    else if (strstr(problem, "expected key"))
        hint = "keys of one map begin in one column";
    else if (strstr(problem, "expected ','"))
        hint = "a comma or a closing bracket is missing";
    else if (strstr(problem, "unexpected end of stream"))
        hint = "a closing quote is missing";
    else if (r->parser.error == YAML_READER_ERROR)
        hint = "the file must be UTF-8 text";
    if (r->parser.error == YAML_READER_ERROR) at = place_of(r, r->parser.problem_offset);
    char begin[64] = "";
    const char *context = r->parser.context ? r->parser.context : "";
    if (*context && r->parser.context_mark.line < at.line)
        snprintf(begin, sizeof begin, " that begins in line %zu", r->parser.context_mark.line + 1);
    sl_diag_add(r->ctx, SL_ERROR, SL_E_YAML, mark_of(r, at, 1), hint, "%s%s%s%s", problem,
                *context ? " " : "", context, begin);
}

static bool next_event(reader *r)
{
    yaml_event_delete(&r->event);
    memset(&r->event, 0, sizeof r->event);
    if (yaml_parser_parse(&r->parser, &r->event)) return true;
    parser_fault(r);
    return false;
}

static sl_node *new_node(reader *r, sl_node_kind kind)
{
    sl_node *node = sl_arena_alloc(r->arena, sizeof *node);
    if (!node) {
        r->status = SL_ERR_NO_MEMORY;
        return NULL;
    }
    node->kind = kind;
    node->mark = mark_of(r, r->event.start_mark, event_length(&r->event));
    if (kind != SL_NODE_SCALAR) node->mark.length = 1;
    node->part = r->source->part;
    r->nodes++;
    return node;
}

static bool too_large(reader *r)
{
    if (r->nodes <= NODES_MAX) return false;
    refuse(r, SL_E_YAML_PROFILE, "shorten the file or its aliases",
           "more than one million values after aliases are expanded");
    r->status = SL_ERR_SCENARIO;
    return true;
}

static sl_node *read_node(reader *r, int depth);

static void keep_anchor(reader *r, const char *name, sl_node *node, size_t size)
{
    anchor *a = sl_arena_alloc(r->arena, sizeof *a);
    if (a && name) {
        *a = (anchor){name, node, size, r->anchors};
        r->anchors = a;
    } else {
        r->status = SL_ERR_NO_MEMORY;
    }
}

static sl_node *read_alias(reader *r)
{
    const char *name = (const char *)r->event.data.alias.anchor;
    for (anchor *a = r->anchors; a; a = a->next)
        if (strcmp(a->name, name) == 0) {
            r->nodes += a->size;
            return too_large(r) ? NULL : a->node;
        }
    refuse(r, SL_E_YAML, "define the anchor with & before it is used", "alias without an anchor");
    r->status = SL_ERR_SCENARIO;
    return NULL;
}

// Entries grow by doubling inside the arena.
static sl_entry *append_entry(reader *r, sl_node *node, size_t *capacity)
{
    if (node->n == *capacity) {
        size_t larger = *capacity ? *capacity * 2 : 8;
        sl_entry *entries = sl_arena_alloc(r->arena, larger * sizeof *entries);
        if (!entries) {
            r->status = SL_ERR_NO_MEMORY;
            return NULL;
        }
        if (node->n) memcpy(entries, node->entries, node->n * sizeof *entries);
        node->entries = entries;
        *capacity = larger;
    }
    return &node->entries[node->n++];
}

static sl_node *read_list(reader *r, int depth)
{
    sl_node *list = new_node(r, SL_NODE_LIST);
    size_t capacity = 0;
    while (list && next_event(r)) {
        if (r->event.type == YAML_SEQUENCE_END_EVENT) return list;
        sl_node *value = read_node(r, depth + 1);
        if (!value) return NULL;
        sl_entry *entry = append_entry(r, list, &capacity);
        if (!entry) return NULL;
        *entry = (sl_entry){.value = value, .key_mark = value->mark};
    }
    return NULL;
}

static void check_key(reader *r, const sl_node *map, const char *key)
{
    if (strcmp(key, "<<") == 0)
        refuse(r, SL_E_YAML_PROFILE, "use extends: or use: instead", "merge key '<<'");
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->entries[i].key, key) == 0) {
            char message[160];
            snprintf(message, sizeof message, "key '%.60s' stands twice; first in line %d", key,
                     map->entries[i].key_mark.line);
            refuse(r, SL_E_DUPLICATE_KEY, "remove one of the two", message);
            return;
        }
}

static sl_node *read_map(reader *r, int depth)
{
    sl_node *map = new_node(r, SL_NODE_MAP);
    size_t capacity = 0;
    while (map && next_event(r)) {
        if (r->event.type == YAML_MAPPING_END_EVENT) return map;
        if (r->event.type != YAML_SCALAR_EVENT) {
            refuse(r, SL_E_YAML_PROFILE, "write keys as plain words", "a key that is not a word");
            r->status = SL_ERR_SCENARIO;
            return NULL;
        }
        const char *key = (const char *)r->event.data.scalar.value;
        check_key(r, map, key);
        sl_entry entry = {.key = sl_arena_text(r->arena, key, strlen(key)),
                          .key_mark = mark_of(r, r->event.start_mark, event_length(&r->event))};
        if (!entry.key) {
            r->status = SL_ERR_NO_MEMORY;
            return NULL;
        }
        if (!next_event(r)) return NULL;
        entry.value = read_node(r, depth + 1);
        if (!entry.value) return NULL;
        sl_entry *slot = append_entry(r, map, &capacity);
        if (!slot) return NULL;
        *slot = entry;
    }
    return NULL;
}

static sl_node *read_scalar(reader *r)
{
    sl_node *node = new_node(r, SL_NODE_SCALAR);
    if (!node) return NULL;
    node->text = sl_arena_text(r->arena, (const char *)r->event.data.scalar.value,
                               r->event.data.scalar.length);
    if (!node->text) {
        r->status = SL_ERR_NO_MEMORY;
        return NULL;
    }
    if (strlen(node->text) != r->event.data.scalar.length)
        refuse(r, SL_E_YAML, "remove it", "a NUL character inside a text");
    bool quoted = r->event.data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
                  r->event.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    node->quoted = quoted;
    return node;
}

// Reads the node whose first event is current. NULL after a fault that ends the reading.
static sl_node *read_node(reader *r, int depth)
{
    const yaml_char_t *tag = NULL, *name = NULL;
    switch (r->event.type) {
    case YAML_SCALAR_EVENT:
        tag = r->event.data.scalar.tag;
        name = r->event.data.scalar.anchor;
        break;
    case YAML_MAPPING_START_EVENT:
        tag = r->event.data.mapping_start.tag;
        name = r->event.data.mapping_start.anchor;
        break;
    case YAML_SEQUENCE_START_EVENT:
        tag = r->event.data.sequence_start.tag;
        name = r->event.data.sequence_start.anchor;
        break;
    case YAML_ALIAS_EVENT:
        return read_alias(r);
    default:
        return NULL;
    }
    if (tag) refuse(r, SL_E_YAML_PROFILE, "remove it; keys know their type", "a tag");
    if (depth >= DEPTH_MAX) {
        refuse(r, SL_E_YAML_PROFILE, "flatten the structure", "more than 64 levels");
        r->status = SL_ERR_SCENARIO;
        return NULL;
    }
    if (too_large(r)) return NULL;
    const char *anchor_name = NULL;
    if (name) anchor_name = sl_arena_text(r->arena, (const char *)name, strlen((const char *)name));
    size_t before = r->nodes;
    sl_node *node = NULL;
    if (r->event.type == YAML_SCALAR_EVENT)
        node = read_scalar(r);
    else if (r->event.type == YAML_SEQUENCE_START_EVENT)
        node = read_list(r, depth);
    else
        node = read_map(r, depth);
    if (node && name) keep_anchor(r, anchor_name, node, r->nodes - before);
    return r->status == SL_OK ? node : NULL;
}

static sl_node *read_document(reader *r)
{
    if (!next_event(r) || !next_event(r)) return NULL; // stream start, document start
    if (r->event.type == YAML_STREAM_END_EVENT) {
        refuse(r, SL_E_YAML, "a scenario begins with 'shoreline: 1'", "the file is empty");
        r->status = SL_ERR_SCENARIO;
        return NULL;
    }
    if (!next_event(r)) return NULL;
    sl_node *root = read_node(r, 0);
    if (!root) return NULL;
    if (!next_event(r) || !next_event(r)) return NULL; // document end, stream end
    if (r->event.type != YAML_STREAM_END_EVENT) {
        refuse(r, SL_E_YAML_PROFILE, "keep one document per file", "a second document after '---'");
        r->status = SL_ERR_SCENARIO;
        return NULL;
    }
    return root;
}

sl_status sl_yaml_read(sl_node **out, sl_ctx *ctx, sl_arena *arena, const sl_source *source,
                       size_t offset)
{
    *out = NULL;
    size_t errors = sl_diag_errors(ctx);
    reader r = {.ctx = ctx, .arena = arena, .source = source, .offset = offset};
    if (!yaml_parser_initialize(&r.parser)) return SL_ERR_NO_MEMORY;
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)source->text + offset,
                                 source->length - offset);
    sl_node *root = read_document(&r);
    yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    if (r.status != SL_OK) return r.status;
    if (!root || sl_diag_errors(ctx) > errors) return SL_ERR_SCENARIO;
    *out = root;
    return SL_OK;
}

sl_node *sl_node_get(const sl_node *map, const char *key)
{
    if (!map || map->kind != SL_NODE_MAP) return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->entries[i].key, key) == 0) return map->entries[i].value;
    return NULL;
}
