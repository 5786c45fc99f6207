// Random numbers against the generator's published vectors and an implementation of our own of the
// published algorithm; quantiles by hand; Wilson's interval by its defining equation.
#include "sl_test.h"

#include "shoreline/random.h"

#include <Random123/philox.h>
#include <Random123/threefry.h>

// Known answers that Random123 1.14 ships (kat_vectors).
static void test_library_vectors(void **state)
{
    (void)state;
    threefry4x64_ctr_t z4 = {{0, 0, 0, 0}};
    threefry4x64_key_t zk = {{0, 0, 0, 0}};
    threefry4x64_ctr_t r = threefry4x64(z4, zk);
    assert_true(r.v[0] == 0x09218ebde6c85537u && r.v[1] == 0x55941f5266d86105u);
    assert_true(r.v[2] == 0x4bd25e16282434dcu && r.v[3] == 0xee29ec846bd2e40bu);
    philox4x32_ctr_t c = {{0, 0, 0, 0}}, ones = {{~0u, ~0u, ~0u, ~0u}};
    philox4x32_key_t k = {{0, 0}}, kones = {{~0u, ~0u}};
    philox4x32_ctr_t p = philox4x32(c, k), q = philox4x32(ones, kones);
    assert_true(p.v[0] == 0x6627e8d5u && p.v[1] == 0xe169c58du && p.v[2] == 0xbc57ac4cu &&
                p.v[3] == 0x9b00dbd8u);
    assert_true(q.v[0] == 0x408f276du && q.v[1] == 0x41c83b0eu && q.v[2] == 0xa20bc7c6u &&
                q.v[3] == 0x6d5451fdu);
    philox2x64_ctr_t c2 = {{0, 0}};
    philox2x64_key_t k2 = {{0}};
    philox2x64_ctr_t r2 = philox2x64(c2, k2);
    assert_true(r2.v[0] == 0xca00a0459843d731u && r2.v[1] == 0x66c24222c9a845b5u);
}

// The first word of the published zero vector, and values of a Threefry written in another
// language from the paper (Salmon et al., SC11), with key (seed, purpose) and counter
// (entity, draw); the deviates by that language's own inverse Gaussian.
static void test_draws(void **state)
{
    (void)state;
    sl_assert_abs(sl_random_uniform(0, 0, 0, 0),
                  ((double)(0x09218ebde6c85537u >> 11) + 0.5) * 0x1p-53, 0.0);
    sl_assert_abs(sl_random_uniform(1, 2, 3, 4), 0.64247682016167595, 0.0);
    double four[4];
    sl_random_uniform4(four, 0, 0, 0, 0); // the words of the published zero vector
    sl_assert_abs(four[0], sl_random_uniform(0, 0, 0, 0), 0.0);
    sl_assert_abs(four[1], ((double)(0x55941f5266d86105u >> 11) + 0.5) * 0x1p-53, 0.0);
    sl_assert_abs(four[3], ((double)(0xee29ec846bd2e40bu >> 11) + 0.5) * 0x1p-53, 0.0);
    sl_assert_abs(sl_random_uniform(UINT64_MAX, 7, UINT64_C(1) << 40, 99999), 0.25931534407684226,
                  0.0);
    sl_assert_rel(sl_random_normal(0, 0, 0, 0), -1.8033287742734856, 1e-12);
    sl_assert_rel(sl_random_normal(1, 2, 3, 4), 0.36508714062759984, 1e-12);
    sl_assert_rel(sl_random_normal(UINT64_MAX, 7, UINT64_C(1) << 40, 99999), -0.64545759770937738,
                  1e-12);
}

