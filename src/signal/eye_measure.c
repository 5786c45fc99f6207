// What is read off a statistical eye: error ratios, heights, widths, contours, bathtubs, picture.
#include "signal/eye_internal.h"

#include <math.h>

#include "shoreline/numeric.h"

static const pdf *given(const sl_eye *eye, size_t phase, int level)
{
    return &eye->of[phase * (size_t)eye->levels + (size_t)level];
}

const sl_eye_summary *sl_eye_get(const sl_eye *eye)
{
    return &eye->summary;
}

double sl_eye_phase_ui(const sl_eye *eye, size_t phase)
{
    return eye->first_phase_ui + (double)phase * eye->phase_step_ui;
}

sl_eye_pdf sl_eye_distribution(const sl_eye *eye, size_t phase, int level)
{
    const pdf *p = given(eye, phase, level);
    return (sl_eye_pdf){p->mass, p->n, p->first, eye->summary.step};
}

double sl_eye_log10_below(const sl_eye *eye, size_t phase, int level, double y)
{
    const pdf *p = given(eye, phase, level);
    return pdf_log10_below(p->mass, p->n, y / eye->summary.step - (double)p->first);
}

double sl_eye_log10_above(const sl_eye *eye, size_t phase, int level, double y)
{
    const pdf *p = given(eye, phase, level);
    return pdf_log10_above(p->mass, p->n, y / eye->summary.step - (double)p->first);
}

static double log10_ser(const sl_eye *eye, size_t phase, const double *threshold)
{
    double sum = -INFINITY;
    for (int i = 0; i < eye->levels; i++) {
        if (i > 0) sum = sl_log10_add(sum, sl_eye_log10_below(eye, phase, i, threshold[i - 1]));
        if (i < eye->levels - 1)
            sum = sl_log10_add(sum, sl_eye_log10_above(eye, phase, i, threshold[i]));
    }
    return sum - log10(eye->levels);
}

double sl_eye_log10_ser(const sl_eye *eye, size_t phase)
{
    return log10_ser(eye, phase, eye->summary.threshold);
}

double sl_eye_log10_bathtub(const sl_eye *eye, size_t phase, int which, double y)
{
    return sl_log10_add(sl_eye_log10_above(eye, phase, which, y),
                        sl_eye_log10_below(eye, phase, which + 1, y)) -
           log10(2);
}

static int gray_distance(int i, int j)
{
    unsigned x = (unsigned)((i ^ (i >> 1)) ^ (j ^ (j >> 1)));
    int n = 0;
    for (; x; x &= x - 1)
        n++;
    return n;
}

// Over all pairs sent i, decided j: P(y beyond j's nearer threshold) counts the bits by which j
// differs more than j's neighbour towards i does.
static double log10_ber(const sl_eye *eye, size_t phase, const double *threshold)
{
    int levels = eye->levels;
    if (levels & (levels - 1)) return NAN;
    double plus = -INFINITY, minus = -INFINITY;
    for (int i = 0; i < levels; i++)
        for (int j = 0; j < levels; j++) {
            if (j == i) continue;
            int more = gray_distance(i, j) - gray_distance(i, j > i ? j - 1 : j + 1);
            double tail = j > i ? sl_eye_log10_above(eye, phase, i, threshold[j - 1])
                                : sl_eye_log10_below(eye, phase, i, threshold[j]);
            if (more > 0) plus = sl_log10_add(plus, tail + log10(more));
            if (more < 0) minus = sl_log10_add(minus, tail + log10(-more));
        }
    double share = isfinite(minus) ? pow(10, minus - plus) : 0;
    return plus + log10(1 - share) - log10(levels * log2(levels));
}

static void thresholds(double *threshold, const sl_eye *eye, size_t phase)
{
    for (int e = 0; e + 1 < eye->levels; e++)
        threshold[e] = 0.5 * (eye->level[e] + eye->level[e + 1]) * eye->cursor[phase];
}

static size_t best_phase(const sl_eye *eye)
{
    size_t centre = eye->opts.phases / 2, best = centre;
    double least = INFINITY;
    for (size_t i = 0; i < eye->opts.phases; i++) { // from the centre outwards
        size_t phase = i % 2 ? centre + (i + 1) / 2 : centre - i / 2;
        double t[SL_PAM_MAX - 1];
        if (!(eye->cursor[phase] > 0)) continue;
        thresholds(t, eye, phase);
        double ser = log10_ser(eye, phase, t);
        if (ser < least) {
            least = ser;
            best = phase;
        }
    }
    return best;
}

