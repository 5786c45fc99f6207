// A measured waveform's closure, levels and lock: text and JSON.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

enum { REMARKS = 8, REMARK = 256 };

typedef struct remarks {
    char text[REMARKS][REMARK];
    int n;
} remarks;

#define ADD(r, ...)                                                                                \
    do {                                                                                           \
        if ((r)->n < REMARKS) snprintf((r)->text[(r)->n++], REMARK, __VA_ARGS__);                  \
    } while (0)

static bool in_watt(const sl_tdecq_report *r)
{
    return strcmp(r->unit, "W") == 0;
}

static double dbm(const sl_tdecq_report *r, double value)
{
    return in_watt(r) && value > 0 ? sl_dbm(value) : (double)NAN;
}

static double extinction_db(const sl_tdecq_report *r)
{
    return in_watt(r) ? r->result->er_db : (double)NAN;
}

static void collect(remarks *m, const sl_tdecq_report *r)
{
    const sl_tdecq_result *t = r->result;
    m->n = 0;
    if (*t->reason) ADD(m, "%s", t->reason);
    if (t->clipped)
        ADD(m, "clipped: values pile up at an end of their range; the figures are too good");
    if (!t->locked) return;
    if (t->periods < 1)
        ADD(m, "%.1f %% of the pattern's %zu symbols were seen: the standard takes all",
            100 * t->periods, sl_pam4_pattern_length(t->pattern));
    if (t->run3 < 7 || t->run0 < 6)
        ADD(m, "OMA from runs of %d threes and %d zeros; the standard takes 7 and 6", t->run3,
            t->run0);
    if (fabs(t->rate_error_ppm) > 100)
        ADD(m, "the clock is %.0f ppm from the stated rate; transmitters keep within 100",
            t->rate_error_ppm);
    if (t->timing_rms_ui > 0.03)
        ADD(m, "timing wanders by %.3f UI rms about a constant rate: no clock recovery follows it",
            t->timing_rms_ui);
    if (t->verdict != SL_TDECQ_NO_RUNS && t->tdecq_db < -0.5)
        ADD(m,
            "below 0 dB no transmitter comes: the noise stated for the instrument is more than an "
            "ideal receiver bears, or the record was sharpened");
    if (in_watt(r) && t->oma > 0.1)
        ADD(m, "OMA of %.1f dBm: are the values in mW? then --scale 1e-3", sl_dbm(t->oma));
    if (!in_watt(r))
        ADD(m, "values in %s: no optical power, so no dBm and no extinction ratio", r->unit);
    else if (t->p0 <= 0)
        ADD(m, "the lowest level is not above 0: no extinction ratio (dark level not taken off?)");
}

// ---- text

static void quantity(char out[32], double value, const char *unit)
{
    static const char *const prefix[] = {"", "m", "u", "n", "p"};
    int k = 0;
    while (k < 4 && value != 0 && fabs(value) < 1) {
        value *= 1e3;
        k++;
    }
    snprintf(out, 32, "%.4g %s%s", value, prefix[k], unit);
}

static void lock_rows(sl_text *out, const sl_tdecq_report *r)
{
    const sl_tdecq_result *t = r->result;
    sl_text_printf(out, "  lock        %s, %s, %.4g period%s from symbol %zu%s; correlation %.3f\n",
                   sl_pam4_pattern_name(t->pattern), t->inverted ? "inverted" : "upright",
                   t->periods, t->periods == 1 ? "" : "s", t->offset,
                   t->periodic ? ", taken as a circle" : "", t->correlation);
    sl_text_printf(out,
                   "              %.6g samples a symbol, clock %+.2f ppm, wander %.4f UI rms\n",
                   t->samples_per_symbol, t->rate_error_ppm, t->timing_rms_ui);
    sl_text_printf(
        out, "  receiver    4th-order Bessel-Thomson of %.6g GHz, %s\n", t->bandwidth_hz / 1e9,
        r->opts->filtered ? "in the record already (--filtered)" : "applied to the record");
}

static void tap_rows(sl_text *out, const sl_tdecq_result *t)
{
    sl_text_printf(out, "  equaliser   ");
    for (int i = 0; i < t->taps; i++)
        sl_text_printf(out, i == t->main ? "%s[%.4f]" : "%s%.4f",
                       i == 0       ? ""
                       : i % 5 == 0 ? "\n              "
                                    : "  ",
                       t->tap[i]);
    sl_text_printf(out, "\n              %d taps, main tap %d%s; histograms about %+.3f UI\n",
                   t->taps, t->main + 1, t->tap_limited ? ", at a limit" : "", t->phase_ui);
}

