// Networks: against chain matrices, closed forms, conservation of energy, and circuits solved in
// voltages and currents.
#include "sl_ctx_test.h"

#include <complex.h>
#include <string.h>

#include "shoreline/constants.h"
#include "shoreline/random.h"
#include "shoreline/sparam.h"

#define J ((double complex)I)

static uint64_t draws;

static double uniform(double low, double high)
{
    return low + (high - low) * sl_random_uniform(11, 1, 1, ++draws);
}

static double complex somewhere(double size)
{
    return uniform(-size, size) + J * uniform(-size, size);
}

#define check_close(got, want, tol) check_entry((got), (want), (tol), __LINE__)

static void check_entry(double complex got, double complex want, double tol, int line)
{
    if (cabs(got - want) <= tol) return;
    fail_msg("line %d: %.17g %+.17gj, expected %.17g %+.17gj", line, creal(got), cimag(got),
             creal(want), cimag(want));
}

static void multiply(double complex *out, const double complex *a, const double complex *b)
{
    double complex t[4] = {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
                           a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3]};
    memcpy(out, t, sizeof t);
}

// A chain of elements by the star product and by chain matrices.
static void test_star_against_chain(void **state)
{
    (void)state;
    for (int i = 0; i < 2000; i++) {
        double complex s[4], total[4] = {0, 1, 1, 0}, chain[4] = {1, 0, 0, 1}, want[4];
        double r0 = uniform(30, 120);
        for (int k = 0; k < 6; k++) {
            double complex z = uniform(0, 60) + J * uniform(-60, 60);
            double complex y = (uniform(0, 60) + J * uniform(-60, 60)) / 3000;
            double complex g = uniform(0, 0.5) + J * uniform(0, 6), zc = uniform(40, 110) + J * -3;
            double complex series[4] = {1, z, 0, 1}, shunt[4] = {1, 0, y, 1};
            double complex line[4] = {ccosh(g), zc * csinh(g), csinh(g) / zc, ccosh(g)};
            if (k % 3 == 0)
                sl_two_series(s, z, r0), multiply(chain, chain, series);
            else if (k % 3 == 1)
                sl_two_shunt(s, y, r0), multiply(chain, chain, shunt);
            else
                sl_two_line(s, g, zc, r0), multiply(chain, chain, line);
            assert_int_equal(sl_two_cascade(total, total, s), SL_OK);
        }
        assert_int_equal(sl_two_from_abcd(want, chain, r0, r0), SL_OK);
        for (int k = 0; k < 4; k++)
            check_close(total[k], want[k], 1e-12);
        assert_int_equal(sl_two_to_abcd(chain, want, r0, 2 * r0), SL_OK);
        assert_int_equal(sl_two_from_abcd(s, chain, r0, 2 * r0), SL_OK);
        for (int k = 0; k < 4; k++)
            check_close(s[k], want[k], 1e-12);
    }
}

// No coupling at 0 Hz: a transfer matrix would be singular.
static void test_no_transmission(void **state)
{
    (void)state;
    double complex open[4] = {1, 0, 0, 1}, line[4], out[4], abcd[4];
    sl_two_line(line, 0.1 + 2 * J, 60, 50);
    assert_int_equal(sl_two_cascade(out, line, open), SL_OK);
    check_close(out[2], 0, 0);
    check_close(out[3], 1, 1e-15);
    assert_true(cabs(out[0]) <= 1);
    assert_int_equal(sl_two_to_abcd(abcd, open, 50, 50), SL_ERR_DOMAIN);
    assert_int_equal(sl_two_cascade(out, open, open), SL_ERR_DOMAIN); // waves caught between
}

// Lines: S of the closed form of their chain matrix, and the series resistance at DC.
static void test_line(void **state)
{
    (void)state;
    for (int i = 0; i < 2000; i++) {
        double complex g = uniform(0, 2) + J * uniform(0, 20),
                       zc = uniform(20, 200) + J * uniform(-9, 9);
        double complex s[4], z = zc / 50, d = 2 * ccosh(g) + (z + 1 / z) * csinh(g);
        sl_two_line(s, g, zc, 50);
        check_close(s[0], (z - 1 / z) * csinh(g) / d, 1e-13);
        check_close(s[2], 2 / d, 1e-13);
    }
    // gamma = sqrt(R G'), Zc = sqrt(R/G') for G' to 0: 3 ohm in series, to the last digits.
    double complex s[4], want[4];
    sl_two_series(want, 3, 50);
    for (double conductance = 1e-6; conductance > 1e-19; conductance *= 0.1) {
        sl_two_line(s, sqrt(3 * conductance), sqrt(3 / conductance), 50);
        check_close(s[0], want[0], 100 * conductance + 1e-15);
        check_close(s[2], want[2], 100 * conductance + 1e-15);
    }
}

