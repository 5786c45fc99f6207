// What must not change, and what may change in one direction only, over all examples.
#include "sl_ctx_test.h"

#include "examples.h"

#include <stdlib.h>

static sl_comparison *compare(sl_model *model, int draws)
{
    sl_comparison *c = NULL;
    sl_compare_opts opts = {.draws = draws};
    assert_int_equal(sl_compare(&c, ctx, model, &opts), SL_OK);
    return c;
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void check_same_variant(const sl_variant_result *a, const sl_variant_result *b)
{
    for (int m = 0; m < SL_METRICS; m++) {
        const sl_interval *x = &a->interval[m], *y = &b->interval[m];
        if (!same(a->nominal.value[m], b->nominal.value[m]) || !same(x->low, y->low) ||
            !same(x->high, y->high) || !same(x->sd_variation, y->sd_variation) ||
            !same(x->sd_ignorance, y->sd_ignorance))
            fail_msg("%s of %s and %s differ", sl_metric_infos[m].key, a->name, b->name);
    }
    assert_true(a->nominal.feasible == b->nominal.feasible);
    assert_true(same(a->p_feasible, b->p_feasible));
    assert_true(a->pareto == b->pareto);
}

// Each variant twice: both have the same numbers and the same chance, and rows say tie.
static void check_twins(const char *path)
{
    sl_model *model = load_example(ctx, path, NULL, 0);
    sl_model twice = *model;
    twice.n = 2 * model->n;
    twice.variants = calloc(twice.n, sizeof *twice.variants);
    assert_non_null(twice.variants);
    char(*names)[64] = calloc(model->n, sizeof *names);
    assert_non_null(names);
    for (size_t i = 0; i < model->n; i++) {
        twice.variants[i] = twice.variants[model->n + i] = model->variants[i];
        snprintf(names[i], sizeof names[i], "%s-twin", model->variants[i].name);
        twice.variants[model->n + i].name = names[i];
    }
    twice.study.require_n = 0;
    sl_comparison *c = compare(&twice, 200);
    for (size_t i = 0; i < model->n; i++) {
        check_same_variant(&c->variants[i], &c->variants[model->n + i]);
        assert_true(same(c->variants[i].p_best, c->variants[model->n + i].p_best));
    }
    if (c->winner >= 0) assert_true(c->tie);
    for (int m = 0; m < SL_METRICS; m++)
        if (c->row_winner[m] >= 0) assert_true(c->row_tie[m]);
    sl_comparison_destroy(ctx, c);
    free(names);
    free(twice.variants);
    sl_model_destroy(model);
}

static void test_twins(void **state)
{
    (void)state;
    each_example(check_twins);
}

static void check_reversed(const char *path)
{
    sl_model *model = load_example(ctx, path, NULL, 0);
    sl_model back = *model;
    back.variants = calloc(model->n, sizeof *back.variants);
    assert_non_null(back.variants);
    for (size_t i = 0; i < model->n; i++)
        back.variants[model->n - 1 - i] = model->variants[i];
    sl_comparison *a = compare(model, 200), *b = compare(&back, 200);
    for (size_t i = 0; i < model->n; i++) {
        const sl_variant_result *x = &a->variants[i], *y = &b->variants[model->n - 1 - i];
        check_same_variant(x, y);
        assert_true(same(x->p_best, y->p_best));
    }
    assert_true((a->winner < 0) == (b->winner < 0));
    assert_string_equal(a->verdict, b->verdict);
    for (int m = 0; m < SL_METRICS; m++) {
        int x = a->row_winner[m], y = b->row_winner[m];
        assert_true((x < 0) == (y < 0) && a->row_tie[m] == b->row_tie[m]);
        if (x >= 0) assert_string_equal(a->variants[x].name, b->variants[y].name);
    }
    assert_int_equal(a->sensitivity_n, b->sensitivity_n);
    for (size_t i = 0; i < a->sensitivity_n; i++)
        sl_assert_rel(a->sensitivity[i].variance, b->sensitivity[i].variance, 1e-9);
    sl_comparison_destroy(ctx, a);
    sl_comparison_destroy(ctx, b);
    free(back.variants);
    sl_model_destroy(model);
}

static void test_reversed(void **state)
{
    (void)state;
    each_example(check_reversed);
}

// The chances of the variants and of "no one delivers" add up to one.
static void check_chances(const char *path)
{
    sl_model *model = load_example(ctx, path, NULL, 0);
    sl_comparison *c = compare(model, 300);
    double sum = 0.0;
    for (size_t v = 0; v < c->n; v++) {
        const sl_variant_result *r = &c->variants[v];
        bool drawn = strcmp(sl_metric_infos[c->objective].layer, "supply") != 0;
        assert_true(isnan(r->p_best) == !drawn);
        sum += drawn ? r->p_best : 0.0;
        assert_true(!drawn || (r->p_best >= 0.0 && r->p_best <= r->p_feasible));
        assert_true(!drawn || (r->p_best_low <= r->p_best && r->p_best <= r->p_best_high));
        for (int m = 0; m < SL_METRICS; m++)
            assert_true(isnan(r->interval[m].low) || r->interval[m].low <= r->interval[m].high);
    }
    assert_true(sum <= 1.0 + 1e-12);
    assert_true(isnan(c->assumption_share) ||
                (c->assumption_share >= 0.0 && c->assumption_share <= 1.0 + 1e-12));
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
}

static void test_chances(void **state)
{
    (void)state;
    each_example(check_chances);
}

static char *json_with(const char *path, const char *const *sets, size_t n)
{
    sl_model *model = load_example(ctx, path, sets, n);
    sl_comparison *c = compare(model, 50);
    sl_text text;
    sl_text_init(&text, ctx);
    sl_report_json(&text, c);
    char *copy = malloc(text.length + 1);
    assert_non_null(copy);
    memcpy(copy, sl_text_get(&text), text.length + 1);
    sl_text_free(&text);
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
    return copy;
}

#define DEGREE_C                                                                                   \
    "\xC2\xB0"                                                                                     \
    "C"

// The same values in other words: the same bytes.
static void check_units(const char *path)
{
    static const char *const a[] = {"service.rate=1.6 Tb/s", "service.reach=500 m", "chip.tdp=1 kW",
                                    "service.ambient=35 degC", "link.mux_loss=0.5 dB"};
    static const char *const b[] = {"service.rate=200 GB/s", "service.reach=500000 mm",
                                    "chip.tdp=1000 W", "service.ambient=308.15 K",
                                    "link.mux_loss=5e-1dB"};
    static const char *const c[] = {"link.mux_loss='.5 dB'", "service.ambient=35 " DEGREE_C,
                                    "chip.tdp=1e6 mW", "service.reach=0.5 km",
                                    "service.rate=1600 Gbps"};
    char *first = json_with(path, a, 5), *second = json_with(path, b, 5),
         *third = json_with(path, c, 5);
    assert_string_equal(first, second);
    assert_string_equal(first, third);
    free(first);
    free(second);
    free(third);
}

static void test_units(void **state)
{
    (void)state;
    each_example(check_units);
}

static void check_sums(const char *path)
{
    sl_model *model = load_example(ctx, path, NULL, 0);
    for (size_t v = 0; v < model->n; v++) {
        sl_result r;
        sl_evaluate(&r, &model->variants[v].design, NULL);
        double sum = 0.0;
        for (int i = 0; i < SL_ENERGY_PARTS; i++) {
            assert_true(r.energy[i] >= 0.0);
            sum += r.energy[i];
        }
        const double *x = r.value;
        if (isnan(x[SL_M_ENERGY])) continue;
        sl_assert_rel(sum, x[SL_M_ENERGY], 1e-12);
        sl_assert_rel(x[SL_M_SERDES_ENERGY] + x[SL_M_ENGINE_ENERGY], x[SL_M_ENERGY], 1e-12);
        double rate = model->variants[v].design.link.rate_bps;
        sl_assert_rel(x[SL_M_PORT_POWER], x[SL_M_ENERGY] * rate, 1e-12);
        sl_assert_rel(x[SL_M_IO_POWER], x[SL_M_PORT_POWER] * r.ports, 1e-12);
        assert_true(r.ports * rate >= model->variants[v].design.chip.bandwidth_bps * (1 - 1e-12));
    }
    sl_model_destroy(model);
}

static void test_sums(void **state)
{
    (void)state;
    each_example(check_sums);
}

// ---- monotone ----

typedef struct lever {
    const char *name;
    size_t offset;      // of a double in sl_design
    double factor, add; // step: x -> x * factor + add
    int metric;
    int sign; // -1: more of it may never raise the metric; +1: never lower it
} lever;

#define AT(member) offsetof(sl_design, member)
static const lever levers[] = {
    {"service.reach", AT(service.reach_m), 1.3, 0, SL_M_MARGIN, -1},
    {"service.reach", AT(service.reach_m), 1.3, 0, SL_M_LATENCY, +1},
    {"link.mux_loss", AT(link.mux_loss_db), 1, 0.5, SL_M_MARGIN, -1},
    {"link.demux_loss", AT(link.demux_loss_db), 1, 0.5, SL_M_MARGIN, -1},
    {"link.demux_loss", AT(link.demux_loss_db), 1, 0.5, SL_M_REACH, -1},
    {"link.launch.excess_loss", AT(link.launch.excess_loss_db), 1, 0.5, SL_M_MARGIN, -1},
    {"link.receive.excess_loss", AT(link.receive.excess_loss_db), 1, 0.5, SL_M_MARGIN, -1},
    {"link.launch.sigma", AT(link.launch.sigma_m), 1.2, 0, SL_M_ALIGN_YIELD, -1},
    {"link.fibre.loss", AT(link.fibre.loss_db_m), 2, 0, SL_M_MARGIN, -1},
    {"link.fibre.loss", AT(link.fibre.loss_db_m), 2, 0, SL_M_REACH, -1},
    {"link.fibre.connector_loss", AT(link.fibre.connector_loss_db), 1, 0.25, SL_M_MARGIN, -1},
    {"link.modulator.insertion_loss", AT(link.modulator.insertion_loss_db), 1, 0.5, SL_M_MARGIN,
     -1},
    {"link.receiver.noise", AT(link.receiver.noise_a_rthz), 1.2, 0, SL_M_MARGIN, -1},
    {"link.receiver.implementation_loss", AT(link.receiver.implementation_loss_db), 1, 0.5,
     SL_M_MARGIN, -1},
    {"link.laser.rin", AT(link.laser.rin_db_hz), 1, 2, SL_M_MARGIN, -1},
    {"link.receiver.tia", AT(link.receiver.tia_j_per_bit), 1, 0.2e-12, SL_M_ENERGY, +1},
    {"link.engine.driver", AT(link.engine.driver_j_per_bit), 1, 0.2e-12, SL_M_ENERGY, +1},
    {"link.engine.dsp_tx", AT(link.engine.dsp_tx_j_per_bit), 1, 0.5e-12, SL_M_ENERGY, +1},
    {"link.engine.control", AT(link.engine.control_w), 1, 0.5, SL_M_ENERGY, +1},
    {"link.engine.conversion", AT(link.engine.conversion_frac), 1.02, 0, SL_M_ENERGY, -1},
    {"link.serdes.node_scale", AT(link.serdes.node_scale), 1.1, 0, SL_M_ENERGY, +1},
    {"link.serdes.latency", AT(link.serdes.latency_s), 1, 1e-9, SL_M_LATENCY, +1},
    {"link.engine.latency", AT(link.engine.latency_s), 1, 1e-9, SL_M_LATENCY, +1},
    {"link.fec.latency", AT(link.fec.latency_s), 1, 10e-9, SL_M_LATENCY, +1},
    {"link.engine.fibre_pitch", AT(link.engine.fibre_pitch_m), 1.2, 0, SL_M_SHORELINE_USE, +1},
    {"link.engine.width", AT(link.engine.width_m), 1.1, 0, SL_M_SHORELINE_USE, +1},
    {"chip.bump_pitch", AT(chip.bump_pitch_m), 1.2, 0, SL_M_SHORELINE_USE, +1},
    {"chip.shoreline", AT(chip.shoreline_m), 1.1, 0, SL_M_SHORELINE_USE, -1},
    {"chip.tdp", AT(chip.tdp_w), 1.05, 0, SL_M_ASIC_TEMP, +1},
    {"chip.tdp", AT(chip.tdp_w), 1.05, 0, SL_M_ENGINE_TEMP, +1},
    {"service.ambient", AT(service.ambient_k), 1, 2, SL_M_ASIC_TEMP, +1},
    {"cooling.air", AT(cooling.air_k), 1, 2, SL_M_LASER_TEMP, +1},
    {"cooling.tim1_thickness", AT(cooling.tim1_thickness_m), 1.2, 0, SL_M_ASIC_TEMP, +1},
    {"link.serdes.ber", AT(link.serdes.target_ber), 0.1, 0, SL_M_HOST_MARGIN, -1},
    {"link.serdes.crosstalk", AT(link.serdes.crosstalk_v), 1.2, 0, SL_M_HOST_MARGIN, -1},
    {"link.serdes.noise", AT(link.serdes.noise_psd_v2_hz), 1.5, 0, SL_M_HOST_MARGIN, -1},
    {"service.ber", AT(service.ber), 0.01, 0, SL_M_MARGIN, -1},
    {"market.module_price", AT(market.price_usd), 1.1, 0, SL_M_ECO_TCO, +1},
    {"market.discount", AT(market.discount), 1, 0.02, SL_M_ECO_TCO, +1},
    {"market.pue", AT(market.pue), 1.05, 0, SL_M_ECO_ENERGY, +1},
    {"market.energy_price", AT(market.energy_usd_per_j), 1.2, 0, SL_M_ECO_TCO, +1},
    {"market.service", AT(market.service_usd_per_s), 1.5, 0, SL_M_ECO_TCO, +1},
    {"market.laser_module_price", AT(market.module_usd), 1.1, 0, SL_M_ECO_FAILURES, +1},
    {"market.chassis_price", AT(market.chassis_usd), 1.1, 0, SL_M_ECO_FAILURES, +1},
    {"market.port_hour", AT(market.dark_usd_per_s), 1.5, 0, SL_M_ECO_FAILURES, +1},
    {"market.gpu_rate", AT(market.gpu_usd_per_s), 1.1, 0, SL_M_ECO_RUN, +1},
    {"market.dies.0.process.cost", AT(market.die[0].process.cost_usd), 1.1, 0, SL_M_ECO_COST, +1},
    {"market.dies.0.process.d0", AT(market.die[0].process.d0_per_m2), 1.1, 0, SL_M_ECO_COST, +1},
    {"market.dies.0.process.d0", AT(market.die[0].process.d0_per_m2), 1.1, 0, SL_M_ECO_EMBODIED,
     +1},
    {"market.steps.0.bond.particles", AT(market.step[0].bond.d0_per_m2), 1.3, 0, SL_M_ECO_COST, +1},
    {"market.steps.0.yield", AT(market.step[0].yield), 0.98, 0, SL_M_ECO_COST, +1},
    {"market.steps.0.yield", AT(market.step[0].yield), 0.98, 0, SL_M_ECO_ROLLED, -1},
    {"market.package.bond_yield", AT(market.package.bond_yield), 0.98, 0, SL_M_ECO_COST, +1},
    {"market.package.carrier.d0", AT(market.package.carrier.d0_per_m2), 1.1, 0, SL_M_ECO_COST, +1},
    {"market.package.carrier_scale", AT(market.package.carrier_scale), 1.05, 0, SL_M_ECO_EMBODIED,
     +1},
    {"market.steps.aligned (link.launch.sigma)", AT(link.launch.sigma_m), 1.2, 0, SL_M_ECO_COST,
     +1},
    {"market.design", AT(market.design_usd), 1.1, 0, SL_M_ECO_PRICE, +1},
    {"market.units", AT(market.units), 1.1, 0, SL_M_ECO_DESIGN, -1},
    {"market.redesign", AT(market.later_frac), 1.1, 0, SL_M_ECO_DESIGN, +1},
    {"market.respin", AT(market.respin_first), 1.05, 0, SL_M_ECO_FIRST, +1},
    {"market.respin_cost", AT(market.respin_usd), 1.1, 0, SL_M_ECO_PRICE, +1},
    {"market.respin_time", AT(market.respin_s), 1.1, 0, SL_M_ECO_DELAY, +1},
    {"market.owners.0.margin", AT(market.owner[0].margin), 1.05, 0, SL_M_ECO_PRICE, +1},
};

static double *value_of(sl_design *design, size_t offset)
{
    return (double *)(void *)((char *)design + offset);
}

static void check_chain(const char *what, const char *variant, const sl_design *start, int metric,
                        int sign, void (*step)(sl_design *design, size_t arg, const lever *l),
                        size_t arg, const lever *l)
{
    sl_design design = *start;
    double last = NAN;
    for (int i = 0; i < 6; i++) {
        sl_result r;
        sl_evaluate(&r, &design, NULL);
        double x = r.value[metric];
        bool worse = (x - last) * sign >= -1e-9 * fmax(1e-3 * fabs(last), fabs(last));
        if (!isnan(x) && !isnan(last) && !worse && x != last)
            fail_msg("%s of %s: more moves %s from %.17g to %.17g", what, variant,
                     sl_metric_infos[metric].key, last, x);
        if (!isnan(x)) last = x;
        step(&design, arg, l);
    }
}

static void step_lever(sl_design *design, size_t arg, const lever *l)
{
    (void)arg;
    double *x = value_of(design, l->offset);
    *x = *x * l->factor + l->add;
}

static void check_levers(const char *path)
{
    sl_model *model = load_example(ctx, path, NULL, 0);
    for (size_t v = 0; v < model->n; v++)
        for (size_t i = 0; i < sizeof levers / sizeof *levers; i++) {
            bool money = strncmp(levers[i].name, "market.", strlen("market.")) == 0;
            if (money && !model->variants[v].design.has_market) continue;
            check_chain(levers[i].name, model->variants[v].name, &model->variants[v].design,
                        levers[i].metric, levers[i].sign, step_lever, 0, &levers[i]);
        }
    sl_model_destroy(model);
}

static void test_levers(void **state)
{
    (void)state;
    each_example(check_levers);
}

static sl_path_spec *path_in_use(sl_design *d)
{
    sl_path_spec *paths[] = {&d->board.faceplate, &d->board.near, &d->board.package,
                             &d->board.interposer};
    return paths[d->link.attach];
}

static void step_board(sl_design *design, size_t segment, const lever *l)
{
    (void)l;
    path_in_use(design)->segment[segment].length_m *= 1.3;
}

static void step_wet(sl_design *design, size_t segment, const lever *l)
{
    (void)l;
    sl_segment_spec *line = &path_in_use(design)->segment[segment];
    design->board.humidity = 0.5;
    line->loss_tangent_per_wet = 0.5;
    line->moisture_uptake += 0.002;
}

static void step_connectors(sl_design *design, size_t arg, const lever *l)
{
    (void)arg;
    (void)l;
    design->link.fibre.connectors++;
}

static void check_structure(const char *path)
{
    static const int worse[] = {SL_M_MARGIN, SL_M_HOST_MARGIN, SL_M_CLASS_MARGIN};
    sl_model *model = load_example(ctx, path, NULL, 0);
    for (size_t v = 0; v < model->n; v++) {
        sl_design *d = &model->variants[v].design;
        const char *name = model->variants[v].name;
        for (size_t s = 0; s < (size_t)path_in_use(d)->n; s++) {
            if (path_in_use(d)->segment[s].kind != SL_WORD_LINE) continue;
            for (size_t m = 0; m < 3; m++)
                check_chain("board segment length", name, d, worse[m], -1, step_board, s, NULL);
            check_chain("board segment length", name, d, SL_M_LOSS, +1, step_board, s, NULL);
            check_chain("moisture", name, d, SL_M_LOSS, +1, step_wet, s, NULL);
            // Of linear links the energy falls where the sequence detector begins (energy.md).
            if (d->link.kind != SL_WORD_LINEAR)
                check_chain("board segment length", name, d, SL_M_SERDES_ENERGY, +1, step_board, s,
                            NULL);
        }
        check_chain("connectors", name, d, SL_M_MARGIN, -1, step_connectors, 0, NULL);
    }
    sl_model_destroy(model);
}

static void test_structure(void **state)
{
    (void)state;
    each_example(check_structure);
}

// A port goes dark with its laser, whether that laser feeds one port or two.
static void check_shared_laser(const char *path)
{
    sl_model *model = load_example(ctx, path, NULL, 0);
    for (size_t v = 0; v < model->n; v++) {
        sl_result own, shared;
        sl_design d = model->variants[v].design;
        if (d.link.laser.kind != SL_WORD_CW || !d.link.engine.laser_place) continue;
        d.cooling.external_laser_k_w = 1e-9; // as warm with half as many
        d.link.laser.spares = 0;
        d.link.engine.rate_bps = 2.0 * d.link.rate_bps;
        d.link.laser.lanes = d.link.optical_lanes > 0 ? d.link.optical_lanes : d.link.lanes;
        sl_evaluate(&own, &d, NULL);
        d.link.laser.lanes *= 2;
        sl_evaluate(&shared, &d, NULL);
        if (isnan(own.value[SL_M_LASER_FAILED])) continue; // does not fit on the lid
        sl_assert_rel(shared.value[SL_M_LASER_FAILED], own.value[SL_M_LASER_FAILED], 1e-9);
    }
    sl_model_destroy(model);
}

static void test_shared_laser(void **state)
{
    (void)state;
    each_example(check_shared_laser);
}

// The service sets no result but feasibility: asking for less never makes infeasible.
static void check_service(const char *path)
{
    sl_model *model = load_example(ctx, path, NULL, 0);
    for (size_t v = 0; v < model->n; v++) {
        sl_result strict, lax;
        sl_design d = model->variants[v].design;
        sl_evaluate(&strict, &d, NULL);
        d.service.reach_m *= 0.9;
        d.service.ber *= 10.0;
        d.service.rate_bps *= 0.9;
        sl_evaluate(&lax, &d, NULL);
        if (strict.feasible && !lax.feasible)
            fail_msg("%s: %s delivers the harder service, not the easier: %s", path,
                     model->variants[v].name, lax.why);
        assert_true(strict.why[0] != '\0' && lax.why[0] != '\0');
    }
    sl_model_destroy(model);
}

static void test_service(void **state)
{
    (void)state;
    each_example(check_service);
}

// The margin says what it says: the reach is where it ends.
static void check_reach(const char *path)
{
    sl_model *model = load_example(ctx, path, NULL, 0);
    for (size_t v = 0; v < model->n; v++) {
        sl_result r;
        sl_design d = model->variants[v].design;
        sl_evaluate(&r, &d, NULL);
        double reach = r.value[SL_M_REACH];
        if (isnan(reach) || reach <= 0.0 || reach > 1e6) continue;
        int metric = d.link.kind >= SL_WORD_RETIMED ? SL_M_OPTICAL_MARGIN : SL_M_MARGIN;
        d.service.reach_m = reach * 0.97;
        sl_evaluate(&r, &d, NULL);
        if (r.value[metric] < -0.02)
            fail_msg("%s: reach %g m, margin %g dB short of it", model->variants[v].name, reach,
                     r.value[metric]);
        d.service.reach_m = reach * 1.03;
        sl_evaluate(&r, &d, NULL);
        if (d.link.kind >= SL_WORD_RETIMED && r.value[metric] > 0.02)
            fail_msg("%s: reach %g m, margin %g dB beyond it", model->variants[v].name, reach,
                     r.value[metric]);
    }
    sl_model_destroy(model);
}

static void test_reach(void **state)
{
    (void)state;
    each_example(check_reach);
}

int main(int argc, char **argv)
{
    if (argc > 1) examples_dir = argv[1];
    with_finer_tiers = false;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_twins),     cmocka_unit_test(test_reversed),
        cmocka_unit_test(test_chances),   cmocka_unit_test(test_units),
        cmocka_unit_test(test_sums),      cmocka_unit_test(test_levers),
        cmocka_unit_test(test_structure), cmocka_unit_test(test_shared_laser),
        cmocka_unit_test(test_service),   cmocka_unit_test(test_reach),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
