// Writes src/fec/inner_bursts.c: how many fewer RS symbols are left wrong where errors come in
// bursts, drawn.
//
//   ninja -C build tools/make_inner_bursts
//   build/tools/make_inner_bursts BLOCKS SEED THREADS > src/fec/inner_bursts.c
//
// For each of five chances A that the symbol after a wrong one is wrong, each number of wrong
// decisions w = 1..20 and each decoder of 1..2^8 patterns: the share of RS symbols left wrong over
// that of places all alike, both drawn, at a bit error ratio of 3e-3. BLOCKS blocks, 16, 8, 4 and 2
// times as many of w = 1, 2, 3 and 4; draws of A number i have SEED + i. Hard decisions leave
// nothing of w = 1: 1. The committed table: 100000 blocks, seed 100; 3 minutes of one core.
#include <stdio.h>
#include <stdlib.h>

#include "fec/inner.h"

static const double chance[INNER_BURSTS] = {0.1, 0.25, 0.5, 0.75, 0.95};
static const double ber = 3e-3;

static inner_sums table[INNER_BURSTS + 1][INNER_STRATA][SL_FEC_CHASE_MAX + 1];

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: make_inner_bursts BLOCKS SEED THREADS > src/fec/inner_bursts.c\n");
        return 2;
    }
    int blocks = atoi(argv[1]);
    for (int i = 0; i <= INNER_BURSTS; i++) { // the last: places all alike
        inner_law law;
        inner_law_of(&law, ber, i < INNER_BURSTS ? chance[i] : 0);
        for (int w = 1; w <= INNER_STRATA; w++)
            inner_stratum(table[i][w - 1], &law, w, 0x1FF, w <= 4 ? blocks << (5 - w) : blocks,
                          strtoull(argv[2], NULL, 10) + (uint64_t)i, atoi(argv[3]));
        fprintf(stderr, "%d of %d\n", i + 1, INNER_BURSTS + 1);
    }
    printf(
        "// Written by tools/make_inner_bursts.c: %s blocks, seed %s. RS symbols left wrong over\n"
        "// those of places all alike, by decoder, chance of going on and number of wrong "
        "decisions.\n"
        "// clang-format off\n#include \"inner.h\"\n\n",
        argv[1], argv[2]);
    printf("const double inner_burst[INNER_BURSTS] = {");
    for (int i = 0; i < INNER_BURSTS; i++)
        printf("%s%g", i ? ", " : "", chance[i]);
    printf(
        "};\n\nconst float inner_burst_share[SL_FEC_CHASE_MAX + 1][INNER_BURSTS][INNER_STRATA] = "
        "{\n");
    for (int chase = 0; chase <= SL_FEC_CHASE_MAX; chase++) {
        printf("    {\n");
        for (int i = 0; i < INNER_BURSTS; i++) {
            printf("        {");
            for (int w = 1; w <= INNER_STRATA; w++) {
                double alike = (double)table[INNER_BURSTS][w - 1][chase].rs;
                double ratio = alike > 0 ? (double)table[i][w - 1][chase].rs / alike : 1;
                printf("%s%.4ff", w > 1 ? ", " : "", ratio);
            }
            printf("},\n");
        }
        printf("    },\n");
    }
    printf("};\n");
    return 0;
}
