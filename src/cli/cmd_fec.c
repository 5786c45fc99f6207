// shoreline fec
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define BLOCKS   100000
#define DRAW_MAX 1e12

static const struct {
    const char *name;
    sl_fec_code code;
    bool flit;
    double decode_s; // class assumption; without the interleaver of the inner code
} codes[] = {{"kp4", SL_FEC_KP4, false, 70e-9},
             {"kr4", SL_FEC_KR4, false, 60e-9},
             {"kp4+inner", SL_FEC_KP4_INNER, false, 80e-9},
             {"pcie6", SL_FEC_NONE, true, 2e-9}};

// A plain number that fills the text up to `end`; false: none.
static bool number(double *out, const char *text, const char *end)
{
    const char *stop = sl_decimal_read(out, text, end);
    return stop == end && stop > text;
}

static bool option_number(cli *c, double *out, int id, double otherwise)
{
    const char *text = c->args.option[id];
    *out = otherwise;
    return !text || number(out, text, text + strlen(text));
}

// BER, BER:A or BER:A:inner, up to `end`.
static bool segment(sl_fec_question *q, const char *text, const char *end)
{
    sl_fec_segment *s = &q->segment[q->segments];
    const char *colon = memchr(text, ':', (size_t)(end - text));
    if (!number(&s->ber, text, colon ? colon : end)) return false;
    if (!colon) return true;
    text = colon + 1;
    colon = memchr(text, ':', (size_t)(end - text));
    if (!number(&s->burst, text, colon ? colon : end)) return false;
    if (!colon) return true;
    if (end - colon != 6 || memcmp(colon, ":inner", 6) != 0 || q->inner_segment) return false;
    q->inner_segment = q->segments + 1;
    return true;
}

static bool segments(sl_fec_question *q, const char *text)
{
    q->segments = 0;
    while (*text) {
        size_t n = strcspn(text, ",");
        if (q->segments == SL_FEC_SEGMENTS_MAX) return false;
        q->segment[q->segments] = (sl_fec_segment){0};
        if (!segment(q, text, text + n)) return false;
        q->segments++;
        text += n + (text[n] == ',');
    }
    return q->segments > 0;
}

static bool quantity(double *out, const char *text, const char *unit, double otherwise)
{
    sl_quantity q, u;
    sl_quantity_error error;
    *out = otherwise;
    if (!text) return true;
    if (!sl_quantity_parse(&q, text, strlen(text), &error)) return false;
    if (!sl_unit_parse(&u, unit, strlen(unit), &error)) return false;
    return sl_quantity_convert(out, &q, u.dim);
}

// Parts of the link: --segments, or one by --ber and --burst.
static int ask_segments(cli *c, sl_fec_question *q)
{
    if (c->args.option[OPT_SEGMENTS]) {
        if (c->args.option[OPT_BER] || c->args.option[OPT_BURST])
            fprintf(stderr, "shoreline: --segments holds the error ratios and bursts: --ber and "
                            "--burst are not used\n");
        if (!segments(q, c->args.option[OPT_SEGMENTS]))
            return cli_usage(c,
                             "--segments takes up to %d of BER:BURST, as 1e-5:0.5,2.4e-4:0, one of "
                             "them with :inner behind it for the inner code",
                             SL_FEC_SEGMENTS_MAX);
        return 0;
    }
    if (!c->args.option[OPT_BER]) return cli_usage(c, "fec needs --ber X, or --segments");
    if (!option_number(c, &q->segment[0].ber, OPT_BER, 0))
        return cli_usage(c, "--ber takes a number, not '%s'", c->args.option[OPT_BER]);
    if (!option_number(c, &q->segment[0].burst, OPT_BURST, 0))
        return cli_usage(c, "--burst takes a number, not '%s'", c->args.option[OPT_BURST]);
    return 0;
}

static bool mux(sl_fec_question *q, const char *text)
{
    static const struct {
        const char *name;
        int streams;
    } names[] = {{"symbol", 1}, {"bit", 2}, {"bit2", 2}, {"bit4", 4}};
    q->mux = 1;
    if (!text) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i].name) == 0) {
            q->mux = names[i].streams;
            return true;
        }
    return false;
}

