// Touchstone files: every form of the format, every fault with its place, exact round trips.
#include "sl_ctx_test.h"

#include <complex.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/random.h"
#include "shoreline/sparam.h"

#define J ((double complex)I)

static sl_sparam *parse(const char *text, int ports)
{
    sl_sparam *s = NULL;
    sl_source source = {.name = "t.s2p", .text = text, .length = strlen(text)};
    sl_diag_clear(ctx);
    sl_status status = sl_touchstone_parse(&s, ctx, &source, ports);
    for (size_t i = 0; status != SL_OK && i < sl_diag_count(ctx); i++)
        fprintf(stderr, "%d:%d %s\n", sl_diag_get(ctx, i)->mark.line,
                sl_diag_get(ctx, i)->mark.column, sl_diag_get(ctx, i)->message);
    assert_int_equal(status, SL_OK);
    return s;
}

static void check_entry(const sl_sparam *s, size_t point, int i, int j, double complex want)
{
    double complex got = sl_sparam_at(s, point)[(i - 1) * sl_sparam_ports(s) + j - 1];
    if (!(cabs(got - want) <= 1e-14 * fmax(1, cabs(want))))
        fail_msg("S%d%d: %.17g %+.17gj, not %.17g %+.17gj", i, j, creal(got), cimag(got),
                 creal(want), cimag(want));
}

static double complex polar(double size, double degrees)
{
    return size * cexp(J * (degrees * acos(-1) / 180));
}

// The option line's words in any order and case, its defaults, and every format.
static void test_options(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double freq_hz, ohm;
        double complex s11;
    } cases[] = {
        {"#\n1 0.5 90\n", 1e9, 50, 0.5 * J},
        {"# R 75 ri mhz s\n1 0.5 -0.25\n", 1e6, 75, 0.5 - 0.25 * J},
        {"# DB kHz R 1e2\n1 -20 180\n", 1e3, 100, -0.1},
        {"#hz ma\n1 1 -90\n", 1, 50, -J},
        {"! a comment\r\n\r\n#\tHZ\tRI ! R 7\r\n\t+1.D0 +.5 -5.E-1! end\r\n! more\r\n", 1, 50,
         0.5 - 0.5 * J},
        {"# Hz RI\r1 0.5 0.25\r2 1 1", 1, 50, 0.5 + 0.25 * J},
        {"\xEF\xBB\xBF# GHz S RI R 50\n0 1 0\n1 .5 0\n", 0, 50, 1},
        // Touchstone 1: immittances are normalised to R.
        {"# Hz Z RI R 75\n1 2 0\n", 1, 75, 1.0 / 3},
        {"# Hz Y RI R 75\n1 2 0\n", 1, 75, -1.0 / 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sl_sparam *s = parse(cases[i].text, 1);
        assert_int_equal(sl_sparam_ports(s), 1);
        assert_true(sl_sparam_freq_hz(s)[0] == cases[i].freq_hz);
        assert_true(sl_sparam_reference_ohm(s)[0] == cases[i].ohm);
        check_entry(s, 0, 1, 1, cases[i].s11);
        sl_sparam_destroy(s);
    }
}

