// Wrong codewords by Monte Carlo of error events.
//
// Model: that of chain.c. Method. A segment is a renewal process: a burst of geometric length, then
// a geometric number of right symbols; both are drawn as whole, so that the cost goes with errors
// and not with bits. Each wrong PAM4 symbol marks the RS symbol it touches (with bit multiplexing
// the one whose bit flips, drawn); marks are counted for each codeword of a frame (all codewords
// that take turns). Chunks of frames begin in the stationary state and are functions of (seed,
// chunk), their sums whole numbers: results do not depend on threads. Standard errors are those of
// the mean over frames, as codewords of one frame share bursts. Sources. Geometric skips: textbook;
// deviates: -log of 52-bit uniforms.
#include "events.h"

#include "core/wide.h"

#define PURPOSE      0xFEC0
#define CHUNK_EVENTS 65536 // about so many a chunk
#define FRAMES_MAX   (1 << 20)
#define SYMBOL_BITS  10

enum { ROWS = EVENTS_BATCH * 2 / LANES };

// -ln u, u = k 2^-52, k 1..2^52: u = m 2^e, m in 0.71..1.41, ln m = 2 atanh((m - 1)/(m + 1)).
SL_WIDE static void minus_logs(double *restrict out, const uint64_t *restrict word)
{
    for (int i = 0; i < EVENTS_BATCH; i++) {
        uint64_t bits = word[i] >> 12 | 0x3FF0000000000000u, exponent;
        double u, m, e;
        memcpy(&u, &bits, sizeof u);
        u = 2 - u;
        memcpy(&bits, &u, sizeof bits);
        bits += 0x3FF0000000000000u - 0x3FE6A09E667F3BCDu;
        exponent = bits >> 52 | 0x4330000000000000u; // 2^52 and the biased exponent
        bits = (bits & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu;
        memcpy(&m, &bits, sizeof m);
        memcpy(&e, &exponent, sizeof e);
        double s = (m - 1) / (m + 1), q = s * s;
        double series =
            1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11)))));
        out[i] = (4503599627370496.0 + 1023 - e) * 0.69314718055994530942 - 2 * s * series;
    }
}

void fec_events_refill(fec_events *e)
{
    vu row[ROWS];
    uint64_t word[EVENTS_BATCH];
    bt_words(row, ROWS, &e->stream, e->first);
    memcpy(word, row, sizeof word);
    minus_logs(e->ready, word);
    e->first += ROWS / 4;
    e->at = 0;
}

// A segment's errors: where the next burst begins, how long it is.
typedef struct source {
    double gap_scale, length_scale; // of exponential deviates; length 0: always one symbol
    int64_t next, length;
    fec_events events;
} source;

static inline int64_t geometric(fec_events *e, double scale)
{
    double x = fec_exponential(e) * scale;
    return 1 + (int64_t)(x < 0x1p60 ? x : 0x1p60);
}

static inline void next_length(source *s)
{
    s->length = s->length_scale > 0 ? geometric(&s->events, s->length_scale) : 1;
}

// From the stationary state of the symbol before the first.
static void begin(source *s, bool *inside, const fec_segment_law *law, bool bursts, uint64_t seed,
                  uint64_t segment, uint64_t chunk)
{
    s->gap_scale = law->first > 0 ? -1 / log1p(-law->first) : 0x1p60;
    s->length_scale = bursts ? -1 / log(law->again) : 0;
    fec_events_begin(&s->events, seed, PURPOSE + segment, chunk);
    *inside = bursts && fec_exponential(&s->events) < -log1p(-law->share);
    s->next = *inside ? 0 : geometric(&s->events, s->gap_scale) - 1;
    next_length(s);
    if (*inside) s->length--;
}

typedef struct job {
    const sl_fec_link *link;
    int symbols, correctable;
    int64_t frame_symbols, frames; // PAM4 symbols of a frame; frames of a chunk
    double total;                  // frames
    fec_segment_law law[SL_FEC_SEGMENTS_MAX];
    uint64_t seed;
} job;

