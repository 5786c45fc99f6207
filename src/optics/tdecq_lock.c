// Which symbol of which pattern is where in a record.
//
// Method. A stretch at the record's begin, sampled at the symbol rate where its variance is
// largest, is correlated with one period of the pattern by Fourier transforms. The best offsets are
// followed through the record: blocks of 512 symbols, at distances that double, are correlated at
// instants around where the line so far has them; then all blocks, whose instants give phase and
// rate by least squares, and the wander about it. The offset with the largest correlation over the
// whole record is taken: the second quarter of SSPRQ is the first one turned over, so that a short
// stretch cannot tell offset from polarity.
// Assumptions. The rate is constant but for what 512 symbols average. Limits. About 1000 ppm.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/cmplx.h"
#include "optics/tdecq_internal.h"
#include "shoreline/fourier.h"

enum {
    BLOCK = 512,
    LONG = 2048,
    CANDIDATES = 8,
    REACH = 8,
    PASSES = 11,
    SOME = 24,
    LEVELS = 16384,
    CLOCK_SAMPLES = 131072
};
#define LOCKED                                                                                     \
    0.6 // least correlation of a record with a pattern; chance gives 0.2, half the rate 0.5
#define LOST       0.2 // below that a block is no part of the pattern
#define EDGE       0.8 // of the peak
#define REACH_STEP 0.125

typedef struct stretch {
    const double *value;
    size_t n;         // samples
    double first, ui; // of symbol 0
    const uint8_t *symbols;
    size_t period, offset, symbols_n;
} stretch;

static double sample(const stretch *s, double at)
{
    if (!(at >= 0)) return s->value[0];
    size_t i = (size_t)at;
    if (i + 1 >= s->n) return s->value[s->n - 1];
    double part = at - (double)i;
    return s->value[i] + part * (s->value[i + 1] - s->value[i]);
}

// Correlation of `count` symbols from `begin` with the samples `shift` UI beside them.
static double block(const stretch *s, size_t begin, size_t count, double shift)
{
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0, n = (double)count;
    size_t at = (s->offset + begin) % s->period;
    for (size_t k = 0; k < count; k++) {
        double v = sample(s, s->first + ((double)(begin + k) + shift) * s->ui);
        double a = s->symbols[at];
        if (++at == s->period) at = 0;
        x += v, y += a, xx += v * v, yy += a * a, xy += v * a;
    }
    double scale = (xx - x * x / n) * (yy - y * y / n);
    return scale > 0 ? (xy - x * y / n) / sqrt(scale) : 0;
}

// How far the middle of the correlation's peak lies from `0`, UI, as its values half a symbol to
// both sides have it, at most `most`; its value there is left in *corr. Half a symbol, as peaks may
// be flat.
static double lean(double *corr, const stretch *s, size_t begin, double most)
{
    double before = fabs(block(s, begin, BLOCK, -0.5)), behind = fabs(block(s, begin, BLOCK, 0.5));
    *corr = block(s, begin, BLOCK, 0);
    double bend = before - 2 * fabs(*corr) + behind;
    double move = bend < 0 ? 0.25 * (before - behind) / bend : 0;
    return fmin(fmax(move, -most), most);
}

// Where the correlation's magnitude falls below EDGE of its peak on one side, in steps.
static double edge(const double *c, int peak, int way)
{
    double level = EDGE * fabs(c[peak]);
    int i = peak;
    while (i + way >= 0 && i + way <= 2 * REACH && fabs(c[i + way]) >= level)
        i += way;
    if (i + way < 0 || i + way > 2 * REACH) return i;
    return i + way * (fabs(c[i]) - level) / (fabs(c[i]) - fabs(c[i + way]));
}

// Middle of the peak within +-REACH steps, UI, and the value there.
static double search(double *corr, const stretch *s, size_t begin)
{
    double c[2 * REACH + 1];
    int peak = 0;
    for (int i = 0; i <= 2 * REACH; i++) {
        c[i] = block(s, begin, BLOCK, (i - REACH) * REACH_STEP);
        if (fabs(c[i]) > fabs(c[peak])) peak = i;
    }
    *corr = c[peak];
    return ((edge(c, peak, -1) + edge(c, peak, 1)) / 2 - REACH) * REACH_STEP;
}

