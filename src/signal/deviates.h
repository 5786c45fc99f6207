// Random words and normal deviates, sixteen streams (lanes) side by side. For the engines of the
// library; bittrue_random.c says how.
#ifndef SIGNAL_DEVIATES_H
#define SIGNAL_DEVIATES_H

#include <stddef.h>
#include <stdint.h>

enum { LANES = 16 };

// clang-format off
typedef float vf __attribute__((vector_size(64)));
typedef int32_t vi __attribute__((vector_size(64)));
typedef uint32_t vu __attribute__((vector_size(64)));
typedef uint64_t vw __attribute__((vector_size(64)));
// clang-format on

// What a draw is for.
typedef struct bt_stream {
    uint64_t seed, purpose, block;
} bt_stream;

// rows of 16 words, rows a multiple of 4; the counter is (block, first + i/4, lane).
void bt_words(vu *rows, size_t n, const bt_stream *s, uint64_t first);
// Standard normal deviates, n a multiple of 4.
void bt_normals(vf *rows, size_t n, const bt_stream *s, uint64_t first);

#endif
