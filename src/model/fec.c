// Error correction of a link.
#include "model/fields.h"

static const sl_word fecs[] = {{"none", 0, "no code"},
                               {"kr4", 1, "RS(528,514)"},
                               {"kp4", 2, "RS(544,514)"},
                               {"kp4+inner", 3, "RS(544,514) round the (68,60) inner code"},
                               {NULL, 0, NULL}};

#undef S
#define S sl_fec_spec
static const sl_field fields[] = {
    W("code", code, fecs, "kp4", "The code; the same from end to end."),
    N("codewords", codewords, 1, 16, "2", "Codewords interleaved."),
    QD("latency", latency_s, "ns", 0, 5000, "70 ns",
       "Of the decoder, beyond collecting a block; no effect without a code."),
};
const sl_table sl_fec_table = {
    .name = "fec", .parts = "fec", .doc = "Error correction, end to end.", FIELDS(fields)};
