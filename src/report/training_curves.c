// A training step against its size, in text and JSON: strong and weak scaling, published steps
// beside their predictions, the size of the scale-up domain.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

sl_training_curves *sl_report_curves(const sl_comparison *c, int variant, sl_text *out)
{
    sl_training_curves *curves = NULL;
    if (sl_training_curves_create(&curves, out->ctx, c, variant) == SL_ERR_NO_MEMORY)
        out->failed = true;
    return curves;
}

double sl_report_next_gpus(const sl_training_curves *t, double gpus)
{
    const sl_curve *const curves[] = {&t->strong, &t->weak};
    double next = INFINITY;
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < curves[k]->n; i++)
            if (curves[k]->point[i].x > gpus) next = fmin(next, curves[k]->point[i].x);
    return next;
}

const sl_curve_point *sl_report_at(const sl_curve *curve, double x)
{
    for (int i = 0; i < curve->n; i++)
        if (curve->point[i].x == x) return &curve->point[i];
    return NULL;
}

bool sl_report_set_begins(const sl_training_curves *t, size_t i)
{
    return i == 0 || strcmp(t->published[i].part, t->published[i - 1].part) != 0;
}

void sl_report_number(char out[32], sl_number_form form, double value)
{
    if (isnan(value))
        snprintf(out, 32, "-");
    else if (form == SL_FOUR_DIGITS)
        snprintf(out, 32, "%.4g", value);
    else
        snprintf(out, 32, form == SL_SIGNED ? "%+.1f" : "%.1f", value);
}

double sl_report_error(double predicted_s, double published_s)
{
    return predicted_s / published_s - 1.0;
}

static const char *const recomputes[] = {"none", "selective", "full"};

void sl_report_layout(char *out, size_t n, const sl_layout *l)
{
    const struct {
        const char *name;
        int value;
    } cuts[] = {{"tensor", l->tensor}, {"pipeline", l->pipeline},
                {"chunks", l->chunks}, {"context", l->context},
                {"expert", l->expert}, {"micro-batch", l->micro_batch}};
    size_t used = 0;
    snprintf(out, n, "one GPU a replica");
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts && used < n; i++)
        if (cuts[i].value > 1)
            used += (size_t)snprintf(out + used, n - used, "%s%s %d", used ? ", " : "",
                                     cuts[i].name, cuts[i].value);
    if (l->recompute != SL_RECOMPUTE_NONE && used < n)
        snprintf(out + used, n - used, "%s%s recompute", used ? ", " : "",
                 recomputes[l->recompute]);
}

void sl_report_names(char *out, size_t n, const sl_comparison *c, const int *variant, int variants)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < variants && used < n; i++)
        used += (size_t)snprintf(out + used, n - used, "%s%s", i ? ", " : "",
                                 c->variants[variant[i]].name);
}

// ---- text ----

static void column(sl_text *out, int width, sl_number_form form, double value)
{
    char cell[32];
    sl_report_number(cell, form, value);
    sl_text_printf(out, " %*s", width, cell);
}

// A predicted time and how far it is off.
static void predicted(sl_text *out, double predicted_s, double published_s)
{
    char off[32];
    sl_report_number(off, SL_SIGNED, 100.0 * sl_report_error(predicted_s, published_s));
    column(out, 9, SL_FOUR_DIGITS, predicted_s);
    sl_text_printf(out, " (%5s %%)", off);
}

