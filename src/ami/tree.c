// The text of a .ami file as a tree.
//
// Grammar: ( ) words, strings in double quotes without escapes, | to the end of the line is a
// comment, white space separates. One list is the file. Depth at most 64. Columns count characters.
#include "ami/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_DEPTH = 64, MOST_TEXT = 16 << 20 };

typedef struct cursor {
    ami_reader *r;
    const char *at, *end;
    int line, column;
} cursor;

void ami_fault(ami_reader *r, sl_severity severity, sl_diag_code code, const ami_node *at,
               const char *hint, const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    sl_mark mark = {&r->source, at ? at->line : 1, at ? at->column : 1, 1};
    if (at && at->word) mark.length = (int)strlen(at->word) + 2 * at->quoted;
    if (mark.length < 1) mark.length = 1;
    if (severity == SL_ERROR) r->faults++;
    sl_diag_add(r->ctx, severity, code, mark, hint, "%s", message);
}

static void advance(cursor *c)
{
    unsigned char byte = (unsigned char)*c->at++;
    if (byte == '\n') {
        c->line++;
        c->column = 1;
    } else if ((byte & 0xc0) != 0x80) {
        c->column++;
    }
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' ||
           byte == '\v';
}

static void skip(cursor *c)
{
    while (c->at < c->end) {
        if (*c->at == '|')
            while (c->at < c->end && *c->at != '\n')
                advance(c);
        else if (is_space(*c->at))
            advance(c);
        else
            return;
    }
}

static ami_node *new_node(cursor *c)
{
    ami_node *node = sl_arena_alloc(c->r->arena, sizeof *node);
    if (!node) {
        c->r->no_memory = true;
        return NULL;
    }
    node->line = c->line;
    node->column = c->column;
    return node;
}

// A word or a string at the cursor.
static ami_node *read_word(cursor *c)
{
    ami_node *node = new_node(c);
    if (!node) return NULL;
    const char *begin = c->at;
    node->quoted = *c->at == '"';
    if (node->quoted) {
        advance(c);
        begin = c->at;
        while (c->at < c->end && *c->at != '"')
            advance(c);
        if (c->at == c->end) {
            ami_fault(c->r, SL_ERROR, SL_E_AMI_SYNTAX, node, "close it with a double quote",
                      "string without end");
            return NULL;
        }
    } else {
        while (c->at < c->end && !is_space(*c->at) && !strchr("()\"|", *c->at))
            advance(c);
    }
    node->word = sl_arena_text(c->r->arena, begin, (size_t)(c->at - begin));
    if (!node->word) c->r->no_memory = true;
    if (node->quoted) advance(c);
    return node->word ? node : NULL;
}

// One step: a node is appended, a list opened or closed. False at the end or after a fault.
static bool step(cursor *c, ami_node **open, ami_node ***tail, int *depth)
{
    skip(c);
    if (c->at == c->end) {
        ami_fault(c->r, SL_ERROR, SL_E_AMI_SYNTAX, open[*depth], "close every '('",
                  "list without end");
        return false;
    }
    if (*c->at == ')') {
        advance(c);
        return --*depth >= 0;
    }
    ami_node *node = *c->at == '(' ? new_node(c) : read_word(c);
    if (!node) return false;
    *tail[*depth] = node;
    tail[*depth] = &node->next;
    if (node->word) return true;
    advance(c);
    if (++*depth == MOST_DEPTH) {
        ami_fault(c->r, SL_ERROR, SL_E_AMI_SYNTAX, node, NULL, "more than %d lists in each other",
                  MOST_DEPTH);
        return false;
    }
    open[*depth] = node;
    tail[*depth] = &node->child;
    return true;
}

ami_node *ami_tree_read(ami_reader *r)
{
    cursor c = {r, r->source.text, r->source.text + r->source.length, 1, 1};
    ami_node *open[MOST_DEPTH], **tail[MOST_DEPTH];
    int depth = 0;
    if (r->source.length > MOST_TEXT || memchr(r->source.text, '\0', r->source.length)) {
        ami_fault(r, SL_ERROR, SL_E_AMI_SYNTAX, NULL, NULL, "%s",
                  r->source.length > MOST_TEXT ? "larger than 16 MiB" : "holds a zero byte");
        return NULL;
    }
    skip(&c);
    ami_node here = {.line = c.line, .column = c.column};
    if (c.at == c.end || *c.at != '(') {
        ami_fault(r, SL_ERROR, SL_E_AMI_SYNTAX, &here, "the file is one list: (name ...)",
                  "'(' is missing");
        return NULL;
    }
    ami_node *root = new_node(&c);
    if (!root) return NULL;
    advance(&c);
    open[0] = root;
    tail[0] = &root->child;
    while (step(&c, open, tail, &depth)) {
    }
    if (r->faults || r->no_memory) return NULL;
    skip(&c);
    here = (ami_node){.line = c.line, .column = c.column};
    if (c.at != c.end)
        ami_fault(r, SL_ERROR, SL_E_AMI_SYNTAX, &here, "is there a ')' too many?",
                  "something stands behind the end of the tree");
    return r->faults ? NULL : root;
}
