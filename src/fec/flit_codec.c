// Codec of flits of 256 bytes: 242 of content, 8 of CRC, 6 of FEC.
//
// Model. Field GF(2)[x]/(x^8 + x^5 + x^3 + x + 1), alpha = x. CRC: the 242 bytes, the first the
// highest power, times x^8, modulo prod (x - alpha^i), i = 1..8: any change of up to 8 bytes is
// seen. FEC: byte k of the flit belongs to code k mod 3; of each, in order, the last two bytes make
// the word a multiple of (x - 1)(x - alpha); 85 or 86 bytes are less than the 255 non-zero
// elements, so that one wrong byte is found: S0 = e, S1 = e alpha^place. Assumptions. Polynomials
// and the order of the check bytes are from memory of the specification, which was not opened.
#include <string.h>

#include "shoreline/codec.h"

#define FIELD_POLYNOMIAL 0x12B // x^8 + x^5 + x^3 + x + 1
#define ORDER            255
#define FLIT             256
#define CONTENT          242
#define CRC_BYTES        8
#define CODES            3
#define NO_LOG           511 // of zero

struct sl_flit_codec {
    sl_ctx *ctx;
    uint8_t power[2 * NO_LOG + 1]; // and zero from NO_LOG on
    uint16_t log[256];
    uint64_t remainder[256]; // of b x^8, first byte the highest
};

static uint8_t product(const sl_flit_codec *c, uint8_t a, uint8_t b)
{
    return c->power[c->log[a] + c->log[b]];
}

static void make_tables(sl_flit_codec *c)
{
    uint8_t g[CRC_BYTES + 1] = {1}; // lowest power first
    unsigned x = 1;
    for (int i = 0; i < ORDER; i++) {
        c->power[i] = c->power[i + ORDER] = (uint8_t)x;
        c->log[x] = (uint16_t)i;
        x <<= 1;
        if (x & 256) x ^= FIELD_POLYNOMIAL;
    }
    c->log[0] = NO_LOG;
    for (int j = 1; j <= CRC_BYTES; j++)
        for (int i = j; i >= 0; i--)
            g[i] = (uint8_t)(product(c, g[i], c->power[j]) ^ (i > 0 ? g[i - 1] : 0));
    for (int b = 0; b < 256; b++)
        for (int i = 0; i < CRC_BYTES; i++)
            c->remainder[b] |= (uint64_t)product(c, (uint8_t)b, g[i]) << 8 * i;
}

sl_status sl_flit_create(sl_flit_codec **out, sl_ctx *ctx)
{
    sl_flit_codec *c = sl_ctx_resize(ctx, NULL, sizeof *c);
    *out = NULL;
    if (!c) return SL_ERR_NO_MEMORY;
    memset(c, 0, sizeof *c);
    c->ctx = ctx;
    make_tables(c);
    *out = c;
    return SL_OK;
}

void sl_flit_destroy(sl_flit_codec *c)
{
    if (c) sl_ctx_resize(c->ctx, c, 0);
}

static uint64_t crc_of(const sl_flit_codec *c, const uint8_t *flit)
{
    uint64_t crc = 0;
    for (int i = 0; i < CONTENT; i++)
        crc = crc << 8 ^ c->remainder[(uint8_t)(crc >> 56) ^ flit[i]];
    return crc;
}

// S0 and S1 of a code: by Horner's rule from its first byte, the highest power.
static void syndromes(uint8_t s[2], const uint8_t *flit, int code)
{
    s[0] = s[1] = 0;
    for (int k = code; k < FLIT; k += CODES) {
        s[0] ^= flit[k];
        s[1] = (uint8_t)(s[1] << 1 ^ (s[1] & 128 ? FIELD_POLYNOMIAL & 255 : 0) ^ flit[k]);
    }
}

void sl_flit_encode(const sl_flit_codec *c, uint8_t flit[FLIT])
{
    uint64_t crc = crc_of(c, flit);
    for (int i = 0; i < CRC_BYTES; i++)
        flit[CONTENT + i] = (uint8_t)(crc >> (56 - 8 * i));
    memset(flit + CONTENT + CRC_BYTES, 0, FLIT - CONTENT - CRC_BYTES);
    for (int code = 0; code < CODES; code++) {
        int last = FLIT - 1 - (FLIT - 1 - code) % CODES;
        uint8_t s[2];
        syndromes(s, flit, code);
        // a alpha + b = S1 and a + b = S0 make both zero: a (alpha + 1) = S0 + S1.
        uint8_t sum = s[0] ^ s[1], alpha_1 = 3;
        uint8_t a = sum ? c->power[c->log[sum] + ORDER - c->log[alpha_1]] : 0;
        flit[last - CODES] = a;
        flit[last] = a ^ s[0];
    }
}

int sl_flit_decode(const sl_flit_codec *c, uint8_t flit[FLIT])
{
    int corrected = 0;
    for (int code = 0; code < CODES; code++) {
        int last = FLIT - 1 - (FLIT - 1 - code) % CODES;
        uint8_t s[2];
        syndromes(s, flit, code);
        if (s[0] == 0 && s[1] == 0) continue;
        if (s[0] == 0 || s[1] == 0) return SL_FLIT_RETRY;
        int place = (c->log[s[1]] + ORDER - c->log[s[0]]) % ORDER;
        if (last - CODES * place < 0) return SL_FLIT_RETRY;
        flit[last - CODES * place] ^= s[0];
        corrected++;
    }
    uint64_t crc = 0;
    for (int i = 0; i < CRC_BYTES; i++)
        crc = crc << 8 | flit[CONTENT + i];
    return crc == crc_of(c, flit) ? corrected : SL_FLIT_RETRY;
}
