// Published results, predicted from catalogue parts: sensitivities, bandwidths, powers, losses and
// reaches. The list and its rules stand in docs/theory/validation.md; it was made before any row
// was computed.
//
// A row's part is the catalogue's as it is; only the conditions that the source states are set.
// Low and high are the 5th and 95th percentile of draws of the part's own uncertain inputs, or of
// all inputs of a whole link. Values are AT their figure and count for coverage; bounds do not.
#include "selftest/selftest.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/electrical.h"
#include "shoreline/random.h"
#include "shoreline/signal.h"
#include "shoreline/lane.h"
#include "system/internal.h"

// ---- draws of one part, or of one whole design ----

typedef double model_fn(const void *spec, const double *args);

typedef union any_spec {
    sl_design design;
    sl_receiver_spec receiver;
    sl_laser_spec laser;
    sl_coupling_spec coupling;
    sl_serdes_spec serdes;
} any_spec;

static int compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void predict(selftest_value *out, const void *spec, size_t size, const sl_leaves *leaves,
                    model_fn *model, const double *args)
{
    static const char purpose[] = "published";
    double values[SELFTEST_DRAWS];
    size_t n = 0;
    uint64_t key = sl_hash64(purpose);
    out->value = model(spec, args);
    for (uint64_t draw = 0; draw < SELFTEST_DRAWS; draw++) {
        any_spec copy;
        memcpy(&copy, spec, size);
        for (size_t i = 0; i < leaves->n; i++) {
            const sl_leaf *leaf = &leaves->items[i];
            if (leaf->field->kind != SL_FIELD_QUANTITY || !(leaf->sd > 0.0)) continue;
            double z = sl_random_normal(1, key, sl_hash64(leaf->path), draw);
            double x = sl_leaf_at(leaf, z);
            memcpy((char *)&copy + leaf->offset, &x, sizeof x);
        }
        double y = model(&copy, args);
        if (!isnan(y)) values[n++] = y;
    }
    if (2 * n <= SELFTEST_DRAWS) return; // no interval where most draws have no result
    qsort(values, n, sizeof *values, compare_double);
    out->low = sl_quantile_sorted(values, n, 0.05);
    out->high = sl_quantile_sorted(values, n, 0.95);
}

static const sl_table *table_of(const char *part)
{
    size_t n = strcspn(part, "/");
    for (size_t i = 0; i < sl_part_type_n; i++)
        if (strlen(sl_part_types[i].folder) == n && !strncmp(sl_part_types[i].folder, part, n))
            return sl_part_types[i].table;
    return NULL;
}

static void predict_part(selftest_value *out, const char *part, model_fn *model, const double *args)
{
    const sl_table *table = table_of(part);
    sl_ctx *ctx = NULL;
    sl_arena *arena = NULL;
    sl_node *node = NULL;
    sl_leaves leaves = {0};
    any_spec spec;
    out->absent = true;
    out->note = "no such part in the catalogue";
    if (!table || !sl_catalog_find(part) || sl_ctx_create(&ctx, NULL) != SL_OK) return;
    out->absent = false;
    out->note = "the part no longer loads";
    memset(&spec, 0, sizeof spec);
    if (sl_arena_create(&arena, ctx) == SL_OK &&
        sl_part_load(&node, NULL, ctx, arena, NULL, part) == SL_OK &&
        sl_bind(ctx, arena, node, table, &spec, &leaves) == SL_OK) {
        out->note = NULL;
        predict(out, &spec, table->size, &leaves, model, args);
    }
    if (arena) sl_arena_destroy(arena);
    sl_ctx_destroy(ctx);
}

// ---- receivers: OMA at an error ratio from an ideal transmitter ----

enum { GE_100G, GE_200G, PIN_50G, GAAS_100G };
static const char *const receivers[] = {"receiver/ge-tia-100g", "receiver/ge-tia-200g",
                                        "receiver/pin-tia-50g", "receiver/gaas-tia-100g"};

