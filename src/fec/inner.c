// Hard-decision decoding of the inner code, exactly, for independent PAM4 symbol errors.
//
// Model. 60 message PAM4 symbols (120 bits, 12 Reed-Solomon symbols of 5 consecutive PAM4 symbols)
// give 60 bits, each the XOR of the two Gray bits of a symbol. A (68,60) code adds 8 parity bits,
// sent as 4 PAM4 symbols. The code's column for message symbol k is state k of an 8-bit shift
// register (start 10010100, shift right, 11011001 added when a one leaves); the parity columns are
// the identity. All 68 columns differ and have odd weight: minimum distance 4, 6475 words of
// weight 4. With Gray labels 00 01 11 10 an error of one level flips exactly one bit of a symbol:
// always its XOR in a message symbol; in a parity symbol the second bit with probability 2/3, the
// first with 1/3. So w wrong symbols of 64 flip exactly w of the 68 code bits.
//
// Decoder. Syndrome equal to a column: that symbol moves to its second-nearest level. Other
// syndromes: pass. Hence even w always passes w errors; odd w is decoded onto a code word when the
// coset has a leader of weight 1, rightly for w = 1, else rightly, or with an error added, or with
// one removed.
//
// Equations. residual = sum over w of f_w C(64,w) s^w (1-s)^(64-w), f_w the mean share of wrong
// symbols after decoding, given w. For even w: f_w = w/64 for PAM4 symbols and 1 - C(59,w)/C(64,w)
// for RS symbols. For odd w: tables, from the exact sum over the 256 words u of the dual code,
//   #(S = h) = 1/256 sum_u (-1)^(u.h) [x^w] prod_j (1 + (-1)^(u.h_j) x) (parity pairs weighted),
// in integer arithmetic; the unit test counts the patterns of w = 3 and 5 one by one.
//
// Assumptions. Errors are independent and one level wide (two levels: below 1e-13 of the symbols at
// a bit error ratio of 4.8e-3). The receiver knows on which side of the level the sample lies.
// Sources. Structure: IEEE P802.3dj clause 177 (draft, read at second hand). Sums: own.
// Limits. Clause 177 expects soft decisions; this is a bound from the pessimistic side.
#include "inner.h"

#include <math.h>

#define SYMBOLS 64
#define RS_SPAN 5 // PAM4 symbols in an RS symbol

// f_w for w = 1, 3, 5, ... 63.
static const double odd_residual[2][SYMBOLS / 2] = {{0,
                                                     0.05443029835390947,
                                                     0.0847118788226072,
                                                     0.1154766489120387,
                                                     0.1462407301491906,
                                                     0.177001840279989,
                                                     0.2077636985196991,
                                                     0.2385253838923366,
                                                     0.2692871111821734,
                                                     0.300048827627188,
                                                     0.3308105470030686,
                                                     0.3615722656052089,
                                                     0.3923339843633444,
                                                     0.4230957031448498,
                                                     0.4538574218538425,
                                                     0.484619140645748,
                                                     0.5153808593547459,
                                                     0.5461425781451157,
                                                     0.5769042968547701,
                                                     0.6076660156448492,
                                                     0.6384277343584036,
                                                     0.669189453128162,
                                                     0.6999511719185892,
                                                     0.7307128904243217,
                                                     0.7614746101174513,
                                                     0.7922363253928965,
                                                     0.8229980576136451,
                                                     0.8537597185031961,
                                                     0.8845217268017067,
                                                     0.9152816056420015,
                                                     0.9460612590316891,
                                                     0.976440329218107},
                                                    {0,
                                                     0.2507941248980676,
                                                     0.36666793129594,
                                                     0.4694499091519948,
                                                     0.558418596155644,
                                                     0.6350252235805957,
                                                     0.7006129839808456,
                                                     0.7564138327482638,
                                                     0.8035666299128703,
                                                     0.8431177641591532,
                                                     0.8760257092559702,
                                                     0.9031647410372525,
                                                     0.9253288419441251,
                                                     0.9432355617585886,
                                                     0.9575298884594405,
                                                     0.9687881172033654,
                                                     0.9775217191680445,
                                                     0.9841812109666309,
                                                     0.9891600234459017,
                                                     0.9927983710727066,
                                                     0.9953871207474637,
                                                     0.9971716612150648,
                                                     0.9983557717967618,
                                                     0.9991054919626396,
                                                     0.9995529897952142,
                                                     0.9998004319165581,
                                                     0.9999238518754726,
                                                     0.9999770176386285,
                                                     0.9999953165264751,
                                                     0.999999540009689,
                                                     1,
                                                     1}};

// C(64 - RS_SPAN, w)/C(64, w) = (64-w)(63-w)...(60-w) / (64 63 ... 60): no error in an RS symbol.
static double untouched(int w)
{
    double ratio = 1;
    for (int i = 0; i < RS_SPAN; i++)
        ratio *= (double)(SYMBOLS - i - w) / (SYMBOLS - i);
    return ratio;
}

double inner_hard_share(sl_inner_residual kind, int w)
{
    if (w % 2) return odd_residual[kind][w / 2];
    return kind == SL_INNER_PAM4_SYMBOL ? w / (double)SYMBOLS : 1 - untouched(w);
}

double sl_inner_log10_residual(sl_inner_residual kind, double ser)
{
    if (!(ser >= 0 && ser <= 1)) return NAN;
    if (ser == 0) return -INFINITY;
    // s^2 is taken out of every term (w = 0 and 1 leave nothing), so that nothing underflows.
    double good[SYMBOLS + 1]; // (1-s)^i
    good[0] = 1;
    for (int i = 1; i <= SYMBOLS; i++)
        good[i] = good[i - 1] * (1 - ser);
    double sum = 0;
    double ways = SYMBOLS * (SYMBOLS - 1) / 2.0; // C(64, w) s^(w-2)
    for (int w = 2; w <= SYMBOLS; w++) {
        sum += inner_hard_share(kind, w) * ways * good[SYMBOLS - w];
        ways *= ser * (SYMBOLS - w) / (w + 1);
    }
    return 2 * log10(ser) + log10(sum);
}