// Orders of two-ports, rows of three-ports, triangles; one point over any lines.
static void test_orders(void **state)
{
    (void)state;
    sl_sparam *s = parse("# Hz RI\n1 11 0 21 0 12 0 22 0\n", 2);
    check_entry(s, 0, 2, 1, 21);
    check_entry(s, 0, 1, 2, 12);
    sl_sparam_destroy(s);
    s = parse("[Version] 2.0\n# Hz RI\n[Number of Ports] 2\n[Two-Port Data Order] 12_21\n"
              "[Number of Frequencies] 1\n[Reference] 50\n 25.0\n[Network Data]\n"
              "1 11 0 12 0 21 0 22 0\n[End]\n",
              0);
    check_entry(s, 0, 2, 1, 21);
    assert_true(sl_sparam_reference_ohm(s)[1] == 25);
    sl_sparam_destroy(s);
    s = parse("# Hz RI\n1 11 0 12 0 13 0\n21 0 22 0 23 0\n31 0 32\n0 33 0\n", 3);
    for (int i = 1; i <= 3; i++)
        for (int j = 1; j <= 3; j++)
            check_entry(s, 0, i, j, 10 * i + j);
    sl_sparam_destroy(s);
    static const char *const triangles[] = {"Lower]\n1 11 0 12 0 22 0 13 0 23 0 33 0",
                                            "Upper]\n1 11 0 12 0 13 0 22 0 23 0 33 0"};
    for (int t = 0; t < 2; t++) {
        char text[400];
        snprintf(text, sizeof text,
                 "[Version] 2.0\n# Hz RI\n[Number of Ports] 3\n[Number of Frequencies] 1\n"
                 "[Matrix Format] %.5s\n[Network Data]\n%s\n[End]\n",
                 triangles[t], triangles[t] + 7);
        s = parse(text, 0);
        for (int i = 1; i <= 3; i++)
            for (int j = 1; j <= 3; j++)
                check_entry(s, 0, i, j, i < j ? 10 * i + j : 10 * j + i);
        sl_sparam_destroy(s);
    }
}

// Example of the specification: 2-port with noise data, defaults, two references.
static void test_noise(void **state)
{
    (void)state;
    static const char *const tails[] = {
        "# GHz S MA R 50\n2 .95 -26 3.57 157 .04 76 .66 -14\n22 .60 -144 1.30 40 .14 40 .56 -85\n"
        "! NOISE PARAMETERS\n4 .7 .64 69 .38\n18 2.7 .46 -33 .40\n",
        "[Version] 2.0\n#\n[Number of Ports] 2\n[Two-Port Data Order] 21_12\n"
        "[Number of Frequencies] 2\n[Number of Noise Frequencies] 2\n[Reference] 50 25.0\n"
        "[Network Data]\n2 .95 -26 3.57 157 .04 76 .66 -14\n22 .60 -144 1.30 40 .14 40 .56 -85\n"
        "[Noise Data]\n4 .7 .64 69 19\n18 2.7 .46 -33 20\n[End]\n"};
    for (int i = 0; i < 2; i++) {
        sl_sparam *s = parse(tails[i], 0);
        assert_int_equal(sl_sparam_ports(s), 2);
        assert_int_equal(sl_sparam_points(s), 2);
        check_entry(s, 0, 2, 1, polar(3.57, 157));
        check_entry(s, 1, 1, 2, polar(0.14, 40));
        assert_int_equal(sl_diag_count(ctx), 1);
        assert_int_equal(sl_diag_get(ctx, 0)->severity, SL_NOTE);
        assert_non_null(strstr(sl_diag_get(ctx, 0)->message, "2 rows of noise"));
        sl_sparam_destroy(s);
    }
}

