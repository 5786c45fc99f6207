// TDECQ of a record: lock, reference receiver, levels, equaliser, closure.
//
// Model. TDECQ = 10 log10(OMA/(6 Qt R)), R^2 = sigma_G^2 + sigma_S^2, sigma_G the Gaussian noise in
// front of the reference equaliser that brings the larger symbol error ratio of the histograms at
// 0.45 and 0.55 UI to the target, sigma_S the instrument's. OMA = P3 - P0, each the mean over the
// central 2 UI of the runs of 7 threes and 6 zeros (all of them), behind the reference
// receiver, in front of the equaliser; thresholds about the mean power at 0 and +-OMA/3, each moved
// by up to 1 % of OMA where that helps. ER = P3/P0. R_LM from the mean levels behind the equaliser.
// Assumptions. No clock recovery: one phase and rate for the record. Sources. IEEE 802.3 121.8.4 to
// 121.8.6, 120D.3.1.2, as quoted by others: docs/theory/tdecq.md. Limits. Timing wander of the
// record closes the eye more than behind a 4 MHz clock recovery.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "optics/tdecq_internal.h"
#include "shoreline/optics.h"

enum { RUN_THREES = 7, RUN_ZEROS = 6, RUN_LEAST = 3, EDGE_UI = 24, PART_SYMBOLS = 4096 };
#define SHIFT_SHARE 0.01 // of OMA: what thresholds may move

// ---- what cannot be measured

static sl_status fault(sl_ctx *ctx, const char *hint, const char *message)
{
    sl_diag_add(ctx, SL_ERROR, SL_E_WAVE_RECORD, (sl_mark){0}, hint, "%s", message);
    return SL_ERR_DOMAIN;
}

static sl_status check_spacing(sl_ctx *ctx, size_t n, const sl_tdecq_opts *o)
{
    char text[200];
    double s = 1 / (o->symbol_rate_bd * o->step_s);
    if (!(s >= 1.9 && s <= 4096)) {
        const char *unit = s > 4096 ? "the time may be in a larger unit than taken"
                                    : "the time may be in a smaller unit than taken (ps for s)";
        snprintf(text, sizeof text,
                 "%.4g samples a symbol: a step of %.4g s at %.6g GBd; 1.9 to 4096 can be measured",
                 s, o->step_s, o->symbol_rate_bd / 1e9);
        return fault(ctx, unit, text);
    }
    if ((double)n / s < 514) {
        snprintf(text, sizeof text, "%.4g symbols in the record; it takes at least 512",
                 (double)n / s);
        return fault(ctx, "record a whole period of the pattern: 65535 symbols of SSPRQ", text);
    }
    return SL_OK;
}

static sl_status check(sl_ctx *ctx, const double *value, size_t n, const sl_tdecq_opts *o)
{
    double low = INFINITY, high = -INFINITY;
    if (!(o->symbol_rate_bd > 0 && isfinite(o->symbol_rate_bd)) ||
        !(o->step_s > 0 && isfinite(o->step_s)) || !(o->target_ser > 0 && o->target_ser < 0.5) ||
        !(o->reference_bandwidth_hz > 0) || !(o->instrument_noise >= 0) ||
        !sl_tdecq_limits_of(o->taps))
        return fault(ctx, "rate and step above 0, 5, 9 or 15 taps, an error ratio below 0.5",
                     "an option lies outside of its range");
    for (size_t i = 0; i < n; i++) {
        if (!(fabs(value[i]) < 1e30)) return fault(ctx, NULL, "a value is not below 1e30");
        low = value[i] < low ? value[i] : low;
        high = value[i] > high ? value[i] : high;
    }
    SL_TRY(check_spacing(ctx, n, o));
    if (!(high > low)) return fault(ctx, "is it the right column?", "all values are the same");
    return SL_OK;
}

// ---- outer levels