static double oma_dbm(const void *spec, const double *a)
{
    const sl_receiver_spec *r = spec;
    sl_lane_in in = {.symbol_rate_bd = a[1],
                     .levels = (int)a[2],
                     .target_ber = a[3],
                     .launch_average_w = 1e-3,
                     .extinction_ratio_db = INFINITY,
                     .level_mismatch = 1.0,
                     .transmitter_bandwidth_hz = INFINITY,
                     .jitter_rms_ui = r->jitter_ui,
                     .wavelength_m = 1310e-9,
                     .responsivity_a_per_w = r->responsivity_a_w,
                     .dark_current_a = r->dark_current_a,
                     .thermal_a2_per_hz = r->noise_a_rthz * r->noise_a_rthz,
                     .thermal_f2_a2_per_hz3 = r->noise_rise_a2_hz3,
                     .receiver_bandwidth_hz = r->bandwidth_hz,
                     .receiver_noise_per_hz = r->after_noise_psd_hz,
                     .implementation_loss_db = r->implementation_loss_db};
    sl_lane_out lane;
    if (sl_lane_evaluate(&lane, &in) != SL_OK || isinf(lane.sensitivity_oma_w)) return NAN;
    return sl_dbm(lane.sensitivity_oma_w);
}

static void sensitivity(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    predict_part(out, receivers[(int)a[0]], oma_dbm, a);
}

// ---- VCSELs at 25 degC ----

enum { VCSEL_850, VCSEL_940, VCSEL_1060, VCSEL_1310 };
static const char *const vcsels[] = {"laser/vcsel-850-mm", "laser/vcsel-940-mm",
                                     "laser/vcsel-1060-mm", "laser/vcsel-1310-sm"};

static double bandwidth_at(const sl_vcsel *v, double current_a)
{
    sl_laser_point p;
    if (sl_vcsel_at_current(&p, v, 298.15, current_a) != SL_OK) return NAN;
    return sl_vcsel_bandwidth_hz(v, &p) * 1e-9;
}

// At a current, or at the best one within the rating (0).
static double bandwidth_ghz(const void *spec, const double *a)
{
    sl_vcsel v = sl_design_vcsel(spec);
    if (a[1] > 0.0) return bandwidth_at(&v, a[1]);
    double best = NAN;
    for (int i = 1; i <= 50; i++)
        best = fmax(best, bandwidth_at(&v, v.current_max_a * i / 50.0)); // fmax drops NaN
    return best;
}

static void bandwidth(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    predict_part(out, vcsels[(int)a[0]], bandwidth_ghz, a);
}

// ---- couplers, SerDes ----

static double coupler_db(const void *spec, const double *a)
{
    (void)a;
    return sl_coupling_loss_db(spec);
}

static void grating(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    predict_part(out, "coupling/grating-smf", coupler_db, a);
}

static double serdes_pj(const void *spec, const double *a)
{
    const sl_serdes_spec *s = spec;
    sl_serdes_energy_in in = {.loss_nyquist_db = a[0],
                              .snr_required_db =
                                  10.0 * log10(sl_pam_snr_for_log10_ber(log10(a[1]), 4)),
                              .symbol_rate_bd = a[2],
                              .levels = 4,
                              .swing_pp_v = s->swing_pp_v,
                              .driver_ohm = s->driver_ohm,
                              .node_scale = s->node_scale,
                              .coefficients = sl_serdes_coefficients_default()};
    sl_serdes_energy_out e;
    return sl_serdes_energy(&e, &in) == SL_OK ? e.energy_j_per_bit * 1e12 : NAN;
}

static void serdes_energy(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    predict_part(out, "serdes/cei-112g-lr", serdes_pj, a);
}

// ---- links on a host ----

enum {
    SR4_400,
    DR4_400,
    DR4_400_2KM,
    FR4_400,
    SR8_800,
    SR8_800_OM3,
    SR8_400,
    DR8_800,
    DAC_800,
    CHIPLET,
    MICROLED,
    HOSTS
};

