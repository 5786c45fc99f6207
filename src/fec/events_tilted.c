// Wrong codewords far out, by importance sampling of error events.
//
// Model: that of chain.c. Method. Within groups that hold RS symbols of one codeword of a frame
// each segment's errors are drawn from a chain tilted towards wrong RS symbols of that codeword
// (tilt.c), elsewhere from the chain itself; z is such that the codeword has t + 1 of them in the
// mean, so that about half of what is drawn lies beyond correction. Each codeword counts with the
// product of P/P' along its way; the mean is right whatever the tilt. Groups without errors are
// passed over at once: the next one with errors by inversion of the sum of hazards along the frame;
// in it symbols are drawn one by one. Sources. Exponential change of measure of Markov additive
// processes, Doob's transform: textbooks (class assumption).
#include "events.h"
#include "tilt.h"

#define PURPOSE     0xFEC8
#define CHUNK       64 // codewords
#define SYMBOL_BITS 10

typedef struct plan {
    const sl_fec_link *link;
    int symbols, correctable, span, groups; // span: PAM4 symbols of a group
    uint8_t *mask;                          // of each group: which RS symbols are the codeword's
    uint8_t *behind;                        // of those: which gap follows
    uint8_t *before; // groups up to the next of those, where it is to be tilted, else 0
    int segments;
    tilt *segment;
    double *hazard[SL_FEC_SEGMENTS_MAX]; // sum up to a group
} plan;

// First group from `g` on with errors; what is left of `reach` at its begin.
static int next_group(const plan *p, int s, int g, double *reach)
{
    const double *sum = p->hazard[s];
    double target = sum[g] + *reach;
    int low = g, high = p->groups;
    if (!(sum[high] > target)) return high;
    while (high - low > 1) {
        int mid = low + (high - low) / 2;
        if (sum[mid] > target)
            high = mid;
        else
            low = mid;
    }
    *reach = target - sum[low];
    return low;
}

// Of a group that is tilted; NULL: it is not.
static const tilt_group *table_of(const plan *p, const tilt *t, int g)
{
    if (p->mask[g]) return &t->group[p->mask[g]][p->behind[g]];
    return p->before[g] ? &t->before[p->before[g]] : NULL;
}

typedef struct path {
    bool wrong; // the last symbol
    double log_weight;
} path;

static void mark(fec_frame *f, const plan *p, int g, int set)
{
    for (int j = 0; j < p->link->mux || j == 0; j++)
        if (set >> j & 1) fec_mark(f, (uint32_t)(g * fec_mux(p->link) + j), 0);
}

// Draws the symbols of a tilted group; reach: exponential deviate by which the first error
// comes, if all is right before it.
static void draw_group(path *at, fec_frame *f, const plan *p, const tilt *t, int g, double reach,
                       fec_events *e)
{
    const tilt_group *table = table_of(p, t, g);
    int mask = table->mask, set = 0;
    at->log_weight += log(table->ahead[0][at->wrong][0]);
    bool untouched = reach >= 0;
    for (int k = 0; k < p->span; k++) {
        const double *now = table->ahead[k][at->wrong];
        tilt_step step[2];
        double left = now[set];
        for (int j = 0; j < 2; j++) {
            tilt_step_of(&step[j], t, mask, k, set, at->wrong, j);
            for (int h = 0; h < 3; h++)
                step[j].chance[h] *= table->ahead[k + 1][j][step[j].set[h]];
        }
        if (untouched) { // one deviate for all symbols up to the first wrong one
            reach += log(step[0].chance[0] / left);
            if (reach >= 0) continue;
            untouched = false;
            left -= step[0].chance[0];
            step[0].chance[0] = 0;
        }
        double pick = left * exp(-fec_exponential(e));
        int j = 0, h = 0;
        for (int c = 0; c < 6; c++) {
            double chance = step[c / 3].chance[c % 3];
            if (chance <= 0) continue;
            j = c / 3, h = c % 3;
            pick -= chance;
            if (pick <= 0) break;
        }
        if (h) f->bits[0] += mask >> (2 * k + h - 1) % t->mux & 1;
        set = step[j].set[h];
        at->wrong = j;
    }
    mark(f, p, g, set);
    at->log_weight -= __builtin_popcount((unsigned)set) * log(t->z) + log(table->end[at->wrong]);
}

