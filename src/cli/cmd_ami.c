// shoreline ami
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

// ---- check ----

static const char *const usages[] = {"In", "Out", "InOut", "Info", "Dep"};
static const char *const types[] = {"Float", "Integer", "String", "Boolean", "Tap", "UI"};
static const char *const formats[] = {"Value", "Range", "List",     "Corner",     "Increment",
                                      "Steps", "Table", "Gaussian", "Dual-Dirac", "DjRj"};

static void list_text(sl_text *out, const sl_ami *ami)
{
    sl_text_printf(out, "%s: %zu parameters\n", sl_ami_name(ami), sl_ami_param_count(ami));
    for (size_t i = 0; i < sl_ami_param_count(ami); i++) {
        const sl_ami_param *p = sl_ami_param_at(ami, i);
        sl_text_printf(out, "  %-28s %-5s %-7s %-9s %-14s", p->path, usages[p->usage],
                       types[p->type], formats[p->format], p->initial);
        for (size_t k = 1; k < p->value_n; k++)
            sl_text_printf(out, " %s", p->values[k]);
        sl_text_add(out, "\n");
    }
}

static void list_json(sl_text *out, const sl_ami *ami)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "name", sl_ami_name(ami));
    sl_json_key(&j, "parameters");
    sl_json_array(&j);
    for (size_t i = 0; i < sl_ami_param_count(ami); i++) {
        const sl_ami_param *p = sl_ami_param_at(ami, i);
        sl_json_object(&j);
        sl_json_key_text(&j, "name", p->path);
        sl_json_key_bool(&j, "reserved", p->reserved);
        sl_json_key_text(&j, "usage", usages[p->usage]);
        sl_json_key_text(&j, "type", types[p->type]);
        sl_json_key_text(&j, "format", formats[p->format]);
        sl_json_key_text(&j, "initial", p->initial);
        sl_json_key(&j, "values");
        sl_json_array(&j);
        for (size_t k = 0; k < p->value_n; k++)
            sl_json_text(&j, p->values[k]);
        sl_json_end(&j, ']');
        sl_json_key_text(&j, "description", p->description);
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}

static sl_status load(cli *c, sl_arena *arena, const char *path, sl_ami **ami)
{
    sl_source *source = cli_source(c, arena, path);
    if (!source) return sl_diag_errors(c->ctx) ? SL_ERR_IO : SL_ERR_NO_MEMORY;
    return sl_ami_parse(ami, c->ctx, source->name, source->text, source->length);
}

static sl_status check(cli *c, sl_arena *arena)
{
    sl_ami *ami = NULL;
    SL_TRY(load(c, arena, c->args.positional[1], &ami));
    sl_text out;
    sl_text_init(&out, c->ctx);
    if (c->args.option[OPT_JSON])
        list_json(&out, ami);
    else
        list_text(&out, ami);
    sl_status status = cli_write(c, c->args.option[OPT_OUTPUT], &out);
    sl_text_free(&out);
    sl_ami_destroy(ami);
    return status;
}

// ---- run ----

typedef struct ami_run {
    sl_arena *arena;
    sl_ami *ami;
    sl_text input;
    sl_ami_job job;
    sl_ami_result result;
    size_t samples; // per UI
    bool pulse;     // the response was given, and is returned, as a pulse
} ami_run;

// The host beside this program, or in the libexec folder of its prefix.
static const char *find_host(cli *c, sl_arena *arena)
{
    char self[4096];
    if (c->args.option[OPT_HOST]) return c->args.option[OPT_HOST];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (slash) *slash = '\0';
    const char *beside = sl_arena_printf(arena, "%s/shoreline-ami-host", self);
    if (beside && access(beside, X_OK) == 0) return beside;
    return sl_arena_printf(arena, "%s/../libexec/shoreline-ami-host", self);
}

// A pulse of one UI is the running sum of M samples of the impulse response, times the interval.
static void impulse_of_pulse(double *v, size_t n, size_t m, double interval_s)
{
    for (size_t i = n; i-- > 1;)
        v[i] -= v[i - 1];
    for (size_t i = m; i < n; i++)
        v[i] += v[i - m];
    for (size_t i = 0; i < n; i++)
        v[i] /= interval_s;
}