// Sums over a chunk, whole numbers.
typedef struct sums {
    double wrong, beyond, beyond_square, left, left_square;
} sums;

static inline void close_frame(sums *s, fec_frame *f, int correctable)
{
    int64_t beyond = 0, left = 0, all = 0;
    for (int c = 0; c < f->depth; c++) {
        int wrong = f->wrong[c];
        all += wrong;
        if (wrong > correctable) {
            beyond++;
            left += f->bits[c];
        }
        f->wrong[c] = f->bits[c] = 0;
    }
    s->wrong += (double)all;
    if (beyond == 0) return;
    s->beyond += (double)beyond;
    s->beyond_square += (double)(beyond * beyond);
    s->left += (double)left;
    s->left_square += (double)(left * left);
}

// Marks a burst as far as the frame goes; with a precoder its two ends. The rest stays in s.
static inline void mark(fec_frame *f, source *s, int64_t begin_at, int64_t end_at, bool *inside)
{
    uint32_t at = (uint32_t)(s->next - begin_at);
    int64_t stop = s->next + s->length;
    if (f->precoded) {
        if (!*inside) fec_wrong_symbol(f, at, &s->events);
        if (stop < end_at) fec_wrong_symbol(f, (uint32_t)(stop - begin_at), &s->events);
    } else {
        for (int64_t k = s->next; k < stop && k < end_at; k++)
            fec_wrong_symbol(f, (uint32_t)(k - begin_at), &s->events);
    }
    *inside = f->precoded ? stop >= end_at : stop > end_at;
    if (*inside) {
        s->next = end_at;
        s->length = stop - end_at;
        return;
    }
    s->next = stop + geometric(&s->events, s->gap_scale) - (s->length_scale > 0 ? 0 : 1);
    next_length(s);
}

static void run(sums *out, source *source_of, bool *inside, fec_frame *f, const job *j)
{
    int64_t all = j->frames * j->frame_symbols;
    double frames_a_symbol = 1 / (double)j->frame_symbols;
    *out = (sums){0};
    for (;;) {
        int64_t first = all;
        for (int s = 0; s < j->link->segments; s++)
            if (source_of[s].next < first) first = source_of[s].next;
        if (first >= all) return;
        int64_t number = (int64_t)((double)first * frames_a_symbol);
        number -= number * j->frame_symbols > first; // a rounded product may be one off
        number += (number + 1) * j->frame_symbols <= first;
        int64_t begin_at = number * j->frame_symbols;
        f->number = (uint32_t)number + 1;
        for (int s = 0; s < j->link->segments; s++)
            while (source_of[s].next < begin_at + j->frame_symbols)
                mark(f, &source_of[s], begin_at, begin_at + j->frame_symbols, &inside[s]);
        close_frame(out, f, j->correctable);
    }
}

static bool run_chunk(sums *out, const job *j, int64_t chunk)
{
    source *source_of = malloc(SL_FEC_SEGMENTS_MAX * sizeof *source_of);
    bool inside[SL_FEC_SEGMENTS_MAX];
    fec_frame f;
    bool made = fec_frame_make(&f, j->link, j->symbols) && source_of;
    job part = *j;
    if (made) {
        int64_t left = (int64_t)j->total - chunk * j->frames;
        if (left < part.frames) part.frames = left;
        for (int s = 0; s < j->link->segments; s++)
            begin(&source_of[s], &inside[s], &j->law[s],
                  j->link->segment[s].burst > 0 || j->link->precoded, j->seed, (uint64_t)s,
                  (uint64_t)chunk);
        run(out, source_of, inside, &f, &part);
    }
    fec_frame_free(&f);
    free(source_of);
    return made;
}

