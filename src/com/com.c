// Channel Operating Margin: the order of its steps.
//
// Per package test case: transfer functions and impulse responses of all channels, the search for
// the equaliser, its pulse responses, distributions, and
//   COM = 20 log10(A_s/A_ni), A_ni: first bin whose cumulated probability exceeds DER_0   (93A.1.7)
//   VEC = -20 log10((A_s - A_ni)/A_s), VEO = 2 (A_s - A_ni)
// Source: IEEE Std 802.3 Annex 93A and 178A; the reference program, versions 3.70 and 4.50.
#include "shoreline/com.h"

#include <math.h>
#include <string.h>

#include "com/com_internal.h"

struct sl_com_result {
    sl_ctx *ctx;
    sl_arena *arena;
    int n;
    sl_com_case cases[SL_COM_CASES];
};

com_impulse_opts com_impulse_policy(const com_run *run)
{
    static const char *const magnitudes[] = {"linear_trend_to_DC", "trend_to_DC", "extrap_to_DC",
                                             "extrap_to_DC_or_zero", "old"};
    static const char *const phases[] = {"extrap_cubic_to_dc_linear_to_inf",
                                         "trend_and_shift_to_DC",
                                         "interp_to_DC",
                                         "interp_and_shift_to_DC",
                                         "zero_DC",
                                         "old"};
    const sl_com_settings *s = run->s;
    com_impulse_opts o = {.sample_s = run->sample_s,
                          .truncation = run->opts.strict ? fmin(s->truncation_threshold, 1e-5)
                                                         : s->truncation_threshold,
                          .enforce_causality = s->enforce_causality != 0,
                          .causality_relative = s->causality_rel_tol,
                          .causality_difference = s->causality_diff_tol,
                          .causality_start = s->causality_pulse_tol};
    for (size_t i = 0; i < sizeof magnitudes / sizeof *magnitudes; i++)
        if (strcmp(s->magnitude_policy, magnitudes[i]) == 0) o.magnitude = (com_magnitude)i;
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
        if (strcmp(s->phase_policy, phases[i]) == 0) o.phase = (com_phase)i;
    return o;
}

static double entry(const sl_com_list *list, int i)
{
    return list->v[i < list->n ? i : list->n - 1];
}

static void amplitudes(com_run *run)
{
    const sl_com_settings *s = run->s;
    for (int k = 0; k < run->n; k++) {
        com_link *link = &run->links[k];
        const sl_com_list *v = &s->a_v_v, *icn = &s->a_v_v;
        if (link->role == SL_COM_FEXT) {
            v = &s->a_fe_v;
            icn = &s->a_ft_v;
        } else if (link->role == SL_COM_NEXT) {
            v = &s->a_ne_v;
            icn = &s->a_nt_v;
        }
        link->amplitude_v = entry(v, run->column);
        link->icn_v = icn->v[0];
    }
}

static sl_status impulses(com_run *run)
{
    com_impulse_opts policy = com_impulse_policy(run);
    for (int k = 0; k < run->n; k++) {
        com_link *link = &run->links[k];
        SL_TRY(com_impulse(&link->impulse, &link->impulse_n, run->ctx, run->work, link->transfer,
                           run->freq_hz, run->points, &policy, &run->cache->impulse, link->name));
        for (size_t i = 0; i < link->impulse_n; i++)
            link->impulse[i] *= link->amplitude_v;
    }
    return SL_OK;
}

static void report_choice(sl_com_case *out, const com_run *run, const com_choice *c,
                          const com_tx_grid *grid)
{
    const sl_com_settings *s = run->s;
    out->fom_db = c->fom_db;
    out->g_dc_db = s->g_dc_db.v[c->main];
    out->g_dc_hp_db = s->ctle == SL_COM_CTLE_120D ? s->g_dc_hp_db.v[c->low] : NAN;
    out->tx_ffe_n = grid->n;
    out->tx_cursor = grid->cursor;
    memcpy(out->tx_ffe, grid->taps + c->row * (size_t)grid->n, (size_t)grid->n * sizeof(double));
    out->dfe_n = c->n_dfe;
    memcpy(out->dfe, c->dfe, (size_t)c->n_dfe * sizeof(double));
    out->floating_n = c->floating_n;
    memcpy(out->floating, c->floating, (size_t)c->floating_n * sizeof(int));
    out->rx_ffe_n = c->rx_n;
    memcpy(out->rx_ffe, c->rx, (size_t)c->rx_n * sizeof(double));
    out->sample_shift = c->sample_shift;
    out->cursor = c->cursor;
}

