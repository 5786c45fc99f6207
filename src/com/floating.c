// Where banks of floating DFE taps go.
//
// A bank of `bank` neighbouring taps gains the power of interference that it takes away,
// sum h^2 - max(0, |h| - limit cursor)^2. The strongest place wins, one bank after the other,
// unless that would leave strong places just before it that no bank could cover any more: then the
// next strongest is tried; a place exactly one bank before is taken as the next bank. Source:
// behaviour of the reference program of IEEE P802.3 (3.70: places out of the race count as 0, 4.50:
// as minus infinity).
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "com/com_internal.h"

typedef struct race {
    double gain[SL_COM_DFE_MAX + 1]; // by place, from 1
    int n;
    int order[SL_COM_DFE_MAX + 1]; // places, strongest first, from 1
    double out;                    // gain of a place out of the race
} race;

// Stable: equal gains keep their order.
static void sort_places(race *r)
{
    for (int i = 1; i <= r->n; i++) {
        int at = i;
        while (at > 1 && r->gain[r->order[at - 1]] < r->gain[i]) {
            r->order[at] = r->order[at - 1];
            at--;
        }
        r->order[at] = i;
    }
}

static void take_out(race *r, int place)
{
    while (r->n < place)
        r->gain[++r->n] = 0;
    r->gain[place] = r->out;
}

static void gains(race *r, const double *isi, int first, int last, int bank, double cursor,
                  double limit, bool reference_370)
{
    r->n = last - first + 1 - bank + 1;
    for (int i = 1; i <= r->n; i++) {
        double before = 0, after = 0;
        for (int k = 0; k < bank; k++) {
            double h = fabs(isi[first + i + k - 2]), left = fmax(0, h - limit * cursor);
            if (cursor < 0 && !reference_370) left = 0;
            before += h * h;
            after += left * left;
        }
        r->gain[i] = before - after;
    }
}

static bool used(const int *taps, int n, int place)
{
    for (int i = 0; i < n; i++)
        if (taps[i] == place) return true;
    return false;
}

// Places less than one bank before `start` that no bank holds.
static int places_before(int *bad, int start, int bank, const int *taps, int n)
{
    int count = 0;
    for (int p = start - bank + 1 > 1 ? start - bank + 1 : 1; p < start; p++)
        if (!used(taps, n, p)) bad[count++] = p;
    return count;
}

static int rank_of(const race *r, int place)
{
    for (int i = 1; i <= r->n; i++)
        if (r->order[i] == place) return i;
    return r->n + 1;
}

// Whether `start` may stand: *next: the place that must be the next bank, or 0.
static bool may_stand(const race *r, int start, int bank, const int *bad, int n_bad, int *next)
{
    int i, first_bad = r->n + 1;
    for (int k = 0; k < n_bad; k++) {
        int rank = rank_of(r, bad[k]);
        if (rank < first_bad) first_bad = rank;
    }
    for (i = 1;; i++) {
        int p = r->order[i];
        if (p == start - bank) {
            *next = p;
            return true;
        }
        bool near = p >= start && p < start + bank;
        if (i == r->n || (!near && !used(bad, n_bad, p))) break;
    }
    return !(first_bad < i);
}

static int place_bank(race *r, int bank, const int *taps, int n, int *next)
{
    int bad[SL_COM_DFE_MAX], start = r->order[1], rounds = 0;
    while (rounds++ <= r->n) {
        int n_bad = places_before(bad, start, bank, taps, n);
        if (n_bad == 0) break;
        if (rounds > 1) sort_places(r);
        if (may_stand(r, start, bank, bad, n_bad, next)) break;
        take_out(r, start);
        start = r->order[2];
    }
    return start;
}

sl_status com_floating_taps(int *taps, const double *isi, size_t n, int first, int last, int bank,
                            double cursor, double limit, int banks, bool reference_370)
{
    race r = {.out = reference_370 ? 0 : -INFINITY};
    int bad[SL_COM_DFE_MAX], next = 0, count = 0;
    if (last > (int)n || last > SL_COM_DFE_MAX || last - first + 1 < bank * banks || bank < 1)
        return SL_ERR_DOMAIN;
    gains(&r, isi, first, last, bank, cursor, limit, reference_370);
    for (int k = 1; k <= banks; k++) {
        int start = next;
        sort_places(&r);
        if (k == 1) {
            // All banks at the front, where the strongest places are exactly the first ones.
            bool front = true;
            for (int i = 1; i <= (banks - 1) * bank + 1 && front; i++)
                front = r.order[i] <= (banks - 1) * bank + 1;
            if (front) {
                for (int i = 0; i < banks * bank; i++)
                    taps[count++] = i + 1;
                break;
            }
        }
        next = 0;
        if (start == 0) start = k == banks ? r.order[1] : place_bank(&r, bank, taps, count, &next);
        int n_bad = places_before(bad, start, bank, taps, count);
        for (int i = 0; i < bank; i++) {
            taps[count++] = start + i;
            take_out(&r, start + i);
        }
        for (int i = 0; i < n_bad; i++)
            take_out(&r, bad[i]);
    }
    for (int i = 0; i < count; i++)
        taps[i] += first - 1;
    for (int i = 1; i < count; i++)
        for (int k = i; k > 0 && taps[k - 1] > taps[k]; k--) {
            int swap = taps[k];
            taps[k] = taps[k - 1];
            taps[k - 1] = swap;
        }
    return SL_OK;
}