static void pulse_of_impulse(double *v, size_t n, size_t m, double interval_s)
{
    for (size_t i = n; i-- > m;)
        v[i] -= v[i - m];
    for (size_t i = 0; i < n; i++)
        v[i] *= interval_s;
    for (size_t i = 1; i < n; i++)
        v[i] += v[i - 1];
}

static sl_status read_samples(cli *c, ami_run *r)
{
    const char *const *o = c->args.option;
    const char *response = o[OPT_PULSE] ? o[OPT_PULSE] : o[OPT_IMPULSE];
    r->pulse = o[OPT_PULSE] != NULL;
    if (response) {
        r->job.impulse = cli_samples(c, r->arena, response, &r->job.rows);
    } else { // what AMI_Init wants and nobody asked for: an ideal channel
        r->job.rows = 64 * r->samples;
        r->job.impulse = sl_arena_alloc(r->arena, r->job.rows * sizeof(double));
        if (r->job.impulse) r->job.impulse[0] = 1 / r->job.sample_interval_s;
    }
    if (r->job.impulse && r->pulse)
        impulse_of_pulse(r->job.impulse, r->job.rows, r->samples, r->job.sample_interval_s);
    if (r->job.impulse && o[OPT_WAVE]) {
        r->job.wave = cli_samples(c, r->arena, o[OPT_WAVE], &r->job.wave_n);
        r->job.clock_max = r->job.wave_n;
        r->job.clocks = sl_arena_alloc(r->arena, r->job.clock_max * sizeof(double));
    }
    if (r->job.impulse && (!o[OPT_WAVE] || (r->job.wave && r->job.clocks))) return SL_OK;
    return sl_diag_errors(c->ctx) ? SL_ERR_IO : SL_ERR_NO_MEMORY;
}

static int take_options(cli *c, ami_run *r)
{
    const char *const *o = c->args.option;
    char *end = NULL;
    double rate = o[OPT_RATE] ? strtod(o[OPT_RATE], &end) : 53.125e9;
    int samples = o[OPT_SAMPLES] ? atoi(o[OPT_SAMPLES]) : 32;
    if (!o[OPT_MODEL] || !o[OPT_AMI]) return cli_usage(c, "ami run needs --model and --ami");
    if (!o[OPT_IMPULSE] && !o[OPT_PULSE] && !o[OPT_WAVE])
        return cli_usage(c, "ami run needs --impulse, --pulse or --wave");
    if (o[OPT_IMPULSE] && o[OPT_PULSE]) return cli_usage(c, "--impulse and --pulse are one thing");
    if ((end && *end) || !(rate > 0) || !isfinite(rate))
        return cli_usage(c, "--rate takes a number of baud, not '%s'", o[OPT_RATE]);
    if (samples < 1 || samples > 4096) return cli_usage(c, "--samples takes 1 to 4096");
    r->samples = (size_t)samples;
    r->job.bit_time_s = 1 / rate;
    r->job.sample_interval_s = r->job.bit_time_s / samples;
    r->job.timeout_s = o[OPT_TIMEOUT] ? atoi(o[OPT_TIMEOUT]) : 0;
    r->job.environment = environ;
    // A name without a slash would be looked for in the system's folders.
    r->job.model =
        strchr(o[OPT_MODEL], '/') ? o[OPT_MODEL] : sl_arena_printf(r->arena, "./%s", o[OPT_MODEL]);
    r->job.host = find_host(c, r->arena);
    return 0;
}

static void write_result(sl_text *out, const ami_run *r)
{
    const double *v = r->job.wave ? r->job.wave : r->job.impulse;
    size_t n = r->job.wave ? r->job.wave_n : r->job.rows, peak = 0;
    for (size_t i = 1; i < n; i++)
        if (fabs(v[i]) > fabs(v[peak])) peak = i;
    sl_text_printf(out, "parameters in   %s\n", r->job.input);
    sl_text_printf(out, "parameters out  %s\n",
                   *r->result.wave_out ? r->result.wave_out : r->result.init_out);
    if (*r->result.message) sl_text_printf(out, "message         %s\n", r->result.message);
    if (*r->result.output) sl_text_printf(out, "written         %s\n", r->result.output);
    sl_text_printf(out, "%-15s %zu samples, largest %.6g at %.6g UI\n",
                   r->job.wave ? "waveform"
                   : r->pulse  ? "pulse"
                               : "impulse",
                   n, v[peak], (double)peak / (double)r->samples);
    if (r->job.wave) sl_text_printf(out, "clock times     %zu\n", r->result.clock_n);
}

