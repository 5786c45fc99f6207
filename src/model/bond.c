// A hybrid bond: faces with copper pads, and how they are placed, cleaned and polished. Defaults
// are those of YAP's published configuration for modelling (nanocad-lab/YAP, yap+); what they say
// of a line of today is an assumption.
#include "model/fields.h"

static const sl_word kinds[] = {{"w2w", 0, "wafer to wafer"}, // values of sl_bond_kind
                                {"d2w", 1, "die to wafer"},
                                {NULL, 0, NULL}};

#define S sl_bond_spec
static const sl_field fields[] = {
    WR("kind", kind, kinds, "What is placed on a wafer."),
    QD("width", width_m, "mm", 1e-3, 450, "10 mm", "Of the die, full of pads."),
    QD("height", height_m, "mm", 1e-3, 450, "10 mm", "Of the die, full of pads."),
    QR("pitch", pitch_m, "um", 0.05, 1000, "Of the pads."),
    QD("bottom", bottom_frac, "", 0.01, 1, "0.5", "Diameter of a lower pad over the pitch."),
    QD("top", top_frac, "", 0.01, 100, "0.667", "Diameter of an upper pad over a lower."),
    QD("contact", contact_frac, "", 0, 1, "0.5", "Of the upper pad that must meet the lower."),
    QD("spacing", spacing_frac, "", 0, 1, "0.5", "Of the gap to the next pad that must stay."),
    QD("translation", translation_m, "nm", -1e6, 1e6, "0 nm", "Mean along each axis."),
    QD("translation_sd", translation_sd_m, "nm", 0, 1e6, "20 nm", "Of it."),
    Q("rotation", rotation_rad, "urad", -1e4, 1e4,
      "Mean; absent: 0.05 urad of a wafer, 1 urad of a die."),
    Q("rotation_sd", rotation_sd_rad, "urad", 0, 1e4, "Of it; absent: 0.01 and 0.5 urad."),
    QD("magnification", magnification, "ppm", -1e4, 1e4, "0.05 ppm",
       "Of one face against the other, mean: heat, or bow at about 0.1 ppm/um."),
    QD("magnification_sd", magnification_sd, "ppm", 0, 1e4, "0.01 ppm", "Of it."),
    QD("random_sd", random_sd_m, "nm", 0, 1e6, "20 nm", "Of a pad against the others, each axis."),
    QD("particles", d0_per_m2, "1/cm2", 0, 1e4, "0.1 1/cm2", "Particles between the faces."),
    QD("particle", particle_m, "um", 1e-3, 100, "0.1 um", "Thickness of the smallest."),
    QD("exponent", exponent, "", 2.05, 20, "3", "z of the density t^-z of their thickness."),
    QD("void", void_m, "um", 1e-3, 1e5, "230 um", "Radius at the centre for a particle of 1 um."),
    QD("void_growth", void_growth, "", 0, 1, "1.8e-4", "It gains this times the distance from it."),
    QD("tail_growth", tail_growth, "", 0, 10, "0.062",
       "w2w: length of its tail for a particle of 1 um, over the distance from the centre."),
    QD("recess", recess_m, "nm", -1000, 1000, "10 nm", "Mean, of a pad below its oxide."),
    QD("recess_sd", recess_sd_m, "nm", 0, 1000, "1 nm", "Of it."),
    QD("expansion", expansion_m_per_k, "nm/K", 0, 10, "0.053 nm/K", "Of a pad out of its oxide."),
    QD("heat", heat_k, "K", 0, 2000, "275 K", "From bonding to annealing."),
    QD("least_recess", least_recess_m, "nm", -2000, 2000, "0 nm",
       "Of both pads together; with less, copper lifts the oxide."),
    QD("wafer", wafer_m, "mm", 10, 450, "300 mm", "w2w: diameter."),
};
const sl_table sl_bond_table = {
    .name = "bond", .parts = "bond", .doc = "A hybrid bond.", FIELDS(fields)};
