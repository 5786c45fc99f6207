// Cross-checks: values that are legal alone and cannot hold together, and values that the kind of
// laser, modulator or link in use cannot do without. Each names the numbers that collide.
#include "model/fields.h"
#include "shoreline/constants.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct checker {
    sl_ctx *ctx;
    const sl_bound *bound;
} checker;

static sl_mark mark_of(const checker *c, const char *path)
{
    const sl_leaf *leaf = sl_leaf_find(&c->bound->leaves, path);
    return leaf && leaf->mark.source ? leaf->mark : c->bound->mark;
}

#define COLLIDE(c, path, hint, ...)                                                                \
    sl_diag_add((c)->ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of((c), (path)), (hint), __VA_ARGS__)

// Quantities that one kind of thing needs: offset of the double in sl_design.
typedef struct need {
    const char *path;
    size_t offset;
} need;

static void check_needs(const checker *c, const need *needs, size_t n, const char *at,
                        const char *kind)
{
    for (size_t i = 0; i < n; i++) {
        double value =
            *(const double *)(const void *)((const char *)&c->bound->design + needs[i].offset);
        if (!isnan(value)) continue;
        char hint[200];
        const sl_field *field = sl_field_lookup(&sl_design_table, needs[i].path);
        snprintf(hint, sizeof hint, "add it: %.150s", field ? field->doc : "");
        sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, mark_of(c, at), hint,
                    "variant %s: %s is missing, which %s needs", c->bound->name, needs[i].path,
                    kind);
    }
}

#define NEED(path, member)                                                                         \
    {                                                                                              \
        path, offsetof(sl_design, link.member)                                                     \
    }
#define CHECK_NEEDS(c, list, at, kind) check_needs(c, list, sizeof(list) / sizeof *(list), at, kind)

static void check_laser(const checker *c)
{
    static const need cw[] = {NEED("link.laser.power", laser.power_w),
                              NEED("link.laser.threshold", laser.threshold_a),
                              NEED("link.laser.slope", laser.slope_w_a),
                              NEED("link.laser.current_max", laser.current_max_a)};
    static const need vcsel[] = {NEED("link.laser.bias", laser.bias_a),
                                 NEED("link.laser.extinction", laser.extinction_db),
                                 NEED("link.laser.threshold", laser.threshold_a),
                                 NEED("link.laser.threshold_temp", laser.threshold_temp_k),
                                 NEED("link.laser.slope", laser.slope_w_a),
                                 NEED("link.laser.current_max", laser.current_max_a)};
    static const need led[] = {NEED("link.laser.bias", laser.bias_a),
                               NEED("link.laser.extinction", laser.extinction_db),
                               NEED("link.laser.area", laser.area_m2)};
    const sl_laser_spec *laser = &c->bound->design.link.laser;
    if (laser->kind == SL_WORD_CW) CHECK_NEEDS(c, cw, "link.laser.kind", "a cw laser");
    if (laser->kind == SL_WORD_VCSEL) CHECK_NEEDS(c, vcsel, "link.laser.kind", "a vcsel");
    if (laser->kind == SL_WORD_MICROLED) CHECK_NEEDS(c, led, "link.laser.kind", "a microled");
    if (laser->kind == SL_WORD_VCSEL && laser->bias_a > laser->current_max_a)
        COLLIDE(c, "link.laser.bias", "lower the bias",
                "link.laser: bias %g mA is above current_max %g mA", laser->bias_a * 1e3,
                laser->current_max_a * 1e3);
    if (laser->kind == SL_WORD_VCSEL && laser->bias_a <= laser->threshold_a)
        COLLIDE(c, "link.laser.bias", "raise the bias",
                "link.laser: bias %g mA is not above the threshold %g mA", laser->bias_a * 1e3,
                laser->threshold_a * 1e3);
    double most_w = laser->slope_w_a * (laser->current_max_a - laser->threshold_a);
    if (laser->kind == SL_WORD_CW && laser->power_w > most_w)
        COLLIDE(c, "link.laser.power", "lower the power or raise current_max",
                "link.laser: power %g mW is more than slope and current_max give, %.3g mW",
                laser->power_w * 1e3, most_w * 1e3);
}

