// n-ports: references, order of ports, inner connections, mixed modes.
//
// References, from a = (V + Z I)/(2 sqrt Z), b = (V - Z I)/(2 sqrt Z) at the old and the new Z:
//   a' = K (a - R b), b' = K (b - R a), R = (Z' - Z)/(Z' + Z), K = (Z' + Z)/(2 sqrt(Z Z')), hence
//   S' = K (S - R)(1 - R S)^-1 K^-1.
// Join, f free and c connected ports, x the waves into the connected ports of a (out of those of
// b):
//   b = Acf a_f + Acc x leaves a for b, x = Bcf b_f + Bcc b;
//   (1 - Bcc Acc) x = Bcf b_f + Bcc Acf a_f.
// Sources: Kurokawa, IEEE Trans. MTT 13 (1965) 194; Marks and Williams, J. Res. NIST 97 (1992) 533;
// Filipsson, Proc. 11th European Microwave Conf. (1981) 700 (inner connections).
#include <math.h>
#include <string.h>

#include "sparam/internal.h"

#define ENTRIES_MAX (SL_SPARAM_PORTS_MAX * SL_SPARAM_PORTS_MAX)

sl_status sl_net_renormalise(double complex *s, int n, const double *from, const double *to)
{
    // Transposed: (1 - R S)' X' = (S - R)'.
    double complex m[ENTRIES_MAX], x[ENTRIES_MAX];
    if (n < 1 || n > SL_SPARAM_PORTS_MAX) return SL_ERR_DOMAIN;
    for (int i = 0; i < n; i++) {
        if (!(from[i] > 0 && to[i] > 0)) return SL_ERR_DOMAIN;
        double r = (to[i] - from[i]) / (to[i] + from[i]);
        for (int j = 0; j < n; j++) {
            m[j * n + i] = (i == j) - r * s[i * n + j];
            x[j * n + i] = s[i * n + j] - (i == j ? r : 0);
        }
    }
    if (!sparam_solve(m, x, n, n)) return SL_ERR_DOMAIN;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double ki = (to[i] + from[i]) / (2 * sqrt(to[i] * from[i]));
            double kj = (to[j] + from[j]) / (2 * sqrt(to[j] * from[j]));
            s[i * n + j] = x[j * n + i] * (ki / kj);
        }
    return SL_OK;
}

void sl_net_permute(double complex *out, const double complex *s, int n, const int *order)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            out[i * n + j] = s[order[i] * n + order[j]];
}

// The ports of n that are not among the m of `used`; false for a port out of range or named twice.
static bool free_ports(int *list, int n, const int *used, int m)
{
    bool taken[SL_SPARAM_PORTS_MAX] = {false};
    for (int k = 0; k < m; k++) {
        if (used[k] < 0 || used[k] >= n || taken[used[k]]) return false;
        taken[used[k]] = true;
    }
    for (int i = 0, k = 0; i < n; i++)
        if (!taken[i]) list[k++] = i;
    return true;
}

typedef struct join {
    const double complex *a, *b;
    int na, nb, m, fa, fb; // ports, joined ports, free ports
    const int *pa, *pb;
    int free_a[SL_SPARAM_PORTS_MAX], free_b[SL_SPARAM_PORTS_MAX];
} join;

// x: m rows, a column for each free port of a, then of b.
static bool inner_waves(double complex *x, const join *q)
{
    double complex m[ENTRIES_MAX];
    int columns = q->fa + q->fb;
    for (int i = 0; i < q->m; i++) {
        const double complex *b = q->b + q->pb[i] * q->nb;
        for (int j = 0; j < q->m; j++) {
            double complex sum = 0;
            for (int k = 0; k < q->m; k++)
                sum += b[q->pb[k]] * q->a[q->pa[k] * q->na + q->pa[j]];
            m[i * q->m + j] = (i == j) - sum;
        }
        for (int j = 0; j < q->fa; j++) {
            double complex sum = 0;
            for (int k = 0; k < q->m; k++)
                sum += b[q->pb[k]] * q->a[q->pa[k] * q->na + q->free_a[j]];
            x[i * columns + j] = sum;
        }
        for (int j = 0; j < q->fb; j++)
            x[i * columns + q->fa + j] = b[q->free_b[j]];
    }
    return sparam_solve(m, x, q->m, columns);
}