// The two-port with a series impedance of 30 ohm and 20 ohm across its second port, given as Z, Y,
// H and G by its definition, has the S of its chain matrix (Pozar, table 4.2), at 75 and 40 ohm.
static void test_parameters(void **state)
{
    (void)state;
    const double zs = 30, zp = 20, r1 = 75, r2 = 40;
    const double z[4] = {zs + zp, zp, zp, zp};
    const double y[4] = {1 / zs, -1 / zs, -1 / zs, 1 / zs + 1 / zp};
    const double h[4] = {zs, 1, -1, 1 / zp};
    const double g[4] = {1 / (zs + zp), -zp / (zs + zp), zp / (zs + zp), zs * zp / (zs + zp)};
    const double *all[] = {z, y, h, g};
    double a = 1 + zs / zp, b = zs, c = 1 / zp, d = 1, sum = a * r2 + b + c * r1 * r2 + d * r1;
    const double s11 = (a * r2 + b - c * r1 * r2 - d * r1) / sum, s21 = 2 * sqrt(r1 * r2) / sum;
    const double s22 = (-a * r2 + b - c * r1 * r2 + d * r1) / sum;
    for (int k = 0; k < 4; k++) {
        char text[400];
        const double *m = all[k];
        snprintf(text, sizeof text,
                 "[Version] 2.0\n# Hz %c RI\n[Number of Ports] 2\n[Two-Port Data Order] 12_21\n"
                 "[Number of Frequencies] 1\n[Reference] 75 40\n[Network Data]\n"
                 "1 %.17g 0 %.17g 0 %.17g 0 %.17g 0\n[End]\n",
                 "ZYHG"[k], m[0], m[1], m[2], m[3]);
        sl_sparam *s = parse(text, 0);
        check_entry(s, 0, 1, 1, s11);
        check_entry(s, 0, 1, 2, s21);
        check_entry(s, 0, 2, 1, s21);
        check_entry(s, 0, 2, 2, s22);
        sl_sparam_destroy(s);
    }
    // Version 1 gives H normalised to R: h11/R and h22 R.
    sl_sparam *s = parse("# Hz H RI R 50\n1 0.6 0 -1 0 1 0 2.5 0\n", 2);
    a = 1 + zs / zp, sum = a * 50 + b + c * 2500 + 50;
    check_entry(s, 0, 1, 1, (a * 50 + b - c * 2500 - 50) / sum);
    check_entry(s, 0, 2, 1, 100 / sum);
    check_entry(s, 0, 1, 2, 100 / sum);
    sl_sparam_destroy(s);
}

// Mixed modes: a pure differential through between ports 1,2 and 3 (single) is what the sums of
// waves say: a_D = (a1 - a2)/sqrt 2.
static void test_mixed_mode(void **state)
{
    (void)state;
    sl_sparam *s = parse("[Version] 2.0\n# Hz RI\n[Number of Ports] 3\n[Number of Frequencies] 1\n"
                         "[Reference] 50 50 100\n[Mixed-Mode Order] D2,1 S3\nC2,1\n"
                         "[Network Data]\n1 0.2 0 0.5 0 0 0\n 0.5 0 0.1 0 0 0\n 0 0 0 0 0.4 0\n"
                         "[End]\n",
                         0);
    check_entry(s, 0, 1, 1, (0.2 + 0.4) / 2);
    check_entry(s, 0, 2, 1, (0.4 - 0.2) / 2);
    check_entry(s, 0, 3, 2, 0.5 / sqrt(2));
    check_entry(s, 0, 3, 1, -0.5 / sqrt(2));
    check_entry(s, 0, 1, 3, -0.5 / sqrt(2));
    check_entry(s, 0, 3, 3, 0.1);
    sl_sparam_destroy(s);
    // Z of two separate resistors of 30 ohm: Zdd = 60, Zcc = 15, and each port sees 30 ohm.
    s = parse("[Version] 2.0\n# Hz Z RI\n[Number of Ports] 2\n[Two-Port Data Order] 12_21\n"
              "[Number of Frequencies] 1\n[Mixed-Mode Order] D1,2 C1,2\n[Network Data]\n"
              "1 60 0 0 0 0 0 15 0\n[End]\n",
              0);
    check_entry(s, 0, 1, 1, (30.0 - 50) / (30 + 50));
    check_entry(s, 0, 2, 2, (30.0 - 50) / (30 + 50));
    check_entry(s, 0, 1, 2, 0);
    sl_sparam_destroy(s);
}

// The number of ports from the lines alone, and from the extension.
static void test_ports(void **state)
{
    (void)state;
    char text[4000], *p = text;
    p += sprintf(p, "# GHz S RI R 50\n");
    for (int k = 0; k < 2; k++) {
        p += sprintf(p, "%d", k);
        for (int i = 0; i < 16; i++)
            p += sprintf(p, "%s%d 0", i % 4 == 0 && i ? "\n" : " ", i);
        p += sprintf(p, "\n");
    }
    sl_sparam *s = parse(text, 0);
    assert_int_equal(sl_sparam_ports(s), 4);
    check_entry(s, 1, 3, 2, 9);
    sl_sparam_destroy(s);
    assert_int_equal(sl_touchstone_ports_of("a/b.c/x.s4p"), 4);
    assert_int_equal(sl_touchstone_ports_of("x.S12P"), 12);
    assert_int_equal(sl_touchstone_ports_of("x.ts"), 0);
    assert_int_equal(sl_touchstone_ports_of("s4p"), 0);
    assert_int_equal(sl_touchstone_ports_of("x.s4p.txt"), 0);
}