// A lossless chain keeps the energy; a resistor takes what is missing.
static void test_energy(void **state)
{
    (void)state;
    for (int i = 0; i < 500; i++) {
        double complex s[4], total[4] = {0, 1, 1, 0};
        for (int k = 0; k < 9; k++) {
            if (k % 3 == 0) sl_two_series(s, J * uniform(0, 80), 50);
            if (k % 3 == 1) sl_two_shunt(s, J * uniform(0, 0.03), 50);
            if (k % 3 == 2) sl_two_line(s, J * uniform(0, 6), uniform(20, 90), 50);
            assert_int_equal(sl_two_cascade(total, total, s), SL_OK);
        }
        double out = cabs(total[0]) * cabs(total[0]) + cabs(total[2]) * cabs(total[2]);
        sl_assert_abs(out, 1, 1e-13);
        check_close(total[0] * conj(total[1]) + total[2] * conj(total[3]), 0, 1e-13);
    }
}

// Terminated transfer: a voltage divider, and a matched through.
static void test_transfer(void **state)
{
    (void)state;
    double complex s[4], line[4], z, zin;
    for (int i = 0; i < 300; i++) {
        double near = uniform(1, 200), far = uniform(1, 200), r0 = uniform(20, 120);
        z = uniform(0, 100) + J * uniform(-100, 100);
        sl_two_series(s, z, r0);
        check_close(sl_two_transfer(s, r0, near, far), 2 * far / (near + z + far), 1e-13);
        // A line by its input impedance: V2/V1 = zc/(zc ch + far sh) * far/zc ...
        double complex g = 0.1 + 3 * J, zc = 70;
        sl_two_line(line, g, zc, r0);
        zin = zc * (far + zc * ctanh(g)) / (zc + far * ctanh(g));
        check_close(sl_two_transfer(line, r0, near, far),
                    2 * zin / (zin + near) / (ccosh(g) + zc / far * csinh(g)), 1e-13);
    }
    double complex through[4] = {0, 1, 1, 0};
    check_close(sl_two_transfer(through, 50, 50, 50), 1, 0);
    check_close(sl_two_transfer(through, 50, 50, INFINITY), 2, 1e-15);
    sl_two_line(line, 0.2 + J, 60, 50);
    sl_two_cascade(s, line, through);
    sl_two_shunt(through, 0.01, 50);
    sl_two_cascade(s, line, through);
    sl_two_reverse(s);
    double complex back[4];
    sl_two_cascade(back, through, line);
    for (int k = 0; k < 4; k++)
        check_close(s[k], back[k], 1e-15);
}

static void random_matrix(double complex *s, int n, double size)
{
    for (int i = 0; i < n * n; i++)
        s[i] = somewhere(size / n);
}

// Renormalised S gives the same relation of voltages and currents, and comes back.
static void test_renormalise(void **state)
{
    (void)state;
    for (int n = 1; n <= 8; n++)
        for (int i = 0; i < 50; i++) {
            double complex s[64], t[64];
            double from[8], to[8];
            random_matrix(s, n, 0.7);
            memcpy(t, s, sizeof t);
            for (int k = 0; k < n; k++)
                from[k] = uniform(20, 200), to[k] = uniform(20, 200);
            assert_int_equal(sl_net_renormalise(t, n, from, to), SL_OK);
            // Waves a into s: voltages and currents must obey t.
            double complex a[8], b[8], a2[8], b2[8];
            for (int k = 0; k < n; k++)
                a[k] = somewhere(1);
            for (int k = 0; k < n; k++) {
                b[k] = 0;
                for (int l = 0; l < n; l++)
                    b[k] += s[k * n + l] * a[l];
                double complex v = sqrt(from[k]) * (a[k] + b[k]), c = (a[k] - b[k]) / sqrt(from[k]);
                a2[k] = (v + to[k] * c) / (2 * sqrt(to[k]));
                b2[k] = (v - to[k] * c) / (2 * sqrt(to[k]));
            }
            for (int k = 0; k < n; k++) {
                for (int l = 0; l < n; l++)
                    b2[k] -= t[k * n + l] * a2[l];
                check_close(b2[k], 0, 1e-13);
            }
            assert_int_equal(sl_net_renormalise(t, n, to, from), SL_OK);
            for (int k = 0; k < n * n; k++)
                check_close(t[k], s[k], 1e-13);
        }
}