// Waves from a into b's joined ports, row k for pa[k], given those the other way, x.
static void outer_waves(double complex *y, const double complex *x, const join *q)
{
    int columns = q->fa + q->fb;
    for (int i = 0; i < q->m; i++) {
        const double complex *a = q->a + q->pa[i] * q->na;
        for (int j = 0; j < columns; j++) {
            double complex sum = j < q->fa ? a[q->free_a[j]] : 0;
            for (int k = 0; k < q->m; k++)
                sum += a[q->pa[k]] * x[k * columns + j];
            y[i * columns + j] = sum;
        }
    }
}

sl_status sl_net_join(double complex *out, const double complex *a, int na, const double complex *b,
                      int nb, const int *ports_a, const int *ports_b, int m)
{
    double complex x[2 * ENTRIES_MAX], y[2 * ENTRIES_MAX];
    join q = {a, b, na, nb, m, na - m, nb - m, ports_a, ports_b, {0}, {0}};
    if (na < 1 || nb < 1 || na > SL_SPARAM_PORTS_MAX || nb > SL_SPARAM_PORTS_MAX || m < 0 ||
        m > na || m > nb || q.fa + q.fb < 1 || q.fa + q.fb > SL_SPARAM_PORTS_MAX)
        return SL_ERR_DOMAIN;
    if (!free_ports(q.free_a, na, ports_a, m) || !free_ports(q.free_b, nb, ports_b, m) ||
        !inner_waves(x, &q))
        return SL_ERR_DOMAIN;
    outer_waves(y, x, &q);
    int n = q.fa + q.fb;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            bool of_a = i < q.fa;
            const double complex *row = of_a ? a + q.free_a[i] * na : b + q.free_b[i - q.fa] * nb;
            double complex sum = 0;
            if (of_a && j < q.fa) sum = row[q.free_a[j]];
            if (!of_a && j >= q.fa) sum = row[q.free_b[j - q.fa]];
            for (int k = 0; k < m; k++)
                sum += of_a ? row[ports_a[k]] * x[k * n + j] : row[ports_b[k]] * y[k * n + j];
            out[i * n + j] = sum;
        }
    return SL_OK;
}

void sl_net_mixed(double complex *out, const double complex *s, int n, const int *pair)
{
    int half = n / 2;
    for (int i = 0; i < half; i++)
        for (int j = 0; j < half; j++) {
            const double complex *plus = s + pair[2 * i] * n, *minus = s + pair[2 * i + 1] * n;
            int jp = pair[2 * j], jm = pair[2 * j + 1];
            double complex pp = plus[jp], pm = plus[jm], mp = minus[jp], mm = minus[jm];
            out[i * n + j] = 0.5 * (pp - pm - mp + mm);
            out[i * n + half + j] = 0.5 * (pp + pm - mp - mm);
            out[(half + i) * n + j] = 0.5 * (pp - pm + mp - mm);
            out[(half + i) * n + half + j] = 0.5 * (pp + pm + mp + mm);
        }
}

void sl_net_single_ended(double complex *out, const double complex *mixed, int n, const int *pair)
{
    int half = n / 2;
    for (int i = 0; i < half; i++)
        for (int j = 0; j < half; j++) {
            double complex dd = mixed[i * n + j], dc = mixed[i * n + half + j];
            double complex cd = mixed[(half + i) * n + j], cc = mixed[(half + i) * n + half + j];
            double complex *plus = out + pair[2 * i] * n, *minus = out + pair[2 * i + 1] * n;
            int jp = pair[2 * j], jm = pair[2 * j + 1];
            plus[jp] = 0.5 * (dd + dc + cd + cc);
            plus[jm] = 0.5 * (-dd + dc - cd + cc);
            minus[jp] = 0.5 * (-dd - dc + cd + cc);
            minus[jm] = 0.5 * (dd - dc - cd + cc);
        }
}
