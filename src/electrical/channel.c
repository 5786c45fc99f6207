// A path of segments as 4-ports: the pair itself, far-end and near-end crosstalk.
//
// Two identical pairs a and b side by side: the even mode (a + b)/sqrt 2 and the odd one
// (a - b)/sqrt 2 do not couple, so that each is a chain of two-ports. Then S_aa = (Se + So)/2,
// S_ba = (Se - So)/2, for the differential and for the common parts alike; identical wires in a
// pair convert nothing between the two. 8-port of both pairs, of which
//   thru: a near, a far;  fext: a near, b far;  next: a far, b far.
// 0 Hz: evaluated at 1 uHz, where a line is its resistance to a part in 1e6, imaginary part
// dropped. Source and limits: see channel_mode.c; docs/theory/electrical.md.
#include <math.h>

#include "electrical/channel.h"

typedef struct builder {
    channel_element element[SL_SEGMENTS_MAX];
    size_t n;
    bool coupled; // some segment couples the pairs
    double r0_ohm;
} builder;

static sl_status prepare(builder *b, const sl_channel_opts *opts)
{
    double reference = opts->reference_ohm > 0 ? opts->reference_ohm : 50;
    if (opts->n > SL_SEGMENTS_MAX) return SL_ERR_LIMIT;
    if (opts->points < 2 || !(opts->freq_max_hz > 0) || !isfinite(opts->freq_max_hz) ||
        !(opts->reference_ohm >= 0) || !isfinite(reference))
        return SL_ERR_DOMAIN;
    *b = (builder){.n = opts->n, .r0_ohm = 2 * reference};
    for (size_t i = 0; i < b->n; i++) {
        channel_element *e = &b->element[i];
        SL_TRY(channel_prepare(e, &opts->segments[i]));
        b->coupled |= e->size[MODE_DIFFERENTIAL_EVEN] != e->size[MODE_DIFFERENTIAL_ODD] ||
                      e->delay[MODE_DIFFERENTIAL_EVEN] != e->delay[MODE_DIFFERENTIAL_ODD];
    }
    return SL_OK;
}

// All modes of the whole path; false where waves are caught between lossless segments.
static bool modes_at(double complex total[MODES][4], const builder *b, double freq_hz)
{
    double f = freq_hz > 0 ? freq_hz : 1e-6;
    int step = b->coupled ? 1 : 2;
    double complex relaxation = line_relaxation(f), part[MODES][4];
    bool ok = true;
    for (int m = 0; m < MODES; m++) {
        total[m][0] = total[m][3] = 0;
        total[m][1] = total[m][2] = 1;
    }
    for (size_t i = 0; i < b->n; i++) {
        channel_element_at(part, &b->element[i], f, relaxation, b->r0_ohm, step);
        for (int m = 0; m < MODES; m += step)
            ok &= sl_two_cascade(total[m], total[m], part[m]) == SL_OK;
    }
    for (int m = 0; m < MODES; m++)
        for (int i = 0; i < 4; i++) {
            if (step == 2 && m % 2 == 1) total[m][i] = total[m - 1][i];
            if (freq_hz == 0) total[m][i] = creal(total[m][i]);
            ok &= isfinite(creal(total[m][i])) && isfinite(cimag(total[m][i]));
        }
    return ok;
}

// Two-ports of the differential and of the common part as a 4-port of single-ended ports.
static void put(sl_sparam *out, size_t point, double complex differential[4],
                double complex common[4])
{
    static const int pair[4] = {0, 2, 1, 3};
    double complex mixed[16] = {0};
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            mixed[i * 4 + j] = differential[2 * i + j];
            mixed[(2 + i) * 4 + 2 + j] = common[2 * i + j];
        }
    sl_net_single_ended(sl_sparam_at_mut(out, point), mixed, 4, pair);
}

typedef struct outputs {
    sl_sparam *thru, *fext, *next; // the last two may be NULL
} outputs;

static void put_all(const outputs *o, size_t point, double complex mode[MODES][4])
{
    double complex thru[2][4], fext[2][4], next[2][4];
    for (int k = 0; k < 2; k++) { // differential, common
        double complex cross[4];
        for (int i = 0; i < 4; i++) {
            thru[k][i] = 0.5 * (mode[2 * k][i] + mode[2 * k + 1][i]);
            cross[i] = 0.5 * (mode[2 * k][i] - mode[2 * k + 1][i]);
        }
        fext[k][0] = thru[k][0];
        fext[k][1] = cross[1];
        fext[k][2] = cross[2];
        fext[k][3] = next[k][0] = next[k][3] = thru[k][3];
        next[k][1] = next[k][2] = cross[3];
    }
    put(o->thru, point, thru[0], thru[1]);
    if (o->fext) put(o->fext, point, fext[0], fext[1]);
    if (o->next) put(o->next, point, next[0], next[1]);
}

static sl_status create(sl_sparam **out, sl_ctx *ctx, const sl_channel_opts *opts, double r0_ohm)
{
    SL_TRY(sl_sparam_create(out, ctx, 4, opts->points));
    double *freq_hz = sl_sparam_freq_hz_mut(*out);
    for (size_t k = 0; k < opts->points; k++)
        freq_hz[k] = opts->freq_max_hz * ((double)k / (double)(opts->points - 1));
    for (int i = 0; i < 4; i++)
        sl_sparam_reference_ohm_mut(*out)[i] = r0_ohm / 2;
    return SL_OK;
}

static sl_status fill(const outputs *o, const builder *b, sl_ctx *ctx)
{
    const double *freq_hz = sl_sparam_freq_hz(o->thru);
    long points = (long)sl_sparam_points(o->thru);
    int failed = 0;
#pragma omp parallel for schedule(static) num_threads(sl_ctx_threads(ctx)) reduction(| : failed)
    for (long k = 0; k < points; k++) {
        double complex mode[MODES][4];
        if (modes_at(mode, b, freq_hz[k]))
            put_all(o, (size_t)k, mode);
        else
            failed = 1;
    }
    return failed ? SL_ERR_DOMAIN : SL_OK;
}

sl_status sl_channel_build(sl_sparam **thru, sl_sparam **fext, sl_sparam **next, sl_ctx *ctx,
                           const sl_channel_opts *opts)
{
    builder b;
    outputs o = {0};
    *thru = NULL;
    if (fext) *fext = NULL;
    if (next) *next = NULL;
    SL_TRY(prepare(&b, opts));
    sl_status status = create(&o.thru, ctx, opts, b.r0_ohm);
    if (status == SL_OK && fext) status = create(&o.fext, ctx, opts, b.r0_ohm);
    if (status == SL_OK && next) status = create(&o.next, ctx, opts, b.r0_ohm);
    if (status == SL_OK) status = fill(&o, &b, ctx);
    if (status != SL_OK) {
        sl_sparam_destroy(o.thru);
        sl_sparam_destroy(o.fext);
        sl_sparam_destroy(o.next);
        return status;
    }
    *thru = o.thru;
    if (fext) *fext = o.fext;
    if (next) *next = o.next;
    return SL_OK;
}
