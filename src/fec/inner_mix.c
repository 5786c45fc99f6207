// The inner code's residual error ratios: strata mixed by their chance, drawn now or from a table.
//
// sum over w of P(w) f_w, f_w the mean share of symbols left wrong given w wrong decisions in a
// block, w to 20; of more all are taken to stay wrong (without bursts below 1e-12 of the rest up to
// a bit error ratio of 0.01). f_w hangs on the bit error ratio only through the reliability of the
// decisions, and weakly: log f_w is a smooth curve, tabulated at 13 error ratios from 5e-4 to 0.05
// and interpolated by the cubic through four of them; the difference of the two parabolas through
// three of the four is taken as its error. The standard errors of the table (f_w was drawn) are
// carried through. Below 5e-4 f_w is held, which is pessimistic, as it falls with the error ratio
// (hard decisions are another bound; the lower one counts), and the interval reaches down to zero;
// above 0.05 there is no table. Hard decisions need none: inner.c. Bursts: P(w) of the two-state
// chain, f_w of PAM4 symbols as without (within a few per cent), that of RS symbols times a table
// by A and w, drawn at one error ratio: an estimate.
#include <math.h>

#include "inner.h"

// Of w wrong symbols, more than are drawn or tabulated, all stay wrong, and with each of them as
// many as the decoder may exchange.
static double share_beyond(int w)
{
    return fmin((w + SL_FEC_CHASE_MAX + 1.0) / SL_INNER_MESSAGE, 1);
}

// ---- drawn ----

// Blocks of a stratum: by its weight against that of the heaviest of two wrong symbols and more, as
// most of what is left wrong comes from the likeliest of them; few of the rest.
static int blocks_of(const inner_law *law, int w, int blocks)
{
    double heaviest = 0;
    for (int k = 2; k <= INNER_STRATA; k++)
        heaviest = fmax(heaviest, law->weight[k]);
    if (w == 1) return blocks / 10 + 2;
    return (int)(blocks * fmin(law->weight[w] / heaviest, 1)) + blocks / 20 + 2;
}

// Adds a stratum of weight p: mean of n draws and the variance of that mean.
static void add(double *mean, double *variance, double p, double sum, double square, int n)
{
    double m = sum / n;
    *mean += p * m;
    *variance += p * p * fmax(square / n - m * m, 0) / n;
}

sl_status sl_fec_inner_soft(sl_fec_inner *out, double ber, const sl_fec_inner_opts *opts)
{
    double mean = 0, variance = 0, rs = 0, rs_variance = 0;
    inner_law law;
    *out = (sl_fec_inner){NAN, NAN, NAN, NAN};
    if (!(ber > 0 && ber <= 0.05) || !(opts->burst >= 0 && opts->burst < 1) || opts->chase < 0 ||
        opts->chase > SL_FEC_CHASE_MAX || opts->blocks < 2)
        return SL_ERR_DOMAIN;
    inner_law_of(&law, ber, opts->burst);
    for (int w = 1; w <= INNER_SYMBOLS; w++) {
        double p = law.weight[w];
        inner_sums all[SL_FEC_CHASE_MAX + 1], *x = &all[opts->chase];
        if (w > INNER_STRATA) {
            mean += p * share_beyond(w);
            rs += p;
            continue;
        }
        int n = blocks_of(&law, w, opts->blocks);
        inner_stratum(all, &law, w, 1u << opts->chase, n, opts->seed,
                      opts->threads > 0 ? opts->threads : 1);
        add(&mean, &variance, p, (double)x->symbols / SL_INNER_MESSAGE,
            (double)x->symbols_square / SL_INNER_MESSAGE / SL_INNER_MESSAGE, n);
        add(&rs, &rs_variance, p, (double)x->rs / 12, (double)x->rs_square / 144, n);
    }
    *out = (sl_fec_inner){.ber = mean / 2,
                          .ber_error = sqrt(variance) / 2,
                          .rs_symbol_error_ratio = rs,
                          .rs_symbol_error = sqrt(rs_variance)};
    return SL_OK;
}

// ---- tabulated ----

typedef struct place {
    int first;                          // of four points
    double cubic[4], left[4], right[4]; // weights of the four
    bool below;
} place;

static void lagrange(double *weight, double x, int from, int to)
{
    for (int i = 0; i < 4; i++) {
        weight[i] = i >= from && i <= to;
        for (int j = from; j <= to; j++)
            if (j != i && weight[i] != 0) weight[i] *= (x - j) / (i - j);
    }
}

static place place_of(double ber)
{
    const int last = INNER_TABLE_POINTS - 1;
    double low = log(inner_table_ber[0]), high = log(inner_table_ber[last]);
    double x = (log(ber) - low) / (high - low) * last;
    place p = {.below = x < 0};
    x = fmax(x, 0);
    p.first = (int)fmin(fmax(floor(x) - 1, 0), last - 3);
    lagrange(p.cubic, x - p.first, 0, 3);
    lagrange(p.left, x - p.first, 0, 2);
    lagrange(p.right, x - p.first, 1, 3);
    return p;
}