// A join against the waves of both networks written out as one linear system, solved by iteration
// (the sum of all echoes, which small matrices let converge).
static void test_join(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        int na = 2 + i % 5, nb = 1 + i % 4, m = i % nb + (i % nb < nb && i % 2), n;
        if (m > na - 1) m = na - 1;
        if (m > nb) m = nb;
        n = na + nb - 2 * m;
        double complex a[64], b[64], out[256], wa[8] = {0}, wb[8] = {0};
        int pa[8], pb[8];
        random_matrix(a, na, 0.8);
        random_matrix(b, nb, 0.8);
        for (int k = 0; k < m; k++)
            pa[k] = na - 1 - k, pb[k] = (k + 1) % nb;
        assert_int_equal(sl_net_join(out, a, na, b, nb, pa, pb, m), SL_OK);
        for (int column = 0; column < n; column++) {
            double complex ain[8] = {0}, bin[8] = {0};
            int free_a = na - m; // the ports that are not joined are the first of a
            int first_b[8], count = 0;
            for (int p = 0; p < nb; p++) {
                bool used = false;
                for (int k = 0; k < m; k++)
                    used |= pb[k] == p;
                if (!used) first_b[count++] = p;
            }
            if (column < free_a) ain[column] = 1;
            if (column >= free_a) bin[first_b[column - free_a]] = 1;
            for (int turn = 0; turn < 200; turn++) {
                for (int p = 0; p < na; p++)
                    for (int l = (wa[p] = 0, 0); l < na; l++)
                        wa[p] += a[p * na + l] * ain[l];
                for (int p = 0; p < nb; p++)
                    for (int l = (wb[p] = 0, 0); l < nb; l++)
                        wb[p] += b[p * nb + l] * bin[l];
                for (int k = 0; k < m; k++)
                    ain[pa[k]] = wb[pb[k]], bin[pb[k]] = wa[pa[k]];
            }
            for (int row = 0; row < n; row++)
                check_close(out[row * n + column],
                            row < free_a ? wa[row] : wb[first_b[row - free_a]], 1e-12);
        }
    }
    double complex one[4] = {0, 1, 1, 0}, out[4];
    int twice[2] = {0, 0}, far[1] = {5}, both[2] = {0, 1};
    assert_int_equal(sl_net_join(out, one, 2, one, 2, twice, twice, 2), SL_ERR_DOMAIN);
    assert_int_equal(sl_net_join(out, one, 2, one, 2, far, far, 1), SL_ERR_DOMAIN);
    assert_int_equal(sl_net_join(out, one, 2, one, 2, both, both, 2), SL_ERR_DOMAIN);
}

// Mixed modes: two separate lines have SDD = SCC = S of one and no conversion; an unbalanced
// network converts; the transform is orthogonal and comes back.
static void test_mixed(void **state)
{
    (void)state;
    double complex s[16] = {0}, m[16], line[4], back[16];
    const int pair[4] = {0, 2, 1, 3}; // ports 1, 3 near; 2, 4 far
    sl_two_line(line, 0.2 + J, 60, 50);
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 4; i++)
            s[(2 * k + i / 2) * 4 + 2 * k + i % 2] = line[i];
    sl_net_mixed(m, s, 4, pair);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            check_close(m[i * 4 + j], line[2 * i + j], 1e-15);
            check_close(m[(2 + i) * 4 + 2 + j], line[2 * i + j], 1e-15);
            check_close(m[i * 4 + 2 + j], 0, 1e-15);
            check_close(m[(2 + i) * 4 + j], 0, 1e-15);
        }
    for (int n = 2; n <= 8; n += 2) {
        double complex a[64], b[64], c[64];
        int order[8];
        double power_a = 0, power_b = 0;
        random_matrix(a, n, 1);
        for (int i = 0; i < n; i++)
            order[i] = (3 * i + 1) % n;
        if (n == 6) memcpy(order, (int[]){5, 0, 2, 1, 3, 4}, sizeof(int[6]));
        sl_net_mixed(b, a, n, order);
        sl_net_single_ended(c, b, n, order);
        for (int i = 0; i < n * n; i++) {
            check_close(c[i], a[i], 1e-15);
            power_a += cabs(a[i]) * cabs(a[i]);
            power_b += cabs(b[i]) * cabs(b[i]);
        }
        sl_assert_rel(power_b, power_a, 1e-13);
    }
    // Reference section 3.2: SDD_xy = 1/2 (S_x+y+ - S_x+y- - S_x-y+ + S_x-y-).
    random_matrix(s, 4, 1);
    sl_net_mixed(m, s, 4, pair);
    check_close(m[4], 0.5 * (s[4] - s[6] - s[12] + s[14]), 1e-15);
    check_close(m[6], 0.5 * (s[4] + s[6] - s[12] - s[14]), 1e-15); // SDC21
    sl_net_single_ended(back, m, 4, pair);
    check_close(back[7], s[7], 1e-15);
}

