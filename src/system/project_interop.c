// Host, engine and laser of a design to the rules between them, and every triple of the catalogue.
#include "system/internal.h"

#include <string.h>

#include "model/fields.h"

static sl_interop_host host_of(const sl_host_side_spec *h)
{
    return (sl_interop_host){.form = (sl_form)h->form,
                             .electrical = (sl_electrical_class)h->electrical,
                             .linear = (sl_answer)h->linear,
                             .lanes = h->lanes,
                             .lane_bps = h->lane_bps,
                             .loss_db = h->loss_db,
                             .power_w = h->power_w,
                             .supply_v = h->supply_v,
                             .management = h->management,
                             .laser_pages = (sl_answer)h->laser_pages,
                             .banks = h->banks};
}

static sl_interop_engine engine_of(const sl_module_spec *m)
{
    return (sl_interop_engine){.form = (sl_form)m->form,
                               .electrical = (sl_electrical_class)m->electrical,
                               .drive = (sl_drive)m->drive,
                               .lanes = m->lanes,
                               .lane_bps = m->lane_bps,
                               .loss_db = m->loss_db,
                               .power_w = m->power_w,
                               .supply_v = m->supply_v,
                               .case_max_k = m->case_max_k,
                               .case_min_k = m->case_min_k,
                               .management = m->management,
                               .medium = (sl_medium)m->medium,
                               .fibres = m->fibres,
                               .laser = (sl_light_place)m->laser,
                               .plan = (sl_plan)m->plan,
                               .laser_inputs = m->laser_inputs,
                               .laser_min_dbm = m->laser_min_dbm,
                               .laser_max_dbm = m->laser_max_dbm,
                               .connector = m->connector};
}

static sl_interop_laser laser_of(const sl_laser_module_spec *l)
{
    return (sl_interop_laser){.plan = (sl_plan)l->plan,
                              .outputs = l->outputs,
                              .output_dbm = l->output_dbm,
                              .rating_dbm = l->rating_dbm,
                              .case_max_k = l->case_max_k,
                              .case_min_k = l->case_min_k,
                              .connector = l->connector};
}

void sl_project_interop(sl_result *out, const sl_design *d)
{
    const sl_interop_spec *s = &d->interop;
    if (!d->has_interop) return;
    sl_interop_host host = host_of(&s->host);
    sl_interop_engine engine = engine_of(&s->engine);
    sl_interop_laser laser = laser_of(&s->laser);
    sl_interop_site site = {.case_k = isnan(s->case_k) ? out->value[SL_M_ENGINE_TEMP] : s->case_k,
                            .case_cold_k = s->case_cold_k,
                            .laser_k =
                                isnan(s->laser_case_k) ? d->service.ambient_k : s->laser_case_k,
                            .fibre_loss_db = s->laser_fibre_loss_db,
                            .medium = (sl_medium)s->medium,
                            .fibres = s->fibres};
    double count[SL_OUTCOMES] = {0.0};
    out->has_interop = true;
    out->interop =
        sl_interop_check(out->clause, &host, &engine, s->has_laser ? &laser : NULL, &site);
    for (size_t i = 0; i < sl_clause_n; i++)
        count[out->clause[i].outcome] += 1.0;
    out->value[SL_M_INTEROP_PASS] = count[SL_PASS];
    out->value[SL_M_INTEROP_FAIL] = count[SL_FAIL];
    out->value[SL_M_INTEROP_UNKNOWN] = count[SL_UNKNOWN];
}

// ---- the catalogue ----

static bool in_folder(const char *name, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(name, folder, n) == 0 && name[n] == '/';
}

// The parts of a folder bound to structs of the table's size, in the catalogue's order.
static sl_status parts(void **out, const char ***names, size_t *n, sl_ctx *ctx, sl_arena *arena,
                       const char *catalog_dir, const sl_table *table)
{
    *out = sl_arena_alloc(arena, (sl_catalog_blob_n + 1) * table->size);
    *names = sl_arena_alloc(arena, (sl_catalog_blob_n + 1) * sizeof **names);
    *n = 0;
    if (!*out || !*names) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < sl_catalog_blob_n; i++) {
        const char *name = sl_catalog_blobs[i].name;
        sl_node *node = NULL;
        const sl_part_info *info = NULL;
        if (!in_folder(name, table->parts)) continue;
        SL_TRY(sl_part_load(&node, &info, ctx, arena, catalog_dir, name));
        SL_TRY(sl_bind(ctx, arena, node, table, (char *)*out + *n * table->size, NULL));
        (*names)[(*n)++] = name;
    }
    return SL_OK;
}

static void count_triple(sl_interop_matrix *m, size_t h, size_t e, const sl_interop_host *host,
                         const sl_interop_engine *engine, const sl_interop_laser *laser)
{
    sl_clause_result r[SL_CLAUSES_MAX];
    sl_outcome worst = sl_interop_check(r, host, engine, laser, NULL);
    m->triples++;
    m->outcome[worst]++;
    for (size_t i = 0; i < sl_clause_n; i++)
        m->clause[i][r[i].outcome]++;
    sl_interop_pair *p = &m->pair[h * m->engines + e];
    if (p->triples == 0 || worst == SL_PASS || (worst == SL_UNKNOWN && p->best == SL_FAIL))
        p->best = worst;
    p->triples++;
}

sl_status sl_interop_matrix_of(sl_interop_matrix *m, sl_ctx *ctx, sl_arena *arena,
                               const char *catalog_dir)
{
    void *hosts, *engines, *lasers;
    const char **laser_names;
    size_t laser_n;
    memset(m, 0, sizeof *m);
    SL_TRY(parts(&hosts, &m->host, &m->hosts, ctx, arena, catalog_dir, &sl_interop_host_table));
    SL_TRY(parts(&engines, &m->engine, &m->engines, ctx, arena, catalog_dir,
                 &sl_interop_module_table));
    SL_TRY(parts(&lasers, &laser_names, &laser_n, ctx, arena, catalog_dir, &sl_laser_module_table));
    m->pair = sl_arena_alloc(arena, (m->hosts * m->engines + 1) * sizeof *m->pair);
    if (!m->pair) return SL_ERR_NO_MEMORY;
    memset(m->pair, 0, (m->hosts * m->engines + 1) * sizeof *m->pair);
    for (size_t h = 0; h < m->hosts; h++)
        for (size_t e = 0; e < m->engines; e++) {
            const sl_module_spec *spec = &((const sl_module_spec *)engines)[e];
            sl_interop_host host = host_of(&((const sl_host_side_spec *)hosts)[h]);
            sl_interop_engine engine = engine_of(spec);
            m->pair[h * m->engines + e].maker = spec->maker;
            if (engine.laser != SL_LIGHT_OUTSIDE) {
                count_triple(m, h, e, &host, &engine, NULL);
                continue;
            }
            for (size_t l = 0; l < laser_n; l++) {
                sl_interop_laser laser = laser_of(&((const sl_laser_module_spec *)lasers)[l]);
                count_triple(m, h, e, &host, &engine, &laser);
            }
        }
    return SL_OK;
}
