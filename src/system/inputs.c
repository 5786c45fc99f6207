// Uncertain inputs: what they are, their laws, and a variant with all of them as in a draw.
//
// A value of a catalogue part is one entity by the part and its key, wherever it is used; a value
// of the scenario by its path.
#include "system/internal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "shoreline/numeric.h"
#include "shoreline/random.h"

uint64_t sl_leaf_entity(const sl_leaf *leaf)
{
    if (!leaf->part || !leaf->part_path) return sl_hash64(leaf->path);
    return sl_hash64(leaf->part->name) ^ (sl_hash64(leaf->part_path) * 31u);
}

bool sl_leaf_uncertain(const sl_leaf *leaf)
{
    return leaf->field->kind == SL_FIELD_QUANTITY && leaf->sd > 0.0;
}

double sl_leaf_at(const sl_leaf *leaf, double z)
{
    double x = leaf->value + leaf->sd * z;
    if (leaf->dist == SL_DIST_UNIFORM) {
        x = leaf->value + leaf->sd * sqrt(3.0) * (2.0 * gsl_cdf_ugaussian_P(z) - 1.0);
    } else if (leaf->dist == SL_DIST_GAMMA && leaf->value > 0.0) {
        double shape = leaf->value * leaf->value / (leaf->sd * leaf->sd),
               scale = leaf->value / shape;
        x = z < 0.0 ? scale * sl_gamma_p_inverse(shape, gsl_cdf_ugaussian_P(z))
                    : scale * sl_gamma_q_inverse(shape, gsl_cdf_ugaussian_Q(z));
    } else if (leaf->dist == SL_DIST_LOGNORMAL && leaf->value > 0.0) {
        double ratio = leaf->sd / leaf->value, s2 = log1p(ratio * ratio);
        x = leaf->value * exp(sqrt(s2) * z - s2 / 2.0);
    }
    const sl_field *f = leaf->field;
    if (f->min == 0.0 && f->max == 0.0) return x;
    return fmin(fmax(x, sl_field_si(f, f->min)), sl_field_si(f, f->max));
}

#define DEVIATES_MOST 40.0

// The law's value less the one wanted.
typedef struct wanted {
    const sl_leaf *leaf;
    double value;
} wanted;

static double beyond(double z, void *context)
{
    const wanted *w = context;
    return sl_leaf_at(w->leaf, z) - w->value;
}

double sl_leaf_deviations(const sl_leaf *leaf, double value)
{
    wanted w = {leaf, value};
    if (!(leaf->sd > 0.0)) return NAN;
    if (leaf->dist == SL_DIST_NORMAL) return (value - leaf->value) / leaf->sd;
    double low = beyond(-DEVIATES_MOST, &w), high = beyond(DEVIATES_MOST, &w);
    if (low >= 0.0 || high <= 0.0) return low >= 0.0 ? -INFINITY : INFINITY;
    return sl_root(beyond, &w, -DEVIATES_MOST, DEVIATES_MOST, 1e-9);
}

void sl_leaf_put(sl_design *design, const sl_leaf *leaf, double value)
{
    memcpy((char *)design + leaf->offset, &value, sizeof value);
}

double sl_leaf_deviate(uint64_t seed, uint64_t entity, size_t draw)
{
    static const char purpose[] = "inputs";
    return sl_random_normal(seed, sl_hash64(purpose), entity, draw);
}

void sl_bound_drawn(sl_design *out, const sl_bound *bound, uint64_t seed, size_t draw)
{
    *out = bound->design;
    for (size_t i = 0; i < bound->leaves.n; i++) {
        const sl_leaf *leaf = &bound->leaves.items[i];
        if (!sl_leaf_uncertain(leaf)) continue;
        double z = sl_leaf_deviate(seed, sl_leaf_entity(leaf), draw);
        sl_leaf_put(out, leaf, sl_leaf_at(leaf, z));
    }
}
