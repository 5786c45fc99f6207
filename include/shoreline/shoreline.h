// The whole public interface of the shoreline library.
#ifndef SHORELINE_SHORELINE_H
#define SHORELINE_SHORELINE_H

#include "shoreline/constants.h"
#include "shoreline/status.h"

#endif