// ---- offsets to try

static size_t smooth_size(size_t least)
{
    for (size_t n = least;; n++) {
        size_t rest = n;
        for (size_t p = 2; p <= 5; p += p == 2 ? 1 : 2)
            while (rest % p == 0)
                rest /= p;
        if (rest == 1) return n;
    }
}

typedef struct finder {
    sl_fourier *fourier;
    size_t size;
    double *signal;
    double _Complex *pattern, *spectrum;
} finder;

// The pattern once and its begin again, so that a stretch fits in at any offset.
static sl_status finder_init(finder *f, sl_arena *arena, const stretch *s)
{
    f->size = smooth_size(s->period + LONG);
    f->signal = sl_arena_alloc(arena, f->size * sizeof *f->signal);
    f->pattern = sl_arena_alloc(arena, (f->size / 2 + 1) * sizeof *f->pattern);
    f->spectrum = sl_arena_alloc(arena, (f->size / 2 + 1) * sizeof *f->spectrum);
    if (!f->signal || !f->pattern || !f->spectrum) return SL_ERR_NO_MEMORY;
    SL_TRY(sl_fourier_create(&f->fourier, f->size));
    for (size_t i = 0; i < f->size; i++)
        f->signal[i] = i < s->period + LONG ? s->symbols[i % s->period] - 1.5 : 0;
    sl_fourier_forward(f->fourier, f->pattern, f->signal);
    return SL_OK;
}

static void correlate(finder *f, const stretch *s, size_t count, double shift)
{
    double mean = 0;
    memset(f->signal, 0, f->size * sizeof *f->signal);
    for (size_t k = 0; k < count; k++)
        mean += f->signal[k] = sample(s, s->first + ((double)k + shift) * s->ui);
    for (size_t k = 0; k < count; k++)
        f->signal[k] -= mean / (double)count;
    sl_fourier_forward(f->fourier, f->spectrum, f->signal);
    for (size_t j = 0; j <= f->size / 2; j++) {
        double a = creal(f->pattern[j]), b = cimag(f->pattern[j]);
        double c = creal(f->spectrum[j]), d = -cimag(f->spectrum[j]);
        f->spectrum[j] = CMPLX(a * c - b * d, a * d + b * c);
    }
    sl_fourier_inverse(f->fourier, f->signal, f->spectrum);
}

// Offsets of the largest correlations, falling.
static int take_candidates(size_t *offsets, const finder *f, size_t period)
{
    double height[CANDIDATES] = {0};
    int n = 0;
    for (size_t o = 0; o < period; o++) {
        double h = fabs(f->signal[o]);
        if (n == CANDIDATES && h <= height[n - 1]) continue;
        int at = n < CANDIDATES ? n++ : n - 1;
        for (; at > 0 && height[at - 1] < h; at--) {
            height[at] = height[at - 1];
            offsets[at] = offsets[at - 1];
        }
        height[at] = h;
        offsets[at] = o;
    }
    while (n > 1 && height[n - 1] < 0.7 * height[0])
        n--;
    return n;
}

// Instant, in UI from the symbols' grid, of the largest variance of samples at the symbol rate.
static double widest_phase(const stretch *s, size_t count)
{
    double widest = -1, phase = 0;
    for (int i = 0; i < 8; i++) {
        double sum = 0, square = 0;
        for (size_t k = 0; k < count; k++) {
            double v = sample(s, s->first + ((double)k + i / 8.0) * s->ui) - s->value[0];
            sum += v;
            square += v * v;
        }
        square -= sum * sum / (double)count;
        if (square > widest) {
            widest = square;
            phase = i / 8.0;
        }
    }
    return phase;
}

// ---- the line through the record

