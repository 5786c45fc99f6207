// Limits of the reference equaliser's taps as linear inequalities.
//
// Variables are all taps but the main one, which is 1 less their sum, then the shifts of the three
// thresholds. As limits are relative to the main tap, w_i <= h w_0 reads u_i + h sum(u) <= h.
// Sources. See sl_tdecq_limits_of and docs/theory/tdecq.md: from memory and from quotations.
#include <math.h>
#include <string.h>

#include "optics/tdecq_internal.h"

const sl_tdecq_limits *sl_tdecq_limits_of(int taps)
{
    static const sl_tdecq_limits limits[] = {
        {5, 2, 0.8, INFINITY, {-1, -1, -1}, {1, 1, 1}, INFINITY},
        {9, 3, 0.8, INFINITY, {-1, -1, -1}, {1, 1, 1}, INFINITY},
        {15, 3, 0.8, 2.5, {-0.4, -0.1, -0.1}, {0.05, 0.2, 0.1}, 0.25},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (limits[i].taps == taps) return &limits[i];
    return NULL;
}

int tdecq_variable_of(const tdecq_eye *eye, int tap)
{
    return tap < eye->main ? tap : tap - 1;
}

void tdecq_take(tdecq_point *point, const tdecq_eye *eye, const double *u)
{
    double sum = 0;
    for (int i = 0; i < eye->taps; i++) {
        if (i == eye->main) continue;
        point->tap[i] = u[tdecq_variable_of(eye, i)];
        sum += point->tap[i];
    }
    point->tap[eye->main] = 1 - sum;
    memcpy(point->shift, u + eye->taps - 1, sizeof point->shift);
}

void tdecq_give(double *u, const tdecq_eye *eye, const tdecq_point *point)
{
    for (int i = 0; i < eye->taps; i++)
        if (i != eye->main) u[tdecq_variable_of(eye, i)] = point->tap[i];
    memcpy(u + eye->taps - 1, point->shift, sizeof point->shift);
}

// sign * variable + times * (sum of the taps' variables) <= bound
static void add_row(tdecq_rows *rows, const tdecq_eye *eye, int plus, int minus, double sign,
                    double times, double bound)
{
    double *a = rows->a[rows->n];
    if (!isfinite(bound) || !isfinite(times)) return;
    memset(a, 0, sizeof rows->a[0]);
    for (int i = 0; i < eye->taps - 1; i++)
        a[i] = times;
    if (plus >= 0) a[plus] += sign;
    if (minus >= 0) a[minus] -= sign;
    rows->b[rows->n++] = bound;
}

void tdecq_limit_rows(tdecq_rows *rows, const tdecq_eye *eye, const sl_tdecq_limits *l)
{
    rows->n = 0;
    rows->m = eye->taps + 2;
    for (int i = 0; i < eye->taps; i++) {
        int away = i > eye->main ? i - eye->main : eye->main - i;
        if (!away) continue;
        int k = away > 3 ? 2 : away - 1, v = tdecq_variable_of(eye, i);
        add_row(rows, eye, v, -1, 1, l->high[k], l->high[k]);
        add_row(rows, eye, v, -1, -1, -l->low[k], -l->low[k]);
    }
    add_row(rows, eye, -1, -1, 0, 1, 1 - l->main_low);
    add_row(rows, eye, -1, -1, 0, -1, l->main_high - 1);
    if (eye->main > 0 && isfinite(l->difference)) {
        int before = tdecq_variable_of(eye, eye->main - 1),
            behind = tdecq_variable_of(eye, eye->main + 1);
        add_row(rows, eye, behind, before, 1, l->difference, l->difference);
        add_row(rows, eye, before, behind, 1, l->difference, l->difference);
    }
    for (int j = 0; j < 3; j++) {
        int v = eye->taps - 1 + j;
        add_row(rows, eye, v, -1, 1, 0, eye->shift_max);
        add_row(rows, eye, v, -1, -1, 0, eye->shift_max);
    }
}

double tdecq_slack(const tdecq_rows *rows, int r, const double *u)
{
    double sum = rows->b[r];
    for (int i = 0; i < rows->m; i++)
        sum -= rows->a[r][i] * u[i];
    return sum;
}

// A small move back into the limits where rounding or the programme's tolerance left them: towards
// the main tap alone, which lies inside of all.
void tdecq_pull_inside(double *u, const tdecq_rows *rows)
{
    double keep = 1;
    for (int r = 0; r < rows->n; r++) {
        double left = tdecq_slack(rows, r, u);
        if (left < 0) keep = fmin(keep, rows->b[r] > 0 ? rows->b[r] / (rows->b[r] - left) : 0);
    }
    for (int i = 0; i < rows->m; i++)
        u[i] *= keep;
}
