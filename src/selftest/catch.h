// Designs of CATCH: its definition libraries, stacks of chips and netlists, as its XML files have
// them, turned into assemblies of the economics layer.
#ifndef SELFTEST_CATCH_H
#define SELFTEST_CATCH_H

#include "shoreline/core.h"
#include "shoreline/economics.h"

typedef struct catch_library {
    sl_arena *arena;
    const char *data_dir, *wafers, *layers, *bondings, *tests, *ios; // texts of its files
} catch_library;

#define CATCH_NETS 320

typedef struct catch_design {
    sl_assembly_die die[SL_ASSEMBLY_DIES_MAX];
    const char *name[SL_ASSEMBLY_DIES_MAX];
    sl_assembly_net net[CATCH_NETS];
    int die_n, net_n;
} catch_design;

// A chip by the names of what it is made of; lengths of CATCH are mm.
typedef struct catch_chip {
    const char *name, *stackup, *wafer, *bonding, *test; // stackup: "2:layer,1:other"
    int on;
    bool back, face_up, buried;
    double core_mm2, aspect, logic, memory, analog, power_w, voltage_v, quantity, mask_share;
} catch_chip;

// Errors of all: SL_ERR_IO (a file is not there), SL_ERR_SCENARIO (not of that form, or a name that
// no definition has), SL_ERR_NO_MEMORY.
sl_status catch_library_read(catch_library *out, sl_arena *arena, const char *data_dir);
sl_status catch_add_chip(catch_design *out, const catch_library *lib, const catch_chip *chip);
// Cells for a bandwidth in Gb/s between two chips by name; a name that no chip has is outside.
sl_status catch_add_net(catch_design *out, const catch_library *lib, const char *io, const char *a,
                        const char *b, double gbps, double use);
// A design of two files; where a file says INSERTSWEEPQUANTITY, quantity.
sl_status catch_design_read(catch_design *out, const catch_library *lib, const char *chips,
                            const char *netlist, double quantity);

#endif
