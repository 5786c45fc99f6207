// MATLAB literals: a constant expression to a matrix.
//
// Grammar, lowest precedence first, as MATLAB's:
//   range    = sum [ ':' sum [ ':' sum ] ]
//   sum      = product { ('+' | '-') product }
//   product  = sign { ('*' | '/' | '.*' | './') sign }
//   sign     = { '+' | '-' } power
//   power    = postfix { ('^' | '.^') { '+' | '-' } postfix }
//   postfix  = primary { "'" | ".'" }
//   primary  = number | name [ '(' ranges ')' ] | '(' range ')' | '[' rows ']'
// Inside [ ] blanks separate elements but around an operator: a sign with a blank before and none
// behind begins an element, so "[1 -2]" has two and "[1 - 2]" one. Inside ( ) blanks mean nothing.
//
// Source: the rules of MATLAB's documentation ("Operator Precedence", "Creating, Concatenating, and
// Expanding Matrices"), which was not opened.
#include "workbook/literal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX      8192
#define DEPTH_MAX     32
#define ARGUMENTS_MAX 4

typedef struct parser {
    const char *text;
    size_t n, at;
    bool brackets; // directly inside [ ]
    int depth;
    sl_arena *arena;
    sl_literal_name *name;
    void *user;
    sl_literal_error *error;
    bool no_memory;
} parser;

static bool range(parser *p, sl_matrix *out);

static bool fail(parser *p, size_t from, size_t to, const char *message, const char *hint)
{
    p->error->offset = from;
    p->error->length = to > from ? to - from : 1;
    snprintf(p->error->message, sizeof p->error->message, "%s", message);
    snprintf(p->error->hint, sizeof p->error->hint, "%s", hint);
    return false;
}

// What an operation over text[from, at) said.
static bool check(parser *p, size_t from, const char *wrong)
{
    if (!wrong) return true;
    if (wrong == SL_LITERAL_MEMORY) {
        p->no_memory = true;
        return false;
    }
    return fail(p, from, p->at, wrong, "");
}

static int peek(const parser *p, size_t ahead)
{
    return p->at + ahead < p->n ? (unsigned char)p->text[p->at + ahead] : 0;
}

