// The tiers of an optical lane against each other over random links: the standard tier's filters
// and curve against the waveform through the devices, where the transmitter has no memory beyond
// its filters within 0.1 dB up to 5 % of compression; the waveform's analysis against counted
// errors. SL_LINKS=500 in the environment prints the map of docs/theory/optics-links.md.
#include "sl_test.h"

#include <stdlib.h>

#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/optical_wave.h"
#include "shoreline/random.h"
#include "shoreline/signal.h"

enum { MZM, EAM, RING, VCSEL, KINDS };

static sl_ctx *ctx;
static sl_link *link_;

typedef struct random_link {
    int kind;
    sl_optical_link link;
    sl_modulator modulator;
    sl_vcsel laser;
    sl_smf_opts smf;
    sl_mmf_opts mmf;
    sl_mode_group group[15];
    sl_link_chain_opts chain;
    double driver_hz;
} random_link;

typedef struct dice {
    uint64_t link, at;
} dice;

static double between(dice *d, double low, double high)
{
    return low + (high - low) * sl_random_uniform(20261120, 1, d->link, d->at++);
}

static int one_of(dice *d, int n)
{
    return (int)between(d, 0, n);
}

static void receiver(random_link *r, dice *d, double fb)
{
    sl_lane_in *l = &r->link.lane;
    l->rin_per_hz = pow(10, between(d, -15, -14));
    l->jitter_rms_ui = between(d, 0, 0.015);
    l->channel_loss_db = between(d, 1, 5);
    l->responsivity_a_per_w = r->kind == VCSEL ? 0.5 : 0.8;
    l->dark_current_a = 1e-8;
    l->thermal_a2_per_hz = pow(between(d, 12e-12, 22e-12), 2);
    l->receiver_noise_per_hz = between(d, 0, 1e-14);
    l->implementation_loss_db = between(d, 0, 1);
    l->receiver_bandwidth_hz = fb * between(d, 0.45, 0.8);
    r->link.receiver[0] = (sl_filter){SL_FILTER_BESSEL4, l->receiver_bandwidth_hz, 0};
    r->link.receiver_n = 1;
    r->link.rx.ffe_n = 5 + 2 * one_of(d, 8);
    r->link.rx.ffe_pre = r->link.rx.ffe_n / 3;
    r->link.rx.detector = (sl_detector)one_of(d, 3);
    r->link.rx.dfe_n = r->link.rx.detector != SL_DETECT_LINEAR;
    r->link.rx.dfe_limit = 0.5;
}

static void modulator(random_link *r, dice *d, double fb)
{
    sl_modulator *m = &r->modulator;
    *m = (sl_modulator){.insertion_loss_db = 4,
                        .drive_vpp_v = 2,
                        .line_bandwidth_hz = fb * between(d, 0.6, 1.5),
                        .wavelength_m = r->smf.wavelength_m};
    if (r->kind == MZM) {
        m->kind = SL_MODULATOR_MZM;
        m->v_pi_v = 2 / between(d, 0.2, 0.8);
        m->static_extinction_db = 25;
    } else if (r->kind == EAM) {
        m->kind = SL_MODULATOR_EAM;
        m->drive_vpp_v = between(d, 0.4, 1.6);
        m->bias_v = between(d, 1.2, 2);
        m->v0_v = between(d, 2, 3);
        m->exponent = between(d, 1.2, 2);
        r->chain.chirp = between(d, -0.5, 0.5);
    } else {
        m->kind = SL_MODULATOR_RING;
        m->quality = 228e12 / (fb * between(d, 0.8, 1.6));
        m->min_transmission = between(d, 0.01, 0.1);
        m->shift_hz_per_v = fb * between(d, 0.05, 0.17);
    }
    r->chain.modulator = m;
    r->chain.input_power_w = between(d, 5e-3, 2e-2) * fb / 53e9;
}