static int ask(cli *c, sl_fec_question *q)
{
    const char *name = c->args.option[OPT_CODE] ? c->args.option[OPT_CODE] : "kp4";
    double depth, chase, frame_bits;
    int bad = 0, segments_bad;
    size_t k = 0;
    while (k < sizeof codes / sizeof *codes && strcmp(codes[k].name, name) != 0)
        k++;
    if (k == sizeof codes / sizeof *codes)
        return cli_usage(c, "--code takes kp4, kr4, kp4+inner or pcie6, not '%s'", name);
    *q = (sl_fec_question){.code = codes[k].code,
                           .flit = codes[k].flit,
                           .decode_s = codes[k].decode_s,
                           .segments = 1,
                           .precoded = c->args.option[OPT_PRECODE] != NULL,
                           .blocks = BLOCKS,
                           .seed = 1,
                           .threads = sl_ctx_threads(c->ctx)};
    if (!option_number(c, &depth, OPT_DEPTH, 1) || !(depth >= 1 && depth <= SL_FEC_DEPTH_MAX) ||
        depth != (int)depth)
        bad = cli_usage(c, "--depth takes a whole number of codewords, 1 to %d", SL_FEC_DEPTH_MAX);
    if (!option_number(c, &chase, OPT_CHASE, 6) || !(chase >= 0 && chase <= SL_FEC_CHASE_MAX) ||
        chase != (int)chase)
        bad = cli_usage(c, "--chase takes 0 to %d", SL_FEC_CHASE_MAX);
    if (!mux(q, c->args.option[OPT_MUX]))
        bad = cli_usage(c, "--mux takes symbol, bit2 or bit4, not '%s'", c->args.option[OPT_MUX]);
    if (!option_number(c, &q->codewords, OPT_DRAW, 0) ||
        (c->args.option[OPT_DRAW] && !(q->codewords >= 1 && q->codewords <= DRAW_MAX)))
        bad = cli_usage(c, "--draw takes a number of codewords, 1 to %g", DRAW_MAX);
    if (!quantity(&frame_bits, c->args.option[OPT_FRAME], "B", 512))
        bad = cli_usage(c, "--frame takes bytes, as 64B, not '%s'", c->args.option[OPT_FRAME]);
    if (!quantity(&q->port_bps, c->args.option[OPT_PORT], "b/s", 400e9))
        bad =
            cli_usage(c, "--port takes a rate, as '800 Gb/s', not '%s'", c->args.option[OPT_PORT]);
    segments_bad = ask_segments(c, q);
    if (bad || segments_bad) return 2;
    q->depth = (int)depth;
    q->chase = (int)chase;
    q->frame_bytes = frame_bits / 8;
    return 0;
}

static int check_inner(cli *c, const sl_fec_question *q)
{
    int bad = 0;
    if (q->code != SL_FEC_KP4_INNER)
        return q->inner_segment ? cli_usage(c, "':inner' is for --code kp4+inner") : 0;
    if (q->segment[sl_fec_inner_segment(q)].ber > 0.05)
        bad =
            cli_usage(c, "kp4+inner takes bit error ratios up to 0.05 in front of the inner code");
    if (q->precoded && q->segments == 1)
        bad = cli_usage(c, "precoding in front of soft decisions is not modelled; with --segments "
                           "it acts on those without inner code");
    if (q->codewords > 0)
        bad = cli_usage(c, "--draw is for kp4 and kr4: the inner code is drawn by itself");
    return bad;
}

// All that is wrong, a line each.
static int check_ranges(cli *c, const sl_fec_question *q)
{
    int bad = 0, inner;
    for (int i = 0; i < q->segments; i++) {
        if (!(q->segment[i].ber > 0 && q->segment[i].ber < 0.25))
            bad = cli_usage(c, "a bit error ratio of %g: more than 0, less than 0.25",
                            q->segment[i].ber);
        if (!(q->segment[i].burst >= 0 && q->segment[i].burst < 1))
            bad = cli_usage(c, "a burst of %g: 0 to less than 1", q->segment[i].burst);
    }
    if (!(q->frame_bytes > 0 && q->port_bps > 0))
        bad = cli_usage(c, "--frame and --port are more than 0");
    if (q->flit && (q->codewords > 0 || q->mux > 1))
        bad = cli_usage(c, "--draw and --mux are for kp4 and kr4: flits go by bytes");
    inner = check_inner(c, q);
    return bad ? bad : inner;
}

int cmd_fec(cli *c)
{
    sl_fec_question q;
    sl_fec_answer answer;
    sl_text text;
    int code = ask(c, &q);
    if (code == 0) code = check_ranges(c, &q);
    if (code) return code;
    sl_text_init(&text, c->ctx);
    sl_status status = sl_fec_ask(&answer, &q);
    if (status == SL_OK) {
        sl_report_fec(&text, &q, &answer, c->args.option[OPT_JSON] != NULL);
        status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    }
    sl_text_free(&text);
    return cli_finish(c, status);
}