typedef struct share {
    double value, sampling, curve; // with its two errors
} share;

static share look_up(const place *p, int chase, int w, bool rs)
{
    double sum = 0, left = 0, right = 0, square = 0;
    for (int i = 0; i < 4; i++) {
        const inner_share *s = &inner_table[chase - 1][p->first + i][w - 1];
        double f = rs ? s->rs : s->symbols, e = rs ? s->rs_error : s->symbols_error;
        sum += p->cubic[i] * log(f);
        left += p->left[i] * log(f);
        right += p->right[i] * log(f);
        square += pow(p->cubic[i] * e / f, 2);
    }
    share out = {.value = fmin(exp(sum), 1)};
    out.sampling = out.value * sqrt(square);
    out.curve = out.value * fmin(fabs(left - right), 1);
    return out;
}

// How many fewer RS symbols are wrong in bursts, by the line through two of the table and 1 at
// none.
static double fewer(double burst, int chase, int w)
{
    int i = 0;
    if (burst == 0 || w < 1 || w > INNER_STRATA) return 1;
    while (i < INNER_BURSTS - 1 && inner_burst[i] < burst)
        i++;
    double high = inner_burst_share[chase][i][w - 1], at = inner_burst[i];
    double low = i ? (double)inner_burst_share[chase][i - 1][w - 1] : 1;
    double before = i ? inner_burst[i - 1] : 0;
    return low + (high - low) * fmin((burst - before) / (at - before), 1);
}

// Chances of w wrong symbols, each with chance s.
static void independent(double weight[INNER_SYMBOLS + 1], double s)
{
    weight[0] = pow(1 - s, INNER_SYMBOLS);
    for (int w = 0; w < INNER_SYMBOLS; w++)
        weight[w + 1] = weight[w] * (INNER_SYMBOLS - w) / (w + 1) * s / (1 - s);
}

static void mix(double *mean, double *error, const inner_law *law, const place *p, int chase,
                double burst, bool rs)
{
    double variance = 0, curve = 0;
    *mean = 0;
    for (int w = 1; w <= INNER_SYMBOLS; w++) {
        double weight = law->weight[w];
        share f = {.value = rs ? 1 : share_beyond(w)};
        if (chase == 0)
            f.value = inner_hard_share(rs ? SL_INNER_RS_SYMBOL : SL_INNER_PAM4_SYMBOL, w);
        else if (w <= INNER_STRATA)
            f = look_up(p, chase, w, rs);
        if (rs) f.value *= fewer(burst, chase, w);
        *mean += weight * f.value;
        variance += pow(weight * f.sampling, 2);
        curve += weight * f.curve;
    }
    *error = sqrt(variance + curve * curve);
}

// Below the table: not above hard decisions, which reliabilities only mend.
static sl_status bounded(sl_fec_inner *out, double ber, double burst)
{
    sl_fec_inner hard;
    SL_TRY(sl_fec_inner_tabulated(&hard, ber, burst, 0));
    out->ber = fmin(out->ber, hard.ber);
    out->rs_symbol_error_ratio = fmin(out->rs_symbol_error_ratio, hard.rs_symbol_error_ratio);
    out->ber_error = out->ber / 1.96;
    out->rs_symbol_error = out->rs_symbol_error_ratio / 1.96;
    return SL_OK;
}

sl_status sl_fec_inner_tabulated(sl_fec_inner *out, double ber, double burst, int chase)
{
    inner_law law;
    *out = (sl_fec_inner){NAN, NAN, NAN, NAN};
    if (!(ber > 0 && ber <= 0.05) || !(burst >= 0 && burst < 1) || chase < 0 ||
        chase > SL_FEC_CHASE_MAX)
        return SL_ERR_DOMAIN;
    if (chase == 0 && burst == 0) {
        out->ber = pow(10, sl_inner_log10_residual(SL_INNER_PAM4_SYMBOL, 2 * ber)) / 2;
        out->rs_symbol_error_ratio = pow(10, sl_inner_log10_residual(SL_INNER_RS_SYMBOL, 2 * ber));
        out->ber_error = out->rs_symbol_error = 0;
        return SL_OK;
    }
    if (burst == 0)
        independent(law.weight, 2 * ber);
    else
        inner_law_of(&law, ber, burst);
    place p = place_of(ber);
    mix(&out->ber, &out->ber_error, &law, &p, chase, burst, false);
    mix(&out->rs_symbol_error_ratio, &out->rs_symbol_error, &law, &p, chase, burst, true);
    out->ber /= 2;
    out->ber_error /= 2;
    return p.below && chase ? bounded(out, ber, burst) : SL_OK;
}