static void laser(random_link *r, dice *d, double fb)
{
    r->laser = (sl_vcsel){.threshold_a = 0.6e-3,
                          .threshold_temp_k = 300,
                          .threshold_curvature_a_per_k2 = 1e-7,
                          .slope_w_per_a = 0.6,
                          .slope_fall_per_k = 0.003,
                          .reference_temp_k = 300,
                          .turn_on_v = 1.5,
                          .series_ohm = 70,
                          .thermal_resistance_k_per_w = 2500,
                          .current_max_a = 0.015,
                          .d_hz_per_sqrt_a = between(d, 8e9, 12e9) / sqrt(1e-3),
                          .d_fall_per_k = 0.001,
                          .k_factor_s = between(d, 0.2e-9, 0.35e-9),
                          .damping_offset_per_s = 15e9,
                          .parasitic_pole_hz = fb * between(d, 0.6, 1.2),
                          .wavelength_m = 850e-9,
                          .carrier_lifetime_s = 1e-9,
                          .linewidth_hz = 1e7};
    r->chain.laser = &r->laser;
    r->chain.bias_a = between(d, 5e-3, 8e-3);
    r->chain.extinction_db = between(d, 2, 5);
}

static void make(random_link *r, uint64_t number, int kind)
{
    static const double rates[2][3] = {{26.5625e9, 53.125e9, 106.25e9},
                                       {25.78125e9, 26.5625e9, 53.125e9}};
    dice d = {number, 0};
    *r = (random_link){.kind = kind, .chain = {.local_temp_k = 320, .light_gain = 0.5}};
    double fb = rates[kind == VCSEL][one_of(&d, 3)];
    r->driver_hz = fb * between(&d, 0.6, 1.2);
    r->link.lane = (sl_lane_in){.symbol_rate_bd = fb,
                                .levels = one_of(&d, 4) ? 4 : 2,
                                .target_ber = 2.4e-4,
                                .launch_average_w = 1e-3,
                                .extinction_ratio_db = 5,
                                .level_mismatch = 1,
                                .transmitter_bandwidth_hz = r->driver_hz};
    r->link.transmitter[0] = (sl_filter){SL_FILTER_BESSEL4, r->driver_hz, 0};
    r->link.transmitter_n = r->link.driven_n = 1;
    receiver(r, &d, fb);
    r->smf = (sl_smf_opts){.wavelength_m = between(&d, 1301e-9, 1321e-9),
                           .length_m = between(&d, 0, 1000) * pow(53e9 / fb, 2),
                           .zero_wavelength_m = 1310e-9,
                           .slope_s_per_m3 = 92};
    sl_mode_groups_gaussian(r->group, 15, 4.7e12, 0);
    r->mmf = (sl_mmf_opts){.wavelength_m = 850e-9,
                           .length_m = between(&d, 10, 100),
                           .zero_wavelength_m = 1310e-9,
                           .slope_s_per_m3 = 100,
                           .linewidth_rms_m = 0.3e-9,
                           .group = r->group,
                           .groups = 15};
    r->link.lane.wavelength_m = kind == VCSEL ? 850e-9 : r->smf.wavelength_m;
    bool fibre = between(&d, 0, 1) < 0.65;
    if (kind == VCSEL)
        laser(r, &d, fb);
    else
        modulator(r, &d, fb);
    if (fibre && kind == VCSEL) r->chain.mmf = &r->mmf;
    if (fibre && kind != VCSEL) r->chain.smf = &r->smf;
}

// Optical dB of the argument of Q at some light over the target's.
static double distance_db(double log10_ber, const sl_lane_in *l)
{
    double at = sl_pam_snr_for_log10_ber(log10_ber, l->levels);
    double wanted = sl_pam_snr_for_log10_ber(log10(l->target_ber), l->levels);
    return 5 * log10(at / wanted);
}

// The estimate of the same lane.
static double estimate_margin_db(const random_link *r, const sl_optical_link *standard)
{
    sl_lane_in in = standard->lane;
    sl_lane_out out;
    double gain[SL_RESPONSE_CELLS], fb = in.symbol_rate_bd;
    const sl_filter *f = standard->transmitter;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        gain[i] = cabs(sl_filters_at(f, standard->transmitter_n, sl_response_cell_hz(fb, i)));
        if (r->chain.mmf) // its Gaussian is the estimate's own
            gain[i] /=
                cabs(sl_filter_at(&f[standard->transmitter_n - 1], sl_response_cell_hz(fb, i)));
    }
    in.transmitter_gain = gain;
    if (r->chain.mmf) in.fibre_bandwidth_hz = f[standard->transmitter_n - 1].hz;
    return sl_lane_evaluate(&out, &in) == SL_OK ? out.margin_db : (double)NAN;
}