// Mean over the central 2 UI of the runs of `symbol` of this length, or at least as long, that
// begin in the record; those at its end go on behind it. NaN: none.
static double run_level(const tdecq_wave *wave, const tdecq_lock *lock, unsigned symbol,
                        size_t wanted, bool longer)
{
    enum { INSTANTS = 32 };
    double sum = 0, count = 0;
    for (size_t k = 0; k < lock->n; k++) {
        size_t length = 0;
        if (tdecq_symbol(lock, k + lock->period - 1) == symbol) continue;
        while (tdecq_symbol(lock, k + length) == symbol)
            length++;
        if (length < wanted || (length > wanted && !longer)) continue;
        for (int i = 0; i < INSTANTS; i++) {
            float v;
            double at = ((double)length - 1) / 2 + (2.0 * i + 1) / INSTANTS - 1;
            tdecq_wave_row(&v, wave, lock, (long)k, 1, at);
            sum += (double)v;
        }
        count += INSTANTS;
    }
    return count > 0 ? sum / count : NAN;
}

static double outer_level(int *run, const tdecq_wave *wave, const tdecq_lock *lock, unsigned symbol,
                          int wanted)
{
    for (*run = wanted; *run >= RUN_LEAST; --*run) {
        double level = run_level(wave, lock, symbol, (size_t)*run, false);
        if (isnan(level) && *run == wanted)
            level = run_level(wave, lock, symbol, (size_t)*run, true);
        if (!isnan(level)) return level;
    }
    return NAN;
}

// ---- the measurement

typedef struct measured {
    tdecq_lock lock;
    tdecq_wave wave;
    size_t begin;                // first symbol used
    double amplitude, high, low; // half the OMA; outer levels, in units of the waveform
    double centre;               // mean of the symbols used, the same
} measured;

static void fill_lock(sl_tdecq_result *out, const measured *m, const sl_tdecq_opts *o)
{
    const tdecq_lock *l = &m->lock;
    out->locked = true;
    out->inverted = l->correlation < 0;
    out->offset = l->offset;
    out->correlation = fabs(l->correlation);
    out->samples_per_symbol = l->ui;
    out->rate_error_ppm = 1e6 * (1 / (o->symbol_rate_bd * o->step_s * l->ui) - 1);
    out->timing_rms_ui = l->timing_rms_ui;
    out->symbols = l->n;
    out->periods = (double)l->n / (double)l->period;
    out->bandwidth_hz = o->reference_bandwidth_hz;
}

// Which symbols are used: whole periods where there is one, without those that the ends of a record
// that is no circle disturb.
static sl_status choose_symbols(sl_tdecq_result *out, measured *m, size_t n, double stated_ui)
{
    tdecq_lock *l = &m->lock;
    double per_period = (double)l->period * stated_ui, whole = floor((double)n / per_period + 0.5);
    double drift = fabs(l->ui / stated_ui - 1) * (double)l->n;
    out->periodic = whole >= 1 && fabs((double)n - whole * per_period) < 0.02 && drift < 0.05;
    size_t left = l->n;
    if (out->periodic) {
        l->ui = (double)n / (whole * (double)l->period);
        left = (size_t)whole * l->period;
    } else {
        m->begin = EDGE_UI;
        left = l->n > 2 * EDGE_UI ? l->n - 2 * EDGE_UI : 0;
        if (left >= l->period) left -= left % l->period;
    }
    // From here on symbol 0 is the first one used.
    l->first += (double)m->begin * l->ui;
    l->offset = (l->offset + m->begin) % l->period;
    l->n = left;
    return SL_OK;
}

// The mean over the symbols used: a record's other ones may be a part of the pattern that is
// darker.
static double mean_of_used(const tdecq_wave *wave, const tdecq_lock *lock)
{
    double begin = wave->first + (lock->first - 0.5 * lock->ui) * wave->per, sum = 0;
    double length = (double)lock->n * lock->ui * wave->per;
    size_t from = (size_t)fmax(0, ceil(begin)), n = (size_t)length;
    if (from + n > wave->n) n = wave->n - from;
    for (size_t i = 0; i < n; i++)
        sum += (double)wave->y[from + i];
    return sum / (double)n;
}

