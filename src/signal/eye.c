// Statistical eye.
//
// Model: the value sampled at phase t is
//   y = a_0 p(t) + sum over k != 0 of a_k (p(t + k T) - b_k) + crosstalk + Gaussian,
// a_k independent and equiprobable on the level map, b_k the taps of a DFE that decides rightly.
// Distribution given a_0: the exact convolution of the L-point distributions of all cursors, of the
// aggressors at their worst or a uniform phase, and of the Gaussian sqrt(noise^2 + (tx p(t))^2).
// Jitter, slope model: each cursor's slope times A_DD is a further cursor, sigma_RJ^2 sigma_x^2
// sum slope^2 joins the Gaussian. Jitter, phase model: the distribution is the mean over the
// sampling instant's own distribution (dual-Dirac and Gaussian) of those at t + tau, a_0 kept.
// Jitter, edge model: eye_edges.c.
// Sources: IEEE 802.3 annex 93A.1.7 (terms, slope model); Sanders, Resso, D'Ambrosia, DesignCon
// 2004 (statistical eye).
// Limits: no pattern correlation, no adaptation, no error propagation (bittrue.h has it).
#include "signal/eye_internal.h"

#include <math.h>
#include <string.h>

#include "shoreline/signal.h"

typedef struct build {
    sl_eye *eye;
    const sl_waveform *w;
    eye_nodes nodes;
    size_t fine_n;   // sampling positions: phases and jitter's nodes between and about them
    size_t cursor_n; // room for cursors of one position
    double *cursors; // of each fine position
    eye_cursors *at; //
    size_t capacity; // bins of each distribution
    double *mass;    // of raw and, per item, two scratch rows
    pdf *raw;        // before the Gaussian
    pdf crosstalk;   //
    double step;     //
    double sigma_x2; // mean square of the level map
    eye_edges edges; // with jitter of each edge
} build;

static size_t main_position(const build *b, size_t phase)
{
    return (size_t)b->nodes.reach + phase * b->nodes.refine;
}

// Standard deviation of the Gaussian at a phase, in the pulse's unit.
static double gaussian(const build *b, size_t phase)
{
    const eye_cursors *c = &b->at[main_position(b, phase)];
    double tx = b->w->tx_noise * c->main_cursor;
    double var = b->w->noise_rms * b->w->noise_rms + tx * tx;
    if (b->eye->opts.jitter == SL_JITTER_SLOPE)
        var += b->w->jitter_rms_ui * b->w->jitter_rms_ui * b->sigma_x2 * c->slope_power;
    return sqrt(var);
}

static sl_status set_options(sl_eye *eye, const sl_waveform *w, const sl_eye_opts *opts)
{
    SL_TRY(sl_waveform_check(w));
    sl_eye_opts *o = &eye->opts;
    if (opts) *o = *opts;
    if (o->phases == 0) o->phases = w->samples_per_ui | 1;
    if (o->bins_per_eye == 0) o->bins_per_eye = 256;
    if (o->ber == 0) o->ber = 1e-12;
    if (o->phases % 2 == 0 || o->phases > 65537 || o->bins_per_eye < 16 ||
        o->bins_per_eye > 65536 || !(o->ber >= 1e-40 && o->ber <= 0.5))
        return SL_ERR_DOMAIN;
    if (o->jitter == SL_JITTER_SLOPE && !(w->jitter_dd_ui + w->jitter_rms_ui <= 1))
        return SL_ERR_DOMAIN;
    eye->levels = w->levels;
    SL_TRY(sl_pam_level_map(eye->level, w->levels, w->level_mismatch));
    for (int i = 0; w->level && i < w->levels; i++)
        eye->level[i] = w->level[i];
    eye->phase_step_ui = 1 / (double)w->samples_per_ui;
    eye->first_phase_ui = -(double)(o->phases / 2) * eye->phase_step_ui;
    return SL_OK;
}

// Sample at which fine position f lies.
static double position(const build *b, size_t f)
{
    double offset = ((double)f - (double)b->nodes.reach) / (double)b->nodes.refine;
    return (double)b->w->cursor + offset - (double)(b->eye->opts.phases / 2);
}

