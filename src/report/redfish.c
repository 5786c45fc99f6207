// The composition of trays as JSON in the form of Redfish's CompositionService (DMTF DSP0266,
// DSP8010: CompositionService, ResourceBlock, Zone, ComputerSystem).
//
// Resources stand in the object where a service would link to them; each job of the scenario is one
// composed system. Trays are handed out in order; what is at hand beyond need is Unused. Links go
// both ways: a block names its zone and the system it is part of.
#include <math.h>
#include <stdio.h>

#include "report/internal.h"

#define SERVICE "/redfish/v1/CompositionService"
#define BLOCKS  SERVICE "/ResourceBlocks"
#define ZONE    SERVICE "/ResourceZones/1"
#define SYSTEMS "/redfish/v1/Systems"

// What a tray of each kind is called and holds.
typedef struct tray_kind {
    const char *id, *type, *array, *part_type, *part_name, *quantity;
    double units;   // parts in one tray
    double each;    // quantity of one part; 0: none
    double taken;   // trays that jobs take
    double at_hand; // 0: as many as are taken
} tray_kind;

typedef struct redfish {
    sl_json *j;
    const sl_composition_spec *spec;
    tray_kind kind[SL_RESOURCES];
} redfish;

static double tray_holds(const sl_composition_spec *s, int resource)
{
    const double holds[] = {s->tray.gpus, s->tray.memory_bit, s->tray.storage_bit};
    return holds[resource];
}

static double trays_of(const sl_composition_spec *s, const sl_job_spec *job, int resource)
{
    const double need[] = {job->need.gpus, job->need.memory_bit, job->need.storage_bit};
    return sl_trays_for(need[resource], tray_holds(s, resource));
}

static void prepare(redfish *r)
{
    const sl_composition_spec *s = r->spec;
    r->kind[SL_RES_GPU] = (tray_kind){.id = "gpu",
                                      .type = "Processor",
                                      .array = "Processors",
                                      .part_type = "#Processor.v1_4_0.Processor",
                                      .part_name = "GPU",
                                      .units = s->tray.gpus,
                                      .at_hand = s->gpu_trays};
    r->kind[SL_RES_MEMORY] = (tray_kind){.id = "memory",
                                         .type = "Memory",
                                         .array = "Memory",
                                         .part_type = "#Memory.v1_7_0.Memory",
                                         .part_name = "Memory",
                                         .quantity = "CapacityMiB",
                                         .units = 1.0,
                                         .each = floor(s->tray.memory_bit / 8.0 / 1048576.0),
                                         .at_hand = s->memory_trays};
    r->kind[SL_RES_STORAGE] = (tray_kind){.id = "storage",
                                          .type = "Storage",
                                          .array = "Drives",
                                          .part_type = "#Drive.v1_2_0.Drive",
                                          .part_name = "Storage",
                                          .quantity = "CapacityBytes",
                                          .units = 1.0,
                                          .each = floor(s->tray.storage_bit / 8.0),
                                          .at_hand = s->storage_trays};
    for (int i = 0; i < s->job_n; i++)
        for (int k = 0; k < SL_RESOURCES; k++)
            r->kind[k].taken += s->job[i].count * trays_of(s, &s->job[i], k);
}

static double blocks(const redfish *r)
{
    double n = 0.0;
    for (int k = 0; k < SL_RESOURCES; k++)
        n += fmax(r->kind[k].taken, r->kind[k].at_hand);
    return n;
}

static void resource(sl_json *j, const char *uri, const char *type, const char *id,
                     const char *name)
{
    sl_json_object(j);
    sl_json_key_text(j, "@odata.id", uri);
    sl_json_key_text(j, "@odata.type", type);
    sl_json_key_text(j, "Id", id);
    sl_json_key_text(j, "Name", name);
}

static void enabled(sl_json *j)
{
    sl_json_key(j, "Status");
    sl_json_object(j);
    sl_json_key_text(j, "State", "Enabled");
    sl_json_key_text(j, "Health", "OK");
    sl_json_end(j, '}');
}

static void link_to(sl_json *j, const char *uri)
{
    sl_json_object(j);
    sl_json_key_text(j, "@odata.id", uri);
    sl_json_end(j, '}');
}

static void collection(sl_json *j, const char *key, const char *uri, const char *type,
                       const char *name, double n)
{
    sl_json_key(j, key);
    sl_json_object(j);
    sl_json_key_text(j, "@odata.id", uri);
    sl_json_key_text(j, "@odata.type", type);
    sl_json_key_text(j, "Name", name);
    sl_json_key_number(j, "Members@odata.count", n);
    sl_json_key(j, "Members");
    sl_json_array(j);
}