static bool outer_levels(sl_tdecq_result *out, measured *m)
{
    const tdecq_lock *l = &m->lock;
    double mean = m->wave.mean, scale = m->wave.scale, sign = out->inverted ? -scale : scale;
    m->high = outer_level(&out->run3, &m->wave, l, 3, RUN_THREES);
    m->low = outer_level(&out->run0, &m->wave, l, 0, RUN_ZEROS);
    if (isnan(m->high) || isnan(m->low) || !(m->high > m->low)) return false;
    m->amplitude = (m->high - m->low) / 2;
    m->centre = mean_of_used(&m->wave, l);
    out->average = mean + sign * m->centre;
    out->oma = scale * (m->high - m->low);
    out->p3 = mean + fmax(sign * m->high, sign * m->low);
    out->p0 = mean + fmin(sign * m->high, sign * m->low);
    out->er_db = out->p0 > 0 ? 10 * log10(out->p3 / out->p0) : NAN;
    return true;
}

// Random part: of the samples at the symbols' centres, what differs between repetitions.
static sl_status repetition_noise(sl_tdecq_result *out, const measured *m, sl_arena *arena)
{
    const tdecq_lock *l = &m->lock;
    size_t periods = l->n / l->period;
    out->noise_rms = NAN;
    if (periods < 2) return SL_OK;
    float *v = sl_arena_alloc(arena, l->period * sizeof *v);
    double *sum = sl_arena_alloc(arena, l->period * sizeof *sum), square = 0;
    if (!v || !sum) return SL_ERR_NO_MEMORY;
    for (size_t p = 0; p < periods; p++) {
        tdecq_wave_row(v, &m->wave, l, (long)(p * l->period), l->period, 0);
        for (size_t k = 0; k < l->period; k++) {
            sum[k] += (double)v[k];
            square += (double)v[k] * (double)v[k];
        }
    }
    for (size_t k = 0; k < l->period; k++)
        square -= sum[k] * sum[k] / (double)periods;
    out->noise_rms =
        m->wave.scale * sqrt(fmax(0, square) / ((double)(periods - 1) * (double)l->period));
    return SL_OK;
}

static void eye_setting(tdecq_eye *eye, const measured *m, const sl_tdecq_opts *o, size_t n)
{
    double oma = 2 * m->amplitude, centre = m->centre;
    eye->n = n;
    eye->target = o->target_ser;
    for (int j = 0; j < 3; j++)
        eye->threshold[j] = centre + (j - 1) * oma / 3;
    eye->shift_max = o->fixed_thresholds ? 0 : SHIFT_SHARE * oma;
    eye->low = centre - 1.2 * oma;
    eye->step = 2.4 * oma / TDECQ_BINS;
    tdecq_eye_noise(eye, o->reference_bandwidth_hz / o->symbol_rate_bd);
}

// How many symbols the eye lies beside those that its phase is counted from: -1, 0 or 1.
static int symbol_shift(const float *y, const tdecq_lock *lock)
{
    double most = -INFINITY;
    int best = 0;
    for (int shift = -1; shift <= 1; shift++) {
        double sum = 0;
        for (size_t k = 1; k + 1 < lock->n; k++)
            sum += (double)y[k] * (tdecq_symbol(lock, k + (size_t)(1 + shift) - 1) - 1.5);
        if (sum > most) {
            most = sum;
            best = shift;
        }
    }
    return best;
}

