// The registry of metrics: table, JSON, report, requirements and documents read it from here.
#include "shoreline/system.h"

#include <string.h>

const sl_metric_info sl_metric_infos[SL_METRICS] = {
#define SL_X(name, key_, label_, unit_, better_, layer_, page_, doc_)                              \
    [SL_M_##name] = {.key = key_,                                                                  \
                     .label = label_,                                                              \
                     .unit = unit_,                                                                \
                     .layer = layer_,                                                              \
                     .page = page_,                                                                \
                     .doc = doc_,                                                                  \
                     .better = better_},
    SL_METRIC_LIST(SL_X)
#undef SL_X
};

const char *const sl_energy_labels[SL_ENERGY_PARTS] = {
#define SL_X(name, label) [SL_EN_##name] = label,
    SL_ENERGY_LIST(SL_X)
#undef SL_X
};

int sl_metric_find(const char *key)
{
    for (int i = 0; i < SL_METRICS; i++)
        if (strcmp(sl_metric_infos[i].key, key) == 0) return i;
    return -1;
}