static void power_row(sl_text *out, const sl_tdecq_report *r, const char *label, double value,
                      const char *more)
{
    char text[32];
    quantity(text, value, r->unit);
    double level = dbm(r, value);
    sl_text_printf(out, "  %-18s", label);
    if (isnan(level))
        sl_text_printf(out, "%14s%s%s\n", text, *more ? "   " : "", more);
    else
        sl_text_printf(out, "%10.2f dBm   %s%s%s\n", level, text, *more ? ", " : "", more);
}

static void decibel_row(sl_text *out, const char *label, double value, const char *more)
{
    if (isnan(value))
        sl_text_printf(out, "  %-18s%10s%s%s\n", label, "-", *more ? "       " : "", more);
    else
        sl_text_printf(out, "  %-18s%10.2f dB%s%s\n", label, value, *more ? "    " : "", more);
}

static void closure_rows(sl_text *out, const sl_tdecq_report *r)
{
    const sl_tdecq_result *t = r->result;
    char text[120];
    snprintf(text, sizeof text, "at a symbol error ratio of %.3g, Qt %.3f", r->opts->target_ser,
             t->q);
    decibel_row(out, "TDECQ", t->tdecq_db, text);
    if (r->back_to_back)
        decibel_row(out, "TECQ", r->back_to_back->tdecq_db, "of the record without fibre");
    else
        decibel_row(out, "TECQ", t->tdecq_db, "the same figure, if no fibre was in the way");
    decibel_row(out, "Ceq", t->ceq_db, "noise gain of the equaliser");
    snprintf(text, sizeof text, "runs of %d threes and %d zeros", t->run3, t->run0);
    power_row(out, r, "OMA, outer", t->oma, text);
    decibel_row(out, "extinction ratio", extinction_db(r), "");
    sl_text_printf(out, "  %-18s%10.4f\n", "R_LM", t->rlm);
    power_row(out, r, "mean power", t->average, "");
    char noise[32];
    quantity(noise, t->sigma_g, r->unit);
    sl_text_printf(out, "  %-18s%14s   Gaussian, rms, in front of the equaliser\n", "noise borne",
                   noise);
    if (!isnan(t->noise_rms)) {
        quantity(noise, t->noise_rms, r->unit);
        sl_text_printf(out, "  %-18s%14s   rms, between repetitions\n", "noise of its own", noise);
    }
}

static void eye_rows(sl_text *out, const sl_tdecq_report *r)
{
    const sl_tdecq_result *t = r->result;
    char level[32], threshold[32];
    sl_text_printf(out, "\n  level   mean            threshold above   SER left      right\n");
    for (int j = 3; j >= 0; j--) {
        quantity(level, t->level[j], r->unit);
        sl_text_printf(out, j == 3 ? "  %-8d%s\n" : "  %-8d%-16s", j, level);
        if (j == 3) continue;
        quantity(threshold, t->threshold[j], r->unit);
        sl_text_printf(out, "%-18s%-14.3g%.3g\n", threshold, t->ser_eye[0][j], t->ser_eye[1][j]);
    }
}

static void text_report(sl_text *out, const sl_tdecq_report *r)
{
    const sl_tdecq_result *t = r->result;
    char step[32];
    remarks m;
    collect(&m, r);
    quantity(step, r->opts->step_s, "s");
    sl_text_printf(out, "%s: %zu samples of %s, %.6g GBd\n", r->name, r->samples, step,
                   r->opts->symbol_rate_bd / 1e9);
    if (t->locked) {
        lock_rows(out, r);
        if (t->verdict != SL_TDECQ_NO_RUNS) {
            tap_rows(out, t);
            sl_text_add(out, "\n");
            closure_rows(out, r);
            eye_rows(out, r);
        }
    } else {
        sl_text_add(out, "  NOT LOCKED\n");
    }
    for (int i = 0; i < m.n; i++)
        sl_text_printf(out, "%s  %s\n", i ? "" : "\n", m.text[i]);
}

// ---- JSON

static void numbers(sl_json *j, const char *key, const double *v, int n)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int i = 0; i < n; i++)
        sl_json_number(j, v[i]);
    sl_json_end(j, ']');
}