#define SWITCH "chip/switch-51t2", "board/switch-line-card", "cooling/air-2u-switch"
#define GPU    "chip/gpu-scale-up", "board/gpu-tray", "cooling/liquid-cold-plate"

static const selftest_host hosts[HOSTS] = {
    [SR4_400] = {"link/sr4-400-retimed", "400 Gb/s", "50 m", SWITCH, ""},
    [DR4_400] = {"link/dr4-400-retimed", "400 Gb/s", "100 m", SWITCH, ""},
    [DR4_400_2KM] = {"link/dr4-400-retimed", "400 Gb/s", "2 km", SWITCH, ""},
    [FR4_400] = {"link/fr4-400-retimed", "400 Gb/s", "2 km", SWITCH, ""},
    [SR8_800] = {"link/sr8-800-retimed", "800 Gb/s", "50 m", SWITCH, ""},
    [SR8_800_OM3] = {"link/sr8-800-retimed", "800 Gb/s", "50 m", SWITCH,
                     ", fibre: {use: fibre/om3-850}"},
    [SR8_400] = {"link/sr8-800-retimed", "400 Gb/s", "50 m", SWITCH, ", rate: 400 Gb/s"},
    [DR8_800] = {"link/dr8-800-retimed", "800 Gb/s", "100 m", SWITCH, ""},
    [DAC_800] = {"link/dac-800", "800 Gb/s", "2 m", SWITCH, ""},
    [CHIPLET] = {"link/oio-ucie-1600", "1.6 Tb/s", "10 m", GPU, ""},
    [MICROLED] = {"link/microled-1600", "1.6 Tb/s", "10 m", GPU, ""},
};

static void power(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    selftest_metric(out, &hosts[(int)a[0]], SL_M_ENGINE_ENERGY, 0.0);
}

static void energy(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    selftest_metric(out, &hosts[(int)a[0]], SL_M_ENGINE_ENERGY, 1e12);
}

static void reach(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    selftest_metric(out, &hosts[(int)a[0]], SL_M_REACH, 1.0);
}

// Loss at Nyquist, bump to bump, of the cable at which a SerDes just has its error ratio; the limit
// of its class is a convention and left out.
static double borne_db(const void *spec, const double *a)
{
    sl_design d;
    sl_result r;
    memcpy(&d, spec, sizeof d);
    d.link.serdes.target_ber = a[1];
    d.link.serdes.loss_limit_db = NAN;
    sl_evaluate(&r, &d, &(sl_evaluate_opts){.brief = true});
    d.service.reach_m = r.value[SL_M_REACH];
    if (!(d.service.reach_m > 0.0)) return NAN;
    sl_evaluate(&r, &d, &(sl_evaluate_opts){.brief = true, .skip_reach = true});
    return r.value[SL_M_LOSS];
}

static void loss_borne(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    sl_ctx *ctx = NULL;
    sl_model *model = NULL;
    out->note = "the scenario no longer loads";
    if (sl_ctx_create(&ctx, NULL) != SL_OK) return;
    if (selftest_load(&model, ctx, &hosts[(int)a[0]]) == SL_OK) {
        const sl_bound *b = &model->variants[0];
        out->note = NULL;
        predict(out, &b->design, sizeof b->design, &b->leaves, borne_db, a);
    }
    if (model) sl_model_destroy(model);
    sl_ctx_destroy(ctx);
}

// ---- rows ----

#define ROW(id_, what_, unit_, source_, value_, tolerance_, full_, note_, ...)                     \
    .id = "published." id_, .what = what_, .unit = unit_, .source = source_,                       \
    .origin = SL_ORIGIN_PUBLISHED, .expected = value_, .tolerance = tolerance_, .full = full_,     \
    .note = note_, .args = {__VA_ARGS__}

