// Reach of all architectures at all rates: cells in parallel, then all their draws.
#include <stdlib.h>
#include <string.h>

#include "system/reach.h"

typedef struct job {
    sl_ctx *ctx;
    const sl_reach_opts *opts;
    size_t cells, draws; // draws of one cell
    reach_work *work;
    sl_reach_sample *samples;
    bool *lost;
    size_t done, total; // steps of progress
    sl_status status;
} job;

#define CELL_STEPS 60 // what preparing one is in draws

// The first error stays; a stop is one.
static void account(job *j, sl_status status, size_t steps)
{
#pragma omp critical(sl_reach_account)
    {
        j->done += steps;
        if (j->status == SL_OK) j->status = status;
        if (j->status == SL_OK && j->opts && j->opts->progress &&
            !j->opts->progress(j->opts->user, j->done, j->total))
            j->status = SL_ERR_LIMIT;
    }
}

static bool stopped(job *j)
{
    bool stop;
#pragma omp critical(sl_reach_account)
    stop = j->status != SL_OK;
    return stop;
}

static void prepare_cells(job *j)
{
    sl_ctx_opts one = {.threads = 1};
#pragma omp parallel for schedule(dynamic) num_threads(sl_ctx_threads(j->ctx))
    for (size_t i = 0; i < j->cells; i++) {
        reach_work *w = &j->work[i];
        if (stopped(j)) continue;
        sl_status status = sl_ctx_create(&w->ctx, &one);
        if (status == SL_OK) status = reach_cell_prepare(w);
        account(j, status, CELL_STEPS);
    }
}

static void draw_all(job *j)
{
    size_t total = j->cells * j->draws;
    sl_ctx_opts one = {.threads = 1};
#pragma omp parallel num_threads(sl_ctx_threads(j->ctx))
    {
        sl_ctx *ctx = NULL;
        sl_status created = sl_ctx_create(&ctx, &one);
#pragma omp for schedule(dynamic, 4)
        for (size_t k = 0; k < total; k++) {
            const reach_work *w = &j->work[k / j->draws];
            sl_status status = created;
            if (stopped(j)) continue;
            if (status == SL_OK && w->varies && j->draws > 1)
                status = reach_draw(&j->samples[k], &j->lost[k], ctx, w, k % j->draws);
            if (status == SL_ERR_DOMAIN) { // a line that cannot be made
                j->lost[k] = true;
                status = SL_OK;
            }
            account(j, status, 1);
        }
        sl_ctx_destroy(ctx);
    }
}

static void finish(job *j)
{
    for (size_t i = 0; i < j->cells; i++) {
        if (!j->work[i].varies || j->draws < 2) continue;
        for (size_t k = 0; k < j->draws; k++)
            j->work[i].cell->lost += j->lost[i * j->draws + k];
        reach_cell_finish(&j->work[i], j->samples + i * j->draws, j->draws);
    }
}

static void set_up(job *j, sl_reach_study *study)
{
    const sl_model *model = study->model;
    size_t i = 0;
    for (size_t v = 0; v < study->n; v++)
        for (int r = 0; r < model->variants[v].design.reach.rate_n; r++)
            j->work[i++] = (reach_work){.bound = &model->variants[v],
                                        .rate = r,
                                        .seed = (uint64_t)model->study.seed,
                                        .cell = &study->cell[v * SL_REACH_RATES + (size_t)r]};
}

static sl_status run(job *j, sl_reach_study *study)
{
    const sl_model *model = study->model;
    for (size_t v = 0; v < model->n; v++)
        j->cells += (size_t)model->variants[v].design.reach.rate_n;
    j->draws = (size_t)model->study.draws;
    j->total = j->cells * (CELL_STEPS + j->draws);
    size_t rows = j->cells * j->draws + 1;
    j->work = calloc(j->cells + 1, sizeof *j->work);
    j->samples = calloc(rows, sizeof *j->samples);
    j->lost = calloc(rows, sizeof *j->lost);
    if (!j->work || !j->samples || !j->lost) return SL_ERR_NO_MEMORY;
    set_up(j, study);
    prepare_cells(j);
    if (j->status == SL_OK) draw_all(j);
    if (j->status == SL_OK) finish(j);
    return j->status;
}

sl_status sl_reach_study_run(sl_reach_study **out, sl_ctx *ctx, const sl_model *model,
                             const sl_reach_opts *opts)
{
    *out = NULL;
    SL_TRY(sl_study_check(ctx, model));
    size_t bytes = model->n * SL_REACH_RATES * sizeof(sl_reach_cell);
    sl_reach_study *study = sl_ctx_resize(ctx, NULL, sizeof *study);
    if (!study) return SL_ERR_NO_MEMORY;
    *study = (sl_reach_study){.model = model, .n = model->n};
    study->cell = sl_ctx_resize(ctx, NULL, bytes);
    job j = {.ctx = ctx, .opts = opts};
    sl_status status = SL_ERR_NO_MEMORY;
    if (study->cell) {
        memset(study->cell, 0, bytes);
        status = run(&j, study);
    }
    for (size_t i = 0; i < j.cells && j.work; i++) {
        if (j.work[i].ctx) reach_cell_free(&j.work[i]);
        sl_ctx_destroy(j.work[i].ctx);
    }
    free(j.work);
    free(j.samples);
    free(j.lost);
    if (status == SL_OK)
        *out = study;
    else
        sl_reach_study_destroy(ctx, study);
    return status;
}

void sl_reach_study_destroy(sl_ctx *ctx, sl_reach_study *study)
{
    if (!study) return;
    sl_ctx_resize(ctx, study->cell, 0);
    sl_ctx_resize(ctx, study, 0);
}

const sl_reach_cell *sl_reach_cell_at(const sl_reach_study *study, size_t variant, int rate)
{
    return &study->cell[variant * SL_REACH_RATES + (size_t)rate];
}