static void scaling_text(sl_text *out, const sl_training_curves *t)
{
    bool starred = false;
    sl_text_printf(out,
                   "MFU, %%, against GPUs    batch fixed  uncalibrated   step, s   batch per GPU "
                   "fixed   step, s\n");
    for (double x = sl_report_next_gpus(t, 0.0); isfinite(x); x = sl_report_next_gpus(t, x)) {
        const sl_curve_point *s = sl_report_at(&t->strong, x), *w = sl_report_at(&t->weak, x),
                             *raw = sl_report_at(&t->strong_raw, x);
        bool fits = (!s || s->fits) && (!w || w->fits);
        starred = starred || !fits;
        sl_text_printf(out, "  %16.0f%s   ", x, fits ? " " : "*");
        column(out, 12, SL_ONE_DECIMAL, s ? 100.0 * s->mfu : NAN);
        column(out, 13, SL_ONE_DECIMAL, raw ? 100.0 * raw->mfu : NAN);
        column(out, 9, SL_FOUR_DIGITS, s ? s->step_s : NAN);
        column(out, 21, SL_ONE_DECIMAL, w ? 100.0 * w->mfu : NAN);
        column(out, 9, SL_FOUR_DIGITS, w ? w->step_s : NAN);
        sl_text_add(out, "\n");
    }
    sl_text_printf(out, "%s\n", starred ? "  * does not fit in the GPU's memory\n" : "");
}

static void published_text(sl_text *out, const sl_training_curves *t)
{
    if (t->published_n == 0) {
        sl_text_add(out, "no published step of this model is in the catalogue\n\n");
        return;
    }
    sl_text_add(out, "published steps of this model                     GPUs   step, s  MFU, %  "
                     "   uncalibrated, s      calibrated, s\n");
    for (size_t i = 0; i < t->published_n; i++) {
        const sl_published_point *p = &t->published[i];
        sl_text_printf(out, "  %-44s", sl_report_set_begins(t, i) ? p->title : "");
        sl_text_printf(out, " %7d %9.4g %7.1f ", p->layout.gpus, p->step_s, 100.0 * p->mfu);
        predicted(out, p->raw_step_s, p->step_s);
        if (p->calibration != 1.0) predicted(out, p->calibrated_step_s, p->step_s);
        sl_text_add(out, "\n");
    }
    sl_text_add(out, "\n");
}

static void domain_text(sl_text *out, const sl_training_curves *t)
{
    if (t->domains == 0) return;
    const sl_curve *own = &t->domain[0].curve;
    sl_text_printf(out, "scale-up domain, GPUs   tokens/s of a GPU   step, s%s\n",
                   t->best.n ? "   best layout of the size" : "");
    for (int i = 0; i < own->n; i++) {
        sl_text_printf(out, "  %20.0f", own->point[i].x);
        column(out, 19, SL_FOUR_DIGITS, own->point[i].tokens_per_s);
        column(out, 9, SL_FOUR_DIGITS, own->point[i].step_s);
        if (i < t->best.n) {
            char layout[160] = "no layout fits";
            const sl_curve_point *p = &t->best.point[i];
            if (!isnan(p->step_s)) sl_report_layout(layout, sizeof layout, &p->layout);
            column(out, 9, SL_FOUR_DIGITS, p->tokens_per_s);
            sl_text_printf(out, "  %s", layout);
        }
        sl_text_add(out, "\n");
    }
    if (t->best.n == 0)
        sl_text_printf(out, "  best layouts are not searched: %.3g configurations of each size\n",
                       t->configurations);
    sl_text_add(out, "\n");
}

void sl_report_curves_text(sl_text *out, const sl_training_curves *t)
{
    scaling_text(out, t);
    published_text(out, t);
    domain_text(out, t);
}

// ---- JSON ----

static void layout_json(sl_json *j, const sl_layout *l)
{
    sl_json_key(j, "layout");
    sl_json_object(j);
    sl_json_key_number(j, "tensor", l->tensor);
    sl_json_key_number(j, "pipeline", l->pipeline);
    sl_json_key_number(j, "context", l->context);
    sl_json_key_number(j, "expert", l->expert);
    sl_json_key_number(j, "chunks", l->chunks);
    sl_json_key_number(j, "micro_batch", l->micro_batch);
    sl_json_key_text(j, "recompute", recomputes[l->recompute]);
    sl_json_end(j, '}');
}

static void point_json(sl_json *j, const char *x, const sl_curve_point *p)
{
    sl_json_key_number(j, x, p->x);
    sl_json_key_number(j, "batch", p->layout.batch);
    sl_json_key_bool(j, "fits_memory", p->fits);
    sl_json_key_number(j, "step_s", p->step_s);
    sl_json_key_number(j, "mfu", p->mfu);
    sl_json_key_number(j, "gpu_tokens_per_s", p->tokens_per_s);
}

