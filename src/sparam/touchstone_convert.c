// Touchstone: references, modes, and the way from Y, Z, H and G to S.
//
// With voltages and currents normalised to each port's reference, v = V/sqrt(R), i = I sqrt(R):
//   z = R^-1/2 Z R^-1/2, S = (z + 1)^-1 (z - 1);  y = R^1/2 Y R^1/2, S = (1 + y)^-1 (1 - y)
//   (each pair of factors commutes). Version 1 gives z and y already, version 2 gives Z and Y.
// Two-ports H: v1 = h11 i1 + h12 v2, i2 = h21 i1 + h22 v2; G: i1 = g11 v1 + g12 i2,
//   v2 = g21 v1 + g22 i2; S by a = (v + i)/2, b = (v - i)/2.
// Modes: D (i, j): (a_i - a_j)/sqrt 2, reference 2 R; C: (a_i + a_j)/sqrt 2, reference R/2; with M
//   the orthogonal matrix of these rows, S = M' S_modes M.
// Sources: Touchstone 2.0 (2009), [Mixed-Mode Order]; Bockelman and Eisenstadt, IEEE Trans. MTT 43
// (1995) 1530; Frickey, IEEE Trans. MTT 42 (1994) 205 for real references.
#include <math.h>

#include "sparam/touchstone.h"

static const char *declared(const ts_reader *r, const char *at)
{
    return at ? at : r->option ? r->option : r->source->text;
}

// Every port once as S, or once in a D and once in a C of the same pair.
static void check_modes(ts_reader *r, const double *ohm)
{
    int single[SL_SPARAM_PORTS_MAX] = {0};
    const char *at = r->at_mixed;
    if (r->modes != r->ports) {
        ts_error(r, at, "one mode for every port", "[Mixed-Mode Order] names %d modes of %d ports",
                 r->modes, r->ports);
        return;
    }
    for (int k = 0; k < r->modes; k++) {
        const ts_mode *m = &r->mode[k];
        int pairs = 0;
        if (m->a >= r->ports || m->b >= r->ports || m->a == m->b) {
            ts_error(r, at, "ports are numbered from 1", "[Mixed-Mode Order] names port %d",
                     (m->a > m->b ? m->a : m->b) + 1);
            return;
        }
        for (int i = 0; i < r->modes; i++)
            pairs += m->kind != 'S' && r->mode[i].kind != 'S' && r->mode[i].kind != m->kind &&
                     r->mode[i].a == m->a && r->mode[i].b == m->b;
        if (m->kind != 'S' && pairs != 1)
            ts_error(r, at, "D1,2 goes with C1,2", "[Mixed-Mode Order] has no other mode of %d,%d",
                     m->a + 1, m->b + 1);
        if (m->kind != 'S' && ohm[m->a] != ohm[m->b])
            ts_error(r, at, "the ports of a pair have one reference",
                     "ports %d and %d have %g and %g ohm", m->a + 1, m->b + 1, ohm[m->a],
                     ohm[m->b]);
        single[m->a] += m->kind == 'C' ? 0 : 1;
        if (m->kind == 'D') single[m->b]++;
    }
    for (int i = 0; i < r->ports; i++)
        if (single[i] != 1)
            ts_error(r, at, "each port stands in one S, or in one D and one C",
                     "[Mixed-Mode Order] has port %d %d times", i + 1, single[i]);
}

void ts_check_header(ts_reader *r, double ohm[SL_SPARAM_PORTS_MAX])
{
    int n = r->ports;
    bool listed = r->references > 0;
    for (int i = 0; i < SL_SPARAM_PORTS_MAX; i++)
        ohm[i] = listed ? r->reference_ohm[i] : r->option_ohm[r->option_ohms > 1 ? i : 0];
    if (r->at_reference && r->references != n)
        ts_error(r, r->at_reference, "one impedance for each port",
                 "[Reference] gives %d impedances for %d ports", r->references, n);
    if (!listed && r->option_ohms > 1 && r->option_ohms != n)
        ts_error(r, r->option, "one impedance for all ports, or one for each",
                 "R gives %d impedances for %d ports", r->option_ohms, n);
    if (r->version == 2 && n == 2 && !r->at_order)
        ts_repair(r, declared(r, r->at_ports), "add [Two-Port Data Order] 21_12",
                  "[Two-Port Data Order] is missing: taken as 21_12, as in version 1");
    if (r->at_order && n != 2)
        ts_error(r, r->at_order, "remove it", "[Two-Port Data Order] in a file of %d ports", n);
    if ((r->parameter == 'H' || r->parameter == 'G') && n != 2)
        ts_error(r, declared(r, r->option), "use S, Y or Z", "%c parameters of %d ports",
                 r->parameter, n);
    if (r->at_mixed && (r->parameter == 'H' || r->parameter == 'G'))
        ts_error(r, r->at_mixed, "use S, Y or Z", "mixed modes of %c parameters", r->parameter);
    if (r->at_mixed) check_modes(r, ohm);
}