// Chunks side by side, their sums one after the other.
static sl_status run_all(sums *out, const job *j, int threads)
{
    enum { AT_ONCE = 256 };
    int64_t chunks = ((int64_t)j->total + j->frames - 1) / j->frames;
    int failed = 0;
    *out = (sums){0};
    for (int64_t at = 0; at < chunks && !failed; at += AT_ONCE) {
        sums part[AT_ONCE];
        int n = chunks - at < AT_ONCE ? (int)(chunks - at) : AT_ONCE;
#pragma omp parallel for schedule(dynamic) reduction(+ : failed) num_threads(threads)
        for (int i = 0; i < n; i++)
            failed += !run_chunk(&part[i], j, at + i);
        for (int i = 0; i < n && !failed; i++) {
            out->wrong += part[i].wrong;
            out->beyond += part[i].beyond;
            out->beyond_square += part[i].beyond_square;
            out->left += part[i].left;
            out->left_square += part[i].left_square;
        }
    }
    return failed ? SL_ERR_NO_MEMORY : SL_OK;
}

// Standard error of the mean of n with these sums; of nothing seen, as if 3 were the 95 % bound.
static double error_of(double sum, double square, double n, double unit)
{
    if (sum == 0) return 3 * unit / n / 1.96;
    return sqrt(fmax(square / n - (sum / n) * (sum / n), 0) / n);
}

static sl_status draw(sl_fec_drawn *out, job *j, int threads)
{
    double events = 0, depth = j->link->depth, n = j->total;
    sums s;
    for (int i = 0; i < j->link->segments; i++)
        events += 2 * j->link->segment[i].ber * (double)j->frame_symbols;
    j->frames = (int64_t)fmax(fmin(CHUNK_EVENTS / fmax(events, 1e-9), FRAMES_MAX), 1);
    SL_TRY(run_all(&s, j, threads));
    double whole = depth * j->symbols; // RS symbols of a frame
    *out = (sl_fec_drawn){.codeword_error_ratio = s.beyond / n / depth,
                          .codeword_error = error_of(s.beyond, s.beyond_square, n, 1) / depth,
                          .residual_ber = s.left / n / whole / SYMBOL_BITS,
                          .residual_error = error_of(s.left, s.left_square, n, j->correctable + 1) /
                                            whole / SYMBOL_BITS,
                          .symbol_error_ratio = s.wrong / n / whole,
                          .codewords = n * depth,
                          .beyond = s.beyond};
    return SL_OK;
}

sl_status sl_fec_draw(sl_fec_drawn *out, const sl_fec_link *link, const sl_fec_draw_opts *opts)
{
    const sl_fec_info *info = sl_fec_describe(link->code);
    int mux = fec_mux(link), threads = opts->threads > 0 ? opts->threads : 1;
    *out = (sl_fec_drawn){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (!info || info->symbols == 0 || link->code == SL_FEC_KP4_INNER || link->segments < 1 ||
        link->segments > SL_FEC_SEGMENTS_MAX || link->depth < 1 || link->depth > SL_FEC_DEPTH_MAX ||
        (mux != 1 && mux != 2 && mux != SL_FEC_MUX_MAX) || link->mux < 0 ||
        link->other_symbol_error_ratio != 0 || !(opts->codewords >= 1 && opts->codewords <= 1e12))
        return SL_ERR_DOMAIN;
    job j = {.link = link,
             .symbols = info->symbols,
             .correctable = info->correctable,
             .frame_symbols = (int64_t)FEC_RS_SPAN * info->symbols * link->depth,
             .total = ceil(opts->codewords / link->depth),
             .seed = opts->seed};
    for (int s = 0; s < link->segments; s++)
        if (!fec_segment_law_of(&j.law[s], &link->segment[s])) return SL_ERR_DOMAIN;
    if (opts->tilted) return fec_draw_tilted(out, link, opts->codewords, opts->seed, threads);
    return draw(out, &j, threads);
}
