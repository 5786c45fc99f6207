// Touchstone: writing. Frequencies in Hz and values by the shortest text that reads back as the
// same double. Version 1 keeps at most four pairs a line; rows begin on new lines.
#include <math.h>
#include <string.h>

#include "sparam/internal.h"

static bool one_reference(const sl_sparam *s)
{
    for (int i = 1; i < s->ports; i++)
        if (s->reference_ohm[i] != s->reference_ohm[0]) return false;
    return true;
}

static void write_pair(sl_text *text, double complex z, sl_touchstone_format format)
{
    double first = creal(z), second = cimag(z);
    if (format != SL_TOUCHSTONE_RI) {
        double size = cabs(z);
        first = format == SL_TOUCHSTONE_MA ? size : size > 0 ? 20 * log10(size) : -999;
        second = carg(z) * (180 / 3.14159265358979323846);
    }
    sl_text_add(text, " ");
    sl_text_add_number(text, first);
    sl_text_add(text, " ");
    sl_text_add_number(text, second);
}

static void write_comment(sl_text *text, const char *comment)
{
    for (const char *p = comment; p && *p;) {
        size_t n = strcspn(p, "\r\n");
        sl_text_add(text, "! ");
        sl_text_add_n(text, p, n);
        sl_text_add(text, "\n");
        p += n;
        p += strspn(p, "\r\n");
    }
}

static void write_head(sl_text *text, const sl_sparam *s, int version, sl_touchstone_format format)
{
    static const char *const formats[] = {"RI", "MA", "DB"};
    if (version == 2) sl_text_add(text, "[Version] 2.0\n");
    sl_text_printf(text, "# Hz S %s R ", formats[format]);
    sl_text_add_number(text, s->reference_ohm[0]);
    sl_text_add(text, "\n");
    if (version != 2) return;
    sl_text_printf(text, "[Number of Ports] %d\n", s->ports);
    if (s->ports == 2) sl_text_add(text, "[Two-Port Data Order] 12_21\n");
    sl_text_printf(text, "[Number of Frequencies] %zu\n[Reference]", s->points);
    for (int i = 0; i < s->ports; i++) {
        sl_text_add(text, " ");
        sl_text_add_number(text, s->reference_ohm[i]);
    }
    sl_text_add(text, "\n[Network Data]\n");
}

static void write_point(sl_text *text, const sl_sparam *s, size_t point, int version,
                        sl_touchstone_format format)
{
    const double complex *m = sl_sparam_at(s, point);
    int n = s->ports;
    sl_text_add_number(text, s->freq_hz[point]);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            bool transposed = n == 2 && version == 1;
            if (n > 2 && (j > 0 ? j % 4 == 0 : i > 0)) sl_text_add(text, "\n ");
            write_pair(text, m[transposed ? j * n + i : i * n + j], format);
        }
    sl_text_add(text, "\n");
}

sl_status sl_touchstone_write(sl_text *text, const sl_sparam *s,
                              const sl_touchstone_write_opts *opts)
{
    static const sl_touchstone_write_opts plain = {0};
    if (!opts) opts = &plain;
    int version = opts->version ? opts->version : 1;
    if (version < 1 || version > 2 || (int)opts->format < 0 || opts->format > SL_TOUCHSTONE_DB ||
        !sl_sparam_valid(s))
        return SL_ERR_DOMAIN;
    if (version == 1 && !one_reference(s)) return SL_ERR_DOMAIN;
    write_comment(text, opts->comment);
    write_head(text, s, version, opts->format);
    for (size_t k = 0; k < s->points; k++)
        write_point(text, s, k, version, opts->format);
    if (version == 2) sl_text_add(text, "[End]\n");
    return text->failed ? SL_ERR_NO_MEMORY : SL_OK;
}
