// Any bytes are a quantity or are refused at a place inside them; what is read is finite, has a
// dimension that can be printed, and is read again from its own printing.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/units.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sl_quantity q, again;
    sl_quantity_error e;
    const char *text = (const char *)data;
    if (!sl_quantity_parse(&q, text, size, &e)) {
        check(e.fault != SL_Q_OK && e.length >= 1 && e.offset <= size);
        check(memchr(e.hint, '\0', sizeof e.hint) != NULL);
        return 0;
    }
    check(isfinite(q.value));
    char dim[80], printed[120];
    sl_dim_format(dim, sizeof dim, q.dim);
    check(sl_dim_equal(q.dim, q.dim) && sl_dim_name(q.dim) != NULL);
    if (q.dim.scale != SL_SCALE_LINEAR) return 0;
    for (int i = 0; i < SL_BASES; i++)
        if (q.dim.twice[i] % 2 || abs(q.dim.twice[i]) > 8) return 0; // beyond the grammar's powers
    if (q.dim.twice[SL_BASE_ITEM]) return 0;
    int n = snprintf(printed, sizeof printed, "%.17g %s", q.value, dim);
    check(sl_quantity_parse(&again, printed, (size_t)n, &e));
    check(sl_dim_equal(again.dim, q.dim));
    check(fabs(again.value - q.value) <= 1e-12 * fabs(q.value) || fabs(q.value) < 1e-290);
    return 0;
}
