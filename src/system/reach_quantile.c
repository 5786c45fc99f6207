// Quantile of weighted samples of two strata, with an interval.
//
// p(l) = 1/n sum w_i [l_i < l] is unbiased for the share that fails below l, for any shift: the
// weights are likelihood ratios to the mixture that was drawn from. Its variance is the sum over
// the strata of (n_s/n)^2 var_s/n_s. The interval of the quantile is where p(l) -+ 1.96 sigma(l)
// meets p. Sources: Owen and Zhou, JASA 95 (2000) 135; Woodruff, JASA 47 (1952) 635.
#include "shoreline/reach.h"

#include <math.h>
#include <stdlib.h>

static int by_length(const void *a, const void *b)
{
    const sl_reach_sample *x = a, *y = b;
    if (x->length_m != y->length_m) return x->length_m < y->length_m ? -1 : 1;
    return (x->weight > y->weight) - (x->weight < y->weight);
}

double sl_reach_weight(const double *z, const double *shift, int n, double shifted)
{
    double dot = 0, norm2 = 0;
    for (int i = 0; i < n; i++) {
        dot += z[i] * shift[i];
        norm2 += shift[i] * shift[i];
    }
    return 1 / (1 - shifted + shifted * exp(dot - norm2 / 2));
}

typedef struct strata {
    double count[2], sum[2], squares[2];
} strata;

static double deviation(const strata *s, double n)
{
    double variance = 0;
    for (int k = 0; k < 2; k++) {
        double c = s->count[k];
        if (c < 2) continue;
        double mean = s->sum[k] / c;
        variance += c * fmax(s->squares[k] / c - mean * mean, 0) * c / (c - 1);
    }
    return sqrt(variance) / n;
}

// Where a rising sequence of shares meets p, by a straight line between samples.
typedef struct crossing {
    double p, at, length;
    bool met;
} crossing;

static void cross(crossing *c, double share, double length, bool first)
{
    if (c->met) return;
    if (share >= c->p) {
        double f = first || !(share > c->at) ? 1 : (c->p - c->at) / (share - c->at);
        c->length += f * (length - c->length);
        c->met = true;
        return;
    }
    c->at = fmax(c->at, share);
    c->length = length;
}

void sl_reach_quantile(double out[3], sl_reach_sample *samples, size_t n, double p)
{
    strata s = {0};
    out[0] = out[1] = out[2] = NAN;
    if (n < 2) return;
    qsort(samples, n, sizeof *samples, by_length);
    for (size_t i = 0; i < n; i++)
        s.count[samples[i].shifted]++;
    crossing c[3];
    for (int k = 0; k < 3; k++)
        c[k] = (crossing){.p = p, .at = -INFINITY, .length = samples[0].length_m};
    double total = (double)n, before = 0;
    for (size_t i = 0; i < n; i++) {
        const sl_reach_sample *x = &samples[i];
        s.sum[x->shifted] += x->weight;
        s.squares[x->shifted] += x->weight * x->weight;
        double after = (s.sum[0] + s.sum[1]) / total, share = 0.5 * (before + after);
        double sigma = 1.959963984540054 * deviation(&s, total);
        cross(&c[0], share, x->length_m, i == 0);
        cross(&c[1], share + sigma, x->length_m, i == 0);
        cross(&c[2], share - sigma, x->length_m, i == 0);
        before = after;
    }
    for (int k = 0; k < 3; k++)
        out[k] = c[k].length;
}
