// Touchstone: the numbers of all points, and noise data behind them.
//
// A point is its frequency and 2 n^2 numbers (n (n + 1) for Lower and Upper), counted as words
// whatever lines they stand in. Real and imaginary parts of a full matrix go straight to their
// place.
#include <math.h>

#include "sparam/touchstone.h"

#define BAD_VALUES_MAX 8 // told; the rest of such a file is not read

// ---- layout of version 1 ----

#define LAYOUT_POINTS 3

// A line with an odd number of words begins a point; the words up to the next such line are
// 1 + 2 n^2. Looked at over the first points; all must agree.
int ts_deduce_ports(const ts_reader *r)
{
    size_t length[LAYOUT_POINTS + 1] = {0};
    int begun = 0;
    double previous = -INFINITY;
    for (const char *p = ts_skip(r, r->p); p < r->end && begun <= LAYOUT_POINTS;) {
        size_t words = 0;
        double first = NAN;
        if (*p == '#' || *p == '[') break;
        ts_number(r, p, &first);
        for (const char *end = ts_line_end(r, p); p < end; words++)
            p = ts_skip(r, p + ts_word(r, p));
        if (words % 2 == 1) {
            if (begun == LAYOUT_POINTS) break;
            if (!(first > previous)) break; // noise data
            previous = first;
            begun++;
        }
        if (begun == 0) return 0;
        length[begun] += words;
    }
    for (int i = 2; i <= begun; i++)
        if (length[i] != length[1]) return 0;
    for (int n = 1; n <= SL_SPARAM_PORTS_MAX; n++)
        if (begun > 0 && length[1] == 1 + 2 * (size_t)n * (size_t)n) return n;
    return 0;
}

// ---- one point ----

static size_t numbers_of_point(const ts_reader *r)
{
    size_t n = (size_t)r->ports;
    return r->matrix == TS_FULL ? 2 * n * n : n * (n + 1);
}

static bool grow(ts_reader *r, const char *first)
{
    if (r->points < r->capacity) return true;
    size_t entries = (size_t)r->ports * (size_t)r->ports;
    // From the bytes of the points so far, with a little more: one allocation for most files.
    size_t rest = (size_t)(r->end - first);
    size_t so_far = (size_t)(first - r->source->text) + 1;
    size_t capacity = r->points == 0 ? 1 : r->points + rest / (so_far / r->points + 1) * 9 / 8 + 16;
    if (capacity > SIZE_MAX / 2 / sizeof(double complex) / entries) capacity = r->points + 1;
    double *freq_hz = sl_ctx_resize(r->ctx, r->freq_hz, capacity * sizeof *freq_hz);
    if (freq_hz) r->freq_hz = freq_hz;
    double complex *data = sl_ctx_resize(r->ctx, r->data, capacity * entries * sizeof *data);
    if (data) r->data = data;
    r->no_memory = !freq_hz || !data;
    if (!r->no_memory) r->capacity = capacity;
    return !r->no_memory;
}

// Tells what stands at p instead of a number. True: take it as 0 and go on.
static bool bad_value(ts_reader *r, const char *p)
{
    size_t n = ts_word(r, p);
    double x;
    const char *q = sl_decimal_read(&x, p, r->end);
    int shown = (int)(n < 40 ? n : 40);
    const char *letters = *p == '-' || *p == '+' ? p + 1 : p;
    bool word = r->end - letters >= 3 && ((*letters | 0x20) == 'n' || (*letters | 0x20) == 'i' ||
                                          *letters == '1' || (*letters | 0x20) == 'q');
    if (memchr(p, '\0', n))
        ts_error(r, p, "a Touchstone file is ASCII text", "a zero byte: this is no text");
    else if (word && (!q || *q == '#'))
        ts_error(r, p, "run the simulation or measurement of this point again",
                 "'%.*s' is no number", shown, p);
    else if (q && *q == ',')
        ts_error(r, p, "put spaces between values and a point into numbers",
                 "a comma behind a number");
    else
        ts_error(r, p, "data are numbers; a comment begins with !", "'%.*s' is no number", shown,
                 p);
    return ++r->bad_values < BAD_VALUES_MAX;
}

// The next number, or a fault told. False: the data end here (p stays).
static bool next_number(ts_reader *r, double *value)
{
    for (;;) {
        const char *p = ts_skip(r, r->p);
        r->p = p;
        if (p >= r->end) return false;
        const char *q = ts_number(r, p, value);
        if (q && isfinite(*value)) {
            r->p = q;
            return true;
        }
        if (*p == '[') return false;
        if (*p == '#') {
            ts_read_option(r);
            continue;
        }
        *value = 0;
        if (q)
            ts_error(r, p, "the largest double is 1.8e308", "number out of range");
        else if (!bad_value(r, p))
            return false;
        r->p = p + ts_word(r, p);
        return true;
    }
}

static void polar(double *pair, sl_touchstone_format format)
{
    double size = pair[0], degrees = pair[1];
    if (format == SL_TOUCHSTONE_DB) size = pow(10, size / 20);
    double turn = degrees * (3.14159265358979323846 / 180);
    pair[0] = size * cos(turn);
    pair[1] = size * sin(turn);
    // Exact where the angle is: sin(pi) of a rounded pi is not 0.
    if (degrees == 0 || fabs(degrees) == 180) pair[1] = degrees < 0 ? -0.0 : 0;
    if (fabs(degrees) == 90) pair[0] = 0;
}

