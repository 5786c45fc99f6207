// Writes src/fec/inner_table.c: shares of symbols that the inner decoder leaves wrong, drawn.
//
//   ninja -C build tools/make_inner_table
//   build/tools/make_inner_table BLOCKS SEED THREADS > src/fec/inner_table.c
//
// For each of 13 bit error ratios from 5e-4 to 0.05 in equal ratios, each number of wrong decisions
// w = 1..20 and each decoder of 2..2^8 patterns (the same blocks for all): BLOCKS blocks, 16, 8, 4
// and 2 times as many of w = 1, 2, 3 and 4, which are rarely left wrong and make most of what is
// left. Point i is drawn with SEED + i, so that points are independent. A share that was never seen
// is written as half a symbol with that as its error. The committed table: 500000 blocks, seed 1;
// 15 minutes of one core. tests/unit/fec/test_inner_table.c draws afresh and compares.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "fec/inner.h"

static const double low = 5e-4, high = 0.05;

static int blocks_of(int w, int blocks)
{
    return w <= 4 ? blocks << (5 - w) : blocks;
}

static void moments(double *mean, double *error, double sum, double square, double n, double whole)
{
    *mean = sum / n / whole;
    *error = sqrt(fmax(square / n - (sum / n) * (sum / n), 0) / n) / whole;
    if (sum == 0) *mean = *error = 0.5 / n / whole;
}

static void row(const inner_sums *s, double n)
{
    double a, b, c, d;
    moments(&a, &b, (double)s->symbols, (double)s->symbols_square, n, 60);
    moments(&c, &d, (double)s->rs, (double)s->rs_square, n, 12);
    printf("         {%.6e, %.2e, %.6e, %.2e},\n", a, b, c, d);
}

static inner_sums table[INNER_TABLE_POINTS][INNER_STRATA][SL_FEC_CHASE_MAX + 1];

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: make_inner_table BLOCKS SEED THREADS > src/fec/inner_table.c\n");
        return 2;
    }
    int blocks = atoi(argv[1]);
    double ber[INNER_TABLE_POINTS];
    for (int i = 0; i < INNER_TABLE_POINTS; i++) {
        inner_law law;
        ber[i] = low * pow(high / low, (double)i / (INNER_TABLE_POINTS - 1));
        inner_law_of(&law, ber[i], 0);
        for (int w = 1; w <= INNER_STRATA; w++)
            inner_stratum(table[i][w - 1], &law, w, 0x1FE, blocks_of(w, blocks),
                          strtoull(argv[2], NULL, 10) + (uint64_t)i, atoi(argv[3]));
        fprintf(stderr, "%d of %d\n", i + 1, INNER_TABLE_POINTS);
    }
    printf("// Written by tools/make_inner_table.c: %s blocks, seed %s. Shares of message symbols "
           "and of RS\n"
           "// symbols left wrong with their standard errors, by decoder, bit error ratio and "
           "number of\n"
           "// wrong decisions.\n// clang-format off\n#include \"inner.h\"\n\n",
           argv[1], argv[2]);
    printf("const double inner_table_ber[INNER_TABLE_POINTS] = {\n");
    for (int i = 0; i < INNER_TABLE_POINTS; i++)
        printf("    %.15g,\n", ber[i]);
    printf("};\n\nconst inner_share "
           "inner_table[SL_FEC_CHASE_MAX][INNER_TABLE_POINTS][INNER_STRATA] = {\n");
    for (int chase = 1; chase <= SL_FEC_CHASE_MAX; chase++) {
        printf("    {\n");
        for (int i = 0; i < INNER_TABLE_POINTS; i++) {
            printf("        {\n");
            for (int w = 1; w <= INNER_STRATA; w++)
                row(&table[i][w - 1][chase], blocks_of(w, blocks));
            printf("        },\n");
        }
        printf("    },\n");
    }
    printf("};\n");
    return 0;
}