// Sampling positions and their cursors.
static sl_status make_cursors(build *b)
{
    const sl_eye_opts *o = &b->eye->opts;
    sl_ctx *ctx = b->eye->ctx;
    bool edges = o->jitter == SL_JITTER_EDGES;
    b->edges = (eye_edges){.w = b->w, .level = b->eye->level, .step = 1};
    if (edges) SL_TRY(eye_nodes_create(&b->edges.nodes, ctx, b->w, SL_JITTER_PHASE));
    SL_TRY(eye_nodes_create(&b->nodes, ctx, b->w, edges ? SL_JITTER_SLOPE : o->jitter));
    b->fine_n = (o->phases - 1) * b->nodes.refine + 1 + 2 * (size_t)b->nodes.reach;
    b->cursor_n = eye_cursor_room(b->w);
    b->cursors = sl_ctx_resize(ctx, NULL, b->fine_n * b->cursor_n * sizeof *b->cursors);
    b->at = sl_ctx_resize(ctx, NULL, b->fine_n * sizeof *b->at);
    b->raw = sl_ctx_resize(ctx, NULL, b->fine_n * sizeof *b->raw);
    if (!b->cursors || !b->at || !b->raw) return SL_ERR_NO_MEMORY;
    bool slope =
        o->jitter == SL_JITTER_SLOPE && (b->w->jitter_dd_ui > 0 || b->w->jitter_rms_ui > 0);
    for (size_t f = 0; f < b->fine_n; f++) {
        b->at[f].h = b->cursors + f * b->cursor_n;
        eye_cursors_at(&b->at[f], b->w, position(b, f), slope);
    }
    double sum = 0;
    for (int i = 0; i < b->eye->levels; i++)
        sum += b->eye->level[i] * b->eye->level[i];
    b->sigma_x2 = sum / b->eye->levels;
    return SL_OK;
}

// Variance, in the pulse's unit, that placing the cursors on the grid adds at the centre.
static double added_variance(const build *b, double step)
{
    const eye_cursors *c = &b->at[main_position(b, b->eye->opts.phases / 2)];
    double sum = 0;
    for (size_t k = 0; k < c->n; k++)
        for (int i = 0; i < b->eye->levels; i++) {
            double at = c->h[k] * b->eye->level[i] / step, part = at - floor(at);
            sum += part * (1 - part) / b->eye->levels;
        }
    return sum * step * step;
}

// By how much jitter of edges widens the distributions at most.
static sl_status edges_reach(double *reach, build *b)
{
    *reach = 0;
    if (b->eye->opts.jitter != SL_JITTER_EDGES) return SL_OK;
    size_t n = 2 * (size_t)b->edges.nodes.reach + 1;
    double *scratch = sl_ctx_resize(b->eye->ctx, NULL, n * sizeof *scratch);
    if (!scratch) return SL_ERR_NO_MEMORY;
    for (size_t f = 0; f < b->fine_n; f++)
        *reach = fmax(*reach, eye_edges_reach(&b->edges, position(b, f), scratch));
    sl_ctx_resize(b->eye->ctx, scratch, 0);
    return SL_OK;
}

static sl_status choose_grid(build *b)
{
    const sl_eye_opts *o = &b->eye->opts;
    size_t centre = o->phases / 2;
    double amplitude = b->at[main_position(b, centre)].main_cursor, gap = 2;
    if (!(amplitude > 0)) return SL_ERR_DOMAIN;
    for (int i = 1; i < b->eye->levels; i++)
        gap = fmin(gap, b->eye->level[i] - b->eye->level[i - 1]);
    double step = amplitude * gap / (double)o->bins_per_eye, sigma = gaussian(b, centre);
    double finest = step / 256;
    if (sigma > 0) step = fmax(finest, fmin(step, sigma / 12));
    while (sigma > 0 && step > finest && added_variance(b, step) > 0.25 * sigma * sigma)
        step *= 0.5;
    double reach = 0, main_reach = 0, widest = 0;
    for (size_t f = 0; f < b->fine_n; f++) {
        double sum = 0;
        for (size_t k = 0; k < b->at[f].n; k++)
            sum += fabs(b->at[f].h[k]);
        reach = fmax(reach, sum);
        main_reach = fmax(main_reach, fabs(b->at[f].main_cursor));
    }
    for (size_t p = 0; p < o->phases; p++)
        widest = fmax(widest, gaussian(b, p));
    size_t samples = 0;
    for (size_t a = 0; a < b->w->aggressor_n; a++)
        samples += b->w->aggressor[a].n / b->w->samples_per_ui + 1;
    double edges, half = 0;
    SL_TRY(edges_reach(&edges, b));
    half = (reach + main_reach + edges + eye_crosstalk_reach(b->w)) / step;
    const double most = 1048576; // bins
    if (!(half < most)) return SL_ERR_LIMIT;
    b->capacity = pdf_bins(half, b->cursor_n + samples) + 2 * pdf_kernel_size(widest / step);
    b->step = b->edges.step = step;
    return (double)b->capacity <= most ? SL_OK : SL_ERR_LIMIT;
}