// A group of other codewords, begun behind a wrong symbol: until one is right again.
static void pass_group(path *at, const plan *p, const tilt *t, fec_events *e, double *reach)
{
    for (int k = 0; k < p->span; k++) {
        if (at->wrong) {
            at->wrong = fec_exponential(e) < -log1p(-t->law.again);
            continue;
        }
        if (*reach < 0) *reach = fec_exponential(e);
        *reach += log1p(-t->law.first);
        if (*reach >= 0) continue;
        at->wrong = true;
    }
}

static double errors(fec_frame *f, const plan *p, int s, fec_events *e)
{
    const tilt *t = &p->segment[s];
    path at = {.wrong = fec_exponential(e) < -log1p(-t->law.share)};
    int g = 0;
    double none = 0, *weight = p->hazard[s] + p->groups + 1; // log of P/P' of groups passed over
    while (g < p->groups) {
        double reach = -1;
        if (!at.wrong) {
            reach = fec_exponential(e);
            int next = next_group(p, s, g, &reach);
            none += weight[next] - weight[g];
            g = next;
            if (g == p->groups) break;
        }
        if (table_of(p, t, g))
            draw_group(&at, f, p, t, g, reach, e);
        else
            pass_group(&at, p, t, e, &reach);
        g++;
    }
    return at.log_weight + none;
}

typedef struct sums {
    double weight, square, left, left_square, beyond;
} sums;

static bool run_chunk(sums *out, const plan *p, int codewords, uint64_t seed, uint64_t chunk)
{
    fec_events *e = malloc(sizeof *e);
    fec_frame f;
    bool made = fec_frame_make(&f, p->link, p->symbols) && e;
    *out = (sums){0};
    if (made) fec_events_begin(e, seed, PURPOSE, chunk);
    for (int i = 0; made && i < codewords; i++) {
        double log_weight = 0;
        f.number = (uint32_t)i + 1;
        f.wrong[0] = f.bits[0] = 0;
        for (int s = 0; s < p->segments; s++)
            log_weight += errors(&f, p, s, e);
        if (f.wrong[0] <= p->correctable) continue;
        double weight = exp(log_weight), left = weight * f.bits[0];
        out->beyond++;
        out->weight += weight;
        out->square += weight * weight;
        out->left += left;
        out->left_square += left * left;
    }
    fec_frame_free(&f);
    free(e);
    return made;
}

static sl_status run_all(sums *out, const plan *p, int64_t codewords, uint64_t seed, int threads)
{
    enum { AT_ONCE = 256 };
    int64_t chunks = (codewords + CHUNK - 1) / CHUNK;
    int failed = 0;
    *out = (sums){0};
    for (int64_t at = 0; at < chunks && !failed; at += AT_ONCE) {
        sums part[AT_ONCE];
        int n = chunks - at < AT_ONCE ? (int)(chunks - at) : AT_ONCE;
#pragma omp parallel for schedule(dynamic) reduction(+ : failed) num_threads(threads)
        for (int i = 0; i < n; i++) {
            int64_t left = codewords - (at + i) * CHUNK;
            failed +=
                !run_chunk(&part[i], p, left < CHUNK ? (int)left : CHUNK, seed, (uint64_t)(at + i));
        }
        for (int i = 0; i < n && !failed; i++) {
            out->weight += part[i].weight;
            out->square += part[i].square;
            out->left += part[i].left;
            out->left_square += part[i].left_square;
            out->beyond += part[i].beyond;
        }
    }
    return failed ? SL_ERR_NO_MEMORY : SL_OK;
}

static void add_hazards(plan *p, int s)
{
    const tilt *t = &p->segment[s];
    double *sum = p->hazard[s], *weight = sum + p->groups + 1;
    for (int g = 0; g < p->groups; g++) {
        const tilt_group *table = table_of(p, t, g);
        sum[g + 1] = sum[g] + (table ? table->hazard : -p->span * log1p(-t->law.first));
        weight[g + 1] = weight[g] + (table ? log(table->ahead[0][0][0] / table->end[0]) : 0);
    }
}