// Levels and wrong decisions behind the equaliser, at the centre of the pair of histograms.
static sl_status decide(sl_tdecq_result *out, const measured *m, const tdecq_eye *eye,
                        const tdecq_point *best, sl_arena *arena)
{
    size_t n = m->lock.n, wrong = 0;
    float *row = sl_arena_alloc(arena, (n + 2 * TDECQ_PAD) * sizeof *row);
    float *y = sl_arena_alloc(arena, n * sizeof *y);
    double sum[4] = {0}, count[4] = {0}, level[4];
    if (!row || !y) return SL_ERR_NO_MEMORY;
    tdecq_wave_row(row, &m->wave, &m->lock, -TDECQ_PAD, n + 2 * TDECQ_PAD, out->phase_ui);
    tdecq_equalise(y, row + TDECQ_PAD, n, best->tap, eye->taps, eye->main);
    int shift = symbol_shift(y, &m->lock);
    for (size_t k = 1; k + 1 < n; k++) {
        unsigned s = tdecq_symbol(&m->lock, k + (size_t)(1 + shift) - 1), at = 0;
        for (int j = 0; j < 3; j++)
            at += (double)y[k] > eye->threshold[j] + best->shift[j];
        wrong += at != s;
        sum[s] += (double)y[k];
        count[s] += 1;
    }
    out->ser_decided = (double)wrong / (double)(n - 2);
    for (int j = 0; j < 4; j++)
        level[j] = sum[j] / count[j];
    double mid = (level[0] + level[3]) / 2;
    double es1 = (level[1] - mid) / (level[0] - mid), es2 = (level[2] - mid) / (level[3] - mid);
    out->rlm = fmin(fmin(3 * es1, 3 * es2), fmin(2 - 3 * es1, 2 - 3 * es2));
    for (int j = 0; j < 4; j++)
        out->level[j] = m->wave.mean + m->wave.scale * (out->inverted ? -level[3 - j] : level[j]);
    return SL_OK;
}

static void fill_histograms(sl_tdecq_result *out, const tdecq_eye *eye, const tdecq_wave *wave)
{
    enum { MERGE = TDECQ_BINS / SL_TDECQ_BINS };
    for (int side = 0; side < 2; side++)
        for (int b = 0; b < TDECQ_BINS; b++)
            out->histogram[side][b / MERGE] +=
                (double)eye->count[side][b] / (18.0 * (double)eye->n);
    out->histogram_low = wave->mean + wave->scale * eye->low;
    out->histogram_step = wave->scale * eye->step * MERGE;
}

static void fill_closure(sl_tdecq_result *out, const tdecq_eye *eye, const tdecq_point *best,
                         const measured *m, const sl_tdecq_opts *o)
{
    double sigma = fmin(best->sigma[0], best->sigma[1]), slope;
    out->ceq_db = 10 * log10(best->ceq);
    out->sigma_g = m->wave.scale * sigma / best->ceq;
    out->q = sl_q_for_symbol_error_ratio(o->target_ser, 4);
    double r = hypot(out->sigma_g, o->instrument_noise);
    out->tdecq_db = 10 * log10(out->oma / (6 * out->q * r));
    for (int side = 0; side < 2; side++) {
        double eyes[3];
        out->ser[side] = tdecq_eye_ser(eyes, &slope, eye, best, side, sigma);
        for (int j = 0; j < 3; j++)
            out->ser_eye[side][out->inverted ? 2 - j : j] = eyes[j];
    }
    out->taps = eye->taps;
    out->main = eye->main;
    memcpy(out->tap, best->tap, sizeof out->tap);
    for (int j = 0; j < 3; j++) {
        double t = m->wave.scale * (eye->threshold[j] + best->shift[j]);
        out->threshold[out->inverted ? 2 - j : j] = m->wave.mean + (out->inverted ? -t : t);
    }
    fill_histograms(out, eye, &m->wave);
}

