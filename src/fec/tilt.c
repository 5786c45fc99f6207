// Exponential tilting of a segment's two-state chain by the RS symbols it makes wrong.
//
// Model. A codeword has N wrong RS symbols; the law under which paths of the chain count with z^N
// is again a Markov chain (Doob's transform): with the mean `ahead` of what a path is still worth,
//   P'(i -> j) = P(i -> j) ahead_(k+1)(j) / ahead_k(i),
// i and j with the set of RS symbols of the group that are wrong so far. Over a group the ratios
// P/P' multiply to ahead_0(i)/(z^n end(j)), whatever the path. `end` is what follows is worth; its
// fixed point is the Perron vector. Whatever z and end, the weighed mean is right; they rule the
// error only. Hence: a common gap between a codeword's groups, the last eight groups of a gap
// tilted and the rest not, segments tilted as if each were alone.
#include "tilt.h"

#include <string.h>

#define ROUNDS 30

static void worth(const tilt *t, tilt_group *g)
{
    int mask = g->mask;
    for (int set = 0; set < 1 << t->mux; set++)
        for (int i = 0; i < 2; i++)
            g->ahead[t->symbols][i][set] = pow(t->z, __builtin_popcount((unsigned)set)) * g->end[i];
    for (int k = t->symbols - 1; k >= 0; k--)
        for (int set = 0; set < 1 << t->mux; set++)
            for (int i = 0; i < 2; i++) {
                double sum = 0;
                for (int j = 0; j < 2; j++) {
                    tilt_step s;
                    tilt_step_of(&s, t, mask, k, set, i, j);
                    for (int h = 0; h < 3; h++)
                        sum += s.chance[h] * g->ahead[k + 1][j][s.set[h]];
                }
                g->ahead[k][i][set] = sum;
            }
    double stay = 1;
    for (int k = 0; k < t->symbols; k++)
        stay *= (1 - t->law.first) * g->ahead[k + 1][0][0] / g->ahead[k][0][0];
    g->hazard = -log(stay);
}

// Chances of states n symbols later.
static void pass(double state[2], const fec_segment_law *law, int n)
{
    double memory = pow(law->again - law->first, n);
    for (int i = 0; i < 2; i++)
        state[i] = law->share + (i - law->share) * memory; // wrong, from i
}

// What the codeword's groups are worth behind a wrong symbol over behind a right one, in the mean
// over them; first: the same of the groups that follow.
static double worth_of_groups(tilt *t, double first)
{
    double all = 0, sum = 0;
    for (int c = 0; c < TILT_CLASSES; c++) {
        double wrong[2];
        pass(wrong, &t->law, t->gap[c] * t->symbols);
        for (int mask = 1; mask < 1 << t->mux; mask++) {
            tilt_group *g = &t->group[mask][c];
            double turns = t->turns[mask][c];
            if (turns == 0) continue;
            g->mask = mask;
            g->end[0] = 1 + wrong[0] * (first - 1);
            g->end[1] = 1 + wrong[1] * (first - 1);
            worth(t, g);
            all += turns;
            sum += turns * g->ahead[0][1][0] / g->ahead[0][0][0];
        }
    }
    return sum / all;
}

// The Perron vector, and the tables in front of it.
static void settle(tilt *t)
{
    double first = 1;
    for (int round = 0; round < ROUNDS; round++)
        first = worth_of_groups(t, first);
    worth_of_groups(t, first);
    for (int q = 1; q <= TILT_GAPS; q++) {
        tilt_group *g = &t->before[q];
        g->end[0] = 1;
        g->end[1] = q == 1 ? first : g[-1].ahead[0][1][0] / g[-1].ahead[0][0][0];
        worth(t, g);
    }
}

// One group of the tilted chain; from the chance that the symbol before it is wrong to that of its
// last. Returns the wrong RS symbols in the mean.
static double run(const tilt *t, const tilt_group *g, double *wrong)
{
    double now[2][TILT_SETS] = {{1 - *wrong}, {*wrong}}, next[2][TILT_SETS], mean = 0;
    for (int k = 0; k < t->symbols; k++) {
        memset(next, 0, sizeof next);
        for (int c = 0; c < 4 << t->mux; c++) {
            int i = c & 1, j = c >> 1 & 1, set = c >> 2;
            tilt_step s;
            if (now[i][set] == 0) continue;
            tilt_step_of(&s, t, g->mask, k, set, i, j);
            for (int h = 0; h < 3; h++)
                next[j][s.set[h]] +=
                    now[i][set] * s.chance[h] * g->ahead[k + 1][j][s.set[h]] / g->ahead[k][i][set];
        }
        memcpy(now, next, sizeof now);
    }
    *wrong = 0;
    for (int set = 0; set < 1 << t->mux; set++) {
        mean += __builtin_popcount((unsigned)set) * (now[0][set] + now[1][set]);
        *wrong += now[1][set];
    }
    return mean;
}

// From the chance that a group's last symbol is wrong to that before the codeword's next group.
static double over_gap(const tilt *t, int gap, double wrong)
{
    double passed[2];
    pass(passed, &t->law, gap > TILT_GAPS ? (gap - TILT_GAPS) * t->symbols : 0);
    wrong = passed[0] + wrong * (passed[1] - passed[0]);
    for (int q = gap < TILT_GAPS ? gap : TILT_GAPS; q >= 1; q--)
        run(t, &t->before[q], &wrong);
    return wrong;
}

// Wrong RS symbols of the codeword in the mean over all segments.
static double mean_of(tilt *t, int segments, double log_z)
{
    double sum = 0;
    for (int s = 0; s < segments; s++, t++) {
        double wrong = t->law.share, mean = 0;
        t->z = exp(log_z);
        settle(t);
        for (int round = 0; round < ROUNDS; round++) {
            double end = 0, all = 0;
            mean = 0;
            for (int i = 0; i < TILT_CLASSES << t->mux; i++) {
                int c = i % TILT_CLASSES, mask = i / TILT_CLASSES;
                double last = wrong, turns = t->turns[mask][c];
                if (turns == 0) continue;
                mean += turns * run(t, &t->group[mask][c], &last);
                end += turns * over_gap(t, t->gap[c], last);
                all += turns;
            }
            wrong = end / all;
        }
        sum += mean;
    }
    return sum;
}

void tilt_choose(tilt *t, int segments, double wrong)
{
    double low = 0, high = 25;
    if (mean_of(t, segments, 0) < wrong)
        for (int i = 0; i < 25; i++) {
            double mid = (low + high) / 2;
            if (mean_of(t, segments, mid) < wrong)
                low = mid;
            else
                high = mid;
        }
    mean_of(t, segments, low);
}
