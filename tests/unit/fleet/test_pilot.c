// Telemetry of a pilot: what is read, where faults are told, and what it makes of a prediction.
#include "sl_test.h"

#include "shoreline/shoreline.h"

#include <string.h>

static const char *const names[] = {"retimed", "linear"};

static sl_ctx *ctx;
static sl_arena *arena;

static int set_up(void **state)
{
    (void)state;
    return sl_ctx_create(&ctx, NULL) == SL_OK && sl_arena_create(&arena, ctx) == SL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    sl_arena_destroy(arena);
    sl_ctx_destroy(ctx);
    return 0;
}

static sl_status parse(sl_telemetry out[2], const char *text)
{
    sl_source *source = sl_arena_alloc(arena, sizeof *source);
    assert_non_null(source);
    *source = (sl_source){.name = "pilot.csv", .text = text, .length = strlen(text)};
    return sl_telemetry_parse(out, ctx, arena, source, names, 2);
}

static void test_read(void **state)
{
    (void)state;
    sl_telemetry t[2];
    assert_int_equal(parse(t, "# made up\r\n"
                              "power_w, port ,hours,variant,failures,flaps,pre_fec_ber\r\n"
                              "8,a,100,retimed,1,2,1e-8\r\n"
                              "\r\n"
                              "5,a,200,retimed,0,,\r\n"
                              "7,b,100,retimed,0,1,1e-6\n"
                              "4.2,a,50,linear,0,0,"),
                     SL_OK);
    sl_assert_abs(t[0].rows, 3.0, 0.0);
    sl_assert_rel(t[0].exposure_s, 400.0 * 3600.0, 1e-15);
    sl_assert_abs(t[0].failures, 1.0, 0.0);
    sl_assert_abs(t[0].flaps, 3.0, 0.0);
    sl_assert_rel(t[0].flaps_s, 200.0 * 3600.0, 1e-15); // where they were counted
    sl_assert_abs(t[0].power_w.n, 2.0, 0.0);            // ports, not rows
    sl_assert_rel(t[0].power_w.mean, 6.5, 1e-14);       // (8 + 2 x 5)/3 and 7
    sl_assert_rel(t[0].power_w.sd, sqrt(0.5), 1e-14);
    sl_assert_rel(t[0].log10_ber.mean, -7.0, 1e-14);
    sl_assert_abs(t[1].power_w.n, 1.0, 0.0);
    assert_true(isnan(t[1].power_w.sd) && isnan(t[1].latency_s.mean));
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int code, line, column;
    } rows[] = {
        {"", SL_E_MISSING_KEY, 1, 1},
        {"# nothing\n\n", SL_E_MISSING_KEY, 1, 1},
        {"variant,port\nretimed,1\n", SL_E_MISSING_KEY, 1, 1},
        {"variant,port,hours,watts\n", SL_E_UNKNOWN_KEY, 1, 20},
        {"variant,port,hours,port\n", SL_E_DUPLICATE_KEY, 1, 20},
        {"variant,port,hours\nretimd,1,2\n", SL_E_ENUM, 2, 1},
        {"variant,port,hours\nretimed,1\n", SL_E_KIND, 2, 9},
        {"variant,port,hours\nretimed,1,\n", SL_E_QUANTITY, 2, 11},
        {"variant,port,hours\nretimed,1,1 h\n", SL_E_QUANTITY, 2, 11},
        {"variant,port,hours\nretimed,1,inf\n", SL_E_QUANTITY, 2, 11},
        {"variant,port,hours\nretimed,1,0x10\n", SL_E_QUANTITY, 2, 11},
        {"variant,port,hours\nretimed,1, -1\n", SL_E_RANGE, 2, 12},
        {"variant,port,hours\nretimed,1,0\n", SL_E_RANGE, 2, 11},
        {"variant,port,hours,failures\nretimed,1,5,1.5\n", SL_E_INTEGER, 2, 13},
        {"\xEF\xBB\xBFvariant,port,hours,flaps\nretimed,1,5,0.5\n", SL_E_INTEGER, 2, 13},
        {"\xEF\xBB\xBFvariant,port,hours,watts\n", SL_E_UNKNOWN_KEY, 1, 20},
        {"variant,port,hours,pre_fec_ber\nretimed,1,1,0.6\n", SL_E_RANGE, 2, 13},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sl_telemetry t[2];
        sl_diag_clear(ctx);
        assert_int_equal(parse(t, rows[i].text), SL_ERR_SCENARIO);
        const sl_diag *d = sl_diag_get(ctx, 0);
        assert_int_equal(d->code, rows[i].code);
        assert_int_equal(d->mark.line, rows[i].line);
        assert_int_equal(d->mark.column, rows[i].column);
        assert_int_equal(sl_diag_errors(ctx), 1);
    }
    sl_diag_clear(ctx);
    sl_telemetry t[2];
    assert_int_equal(parse(t, "variant,port,hours\nno,1,x\nno,1,-1\n"), SL_ERR_SCENARIO);
    assert_int_equal(sl_diag_errors(ctx), 4); // all at once
}

