// Context and arenas. An arena hands out zeroed memory from chunks that double in size and gives
// it all back at once: loading a scenario then needs no ownership rules for its thousand nodes.
#include "core/ctx_internal.h"

#include <gsl/gsl_errno.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// More than any machine has processors; OpenMP ends the process when it cannot start its threads.
#define THREADS_MAX 256

static void *default_resize(void *user, void *ptr, size_t size)
{
    (void)user;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, size);
}

sl_status sl_ctx_create(sl_ctx **out, const sl_ctx_opts *opts)
{
    *out = NULL;
    sl_allocator allocator = {default_resize, NULL};
    if (opts && opts->allocator.resize) allocator = opts->allocator;
    sl_ctx *ctx = allocator.resize(allocator.user, NULL, sizeof *ctx);
    if (!ctx) return SL_ERR_NO_MEMORY;
    memset(ctx, 0, sizeof *ctx);
    ctx->allocator = allocator;
    ctx->threads = opts && opts->threads > 0 ? opts->threads : omp_get_num_procs();
    if (ctx->threads > THREADS_MAX) ctx->threads = THREADS_MAX;
    gsl_set_error_handler_off();
    *out = ctx;
    return SL_OK;
}

void sl_ctx_destroy(sl_ctx *ctx)
{
    if (!ctx) return;
    sl_diag_clear(ctx);
    sl_allocator allocator = ctx->allocator;
    allocator.resize(allocator.user, ctx, 0);
}

int sl_ctx_threads(const sl_ctx *ctx)
{
    return ctx->threads;
}

void *sl_ctx_resize(sl_ctx *ctx, void *ptr, size_t size)
{
    return ctx->allocator.resize(ctx->allocator.user, ptr, size);
}

// ---- arenas ----

typedef struct chunk {
    struct chunk *next;
    size_t used, size;
} chunk;

struct sl_arena {
    sl_ctx *ctx;
    chunk *head;
};

#define CHUNK_HEADER ((sizeof(chunk) + 15u) / 16u * 16u)
#define CHUNK_FIRST  16384u

sl_status sl_arena_create(sl_arena **out, sl_ctx *ctx)
{
    *out = NULL;
    sl_arena *arena = sl_ctx_resize(ctx, NULL, sizeof *arena);
    if (!arena) return SL_ERR_NO_MEMORY;
    *arena = (sl_arena){.ctx = ctx};
    *out = arena;
    return SL_OK;
}

void sl_arena_destroy(sl_arena *arena)
{
    if (!arena) return;
    for (chunk *c = arena->head; c;) {
        chunk *next = c->next;
        sl_ctx_resize(arena->ctx, c, 0);
        c = next;
    }
    sl_ctx_resize(arena->ctx, arena, 0);
}

static chunk *add_chunk(sl_arena *arena, size_t need)
{
    size_t size = arena->head ? arena->head->size * 2 : CHUNK_FIRST;
    if (size > 4u << 20) size = 4u << 20;
    if (size < need) size = need;
    chunk *c = sl_ctx_resize(arena->ctx, NULL, CHUNK_HEADER + size);
    if (!c) return NULL;
    *c = (chunk){.next = arena->head, .size = size};
    arena->head = c;
    return c;
}

void *sl_arena_alloc(sl_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) return NULL;
    size = (size + 15u) / 16u * 16u;
    chunk *c = arena->head;
    if (!c || c->size - c->used < size) {
        c = add_chunk(arena, size);
        if (!c) return NULL;
    }
    void *p = (char *)c + CHUNK_HEADER + c->used;
    c->used += size;
    return memset(p, 0, size);
}

char *sl_arena_text(sl_arena *arena, const char *text, size_t length)
{
    char *copy = sl_arena_alloc(arena, length + 1);
    if (copy && length) memcpy(copy, text, length);
    return copy;
}

char *sl_arena_printf(sl_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *copy = n < 0 ? NULL : sl_arena_alloc(arena, (size_t)n + 1);
    if (copy) vsnprintf(copy, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return copy;
}
