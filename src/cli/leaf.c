// A value of a scenario or part as text.
#include "cli/cli.h"

void cli_leaf_value(char *out, size_t n, const sl_leaf *leaf, const void *target)
{
    const char *at = (const char *)target + leaf->offset;
    switch (leaf->field->kind) {
    case SL_FIELD_QUANTITY:
        sl_quantity_format(out, n, leaf->value, leaf->field->unit, 6);
        break;
    case SL_FIELD_TEXT:
        snprintf(out, n, "%s", *(const char *const *)(const void *)at);
        break;
    case SL_FIELD_BOOL:
        snprintf(out, n, "%s", *(const bool *)(const void *)at ? "true" : "false");
        break;
    case SL_FIELD_WORD:
        out[0] = '\0';
        for (const sl_word *w = leaf->field->words; w->name; w++)
            if (w->value == *(const int *)(const void *)at) snprintf(out, n, "%s", w->name);
        break;
    default:
        snprintf(out, n, "%d", *(const int *)(const void *)at);
        break;
    }
}
