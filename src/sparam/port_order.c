// Which ports are the two ends of one line, and which ends lie on one side.
//
// A through line couples its ends far more than any others where it is short against the
// wavelength: the pairing with the largest sum of |S| over 0.1 to 1 GHz is taken. Which ends are
// near: what couples from port a to a port on the same side (NEXT) begins at once, to one on the
// other side (FEXT) only after the through's delay; so the mean group delay, weighted by energy,
// is smaller for the near end. Lines that do not couple tell nothing: then the lower port is near.
#include <math.h>
#include <string.h>

#include "sparam/internal.h"

#define EXACT_PORTS 12

typedef struct search {
    const double *weight; // n*n, symmetric
    int n;
    int partner[SL_SPARAM_PORTS_MAX], best[SL_SPARAM_PORTS_MAX];
    double sum, first, second; // of the pairing in work, the best, and the best but one
} search;

// All pairings of the ports that have no partner yet; depth first, lowest port first.
static void pair_all(search *q)
{
    int i = 0;
    while (i < q->n && q->partner[i] >= 0)
        i++;
    if (i == q->n) {
        if (q->sum > q->first) {
            q->second = q->first;
            q->first = q->sum;
            memcpy(q->best, q->partner, sizeof q->best);
        } else if (q->sum > q->second) {
            q->second = q->sum;
        }
        return;
    }
    for (int j = i + 1; j < q->n; j++) {
        double before = q->sum;
        if (q->partner[j] >= 0) continue;
        q->partner[i] = j;
        q->partner[j] = i;
        q->sum += q->weight[i * q->n + j];
        pair_all(q);
        q->sum = before;
        q->partner[i] = q->partner[j] = -1;
    }
}

// The strongest pair first. The runner-up: the strongest exchange of partners of two pairs.
static void pair_greedily(search *q)
{
    int n = q->n;
    for (int k = 0; k < n / 2; k++) {
        int a = -1, b = -1;
        for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++)
                if (q->partner[i] < 0 && q->partner[j] < 0 &&
                    (a < 0 || q->weight[i * n + j] > q->weight[a * n + b]))
                    a = i, b = j;
        q->partner[a] = b;
        q->partner[b] = a;
        q->sum += q->weight[a * n + b];
    }
    memcpy(q->best, q->partner, sizeof q->best);
    q->first = q->sum;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            int a = q->best[i], b = q->best[j];
            if (j == i || j == a) continue;
            double other = q->sum - q->weight[i * n + a] - q->weight[j * n + b] +
                           q->weight[i * n + j] + q->weight[a * n + b];
            q->second = fmax(q->second, other);
        }
}

static void choose_band(sl_port_order *out, const sl_sparam *s, size_t *begin, size_t *end)
{
    *begin = *end = 0;
    while (*begin < s->points && s->freq_hz[*begin] < 0.1e9)
        ++*begin;
    for (*end = *begin; *end < s->points && s->freq_hz[*end] <= 1e9;)
        ++*end;
    if (*end - *begin < 3) {
        *begin = s->points > 1 && s->freq_hz[0] == 0 ? 1 : 0;
        *end = *begin + (s->points - *begin + 9) / 10;
    }
    out->freq_low_hz = s->freq_hz[*begin];
    out->freq_high_hz = s->freq_hz[*end - 1];
}

// Mean group delay of entry (i, j), weighted with |S|^2; *energy is the sum of |S|^2.
static double mean_delay(const sl_sparam *s, int i, int j, double *energy)
{
    size_t stride = (size_t)s->ports * (size_t)s->ports;
    const double complex *z = s->data + i * s->ports + j;
    double turn = 0;
    *energy = 0;
    for (size_t k = 0; k + 1 < s->points; k++) {
        double complex step = z[(k + 1) * stride] * conj(z[k * stride]);
        double size = cabs(step);
        if (!(size > 0)) continue;
        turn -= size * atan2(cimag(step), creal(step)) / (s->freq_hz[k + 1] - s->freq_hz[k]);
        *energy += size;
    }
    return *energy > 0 ? turn / *energy / (2 * 3.14159265358979323846) : NAN;
}

// Turns line k around where its other end is the near one.
static void find_ends(sl_port_order *out, const sl_sparam *s)
{
    double through_energy, through = mean_delay(s, out->far[0], out->near[0], &through_energy);
    out->ends_margin = out->lines > 1 ? INFINITY : NAN;
    out->ends_clear = true;
    for (int k = 1; k < out->lines; k++) {
        double near_energy, far_energy;
        double near = mean_delay(s, out->near[k], out->near[0], &near_energy);
        double far = mean_delay(s, out->far[k], out->near[0], &far_energy);
        double margin = fabs(far - near) / through;
        bool coupled = near_energy > 1e-8 * through_energy && far_energy > 1e-8 * through_energy;
        if (!coupled || !(margin > 0.1)) {
            out->ends_clear = false;
            if (!coupled) margin = NAN;
        } else if (far < near) {
            int port = out->near[k];
            out->near[k] = out->far[k];
            out->far[k] = port;
        }
        if (!(margin >= out->ends_margin)) out->ends_margin = margin; // NaN stays
    }
}

static void collect(sl_port_order *out, const search *q)
{
    out->lines = 0;
    for (int i = 0; i < q->n; i++)
        if (q->best[i] > i) {
            out->near[out->lines] = i;
            out->far[out->lines++] = q->best[i];
        }
    double pairs = q->n / 2;
    out->through = q->first / pairs;
    // The best other pairing differs in two pairs.
    out->runner_up = q->second >= 0 ? out->through - (q->first - q->second) / 2 : NAN;
    out->pairs_clear = out->through > 0.3 && !(out->through < 1.5 * out->runner_up);
}

sl_status sl_sparam_port_order(sl_port_order *out, const sl_sparam *s)
{
    double weight[SL_SPARAM_PORTS_MAX * SL_SPARAM_PORTS_MAX] = {0};
    size_t begin, end;
    int n = s->ports;
    *out = (sl_port_order){.through = NAN, .runner_up = NAN, .ends_margin = NAN};
    choose_band(out, s, &begin, &end);
    if (n % 2 != 0) return SL_OK;
    for (size_t k = begin; k < end; k++) {
        const double complex *m = sl_sparam_at(s, k);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                weight[i * n + j] +=
                    0.5 * (cabs(m[i * n + j]) + cabs(m[j * n + i])) / (double)(end - begin);
    }
    search q = {.weight = weight, .n = n, .first = -1, .second = -1};
    for (int i = 0; i < SL_SPARAM_PORTS_MAX; i++)
        q.partner[i] = q.best[i] = -1;
    if (n <= EXACT_PORTS)
        pair_all(&q);
    else
        pair_greedily(&q);
    collect(out, &q);
    find_ends(out, s);
    return SL_OK;
}
