// Multipath interference in its four modes; couplings at drawn offsets.
#include "device_test.h"

#include "shoreline/physics.h"

static const double rate = 53.125e9 * 8;

static double penalty(int connectors, double rc_db, double rp_db, sl_mpi_mode mode)
{
    sl_mpi m = {4, 6, connectors, rc_db, rp_db};
    double db;
    assert_int_equal(sl_mpi_penalty_db(&db, &m, mode, 4.8e-4), SL_OK);
    return db;
}

// Figures of an independent prototype for 4 connectors and 2 ports: random phases 0.20 and 0.09 dB;
// aligned phases lie between those and the bound, whose 6.20 dB is published.
static void test_modes(void **state)
{
    (void)state;
    sl_assert_abs(penalty(4, 25, 25, SL_MPI_BOUND), 6.20, 0.02);
    sl_assert_abs(penalty(4, 25, 25, SL_MPI_RANDOM_PHASE), 0.20, 0.006);
    sl_assert_abs(penalty(4, 25, 35, SL_MPI_RANDOM_PHASE), 0.09, 0.006);
    const double ports[] = {25, 35};
    for (int i = 0; i < 2; i++) {
        double aligned = penalty(4, 25, ports[i], SL_MPI_STATISTICAL);
        assert_true(aligned > penalty(4, 25, ports[i], SL_MPI_RANDOM_PHASE));
        assert_true(aligned < penalty(4, 25, ports[i], SL_MPI_BOUND));
    }
    sl_assert_abs(penalty(4, 90, 90, SL_MPI_RANDOM_PHASE), 0, 1e-3);
}

// One echo only (no connectors, two ports), by hand: the error ratio is the mean of Gaussian tails
// over the echo's levels and phases.
static void test_one_echo(void **state)
{
    (void)state;
    for (int aligned = 0; aligned < 2; aligned++) {
        double growth = penalty(0, 20, 15, aligned ? SL_MPI_STATISTICAL : SL_MPI_RANDOM_PHASE);
        double r = pow(10, -1.5), low = 1 / (pow(10, 0.6) - 1), sum = 0;
        double sigma = 1 / (6 * sl_q_for_symbol_error_ratio(4.8e-4, 4)) * pow(10, -growth / 10);
        const int phases = aligned ? 1 : 720;
        for (int k = 0; k < 4; k++)
            for (int l = 0; l < 4; l++)
                for (int p = 0; p < phases; p++) {
                    double c = aligned ? -1 : cos(2 * SL_PI * (p + 0.5) / phases);
                    double x = 2 * r * sqrt((low + k / 3.0) * (low + l / 3.0)) * c;
                    double up = k < 3 ? erfc((1 / 6.0 - x) / sigma / sqrt(2)) / 2 : 0;
                    double down = k > 0 ? erfc((1 / 6.0 + x) / sigma / sqrt(2)) / 2 : 0;
                    sum += (up + down) / (16.0 * phases);
                }
        assert_true(growth > 0.1);
        sl_assert_rel(sum, 4.8e-4, 1e-3);
    }
}

static void test_mode_limits(void **state)
{
    (void)state;
    sl_mpi m = {4, 6, 10, 15, 15};
    double db;
    assert_int_equal(sl_mpi_penalty_db(&db, &m, SL_MPI_STATISTICAL, 4.8e-4), SL_OK);
    assert_true(isinf(db));
    m.levels = 3;
    m.connectors = -1;
    assert_int_equal(sl_mpi_penalty_db(&db, &m, SL_MPI_RANDOM_PHASE, 4.8e-4), SL_ERR_DOMAIN);
    m = (sl_mpi){4, 6, 4, 25, 25};
    assert_int_equal(sl_mpi_penalty_db(&db, &m, SL_MPI_RANDOM_PHASE, 1e-12), SL_ERR_DOMAIN);
}