// The operations on objects: grids, references, orders.
static void test_objects(void **state)
{
    (void)state;
    sl_sparam *a, *b, *c, *d;
    assert_int_equal(sl_sparam_create(&a, ctx, 2, 3), SL_OK);
    for (size_t k = 0; k < 3; k++) {
        sl_sparam_freq_hz_mut(a)[k] = (double)k * 1e9;
        sl_two_line(sl_sparam_at_mut(a, k), 0.1 + J * (double)k, 60, 50);
    }
    assert_int_equal(sl_sparam_clone(&b, a), SL_OK);
    assert_int_equal(sl_sparam_cascade(&c, a, b), SL_OK);
    for (size_t k = 0; k < 3; k++) {
        double complex twice[4];
        sl_two_line(twice, 0.2 + J * 2 * (double)k, 60, 50);
        for (int i = 0; i < 4; i++)
            check_close(sl_sparam_at(c, k)[i], twice[i], 1e-14);
    }
    const double sixty[2] = {60, 60};
    assert_int_equal(sl_sparam_renormalise(c, sixty), SL_OK);
    check_close(sl_sparam_at(c, 2)[0], 0, 1e-14); // matched
    check_close(sl_sparam_at(c, 2)[2], cexp(-0.2 - 4 * J), 1e-14);
    assert_int_equal(sl_sparam_cascade(&d, a, c), SL_ERR_DOMAIN); // other references
    assert_null(d);
    sl_sparam_freq_hz_mut(b)[2] = 7e9;
    assert_int_equal(sl_sparam_cascade(&d, a, b), SL_ERR_DOMAIN); // another grid
    // Two lines side by side: join without a connection; then their differential part.
    sl_sparam_destroy(b);
    assert_int_equal(sl_sparam_join(&b, a, a, NULL, NULL, 0), SL_OK);
    assert_int_equal(sl_sparam_ports(b), 4);
    const int pair[4] = {0, 2, 1, 3}, swap[4] = {0, 2, 1, 3}, not_pair[4] = {0, 0, 1, 3};
    assert_int_equal(sl_sparam_differential(&d, b, pair), SL_OK);
    assert_true(sl_sparam_reference_ohm(d)[0] == 100);
    check_close(sl_sparam_at(d, 1)[2], sl_sparam_at(a, 1)[2], 1e-15);
    sl_sparam_destroy(d);
    assert_int_equal(sl_sparam_differential(&d, b, not_pair), SL_ERR_DOMAIN);
    assert_int_equal(sl_sparam_permute(&d, b, swap), SL_OK);
    check_close(sl_sparam_at(d, 1)[2 * 4 + 0], sl_sparam_at(a, 1)[2], 1e-15);
    sl_sparam_destroy(d);
    assert_int_equal(sl_sparam_mixed(&d, b, pair), SL_OK);
    assert_true(sl_sparam_reference_ohm(d)[3] == 25);
    sl_sparam_destroy(d);
    sl_sparam_destroy(a);
    sl_sparam_destroy(b);
    sl_sparam_destroy(c);
    assert_int_equal(sl_sparam_create(&a, ctx, 65, 1), SL_ERR_DOMAIN);
    assert_int_equal(sl_sparam_create(&a, ctx, 2, SIZE_MAX / 8), SL_ERR_NO_MEMORY);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_star_against_chain),
                                       TEST(test_no_transmission),
                                       TEST(test_line),
                                       TEST(test_energy),
                                       TEST(test_transfer),
                                       TEST(test_renormalise),
                                       TEST(test_join),
                                       TEST(test_mixed),
                                       TEST(test_objects)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
