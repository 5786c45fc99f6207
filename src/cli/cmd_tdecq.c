// shoreline tdecq
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool plain_number(double *out, const char *text)
{
    const char *end = text + strlen(text), *stop = sl_decimal_read(out, text, end);
    return stop == end && stop > text && isfinite(*out);
}

// A number with a unit of the dimension of `unit`, or without where `bare` allows it.
static bool quantity(double *out, const char *text, const char *unit, bool bare)
{
    sl_quantity q, u;
    sl_quantity_error error;
    if (bare && plain_number(out, text)) return true;
    if (!sl_quantity_parse(&q, text, strlen(text), &error) || !q.has_unit) return false;
    if (!sl_unit_parse(&u, unit, strlen(unit), &error)) return false;
    return sl_quantity_convert(out, &q, u.dim) && isfinite(*out);
}

static int take_pattern(cli *c, sl_tdecq_opts *o)
{
    static const char *const names[] = {"auto", "ssprq", "prbs13q"};
    const char *name = c->args.option[OPT_PATTERN] ? c->args.option[OPT_PATTERN] : "auto";
    for (int i = 0; i < 3; i++)
        if (strcmp(names[i], name) == 0) {
            o->pattern = (sl_pam4_pattern)i;
            return 0;
        }
    return cli_usage(c, "--pattern takes ssprq, prbs13q or auto, not '%s'", name);
}

static int take_options(cli *c, sl_tdecq_opts *o, sl_wave_read_opts *read)
{
    const char *const *opt = c->args.option;
    *o = (sl_tdecq_opts){.taps = 5,
                         .target_ser = 4.8e-4,
                         .filtered = opt[OPT_FILTERED] != NULL,
                         .fixed_thresholds = opt[OPT_FIXED_THRESHOLDS] != NULL};
    *read = (sl_wave_read_opts){0};
    if (!opt[OPT_WAVE_RATE])
        return cli_usage(c, "tdecq needs --rate, the symbol rate, as --rate 53.125GBd");
    if (!quantity(&o->symbol_rate_bd, opt[OPT_WAVE_RATE], "Bd", false) || !(o->symbol_rate_bd > 0))
        return cli_usage(c, "--rate takes a symbol rate with its unit, as 53.125GBd, not '%s'",
                         opt[OPT_WAVE_RATE]);
    o->reference_bandwidth_hz = o->symbol_rate_bd / 2;
    if (opt[OPT_TAPS]) o->taps = atoi(opt[OPT_TAPS]);
    if (!sl_tdecq_limits_of(o->taps))
        return cli_usage(c, "--taps takes 5, 9 or 15, not '%s'", opt[OPT_TAPS]);
    if (opt[OPT_SER] && (!plain_number(&o->target_ser, opt[OPT_SER]) ||
                         !(o->target_ser >= 1e-12 && o->target_ser <= 0.1)))
        return cli_usage(c, "--ser takes 1e-12 to 0.1, not '%s'", opt[OPT_SER]);
    if (opt[OPT_COLUMN]) read->column = atoi(opt[OPT_COLUMN]);
    if (opt[OPT_COLUMN] && read->column < 1)
        return cli_usage(c, "--column counts from 1, not '%s'", opt[OPT_COLUMN]);
    if (opt[OPT_SCALE] && (!plain_number(&read->scale, opt[OPT_SCALE]) || !(read->scale > 0)))
        return cli_usage(c, "--scale takes watts per unit of the file, as 1e-3 for mW, not '%s'",
                         opt[OPT_SCALE]);
    if (opt[OPT_STEP] && (!quantity(&o->step_s, opt[OPT_STEP], "s", false) || !(o->step_s > 0)))
        return cli_usage(c, "--step takes a time with its unit, as 1.17ps, not '%s'",
                         opt[OPT_STEP]);
    if (opt[OPT_INSTRUMENT_NOISE] &&
        (!quantity(&o->instrument_noise, opt[OPT_INSTRUMENT_NOISE], "W", true) ||
         !(o->instrument_noise >= 0)))
        return cli_usage(c, "--instrument-noise takes a power, as 12uW, not '%s'",
                         opt[OPT_INSTRUMENT_NOISE]);
    return take_pattern(c, o);
}

// Reads and measures one file. o->step_s: 0, or what --step says.
static sl_status measure(cli *c, sl_tdecq_result *result, sl_tdecq_report *report, sl_tdecq_opts *o,
                         const char *path, const sl_wave_read_opts *read)
{
    sl_arena *arena = NULL;
    sl_wave_record record = {0};
    SL_TRY(sl_arena_create(&arena, c->ctx));
    sl_source *source = cli_source(c, arena, path);
    sl_status status = !source ? sl_diag_errors(c->ctx) ? SL_ERR_IO : SL_ERR_NO_MEMORY
                               : sl_wave_parse(&record, c->ctx, source, read);
    if (status == SL_OK && o->step_s <= 0) o->step_s = record.step_s;
    if (status == SL_OK && !(o->step_s > 0)) {
        sl_diag_add(c->ctx, SL_ERROR, SL_E_WAVE_RECORD, (sl_mark){source, 1, 1, 1},
                    "say the time between samples with --step, as --step 1.17ps",
                    "the file has no column of time and no XInc in its head");
        status = SL_ERR_SCENARIO;
    }
    if (status == SL_OK) {
        report->samples = record.n;
        report->unit = record.unit;
        report->unit_stated = record.unit_stated;
        status = sl_tdecq_measure(result, c->ctx, record.value, record.n, o);
    }
    sl_wave_free(&record);
    sl_arena_destroy(arena);
    return status;
}

int cmd_tdecq(cli *c)
{
    sl_tdecq_opts opts, other_opts;
    sl_wave_read_opts read;
    sl_tdecq_result result, other;
    sl_tdecq_report report = {.name = c->args.positional[0], .opts = &opts, .result = &result};
    const char *without = c->args.option[OPT_BACK_TO_BACK];
    int code = take_options(c, &opts, &read);
    if (code) return code;
    other_opts = opts;
    sl_status status = measure(c, &result, &report, &opts, report.name, &read);
    if (status == SL_OK && without) {
        sl_tdecq_report unused = {0};
        status = measure(c, &other, &unused, &other_opts, without, &read);
        report.back_to_back = &other;
    }
    if (status != SL_OK) return cli_finish(c, status);
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_report_tdecq(&text, &report, c->args.option[OPT_JSON] != NULL);
    status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    bool measured = result.verdict == SL_TDECQ_OK && (!without || other.verdict == SL_TDECQ_OK);
    if (status == SL_OK && !measured) status = SL_ERR_REQUIREMENT;
    return cli_finish(c, status);
}
