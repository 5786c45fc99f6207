// Bandwidth of lines of 64 B over CXL and PCI Express by what each message puts on each direction.
//
// Model. Full duplex: a read sends a small request out and a line in, a write a line out and a
// small answer in. At a share r of reads the busier direction sets the pace.
//
// Equations. BW = 64 B x B / max(r o_r + (1-r) o_w, r i_r + (1-r) i_w), B bytes per second of a
// direction; o, i bytes per message out and in, with their share of framing. CXL, flits of 68 B:
// slots of 16 B, with CRC and protocol ID 17 B each; in slots, read 0.5 out (two requests to a
// slot), 4.5 in (four of data, half a header); write 5 out (header, four of data), 0.5 in. Flits of
// 256 B: fifteen slots, 17.07 B each, the same shares. PCIe to 32 GT/s: 128b/130b; 4 B of STP and
// sequence number, 4 B of LCRC, headers of 16 B (request, write) and 12 B (completion). Flit mode:
// 236 of 256 B carry packets, headers of 16 B.
//
// Assumptions. Packing is perfect: enough messages wait. No flow-control or acknowledge packets, no
// snoops; lines, not bursts: DMA of long packets does better on PCIe.
//
// Limits. The device's DRAM is taken as faster; turn-around of its bus costs writes a few %. The
// shares of the flits of 256 B are those of 68 B, an assumption.
//
// Sources. CXL specification, chapter 4 (slot formats); PCI Express base specification 5.0, 6.0.
#include "shoreline/memory.h"

#include <math.h>
#include <stddef.h>

#define BITS_PER_BYTE 8.0
#define SLOT_68       (68.0 / 4)
#define SLOT_256      (256.0 / 15)
#define CODE_128_130  (130.0 / 128)
#define FLIT_PACKETS  (256.0 / 236)

typedef struct cost {
    double flit_bytes;          // what is sent again
    double read_out, read_in;   // bytes on the wire of one read
    double write_out, write_in; // of one write
} cost;

static const cost costs[SL_MEMORY_PROTOCOLS] = {
    [SL_MEMORY_CXL_68] = {68.0, 0.5 * SLOT_68, 4.5 * SLOT_68, 5.0 * SLOT_68, 0.5 * SLOT_68},
    [SL_MEMORY_CXL_256] = {256.0, 0.5 * SLOT_256, 4.5 * SLOT_256, 5.0 * SLOT_256, 0.5 * SLOT_256},
    [SL_MEMORY_PCIE_TLP] = {88.0 * CODE_128_130, 24.0 * CODE_128_130, 84.0 * CODE_128_130,
                            88.0 * CODE_128_130, 0.0},
    [SL_MEMORY_PCIE_FLIT] = {256.0, 16.0 * FLIT_PACKETS, 80.0 * FLIT_PACKETS, 80.0 * FLIT_PACKETS,
                             0.0},
};

static const cost *cost_of(sl_memory_protocol protocol)
{
    return (int)protocol >= 0 && protocol < SL_MEMORY_PROTOCOLS ? &costs[protocol] : NULL;
}

double sl_port_bytes_per_s(double lanes, double rate_t_s)
{
    return lanes >= 1.0 && rate_t_s > 0.0 ? lanes * rate_t_s / BITS_PER_BYTE : (double)NAN;
}

double sl_flit_bytes(sl_memory_protocol protocol)
{
    const cost *c = cost_of(protocol);
    return c ? c->flit_bytes : (double)NAN;
}

double sl_flit_time_s(sl_memory_protocol protocol, double lanes, double rate_t_s)
{
    return sl_flit_bytes(protocol) / sl_port_bytes_per_s(lanes, rate_t_s);
}

double sl_memory_bandwidth_bytes_per_s(sl_memory_protocol protocol, double lanes, double rate_t_s,
                                       double read_share)
{
    const cost *c = cost_of(protocol);
    if (!c || !(read_share >= 0.0 && read_share <= 1.0)) return NAN;
    double write_share = 1.0 - read_share;
    double out = read_share * c->read_out + write_share * c->write_out;
    double in = read_share * c->read_in + write_share * c->write_in;
    return SL_LINE_BYTES * sl_port_bytes_per_s(lanes, rate_t_s) / fmax(out, in);
}
