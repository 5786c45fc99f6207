// The example scenarios, one after the other: what holds must hold over all of them.
#ifndef TESTS_PROP_EXAMPLES_H
#define TESTS_PROP_EXAMPLES_H

#include "shoreline/report.h"
#include "shoreline/shoreline.h"
#include "shoreline/system.h"

#include <dirent.h>
#include <string.h>

static const char *examples_dir = "examples";
// The finer tiers of an example take seconds each time: only where they are what is tested.
static bool with_finer_tiers = true;

// Calls check with every examples/*.yaml; returns how many there were.
static inline int each_example(void (*check)(const char *path))
{
    int n = 0;
    DIR *dir = opendir(examples_dir);
    assert_non_null(dir);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        size_t length = strlen(e->d_name);
        if (length < 5 || strcmp(e->d_name + length - 5, ".yaml") != 0) continue;
        char path[600];
        snprintf(path, sizeof path, "%s/%s", examples_dir, e->d_name);
        check(path);
        n++;
    }
    closedir(dir);
    assert_true(n > 0);
    return n;
}

static inline sl_model *load_example(sl_ctx *context, const char *path, const char *const *sets,
                                     size_t n)
{
    sl_model *model = NULL;
    sl_scenario_opts opts = {.path = path, .sets = sets, .set_n = n};
    if (sl_model_load(&model, context, &opts) != SL_OK) {
        const sl_diag *d = sl_diag_get(context, 0);
        fail_msg("%s: %s", path, d ? d->message : "no diagnostic");
    }
    if (!with_finer_tiers) model->study.fidelity = SL_FIDELITY_ESTIMATE;
    return model;
}

#endif