static void test_update(void **state)
{
    (void)state;
    // Two ports, 10 and 12 W: 11 +- t(0.95; 1) x sqrt(2)/sqrt(2), t = 6.31375
    sl_telemetry t = {.power_w = {2.0, 11.0, sqrt(2.0)},
                      .failures = 4.0,
                      .failures_s = 1e9,
                      .latency_s = {0.0, NAN, NAN}};
    sl_pilot_prediction p = {.value = 15.0, .low = 5.0, .high = 25.0, .unit_sd = 0.1};
    sl_pilot_update u;
    sl_pilot_update_of(&u, &p, &t, SL_PILOT_POWER);
    sl_assert_rel(u.high - u.value, 6.313751515, 1e-9);
    double s0 = 10.0 / 1.644853627, e = 6.313751515 / 1.644853627;
    sl_assert_rel(u.posterior, (15.0 / s0 / s0 + 11.0 / e / e) / (1 / s0 / s0 + 1 / e / e), 1e-9);
    assert_true(u.agrees);
    // Two that read the same: the predicted 0.1 W from port to port stands for what they do not
    // show.
    t.power_w = (sl_measured_mean){2.0, 11.0, 0.0};
    sl_pilot_update_of(&u, &p, &t, SL_PILOT_POWER);
    sl_assert_rel(u.high - u.value, 1.644853627 * 0.1 / sqrt(2.0), 1e-9);
    p.unit_sd = NAN; // no draws: 0.1 % of the reading
    sl_pilot_update_of(&u, &p, &t, SL_PILOT_POWER);
    sl_assert_rel(u.high - u.value, 1.644853627 * 0.011 / sqrt(2.0), 1e-9);
    sl_pilot_update_of(&u, &p, &t, SL_PILOT_LATENCY);
    assert_false(u.measured);
    // A rate nobody knows within a factor of 100 becomes what was seen: Gamma(4.5, 1e9).
    p = (sl_pilot_prediction){.value = 1e-12, .low = 1e-20, .high = 1e-6};
    sl_pilot_update_of(&u, &p, &t, SL_PILOT_FAILURES);
    sl_assert_rel(u.posterior, 4.5e-9, 1e-12);
    p.high = NAN;
    sl_pilot_update_of(&u, &p, &t, SL_PILOT_FAILURES);
    assert_true(u.measured && isnan(u.posterior));
    // One known within 5 % hardly moves.
    p = (sl_pilot_prediction){.value = 1e-12, .low = 0.95e-12, .high = 1.05e-12};
    sl_pilot_update_of(&u, &p, &t, SL_PILOT_FAILURES);
    assert_true(u.posterior < 2e-12 && !u.agrees);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_faults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_update, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
