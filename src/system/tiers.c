// The tier of a comparison: finer results of all its variants, and which rows they reach.
#include "shoreline/channel.h"
#include "system/internal.h"

sl_status sl_model_refine(sl_tier_result **tier, sl_ctx *ctx, sl_model *model)
{
    sl_fidelity fidelity = (sl_fidelity)model->study.fidelity;
    if (fidelity == SL_FIDELITY_ESTIMATE) return SL_OK;
    sl_status each[SL_COMPARED_MAX] = {SL_OK};
    int threads = sl_ctx_threads(ctx), inner = model->n > 1 ? 1 : threads;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (size_t v = 0; v < model->n; v++) {
        sl_design *d = &model->variants[v].design;
        sl_tier_result *result = NULL;
        each[v] = sl_tier_create(&result, d, fidelity, (uint64_t)model->study.seed, inner);
        if (tier)
            tier[v] = result;
        else
            sl_tier_destroy(result);
    }
    for (size_t v = 0; v < model->n; v++)
        SL_TRY(each[v]);
    return SL_OK;
}

const char *sl_tier_word(int fidelity)
{
    static const char *const words[] = {"estimate", "standard", "detailed"};
    return words[fidelity];
}

const char *sl_tier_note(int fidelity)
{
    static const char *const notes[] = {
        "",
        "Standard: host and copper channels built with their reflections and crosstalk, equalised "
        "as COM does, errors by the statistical eye; optical lanes with finite equalisers and "
        "interference as a distribution; everything else is of the estimate tier. Mixed rows hold "
        "both. Intervals: the estimate's spread about the standard value.",
        "Detailed: host and copper channels as at standard, errors counted symbol by symbol where "
        "they are frequent enough; optical lanes as waveforms through their devices; everything "
        "else is of the estimate tier. Mixed rows hold both. Intervals: the estimate's spread "
        "about "
        "the detailed value."};
    return notes[fidelity];
}

// Values that a variant takes from the finer tier as they stand.
static bool wholly_finer(const sl_design *d, int metric)
{
    const sl_link_spec *link = &d->link;
    bool lit = link->kind >= SL_WORD_RETIMED;
    if (metric == SL_M_OPTICAL_MARGIN) return !lit || d->light_shift.tier;
    bool copper = link->kind == SL_WORD_PASSIVE || link->kind == SL_WORD_ACTIVE;
    if (metric == SL_M_LOSS || metric == SL_M_CLASS_MARGIN || metric == SL_M_HOST_MARGIN)
        return true;
    if (metric == SL_M_SERDES_ENERGY)
        return isnan(link->serdes.energy_j_per_bit) && link->kind < SL_WORD_HALF_RETIMED;
    return copper && (metric == SL_M_MARGIN || metric == SL_M_PRE_FEC);
}

static bool reached(int metric)
{
    static const int metrics[] = {
        SL_M_LOSS,          SL_M_CLASS_MARGIN,  SL_M_HOST_MARGIN, SL_M_MARGIN,  SL_M_OPTICAL_MARGIN,
        SL_M_PRE_FEC,       SL_M_POST_FEC,      SL_M_FRAME_LOSS,  SL_M_REACH,   SL_M_ENERGY,
        SL_M_ENGINE_ENERGY, SL_M_SERDES_ENERGY, SL_M_PORT_POWER,  SL_M_IO_POWER};
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        if (metrics[i] == metric) return true;
    return false;
}

const char *sl_metric_tier(const sl_model *model, int metric)
{
    int fidelity = model->study.fidelity;
    bool whole = true;
    if (fidelity == SL_FIDELITY_ESTIMATE || !reached(metric)) return sl_tier_word(0);
    for (size_t v = 0; v < model->n; v++)
        whole = whole && wholly_finer(&model->variants[v].design, metric);
    return whole ? sl_tier_word(fidelity) : "mixed";
}
