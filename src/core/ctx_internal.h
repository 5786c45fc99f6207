// The context's inside, for src/core only.
#ifndef CORE_CTX_INTERNAL_H
#define CORE_CTX_INTERNAL_H

#include "shoreline/core.h"

struct sl_ctx {
    sl_allocator allocator;
    int threads;
    sl_arena *diag_arena;
    sl_diag diags[SL_DIAG_MAX];
    size_t diag_n, error_n;
};

#endif
