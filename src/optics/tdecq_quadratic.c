// Small quadratic programmes with linear inequalities.
//
// Method. Without active rows Cholesky. Else Hildreth's: coordinate ascent on the dual, min over
// l >= 0 of l'A H^-1 A'l/2 + l'(b + A H^-1 g). The minimax of two quadratics is the maximum over
// 0 <= m <= 1 of the minimum of m q_0 + (1 - m) q_1, whose slope is q_0 - q_1: bisection.
// Sources. Hildreth, Naval Research Logistics Quarterly 4 (1957) 79. Limits. Rows hold to 1e-7 of
// their size; the caller keeps a point inside of them.
#include <math.h>
#include <string.h>

#include "optics/tdecq_internal.h"

enum { SWEEPS = 200 };

// L of H = LL' in place of its lower half.
static bool decompose(tdecq_matrix *l, const tdecq_matrix *h, int m)
{
    for (int i = 0; i < m; i++)
        for (int j = 0; j <= i; j++) {
            double sum = h->v[i][j];
            for (int k = 0; k < j; k++)
                sum -= l->v[i][k] * l->v[j][k];
            if (i == j && !(sum > 0)) return false;
            l->v[i][j] = i == j ? sqrt(sum) : sum / l->v[j][j];
        }
    return true;
}

static void forward(double *x, const tdecq_matrix *l, int m)
{
    for (int i = 0; i < m; i++) {
        for (int k = 0; k < i; k++)
            x[i] -= l->v[i][k] * x[k];
        x[i] /= l->v[i][i];
    }
}

static void backward(double *x, const tdecq_matrix *l, int m)
{
    for (int i = m; i-- > 0;) {
        for (int k = i + 1; k < m; k++)
            x[i] -= l->v[k][i] * x[k];
        x[i] /= l->v[i][i];
    }
}

static double product(const double *a, const double *b, int m)
{
    double sum = 0;
    for (int i = 0; i < m; i++)
        sum += a[i] * b[i];
    return sum;
}

// Rows as L^-1 a, so that A H^-1 A' is their inner products; multipliers by coordinate ascent.
static void multipliers(double *lambda, double z[TDECQ_ROWS][TDECQ_VARS], const double *y,
                        const tdecq_matrix *l, const tdecq_rows *rows)
{
    int m = rows->m;
    double offset[TDECQ_ROWS], gram[TDECQ_ROWS][TDECQ_ROWS];
    for (int r = 0; r < rows->n; r++) {
        memcpy(z[r], rows->a[r], (size_t)m * sizeof(double));
        forward(z[r], l, m);
        offset[r] = rows->b[r] - product(z[r], y, m);
        lambda[r] = 0;
        for (int s = 0; s <= r; s++)
            gram[r][s] = gram[s][r] = product(z[r], z[s], m);
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        double moved = 0, size = 0;
        for (int r = 0; r < rows->n; r++) {
            double next =
                fmax(0, lambda[r] - (product(gram[r], lambda, rows->n) + offset[r]) / gram[r][r]);
            moved = fmax(moved, fabs(next - lambda[r]) * sqrt(gram[r][r]));
            lambda[r] = next;
            size = fmax(size, next * sqrt(gram[r][r]));
        }
        if (moved <= 1e-10 * (1 + size)) break;
    }
}

bool tdecq_quadratic(double *x, const tdecq_matrix *h, const double *g, const tdecq_rows *rows)
{
    tdecq_matrix l;
    double y[TDECQ_VARS];
    int m = rows->m;
    if (!decompose(&l, h, m)) return false;
    for (int i = 0; i < m; i++)
        y[i] = -g[i];
    forward(y, &l, m); // x = L^-T y
    memcpy(x, y, (size_t)m * sizeof *x);
    backward(x, &l, m);
    bool inside = true;
    for (int r = 0; r < rows->n; r++)
        inside = inside && product(rows->a[r], x, m) <= rows->b[r] + 1e-12;
    if (inside) return true;
    double lambda[TDECQ_ROWS], z[TDECQ_ROWS][TDECQ_VARS];
    multipliers(lambda, z, y, &l, rows);
    for (int r = 0; r < rows->n; r++)
        for (int i = 0; i < m; i++)
            y[i] -= lambda[r] * z[r][i];
    memcpy(x, y, (size_t)m * sizeof *x);
    backward(x, &l, m);
    return true;
}

static double value_at(const double *x, double f, const double *g, const tdecq_matrix *h, int m)
{
    double sum = f;
    for (int i = 0; i < m; i++)
        sum += x[i] * (g[i] + product(h->v[i], x, m) / 2);
    return sum;
}

static bool mixed(double *x, double share, const tdecq_slope *model, const tdecq_matrix *curve,
                  const tdecq_rows *rows)
{
    tdecq_matrix h;
    double g[TDECQ_VARS];
    for (int i = 0; i < rows->m; i++) {
        g[i] = share * model->g[0][i] + (1 - share) * model->g[1][i];
        for (int j = 0; j < rows->m; j++)
            h.v[i][j] = share * curve[0].v[i][j] + (1 - share) * curve[1].v[i][j];
    }
    return tdecq_quadratic(x, &h, g, rows);
}

bool tdecq_minimax(double *x, const double f[2], const tdecq_slope *model, bool convex,
                   const tdecq_rows *rows)
{
    const tdecq_matrix *h = convex ? model->convex : model->h;
    double low = 0, high = 1;
    for (int i = 0; i < 14; i++) {
        double share = i == 0 ? 1 : i == 1 ? 0 : (low + high) / 2;
        if (!mixed(x, share, model, h, rows)) return false;
        double ahead = value_at(x, f[0], model->g[0], &h[0], rows->m) -
                       value_at(x, f[1], model->g[1], &h[1], rows->m);
        if (i == 0 && ahead >= 0) return true; // the left side alone decides
        if (i == 1 && ahead <= 0) return true;
        if (i > 1) *(ahead > 0 ? &low : &high) = share;
        if (i > 1 && fabs(ahead) < 3e-6) break;
    }
    return true;
}