// Spreads the numbers of a triangle over the matrix; they stand in `triangle`.
static void symmetric(double complex *m, const double *triangle, int n, ts_matrix form)
{
    for (int i = 0; i < n; i++) {
        int begin = form == TS_LOWER ? 0 : i, end = form == TS_LOWER ? i : n - 1;
        for (int j = begin; j <= end; j++, triangle += 2)
            m[i * n + j] = m[j * n + i] = triangle[0] + imaginary * triangle[1];
    }
}

static bool read_matrix(ts_reader *r, double complex *m, size_t *read)
{
    double triangle[SL_SPARAM_PORTS_MAX * (SL_SPARAM_PORTS_MAX + 1)];
    size_t n = numbers_of_point(r);
    // A complex has the layout of an array of two doubles (C11 6.2.5).
    double *v = r->matrix == TS_FULL ? (double *)m : triangle;
    for (*read = 0; *read < n; ++*read)
        if (!next_number(r, &v[*read])) return false;
    if (r->format != SL_TOUCHSTONE_RI)
        for (size_t i = 0; i < n; i += 2)
            polar(v + i, r->format);
    if (r->matrix != TS_FULL) {
        symmetric(m, triangle, r->ports, r->matrix);
    } else if (r->ports == 2 && !r->order_12_21) {
        double complex t = m[1];
        m[1] = m[2];
        m[2] = t;
    }
    return true;
}

// ---- noise of version 1 ----

// Whether what begins at p is rows of five numbers with ascending first ones; how many.
static size_t noise_rows(const ts_reader *r, const char *p)
{
    size_t count = 0;
    double x, previous = -1;
    while ((p = ts_skip(r, p)) < r->end && *p != '[') {
        const char *q = ts_number(r, p, &x);
        if (!q || (count % 5 == 0 && !(x > previous))) return 0;
        if (count % 5 == 0) previous = x;
        count++;
        p = q;
    }
    return count % 5 == 0 ? count / 5 : 0;
}

static void note_noise(ts_reader *r, const char *at, size_t rows)
{
    r->noise_rows = rows;
    sl_diag_add(r->ctx, SL_NOTE, SL_W_TOUCHSTONE, ts_mark(r, at, ts_word(r, at)),
                "they do not belong to the scattering matrix", "%zu row%s of noise data, not kept",
                rows, rows == 1 ? "" : "s");
}

// ---- all points ----

static void wrong_count(ts_reader *r, const char *at, size_t read)
{
    ts_error(r, at,
             "the file may be cut off, or hold another number of ports than its extension or "
             "[Number of Ports] says",
             "the last point holds %zu of its %zu numbers (%d-port data)", read + 1,
             numbers_of_point(r) + 1, r->ports);
}

// False: no further point.
static bool read_point(ts_reader *r)
{
    double f;
    const char *at = ts_skip(r, r->p);
    if (at >= r->end || *at == '[') {
        r->p = at;
        return false;
    }
    if (!next_number(r, &f)) return false;
    f *= r->unit_hz;
    double last = r->points ? r->freq_hz[r->points - 1] : -1;
    if (r->points && f <= last && r->version == 1 && r->ports == 2) {
        size_t rows = noise_rows(r, at);
        if (rows) {
            note_noise(r, at, rows);
            r->p = r->end;
            return false;
        }
    }
    if (f < 0)
        ts_error(r, at, "frequencies begin at 0", "negative frequency");
    else if (f == last)
        ts_error(r, at, "keep one of the two points", "the same frequency twice");
    else if (f < last)
        ts_error(r, at,
                 r->ports == 2
                     ? "points stand in ascending order; noise data, which may follow them, "
                       "are rows of five numbers"
                     : "points stand in ascending order; a wrong number of ports shows in "
                       "this way too",
                 "frequency %g Hz behind %g Hz", f, last);
    if (!(f > last) && ++r->bad_values >= BAD_VALUES_MAX) return false;
    if (!grow(r, at)) return false;
    size_t read, entries = (size_t)r->ports * (size_t)r->ports;
    if (!read_matrix(r, r->data + r->points * entries, &read)) {
        if (r->bad_values < BAD_VALUES_MAX) wrong_count(r, at, read);
        return false;
    }
    r->freq_hz[r->points++] = f;
    return true;
}

void ts_read_noise(ts_reader *r, const char *key, const char *begin)
{
    double x;
    size_t count = 0;
    const char *q, *p = begin;
    for (; (p = ts_skip(r, p)) < r->end && (q = ts_number(r, p, &x)); p = q)
        count++;
    r->p = p;
    if (count % 5) ts_error(r, key, "five numbers a row", "noise data are not complete");
    note_noise(r, key, count / 5);
}

// [Noise Data] and [End], or what should not be there.
static void read_rest(ts_reader *r)
{
    while ((r->p = ts_skip(r, r->p)) < r->end && !r->ended) {
        if (*r->p != '[') {
            ts_error(r, r->p, "a data section begins with [Network Data] or [Noise Data]",
                     "this stands in no section");
            return;
        }
        ts_read_keyword(r);
    }
    const char *p = r->ended ? ts_skip(r, r->p) : r->end;
    if (p < r->end) ts_repair(r, p, "remove it", "text behind [End], not read");
}

void ts_read_data(ts_reader *r)
{
    while (read_point(r))
        ;
    if (!r->no_memory && r->bad_values < BAD_VALUES_MAX && r->p < r->end) read_rest(r);
}
