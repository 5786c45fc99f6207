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

static const double buffer_lengths_m[] = {1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0};
#define BUFFER_LENGTHS (sizeof buffer_lengths_m / sizeof *buffer_lengths_m)

static void links_text(sl_text *out, const sl_design *d, const sl_result *r)
{
    double length_m[SL_FABRIC_LEVELS];
    double fibres = sl_fabric_port_fibres(d);
    sl_fabric_lengths(length_m, d);
    sl_text_add(out, "\nlinks by level\n");
    for (int i = 0; i < SL_TOPOLOGY_LEVELS; i++) {
        double links = r->topology.level_links[i];
        if (!(links > 0.0)) continue;
        sl_text_printf(out, "  %-34s %10.0f", levels[i], links);
        if (i < SL_FABRIC_LEVELS) {
            char metres[48];
            sl_quantity_format(metres, sizeof metres, links * fibres * length_m[i], "m", 4);
            sl_text_printf(out, " of %.4g m, fibre %s", length_m[i], metres);
        }
        sl_text_add(out, "\n");
    }
}

static void buffers_text(sl_text *out, const sl_design *d, const sl_result *r)
{
    sl_text_add(out,
                "\nbuffer of a port by length of link: pause headroom, credits without stall\n");
    for (size_t i = 0; i < BUFFER_LENGTHS; i++) {
        sl_buffers b;
        sl_fabric_buffers(&b, d, r, buffer_lengths_m[i]);
        sl_text_printf(out, "  %-34.4g %7.0f kB %7.0f kB\n", buffer_lengths_m[i],
                       b.pause_bytes / 1e3, b.credit_bytes / 1e3);
    }
}

static void quality_text(sl_text *out, const sl_result *r)
{
    const sl_link_quality *q = &r->quality;
    char name[48];
    sl_text_printf(out, "\nframes lost, by link (margins of %.3g dB sd)\n", q->margin_sd_db);
    for (int i = 0; i < SL_QUALITY_POINTS; i++) {
        snprintf(name, sizeof name, "that %g %% of links are below", 100.0 * sl_quality_points[i]);
        sl_text_printf(out, "  %-34s %10.2g\n", name, q->quantile_loss[i]);
    }
    snprintf(name, sizeof name, "worst of %.0f", q->links);
    sl_text_printf(out, "  %-34s %10.2g\n", name, q->worst_frame_loss);
}

void sl_report_fabric_text(sl_text *out, const sl_design *d, const sl_result *r)
{
    sl_ledger_row rows[SL_PACKET_LEDGER_ROWS];
    sl_report_packet_ledger(rows, r);
    sl_text_add(out, "one packet between the farthest hosts\n");
    for (int i = 0; i < SL_PACKET_LEDGER_ROWS; i++)
        line(out, rows[i].name, rows[i].time_s, "s");
    links_text(out, d, r);
    quality_text(out, r);
    if (r->value[SL_M_FABRIC_QUEUE] > 0.0) buffers_text(out, d, r);
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

static void quality_json(sl_json *j, const sl_result *r)
{
    const sl_link_quality *q = &r->quality;
    sl_json_key(j, "link_quality");
    sl_json_object(j);
    sl_json_key_number(j, "links", q->links);
    sl_json_key_number(j, "margin_sd_db", q->margin_sd_db);
    sl_json_key(j, "quantiles");
    sl_json_array(j);
    for (int i = 0; i < SL_QUALITY_POINTS; i++) {
        sl_json_object(j);
        sl_json_key_number(j, "share", sl_quality_points[i]);
        sl_json_key_number(j, "frame_loss_ratio", q->quantile_loss[i]);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_key_number(j, "mean_frame_loss_ratio", q->mean_frame_loss);
    sl_json_key_number(j, "worst_frame_loss_ratio", q->worst_frame_loss);
    sl_json_key_number(j, "repeat_s", q->repeat_s);
    sl_json_end(j, '}');
}

static void lengths_json(sl_json *j, const sl_design *d, const sl_result *r)
{
    double length_m[SL_FABRIC_LEVELS];
    sl_fabric_lengths(length_m, d);
    sl_json_key(j, "length_by_level_m");
    sl_json_object(j);
    for (int i = 0; i < SL_FABRIC_LEVELS; i++)
        if (r->topology.level_links[i] > 0.0) sl_json_key_number(j, levels[i], length_m[i]);
    sl_json_end(j, '}');
    double fibres = sl_fabric_port_fibres(d);
    sl_json_key_number(j, "fibres_of_a_port", fibres);
    sl_json_key(j, "fibre_by_level_m");
    sl_json_object(j);
    for (int i = 0; i < SL_FABRIC_LEVELS; i++) {
        double links = r->topology.level_links[i];
        if (links > 0.0) sl_json_key_number(j, levels[i], links * fibres * length_m[i]);
    }
    sl_json_end(j, '}');
    sl_json_key(j, "buffers");
    sl_json_array(j);
    for (size_t i = 0; i < BUFFER_LENGTHS; i++) {
        sl_buffers b;
        sl_fabric_buffers(&b, d, r, buffer_lengths_m[i]);
        sl_json_object(j);
        sl_json_key_number(j, "length_m", buffer_lengths_m[i]);
        sl_json_key_number(j, "pause_headroom_bytes", b.pause_bytes);
        sl_json_key_number(j, "credit_bytes", b.credit_bytes);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

void sl_report_fabric_json(sl_json *j, const sl_design *d, const sl_result *r)
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
    lengths_json(j, d, r);
    quality_json(j, r);
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
