// Operations on the small matrices of literals, as MATLAB defines them.
//
// Ranges: MATLAB's colon operator does not add the step repeatedly. It takes
// n = round((stop - start)/step), one less where start + n step passes stop by more than 2 eps of
// the larger end, and stop itself as last value where that is within the same tolerance; the first
// half of the values is counted from the start, the second half from the end, the middle is their
// mean. So -0.2:0.02:0 has 11 values, ends at exactly 0 and is symmetric. Octave counts all from
// the start; the two differ in the last bit. Source: MathWorks, "How does the COLON operator work"
// (the method; the page was not opened).
#include "workbook/literal.h"

#include <float.h>
#include <math.h>
#include <string.h>

const char *sl_matrix_new(sl_matrix *out, sl_arena *arena, int rows, int columns)
{
    if (rows < 0 || columns < 0) rows = columns = 0;
    if ((double)rows * columns > SL_MATRIX_MAX) return "has more than 4096 elements";
    *out = (sl_matrix){rows, columns, NULL};
    out->v = sl_arena_alloc(arena, sizeof(double) * ((size_t)rows * (size_t)columns + 1));
    return out->v ? NULL : SL_LITERAL_MEMORY;
}

const char *sl_matrix_scalar(sl_matrix *out, sl_arena *arena, double value)
{
    const char *wrong = sl_matrix_new(out, arena, 1, 1);
    if (!wrong) out->v[0] = value;
    return wrong;
}

static bool scalar(const sl_matrix *m)
{
    return m->rows == 1 && m->columns == 1;
}

static double apply(char operation, double a, double b)
{
    switch (operation) {
    case '+':
        return a + b;
    case '-':
        return a - b;
    case 'M':
        return a * b;
    case 'D':
        return a / b;
    default:
        return pow(a, b);
    }
}

// Where both have more than one row they have the same number of them; likewise columns.
static const char *by_element(sl_matrix *out, sl_arena *arena, char operation, const sl_matrix *a,
                              const sl_matrix *b)
{
    if ((a->rows != b->rows && a->rows != 1 && b->rows != 1) ||
        (a->columns != b->columns && a->columns != 1 && b->columns != 1))
        return "joins arrays of different sizes";
    int rows = a->rows == 1 ? b->rows : a->rows;
    int columns = a->columns == 1 ? b->columns : a->columns;
    const char *wrong = sl_matrix_new(out, arena, rows, columns);
    if (wrong) return wrong;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            double x = a->v[(a->rows == 1 ? 0 : i) * a->columns + (a->columns == 1 ? 0 : j)];
            double y = b->v[(b->rows == 1 ? 0 : i) * b->columns + (b->columns == 1 ? 0 : j)];
            double z = apply(operation, x, y);
            if (isnan(z) && operation == 'P' && !isnan(x) && !isnan(y)) return "is complex";
            out->v[i * columns + j] = z;
        }
    return NULL;
}

static const char *product(sl_matrix *out, sl_arena *arena, const sl_matrix *a, const sl_matrix *b)
{
    if (a->columns != b->rows) return "multiplies arrays of sizes that do not fit";
    if ((double)a->rows * b->columns * a->columns > 1e6) return "multiplies arrays too large";
    const char *wrong = sl_matrix_new(out, arena, a->rows, b->columns);
    if (wrong) return wrong;
    for (int i = 0; i < a->rows; i++)
        for (int j = 0; j < b->columns; j++) {
            double sum = 0;
            for (int k = 0; k < a->columns; k++)
                sum += a->v[i * a->columns + k] * b->v[k * b->columns + j];
            out->v[i * b->columns + j] = sum;
        }
    return NULL;
}

const char *sl_matrix_binary(sl_matrix *out, sl_arena *arena, char operation, const sl_matrix *a,
                             const sl_matrix *b)
{
    switch (operation) {
    case '*':
        if (!scalar(a) && !scalar(b)) return product(out, arena, a, b);
        return by_element(out, arena, 'M', a, b);
    case '/':
        if (!scalar(b)) return "divides by an array; './' divides element by element";
        return by_element(out, arena, 'D', a, b);
    case '^':
        if (!scalar(a) || !scalar(b)) return "raises an array; '.^' does so element by element";
        return by_element(out, arena, 'P', a, b);
    default:
        return by_element(out, arena, operation, a, b);
    }
}

const char *sl_matrix_negate(sl_matrix *out, sl_arena *arena, const sl_matrix *a)
{
    const char *wrong = sl_matrix_new(out, arena, a->rows, a->columns);
    for (int i = 0; !wrong && i < a->rows * a->columns; i++)
        out->v[i] = -a->v[i];
    return wrong;
}

const char *sl_matrix_transpose(sl_matrix *out, sl_arena *arena, const sl_matrix *a)
{
    const char *wrong = sl_matrix_new(out, arena, a->columns, a->rows);
    for (int i = 0; !wrong && i < a->rows; i++)
        for (int j = 0; j < a->columns; j++)
            out->v[j * a->rows + i] = a->v[i * a->columns + j];
    return wrong;
}