#define OMA(id_, what_, source_, value_, ...)                                                      \
    {                                                                                              \
        ROW("oma." id_, "sensitivity (OMA), " what_, "dBm", source_, value_, 1.0, sensitivity,     \
            "a generic receiver, not this one", __VA_ARGS__)                                       \
    }
#define OMA_RANGE(id_, what_, source_, low_, high_, ...)                                           \
    {                                                                                              \
        ROW("oma." id_, "sensitivity (OMA), " what_, "dBm", source_, ((low_) + (high_)) / 2.0,     \
            1.0 + ((high_) - (low_)) / 2.0, sensitivity, "a generic receiver, not this one",       \
            __VA_ARGS__),                                                                          \
            .published_low = low_, .published_high = high_                                         \
    }
#define GHZ(id_, what_, source_, value_, ...)                                                      \
    {                                                                                              \
        ROW("vcsel." id_, "-3 dB bandwidth, " what_, "GHz", source_, value_, 0.20, bandwidth,      \
            "a generic VCSEL for 53 GBd, not this one", __VA_ARGS__),                              \
            .relative = true                                                                       \
    }
#define WATT(id_, what_, source_, value_, ...)                                                     \
    {                                                                                              \
        ROW("power." id_, what_ " (whole module)", "W", source_, value_, 0.20, power,              \
            "generic parts; makers state ratings", __VA_ARGS__),                                   \
            .relative = true                                                                       \
    }
#define COUPLER(id_, what_, source_, value_)                                                       \
    {                                                                                              \
        ROW("coupler." id_, what_, "dB", source_, value_, 1.0, grating, "a generic grating", 0)    \
    }
#define AT_LEAST(id_, what_, unit_, source_, value_, full_, ...)                                   \
    {                                                                                              \
        ROW(id_, what_, unit_, source_, value_, 0.0, full_, "bound; generic parts", __VA_ARGS__),  \
            .sense = SL_SELFTEST_AT_LEAST                                                          \
    }
#define AT_MOST(id_, what_, unit_, source_, value_, full_, ...)                                    \
    {                                                                                              \
        ROW(id_, what_, unit_, source_, value_, 0.0, full_, "bound; generic parts", __VA_ARGS__),  \
            .sense = SL_SELFTEST_AT_MOST                                                           \
    }

#define PATEL     "Patel et al., IEEE JSSC (2022), 10.1109/JSSC.2022.3218558, abstract"
#define IBM_LINK  "A 32 Gb/s, 4.7 pJ/bit optical link in 14 nm FinFET CMOS, abstract"
#define TAKEMOTO  "Takemoto et al., IEEE JSSC (2014), abstract; error ratio taken as 1e-12"
#define LI        "Li et al., co-designed Si-Ge balanced photodiode and TIA (2020), abstract"
#define LEE       "Lee and Chen, ISCAS 2018, 10.1109/ISCAS.2018.8351036, abstract"
#define BURST     "linear burst-mode receiver in 0.25 um SiGe, abstract"
#define WU        "Wu et al., Optics Express 31 (2023) 4129, 10.1364/oe.478852, abstract"
#define PENG      "Peng et al., 3D-integrated ring receiver, 4 x 160 Gb/s, abstract"
#define ALOMARI   "Al-Omari and Lear (2006)"
#define KAO       "Kao et al., Photonics Research 6 (2018) 666, abstract"
#define HEAT      "Heat dissipation effect on high-speed 850 nm VCSELs, abstract"
#define HAMAD     "Hamad, Wanckel, Hofmann, IEEE JQE 52 (2016), abstract"
#define FUSED     "1300 nm wafer-fused VCSELs, abstract"
#define NVIDIA(x) "NVIDIA, product specification of " x
#define OCI       "Intel, Optical Compute Interconnect chiplet, OFC 2024 (press)"
#define LETI      "CEA-Leti, microLED for communications, 2023"