// ---- conversion ----

static bool h_to_s(double complex *m, bool hybrid_g)
{
    double complex a = m[0], b = m[1], c = m[2], d = m[3], bc = b * c;
    double complex det = (1 + a) * (1 + d) - bc, sign = hybrid_g ? -1 : 1;
    if (square_of(det) == 0) return false;
    m[0] = quotient(hybrid_g ? (1 - a) * (1 + d) + bc : (a - 1) * (1 + d) - bc, det);
    m[1] = sign * quotient(2 * b, det);
    m[2] = -sign * quotient(2 * c, det);
    m[3] = quotient(hybrid_g ? (1 + a) * (d - 1) - bc : (1 + a) * (1 - d) + bc, det);
    return true;
}

static void normalise(double complex *m, int n, const double *ohm, char parameter)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double ri = sqrt(ohm[i]), rj = sqrt(ohm[j]);
            double factor = parameter == 'Y' ? ri * rj : 1 / (ri * rj);
            if (parameter == 'H' || parameter == 'G') {
                // Rows and columns of the port that is driven by a current scale the other way.
                bool current_row = (parameter == 'H') == (i == 1);
                bool current_column = (parameter == 'H') == (j == 0);
                factor = (current_row ? ri : 1 / ri) / (current_column ? rj : 1 / rj);
            }
            m[i * n + j] *= factor;
        }
}

static bool immittance_to_s(double complex *m, int n, bool admittance)
{
    double complex sum[SL_SPARAM_PORTS_MAX * SL_SPARAM_PORTS_MAX];
    for (int i = 0; i < n * n; i++) {
        double one = i % (n + 1) == 0 ? 1 : 0;
        sum[i] = m[i] + one;
        m[i] = admittance ? one - m[i] : m[i] - one;
    }
    return sparam_solve(sum, m, n, n);
}

// S = M' S_modes M.
static void to_single_ended(const ts_reader *r, double complex *m)
{
    double complex half[SL_SPARAM_PORTS_MAX * SL_SPARAM_PORTS_MAX] = {0};
    double complex full[SL_SPARAM_PORTS_MAX * SL_SPARAM_PORTS_MAX] = {0};
    int n = r->ports;
    for (int k = 0; k < n; k++) { // half = S_modes M
        const ts_mode *d = &r->mode[k];
        double w = d->kind == 'S' ? 1 : sqrt(0.5), sign = d->kind == 'D' ? -1 : 1;
        for (int i = 0; i < n; i++) {
            half[i * n + d->a] += w * m[i * n + k];
            if (d->b >= 0) half[i * n + d->b] += sign * w * m[i * n + k];
        }
    }
    for (int k = 0; k < n; k++) { // full = M' half
        const ts_mode *d = &r->mode[k];
        double w = d->kind == 'S' ? 1 : sqrt(0.5), sign = d->kind == 'D' ? -1 : 1;
        for (int j = 0; j < n; j++) {
            full[d->a * n + j] += w * half[k * n + j];
            if (d->b >= 0) full[d->b * n + j] += sign * w * half[k * n + j];
        }
    }
    memcpy(m, full, (size_t)n * (size_t)n * sizeof *m);
}

void ts_to_s(ts_reader *r, const double ohm[SL_SPARAM_PORTS_MAX])
{
    double mode_ohm[SL_SPARAM_PORTS_MAX];
    int n = r->ports;
    bool hybrid = r->parameter == 'H' || r->parameter == 'G';
    for (int k = 0; k < n; k++) {
        const ts_mode *d = &r->mode[k];
        mode_ohm[k] = !r->at_mixed     ? ohm[k]
                      : d->kind == 'D' ? 2 * ohm[d->a]
                      : d->kind == 'C' ? ohm[d->a] / 2
                                       : ohm[d->a];
    }
    if (r->parameter == 'S' && !r->at_mixed) return;
    for (size_t k = 0; k < r->points; k++) {
        double complex *m = r->data + k * (size_t)n * (size_t)n;
        bool ok = true;
        if (r->parameter != 'S' && r->version == 2) normalise(m, n, mode_ohm, r->parameter);
        if (hybrid)
            ok = h_to_s(m, r->parameter == 'G');
        else if (r->parameter != 'S')
            ok = immittance_to_s(m, n, r->parameter == 'Y');
        if (r->at_mixed) to_single_ended(r, m);
        for (int i = 0; ok && i < n * n; i++)
            ok = isfinite(creal(m[i])) && isfinite(cimag(m[i]));
        if (ok) continue;
        ts_error(r, declared(r, r->option),
                 "such a network has no S parameters; look at this point",
                 "the %c matrix at %g Hz does not turn into S", r->parameter, r->freq_hz[k]);
        return;
    }
}
