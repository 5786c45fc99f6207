// What is beyond a Reed-Solomon code: tails of the number of wrong symbols, and miscorrection.
//
// Counts: chain.c. Miscorrection. Of all patterns of u wrong symbols, places and values alike, a
// share P(u) lies within t of another code word and becomes that one without a sign. The code is
// MDS, so that its weights A_j are known, and
//   P(u) = sum_j A_j sum_{s <= t} N(j,u,s) / (C(n,u) (q-1)^u),
//   N = sum_{a,b} C(j,a) C(j-a,b) (q-2)^b C(n-j,c) (q-1)^c,  c = u - j + a, a + b + c = s:
// words of weight u at distance s from one of weight j. For u = t + 1: C(n-t-1, t)/(q-1)^t; from
// u = 2 t on it is sum_{s <= t} C(n,s) (q-1)^s / q^(n-k). Both codes are shortened (1023), so that
// this lies far below the 1/t! of unshortened ones. Tables: the sums in exact integers.
// Assumption. Wrong symbols take all values alike; real ones have mostly one wrong bit, which does
// not know of the code. Sources. MacWilliams and Sloane, The Theory of Error-Correcting Codes,
// ch. 11 (weights); McEliece and Swanson, IEEE Trans. IT-32 (1986) 701 (1/t!).
#include "tail.h"

#include "chain.h"
#include "shoreline/numeric.h"

#define BEYOND      48 // counts above t that are told apart, and three times the mean
#define COUNTS_MAX  545
#define SYMBOL_BITS 10

// For u = t + 1, t + 2, ...; of more: the last.
static const double kr4[] = {1.670517699931e-06, 1.827690064172e-06, 1.834654451825e-06,
                             1.834837323942e-06, 1.834840247176e-06, 1.834840272101e-06};
static const double kp4[] = {3.074027332211e-17, 4.382360190489e-17, 4.657622528808e-17,
                             4.695422387443e-17, 4.699193579584e-17, 4.699481667245e-17,
                             4.699498974778e-17, 4.699499833712e-17};

double sl_fec_miscorrection(sl_fec_code code, int wrong)
{
    const sl_fec_info *info = sl_fec_describe(code);
    if (!info || info->symbols == 0 || wrong < 0 || wrong > info->symbols) return NAN;
    int beyond = wrong - info->correctable - 1;
    int last = (int)(code == SL_FEC_KR4 ? sizeof kr4 / sizeof *kr4 : sizeof kp4 / sizeof *kp4) - 1;
    if (beyond < 0) return 0;
    return (code == SL_FEC_KR4 ? kr4 : kp4)[beyond < last ? beyond : last];
}

void fec_tail_from(sl_fec_tail *out, const double *chance, const double *bits, int counts,
                   sl_fec_code code)
{
    const sl_fec_info *info = sl_fec_describe(code);
    double mean = 0, tail = 0, left = 0, mis = 0, wrong = 0;
    double all = 0; // 1 but for rounding
    for (int k = counts - 1; k >= 0; k--) {
        all += chance[k];
        mean += k * chance[k];
        if (k <= info->correctable) continue;
        tail += chance[k];
        left += k * chance[k];
        wrong += bits[k];
        mis += chance[k] * sl_fec_miscorrection(code, k);
    }
    *out = (sl_fec_tail){.symbol_error_ratio = mean / all / info->symbols,
                         .codeword_error_ratio = fmin(tail / all, 1),
                         .residual_symbol_error_ratio = left / all / info->symbols,
                         .residual_ber = wrong / all / info->symbols / SYMBOL_BITS,
                         .miscorrected_ratio = mis / all};
}

// Terms beyond t in ratios to the first; what lies further decodes as the last.
fec_binomial fec_binomial_of(sl_fec_code code, double log10_p)
{
    const sl_fec_info *info = sl_fec_describe(code);
    int n = info->symbols, t = info->correctable;
    double p = pow(10, log10_p), term = 1, sum = 0, mis = 0;
    fec_binomial out = {.log10_codeword = sl_log10_binomial_tail_log10(n, t + 1, log10_p),
                        .log10_residual =
                            log10_p + sl_log10_binomial_tail_log10(n - 1, t, log10_p)};
    for (int k = t + 1; k <= n && term > 1e-12 * sum; k++) {
        sum += term;
        mis += term * sl_fec_miscorrection(code, k);
        term *= p < 1 ? (n - k) / (k + 1.0) * p / (1 - p) : 0;
    }
    out.miscorrected = mis / sum;
    return out;
}

sl_status sl_fec_tail_of(sl_fec_tail *out, const sl_fec_link *link)
{
    double chance[COUNTS_MAX], bits[COUNTS_MAX], mean = link->other_symbol_error_ratio;
    const sl_fec_info *info = sl_fec_describe(link->code);
    *out = (sl_fec_tail){NAN, NAN, NAN, NAN, NAN};
    if (!info || info->symbols == 0 || link->segments < 0 || link->segments > SL_FEC_SEGMENTS_MAX)
        return SL_ERR_DOMAIN;
    for (int i = 0; i < link->segments; i++)
        mean += 10 * link->segment[i].ber;
    int counts = info->correctable + BEYOND, most = info->symbols + 1;
    if (!(mean >= 0)) return SL_ERR_DOMAIN;
    counts = mean >= 1 ? most : (int)fmin(counts + 3 * mean * info->symbols, most);
    SL_TRY(fec_counts(chance, bits, counts, link));
    fec_tail_from(out, chance, bits, counts, link->code);
    return SL_OK;
}

sl_status sl_fec_burst_histogram(double *chance, int counts, const sl_fec_link *link)
{
    for (int k = 0; k < counts; k++)
        chance[k] = NAN;
    return fec_counts(chance, NULL, counts, link);
}