// Distributions before the Gaussian of every phase and level, with jitter of each edge.
static sl_status make_edges(build *b)
{
    sl_ctx *ctx = b->eye->ctx;
    size_t c = b->capacity, levels = (size_t)b->eye->levels, n = b->fine_n;
    size_t room = eye_edges_scratch(&b->edges, c);
    double *scratch = sl_ctx_resize(ctx, NULL, n * room * sizeof *scratch);
    pdf *raw = sl_ctx_resize(ctx, b->raw, n * levels * sizeof *raw);
    if (raw) b->raw = raw;
    b->mass = sl_ctx_resize(ctx, NULL, (n * levels + 1) * c * sizeof *b->mass);
    b->crosstalk = (pdf){.mass = b->mass ? b->mass + n * levels * c : NULL, .capacity = c};
    sl_status status = scratch && raw && b->mass ? SL_OK : SL_ERR_NO_MEMORY;
    if (status == SL_OK)
        status =
            eye_crosstalk(&b->crosstalk, ctx, b->w, b->eye->level, b->eye->opts.crosstalk, b->step);
    int failed = status != SL_OK;
    if (!failed) {
#pragma omp parallel for schedule(dynamic) num_threads(sl_ctx_threads(ctx)) reduction(| : failed)
        for (size_t f = 0; f < n; f++) {
            pdf *out = b->raw + f * levels;
            for (size_t i = 0; i < levels; i++)
                out[i] = (pdf){.mass = b->mass + (f * levels + i) * c, .capacity = c};
            failed |= eye_edges_at(out, &b->edges, position(b, f), &b->crosstalk,
                                   scratch + f * room) != SL_OK;
        }
        if (failed) status = SL_ERR_INTERNAL;
    }
    sl_ctx_resize(ctx, scratch, 0);
    return status;
}

// Interference and crosstalk at every sampling position, without main cursor and Gaussian.
static sl_status make_raw(build *b)
{
    sl_ctx *ctx = b->eye->ctx;
    size_t c = b->capacity;
    b->mass = sl_ctx_resize(ctx, NULL, (2 * b->fine_n + 1) * c * sizeof *b->mass);
    if (!b->mass) return SL_ERR_NO_MEMORY;
    b->crosstalk = (pdf){.mass = b->mass + 2 * b->fine_n * c, .capacity = c};
    SL_TRY(eye_crosstalk(&b->crosstalk, ctx, b->w, b->eye->level, b->eye->opts.crosstalk, b->step));
    int failed = 0;
#pragma omp parallel for schedule(dynamic) num_threads(sl_ctx_threads(ctx)) reduction(| : failed)
    for (size_t f = 0; f < b->fine_n; f++) {
        pdf *p = &b->raw[f];
        *p = b->crosstalk;
        p->mass = b->mass + 2 * f * c;
        memcpy(p->mass, b->crosstalk.mass, p->n * sizeof *p->mass);
        for (size_t k = 0; k < b->at[f].n; k++)
            failed |= pdf_pam(p, p->mass + c, b->at[f].h[k] / b->step, b->eye->level,
                              b->eye->levels) != SL_OK;
    }
    return failed ? SL_ERR_INTERNAL : SL_OK;
}

// Mean over the nodes of jitter, from fine position `first`, with the main cursor's level.
static sl_status mix_jitter(pdf *mixed, const build *b, size_t first, int level)
{
    for (size_t j = 0; j <= 2 * (size_t)b->nodes.reach; j++) {
        double weight = b->nodes.weight[j];
        if (weight < 1e-45) continue;
        double shift = b->eye->level[level] * b->at[first + j].main_cursor / b->step;
        SL_TRY(pdf_mix(mixed, &b->raw[first + j], shift, weight));
    }
    return SL_OK;
}