void sl_eye_contour(double *lower, double *upper, const sl_eye *eye, int which, double ber)
{
    double l = log10(ber), step = eye->summary.step;
    for (size_t i = 0; i < eye->opts.phases; i++) {
        const pdf *below = given(eye, i, which), *above = given(eye, i, which + 1);
        lower[i] = step * (pdf_quantile_above(below->mass, below->n, l) + (double)below->first);
        upper[i] = step * (pdf_quantile_below(above->mass, above->n, l) + (double)above->first);
    }
}

// The worse of both tails over an eye's threshold.
static double closing(const sl_eye *eye, size_t phase, int which)
{
    double y = eye->summary.threshold[which];
    return fmax(sl_eye_log10_above(eye, phase, which, y),
                sl_eye_log10_below(eye, phase, which + 1, y));
}

// Distance from the decision phase to where the eye closes, in one direction.
static double half_width(const sl_eye *eye, int which, int direction)
{
    double limit = log10(eye->opts.ber), here = closing(eye, eye->decision, which), width = 0;
    long phase = (long)eye->decision;
    if (here > limit) return 0;
    for (;;) {
        phase += direction;
        if (phase < 0 || phase >= (long)eye->opts.phases) return width;
        double next = closing(eye, (size_t)phase, which);
        if (next > limit) {
            double share = isfinite(here) ? (limit - here) / (next - here) : 0;
            return width + share * eye->phase_step_ui;
        }
        width += eye->phase_step_ui;
        here = next;
    }
}

static void measure_eyes(sl_eye *eye)
{
    sl_eye_summary *s = &eye->summary;
    double l = log10(eye->opts.ber);
    s->veo = INFINITY;
    s->vec_db = -INFINITY;
    for (int e = 0; e + 1 < eye->levels; e++) {
        const pdf *below = given(eye, eye->decision, e), *above = given(eye, eye->decision, e + 1);
        double low = pdf_quantile_above(below->mass, below->n, l) + (double)below->first;
        double high = pdf_quantile_below(above->mass, above->n, l) + (double)above->first;
        double distance = (eye->level[e + 1] - eye->level[e]) * s->cursor;
        s->height[e] = (high - low) * s->step;
        s->width_ui[e] = half_width(eye, e, -1) + half_width(eye, e, 1);
        s->veo = fmin(s->veo, s->height[e]);
        s->vec_db =
            fmax(s->vec_db, s->height[e] > 0 ? 20 * log10(distance / s->height[e]) : INFINITY);
    }
}

void eye_measure(sl_eye *eye)
{
    sl_eye_summary *s = &eye->summary;
    s->phases = eye->opts.phases;
    for (size_t i = 0; i < s->phases * (size_t)eye->levels; i++) {
        double sum = 0;
        for (size_t k = 0; k < eye->of[i].n; k++)
            sum += eye->of[i].mass[k];
        s->mass_error = fmax(s->mass_error, fabs(sum - 1));
        if (eye->of[i].n > s->bins) s->bins = eye->of[i].n;
    }
    eye->decision = eye->opts.best_phase ? best_phase(eye) : eye->opts.phases / 2;
    s->phase_ui = sl_eye_phase_ui(eye, eye->decision);
    s->cursor = eye->cursor[eye->decision];
    thresholds(s->threshold, eye, eye->decision);
    s->log10_ser = log10_ser(eye, eye->decision, s->threshold);
    s->log10_ber = log10_ber(eye, eye->decision, s->threshold);
    measure_eyes(eye);
}

// Mass of a distribution between two edges in bins.
static double between(const pdf *p, double low, double high)
{
    double sum = 0, from = fmax(low, (double)p->first - 0.5);
    double to = fmin(high, (double)p->first + (double)p->n - 0.5);
    while (from < to) {
        double bin = floor(from + 0.5), end = fmin(to, bin + 0.5);
        size_t i = (size_t)(bin - (double)p->first);
        if (i < p->n) sum += p->mass[i] * (end - from);
        if (!(end > from)) break;
        from = end;
    }
    return sum;
}

void sl_eye_picture(float *out, size_t rows, double y_low, double y_high, const sl_eye *eye)
{
    double step = eye->summary.step, row = (y_high - y_low) / (double)rows;
    for (size_t phase = 0; phase < eye->opts.phases; phase++)
        for (size_t r = 0; r < rows; r++) {
            double low = (y_low + (double)r * row) / step, sum = 0;
            for (int i = 0; i < eye->levels; i++)
                sum += between(given(eye, phase, i), low, low + row / step);
            sum /= eye->levels * row;
            double floor_density = 1e-40 / row;
            out[r * eye->opts.phases + phase] = sum > floor_density ? (float)log10(sum) : -INFINITY;
        }
}
