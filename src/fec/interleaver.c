// Convolutional interleaver (Forney; Ramsey): groups of symbols go round branches of growing delay.
//
// Branch i holds i x delay groups (the de-interleaver's branches - 1 - i), so that what entered
// together leaves i x delay x branches groups apart, and the pair is late by (branches - 1) x delay
// x branches groups whatever the branch. Source: Forney, IEEE Trans. COM-19 (1971) 772.
#include <string.h>

#include "shoreline/codec.h"

#define INNER_RS_SYMBOLS 12  // of an inner block
#define CODEWORD         544 // symbols

struct sl_interleaver {
    sl_ctx *ctx;
    sl_interleaver_opts o;
    size_t begin[65], at[64]; // of each branch: its cells, and the oldest of them, in groups
    int branch, symbol;       // next
    uint16_t cell[];
};

sl_interleaver_opts sl_inner_interleaver(int codewords, int lanes)
{
    sl_interleaver_opts o = {.group = codewords};
    int part = (CODEWORD + lanes - 1) / lanes; // symbols of a code word on a lane
    o.branches = (INNER_RS_SYMBOLS + codewords - 1) / codewords;
    o.delay = o.branches > 1 ? (part + o.branches - 1) / o.branches : 0;
    return o;
}

size_t sl_interleaver_latency(const sl_interleaver_opts *o)
{
    return (size_t)(o->branches - 1) * (size_t)o->delay * (size_t)o->branches * (size_t)o->group;
}

static size_t groups_of(const sl_interleaver_opts *o, int branch)
{
    return (size_t)(o->back ? o->branches - 1 - branch : branch) * (size_t)o->delay;
}

sl_status sl_interleaver_create(sl_interleaver **out, sl_ctx *ctx, const sl_interleaver_opts *o)
{
    size_t cells = 0;
    *out = NULL;
    if (o->branches < 1 || o->branches > 64 || o->delay < 0 || o->delay > 4096 || o->group < 1 ||
        o->group > 64) {
        sl_diag_add(ctx, SL_ERROR, SL_E_RANGE, (sl_mark){0},
                    "1 to 64 branches of groups of 1 to 64 symbols, a delay of 0 to 4096",
                    "an interleaver of %d branches, delay %d, groups of %d", o->branches, o->delay,
                    o->group);
        return SL_ERR_DOMAIN;
    }
    for (int i = 0; i < o->branches; i++)
        cells += groups_of(o, i) * (size_t)o->group;
    sl_interleaver *il = sl_ctx_resize(ctx, NULL, sizeof *il + cells * sizeof *il->cell);
    if (!il) return SL_ERR_NO_MEMORY;
    memset(il, 0, sizeof *il + cells * sizeof *il->cell);
    il->ctx = ctx;
    il->o = *o;
    for (int i = 0; i < o->branches; i++)
        il->begin[i + 1] = il->begin[i] + groups_of(o, i);
    *out = il;
    return SL_OK;
}

void sl_interleaver_destroy(sl_interleaver *il)
{
    if (il) sl_ctx_resize(il->ctx, il, 0);
}

void sl_interleaver_pass(sl_interleaver *il, uint16_t *out, const uint16_t *in, size_t symbols)
{
    for (size_t i = 0; i < symbols; i++) {
        int b = il->branch;
        size_t groups = il->begin[b + 1] - il->begin[b];
        uint16_t symbol = in[i];
        if (groups) {
            uint16_t *cell =
                &il->cell[(il->begin[b] + il->at[b]) * (size_t)il->o.group + (size_t)il->symbol];
            out[i] = *cell;
            *cell = symbol;
        } else {
            out[i] = symbol;
        }
        if (++il->symbol < il->o.group) continue;
        il->symbol = 0;
        if (groups && ++il->at[b] == groups) il->at[b] = 0;
        il->branch = b + 1 < il->o.branches ? b + 1 : 0;
    }
}