// One photon per electron and one electron per photon: hc/q in V m.
static void check_quanta(const checker *c)
{
    const sl_laser_spec *laser = &c->bound->design.link.laser;
    double photon_v =
        SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / SL_ELEMENTARY_CHARGE_C / laser->wavelength_m;
    if (laser->kind != SL_WORD_MICROLED && laser->slope_w_a > photon_v)
        COLLIDE(c, "link.laser.slope", "count the light of one facet, in W per A",
                "link.laser: slope %g W/A is more than one photon per electron (%.3g W/A at %g nm)",
                laser->slope_w_a, photon_v, laser->wavelength_m * 1e9);
    double responsivity = c->bound->design.link.receiver.responsivity_a_w;
    if (responsivity > 1.0 / photon_v)
        COLLIDE(c, "link.receiver.responsivity", "photodiodes with gain are not modelled",
                "link.receiver: responsivity %g A/W is more than one electron per photon "
                "(%.3g A/W at %g nm)",
                responsivity, 1.0 / photon_v, laser->wavelength_m * 1e9);
}

static void check_modulator(const checker *c)
{
    static const need mzm[] = {NEED("link.modulator.v_pi", modulator.v_pi_v)};
    static const need eam[] = {NEED("link.modulator.bias", modulator.bias_v),
                               NEED("link.modulator.v0", modulator.v0_v)};
    static const need ring[] = {NEED("link.modulator.quality", modulator.quality),
                                NEED("link.modulator.shift", modulator.shift_hz_v)};
    const sl_modulator_spec *m = &c->bound->design.link.modulator;
    if (m->kind == SL_WORD_MZM) CHECK_NEEDS(c, mzm, "link.modulator.kind", "a mzm");
    if (m->kind == SL_WORD_EAM) CHECK_NEEDS(c, eam, "link.modulator.kind", "an eam");
    if (m->kind == SL_WORD_RING) CHECK_NEEDS(c, ring, "link.modulator.kind", "a ring");
    if (m->kind == SL_WORD_EAM && m->bias_v < m->drive_vpp_v / 2.0)
        COLLIDE(c, "link.modulator.bias", "raise the bias or lower the swing",
                "link.modulator: half the swing %g V exceeds the bias %g V", m->drive_vpp_v / 2.0,
                m->bias_v);
    int lines = c->bound->design.link.wavelengths;
    if (m->kind == SL_WORD_RING && m->ring_spacing_m * lines > m->ring_fsr_m * 1.0001)
        COLLIDE(c, "link.modulator.ring_spacing",
                "fewer wavelengths, closer lines or smaller rings",
                "link.modulator: %d lines of %g nm do not fit into a free spectral range of %g nm",
                lines, m->ring_spacing_m * 1e9, m->ring_fsr_m * 1e9);
}

static void check_optics(const checker *c)
{
    const sl_link_spec *link = &c->bound->design.link;
    static const char *const laser_names[] = {"none", "cw", "vcsel", "microled"};
    if (link->laser.kind == SL_WORD_NO_LASER)
        COLLIDE(c, "link.kind", "give link.laser, or kind: passive or active",
                "variant %s: an optical link without a laser", c->bound->name);
    if (link->laser.kind == SL_WORD_CW && link->modulator.kind == SL_WORD_DIRECT)
        COLLIDE(c, "link.modulator.kind", "give link.modulator",
                "variant %s: a continuous-wave laser without a modulator", c->bound->name);
    if (link->laser.kind > SL_WORD_CW && link->modulator.kind != SL_WORD_DIRECT)
        COLLIDE(c, "link.modulator.kind", "modulator: {kind: none}",
                "variant %s: a %s is modulated itself and takes no modulator", c->bound->name,
                laser_names[link->laser.kind]);
    if (link->fibre.kind == SL_WORD_MMF && isnan(link->fibre.modal_bandwidth_hz_m))
        sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, mark_of(c, "link.fibre.kind"),
                    "add link.fibre.modal_bandwidth, as in 4700 GHz m",
                    "variant %s: multimode fibre without its modal bandwidth", c->bound->name);
    int lanes = link->optical_lanes ? link->optical_lanes : link->lanes;
    if (lanes % link->wavelengths != 0)
        COLLIDE(c, "link.wavelengths", "lanes must fill whole fibres",
                "variant %s: %d optical lanes do not divide into %d wavelengths", c->bound->name,
                lanes, link->wavelengths);
    if (link->kind != SL_WORD_RETIMED && lanes != link->lanes)
        COLLIDE(c, "link.optical_lanes", "only kind: retimed can change the number of lanes",
                "variant %s: %d electrical lanes drive %d optical lanes without a retimer",
                c->bound->name, link->lanes, lanes);
    if (link->kind != SL_WORD_RETIMED && link->optical_levels &&
        link->optical_levels != link->levels)
        COLLIDE(c, "link.optical_levels", "only kind: retimed can change the modulation",
                "variant %s: %d electrical levels cannot leave as %d optical levels",
                c->bound->name, link->levels, link->optical_levels);
}