const char *sl_matrix_range(sl_matrix *out, sl_arena *arena, double start, double step, double stop)
{
    if (!isfinite(start) || !isfinite(step) || !isfinite(stop)) return "has an end without bound";
    if (step == 0 || (step > 0 && start > stop) || (step < 0 && start < stop))
        return sl_matrix_new(out, arena, 1, 0);
    double tolerance = 2 * DBL_EPSILON * fmax(fabs(start), fabs(stop));
    double sign = step > 0 ? 1 : -1;
    double n = round((stop - start) / step);
    if (!(n < SL_MATRIX_MAX)) return "has more than 4096 elements";
    if (sign * (start + n * step - stop) > tolerance) n -= 1;
    double last = start + n * step;
    if (sign * (last - stop) > -tolerance) last = stop;
    int count = (int)n;
    const char *wrong = sl_matrix_new(out, arena, 1, count + 1);
    if (wrong) return wrong;
    for (int k = 0; k <= count / 2; k++) {
        out->v[k] = start + k * step;
        out->v[count - k] = last - k * step;
    }
    if (count % 2 == 0) out->v[count / 2] = count ? (start + last) / 2 : start;
    return NULL;
}

static bool empty(const sl_matrix *m)
{
    return m->rows == 0 || m->columns == 0;
}

const char *sl_matrix_join(sl_matrix *out, sl_arena *arena, const sl_matrix *parts, size_t n,
                           bool below)
{
    long along = 0;
    int across = -1;
    for (size_t i = 0; i < n; i++) {
        if (empty(&parts[i])) continue;
        int other = below ? parts[i].columns : parts[i].rows;
        if (across >= 0 && other != across)
            return below ? "has rows of different lengths"
                         : "puts arrays of different heights in a row";
        across = other;
        along += below ? parts[i].rows : parts[i].columns;
        if (along > SL_MATRIX_MAX) return "has more than 4096 elements";
    }
    if (across < 0) return sl_matrix_new(out, arena, 0, 0);
    int rows = below ? (int)along : across, columns = below ? across : (int)along;
    const char *wrong = sl_matrix_new(out, arena, rows, columns);
    int at = 0;
    for (size_t p = 0; !wrong && p < n; p++) {
        const sl_matrix *m = &parts[p];
        if (empty(m)) continue;
        for (int i = 0; i < m->rows; i++)
            for (int j = 0; j < m->columns; j++)
                out->v[below ? (at + i) * columns + j : i * columns + at + j] =
                    m->v[i * m->columns + j];
        at += below ? m->rows : m->columns;
    }
    return wrong;
}

// ---- functions ----

// A size as MATLAB takes it: a whole number, below 0 is 0.
static bool size_of(int *out, const sl_matrix *m)
{
    if (!scalar(m) || !(fabs(m->v[0]) <= 1e6) || m->v[0] != floor(m->v[0])) return false;
    *out = m->v[0] > 0 ? (int)m->v[0] : 0;
    return true;
}

static const char *fill(sl_matrix *out, sl_arena *arena, double value, const sl_matrix *a, int n)
{
    int rows = 1, columns = 1;
    if (n > 2 || (n > 0 && !size_of(&rows, &a[0])) || (n > 1 && !size_of(&columns, &a[1])))
        return "wants the numbers of rows and columns";
    if (n == 1) columns = rows;
    const char *wrong = sl_matrix_new(out, arena, rows, columns);
    for (int i = 0; !wrong && i < rows * columns; i++)
        out->v[i] = value;
    return wrong;
}

static const char *linspace(sl_matrix *out, sl_arena *arena, const sl_matrix *a, int n)
{
    int count = 100;
    if (n < 2 || n > 3 || !scalar(&a[0]) || !scalar(&a[1]) || (n == 3 && !size_of(&count, &a[2])))
        return "wants first value, last value and how many";
    double first = a[0].v[0], last = a[1].v[0];
    const char *wrong = sl_matrix_new(out, arena, 1, count);
    for (int i = 0; !wrong && i < count; i++)
        out->v[i] = i == count - 1 ? last : first + i * (last - first) / (count - 1);
    return wrong;
}

static const char *each(sl_matrix *out, sl_arena *arena, double (*f)(double), const sl_matrix *a,
                        int n)
{
    if (n != 1) return "wants one argument";
    const char *wrong = sl_matrix_new(out, arena, a->rows, a->columns);
    for (int i = 0; !wrong && i < a->rows * a->columns; i++) {
        out->v[i] = f(a->v[i]);
        if (isnan(out->v[i]) && !isnan(a->v[i])) return "is complex";
    }
    return wrong;
}

const char *sl_matrix_call(sl_matrix *out, sl_arena *arena, const char *name, size_t length,
                           const sl_matrix *arguments, int n, bool *known)
{
    static const struct {
        const char *name;
        double (*f)(double);
    } functions[] = {
        {"abs", fabs}, {"sqrt", sqrt}, {"round", round}, {"floor", floor}, {"ceil", ceil}};
    *known = true;
    if (length == 4 && memcmp(name, "ones", 4) == 0) return fill(out, arena, 1, arguments, n);
    if (length == 5 && memcmp(name, "zeros", 5) == 0) return fill(out, arena, 0, arguments, n);
    if (length == 8 && memcmp(name, "linspace", 8) == 0) return linspace(out, arena, arguments, n);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strlen(functions[i].name) == length && memcmp(functions[i].name, name, length) == 0)
            return each(out, arena, functions[i].f, arguments, n);
    *known = false;
    return NULL;
}