// In time: echoes of a constant field aligned give (1 + sum r)^2; delays are where they should be.
static void test_echoes_in_time(void **state)
{
    (void)state;
    const double place[] = {0, 0.5, 1.25}, back[] = {26, 30, 35};
    sl_mpi_wave_opts o = {.sample_rate_hz = rate,
                          .reflectors = 3,
                          .place_m = place,
                          .return_loss_db = back,
                          .group_index = 1.468,
                          .aligned = true};
    sl_device *d;
    assert_int_equal(sl_mpi_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(20000);
    in.re[1000] = 1, in.im[1000] = 2; // a pulse and its echoes
    record out = feed(d, &in, 0);
    const int first[] = {0, 0, 1}, second[] = {1, 2, 2};
    double sum = 0;
    for (int k = 0; k < 3; k++) {
        double apart = place[second[k]] - place[first[k]];
        size_t late = (size_t)round(2 * apart * 1.468 / SL_SPEED_OF_LIGHT_M_S * rate);
        double r = pow(10, -(back[first[k]] + back[second[k]]) / 20);
        sl_assert_rel(out.re[1000 + late], r, 1e-5);
        sl_assert_rel(out.im[1000 + late], 2 * r, 1e-5);
        sum += r;
    }
    record_free(&out);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = 0.03f, in.im[i] = 0;
    out = feed(d, &in, 0);
    sl_assert_rel(power_at(&out, 19000), 0.03 * 0.03 * (1 + sum) * (1 + sum), 1e-5);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

// A laser far less coherent than the echoes are late: the power's variance is sl_mpi_variance().
static void test_incoherent_echoes(void **state)
{
    (void)state;
    const double place[] = {0, 1, 4, 10, 12, 17}, back[] = {26, 26, 26, 26, 26, 26};
    sl_mpi_wave_opts o = {.sample_rate_hz = rate,
                          .reflectors = 6,
                          .place_m = place,
                          .return_loss_db = back,
                          .group_index = 1.468,
                          .seed = 2};
    sl_linewidth_opts l = {.sample_rate_hz = rate, .linewidth_hz = 2e9, .seed = 4};
    sl_device *echoes, *phase;
    assert_int_equal(sl_linewidth_wave_create(&phase, ctx, &l), SL_OK);
    assert_int_equal(sl_mpi_wave_create(&echoes, ctx, &o), SL_OK);
    record in = record_new(1 << 22);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = 1;
    record lit = feed(phase, &in, 0), out = feed(echoes, &lit, 0);
    double sum = 0, square = 0, n = 0;
    for (size_t i = 200000; i < in.n; i++) {
        double p = power_at(&out, i);
        sum += p, square += p * p, n++;
    }
    double mean = sum / n;
    sl_mpi m = {4, 6, 4, 26, 26};
    // No two pairs are as far apart. 6e4 coherence times, 15 beats
    sl_assert_rel(square / n - mean * mean, sl_mpi_variance(&m), 0.05);
    sl_device_destroy(echoes);
    sl_device_destroy(phase);
    record_free(&in);
    record_free(&lit);
    record_free(&out);
}

// The field's correlation decays as exp(-pi dnu tau).
static void test_linewidth(void **state)
{
    (void)state;
    sl_linewidth_opts l = {.sample_rate_hz = rate, .linewidth_hz = 1e9, .seed = 9};
    sl_device *d;
    assert_int_equal(sl_linewidth_wave_create(&d, ctx, &l), SL_OK);
    record in = record_new(1 << 21);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = 1;
    record out = feed(d, &in, 0);
    const size_t lag = 40;
    double re = 0, im = 0;
    for (size_t i = 0; i + lag < in.n; i++) {
        re += out.re[i] * out.re[i + lag] + out.im[i] * out.im[i + lag];
        im += out.re[i] * out.im[i + lag] - out.im[i] * out.re[i + lag];
        if (i % 1000 == 0) sl_assert_rel(power_at(&out, i), 1, 1e-5);
    }
    double n = (double)(in.n - lag);
    sl_assert_abs(re / n, exp(-SL_PI * 1e9 * (double)lag / rate), 0.01);
    sl_assert_abs(im / n, 0, 0.01);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

static void test_misalignment(void **state)
{
    (void)state;
    sl_misalignment at = {.waist1_m = 4.6e-6, .waist2_m = 4.6e-6};
    const double lambda = 1310e-9, none[2] = {0}, diagonal[2] = {1e-6, 2e-6};
    sl_assert_abs(sl_misalignment_loss_db(&at, none, none, lambda), 0, 1e-12);
    // Equal modes: 1 dB at 0.48 waists, in any direction
    double d = 4.6e-6 * 0.47985;
    const double slanted[2] = {d * 0.6, -d * 0.8};
    sl_assert_abs(sl_misalignment_loss_db(&at, slanted, none, lambda), 1, 1e-3);
    at.gap_m = 20e-6, at.waist2_m = 4.2e-6;
    const double r[2] = {sqrt(5) * 1e-6, 0};
    sl_assert_rel(sl_misalignment_loss_db(&at, diagonal, none, lambda),
                  sl_misalignment_loss_db(&at, r, none, lambda), 1e-9);
    sl_assert_rel(sl_misalignment_loss_db(&at, r, none, lambda),
                  -10 * log10(sl_gaussian_coupling_gap(4.6e-6, 4.2e-6, r[0], 0, 20e-6, lambda)),
                  1e-9);
    // Mean of draws: 8.686 s^2/w^2 of equal modes (the package layer's closed form)
    at = (sl_misalignment){
        .waist1_m = 4.6e-6, .waist2_m = 4.6e-6, .shared_sigma_m = 0.3e-6, .own_sigma_m = 0.4e-6};
    double sum = 0;
    for (uint64_t i = 0; i < 20000; i++)
        sum += sl_misalignment_draw_db(&at, lambda, 1, i, i % 8);
    sl_assert_rel(sum / 20000, 8.685889638 * 0.25e-12 / (4.6e-6 * 4.6e-6), 0.03);
    // Channels of one array share their part
    at.own_sigma_m = 0;
    sl_assert_rel(sl_misalignment_draw_db(&at, lambda, 1, 5, 0),
                  sl_misalignment_draw_db(&at, lambda, 1, 5, 7), 1e-12);
    at.own_sigma_m = -1;
    assert_true(isnan(sl_misalignment_draw_db(&at, lambda, 1, 5, 0)));
}

static void test_refusals(void **state)
{
    (void)state;
    const double place[] = {0, 2000}, back[] = {26, 0}, good[] = {26, 26};
    sl_mpi_wave_opts o = {.sample_rate_hz = rate,
                          .reflectors = 2,
                          .place_m = place,
                          .return_loss_db = back,
                          .group_index = 1.468};
    sl_device *d;
    assert_int_equal(sl_mpi_wave_create(&d, ctx, &o), SL_ERR_DOMAIN);
    o.return_loss_db = good;
    assert_int_equal(sl_mpi_wave_create(&d, ctx, &o), SL_ERR_LIMIT); // 8 million samples late
    o.reflectors = 1;
    assert_int_equal(sl_mpi_wave_create(&d, ctx, &o), SL_ERR_DOMAIN);
    sl_linewidth_opts l = {.sample_rate_hz = rate, .linewidth_hz = -1};
    assert_int_equal(sl_linewidth_wave_create(&d, ctx, &l), SL_ERR_DOMAIN);
    assert_null(d);
    assert_int_equal(sl_diag_errors(ctx), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_modes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_echo, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_mode_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_echoes_in_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_incoherent_echoes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_linewidth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_misalignment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
