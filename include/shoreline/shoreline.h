// The whole public interface of the shoreline library.
#ifndef SHORELINE_SHORELINE_H
#define SHORELINE_SHORELINE_H

#include "shoreline/constants.h"
#include "shoreline/core.h"
#include "shoreline/economics.h"
#include "shoreline/electrical.h"
#include "shoreline/fabric.h"
#include "shoreline/fec.h"
#include "shoreline/fleet.h"
#include "shoreline/field.h"
#include "shoreline/fourier.h"
#include "shoreline/growth.h"
#include "shoreline/handover.h"
#include "shoreline/json.h"
#include "shoreline/interop.h"
#include "shoreline/memory.h"
#include "shoreline/model.h"
#include "shoreline/numeric.h"
#include "shoreline/optics.h"
#include "shoreline/package.h"
#include "shoreline/physics.h"
#include "shoreline/random.h"
#include "shoreline/report.h"
#include "shoreline/scenario.h"
#include "shoreline/signal.h"
#include "shoreline/supply.h"
#include "shoreline/status.h"
#include "shoreline/system.h"
#include "shoreline/units.h"
#include "shoreline/version.h"

#endif