static void json_array(sl_json *j, const char *key, const double *v, size_t n)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (size_t i = 0; i < n; i++)
        sl_json_number(j, v[i]);
    sl_json_end(j, ']');
}

static void write_json(sl_text *out, const ami_run *r)
{
    sl_json j;
    sl_json_begin(&j, out, false);
    sl_json_object(&j);
    sl_json_key_text(&j, "parameters_in", r->job.input);
    sl_json_key_text(&j, "init_parameters_out", r->result.init_out);
    sl_json_key_text(&j, "getwave_parameters_out", r->result.wave_out);
    sl_json_key_text(&j, "message", r->result.message);
    sl_json_key_text(&j, "written", r->result.output);
    sl_json_key_number(&j, "sample_interval_s", r->job.sample_interval_s);
    json_array(&j, r->pulse ? "pulse" : "impulse", r->job.impulse, r->job.rows);
    json_array(&j, "wave", r->job.wave, r->job.wave ? r->job.wave_n : 0);
    json_array(&j, "clock_times_s", r->job.clocks, r->result.clock_n);
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}

static sl_status write_samples(cli *c, const ami_run *r)
{
    if (!c->args.option[OPT_OUTPUT]) return SL_OK;
    const double *v = r->job.wave ? r->job.wave : r->job.impulse;
    size_t n = r->job.wave ? r->job.wave_n : r->job.rows;
    sl_text out;
    sl_text_init(&out, c->ctx);
    for (size_t i = 0; i < n; i++) {
        sl_text_add_number(&out, v[i]);
        sl_text_add(&out, "\n");
    }
    sl_status status = cli_write(c, c->args.option[OPT_OUTPUT], &out);
    sl_text_free(&out);
    return status;
}

static sl_status run_model(cli *c, ami_run *r)
{
    SL_TRY(load(c, r->arena, c->args.option[OPT_AMI], &r->ami));
    SL_TRY(sl_ami_input(&r->input, c->ctx, r->ami, c->args.list, c->args.list_n));
    SL_TRY(read_samples(c, r));
    r->job.ami = r->ami;
    r->job.input = sl_text_get(&r->input);
    sl_status status = sl_ami_run(&r->result, c->ctx, r->arena, &r->job);
    if (status != SL_OK) {
        if (*r->result.output) // what it said may say why
            fprintf(stderr, "the model wrote:\n%s\n", r->result.output);
        return status;
    }
    if (*r->result.output)
        sl_diag_add(c->ctx, SL_WARNING, SL_W_AMI, (sl_mark){0}, NULL,
                    "the model wrote %zu bytes to its terminal", r->result.output_n);
    if (r->pulse)
        pulse_of_impulse(r->job.impulse, r->job.rows, r->samples, r->job.sample_interval_s);
    SL_TRY(write_samples(c, r));
    sl_text out;
    sl_text_init(&out, c->ctx);
    if (c->args.option[OPT_JSON])
        write_json(&out, r);
    else
        write_result(&out, r);
    status = cli_write(c, NULL, &out);
    sl_text_free(&out);
    return status;
}

int cmd_ami(cli *c)
{
    const char *what = c->args.positional[0];
    ami_run r = {0};
    bool is_run = strcmp(what, "run") == 0;
    if (!is_run && strcmp(what, "check") != 0)
        return cli_usage(c, "ami takes check or run, not '%s'", what);
    if (c->args.positional_n != (is_run ? 1u : 2u))
        return cli_usage(c, is_run ? "ami run takes options only" : "ami check needs FILE.ami");
    if (sl_arena_create(&r.arena, c->ctx) != SL_OK) return cli_finish(c, SL_ERR_NO_MEMORY);
    sl_text_init(&r.input, c->ctx);
    int code = is_run ? take_options(c, &r) : 0;
    if (code == 0) code = cli_finish(c, is_run ? run_model(c, &r) : check(c, r.arena));
    sl_text_free(&r.input);
    sl_ami_destroy(r.ami);
    sl_arena_destroy(r.arena);
    return code;
}