static const selftest_case cases[] = {
    OMA("patel", "112 Gb/s PAM4, SER 4.8e-4, 16 nm", PATEL, -8.2, GE_100G, 56e9, 4, 2.4e-4),
    OMA("ibm-32g", "32 Gb/s NRZ, 1e-12, 850 nm", IBM_LINK, -11.7, GAAS_100G, 32e9, 2, 1e-12),
    OMA("takemoto-25g", "25 Gb/s NRZ, 1e-12, 1310 nm", TAKEMOTO, -9.7, PIN_50G, 25e9, 2, 1e-12),
    OMA("takemoto-28g", "28 Gb/s NRZ, 1e-12, 1310 nm", TAKEMOTO, -8.2, PIN_50G, 28e9, 2, 1e-12),
    OMA("takemoto-850", "25 Gb/s NRZ, 1e-12, 850 nm", TAKEMOTO, -7.3, GAAS_100G, 25e9, 2, 1e-12),
    OMA("li-54g", "54 Gb/s NRZ, 2.2e-4, 28 nm", LI, -8.6, GE_100G, 54e9, 2, 2.2e-4),
    OMA("lee-20g", "20 Gb/s NRZ, 1e-12, 0.53 A/W", LEE, -9.2, GAAS_100G, 20e9, 2, 1e-12),
    OMA("burst-nrz", "25 Gb/s NRZ, 1e-2", BURST, -18.1, PIN_50G, 25e9, 2, 1e-2),
    OMA("burst-pam4", "25 GBd PAM4, 1e-2", BURST, -11.4, PIN_50G, 25e9, 4, 1e-2),
    OMA("wu-nrz-hd", "112 GBd NRZ, 3.8e-3", WU, -10.0, GE_200G, 112e9, 2, 3.8e-3),
    OMA_RANGE("wu-nrz-kp4", "112 GBd NRZ, 2e-4", WU, -6.6, -5.2, GE_200G, 112e9, 2, 2e-4),
    OMA_RANGE("wu-pam4-hd", "80 GBd PAM4, 3.8e-3", WU, -6.6, -5.2, GE_200G, 80e9, 4, 3.8e-3),
    OMA("wu-pam4-kp4", "80 GBd PAM4, 2e-4", WU, -2.7, GE_200G, 80e9, 4, 2e-4),
    OMA("peng", "80 GBd PAM4, 2e-4, ring filter", PENG, -2.25, GE_200G, 80e9, 4, 2e-4),

    GHZ("alomari", "850 nm, 10 um at 6.4 kA/cm2 (5.03 mA)", ALOMARI, 15.2, VCSEL_850, 5.03e-3),
    GHZ("kao", "850 nm, at the best current", KAO, 18.9, VCSEL_850, 0),
    GHZ("heat", "850 nm, at the best current", HEAT, 16.2, VCSEL_850, 0),
    GHZ("hamad", "multimode, at the best current", HAMAD, 32.7, VCSEL_940, 0),
    GHZ("fused", "1300 nm, at the best current", FUSED, 8.0, VCSEL_1310, 0),
    AT_LEAST("vcsel.ibm-1060", "-3 dB bandwidth, 1060 nm, 5 mA", "GHz",
             "Energy-efficient 1060-nm optical link, J. Lightwave Technology, abstract", 19.0,
             bandwidth, VCSEL_1060, 5e-3),
    AT_LEAST("vcsel.mutig", "-3 dB bandwidth, 850 nm, at the best current", "GHz",
             "Mutig et al., frequency response of large-aperture 850 nm VCSELs, abstract", 20.0,
             bandwidth, VCSEL_850, 0),

    WATT("sr4-400", "400G SR4, typical", NVIDIA("MMA4Z00-NS400-T"), 8.0, SR4_400),
    WATT("dr4-400", "400G DR4, typical", NVIDIA("MMS4X00-NS400"), 9.0, DR4_400),
    WATT("sr8-800", "800G 2xSR4", NVIDIA("MMA4Z00-NS-T"), 15.0, SR8_800),
    WATT("dr8-800", "800G 2xDR4", NVIDIA("MMS4X00-NS-T"), 17.0, DR8_800),
    AT_MOST("power.fr4-400", "400G FR4, maximum (whole module)", "W", "Wavesplitter WST-QD4-FR4-C",
            12.0, power, FR4_400),
    AT_MOST("power.dr4-400-2km", "400G DR4 of 2 km, maximum (whole module)", "W",
            "dwdmnetwork.com 400G QSFP-DD EDR4", 12.0, power, DR4_400_2KM),
    AT_MOST("power.sr8-800-max", "800G 2xSR4, maximum (whole module)", "W",
            "Fiberwdm R12OSFP-800G-2SR4", 14.0, power, SR8_800),
    {ROW("energy.chiplet", "optical I/O chiplet of 32G NRZ (engine and lasers)", "pJ/bit", OCI, 5.0,
         0.20, energy, "our chiplet: UCIe, rings, 50G lanes", CHIPLET),
     .relative = true},
    AT_MOST("energy.microled", "microLED link (engine)", "pJ/bit", LETI, 1.0, energy, MICROLED),
    AT_MOST("energy.serdes-xsr", "113 Gb/s SerDes in 5 nm, 12 dB, 1e-9", "pJ/bit",
            "Gangasani et al., IEEE SSC-L 8 (2025) 33, abstract", 1.1, serdes_energy, 12.0, 1e-9,
            56.5e9),

    COUPLER("hong", "silicon nitride grating coupler to fibre",
            "Hong et al., Scientific Reports 9 (2019) 12988, abstract", 1.75),
    COUPLER("dabos", "fully etched TM grating coupler to fibre",
            "Dabos et al., TM grating coupler on Si3N4, abstract", 6.5),

    {ROW("serdes.krupnik", "loss borne by a 112G long-reach SerDes at 1e-6, bump to bump", "dB",
         "Krupnik et al., IEEE JSSC 55 (2020) 1077, abstract", 35.0, 3.0, loss_borne,
         "a generic receiver; the paper does not say where its loss is counted", DAC_800, 1e-6)},
    AT_LEAST("reach.dac", "passive 800G cable, 26 AWG, switch to switch", "m",
             NVIDIA("MCP4Y10-N: 0.5 to 2 m"), 2.0, reach, DAC_800),
    AT_LEAST("reach.dac-3m", "passive 800G cable, 26 AWG, switch to adapters (here to a switch)",
             "m", NVIDIA("MCP7Y00-N: 1 to 3 m"), 3.0, reach, DAC_800),
    AT_LEAST("reach.sr8-om4", "800G 2xSR4 over OM4", "m", "Fiberwdm R12OSFP-800G-2SR4", 100.0,
             reach, SR8_800),
    AT_LEAST("reach.sr8-om3", "800G 2xSR4 over OM3", "m", "Fiberwdm R12OSFP-800G-2SR4", 60.0, reach,
             SR8_800_OM3),
    AT_LEAST("reach.lavrencik", "53 Gb/s PAM4, 850 nm, over OM4 before FEC", "m",
             "PAM-4 VCSEL-MMF links, JLT (2017), 10.1109/JLT.2016.2647203, abstract", 300.0, reach,
             SR8_400),
    AT_LEAST("reach.dr8", "800G DR8", "m", "Ascent OSFP-800G-DR8-05", 500.0, reach, DR8_800),
    AT_LEAST("reach.dr4", "400G DR4 of 2 km", "m", "dwdmnetwork.com 400G QSFP-DD EDR4", 2000.0,
             reach, DR4_400_2KM),
    AT_LEAST("reach.fr4", "400G FR4", "m", "Wavesplitter WST-QD4-FR4-C", 2000.0, reach, FR4_400),
    AT_LEAST("reach.chiplet", "optical I/O chiplet", "m", OCI, 100.0, reach, CHIPLET),
    AT_LEAST("reach.microled", "microLED link", "m", LETI, 10.0, reach, MICROLED),
};

const selftest_table selftest_published = {"published", cases, sizeof cases / sizeof *cases};