static void lock_keys(sl_json *j, const sl_tdecq_report *r)
{
    const sl_tdecq_result *t = r->result;
    sl_json_key_bool(j, "locked", t->locked);
    sl_json_key_text(j, "reason", *t->reason ? t->reason : NULL);
    sl_json_key_text(j, "pattern", t->locked ? sl_pam4_pattern_name(t->pattern) : NULL);
    sl_json_key(j, "inverted");
    if (t->locked)
        sl_json_bool(j, t->inverted);
    else
        sl_json_text(j, NULL);
    sl_json_key_number(j, "pattern_offset", t->locked ? (double)t->offset : (double)NAN);
    sl_json_key_number(j, "symbols", (double)t->symbols);
    sl_json_key_number(j, "periods", t->periods);
    sl_json_key_bool(j, "periodic", t->periodic);
    sl_json_key_number(j, "correlation", t->correlation);
    sl_json_key_number(j, "samples_per_symbol", t->samples_per_symbol);
    sl_json_key_number(j, "rate_error_ppm", t->rate_error_ppm);
    sl_json_key_number(j, "clock_line_bd", t->clock_line_bd);
    sl_json_key_number(j, "timing_rms_ui", t->timing_rms_ui);
    sl_json_key_bool(j, "clipped", t->clipped);
}

static void setting_keys(sl_json *j, const sl_tdecq_report *r)
{
    sl_json_key_number(j, "symbol_rate_bd", r->opts->symbol_rate_bd);
    sl_json_key_number(j, "step_s", r->opts->step_s);
    sl_json_key_number(j, "target_ser", r->opts->target_ser);
    sl_json_key_number(j, "reference_bandwidth_hz", r->opts->reference_bandwidth_hz);
    sl_json_key_bool(j, "filter_applied", !r->opts->filtered);
    sl_json_key_number(j, "threshold_adjustment", r->opts->fixed_thresholds ? 0 : 0.01);
    sl_json_key_number(j, "instrument_noise", r->opts->instrument_noise);
    sl_json_key_text(j, "unit", r->unit);
    sl_json_key_bool(j, "unit_stated", r->unit_stated);
}

static void closure_keys(sl_json *j, const sl_tdecq_report *r)
{
    const sl_tdecq_result *t = r->result, *b = r->back_to_back;
    sl_json_key_number(j, "tdecq_db", t->tdecq_db);
    sl_json_key_number(j, "tecq_db", b ? b->tdecq_db : t->tdecq_db);
    sl_json_key_bool(j, "tecq_of_its_own_record", b != NULL);
    sl_json_key_number(j, "oma_dbm", dbm(r, t->oma));
    sl_json_key_number(j, "er_db", extinction_db(r));
    sl_json_key_number(j, "rlm", t->rlm);
    sl_json_key_number(j, "ceq_db", t->ceq_db);
    sl_json_key_number(j, "average_dbm", dbm(r, t->average));
    sl_json_key_number(j, "oma", t->oma);
    sl_json_key_number(j, "average", t->average);
    sl_json_key_number(j, "p3", t->p3);
    sl_json_key_number(j, "p0", t->p0);
    sl_json_key_number(j, "sigma_g", t->sigma_g);
    sl_json_key_number(j, "qt", t->q);
    sl_json_key_number(j, "noise_rms", t->noise_rms);
    numbers(j, "taps", t->tap, t->taps);
    sl_json_key_number(j, "main_tap", t->taps ? t->main + 1 : (double)NAN);
    sl_json_key_bool(j, "tap_limited", t->tap_limited);
    sl_json_key_number(j, "phase_ui", t->phase_ui);
    numbers(j, "levels", t->level, 4);
    numbers(j, "thresholds", t->threshold, 3);
    numbers(j, "ser_left", t->ser_eye[0], 3);
    numbers(j, "ser_right", t->ser_eye[1], 3);
    sl_json_key_number(j, "wrong_decisions", t->ser_decided);
}

static void json_report(sl_text *out, const sl_tdecq_report *r)
{
    static const char *const verdicts[] = {"ok", "no_lock", "no_runs", "eye_closed"};
    sl_json j;
    remarks m;
    collect(&m, r);
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "schema", "shoreline/tdecq/1");
    sl_json_key_text(&j, "record", r->name);
    sl_json_key_number(&j, "samples", (double)r->samples);
    sl_json_key_text(&j, "verdict", verdicts[r->result->verdict]);
    closure_keys(&j, r);
    lock_keys(&j, r);
    setting_keys(&j, r);
    sl_json_key(&j, "remarks");
    sl_json_array(&j);
    for (int i = 0; i < m.n; i++)
        sl_json_text(&j, m.text[i]);
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}

void sl_report_tdecq(sl_text *out, const sl_tdecq_report *report, bool as_json)
{
    if (as_json)
        json_report(out, report);
    else
        text_report(out, report);
}
