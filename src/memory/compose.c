// Jobs on fixed servers against jobs on trays of one kind each.
//
// Model. A job needs GPUs, memory and storage. On fixed servers it takes as many as its scarcest
// need asks for, and what is left in them is stranded while it runs. On trays each need is met on
// its own, in whole trays.
//
// Equations. servers = sum count max_r ceil(need_r/server_r); trays_r = sum count
// ceil(need_r/tray_r); shared servers = max_r sum of needs_r / server_r, rounded up; used_r = sum
// of needs over what is taken; stranded = sum v_r (taken_r - need_r) / sum v_r taken_r with the
// value v_r of a unit.
//
// Assumptions. Jobs do not share a tray; all run at once; trays reach every host. Servers are
// shared not at all or perfectly: what a scheduler reaches lies between.
//
// Limits. No time, no placement, no price of the fabric that makes trays reachable.
//
// Sources. Counting.
#include "shoreline/memory.h"

#include <math.h>

const char *const sl_resource_names[SL_RESOURCES] = {"gpu", "memory", "storage"};

double sl_trays_for(double need, double one)
{
    if (need == 0.0) return 0.0;
    return need > 0.0 && one > 0.0 ? ceil(need / one * (1.0 - 1e-12)) : (double)NAN;
}

static bool valid(const sl_bundle *b)
{
    for (int r = 0; r < SL_RESOURCES; r++)
        if (!(b->of[r] >= 0.0 && isfinite(b->of[r]))) return false;
    return true;
}

static bool add_job(sl_composition *out, sl_bundle *need, const sl_job_kind *job,
                    const sl_bundle *server, const sl_bundle *tray)
{
    double servers = 0.0;
    if (!valid(&job->need) || !(job->count >= 0.0)) return false;
    for (int r = 0; r < SL_RESOURCES; r++) {
        double s = sl_trays_for(job->need.of[r], server->of[r]),
               t = sl_trays_for(job->need.of[r], tray->of[r]);
        if (isnan(s) || isnan(t)) return false;
        servers = fmax(servers, s);
        out->trays[r] += job->count * t;
        need->of[r] += job->count * job->need.of[r];
    }
    out->servers += job->count * servers;
    return true;
}

static double share(double part, double whole)
{
    return whole > 0.0 ? part / whole : (double)NAN;
}

sl_status sl_compose(sl_composition *out, const sl_job_kind *jobs, int n, const sl_bundle *server,
                     const sl_bundle *tray, const sl_bundle *value)
{
    *out = (sl_composition){0};
    sl_bundle need = {{0.0}};
    if (n < 1 || !valid(server) || !valid(tray) || !valid(value)) return SL_ERR_DOMAIN;
    for (int i = 0; i < n; i++)
        if (!add_job(out, &need, &jobs[i], server, tray)) return SL_ERR_DOMAIN;
    double worth = 0.0, fixed_worth = 0.0, shared_worth = 0.0, trays_worth = 0.0;
    for (int r = 0; r < SL_RESOURCES; r++)
        out->shared_servers = fmax(out->shared_servers, sl_trays_for(need.of[r], server->of[r]));
    for (int r = 0; r < SL_RESOURCES; r++) {
        double fixed = out->servers * server->of[r], composed = out->trays[r] * tray->of[r];
        out->fixed_used[r] = share(need.of[r], fixed);
        out->trays_used[r] = share(need.of[r], composed);
        worth += value->of[r] * need.of[r];
        fixed_worth += value->of[r] * fixed;
        shared_worth += value->of[r] * out->shared_servers * server->of[r];
        trays_worth += value->of[r] * composed;
    }
    out->fixed_stranded = 1.0 - share(worth, fixed_worth);
    out->shared_stranded = 1.0 - share(worth, shared_worth);
    out->trays_stranded = 1.0 - share(worth, trays_worth);
    return SL_OK;
}