// Moments of n draws lie within five standard errors of the Gaussian's 0, 1, 0, 3.
static void test_moments(void **state)
{
    (void)state;
    const int n = 200000;
    double m[5] = {0};
    for (int i = 0; i < n; i++) {
        double x = sl_random_normal(1, sl_hash64("moments"), 5, (uint64_t)i), p = 1.0;
        for (int k = 1; k <= 4; k++)
            m[k] += (p *= x) / n;
    }
    sl_assert_abs(m[1], 0.0, 5.0 * sqrt(1.0 / n));
    sl_assert_abs(m[2], 1.0, 5.0 * sqrt(2.0 / n));
    sl_assert_abs(m[3], 0.0, 5.0 * sqrt(15.0 / n));
    sl_assert_abs(m[4], 3.0, 5.0 * sqrt(96.0 / n));
}

// Every word of the key matters.
static void test_keys_differ(void **state)
{
    (void)state;
    double u = sl_random_uniform(1, 1, 1, 1);
    assert_true(u != sl_random_uniform(2, 1, 1, 1));
    assert_true(u != sl_random_uniform(1, 2, 1, 1));
    assert_true(u != sl_random_uniform(1, 1, 2, 1));
    assert_true(u != sl_random_uniform(1, 1, 1, 2));
}

// Vectors of FNV-1a 64 as its authors publish them.
static void test_hash(void **state)
{
    (void)state;
    assert_true(sl_hash64("") == 0xcbf29ce484222325u);
    assert_true(sl_hash64("a") == 0xaf63dc4c8601ec8cu);
    assert_true(sl_hash64("foobar") == 0x85944171f73967e8u);
}

// Hyndman and Fan's type 7: linear between order statistics at (n - 1) p; by hand.
static void test_quantile(void **state)
{
    (void)state;
    const double x[] = {1, 2, 4, 8, 16};
    sl_assert_abs(sl_quantile_sorted(x, 5, 0.0), 1.0, 0.0);
    sl_assert_abs(sl_quantile_sorted(x, 5, 0.05), 1.2, 1e-14);
    sl_assert_abs(sl_quantile_sorted(x, 5, 0.25), 2.0, 0.0);
    sl_assert_abs(sl_quantile_sorted(x, 5, 0.5), 4.0, 0.0);
    sl_assert_abs(sl_quantile_sorted(x, 5, 0.9), 12.8, 1e-13);
    sl_assert_abs(sl_quantile_sorted(x, 5, 0.95), 14.4, 1e-13);
    sl_assert_abs(sl_quantile_sorted(x, 5, 1.0), 16.0, 0.0);
    sl_assert_abs(sl_quantile_sorted(x, 1, 0.3), 1.0, 0.0);
    assert_true(isnan(sl_quantile_sorted(x, 0, 0.5)));
}

// The bounds are where the observed share is z standard errors away: (q - p)^2 = z^2 p (1 - p)/n.
static void test_wilson(void **state)
{
    (void)state;
    const double z = 1.959963984540054; // 97.5 % point
    const struct {
        double hits;
        size_t n;
    } cases[] = {{3, 10}, {950, 1000}, {0.5, 7}, {1, 1000000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double low, high, n = (double)cases[i].n, q = cases[i].hits / n;
        sl_wilson(&low, &high, cases[i].hits, cases[i].n);
        assert_true(low < q && q < high);
        sl_assert_rel((q - low) * (q - low), z * z * low * (1.0 - low) / n, 1e-9);
        sl_assert_rel((q - high) * (q - high), z * z * high * (1.0 - high) / n, 1e-9);
    }
    double low, high;
    sl_wilson(&low, &high, 0.0, 10);
    sl_assert_abs(low, 0.0, 1e-15);
    sl_assert_rel(high, z * z / (10.0 + z * z), 1e-12);
    sl_wilson(&low, &high, 10.0, 10);
    sl_assert_rel(low, 10.0 / (10.0 + z * z), 1e-12);
    sl_assert_abs(high, 1.0, 1e-15);
    sl_wilson(&low, &high, 0.0, 0);
    assert_true(low == 0.0 && high == 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_library_vectors),
        cmocka_unit_test(test_draws),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_keys_differ),
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_quantile),
        cmocka_unit_test(test_wilson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