// Rate from blocks at doubling distances; false where the correlation is lost on the way. *begin:
// that of the first block.
static bool follow(double *begin, stretch *s)
{
    double corr;
    s->first += s->ui * search(begin, s, 0);
    if (fabs(*begin) < LOST) return false;
    for (size_t at = BLOCK; at + BLOCK <= s->symbols_n; at *= 2) {
        double shift = search(&corr, s, at);
        if (fabs(corr) < LOST) return false;
        s->ui += s->ui * shift / (double)at;
    }
    return true;
}

typedef struct line {
    double correlation, wander_ui;
    size_t lost; // first symbol of the first block that is not the pattern's, or SIZE_MAX
} line;

// Least squares of the blocks' instants, of some of them until the line stays; then how all of them
// lie about it.
static void fit(line *l, stretch *s)
{
    size_t blocks = s->symbols_n / BLOCK, apart = blocks / SOME + 1;
    double most = 0.25;
    for (int pass = 0; pass < PASSES; pass++, most /= 2) {
        bool last = pass == PASSES - 1;
        size_t stride = (last ? 1 : apart) * BLOCK;
        if (last) most = 0.25;
        double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0, sum = 0;
        l->lost = SIZE_MAX;
        for (size_t at = 0; at + BLOCK <= s->symbols_n; at += stride) {
            double corr, shift = lean(&corr, s, at, most);
            double k = (double)at + BLOCK / 2.0;
            sum += corr;
            if (fabs(corr) < LOST && l->lost == SIZE_MAX) l->lost = at;
            n += 1, x += k, y += shift, xx += k * k, xy += k * shift, yy += shift * shift;
        }
        double spread = xx - x * x / n;
        double slope = spread > 0 ? (xy - x * y / n) / spread : 0;
        double begin = y / n - slope * x / n;
        double left = yy - y * y / n - slope * (xy - x * y / n);
        l->wander_ui = sqrt(fmax(0, left / n));
        l->correlation = sum / n;
        if (last) return; // that was to look at all of them
        s->first += begin * s->ui;
        s->ui += slope * s->ui;
    }
}

// Whether all four symbols have levels of their own: the pattern at another rate, or another one of
// the same register, may agree in one bit of each symbol.
static bool levels_apart(const stretch *s)
{
    double sum[4] = {0}, count[4] = {0};
    size_t n = s->symbols_n < LEVELS ? s->symbols_n : LEVELS;
    for (size_t k = 0; k < n; k++) {
        unsigned a = s->symbols[(s->offset + k) % s->period];
        sum[a] += sample(s, s->first + (double)k * s->ui);
        count[a] += 1;
    }
    double range = sum[3] / count[3] - sum[0] / count[0];
    for (int a = 0; a < 3; a++)
        if (!((sum[a + 1] / count[a + 1] - sum[a] / count[a]) / range > 0.1)) return false;
    return true;
}

// Moves symbol 0 into the record's first UI and counts the symbols that lie in it.
static void place(tdecq_lock *lock, const stretch *s)
{
    double skip = ceil((0.5 * s->ui - s->first) / s->ui);
    double first = s->first + skip * s->ui;
    long offset = ((long)s->offset + (long)skip) % (long)s->period;
    lock->first = first;
    lock->ui = s->ui;
    lock->offset = (size_t)(offset < 0 ? offset + (long)s->period : offset);
    lock->n = (size_t)floor(((double)s->n - first) / s->ui + 0.5 + 1e-6);
}

// The first block that is not the pattern's, followed from one to the next.
static size_t lost_at(stretch s)
{
    double corr;
    for (size_t at = 0; at + BLOCK <= s.symbols_n; at += BLOCK) {
        s.first += s.ui * search(&corr, &s, at);
        if (fabs(corr) < LOST) return at;
    }
    return SIZE_MAX;
}

// Of several candidates the one that goes farthest is told.
static void say_lost(tdecq_lock *lock, sl_tdecq_result *result, const stretch *s, size_t lost,
                     double step_s)
{
    if (lost == SIZE_MAX || lost < lock->lost) return;
    lock->lost = lost;
    snprintf(result->reason, sizeof result->reason,
             "%s was found, but is lost %.6g ns into the record (symbol %zu): a gap, a jump or "
             "another signal",
             sl_pam4_pattern_name(result->pattern),
             1e9 * step_s * (s->first + (double)lost * s->ui), lost);
}

