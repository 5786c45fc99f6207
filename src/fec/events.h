// Monte Carlo of error events: exponential deviates, wrong symbols of a frame. Internal to src/fec.
#ifndef SL_FEC_EVENTS_H
#define SL_FEC_EVENTS_H

#include <stdlib.h>
#include <string.h>

#include "chain.h"
#include "signal/deviates.h"

#define EVENTS_BATCH 512

// Exponential deviates of mean 1, a batch ahead; every choice is made with them.
typedef struct fec_events {
    bt_stream stream;
    uint64_t first;
    int at;
    double ready[EVENTS_BATCH];
} fec_events;

void fec_events_refill(fec_events *e);

static inline void fec_events_begin(fec_events *e, uint64_t seed, uint64_t purpose, uint64_t block)
{
    e->stream = (bt_stream){seed, purpose, block};
    e->first = 0;
    e->at = EVENTS_BATCH;
}

static inline double fec_exponential(fec_events *e)
{
    if (e->at == EVENTS_BATCH) fec_events_refill(e);
    return e->ready[e->at++];
}

// A frame: n RS symbols of each of `depth` codewords, and which are wrong.
typedef struct fec_frame {
    int depth, mux;
    bool precoded;
    double second;   // an exponential above this: the first bit
    uint32_t number; // of the frame now, from 1
    uint32_t *stamp; // frame in which an RS symbol was last wrong
    int *wrong;      // of each codeword, RS symbols
    int *bits;       // and bits
} fec_frame;

// False: no memory. frame_free() in any case.
static inline bool fec_frame_make(fec_frame *f, const sl_fec_link *link, int symbols)
{
    size_t all = (size_t)symbols * (size_t)link->depth;
    *f = (fec_frame){.depth = link->depth, .mux = fec_mux(link), .precoded = link->precoded};
    f->second = -log1p(-fec_second_bit(link->precoded));
    f->stamp = calloc(all, sizeof *f->stamp);
    f->wrong = calloc(2 * (size_t)link->depth, sizeof *f->wrong);
    f->bits = f->wrong + link->depth;
    return f->stamp && f->wrong;
}

static inline void fec_frame_free(fec_frame *f)
{
    free(f->stamp);
    free(f->wrong);
}

static inline void fec_mark(fec_frame *f, uint32_t rs, int codeword)
{
    if (f->stamp[rs] == f->number) return;
    f->stamp[rs] = f->number;
    f->wrong[codeword]++;
}

static inline void fec_hit(fec_frame *f, uint32_t rs)
{
    int codeword = f->depth == 1 ? 0 : fec_codeword_of(rs, f->depth, f->mux);
    f->bits[codeword]++;
    fec_mark(f, rs, codeword);
}

// PAM4 symbol k of the frame is decided wrong.
static inline void fec_wrong_symbol(fec_frame *f, uint32_t k, fec_events *e)
{
    if (f->mux == 1) {
        fec_hit(f, k / FEC_RS_SPAN);
        return;
    }
    uint32_t mux = (uint32_t)f->mux, group = k / (FEC_RS_SPAN * mux);
    uint32_t bit = 2 * (k - group * FEC_RS_SPAN * mux) + (fec_exponential(e) < f->second);
    fec_hit(f, group * mux + bit % mux);
}

// Importance sampling (events_tilted.c); the link has been checked.
sl_status fec_draw_tilted(sl_fec_drawn *out, const sl_fec_link *link, double codewords,
                          uint64_t seed, int threads);

#endif