typedef struct compared {
    // The waveform's distance at their margins; sampled: of the short record that stands for
    // filters where the transmitter has memory
    double compression, standard_db, sampled_db, estimate_db;
} compared;

// False: no margin to compare at, or more compression than anyone drives.
static bool compare(compared *out, random_link *r)
{
    sl_link_chain chain;
    sl_link_wave *w;
    sl_optical_link standard = r->link;
    sl_link_wave_point p;
    double margin_db;
    assert_int_equal(sl_link_transmitter(&standard, &r->chain), SL_OK);
    assert_int_equal(sl_link_margin(&margin_db, link_, &standard), SL_OK);
    double estimate_db = estimate_margin_db(r, &standard);
    if (!isfinite(margin_db) || margin_db > 59) return false;
    assert_int_equal(sl_link_chain_create(&chain, ctx, &standard, &r->chain), SL_OK);
    chain.wave.symbols = 16384;
    assert_int_equal(sl_link_wave_create(&w, ctx, &chain.wave), SL_OK);
    out->compression = sl_link_wave_static(w)->compression;
    assert_int_equal(sl_link_wave_evaluate(&p, w, margin_db), SL_OK);
    out->standard_db = distance_db(p.log10_ber, &standard.lane);
    out->sampled_db = out->estimate_db = NAN;
    if (r->kind >= RING) {
        sl_link_wave *quick;
        chain.wave.symbols = 4096;
        assert_int_equal(sl_link_wave_create(&quick, ctx, &chain.wave), SL_OK);
        assert_int_equal(sl_link_wave_margin(&margin_db, quick), SL_OK);
        sl_link_wave_destroy(quick);
        if (isfinite(margin_db) && margin_db < 59 &&
            sl_link_wave_evaluate(&p, w, margin_db) == SL_OK)
            out->sampled_db = distance_db(p.log10_ber, &standard.lane);
    }
    if (isfinite(estimate_db) && sl_link_wave_evaluate(&p, w, estimate_db) == SL_OK)
        out->estimate_db = distance_db(p.log10_ber, &standard.lane);
    sl_link_wave_destroy(w);
    sl_link_chain_destroy(&chain);
    return true;
}

// ---- the sample of every run ----

static void test_standard_against_waveform(void **state)
{
    (void)state;
    int small = 0;
    for (uint64_t i = 0; i < 40; i++) {
        random_link r;
        compared c;
        make(&r, i, i % 2 ? EAM : MZM);
        if (!compare(&c, &r)) continue;
        small += c.compression < 0.05;
        sl_assert_abs(c.standard_db, 0, c.compression < 0.05 ? 0.1 : 0.25);
    }
    assert_true(small >= 10);
}

// Transmitters with memory: the filters err, within bounds that the theory page tells.
static void test_resonators(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 12; i++) {
        random_link r;
        compared c;
        make(&r, i, i % 2 ? VCSEL : RING);
        if (!compare(&c, &r)) continue;
        assert_true(c.standard_db < 0.3 && c.standard_db > -3);
        if (isfinite(c.sampled_db)) sl_assert_abs(c.sampled_db, 0, 0.1);
    }
}

