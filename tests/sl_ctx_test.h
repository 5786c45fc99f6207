// For tests that need a context of their own each: set_up and tear_down of a cmocka test.
#ifndef SL_CTX_TEST_H
#define SL_CTX_TEST_H

#include "sl_test.h"

#include "shoreline/core.h"

static sl_ctx *ctx;

static int set_up(void **state)
{
    (void)state;
    return sl_ctx_create(&ctx, NULL) == SL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    sl_ctx_destroy(ctx);
    return 0;
}

#endif
