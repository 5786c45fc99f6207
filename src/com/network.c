// Cascades of two-ports and the package and board models of COM.
//
// Model: IEEE 802.3 93A.1.2. A package is a ladder from the die: shunt C_d, series L_s, shunt C_b,
// lines, shunt C_p; a line has gamma = g0 + a1 (1 + j) sqrt f + [a2 (1 - j 2/pi ln f) + j 2 pi tau]
// f with f in GHz and lengths in mm (93A-9 to 93A-14). Cascades are star products (93A-4 to 93A-7).
// Sources: IEEE Std 802.3 Annex 93A; the public reference program of P802.3 for what it does with
// several die sections, zero lengths and f = 0.
#include <math.h>

#include "com/com_internal.h"

two_port com_cascade(two_port a, two_port b)
{
    cplx n = com_div(1.0, 1.0 - com_mul(a.s22, b.s11));
    return (two_port){
        .s11 = a.s11 + com_mul(com_mul(com_mul(a.s12, a.s21), b.s11), n),
        .s12 = com_mul(com_mul(a.s12, b.s12), n),
        .s21 = com_mul(com_mul(a.s21, b.s21), n),
        .s22 = b.s22 + com_mul(com_mul(com_mul(b.s12, b.s21), a.s22), n),
    };
}

two_port com_reversed(two_port a)
{
    return (two_port){.s11 = a.s22, .s12 = a.s21, .s21 = a.s12, .s22 = a.s11};
}