static void report_noise(sl_com_case *out, const com_run *run, const com_noise *o)
{
    double der = run->s->der_0, sum = 0, at = -out->as_v / pow(10, run->s->com_pass_db / 20);
    out->ani_v = com_pdf_peak_v(&o->total, der, false);
    memcpy(out->cumulated_v, o->cumulated_v, sizeof out->cumulated_v);
    out->sigma_n_v = o->sigma_n_v;
    out->sigma_tx_v = o->sigma_tx_v;
    out->sigma_rj_v = o->sigma_rj_v;
    out->sigma_g_v = o->sigma_g_v;
    out->sigma_isi_v = com_pdf_sigma_v(&o->isi);
    out->sigma_xt_v = com_pdf_sigma_v(&o->crosstalk);
    out->peak_isi_v = com_pdf_peak_v(&o->isi, der, true);
    out->peak_xt_v = com_pdf_peak_v(&o->crosstalk, der, true);
    out->peak_noise_v = com_pdf_peak_v(&o->noise, der, true);
    for (size_t i = 0; i < o->total.n; i++) {
        sum += o->total.y[i];
        if (com_pdf_x(&o->total, i) > at) break;
    }
    out->der_threshold = sum;
}

static void report_margin(sl_com_case *out)
{
    double opening = (out->as_v - out->ani_v) / out->as_v;
    out->com_db = 20 * log10(out->as_v / out->ani_v);
    out->veo_v = 2 * (out->as_v - out->ani_v);
    out->vec_db = -20 * log10(fmax(opening, COM_EPS));
}

// Margin of chip to module: from the opening within T_O (124E-4).
static sl_status report_eye(sl_com_case *out, const com_run *run, const com_choice *c,
                            const com_pulses *pulses, const com_noise *noise, double bin)
{
    com_eye_in in = {.pulse = pulses->x[0],
                     .n = pulses->n[0],
                     .cursor = c->cursor,
                     .choice = c,
                     .sigma_n_v = noise->sigma_n_v,
                     .sigma_tx_v = noise->sigma_tx_v,
                     .bin_v = bin,
                     .crosstalk = &noise->crosstalk,
                     .whole = true};
    com_eye_out eye;
    SL_TRY(com_eye(&eye, run, &in));
    out->eye_width_ui = eye.width_ui;
    out->eye_per_ui = eye.per_ui;
    out->eye_v = eye.contours;
    if (run->s->t_o_mui == 0) return SL_OK;
    out->ani_v = out->as_v - eye.opening_v / 2;
    out->veo_v = eye.opening_v;
    out->com_db = 20 * log10(out->as_v / out->ani_v);
    out->vec_db = -20 * log10(fmax(eye.opening_v / (2 * out->as_v), COM_EPS));
    return SL_OK;
}

// VEC of the reference with sequence detection.
static void report_mlse(sl_com_case *out)
{
    double gain = pow(10, out->mlse_gain_db / 20), before = out->vec_db;
    out->com_db += out->mlse_gain_db;
    out->vec_db = out->mlse_gain_db - 20 * log10((gain - 1) * pow(10, before / 20) + 1) + before;
}

// Noise of a receive FFE comes from its spectra.
static sl_status noise_of(com_noise *noise, const com_run *run, const com_choice *c,
                          const com_tx_grid *grid, const com_pulses *pulses, double bin,
                          com_spectra *spectra)
{
    if (!run->mmse) return com_noise_make(noise, run, c, pulses, bin, NULL);
    double fb = run->s->f_b_hz;
    SL_TRY(com_spectra_make(spectra, run, c, grid, pulses));
    noise->sigma_n_v = com_spectrum_rms(spectra, spectra->receiver, fb);
    noise->sigma_tx_v = com_spectrum_rms(spectra, spectra->transmitter, fb);
    noise->sigma_rj_v = com_spectrum_rms(spectra, spectra->random_jitter, fb);
    noise->sigma_g_v =
        sqrt(pow(noise->sigma_n_v, 2) + pow(noise->sigma_tx_v, 2) + pow(noise->sigma_rj_v, 2));
    return com_noise_make(noise, run, c, pulses, bin, spectra->phases);
}

static const double *kept(com_run *run, const double *x, size_t n, size_t room)
{
    double *copy = sl_arena_alloc(run->arena, room * sizeof *copy);
    if (!copy) return NULL;
    memset(copy, 0, room * sizeof *copy);
    memcpy(copy, x, n * sizeof *copy);
    return copy;
}

