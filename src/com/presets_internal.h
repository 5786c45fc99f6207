// The table of presets. For src/com/presets*.c only.
#ifndef COM_PRESETS_INTERNAL_H
#define COM_PRESETS_INTERNAL_H

#include "shoreline/com_settings.h"

typedef struct sl_com_preset_row {
    sl_com_preset about;
    const char *base; // name of the set that this one changes, or NULL
    const char *text; // lines KEY=VALUE
} sl_com_preset_row;

extern const sl_com_preset_row sl_com_presets[];
extern const int sl_com_preset_n;

#endif
