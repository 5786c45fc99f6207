// Yield of hybrid bonding against YAP's published runs. Inputs: the sections w2w_modeling and
// d2w_modeling of its configurations (nanocad-lab/YAP, branch yap+, W2W and
// D2W/configs/config.yaml).
#include "selftest/selftest.h"

#include <stddef.h>

#include "shoreline/constants.h"
#include "shoreline/economics.h"

#define YAP "YAP (yap+), printed by its calculators; read at second hand"
#define YAP_DEFECT                                                                                 \
    "its integral stops at a relative error of 0.1 and takes half of the rim's triangles; ours "   \
    "is "                                                                                          \
    "exact"
#define YAP_TAILS "its tails lie on a raster of 0.4 mm at angles of 0, 60 and 120 degrees"

static const double um = 1e-6, nm = 1e-9;

// Both configurations agree but for pitch, rotation and tails.
static sl_bond config(sl_bond_kind kind)
{
    bool wafer = kind == SL_BOND_W2W;
    return (sl_bond){.kind = kind,
                     .width_m = 10000 * um,
                     .height_m = 10000 * um,
                     .pitch_m = wafer ? 10 * um : 1 * um,
                     .bottom_frac = 0.5,
                     .top_frac = 0.667,
                     .contact_frac = 0.5,
                     .spacing_frac = 0.5,
                     .translation_m = 0.0,
                     .translation_sd_m = 2e-2 * um,
                     .rotation_rad = wafer ? 5e-8 : 1e-6,
                     .rotation_sd_rad = wafer ? 1e-8 : 5e-7,
                     .magnification = 0.1 * 0.5 * 1e-6,    // k_mag times the difference of bow, ppm
                     .magnification_sd = 0.1 * 0.1 * 1e-6, // the program takes its square
                     .random_sd_m = 2e-2 * um,
                     .d0_per_m2 = 1e-9 / (um * um),
                     .particle_m = 0.1 * um,
                     .exponent = 3.0,
                     .void_m = 230 * um,
                     .void_growth = 1.8e-4,
                     .tail_growth = 6.2e-2,
                     .recess_m = 10 * nm,
                     .recess_sd_m = 1 * nm,
                     .expansion_m_per_k = 0.053 * nm,
                     .heat_k = 300.0 - 25.0,
                     .least_recess_m = 0.0, // its roughness gives less than nothing
                     .wafer_m = 2 * 150000 * um};
}

// On wafers the program counts voids as lines without a width, and only on the share of the wafer
// that its 540 dies and the lanes between them (1 mm) cover.
static sl_bond lines(void)
{
    sl_bond b = config(SL_BOND_W2W);
    double array_m = b.width_m - b.pitch_m + 1000 * um;
    b.d0_per_m2 *= 540.0 * array_m * array_m / (SL_PI / 4.0 * b.wafer_m * b.wafer_m);
    b.void_m = 1e-12;
    b.void_growth = 0.0;
    return b;
}

typedef enum part { OVERLAY, DEFECT, RECESS, YIELD, LIMIT_NM } part;

// kind, part, whether voids are lines
static double bond(const double *a)
{
    sl_bond b = a[2] > 0.0 ? lines() : config((sl_bond_kind)a[0]);
    sl_bond_yield y;
    if (sl_bond_yield_of(&y, &b) != SL_OK) return NAN;
    const double parts[] = {y.overlay, y.defect, y.recess, y.yield, y.limit_m / nm};
    return parts[(int)a[1]];
}

#define ROW(id_, what_, unit_, origin_, source_, value_, tolerance_, kind_, part_, line_, note_)   \
    {                                                                                              \
        .id = "economics.v6." id_, .what = what_, .unit = unit_, .source = source_,                \
        .origin = SL_ORIGIN_##origin_, .relative = true, .expected = value_,                       \
        .tolerance = tolerance_, .simple = bond, .args = {SL_BOND_##kind_, part_, line_},          \
        .note = note_                                                                              \
    }

static const selftest_case cases[] = {
    ROW("w2w.overlay", "wafers, 10 um: placed well enough", "", PUBLISHED, YAP, 1.0, 1e-6, W2W,
        OVERLAY, 0, NULL),
    ROW("w2w.defect", "wafers, 10 um: no void on a pad, voids as lines", "", PUBLISHED, YAP,
        0.884293, 0.003, W2W, DEFECT, 1, YAP_TAILS),
    ROW("w2w.defect.whole", "the same, voids with their width, particles on all of the wafer", "",
        PUBLISHED, YAP, 0.884293, 0.003, W2W, DEFECT, 0,
        "the program neglects the width of a void and scales the particles by the share of the "
        "wafer under its dies"),
    ROW("w2w.recess", "wafers, 10 um: copper of a million pads meets", "", PUBLISHED, YAP, 0.999951,
        1e-6, W2W, RECESS, 0, NULL),
    ROW("w2w.yield", "wafers, 10 um: all three", "", PUBLISHED, YAP, 0.884250, 0.003, W2W, YIELD, 1,
        YAP_TAILS),
    ROW("d2w.limit", "dies, 1 um: misplacement that a pad bears", "nm", PUBLISHED, YAP, 230.44,
        0.003, D2W, LIMIT_NM, 0, NULL),
    ROW("d2w.defect", "dies, 1 um: no void on a pad", "", PUBLISHED, YAP, 0.903354, 0.003, D2W,
        DEFECT, 0, YAP_DEFECT),
    ROW("d2w.defect.exact", "the same, its density of voids summed exactly", "", OWN,
        "its density of radii over the union of discs, 22 000 points, another program",
        0.9013061607, 1e-8, D2W, DEFECT, 0, NULL),
    ROW("d2w.recess", "dies, 1 um: copper of 100 million pads meets", "", PUBLISHED, YAP, 0.995113,
        1e-6, D2W, RECESS, 0, NULL),
};

const selftest_table selftest_bonding = {"economics", cases, sizeof cases / sizeof *cases};
