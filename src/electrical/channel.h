// The modes of two neighbouring pairs; internal to the electrical layer.
#ifndef ELECTRICAL_CHANNEL_H
#define ELECTRICAL_CHANNEL_H

#include "electrical/segment.h"

typedef enum channel_mode {
    MODE_DIFFERENTIAL_EVEN,
    MODE_DIFFERENTIAL_ODD,
    MODE_COMMON_EVEN,
    MODE_COMMON_ODD,
    MODES
} channel_mode;

// A segment with what each mode changes: impedances times size, delay times delay.
typedef struct channel_element {
    const sl_segment *segment;
    line_model line; // of a line, or of the dielectric around a stub with loss
    double size[MODES], delay[MODES];
} channel_element;

sl_status channel_prepare(channel_element *out, const sl_segment *segment);

// Scattering matrices of the modes first..first + step * ... below MODES in steps of `step`, at
// freq_hz > 0 in a differential system of r0_ohm (common modes: of r0_ohm/4).
void channel_element_at(double complex s[MODES][4], const channel_element *e, double freq_hz,
                        double complex relaxation, double r0_ohm, int step);

#endif
