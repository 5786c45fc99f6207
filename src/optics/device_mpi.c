// Multipath interference in time: delayed echoes of the field.
//
// Model. Every pair of reflectors i < j sends back and forth once: E(t - tau) (R_i R_j)^0.5 with
// twice the loss between them and a phase of its own, drawn once; it moves as the field's own phase
// does between t - tau and t. Assumptions. Echoes of echoes left out (R^2); polarisations aligned.
// Sources. mpi.c. Limits. Delays are whole samples; the phase of the delay is in the drawn phase.
#include "device.h"

#include <math.h>
#include <string.h>

#include "core/wide.h"
#include "shoreline/constants.h"
#include "shoreline/random.h"

#define PURPOSE_PHASE 0x6f70746963730003u
enum {
    FRAME = 4096,
    DELAY_MAX = 1 << 22,
    PAIRS_MAX = SL_REFLECTORS_MAX * (SL_REFLECTORS_MAX - 1) / 2
};

typedef struct echo {
    float re, im;
    size_t delay;
} echo;

typedef struct mpi {
    echo echo[PAIRS_MAX];
    size_t echoes, size, head; // ring of size samples; head: where the next frame goes
    float *re, *im;
} mpi;

SL_WIDE static void add(float *restrict out_re, float *restrict out_im, const float *re,
                        const float *im, size_t n, float a, float b)
{
    for (size_t i = 0; i < n; i++) {
        out_re[i] += a * re[i] - b * im[i];
        out_im[i] += a * im[i] + b * re[i];
    }
}

static void mpi_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    mpi *m = model;
    memcpy(m->re + m->head, in.re, n * sizeof *m->re);
    memcpy(m->im + m->head, in.im, n * sizeof *m->im);
    memcpy(out.re, in.re, n * sizeof *m->re);
    memcpy(out.im, in.im, n * sizeof *m->im);
    for (size_t k = 0; k < m->echoes; k++) {
        const echo *e = &m->echo[k];
        size_t from = (m->head + m->size - e->delay) % m->size;
        size_t first = n < m->size - from ? n : m->size - from; // up to the ring's end
        add(out.re, out.im, m->re + from, m->im + from, first, e->re, e->im);
        add(out.re + first, out.im + first, m->re, m->im, n - first, e->re, e->im);
    }
    m->head = (m->head + n) % m->size;
}

static void mpi_destroy(sl_ctx *ctx, void *model)
{
    mpi *m = model;
    sl_ctx_resize(ctx, m->re, 0);
    sl_ctx_resize(ctx, m->im, 0);
}

static const device_kind mpi_kind = {"multipath", mpi_run, mpi_destroy, sizeof(mpi)};

static sl_status mpi_check(sl_ctx *ctx, const sl_mpi_wave_opts *o)
{
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"reflectors", (double)o->reflectors, 2, SL_REFLECTORS_MAX, false, true, NULL},
        {"group index", o->group_index, 1, 10, false, true, NULL},
        {"loss, dB/m", o->loss_db_per_m, 0, INFINITY, false, true, NULL},
    };
    SL_TRY(device_check(ctx, mpi_kind.name, ranges, sizeof ranges / sizeof *ranges));
    for (size_t i = 0; i < o->reflectors; i++)
        if (!(o->return_loss_db[i] > 0) || !isfinite(o->place_m[i]) ||
            (i > 0 && o->place_m[i] < o->place_m[i - 1]))
            return device_refuse(ctx, "in the order of the light, return loss above 0 dB",
                                 "multipath: reflector %zu at %g m with %g dB", i, o->place_m[i],
                                 o->return_loss_db[i]);
    return SL_OK;
}

static sl_status mpi_fill(mpi *m, sl_ctx *ctx, const sl_mpi_wave_opts *o)
{
    size_t longest = 0;
    for (size_t i = 0; i < o->reflectors; i++)
        for (size_t j = i + 1; j < o->reflectors; j++) {
            double apart = o->place_m[j] - o->place_m[i];
            double samples =
                round(2 * apart * o->group_index / SL_SPEED_OF_LIGHT_M_S * o->sample_rate_hz);
            if (samples > DELAY_MAX) {
                device_refuse(ctx, "a shorter fibre or a lower sample rate",
                              "multipath: an echo is late by %.3g samples, at most %d", samples,
                              DELAY_MAX);
                return SL_ERR_LIMIT;
            }
            double db = o->return_loss_db[i] + o->return_loss_db[j] + 2 * o->loss_db_per_m * apart;
            double turn =
                o->aligned
                    ? 0
                    : 2 * SL_PI * sl_random_uniform(o->seed, PURPOSE_PHASE, o->stream, m->echoes);
            double size = pow(10, -db / 20);
            m->echo[m->echoes++] =
                (echo){(float)(size * cos(turn)), (float)(size * sin(turn)), (size_t)samples};
            longest = samples > (double)longest ? (size_t)samples : longest;
        }
    m->size = (longest + FRAME) / FRAME * FRAME + FRAME; // whole frames: a frame never wraps
    m->re = sl_ctx_resize(ctx, NULL, m->size * sizeof *m->re);
    m->im = sl_ctx_resize(ctx, NULL, m->size * sizeof *m->im);
    if (!m->re || !m->im) return SL_ERR_NO_MEMORY;
    memset(m->re, 0, m->size * sizeof *m->re);
    memset(m->im, 0, m->size * sizeof *m->im);
    return SL_OK;
}

sl_status sl_mpi_wave_create(sl_device **out, sl_ctx *ctx, const sl_mpi_wave_opts *o)
{
    *out = NULL;
    SL_TRY(mpi_check(ctx, o));
    SL_TRY(device_create(out, ctx, &mpi_kind));
    sl_status status = mpi_fill(device_model(*out), ctx, o);
    if (status != SL_OK) {
        sl_device_destroy(*out);
        *out = NULL;
        return status;
    }
    device_form form = {.frame = FRAME, .field_in = true, .field_out = true};
    return device_finish(out, &form);
}
