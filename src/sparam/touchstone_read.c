// Touchstone: from a file or text to an S-parameter object.
//
// Order: header (option line, keywords), number of ports, data, checks of what was declared,
// conversion to S. Faults are told as they are met; nothing is returned where there was one.
// Source: Touchstone File Format Specification, IBIS Open Forum, version 2.0 (2009).
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

#include "sparam/touchstone.h"

sl_mark ts_mark(const ts_reader *r, const char *at, size_t length)
{
    sl_mark mark = {.source = r->source, .line = 1, .column = 1};
    const char *line = r->source->text;
    for (const char *p = line; (p = memchr(p, r->eol, (size_t)(at - p)));) {
        line = ++p;
        if (mark.line < 2147483647) mark.line++;
    }
    size_t column = (size_t)(at - line) + 1;
    mark.column = column < 1000000 ? (int)column : 1000000;
    mark.length = length < 1 ? 1 : length < 60 ? (int)length : 60;
    return mark;
}

int sl_touchstone_ports_of(const char *path)
{
    static const char packed[] = ".xz";
    size_t length = strlen(path);
    if (length >= 3 && strcmp(path + length - 3, packed) == 0) length -= 3;
    size_t dot = length;
    while (dot > 0 && path[dot - 1] != '.' && path[dot - 1] != '/')
        dot--;
    int n = 0;
    if (dot == 0 || path[dot - 1] != '.' || (path[dot] | 0x20) != 's') return 0;
    size_t p = dot + 1;
    for (; path[p] >= '0' && path[p] <= '9' && n < 1000; p++)
        n = 10 * n + (path[p] - '0');
    return (path[p] | 0x20) == 'p' && p + 1 == length ? n : 0;
}

// Byte-order marks: UTF-8's is stepped over, others are no ASCII.
static void check_encoding(ts_reader *r)
{
    const unsigned char *u = (const unsigned char *)r->p;
    size_t n = r->source->length;
    if (n >= 3 && u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF)
        r->p += 3;
    else if (n >= 2 && ((u[0] == 0xFF && u[1] == 0xFE) || (u[0] == 0xFE && u[1] == 0xFF)))
        ts_error(r, r->p, "save it as ASCII or UTF-8", "the file is UTF-16 text");
}

static void find_ports(ts_reader *r)
{
    if (r->version == 2) {
        if (r->at_ports) return;
        ts_error(r, r->at_network ? r->at_network : r->source->text,
                 "add [Number of Ports] behind the option line", "[Number of Ports] is missing");
        return;
    }
    int shown = ts_deduce_ports(r);
    if (r->ports == 0) r->ports = shown;
    if (r->ports == 0)
        ts_error(r, r->p, "give the file the extension .sNp, N the number of ports",
                 "the number of ports is not known, and the lines do not show it");
    else if (shown && shown != r->ports)
        ts_error(r, r->p, "rename the file, or say the number of ports",
                 "the lines hold %d-port data, the file's extension or the caller says %d", shown,
                 r->ports);
}

static bool fault(const ts_reader *r)
{
    return sl_diag_errors(r->ctx) > r->first_error;
}

static void check_count(ts_reader *r)
{
    const char *at = r->at_frequencies;
    if (r->version == 2 && !at)
        ts_repair(r, r->at_network ? r->at_network : r->source->text, "add [Number of Frequencies]",
                  "[Number of Frequencies] is missing: %zu counted", r->points);
    else if (r->version == 2 && r->frequencies != (double)r->points)
        ts_error(r, at, "the file may be cut off, or the keyword is wrong",
                 "[Number of Frequencies] is %.0f, the data hold %zu", r->frequencies, r->points);
    if (r->at_noise && (double)r->noise_rows != r->noise_frequencies && !fault(r))
        ts_error(r, r->at_noise, "count the rows behind [Noise Data]",
                 "[Number of Noise Frequencies] is %.0f, the data hold %zu", r->noise_frequencies,
                 r->noise_rows);
    if (r->points == 0 && !fault(r))
        ts_error(r, r->source->text, "a file holds at least one point", "no data in the file");
}