// Of equals the upright one.
static double score(double correlation)
{
    return fabs(correlation) + (correlation > 0 ? 1e-3 : 0);
}

// The best candidate of one stretch of `count` symbols; false: none.
static bool try_stretch(tdecq_lock *lock, sl_tdecq_result *result, finder *f, const stretch *base,
                        size_t count, double phase, double step_s)
{
    size_t offsets[CANDIDATES];
    bool found = false;
    correlate(f, base, count, phase);
    int n = take_candidates(offsets, f, base->period);
    for (int i = 0; i < n; i++) {
        stretch s = *base;
        line l;
        s.offset = offsets[i];
        s.first += phase * s.ui;
        double begin;
        if (!follow(&begin, &s)) {
            if (fabs(begin) > LOCKED) say_lost(lock, result, &s, lost_at(s), step_s);
            continue;
        }
        fit(&l, &s);
        if (fabs(l.correlation) < LOCKED || score(l.correlation) <= score(lock->correlation))
            continue;
        if (l.lost != SIZE_MAX) {
            say_lost(lock, result, &s, l.lost, step_s);
            continue;
        }
        if (!levels_apart(&s)) continue;
        place(lock, &s);
        lock->correlation = l.correlation;
        lock->timing_rms_ui = l.wander_ui;
        found = true;
    }
    return found;
}

static sl_status try_pattern(tdecq_lock *lock, sl_tdecq_result *result, sl_arena *arena,
                             stretch *base, sl_pam4_pattern pattern, double step_s)
{
    tdecq_lock mine = {.pattern = pattern, .period = sl_pam4_pattern_length(pattern)};
    finder f = {0};
    mine.symbols = sl_arena_alloc(arena, mine.period);
    if (!mine.symbols) return SL_ERR_NO_MEMORY;
    SL_TRY(sl_pam4_pattern_symbols(mine.symbols, pattern));
    base->symbols = mine.symbols;
    base->period = mine.period;
    result->pattern = pattern;
    sl_status status = finder_init(&f, arena, base);
    const size_t counts[] = {LONG, BLOCK};
    for (int i = 0; status == SL_OK && i < 2 && !mine.n; i++) {
        size_t count = counts[i] < base->symbols_n ? counts[i] : base->symbols_n;
        double phase = widest_phase(base, count);
        for (int half = 0; half < 2 && !mine.n; half++)
            try_stretch(&mine, result, &f, base, count, phase + half * 0.5, step_s);
    }
    sl_fourier_destroy(f.fourier);
    if (mine.n && fabs(mine.correlation) > fabs(lock->correlation)) *lock = mine;
    return status;
}

sl_status tdecq_lock_find(tdecq_lock *lock, sl_tdecq_result *result, sl_arena *arena,
                          const double *value, size_t n, const sl_tdecq_opts *opts)
{
    stretch base = {.value = value, .n = n};
    memset(lock, 0, sizeof *lock);
    result->clock_line_bd = NAN;
    for (sl_pam4_pattern p = SL_PAM4_SSPRQ; p <= SL_PAM4_PRBS13Q && !lock->n; p++) {
        if (opts->pattern != SL_PAM4_AUTO && opts->pattern != p) continue;
        base.ui = 1 / (opts->symbol_rate_bd * opts->step_s);
        base.first = base.ui;
        base.symbols_n = (size_t)floor((double)n / base.ui) - 2;
        SL_TRY(try_pattern(lock, result, arena, &base, p, opts->step_s));
    }
    if (lock->n) {
        result->pattern = lock->pattern;
        *result->reason = '\0';
        return SL_OK;
    }
    if (*result->reason) return SL_OK; // found and lost
    result->pattern = opts->pattern;
    return tdecq_say_no_lock(result, arena, value, n, opts);
}