static void test_counted_errors(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 6; i++) {
        random_link r;
        sl_link_chain chain;
        sl_link_wave *w;
        sl_link_wave_point p;
        sl_link_wave_counts n;
        make(&r, 100 + i, i % 2 ? EAM : MZM);
        r.link.rx.detector = SL_DETECT_LINEAR;
        r.link.rx.dfe_n = 0;
        r.link.lane.target_ber = 2e-3;
        sl_optical_link standard = r.link;
        double margin_db;
        assert_int_equal(sl_link_transmitter(&standard, &r.chain), SL_OK);
        assert_int_equal(sl_link_chain_create(&chain, ctx, &standard, &r.chain), SL_OK);
        chain.wave.symbols = 16384;
        assert_int_equal(sl_link_wave_create(&w, ctx, &chain.wave), SL_OK);
        assert_int_equal(sl_link_wave_margin(&margin_db, w), SL_OK);
        if (isfinite(margin_db) && margin_db < 59) {
            assert_int_equal(sl_link_wave_evaluate(&p, w, margin_db), SL_OK);
            sl_assert_abs(p.log10_ber, log10(2e-3), 0.01);
            assert_int_equal(sl_link_wave_count(&n, w, margin_db, 150000, 5), SL_OK);
            // four standard deviations of the count
            sl_assert_rel(n.ber, 2e-3, 4 / sqrt(2e-3 * 150000));
            sl_link_wave_point again; // counting leaves the object as it was
            assert_int_equal(sl_link_wave_evaluate(&again, w, margin_db), SL_OK);
            sl_assert_abs(again.log10_ber, p.log10_ber, 1e-3);
        }
        sl_link_wave_destroy(w);
        sl_link_chain_destroy(&chain);
    }
}

// ---- the map ----

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_row(const char *name, double *v, size_t n)
{
    if (!n) return;
    qsort(v, n, sizeof *v, ascending);
    size_t within = 0;
    for (size_t i = 0; i < n; i++)
        within += fabs(v[i]) <= 0.1;
    print_message(
        "%-34s n %3zu median %+.3f 2.5 %% %+.3f 97.5 %% %+.3f least %+.3f most %+.3f, %zu "
        "within 0.1\n",
        name, n, v[n / 2], v[(size_t)(0.025 * (double)n)], v[(size_t)(0.975 * (double)n)], v[0],
        v[n - 1], within);
}

static void test_map(void **state)
{
    (void)state;
    static const char *const kinds[KINDS] = {"Mach-Zehnder", "electro-absorption", "ring", "VCSEL"};
    static double rows[KINDS][4][1024], estimate[KINDS][1024], sampled[KINDS][1024];
    static const double edges[] = {0.05, 0.1, 0.2, INFINITY};
    size_t n[KINDS][4] = {{0}}, n_estimate[KINDS] = {0}, n_sampled[KINDS] = {0};
    const char *links = getenv("SL_LINKS");
    if (!links) skip();
    for (int i = 0; i < atoi(links) && i < 1024; i++) {
        random_link r;
        compared c;
        int kind = i % KINDS, edge = 0;
        make(&r, 1000 + (uint64_t)i, kind);
        if (!compare(&c, &r)) continue;
        while (c.compression >= edges[edge])
            edge++;
        if (isfinite(c.standard_db)) rows[kind][edge][n[kind][edge]++] = c.standard_db;
        if (isfinite(c.sampled_db)) sampled[kind][n_sampled[kind]++] = c.sampled_db;
        if (isfinite(c.estimate_db)) estimate[kind][n_estimate[kind]++] = c.estimate_db;
    }
    for (int k = 0; k < KINDS; k++)
        for (int e = 0; e < 4; e++) {
            char name[64];
            snprintf(name, sizeof name, "%s, compression < %g", kinds[k], edges[e]);
            print_row(name, rows[k][e], n[k][e]);
        }
    for (int k = 0; k < KINDS; k++) {
        char name[64];
        snprintf(name, sizeof name, "estimate, %s", kinds[k]);
        print_row(name, estimate[k], n_estimate[k]);
        snprintf(name, sizeof name, "%s, short record", kinds[k]);
        print_row(name, sampled[k], n_sampled[k]);
    }
}

static int begin(void **state)
{
    (void)state;
    return sl_ctx_create(&ctx, NULL) != SL_OK || sl_link_create(&link_, ctx, 0) != SL_OK;
}

static int end(void **state)
{
    (void)state;
    sl_link_destroy(link_);
    sl_ctx_destroy(ctx);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_standard_against_waveform),
        cmocka_unit_test(test_resonators),
        cmocka_unit_test(test_counted_errors),
        cmocka_unit_test(test_map),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