static sl_status keep_waveforms(sl_com_case *out, com_run *run, const com_pulses *p)
{
    const com_link *thru = &run->links[0];
    size_t n = p->n[0];
    double *raw = sl_arena_alloc(run->work, n * sizeof *raw);
    if (!raw) return SL_ERR_NO_MEMORY;
    com_hold(raw, thru->impulse, thru->impulse_n, (size_t)run->s->samples_per_ui);
    out->pulse_n = n;
    out->pulse_v = kept(run, p->x[0], n, n);
    out->unequalised_v = kept(run, raw, thru->impulse_n, n);
    if (!out->pulse_v || !out->unequalised_v) return SL_ERR_NO_MEMORY;
    out->aggressors = run->n - 1;
    for (int k = 1; k < run->n; k++) {
        out->aggressor_n[k - 1] = p->n[k];
        out->aggressor_v[k - 1] = kept(run, p->x[k], p->n[k], p->n[k]);
        if (!out->aggressor_v[k - 1]) return SL_ERR_NO_MEMORY;
    }
    return SL_OK;
}

static sl_status margin(sl_com_case *out, com_run *run, const com_choice *c,
                        const com_tx_grid *grid)
{
    const sl_com_settings *s = run->s;
    com_pulses pulses;
    com_spectra spectra = {0};
    com_noise noise = {0};
    out->as_v = fabs(c->as_v);
    double bin = com_bin_v(s, out->as_v);
    SL_TRY(com_apply(&pulses, run, c, grid));
    if (run->opts.keep_waveforms) SL_TRY(keep_waveforms(out, run, &pulses));
    sl_status status = noise_of(&noise, run, c, grid, &pulses, bin, &spectra);
    if (status == SL_OK) {
        report_noise(out, run, &noise);
        report_margin(out);
    }
    if (status == SL_OK && s->eye_width) status = report_eye(out, run, c, &pulses, &noise, bin);
    if (status == SL_OK && s->mlse)
        status = com_mlse_gain_db(&out->mlse_gain_db, run, c->dfe[0], out->as_v, out->ani_v,
                                  &noise.total, &spectra);
    if (status == SL_OK && s->mlse) report_mlse(out);
    com_noise_free(&noise);
    return status;
}

static sl_status test_case(sl_com_case *out, com_run *run, const com_tx_grid *grid,
                           const com_ctle_set *ctles)
{
    com_choice *c = sl_arena_alloc(run->work, sizeof *c);
    if (!c) return SL_ERR_NO_MEMORY;
    amplitudes(run);
    SL_TRY(com_transfers(run));
    com_figures(out, run);
    SL_TRY(impulses(run));
    SL_TRY(run->mmse ? com_search_178a(c, run, grid, ctles) : com_search_93a(c, run, grid, ctles));
    if (c->fom_db == -INFINITY) {
        sl_diag_add(run->ctx, SL_ERROR, SL_E_CHANNEL, (sl_mark){0},
                    "widen the ranges of c(n), g_DC, or look at the channel: its pulse has no eye",
                    "%s, case %d: no setting of the equaliser gives a sampling point",
                    run->links[0].name, out->number);
        return SL_ERR_NO_CONVERGENCE;
    }
    report_choice(out, run, c, grid);
    return margin(out, run, c, grid);
}

static sl_status cases(sl_com_result *result, com_run *run)
{
    const sl_com_settings *s = run->s;
    double erl[2] = {NAN, NAN};
    com_tx_grid grid = {0};
    com_ctle_set ctles;
    sl_status status = com_tx_grid_make(&grid, run);
    if (status == SL_OK) status = com_ctle_set_make(&ctles, run);
    if (status == SL_OK && run->opts.start) {
        com_tx_grid_narrow(&grid, run->opts.start, run->opts.start_steps);
        com_ctle_set_narrow(&ctles, s, run->opts.start, run->opts.start_steps);
    }
    for (int i = 0; i < s->z_p_select_n && status == SL_OK; i++) {
        sl_com_case *out = &result->cases[result->n];
        status = sl_arena_create(&run->work, run->ctx);
        if (status != SL_OK) break;
        run->column = s->z_p_select[i] - 1;
        *out = (sl_com_case){.number = run->column + 1, .sample_s = run->sample_s};
        if (i == 0 && (run->opts.erl || (s->erl && s->tdr) || run->one_port))
            status = com_erl(erl, run);
        out->erl11_db = erl[0];
        out->erl22_db = erl[1];
        out->erl_db = s->tdr_w_txpkg ? erl[1] : isnan(erl[1]) ? erl[0] : fmin(erl[0], erl[1]);
        out->com_db = out->fom_db = out->vec_db = out->eye_width_ui = NAN;
        if (status == SL_OK && !s->erl_only && !run->one_port)
            status = test_case(out, run, &grid, &ctles);
        sl_arena_destroy(run->work);
        result->n++;
        if (s->erl_only || run->one_port) break;
    }
    sl_ctx_resize(run->ctx, grid.taps, 0);
    sl_ctx_resize(run->ctx, grid.index, 0);
    return status;
}