static sl_status parse_data(ts_reader *r, double reference_ohm[SL_SPARAM_PORTS_MAX])
{
    const char *head = r->source->text;
    check_encoding(r);
    if (!fault(r)) ts_read_header(r);
    if (!r->option && !fault(r) && ts_skip(r, head) < r->end)
        ts_repair(r, head, "add it: # GHz S MA R 50",
                  "no option line: taken as GHz, S, magnitude and angle, 50 ohm");
    if (ts_skip(r, r->p) >= r->end && !fault(r))
        ts_error(r, head, "a file holds an option line and at least one point",
                 "no data in the file");
    if (!fault(r) && r->version == 2 && !r->at_network)
        ts_error(r, r->p, "add [Network Data] before the first point", "data outside of a section");
    if (!fault(r)) find_ports(r);
    if (!fault(r)) ts_check_header(r, reference_ohm);
    if (fault(r)) return SL_ERR_SCENARIO;
    ts_read_data(r);
    if (r->no_memory) return SL_ERR_NO_MEMORY;
    check_count(r);
    if (!fault(r)) ts_to_s(r, reference_ohm);
    return fault(r) ? SL_ERR_SCENARIO : SL_OK;
}

sl_status sl_touchstone_parse(sl_sparam **out, sl_ctx *ctx, const sl_source *source, int ports)
{
    *out = NULL;
    if (ports < 0 || ports > SL_SPARAM_PORTS_MAX) return SL_ERR_DOMAIN;
    const char *text = source->text;
    ts_reader r = {.ctx = ctx,
                   .source = source,
                   .p = text,
                   .end = text + source->length,
                   .eol = '\n',
                   .unit_hz = 1e9,
                   .parameter = 'S',
                   .format = SL_TOUCHSTONE_MA,
                   .option_ohm = {50},
                   .option_ohms = 1,
                   .version = 1,
                   .ports = ports,
                   .ports_by_caller = ports > 0,
                   .first_error = sl_diag_errors(ctx)};
    if (source->length && !memchr(text, '\n', source->length)) r.eol = '\r'; // of old Macintoshes
    double reference_ohm[SL_SPARAM_PORTS_MAX];
    sl_status status = parse_data(&r, reference_ohm);
    sl_sparam *s = status == SL_OK ? sl_ctx_resize(ctx, NULL, sizeof *s) : NULL;
    if (!s) {
        if (r.freq_hz) sl_ctx_resize(ctx, r.freq_hz, 0);
        if (r.data) sl_ctx_resize(ctx, r.data, 0);
        return status == SL_OK ? SL_ERR_NO_MEMORY : status;
    }
    *s = (sl_sparam){
        .ctx = ctx, .ports = r.ports, .points = r.points, .freq_hz = r.freq_hz, .data = r.data};
    memcpy(s->reference_ohm, reference_ohm, sizeof reference_ohm);
    *out = s;
    return SL_OK;
}

// The whole file, unpacked, in memory of the context; NULL after telling why not.
static char *read_file(sl_ctx *ctx, const char *path, size_t *length, sl_status *status)
{
    struct stat st;
    FILE *file = fopen(path, "rb");
    const char *why = file ? "it is not a regular file" : strerror(errno);
    char *text = NULL;
    *status = SL_ERR_IO;
    bool regular = file && fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode);
    if (regular) {
        *length = (size_t)st.st_size;
        text = sl_ctx_resize(ctx, NULL, *length + 1);
        if (!text) *status = SL_ERR_NO_MEMORY;
    }
    if (text && fread(text, 1, *length, file) != *length) {
        sl_ctx_resize(ctx, text, 0);
        text = NULL;
        why = "it could not be read to its end";
    }
    if (file) fclose(file);
    if (!text && *status == SL_ERR_IO)
        sl_diag_add(ctx, SL_ERROR, SL_E_FILE, (sl_mark){0}, why, "cannot read '%.200s'", path);
    if (!text || !ts_is_packed(text, *length)) return text;
    char *unpacked;
    *status = ts_unpack(&unpacked, length, ctx, path, text, *length);
    sl_ctx_resize(ctx, text, 0);
    return unpacked;
}

sl_status sl_touchstone_read(sl_sparam **out, sl_ctx *ctx, const char *path,
                             const sl_touchstone_opts *opts)
{
    *out = NULL;
    sl_status status;
    sl_source source = {.name = path};
    char *text = read_file(ctx, path, &source.length, &status);
    if (!text) return status;
    source.text = text;
    int ports = opts && opts->ports ? opts->ports : sl_touchstone_ports_of(path);
    if (ports > SL_SPARAM_PORTS_MAX) {
        sl_diag_add(ctx, SL_ERROR, SL_E_TOUCHSTONE, (sl_mark){.source = &source},
                    "networks of more ports are not read", "%d ports, %d at most", ports,
                    SL_SPARAM_PORTS_MAX);
        status = SL_ERR_LIMIT;
    } else {
        status = sl_touchstone_parse(out, ctx, &source, ports);
    }
    sl_ctx_resize(ctx, text, 0);
    return status;
}