static bool blank(int c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

// Blanks, a '...' to the end of its line, and, as MATLAB's eval does, a comment behind '%'.
static void skip(parser *p)
{
    for (;;) {
        while (blank(peek(p, 0)))
            p->at++;
        bool more = peek(p, 0) == '.' && peek(p, 1) == '.' && peek(p, 2) == '.';
        if (!more && peek(p, 0) != '%') return;
        while (p->at < p->n && peek(p, 0) != '\n')
            p->at++;
        if (!more || p->at >= p->n) return;
        p->at++;
    }
}

static bool enter(parser *p)
{
    if (++p->depth <= DEPTH_MAX) return true;
    return fail(p, p->at, p->at + 1, "brackets are nested too deeply",
                "at most 32 levels are read");
}

// ---- primaries ----

static bool number(parser *p, sl_matrix *out)
{
    size_t from = p->at;
    double value;
    const char *wrong = sl_literal_number(&value, p->text, p->n, &p->at);
    if (wrong) return fail(p, from, p->at, wrong, "write it as 12, 0.5 or 1e-3");
    return check(p, from, sl_matrix_scalar(out, p->arena, value));
}

// Behind '(': arguments and ')'. Blanks separate nothing in here.
static bool arguments(parser *p, sl_matrix *list, int *n)
{
    bool outside = p->brackets;
    p->brackets = false;
    *n = 0;
    skip(p);
    if (peek(p, 0) == ')') {
        p->at++;
        p->brackets = outside;
        return true;
    }
    for (;;) {
        if (*n == ARGUMENTS_MAX)
            return fail(p, p->at, p->at + 1, "too many arguments", "at most four are read");
        if (!range(p, &list[(*n)++])) return false;
        skip(p);
        if (peek(p, 0) == ')') break;
        if (peek(p, 0) != ',') return fail(p, p->at, p->at + 1, "')' is missing", "");
        p->at++;
    }
    p->at++;
    p->brackets = outside;
    return true;
}

static bool word(parser *p, sl_matrix *out)
{
    size_t from = p->at;
    while (isalnum(peek(p, 0)) || peek(p, 0) == '_')
        p->at++;
    const char *name = p->text + from;
    size_t n = p->at - from;
    double value;
    if (sl_literal_constant(&value, name, n) || (p->name && p->name(p->user, name, n, &value)))
        return check(p, from, sl_matrix_scalar(out, p->arena, value));
    sl_matrix list[ARGUMENTS_MAX];
    int count = 0;
    if (peek(p, 0) == '(') {
        p->at++;
        if (!enter(p) || !arguments(p, list, &count)) return false;
        p->depth--;
    }
    bool known;
    const char *wrong = sl_matrix_call(out, p->arena, name, n, list, count, &known);
    if (known) return check(p, from, wrong);
    return fail(
        p, from, from + n, "the name is not known",
        "known are ones zeros linspace abs sqrt round floor ceil pi eps Inf NaN true false");
}

// ---- [ ] ----

typedef struct parts {
    sl_matrix *v;
    size_t n, capacity;
} parts;

static bool add_part(parser *p, parts *list, sl_matrix m)
{
    if (list->n == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        sl_matrix *v = sl_arena_alloc(p->arena, capacity * sizeof *v);
        if (!v) {
            p->no_memory = true;
            return false;
        }
        if (list->n) memcpy(v, list->v, list->n * sizeof *v);
        list->v = v;
        list->capacity = capacity;
    }
    list->v[list->n++] = m;
    return true;
}

// Elements up to the row's end, which is not consumed.
static bool row(parser *p, sl_matrix *out)
{
    parts list = {0};
    size_t from = p->at;
    for (;;) {
        skip(p);
        int c = peek(p, 0);
        if (c == 0 || c == ']' || c == ';' || c == '\n') break;
        sl_matrix element;
        if (!range(p, &element) || !add_part(p, &list, element)) return false;
        c = peek(p, 0);
        if (c && !blank(c) && !strchr(",;]\n[.%", c))
            return fail(p, p->at, p->at + 1, "elements are separated by blanks or ','", "");
        skip(p);
        if (peek(p, 0) == ',') p->at++;
    }
    return check(p, from, sl_matrix_join(out, p->arena, list.v, list.n, false));
}

// Behind '['.
static bool matrix(parser *p, sl_matrix *out, size_t from)
{
    bool outside = p->brackets;
    p->brackets = true;
    parts rows = {0};
    for (;;) {
        sl_matrix m;
        if (!row(p, &m) || !add_part(p, &rows, m)) return false;
        if (peek(p, 0) == ']') break;
        if (peek(p, 0) == 0)
            return fail(p, from, from + 1, "']' is missing", "close the bracket that opens here");
        p->at++;
    }
    p->at++;
    p->brackets = outside;
    return check(p, from, sl_matrix_join(out, p->arena, rows.v, rows.n, true));
}

static bool primary(parser *p, sl_matrix *out)
{
    skip(p);
    size_t from = p->at;
    int c = peek(p, 0);
    if (isdigit(c) || c == '.') return number(p, out);
    if (isalpha(c)) return word(p, out);
    if (c == '[' || c == '(') {
        p->at++;
        if (!enter(p)) return false;
        bool ok;
        if (c == '[') {
            ok = matrix(p, out, from);
        } else {
            sl_matrix list[ARGUMENTS_MAX];
            int n;
            ok = arguments(p, list, &n);
            if (ok && n != 1) return fail(p, from, p->at, "( ) holds one value", "");
            if (ok) *out = list[0];
        }
        p->depth--;
        return ok;
    }
    if (c == 0) return fail(p, from, from + 1, "a value is missing", "");
    if (c == '\'' || c == '"')
        return fail(p, from, from + 1, "text where numbers are wanted", "write numbers, as [1 2]");
    char message[60];
    snprintf(message, sizeof message,
             isprint(c) ? "'%c' stands where a value should" : "a value is missing", c);
    return fail(p, from, from + 1, message, "");
}

// ---- operators ----

static bool postfix(parser *p, sl_matrix *out)
{
    size_t from = p->at;
    if (!primary(p, out)) return false;
    for (;;) {
        if (!p->brackets) skip(p);
        size_t length = peek(p, 0) == '\'' ? 1 : peek(p, 0) == '.' && peek(p, 1) == '\'' ? 2 : 0;
        if (!length) return true;
        p->at += length;
        sl_matrix turned;
        if (!check(p, from, sl_matrix_transpose(&turned, p->arena, out))) return false;
        *out = turned;
    }
}

// Signs; true when they negate.
static bool signs(parser *p)
{
    bool negative = false;
    for (skip(p); peek(p, 0) == '+' || peek(p, 0) == '-'; skip(p)) {
        if (peek(p, 0) == '-') negative = !negative;
        p->at++;
    }
    return negative;
}

static bool negate_if(parser *p, size_t from, bool negative, sl_matrix *m)
{
    sl_matrix negated;
    if (!negative) return true;
    if (!check(p, from, sl_matrix_negate(&negated, p->arena, m))) return false;
    *m = negated;
    return true;
}

static bool apply(parser *p, size_t from, char operation, sl_matrix *left, const sl_matrix *right)
{
    sl_matrix result;
    if (!check(p, from, sl_matrix_binary(&result, p->arena, operation, left, right))) return false;
    *left = result;
    return true;
}

// Consumes plain or dotted operators of `plain`; returns 0 and stays where there is none.
static char operator_of(parser *p, const char *plain, const char *dotted)
{
    size_t start = p->at;
    skip(p);
    bool dot = peek(p, 0) == '.';
    int c = peek(p, dot ? 1 : 0);
    const char *found = c ? strchr(plain, c) : NULL;
    if (!found) {
        p->at = start;
        return 0;
    }
    p->at += dot ? 2 : 1;
    return dot ? dotted[found - plain] : (char)c;
}

static bool power(parser *p, sl_matrix *out)
{
    size_t from = p->at;
    if (!postfix(p, out)) return false;
    char operation;
    while ((operation = operator_of(p, "^", "P")) != 0) {
        size_t right_from = p->at;
        bool negative = signs(p);
        sl_matrix right;
        if (!postfix(p, &right) || !negate_if(p, right_from, negative, &right) ||
            !apply(p, from, operation, out, &right))
            return false;
    }
    return true;
}

static bool sign(parser *p, sl_matrix *out)
{
    size_t from = p->at;
    bool negative = signs(p);
    return power(p, out) && negate_if(p, from, negative, out);
}

static bool product(parser *p, sl_matrix *out)
{
    size_t from = p->at;
    if (!sign(p, out)) return false;
    char operation;
    while ((operation = operator_of(p, "*/", "MD")) != 0) {
        sl_matrix right;
        if (!sign(p, &right) || !apply(p, from, operation, out, &right)) return false;
    }
    return true;
}

static bool sum(parser *p, sl_matrix *out)
{
    size_t from = p->at;
    if (!product(p, out)) return false;
    for (;;) {
        size_t start = p->at;
        skip(p);
        int c = peek(p, 0);
        bool begins = p->brackets && p->at > start && !blank(peek(p, 1)); // a signed element
        if ((c != '+' && c != '-') || begins) {
            p->at = start;
            return true;
        }
        p->at++;
        sl_matrix right;
        if (!product(p, &right) || !apply(p, from, (char)c, out, &right)) return false;
    }
}

static bool range(parser *p, sl_matrix *out)
{
    sl_matrix part[3];
    int n = 0;
    skip(p);
    size_t from = p->at;
    for (;;) {
        if (!sum(p, &part[n++])) return false;
        size_t start = p->at;
        skip(p);
        if (peek(p, 0) != ':') {
            p->at = start;
            break;
        }
        if (n == 3)
            return fail(p, p->at, p->at + 1, "a range has three parts at most", "start:step:stop");
        p->at++;
    }
    *out = part[0];
    if (n == 1) return true;
    for (int i = 0; i < n; i++)
        if (part[i].rows != 1 || part[i].columns != 1)
            return fail(p, from, p->at, "a range is made of single numbers", "start:step:stop");
    double step = n == 3 ? part[1].v[0] : 1;
    return check(p, from, sl_matrix_range(out, p->arena, part[0].v[0], step, part[n - 1].v[0]));
}

sl_status sl_literal_parse(sl_matrix *out, sl_arena *arena, const char *text, size_t length,
                           sl_literal_name *name, void *user, sl_literal_error *error)
{
    *error = (sl_literal_error){.length = 1};
    *out = (sl_matrix){0};
    parser p = {
        .text = text, .n = length, .arena = arena, .name = name, .user = user, .error = error};
    if (length > TEXT_MAX) {
        fail(&p, 0, length, "the literal is too long", "at most 8192 characters are read");
        return SL_ERR_SCENARIO;
    }
    bool ok = range(&p, out);
    if (ok) {
        skip(&p);
        while (peek(&p, 0) == ';' || blank(peek(&p, 0)) || peek(&p, 0) == '\n')
            p.at++;
        skip(&p);
        if (p.at < p.n)
            ok = fail(&p, p.at, p.n, "something follows the value", "one value or one [ ] is read");
    }
    if (!ok) *out = (sl_matrix){0};
    return ok ? SL_OK : p.no_memory ? SL_ERR_NO_MEMORY : SL_ERR_SCENARIO;
}
