// Decimal numbers to doubles, correctly rounded.
//
// Up to 19 digits make an integer w below 2^64; the number is w * 10^e.
// 1. w <= 2^53 and |e| <= 22: w and 10^|e| are doubles, one rounding (Clinger 1990).
// 2. |e| <= 27: w * 5^e or w * 2^s / 5^-e in 128-bit integers, whose quotient of at least 55 bits
//    carries a sticky last bit for the remainder; then one rounding, to 53 bits.
// 3. Anything else (more digits, larger exponents): the C library's strtod on a copy, in the
//    spelling of the locale in force.
// Source: Clinger, "How to read floating point numbers accurately", PLDI 1990.
#include "shoreline/sparam.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_POWER 22
#define WIDE_POWER  27

static const double ten[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

__extension__ typedef unsigned __int128 wide;

static uint64_t power_of_five(int e)
{
    static const uint64_t five[WIDE_POWER + 1] = {1ull,
                                                  5ull,
                                                  25ull,
                                                  125ull,
                                                  625ull,
                                                  3125ull,
                                                  15625ull,
                                                  78125ull,
                                                  390625ull,
                                                  1953125ull,
                                                  9765625ull,
                                                  48828125ull,
                                                  244140625ull,
                                                  1220703125ull,
                                                  6103515625ull,
                                                  30517578125ull,
                                                  152587890625ull,
                                                  762939453125ull,
                                                  3814697265625ull,
                                                  19073486328125ull,
                                                  95367431640625ull,
                                                  476837158203125ull,
                                                  2384185791015625ull,
                                                  11920928955078125ull,
                                                  59604644775390625ull,
                                                  298023223876953125ull,
                                                  1490116119384765625ull,
                                                  7450580596923828125ull};
    return five[e];
}

// 2^k, |k| < 1000: exact, and the numbers it scales stay normal.
static inline double power_of_two(int k)
{
    uint64_t bits = (uint64_t)(1023 + k) << 52;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

// w * 10^e, 0 < w, |e| <= WIDE_POWER.
static double scale_wide(uint64_t w, int e)
{
    if (e >= 0) {
        wide product = (wide)w * power_of_five(e);
        int shift = 0;
        uint64_t high = (uint64_t)(product >> 64);
        if (high) shift = 64 - __builtin_clzll(high);
        uint64_t top = (uint64_t)(product >> shift);
        if (shift && (product & (((wide)1 << shift) - 1))) top |= 1;
        return (double)top * power_of_two(shift + e);
    }
    uint64_t five = power_of_five(-e);
    int up = __builtin_clzll(w), down = __builtin_clzll(five);
    uint64_t divisor = five << down;
    // Dividend and divisor with their first bits at 126 and 63: a quotient of 63 or 64 bits.
    wide dividend = (wide)(w << up) << 63;
    uint64_t q = (uint64_t)(dividend / divisor);
    if ((wide)q * divisor != dividend) q |= 1;
    // value = w 2^e / 5^-e; q = w 2^(up + 63) / (5^-e 2^down)
    return (double)q * power_of_two(e - up - 63 + down);
}

// Digits so far; w holds the first 19 significant ones.
typedef struct digits {
    uint64_t w;
    int count;   // significant digits seen
    int dropped; // of them not in w
    bool lost;   // a dropped one was not zero
    bool any;
} digits;

#define DIGITS_MAX 19
#define BYTES_MAX  1000000 // of a number's integer part or fraction

// Eight digits at once, false where the bytes are not all digits.
static inline bool eight(uint64_t *value, const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    uint64_t low = v - 0x3030303030303030ull;
    if (((v + 0x4646464646464646ull) | low) & 0x8080808080808080ull) return false;
    low = low * 10 + (low >> 8);
    *value = (((low & 0x000000FF000000FFull) * 0x000F424000000064ull) +
              (((low >> 16) & 0x000000FF000000FFull) * 0x0000271000000001ull)) >>
             32;
    return true;
}

static inline const char *read_digits(digits *d, const char *p, const char *end)
{
    uint64_t block;
    const char *begin = p;
    if (d->count == 0)
        while (p < end && *p == '0')
            p++;
    while (end - p >= 8 && d->count <= DIGITS_MAX - 8 && eight(&block, p)) {
        d->w = d->w * 100000000u + block;
        d->count += 8;
        p += 8;
    }
    for (; p < end; p++) {
        unsigned digit = (unsigned char)*p - (unsigned)'0';
        if (digit > 9) break;
        if (d->count < DIGITS_MAX) {
            d->w = d->w * 10 + digit;
            d->count++;
        } else {
            d->dropped++;
            d->lost |= digit != 0;
        }
    }
    d->any |= p > begin;
    return p - begin > BYTES_MAX ? NULL : p;
}

// An exponent letter with its digits; p stays where there are none. Beyond +-99999 it saturates.
static const char *read_exponent(int *exponent, const char *p, const char *end)
{
    *exponent = 0;
    if (p >= end || !((*p | 0x20) == 'e' || (*p | 0x20) == 'd')) return p;
    const char *q = p + 1;
    bool negative = q < end && *q == '-';
    if (q < end && (*q == '-' || *q == '+')) q++;
    if (q >= end || (unsigned)(*q - '0') > 9) return p;
    int e = 0;
    for (; q < end && (unsigned)(*q - '0') <= 9; q++)
        if (e < 99999) e = e * 10 + (*q - '0');
    if (e > 99999) e = 99999;
    *exponent = negative ? -e : e;
    return q;
}

// The whole number by the C library, for what is long or extreme.
static bool read_slowly(double *value, const char *text, const char *end)
{
    char small[128];
    size_t n = (size_t)(end - text);
    const char *point = localeconv()->decimal_point;
    size_t room = n + strlen(point) + 1, at = 0;
    char *copy = room <= sizeof small ? small : malloc(room);
    if (!copy) return false;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '.') {
            memcpy(copy + at, point, strlen(point));
            at += strlen(point);
        } else {
            copy[at++] = (text[i] | 0x20) == 'd' ? 'e' : text[i];
        }
    }
    copy[at] = '\0';
    *value = strtod(copy, NULL);
    if (copy != small) free(copy);
    return true;
}

const char *sl_decimal_read(double *value, const char *text, const char *end)
{
    const char *p = text;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    digits d = {0};
    p = read_digits(&d, p, end);
    int fraction = 0, exponent;
    if (!p) return NULL;
    if (p < end && *p == '.') {
        const char *begin = ++p;
        p = read_digits(&d, p, end);
        if (!p) return NULL;
        fraction = (int)(p - begin);
    }
    if (!d.any) return NULL;
    p = read_exponent(&exponent, p, end);
    exponent += d.dropped - fraction;
    double x;
    if (d.w == 0) {
        x = 0;
    } else if (!d.lost && d.w <= (1ull << 53) && exponent >= -EXACT_POWER &&
               exponent <= EXACT_POWER) {
        x = exponent < 0 ? (double)d.w / ten[-exponent] : (double)d.w * ten[exponent];
    } else if (!d.lost && exponent >= -WIDE_POWER && exponent <= WIDE_POWER) {
        x = scale_wide(d.w, exponent);
    } else {
        if (!read_slowly(&x, text, p)) return NULL;
        *value = x;
        return p;
    }
    *value = negative ? -x : x;
    return p;
}