// Which of the lengths a gap has; new ones are noted while there is room.
static int class_of(tilt *like, int *classes, int gap)
{
    int c = 0;
    while (c < *classes && like->gap[c] != gap)
        c++;
    if (c == TILT_CLASSES) return c - 1;
    if (c == *classes) like->gap[(*classes)++] = gap;
    return c;
}

static void mark_groups(plan *p, tilt *like)
{
    int mux = fec_mux(p->link), classes = 0, gap = 0;
    for (long i = 0; i < (long)p->groups * mux; i++)
        if (fec_codeword_of(i, p->link->depth, mux) == 0) p->mask[i / mux] |= 1u << i % mux;
    for (int g = p->groups - 1; g >= 0; g--) {
        int next = g + 1 == p->groups ? 0 : p->mask[g + 1] ? 1 : p->before[g + 1];
        if (next && g + 1 < p->groups && !p->mask[g + 1]) next++;
        if (p->mask[g]) {
            p->behind[g] = (uint8_t)class_of(like, &classes, gap);
            like->turns[p->mask[g]][p->behind[g]]++;
            gap = 0;
        } else {
            gap++;
            if (next <= TILT_GAPS) p->before[g] = (uint8_t)next;
        }
    }
}

static bool make_plan(plan *p, const sl_fec_link *link)
{
    const sl_fec_info *info = sl_fec_describe(link->code);
    tilt like = {.mux = fec_mux(link), .precoded = link->precoded};
    *p = (plan){.link = link, .symbols = info->symbols, .correctable = info->correctable};
    p->span = like.symbols = FEC_RS_SPAN * like.mux;
    p->groups = info->symbols * link->depth / like.mux;
    p->segments = link->segments;
    p->mask = calloc((size_t)p->groups, 1);
    p->behind = calloc((size_t)p->groups, 1);
    p->before = calloc((size_t)p->groups, 1);
    p->segment = calloc((size_t)p->segments, sizeof *p->segment);
    bool made = p->mask && p->behind && p->before && p->segment;
    for (int s = 0; s < p->segments; s++) {
        p->hazard[s] = calloc(2 * ((size_t)p->groups + 1), sizeof(double));
        made = made && p->hazard[s];
    }
    if (!made) return false;
    mark_groups(p, &like);
    for (int s = 0; s < p->segments; s++) {
        p->segment[s] = like;
        fec_segment_law_of(&p->segment[s].law, &link->segment[s]);
    }
    tilt_choose(p->segment, p->segments, p->correctable + 1);
    for (int s = 0; s < p->segments; s++)
        add_hazards(p, s);
    return true;
}

sl_status fec_draw_tilted(sl_fec_drawn *out, const sl_fec_link *link, double codewords,
                          uint64_t seed, int threads)
{
    plan p;
    sums s;
    sl_status status = SL_ERR_NO_MEMORY;
    double n = ceil(codewords);
    if (make_plan(&p, link)) status = run_all(&s, &p, (int64_t)n, seed, threads);
    free(p.mask);
    free(p.behind);
    free(p.before);
    free(p.segment);
    for (int i = 0; i < p.segments; i++)
        free(p.hazard[i]);
    if (status != SL_OK) return status;
    double mean = s.weight / n, left = s.left / n;
    *out = (sl_fec_drawn){.codeword_error_ratio = mean,
                          .codeword_error = sqrt(fmax(s.square / n - mean * mean, 0) / n),
                          .residual_ber = left / p.symbols / SYMBOL_BITS,
                          .symbol_error_ratio = NAN,
                          .codewords = n,
                          .beyond = s.beyond};
    out->residual_error =
        sqrt(fmax(s.left_square / n - left * left, 0) / n) / p.symbols / SYMBOL_BITS;
    if (s.beyond == 0) return SL_ERR_NO_CONVERGENCE;
    return SL_OK;
}
