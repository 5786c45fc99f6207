// Shared inside the interop layer.
#ifndef INTEROP_RULES_H
#define INTEROP_RULES_H

#include "shoreline/interop.h"

typedef struct sl_triple {
    const sl_interop_host *host;
    const sl_interop_engine *engine;
    const sl_interop_laser *laser; // NULL: none
    const sl_interop_site *site;
} sl_triple;

#define SUPPLY_TOLERANCE 0.05 // of the nominal voltage
#define FIBRE_LOSS_DB    1.0  // laser to engine, where no place is named

#endif
