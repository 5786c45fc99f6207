// Whether a record's values were cut at an end of their range.
//
// Method. Of 8192 values in order: equal ones at an end that are more than all others within 1 % of
// the range, and four times as many as such piles anywhere between. An ideal waveform piles up at
// all its levels, a quantised one nowhere.
#include <stdlib.h>

#include "optics/tdecq_internal.h"

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

// How many of sorted v[] equal v[at] when these are more than all others within `near` of it.
static size_t pile(const double *v, size_t n, size_t at, double near)
{
    size_t same_low = at, same_high = at, low, high;
    while (same_low > 0 && v[same_low - 1] == v[at])
        same_low--;
    while (same_high + 1 < n && v[same_high + 1] == v[at])
        same_high++;
    for (low = same_low; low > 0 && v[low - 1] >= v[at] - near; low--) {
    }
    for (high = same_high; high + 1 < n && v[high + 1] <= v[at] + near; high++) {
    }
    size_t same = same_high - same_low + 1;
    return same > high - low + 1 - same ? same : 0;
}

// Values pile up at an end of the range but nowhere between: an ideal waveform does it at all its
// levels, a quantised one nowhere.
sl_status tdecq_clipped(bool *clipped, sl_arena *arena, const double *value, size_t n)
{
    enum { SAMPLES = 8192 };
    double *v = sl_arena_alloc(arena, SAMPLES * sizeof *v);
    size_t m = n < SAMPLES ? n : SAMPLES, inner = 0;
    if (!v) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < m; i++)
        v[i] = value[(size_t)((double)i * (double)n / (double)m)];
    qsort(v, m, sizeof *v, ascending);
    double range = v[m - 1] - v[0], near = range / 100;
    for (size_t i = 0; i < m;) {
        size_t same = i;
        while (same + 1 < m && v[same + 1] == v[i])
            same++;
        if (same - i + 1 >= m / 300 && v[i] > v[0] + 0.2 * range && v[i] < v[0] + 0.8 * range) {
            size_t here = pile(v, m, i, near);
            inner = here > inner ? here : inner;
        }
        i = same + 1;
    }
    size_t top = pile(v, m, m - 1, near), bottom = pile(v, m, 0, near);
    size_t most = top > bottom ? top : bottom;
    *clipped = most >= m / 300 && most > 4 * inner;
    return SL_OK;
}