// Every fault: where and what.
static void test_faults(void **state)
{
    (void)state;
#define V2 "[Version] 2.0\n# Hz RI\n"
    static const struct {
        const char *text;
        int ports, line, column;
        const char *what;
    } cases[] = {
        {"", 1, 1, 1, "no data"},
        {"! only words\n\n", 1, 1, 1, "no data"},
        {"# Hz RI\n", 1, 1, 1, "no data"},
        {"# Hz RI\n1 0 0\n2 0\n", 1, 3, 1, "holds 2 of its 3"},
        {"# Hz RI\n1 0 0\n2 nan 0\n", 1, 3, 3, "'nan' is no number"},
        {"# Hz RI\n1 0 0\n2 0 -1.#IND\n", 1, 3, 5, "is no number"},
        {"# Hz RI\n1 0 Inf\n", 1, 2, 5, "'Inf' is no number"},
        {"# Hz RI\n1 0 1e999\n", 1, 2, 5, "out of range"},
        {"# Hz RI\n1,0,1\n", 1, 2, 1, "comma"},
        {"# Hz RI\n1 0 0\n1 0 0\n", 1, 3, 1, "same frequency twice"},
        {"# Hz RI\n1 0 0\n0.5 0 0\n", 1, 3, 1, "behind"},
        {"# Hz RI\n-1 0 0\n", 1, 2, 1, "negative"},
        {"# Hz RI\n1 0 0\n2 0 0\n", 2, 2, 1, "1-port data"},
        {"# Hz RI\n1 0 0 0 0 0 0 0 0\n2 0 0 0 0 0 0 0 0\n", 4, 2, 1, "2-port data"},
        {"# Hz RI\n1 0 0 0\n", 0, 2, 1, "not known"},
        {"# Hz QQ\n1 0 0\n", 1, 1, 6, "no word of the option line"},
        {"# Hz RI R\n1 0 0\n", 1, 1, 9, "R without"},
        {"# Hz RI R -5\n1 0 0\n", 1, 1, 11, "reference of -5"},
        {"# Hz H RI\n1 0 0\n", 1, 1, 1, "H parameters of 1 ports"},
        {"# Hz Y RI\n1 -1 0\n", 1, 1, 1, "does not turn into S"},
        {"[Version] 7\n# Hz RI\n", 1, 1, 11, "version not known"},
        {V2 "[Number of Frequencies] 1\n[Network Data]\n1 0 0\n", 0, 4, 1, "is missing"},
        {V2 "[Number of Ports] 1\n[Number of Frequencies] 1\n1 0 0\n", 0, 5, 1, "outside of"},
        {V2 "[Number of Ports] 1\n[Number of Frequencies] 3\n[Network Data]\n1 0 0\n[End]\n", 0, 4,
         1, "is 3, the data hold 1"},
        {V2 "[Number of Ports] 2\n", 1, 3, 1, "the caller says 1"},
        {V2 "[Number of Ports] 1\n[Number of Ports] 1\n", 0, 4, 1, "given twice"},
        {V2 "[Number of Ports] 0\n", 0, 3, 19, "one count"},
        {V2 "[Number of Ports] 1\n[Two-Port Data Order] 12_21\n[Number of Frequencies] 1\n"
            "[Network Data]\n1 0 0\n",
         0, 4, 1, "of 1 ports"},
        {V2 "[Number of Ports] 1\n[Reference] 50 50\n[Network Data]\n1 0 0\n", 0, 4, 1,
         "2 impedances for 1"},
        {V2 "[Number of Ports] 2\n[Matrix Format] Round\n", 0, 4, 17, "matrix format"},
        {V2 "[Number of Ports] 2\n[Mixed-Mode Order] D1,2 S1\n[Network Data]\n1 0 0\n", 0, 4, 1,
         "no other mode of 1,2"},
        {V2 "[Number of Ports\n", 0, 3, 1, "without its ]"},
        {V2 "[Number of Ports] 1\n[Begin Information]\nx\n", 0, 4, 1, "does not end"},
        {"\xFF\xFE#\n", 1, 1, 1, "UTF-16"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sl_sparam *s = NULL;
        sl_source source = {"f.ts", cases[i].text, strlen(cases[i].text), NULL};
        sl_diag_clear(ctx);
        assert_int_equal(sl_touchstone_parse(&s, ctx, &source, cases[i].ports), SL_ERR_SCENARIO);
        assert_null(s);
        bool found = false;
        for (size_t d = 0; d < sl_diag_count(ctx); d++) {
            const sl_diag *diag = sl_diag_get(ctx, d);
            found |= diag->severity == SL_ERROR && diag->mark.line == cases[i].line &&
                     diag->mark.column == cases[i].column && strstr(diag->message, cases[i].what) &&
                     *diag->hint;
        }
        if (!found) {
            const sl_diag *diag = sl_diag_get(ctx, 0);
            fail_msg("case %zu: %d:%d %s", i, diag ? diag->mark.line : 0,
                     diag ? diag->mark.column : 0, diag ? diag->message : "nothing");
        }
    }
}

// What the trade repairs is a warning.
static void test_repairs(void **state)
{
    (void)state;
    static const struct {
        const char *text, *what;
    } cases[] = {
        {"1 0.5 0\n2 0.5 0\n", "no option line"},
        {"# Hz RI R75\n1 0 0\n", "no space behind R"},
        {"# Hz RI\n# GHz MA\n1 0 0\n", "another option line"},
        {"# Hz RI\n1 0 0\n# GHz MA\n2 0 0\n", "another option line"},
        {"# Hz RI\n[Number of Ports] 1\n[Number of Frequencies] 1\n[Network Data]\n1 0 0\n",
         "without [Version]"},
        {V2 "[Number of Ports] 1\n[Network Data]\n1 0 0\n", "[Number of Frequencies] is missing"},
        {V2 "[Number of Ports] 1\n[Colour] red\n[Number of Frequencies] 1\n[Network Data]\n1 0 0",
         "unknown keyword"},
        {V2 "[Number of Ports] 1\n[Number of Frequencies] 1\n[Network Data]\n1 0 0\n[End]\nbye",
         "behind [End]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sl_sparam_destroy(parse(cases[i].text, i == 0 || i > 3 ? 0 : 1));
        assert_int_equal(sl_diag_count(ctx), 1);
        assert_int_equal(sl_diag_get(ctx, 0)->severity, SL_WARNING);
        if (!strstr(sl_diag_get(ctx, 0)->message, cases[i].what))
            fail_msg("case %zu: %s", i, sl_diag_get(ctx, 0)->message);
    }
}

static sl_sparam *random_network(int ports, size_t points)
{
    sl_sparam *s;
    assert_int_equal(sl_sparam_create(&s, ctx, ports, points), SL_OK);
    for (size_t k = 0; k < points; k++) {
        sl_sparam_freq_hz_mut(s)[k] = 1e9 * ((double)k + sl_random_uniform(3, 1, 1, k) / 2);
        for (int i = 0; i < ports * ports; i++)
            sl_sparam_at_mut(s, k)[i] =
                sl_random_normal(3, (uint64_t)i, 2, k) + J * sl_random_normal(3, (uint64_t)i, 3, k);
    }
    return s;
}

// Written and read again: the same bits for RI, and within rounding for MA and DB.
static void test_round_trip(void **state)
{
    (void)state;
    for (int ports = 1; ports <= 32; ports += ports < 4 ? 1 : ports < 9 ? 5 : 23)
        for (int form = 0; form < 6; form++) {
            sl_sparam *s = random_network(ports, 20), *back = NULL;
            sl_touchstone_write_opts opts = {.version = 1 + form / 3,
                                             .format = (sl_touchstone_format)(form % 3),
                                             .comment = "two\nlines"};
            if (opts.version == 2) sl_sparam_reference_ohm_mut(s)[ports - 1] = 100.0 / 3;
            sl_text text;
            sl_text_init(&text, ctx);
            assert_int_equal(sl_touchstone_write(&text, s, &opts), SL_OK);
            sl_source source = {"x", sl_text_get(&text), text.length, NULL};
            assert_int_equal(
                sl_touchstone_parse(&back, ctx, &source, opts.version == 2 ? 0 : ports), SL_OK);
            assert_int_equal(sl_diag_count(ctx), 0);
            assert_int_equal(sl_sparam_points(back), 20);
            for (size_t k = 0; k < 20; k++)
                assert_true(sl_sparam_freq_hz(s)[k] == sl_sparam_freq_hz(back)[k]);
            assert_memory_equal(sl_sparam_reference_ohm(s), sl_sparam_reference_ohm(back),
                                (size_t)ports * sizeof(double));
            for (size_t i = 0; i < 20 * (size_t)(ports * ports); i++) {
                double complex a = sl_sparam_at(s, 0)[i], b = sl_sparam_at(back, 0)[i];
                assert_true(form % 3 ? cabs(a - b) <= 2e-15 * cabs(a) : a == b);
            }
            sl_text_free(&text);
            sl_sparam_destroy(s);
            sl_sparam_destroy(back);
        }
    sl_sparam *s = random_network(2, 3);
    sl_sparam_reference_ohm_mut(s)[1] = 75; // version 1 has one reference
    sl_text text;
    sl_text_init(&text, ctx);
    assert_int_equal(sl_touchstone_write(&text, s, NULL), SL_ERR_DOMAIN);
    sl_text_free(&text);
    sl_sparam_destroy(s);
}

// A comment block longer than the data, and files without one.
static void test_long_comments(void **state)
{
    (void)state;
    size_t n = 400000;
    char *text = malloc(n + 100);
    strcpy(text, "# Hz RI\n0 1 0\n1 0.5 0\n");
    for (size_t at = strlen(text); at + 40 < n; at += 34)
        strcpy(text + at, "! 1 2 3 a comment, not the data 9\n");
    sl_sparam *s = parse(text, 1);
    assert_int_equal(sl_sparam_points(s), 2);
    sl_sparam_destroy(s);
    free(text);
    sl_sparam *none = NULL;
    assert_int_equal(sl_touchstone_read(&none, ctx, "no/such.s4p", NULL), SL_ERR_IO);
    assert_null(none);
}

// Memory that ends at any allocation is told, and nothing is lost.
static size_t allowed;

static void *failing(void *user, void *ptr, size_t size)
{
    (void)user;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return allowed-- ? realloc(ptr, size) : NULL;
}

static void test_memory(void **state)
{
    (void)state;
    const char *text = V2 "[Number of Ports] 1\n[Network Data]\n1 0 0\n2 0 0\n";
    sl_source source = {"x", text, strlen(text), NULL};
    for (size_t n = 1; n < 40; n++) {
        sl_ctx_opts opts = {.allocator = {failing, NULL}};
        sl_ctx *own;
        sl_sparam *s = NULL;
        allowed = n;
        if (sl_ctx_create(&own, &opts) != SL_OK) continue;
        sl_status status = sl_touchstone_parse(&s, own, &source, 0);
        assert_true(status == SL_OK || status == SL_ERR_NO_MEMORY);
        allowed = 1000;
        sl_sparam_destroy(s);
        sl_ctx_destroy(own);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_options),    TEST(test_orders),        TEST(test_noise),  TEST(test_parameters),
        TEST(test_mixed_mode), TEST(test_ports),         TEST(test_faults), TEST(test_repairs),
        TEST(test_round_trip), TEST(test_long_comments), TEST(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
