#include "shoreline/status.h"

const char *sl_status_text(sl_status status)
{
    switch (status) {
#define SL_X(name, number, exit_code, text)                                                        \
    case name:                                                                                     \
        return text;
        SL_STATUS_LIST(SL_X)
#undef SL_X
    }
    return "unknown status";
}

int sl_status_exit_code(sl_status status)
{
    switch (status) {
#define SL_X(name, number, exit_code, text)                                                        \
    case name:                                                                                     \
        return exit_code;
        SL_STATUS_LIST(SL_X)
#undef SL_X
    }
    return 70;
}