// Options of the reference that are read but not computed: told, not skipped.
static sl_status modelled(const com_run *run)
{
    const sl_com_settings *s = run->s;
    const struct {
        bool set;
        const char *what;
    } options[] = {
        {s->rx_ffe && !run->mmse, "a receive FFE other than 4.50's FFE_OPT_METHOD MMSE"},
        {run->mmse && s->ctle != SL_COM_CTLE_120D, "a receive FFE without g_DC_HP"},
        {run->mmse && (s->ffe_pre_taps < 1 || s->ffe_post_taps < 1),
         "a receive FFE without taps on both sides"},
        {run->mmse && s->limit_jitter_contrib_to_dfe_span != 0,
         "LIMIT_JITTER_CONTRIB_TO_DFE_SPAN with a receive FFE"},
        {s->td_mode != 0, "TDMODE (pulse responses in place of files)"},
        {s->rx_calibration != 0, "RX_CALIBRATION"},
        {s->wc_portz != 0, "WC_PORTZ"},
        {s->dynamic_tx_ffe == 0, "Dynamic TXFFE 0"},
        {s->floating_dfe && !s->floating_dfe_development, "FloatingDFE_Development 0"},
        {s->exe_mode == 2, "EXE_MODE 2"},
        {s->optimize_speed_up != 0, "Optimize_loop_speed_up"},
    };
    size_t before = sl_diag_errors(run->ctx);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].set)
            sl_diag_add(run->ctx, SL_ERROR, SL_E_CHANNEL, (sl_mark){0},
                        "leave the key out, or use the reference program for it",
                        "the settings ask for %s, which is not modelled", options[i].what);
    return sl_diag_errors(run->ctx) > before ? SL_ERR_SCENARIO : SL_OK;
}

sl_status sl_com_run(sl_com_result **out, sl_ctx *ctx, const sl_com_settings *settings,
                     const sl_com_channel *channels, int n, const sl_com_opts *opts)
{
    static const sl_com_opts defaults;
    com_cache cache = {0};
    com_run run = {.ctx = ctx, .s = settings, .opts = opts ? *opts : defaults, .cache = &cache};
    if (run.opts.strict) run.opts.search = SL_COM_SEARCH_EXACT;
    sl_com_result *result = sl_ctx_resize(ctx, NULL, sizeof *result);
    *out = NULL;
    if (!result) return SL_ERR_NO_MEMORY;
    *result = (sl_com_result){.ctx = ctx};
    run.ui_s = 1 / settings->f_b_hz;
    run.sample_s = run.ui_s / settings->samples_per_ui;
    run.sigma_x = sqrt((settings->levels * settings->levels - 1) /
                       (3.0 * (settings->levels - 1) * (settings->levels - 1)));
    run.mmse = settings->rx_ffe && settings->compat != SL_COM_3_70 &&
               settings->ffe_method == SL_COM_FFE_MMSE;
    sl_status status = modelled(&run);
    if (status == SL_OK) status = sl_arena_create(&result->arena, ctx);
    run.arena = result->arena;
    if (status == SL_OK) status = com_channels_prepare(&run, channels, n);
    if (status == SL_OK) status = cases(result, &run);
    sl_fourier_destroy(cache.impulse);
    sl_fourier_destroy(cache.ctle);
    if (status != SL_OK) {
        sl_com_result_destroy(result);
        return status;
    }
    *out = result;
    return SL_OK;
}

void sl_com_result_destroy(sl_com_result *result)
{
    if (!result) return;
    sl_arena_destroy(result->arena);
    sl_ctx_resize(result->ctx, result, 0);
}

int sl_com_cases(const sl_com_result *result)
{
    return result->n;
}

const sl_com_case *sl_com_case_at(const sl_com_result *result, int i)
{
    return &result->cases[i];
}