static void check_copper(const checker *c)
{
    const sl_link_spec *link = &c->bound->design.link;
    if (link->laser.kind != SL_WORD_NO_LASER)
        COLLIDE(c, "link.laser.kind", "remove link.laser, or choose another kind of link",
                "variant %s: a copper link with a laser", c->bound->name);
    if (link->cable.kind != SL_WORD_LINE)
        COLLIDE(c, "link.cable.kind", "use a medium, as in cable: {use: medium/twinax-26awg}",
                "variant %s: the cable is no line", c->bound->name);
}

static void check_levels(const checker *c, const char *path, int levels)
{
    if (levels == 0 || levels == 2 || levels == 4 || levels == 6 || levels == 8) return;
    COLLIDE(c, path, "2, 4, 6 or 8", "variant %s: %d levels are no PAM alphabet", c->bound->name,
            levels);
}

static void check_paths(const checker *c)
{
    static const char *const names[] = {"faceplate", "near", "package", "interposer"};
    const sl_board_spec *board = &c->bound->design.board;
    const sl_path_spec *paths[] = {&board->faceplate, &board->near, &board->package,
                                   &board->interposer};
    const sl_link_spec *link = &c->bound->design.link;
    if (paths[link->attach]->n == 0)
        sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, mark_of(c, "link.attach"),
                    "list its segments under board",
                    "variant %s attaches at '%s', and board.%s has no segments", c->bound->name,
                    names[link->attach], names[link->attach]);
    int copper = 2 * (paths[link->attach]->n + link->module.n) + 1;
    if (link->kind == SL_WORD_PASSIVE && copper > 32)
        COLLIDE(c, "link.kind", "join segments that are alike",
                "variant %s: %d segments from bump to bump; at most 32 are carried", c->bound->name,
                copper);
}

void sl_design_check(sl_ctx *ctx, const sl_bound *bound)
{
    checker c = {ctx, bound};
    const sl_design *d = &bound->design;
    check_levels(&c, "link.levels", d->link.levels);
    check_levels(&c, "link.optical_levels", d->link.optical_levels);
    check_paths(&c);
    if (d->link.kind >= SL_WORD_RETIMED) {
        check_optics(&c);
        check_laser(&c);
        check_quanta(&c);
        check_modulator(&c);
    } else {
        check_copper(&c);
    }
    if (d->chip.bandwidth_bps < d->link.rate_bps)
        COLLIDE(&c, "chip.bandwidth", "a chip drives at least one port",
                "variant %s: link.rate %g Gb/s exceeds chip.bandwidth %g Gb/s", bound->name,
                d->link.rate_bps / 1e9, d->chip.bandwidth_bps / 1e9);
    if (d->chip.width_m > d->cooling.lid_width_m || d->chip.length_m > d->cooling.lid_length_m)
        COLLIDE(&c, "cooling.lid_width", "a lid covers the chip",
                "variant %s: chip %g x %g mm is larger than the lid %g x %g mm", bound->name,
                d->chip.width_m * 1e3, d->chip.length_m * 1e3, d->cooling.lid_width_m * 1e3,
                d->cooling.lid_length_m * 1e3);
    bool ambient = isnan(d->cooling.coolant_k);
    double coolant_k = ambient ? d->service.ambient_k : d->cooling.coolant_k;
    if (coolant_k >= d->chip.temp_max_k)
        COLLIDE(&c, ambient ? "service.ambient" : "cooling.coolant", "cool the coolant",
                "variant %s: %s %g degC is not below chip.temp_max %g degC", bound->name,
                ambient ? "service.ambient" : "cooling.coolant", coolant_k - 273.15,
                d->chip.temp_max_k - 273.15);
    if (d->has_supply) sl_supply_check(ctx, bound);
    if (d->has_interop) sl_interop_spec_check(ctx, bound);
    if (d->has_memory) sl_memory_check(ctx, bound);
    if (d->has_workload) sl_workload_check(ctx, bound);
    if (d->has_fleet) sl_fleet_check(ctx, bound);
}
