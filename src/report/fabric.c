// The fabric in full: where a packet's time goes, links by level, collectives by size, incast by
// fan-in.
#include <math.h>
#include <stdio.h>

#include "report/internal.h"

void sl_report_packet_ledger(sl_ledger_row rows[SL_PACKET_LEDGER_ROWS], const sl_result *r)
{
    const sl_path_ledger *p = &r->path;
    const sl_ledger_row all[SL_PACKET_LEDGER_ROWS] = {
        {"serialisation", "serialisation_s", p->serialisation_s},
        {"switches", "switches_s", p->switch_s},
        {"SerDes, engines, FEC", "phy_s", p->phy_s},
        {"flight", "flight_s", p->flight_s},
        {"adapters", "hosts_s", p->host_s},
        {"total", "total_s", p->total_s}};
    for (int i = 0; i < SL_PACKET_LEDGER_ROWS; i++)
        rows[i] = all[i];
}

static const char *const levels[SL_TOPOLOGY_LEVELS] = {"host to switch", "leaf, group or grid",
                                                       "core or between groups", "inside domains"};

// All-reduce among all hosts over the networks that the fabric has.
double sl_report_all_reduce_s(const sl_result *r, double bytes)
{
    sl_collective_request request = {.kind = SL_ALL_REDUCE,
                                     .domain = r->collectives.domain > 1 ? SL_DOMAIN_BOTH
                                                                         : SL_DOMAIN_SCALE_OUT,
                                     .ranks = (int)r->topology.hosts,
                                     .local = r->collectives.domain,
                                     .bytes = bytes};
    return sl_fabric_collective_cost(&request, &r->collectives);
}

double sl_report_incast_s(const sl_result *r, double senders)
{
    sl_incast_in in = r->incast_in;
    sl_incast_out out;
    in.senders = senders;
    return sl_incast(&out, &in) == SL_OK ? out.tail_s : NAN;
}

static void line(sl_text *out, const char *name, double value, const char *unit)
{
    char text[48];
    sl_quantity_format(text, sizeof text, value, unit, 3);
    sl_text_printf(out, "  %-34s %10s\n", name, text);
}

void sl_report_fabric_text(sl_text *out, const sl_result *r)
{
    sl_ledger_row rows[SL_PACKET_LEDGER_ROWS];
    sl_report_packet_ledger(rows, r);
    sl_text_add(out, "one packet between the farthest hosts\n");
    for (int i = 0; i < SL_PACKET_LEDGER_ROWS; i++)
        line(out, rows[i].name, rows[i].time_s, "s");
    sl_text_add(out, "\nlinks by level\n");
    for (int i = 0; i < SL_TOPOLOGY_LEVELS; i++)
        if (r->topology.level_links[i] > 0.0)
            sl_text_printf(out, "  %-34s %10.0f\n", levels[i], r->topology.level_links[i]);
    sl_text_add(out, "\nall-reduce among all hosts, by vector\n");
    static const char *const sizes[] = {"1 kB",  "10 kB",  "100 kB", "1 MB",
                                        "10 MB", "100 MB", "1 GB",   "10 GB"};
    double bytes = 1e3;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++, bytes *= 10.0)
        line(out, sizes[i], sl_report_all_reduce_s(r, bytes), "s");
    sl_text_add(out, "\nincast, tail, by senders\n");
    for (double n = 1.0; n < r->topology.hosts && n < 1e6 && r->incast_in.senders > 0.0; n *= 4.0) {
        char name[32];
        snprintf(name, sizeof name, "%.0f", n);
        line(out, name, sl_report_incast_s(r, n), "s");
    }
    sl_text_add(out, "\n");
}

void sl_report_fabric_json(sl_json *j, const sl_result *r)
{
    sl_ledger_row rows[SL_PACKET_LEDGER_ROWS];
    sl_report_packet_ledger(rows, r);
    sl_json_key(j, "fabric");
    sl_json_object(j);
    sl_json_key(j, "packet");
    sl_json_object(j);
    for (int i = 0; i < SL_PACKET_LEDGER_ROWS; i++)
        sl_json_key_number(j, rows[i].key, rows[i].time_s);
    sl_json_end(j, '}');
    sl_json_key(j, "links_by_level");
    sl_json_object(j);
    for (int i = 0; i < SL_TOPOLOGY_LEVELS; i++)
        sl_json_key_number(j, levels[i], r->topology.level_links[i]);
    sl_json_end(j, '}');
    sl_json_key(j, "all_reduce");
    sl_json_array(j);
    for (double bytes = 1e3; bytes < 2e10; bytes *= 10.0) {
        sl_json_object(j);
        sl_json_key_number(j, "bytes", bytes);
        sl_json_key_number(j, "time_s", sl_report_all_reduce_s(r, bytes));
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_key(j, "incast");
    sl_json_array(j);
    for (double n = 1.0; n < r->topology.hosts && n < 1e6 && r->incast_in.senders > 0.0; n *= 2.0) {
        sl_json_object(j);
        sl_json_key_number(j, "senders", n);
        sl_json_key_number(j, "tail_s", sl_report_incast_s(r, n));
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}