// raw: the uncalibrated curve of the same points, or NULL.
static void scaling_json(sl_json *j, const char *key, const sl_curve *curve, const sl_curve *raw)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int i = 0; i < curve->n; i++) {
        sl_json_object(j);
        point_json(j, "gpus", &curve->point[i]);
        if (raw) {
            sl_json_key_number(j, "step_uncalibrated_s", raw->point[i].step_s);
            sl_json_key_number(j, "mfu_uncalibrated", raw->point[i].mfu);
        }
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

static void published_json(sl_json *j, const sl_training_curves *t)
{
    sl_json_key(j, "published");
    sl_json_array(j);
    for (size_t i = 0; i < t->published_n; i++) {
        const sl_published_point *p = &t->published[i];
        sl_json_object(j);
        sl_json_key_text(j, "part", p->part);
        sl_json_key_text(j, "title", p->title);
        sl_json_key_text(j, "citation", p->citation);
        sl_json_key_number(j, "gpus", p->layout.gpus);
        sl_json_key_number(j, "batch", p->layout.batch);
        sl_json_key_number(j, "sequence_tokens", p->sequence);
        sl_json_key_number(j, "vocab", p->vocab);
        layout_json(j, &p->layout);
        sl_json_key_number(j, "step_s", p->step_s);
        sl_json_key_number(j, "mfu", p->mfu);
        sl_json_key_number(j, "predicted_step_s", p->calibrated_step_s);
        sl_json_key_number(j, "predicted_mfu", p->calibrated_mfu);
        sl_json_key_number(j, "predicted_step_uncalibrated_s", p->raw_step_s);
        sl_json_key_number(j, "predicted_mfu_uncalibrated", p->raw_mfu);
        sl_json_key_number(j, "calibration", p->calibration);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

static void domain_points_json(sl_json *j, const sl_curve *curve, bool layouts)
{
    sl_json_key(j, "points");
    sl_json_array(j);
    for (int i = 0; i < curve->n; i++) {
        sl_json_object(j);
        point_json(j, "domain_hosts", &curve->point[i]);
        if (layouts && !isnan(curve->point[i].step_s)) layout_json(j, &curve->point[i].layout);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

static void domain_json(sl_json *j, const sl_comparison *c, const sl_training_curves *t)
{
    sl_json_key(j, "scale_up_domain");
    sl_json_object(j);
    sl_json_key(j, "own_layout");
    sl_json_array(j);
    for (int i = 0; i < t->domains; i++) {
        const sl_domain_curve *d = &t->domain[i];
        sl_json_object(j);
        sl_json_key(j, "variants");
        sl_json_array(j);
        for (int k = 0; k < d->variants; k++)
            sl_json_text(j, c->variants[d->variant[k]].name);
        sl_json_end(j, ']');
        domain_points_json(j, &d->curve, false);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    if (t->best.n) {
        sl_json_key(j, "best_layout");
        sl_json_object(j);
        sl_json_key_text(j, "variant", c->variants[t->best_variant].name);
        sl_json_key_number(j, "configurations", t->configurations);
        domain_points_json(j, &t->best, true);
        sl_json_end(j, '}');
    }
    sl_json_end(j, '}');
}

void sl_report_curves_json(sl_json *j, const sl_comparison *c, const sl_training_curves *t)
{
    sl_json_key(j, "training_curves");
    sl_json_object(j);
    sl_json_key_text(j, "variant", c->variants[t->variant].name);
    sl_json_key_text(j, "mfu_convention", SL_MFU_CONVENTION);
    scaling_json(j, "batch_fixed", &t->strong, &t->strong_raw);
    scaling_json(j, "batch_per_gpu_fixed", &t->weak, NULL);
    published_json(j, t);
    if (t->domains) domain_json(j, c, t);
    sl_json_end(j, '}');
}