// The distribution of one phase given one level: mean over the jitter, then the Gaussian less the
// variance that the grid has added.
static sl_status finish_one(pdf *out, pdf *mixed, double *kernel, const build *b, size_t phase,
                            int level)
{
    size_t first = main_position(b, phase) - (size_t)b->nodes.reach;
    if (b->eye->opts.jitter == SL_JITTER_EDGES)
        SL_TRY(pdf_mix(mixed, &b->raw[phase * (size_t)b->eye->levels + (size_t)level], 0, 1));
    else
        SL_TRY(mix_jitter(mixed, b, first, level));
    double sigma = gaussian(b, phase) / b->step, var = sigma * sigma;
    sigma = sqrt(var - fmin(mixed->added, 0.5 * var));
    size_t n = pdf_kernel_size(sigma);
    pdf_kernel(kernel, n, sigma);
    return pdf_blur(out, mixed, kernel, n);
}

static sl_status finish(build *b)
{
    sl_eye *eye = b->eye;
    size_t c = b->capacity, levels = (size_t)eye->levels, n = eye->opts.phases * levels;
    eye->mass = sl_ctx_resize(eye->ctx, NULL, n * c * sizeof *eye->mass);
    eye->of = sl_ctx_resize(eye->ctx, NULL, n * sizeof *eye->of);
    eye->cursor = sl_ctx_resize(eye->ctx, NULL, eye->opts.phases * sizeof *eye->cursor);
    double *scratch = sl_ctx_resize(eye->ctx, NULL, 2 * n * c * sizeof *scratch);
    if (!eye->mass || !eye->of || !eye->cursor || !scratch) {
        sl_ctx_resize(eye->ctx, scratch, 0);
        return SL_ERR_NO_MEMORY;
    }
    int failed = 0;
#pragma omp parallel for schedule(dynamic) num_threads(sl_ctx_threads(eye->ctx))                   \
    reduction(|                                                                                    \
              : failed)
    for (size_t i = 0; i < n; i++) {
        pdf mixed = {.mass = scratch + 2 * i * c, .capacity = c};
        pdf *out = &eye->of[i];
        *out = (pdf){.mass = eye->mass + i * c, .capacity = c};
        failed |=
            finish_one(out, &mixed, mixed.mass + c, b, i / levels, (int)(i % levels)) != SL_OK;
    }
    for (size_t p = 0; p < eye->opts.phases; p++)
        eye->cursor[p] = b->at[main_position(b, p)].main_cursor;
    sl_ctx_resize(eye->ctx, scratch, 0);
    return failed ? SL_ERR_INTERNAL : SL_OK;
}

sl_status sl_eye_create(sl_eye **out, sl_ctx *ctx, const sl_waveform *waveform,
                        const sl_eye_opts *opts)
{
    *out = NULL;
    sl_eye *eye = sl_ctx_resize(ctx, NULL, sizeof *eye);
    if (!eye) return SL_ERR_NO_MEMORY;
    *eye = (sl_eye){.ctx = ctx};
    build b = {.eye = eye, .w = waveform};
    sl_status status = set_options(eye, waveform, opts);
    if (status == SL_OK) status = make_cursors(&b);
    if (status == SL_OK) status = choose_grid(&b);
    if (status == SL_OK)
        status = eye->opts.jitter == SL_JITTER_EDGES ? make_edges(&b) : make_raw(&b);
    if (status == SL_OK) status = finish(&b);
    if (status == SL_OK) {
        eye->summary.step = b.step;
        eye_measure(eye);
        *out = eye;
    } else {
        sl_eye_destroy(eye);
    }
    void *temporary[] = {b.nodes.weight, b.edges.nodes.weight, b.cursors, b.at, b.raw, b.mass};
    for (size_t i = 0; i < sizeof temporary / sizeof *temporary; i++)
        sl_ctx_resize(ctx, temporary[i], 0);
    return status;
}

void sl_eye_destroy(sl_eye *eye)
{
    if (!eye) return;
    sl_ctx *ctx = eye->ctx;
    sl_ctx_resize(ctx, eye->mass, 0);
    sl_ctx_resize(ctx, eye->of, 0);
    sl_ctx_resize(ctx, eye->cursor, 0);
    sl_ctx_resize(ctx, eye, 0);
}
