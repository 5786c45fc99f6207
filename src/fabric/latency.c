// Time of messages on an idle path, and of many to one.
//
// Model. Store-and-forward: a switch sends a packet on once all of it has come; cut-through: once
// its header has. Every switch adds its pipeline, every link its SerDes, engines, FEC and flight.
// Equations. One packet: n S/C or S/C + (n-1) h/C, + (n-1) switches + n phy + flight. A message of
// F full packets and a last one of l bytes over H links: (F+H-1) M/C + l/C + H d, and H (A/C + d)
// for the last acknowledgement. Incast: N wire/C at the last link; last completion floor/pacing +
// RTT. Assumptions. Nobody else sends (incast: only its senders); equal link rates along a path;
// the last link of an incast is never idle; a sender sends window_bytes before it is told anything.
// Limits. The start-up of sender-driven control (messages shorter than a round trip, thousands of
// senders) is not in the incast's tail: published runs lie 1 to 3 % above for long messages.
// Sources. Kleinrock, Queueing Systems II (1976), section 5; Handley et al., SIGCOMM 2017 (incast
// against receiver pacing); Montazeri et al., SIGCOMM 2018.
#include "shoreline/fabric.h"

#include <math.h>
#include <string.h>

sl_status sl_path_latency(sl_path_ledger *out, const sl_path_in *in)
{
    memset(out, 0, sizeof *out);
    if (!(in->rate_bps > 0.0) || in->links < 1 || !(in->header_bytes >= 0.0) ||
        !(in->packet_bytes >= in->header_bytes) || !(in->switch_s >= 0.0) || !(in->phy_s >= 0.0) ||
        !(in->length_m >= 0.0) || !(in->flight_s_m >= 0.0) || !(in->host_s >= 0.0))
        return SL_ERR_DOMAIN;
    double again = in->cut_through ? in->header_bytes : in->packet_bytes;
    double switches = in->links - 1;
    out->serialisation_s = 8.0 * (in->packet_bytes + switches * again) / in->rate_bps;
    out->switch_s = switches * in->switch_s;
    out->phy_s = in->links * in->phy_s;
    out->flight_s = in->length_m * in->flight_s_m;
    out->host_s = in->host_s;
    out->total_s = out->serialisation_s + out->switch_s + out->phy_s + out->flight_s + out->host_s;
    return SL_OK;
}

typedef struct packets {
    double full, last_bytes; // packets before the last one; the last one on the wire
} packets;

static bool cut(packets *p, const sl_message *m)
{
    if (!(m->bytes > 0.0) || !(m->header_bytes >= 0.0) || !(m->mtu_bytes > m->header_bytes) ||
        !(m->ack_bytes >= 0.0))
        return false;
    double payload = m->mtu_bytes - m->header_bytes;
    p->full = fmax(0.0, ceil(m->bytes / payload * (1.0 - 1e-15)) - 1.0);
    p->last_bytes = m->bytes - p->full * payload + m->header_bytes;
    return true;
}

double sl_message_wire_bytes(const sl_message *m)
{
    packets p;
    return cut(&p, m) ? p.full * m->mtu_bytes + p.last_bytes : NAN;
}

double sl_unloaded_fct_s(const sl_message *m, int hops, double rate_bps, double link_delay_s)
{
    packets p;
    if (!cut(&p, m) || hops < 1 || !(rate_bps > 0.0) || !(link_delay_s >= 0.0)) return NAN;
    double bytes =
        p.full > 0.0 ? (p.full + hops - 1.0) * m->mtu_bytes + p.last_bytes : hops * p.last_bytes;
    return 8.0 * bytes / rate_bps + hops * link_delay_s +
           hops * (8.0 * m->ack_bytes / rate_bps + link_delay_s);
}

double sl_incast_floor_s(const sl_message *m, double senders, double rate_bps)
{
    if (!(senders >= 1.0) || !(rate_bps > 0.0)) return NAN;
    return senders * sl_message_wire_bytes(m) * 8.0 / rate_bps;
}

sl_status sl_incast(sl_incast_out *out, const sl_incast_in *in)
{
    memset(out, 0, sizeof *out);
    double wire = sl_message_wire_bytes(&in->message);
    if (isnan(wire) || !(in->senders >= 1.0) || !(in->rate_bps > 0.0) || !(in->rtt_s >= 0.0) ||
        !(in->pacing > 0.0 && in->pacing <= 1.0) || !(in->window_bytes >= 0.0) ||
        !(in->buffer_bytes >= 0.0) || !(in->recovery_s >= 0.0))
        return SL_ERR_DOMAIN;
    double frames = ceil(wire / in->message.mtu_bytes);
    double count = sl_recovery_count(in->loss, frames, in->quantile);
    if (isnan(count)) return SL_ERR_DOMAIN;
    out->floor_s = sl_incast_floor_s(&in->message, in->senders, in->rate_bps);
    double unasked = fmin(wire, in->window_bytes); // and while it arrives as much drains
    out->burst_bytes = in->senders * unasked;
    out->overflow_bytes = fmax(0.0, out->burst_bytes - unasked - in->buffer_bytes);
    double lost = out->overflow_bytes > 0.0 ? in->recovery_s : 0.0;
    out->last_s = out->floor_s / in->pacing + in->rtt_s + lost;
    out->tail_s = out->last_s + count * (in->recovery_s + in->rtt_s);
    return SL_OK;
}
