// Rules between host, engine and laser: each side can break each clause, and nothing unknown
// passes.
#include "sl_test.h"

#include "shoreline/interop.h"

#include <math.h>
#include <string.h>

static const sl_interop_host host = {.form = SL_FORM_OIF_CPO,
                                     .electrical = SL_CLASS_XSR,
                                     .linear = SL_ANSWER_YES,
                                     .lanes = 32,
                                     .lane_bps = 106.25e9,
                                     .loss_db = 8,
                                     .power_w = 40,
                                     .supply_v = 3.3,
                                     .management = 5.2,
                                     .laser_pages = SL_ANSWER_YES,
                                     .banks = 4};
static const sl_interop_engine engine = {.form = SL_FORM_OIF_CPO,
                                         .electrical = SL_CLASS_XSR,
                                         .drive = SL_DRIVE_LINEAR,
                                         .lanes = 32,
                                         .lane_bps = 106.25e9,
                                         .loss_db = 10,
                                         .power_w = 32,
                                         .supply_v = 3.3,
                                         .case_max_k = 358.15,
                                         .case_min_k = 273.15,
                                         .management = 5.2,
                                         .medium = SL_MEDIUM_DR,
                                         .fibres = 64,
                                         .laser = SL_LIGHT_OUTSIDE,
                                         .plan = SL_PLAN_1311,
                                         .laser_inputs = 8,
                                         .laser_min_dbm = 16,
                                         .laser_max_dbm = 23,
                                         .connector = "MT"};
static const sl_interop_laser laser = {.plan = SL_PLAN_1311,
                                       .outputs = 8,
                                       .output_dbm = 18.5,
                                       .rating_dbm = 21.5,
                                       .case_max_k = 328.15,
                                       .case_min_k = 273.15,
                                       .connector = "MT"};
static const sl_interop_site site = {.case_k = 330,
                                     .case_cold_k = 280,
                                     .laser_k = 310,
                                     .fibre_loss_db = 1,
                                     .medium = SL_MEDIUM_DR,
                                     .fibres = 64};

static size_t clause(const char *id)
{
    for (size_t i = 0; i < sl_clause_n; i++)
        if (strcmp(sl_clauses[i].id, id) == 0) return i;
    fail_msg("no clause %s", id);
    return 0;
}

static void test_fits(void **state)
{
    (void)state;
    sl_clause_result r[SL_CLAUSES_MAX];
    assert_true(sl_clause_n <= SL_CLAUSES_MAX);
    assert_int_equal(sl_interop_check(r, &host, &engine, &laser, &site), SL_PASS);
    sl_assert_rel(r[clause("electrical.loss")].margin, 2.0, 1e-12);
    sl_assert_rel(r[clause("laser.power")].margin, 1.5, 1e-12); // 18.5 - 1 - 16 dB
    assert_int_equal(sl_interop_check(r, &host, &engine, &laser, NULL), SL_PASS);
}

// One property at a time is wrong, and its clause alone fails.
static void test_each_fails(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int turn;
    } rows[] = {{"mechanical.form", 0},      {"electrical.class", 1},     {"electrical.lanes", 2},
                {"electrical.lane_rate", 3}, {"electrical.loss", 4},      {"electrical.drive", 5},
                {"power.slot", 6},           {"power.supply", 7},         {"thermal.hot", 8},
                {"thermal.cold", 9},         {"management.revision", 10}, {"management.banks", 11},
                {"fibre.medium", 12},        {"fibre.count", 13},         {"laser.place", 14},
                {"laser.plan", 15},          {"laser.outputs", 16},       {"laser.power", 17},
                {"laser.rating", 18},        {"laser.hot", 19},           {"laser.management", 20},
                {"laser.connector", 21}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sl_interop_host h = host;
        sl_interop_engine e = engine;
        sl_interop_laser l = laser;
        sl_interop_site s = site;
        int t = rows[i].turn;
        if (t == 0) h.form = SL_FORM_CPX;
        if (t == 1) e.electrical = SL_CLASS_VSR;
        if (t == 2) h.lanes = 16;
        if (t == 3) h.lane_bps = 53e9;
        if (t == 4) h.loss_db = 11;
        if (t == 5) h.linear = SL_ANSWER_NO;
        if (t == 6) e.power_w = 41;
        if (t == 7) e.supply_v = 12;
        if (t == 8) s.case_k = 360;
        if (t == 9) s.case_cold_k = 250;
        if (t == 10) e.management = 5.3;
        if (t == 11) h.banks = 3;
        if (t == 12) s.medium = SL_MEDIUM_SR;
        if (t == 13) s.fibres = 32;
        if (t == 14) e.laser = SL_LIGHT_INSIDE;
        if (t == 15) l.plan = SL_PLAN_CWDM4;
        if (t == 16) l.outputs = 4;
        if (t == 17) l.output_dbm = 16.5;
        if (t == 18) l.rating_dbm = 24;
        if (t == 19) s.laser_k = 340;
        if (t == 20) h.laser_pages = SL_ANSWER_NO;
        if (t == 21) l.connector = "LC";
        sl_clause_result r[SL_CLAUSES_MAX];
        assert_int_equal(sl_interop_check(r, &h, &e, &l, &s), SL_FAIL);
        for (size_t k = 0; k < sl_clause_n; k++)
            if ((r[k].outcome == SL_FAIL) != (k == clause(rows[i].id)))
                fail_msg("%s: %s", rows[i].id, sl_clauses[k].id);
    }
}

// Nothing is known of either: nothing passes but what asks for nothing.
static void test_unknown(void **state)
{
    (void)state;
    sl_interop_host h = {
        .lane_bps = NAN, .loss_db = NAN, .power_w = NAN, .supply_v = NAN, .management = NAN};
    sl_interop_engine e = {.lane_bps = NAN,
                           .loss_db = NAN,
                           .power_w = NAN,
                           .supply_v = NAN,
                           .case_max_k = NAN,
                           .case_min_k = NAN,
                           .management = NAN,
                           .laser_min_dbm = NAN,
                           .laser_max_dbm = NAN,
                           .connector = ""};
    sl_interop_site s = {.case_k = NAN, .case_cold_k = NAN, .laser_k = NAN, .fibre_loss_db = NAN};
    sl_clause_result r[SL_CLAUSES_MAX];
    assert_int_equal(sl_interop_check(r, &h, &e, NULL, &s), SL_UNKNOWN);
    for (size_t k = 0; k < sl_clause_n; k++)
        assert_int_equal(r[k].outcome, SL_UNKNOWN);
    // A retimed engine with its own laser asks for neither a linear host nor a laser.
    e.drive = SL_DRIVE_RETIMED;
    e.laser = SL_LIGHT_INSIDE;
    sl_interop_check(r, &h, &e, NULL, &s);
    assert_int_equal(r[clause("electrical.drive")].outcome, SL_NOT_APPLICABLE);
    assert_int_equal(r[clause("laser.place")].outcome, SL_PASS);
    for (size_t k = clause("laser.plan"); k < sl_clause_n; k++) // laser.place is the only one
        assert_int_equal(r[k].outcome, SL_NOT_APPLICABLE);
    assert_int_equal(r[clause("power.slot")].outcome, SL_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fits),
        cmocka_unit_test(test_each_fails),
        cmocka_unit_test(test_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