static sl_status close_eye(sl_tdecq_result *out, measured *m, sl_arena *arena,
                           const sl_tdecq_opts *o)
{
    size_t n = m->lock.n, part = n < PART_SYMBOLS ? n : PART_SYMBOLS;
    tdecq_search search = {.wave = &m->wave,
                           .lock = &m->lock,
                           .limits = sl_tdecq_limits_of(o->taps),
                           .arena = arena,
                           .centre = m->centre,
                           .amplitude = m->amplitude,
                           .sigma_ideal =
                               m->amplitude / (3 * sl_q_for_symbol_error_ratio(o->target_ser, 4))};
    tdecq_point best;
    SL_TRY(tdecq_eye_init(&search.part, arena, part, o->taps));
    SL_TRY(tdecq_eye_init(&search.whole, arena, n, o->taps));
    eye_setting(&search.part, m, o, part);
    eye_setting(&search.whole, m, o, n);
    SL_TRY(tdecq_search_run(&best, &out->phase_ui, &out->tap_limited, &search));
    fill_closure(out, &search.whole, &best, m, o);
    SL_TRY(decide(out, m, &search.whole, &best, arena));
    if (out->ser_decided > o->target_ser) {
        out->verdict = SL_TDECQ_EYE_CLOSED;
        snprintf(out->reason, sizeof out->reason,
                 "%.3g of the decisions are wrong with no noise added, %.3g is the target: the "
                 "closure is beyond what TDECQ can say",
                 out->ser_decided, o->target_ser);
    }
    return SL_OK;
}

static sl_status measure(sl_tdecq_result *out, sl_arena *arena, const double *value, size_t n,
                         const sl_tdecq_opts *o)
{
    measured m = {0};
    SL_TRY(tdecq_clipped(&out->clipped, arena, value, n));
    SL_TRY(tdecq_lock_find(&m.lock, out, arena, value, n, o));
    if (!m.lock.n) {
        out->verdict = SL_TDECQ_NO_LOCK;
        return SL_OK;
    }
    SL_TRY(choose_symbols(out, &m, n, 1 / (o->symbol_rate_bd * o->step_s)));
    fill_lock(out, &m, o);
    SL_TRY(tdecq_wave_make(&m.wave, arena, value, n, &m.lock, out->periodic, o));
    if (!outer_levels(out, &m)) {
        out->verdict = SL_TDECQ_NO_RUNS;
        snprintf(out->reason, sizeof out->reason,
                 "%zu symbols of %s hold no run of three equal outer levels to take OMA from",
                 m.lock.n, sl_pam4_pattern_name(m.lock.pattern));
        return SL_OK;
    }
    SL_TRY(repetition_noise(out, &m, arena));
    return close_eye(out, &m, arena, o);
}

// All figures NaN, so that what is not measured is not a number.
static void clear(sl_tdecq_result *out)
{
    memset(out, 0, sizeof *out);
    out->correlation = out->samples_per_symbol = out->rate_error_ppm = out->clock_line_bd = NAN;
    out->timing_rms_ui = out->noise_rms = out->average = out->oma = out->p3 = out->p0 = NAN;
    out->er_db = out->rlm = out->tdecq_db = out->ceq_db = out->sigma_g = out->q = NAN;
    out->ser_decided = out->phase_ui = out->bandwidth_hz = NAN;
    for (int j = 0; j < 4; j++)
        out->level[j] = NAN;
    for (int j = 0; j < 3; j++)
        out->threshold[j] = out->ser_eye[0][j] = out->ser_eye[1][j] = NAN;
    out->ser[0] = out->ser[1] = NAN;
}

sl_status sl_tdecq_measure(sl_tdecq_result *out, sl_ctx *ctx, const double *value, size_t n,
                           const sl_tdecq_opts *opts)
{
    sl_tdecq_opts o = *opts;
    sl_arena *arena = NULL;
    clear(out);
    if (!o.taps) o.taps = 5;
    if (o.target_ser == 0) o.target_ser = 4.8e-4;
    if (o.reference_bandwidth_hz == 0) o.reference_bandwidth_hz = o.symbol_rate_bd / 2;
    SL_TRY(check(ctx, value, n, &o));
    SL_TRY(sl_arena_create(&arena, ctx));
    sl_status status = measure(out, arena, value, n, &o);
    sl_arena_destroy(arena);
    return status;
}