static void parts(sl_json *j, const tray_kind *k, const char *block)
{
    sl_json_key(j, k->array);
    sl_json_array(j);
    for (int i = 1; i <= (int)k->units; i++) {
        char uri[160], id[16], name[40];
        snprintf(id, sizeof id, "%d", i);
        snprintf(uri, sizeof uri, "%s/%s/%s", block, k->array, id);
        snprintf(name, sizeof name, "%s %d", k->part_name, i);
        resource(j, uri, k->part_type, id, name);
        if (!k->quantity)
            sl_json_key_text(j, "ProcessorType", "GPU");
        else
            sl_json_key_number(j, k->quantity, k->each);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

static void system_uri(char *out, size_t n, int job, int copy)
{
    snprintf(out, n, SYSTEMS "/job-%d-%d", job + 1, copy);
}

// The system that has the i-th tray of a kind, counted from 1; false for one that is left over.
static bool owner(char *uri, size_t n, const redfish *r, int kind, int i)
{
    double left = i;
    for (int job = 0; job < r->spec->job_n; job++) {
        double each = trays_of(r->spec, &r->spec->job[job], kind),
               all = each * r->spec->job[job].count;
        if (left <= all) {
            system_uri(uri, n, job, (int)ceil(left / each));
            return true;
        }
        left -= all;
    }
    return false;
}

static void links_of(sl_json *j, const char *system)
{
    sl_json_key(j, "Links");
    sl_json_object(j);
    sl_json_key(j, "ComputerSystems");
    sl_json_array(j);
    if (system) link_to(j, system);
    sl_json_end(j, ']');
    sl_json_key(j, "Zones");
    sl_json_array(j);
    link_to(j, ZONE);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void block(const redfish *r, int kind, int i)
{
    sl_json *j = r->j;
    const tray_kind *k = &r->kind[kind];
    char system[80];
    bool composed = owner(system, sizeof system, r, kind, i);
    char uri[120], id[40], name[60];
    snprintf(id, sizeof id, "%s-%d", k->id, i);
    snprintf(uri, sizeof uri, BLOCKS "/%s", id);
    snprintf(name, sizeof name, "%s tray %d", k->part_name, i);
    resource(j, uri, "#ResourceBlock.v1_3_0.ResourceBlock", id, name);
    sl_json_key(j, "ResourceBlockType");
    sl_json_array(j);
    sl_json_text(j, k->type);
    sl_json_end(j, ']');
    enabled(j);
    sl_json_key(j, "CompositionStatus");
    sl_json_object(j);
    sl_json_key_text(j, "CompositionState", composed ? "Composed" : "Unused");
    sl_json_key_bool(j, "Reserved", false);
    sl_json_end(j, '}');
    parts(j, k, uri);
    links_of(j, composed ? system : NULL);
    sl_json_end(j, '}');
}

static void zone(redfish *r)
{
    sl_json *j = r->j;
    collection(j, "ResourceZones", SERVICE "/ResourceZones", "#ZoneCollection.ZoneCollection",
               "Resource zones", 1.0);
    resource(j, ZONE, "#Zone.v1_1_0.Zone", "1", "All trays");
    enabled(j);
    sl_json_key(j, "Links");
    sl_json_object(j);
    sl_json_key(j, "ResourceBlocks");
    sl_json_array(j);
    for (int k = 0; k < SL_RESOURCES; k++)
        for (int i = 1; i <= (int)fmax(r->kind[k].taken, r->kind[k].at_hand); i++) {
            char uri[120];
            snprintf(uri, sizeof uri, BLOCKS "/%s-%d", r->kind[k].id, i);
            link_to(j, uri);
        }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
    sl_json_end(j, '}');
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void service(redfish *r)
{
    sl_json *j = r->j;
    sl_json_key(j, "CompositionService");
    resource(j, SERVICE, "#CompositionService.v1_2_0.CompositionService", "CompositionService",
             "Composition service");
    enabled(j);
    sl_json_key_bool(j, "ServiceEnabled", true);
    sl_json_key_bool(j, "AllowOverprovisioning", false);
    sl_json_key_bool(j, "AllowZoneAffinity", false);
    collection(j, "ResourceBlocks", BLOCKS, "#ResourceBlockCollection.ResourceBlockCollection",
               "Resource blocks", blocks(r));
    for (int k = 0; k < SL_RESOURCES; k++)
        for (int i = 1; i <= (int)fmax(r->kind[k].taken, r->kind[k].at_hand); i++)
            block(r, k, i);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
    zone(r);
    sl_json_end(j, '}');
}

// One job: the next trays of each kind.
static void composed(redfish *r, int kind, int copy, int next[SL_RESOURCES])
{
    sl_json *j = r->j;
    const sl_job_spec *job = &r->spec->job[kind];
    char uri[80], id[40], name[160];
    snprintf(id, sizeof id, "job-%d-%d", kind + 1, copy);
    system_uri(uri, sizeof uri, kind, copy);
    snprintf(name, sizeof name, "%.120s %d", *job->name ? job->name : "job", copy);
    resource(j, uri, "#ComputerSystem.v1_5_0.ComputerSystem", id, name);
    sl_json_key_text(j, "SystemType", "Composed");
    enabled(j);
    sl_json_key(j, "Links");
    sl_json_object(j);
    sl_json_key(j, "ResourceBlocks");
    sl_json_array(j);
    for (int k = 0; k < SL_RESOURCES; k++)
        for (int n = (int)trays_of(r->spec, job, k); n > 0; n--) {
            char tray[120];
            snprintf(tray, sizeof tray, BLOCKS "/%s-%d", r->kind[k].id, ++next[k]);
            link_to(j, tray);
        }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
    sl_json_end(j, '}');
}

static void systems(redfish *r)
{
    int next[SL_RESOURCES] = {0};
    double n = 0.0;
    for (int i = 0; i < r->spec->job_n; i++)
        n += r->spec->job[i].count;
    collection(r->j, "Systems", SYSTEMS, "#ComputerSystemCollection.ComputerSystemCollection",
               "Composed systems", n);
    for (int i = 0; i < r->spec->job_n; i++)
        for (int copy = 1; copy <= r->spec->job[i].count; copy++)
            composed(r, i, copy, next);
    sl_json_end(r->j, ']');
    sl_json_end(r->j, '}');
}

sl_status sl_report_composition_json(sl_json *j, const sl_composition_spec *spec)
{
    redfish r = {.j = j, .spec = spec};
    prepare(&r);
    if (!(blocks(&r) <= SL_REDFISH_BLOCKS_MAX)) return SL_ERR_LIMIT;
    service(&r);
    systems(&r);
    return SL_OK;
}
