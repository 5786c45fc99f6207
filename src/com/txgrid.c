// The grids that the search goes through, and the reference's way to skip in them.
//
// Transmit FFE: all combinations of the taps' values, the last tap fastest; the cursor is
// 1 - sum |c|, and combinations below c(0) are left out (93A.1.6). A tap whose only value is 0 is
// no tap, but for those between others. CTLE: g_DC by g_DC_HP, restricted by G_Qual and GDC_MIN.
// Source: IEEE Std 802.3 93A.1.6; order and restrictions as in the reference program.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "com/com_internal.h"

// Columns in order c(-n)..c(-1), c(1)..c(m).
static int columns_of(const sl_com_list *out[], const sl_com_settings *s)
{
    int n = 0;
    for (int i = s->tx_pre_n; i-- > 0;)
        out[n++] = &s->tx_pre[i];
    for (int i = 0; i < s->tx_post_n; i++)
        out[n++] = &s->tx_post[i];
    return n;
}

// Which columns are taps; *cursor: how many of them come before the cursor.
static int choose(int *kept, int *cursor, const sl_com_list *const columns[], int n, int pre)
{
    int count = 0, first_post = -1, last_post = -1;
    bool inside = false;
    *cursor = 0;
    for (int k = 0; k < n; k++) {
        bool empty = columns[k]->n == 1 && columns[k]->v[0] == 0;
        if (!inside && empty) continue;
        inside = k < pre;
        if (k < pre) {
            kept[count++] = k;
            (*cursor)++;
        } else {
            if (first_post < 0) first_post = k;
            last_post = k;
        }
    }
    for (int k = first_post; first_post >= 0 && k <= last_post; k++)
        kept[count++] = k;
    return count;
}

static void order_sweeps(com_tx_grid *g)
{
    for (int k = 0; k < g->columns; k++) {
        if (g->length[k] < 2) continue;
        int at = g->sweep_n++;
        while (at > 0 && g->length[g->sweep[at - 1]] < g->length[k]) {
            g->sweep[at] = g->sweep[at - 1];
            at--;
        }
        g->sweep[at] = k;
    }
}

sl_status com_tx_grid_make(com_tx_grid *g, const com_run *run)
{
    const sl_com_settings *s = run->s;
    const sl_com_list *columns[2 * SL_COM_FFE_TAPS];
    int kept[2 * SL_COM_FFE_TAPS], n_kept, digit[2 * SL_COM_FFE_TAPS] = {0};
    double total = 1;
    *g = (com_tx_grid){0};
    g->columns = columns_of(columns, s);
    n_kept = choose(kept, &g->cursor, columns, g->columns, s->tx_pre_n);
    g->n = n_kept + 1;
    for (int k = 0; k < g->columns; k++) {
        g->length[k] = columns[k]->n;
        total *= columns[k]->n;
    }
    order_sweeps(g);
    if (total > 5e7) {
        sl_diag_add(run->ctx, SL_ERROR, SL_E_CHANNEL, (sl_mark){0}, "use coarser or shorter ranges",
                    "the grid of the transmit FFE has %.3g settings", total);
        return SL_ERR_SCENARIO;
    }
    size_t all = (size_t)total, room = 0;
    for (size_t row = 0; row < all; row++) {
        double sum = 0;
        for (int k = 0; k < g->columns; k++)
            sum += fabs(columns[k]->v[digit[k]]);
        if (!(1 - sum < s->c0_min)) {
            if (g->rows == room) {
                room = room ? 2 * room : 1024;
                double *taps = sl_ctx_resize(run->ctx, g->taps, room * (size_t)g->n * sizeof *taps);
                if (taps) g->taps = taps;
                short *index = sl_ctx_resize(run->ctx, g->index,
                                             room * (size_t)(g->columns + 1) * sizeof *index);
                if (index) g->index = index;
                if (!taps || !index) return SL_ERR_NO_MEMORY;
            }
            double *to = g->taps + g->rows * (size_t)g->n;
            for (int k = 0; k < n_kept; k++)
                to[k < g->cursor ? k : k + 1] = columns[kept[k]]->v[digit[kept[k]]];
            to[g->cursor] = 1 - sum;
            for (int k = 0; k < g->columns; k++)
                g->index[g->rows * (size_t)g->columns + (size_t)k] = (short)(digit[k] + 1);
            g->rows++;
        }
        for (int k = g->columns; k-- > 0;) {
            if (++digit[k] < g->length[k]) break;
            digit[k] = 0;
        }
    }
    return SL_OK;
}

// Row whose taps are nearest to a setting's.
static size_t nearest_row(const com_tx_grid *g, const sl_com_case *start)
{
    size_t best = 0;
    double least = INFINITY;
    for (size_t row = 0; row < g->rows; row++) {
        double distance = 0;
        for (int k = 0; k < g->n; k++) {
            int place = k - g->cursor + start->tx_cursor;
            double tap = place >= 0 && place < start->tx_ffe_n ? start->tx_ffe[place] : 0;
            distance += fabs(tap - g->taps[row * (size_t)g->n + (size_t)k]);
        }
        if (distance < least) {
            least = distance;
            best = row;
        }
    }
    return best;
}

void com_tx_grid_narrow(com_tx_grid *g, const sl_com_case *start, int steps)
{
    size_t columns = (size_t)g->columns, kept = 0;
    short at[2 * SL_COM_FFE_TAPS];
    if (g->rows == 0) return;
    memcpy(at, g->index + nearest_row(g, start) * columns, columns * sizeof *at);
    for (size_t row = 0; row < g->rows; row++) {
        bool near = true;
        for (size_t k = 0; k < columns; k++)
            near = near && abs(g->index[row * columns + k] - at[k]) <= steps;
        if (!near) continue;
        memmove(g->index + kept * columns, g->index + row * columns, columns * sizeof *g->index);
        memmove(g->taps + kept * (size_t)g->n, g->taps + row * (size_t)g->n,
                (size_t)g->n * sizeof *g->taps);
        kept++;
    }
    g->rows = kept;
}

bool com_local_skip(const com_tx_grid *g, size_t row, int main, int low, const short *best_index,
                    int best_low, int reach)
{
    const short *index = g->index + row * (size_t)g->columns;
    for (int i = 0; i < g->sweep_n; i++) {
        int k = g->sweep[i], before = k == 0 ? low + 1 : index[k - 1];
        if (before > 1 && abs(index[k] - best_index[k]) > reach) return true;
    }
    return main > 0 && abs(low - best_low) > reach;
}

// ---- continuous-time equalisers
// ------------------------------------------------------------------

typedef struct qualified {
    double low_top, low_bottom, main_top, main_bottom;
} qualified;

static int by_low(const void *a, const void *b)
{
    double x = ((const qualified *)a)->low_bottom, y = ((const qualified *)b)->low_bottom;
    return (x < y) - (x > y);
}

// Ranges of g_DC that go with ranges of g_DC_HP; 0: no restriction.
static int qualified_ranges(qualified *q, const sl_com_settings *s)
{
    int n = s->g2_qual_db.n;
    if (n == 0 || s->g_qual_db.rows != n) return 0;
    for (int i = 0; i < n; i++) {
        double a = s->g_qual_db.v[2 * i], b = s->g_qual_db.v[2 * i + 1];
        q[i] = (qualified){
            .low_bottom = s->g2_qual_db.v[i], .main_top = fmax(a, b), .main_bottom = fmin(a, b)};
    }
    qsort(q, (size_t)n, sizeof *q, by_low);
    for (int i = 0; i < n; i++)
        q[i].low_top = i ? q[i - 1].low_bottom : q[0].low_bottom + COM_EPS;
    return n;
}

sl_status com_ctle_set_make(com_ctle_set *out, const com_run *run)
{
    const sl_com_settings *s = run->s;
    qualified q[SL_COM_LIST];
    bool low = s->ctle == SL_COM_CTLE_120D;
    *out = (com_ctle_set){.n_main = s->g_dc_db.n, .n_low = low ? s->g_dc_hp_db.n : 1};
    int n = low ? qualified_ranges(q, s) : 0;
    out->use =
        sl_arena_alloc(run->arena, (size_t)(out->n_main * out->n_low + 1) * sizeof *out->use);
    if (!out->use) return SL_ERR_NO_MEMORY;
    for (int i = 0; i < out->n_main; i++)
        for (int j = 0; j < out->n_low; j++) {
            double g = s->g_dc_db.v[i], g2 = low ? s->g_dc_hp_db.v[j] : 0;
            bool use = n == 0;
            for (int k = 0; k < n && !use; k++)
                use = g2 >= q[k].low_bottom && g2 < q[k].low_top && g >= q[k].main_bottom &&
                      g < q[k].main_top;
            if (s->gdc_min_db != 0 && g + g2 > s->gdc_min_db) use = false;
            out->use[i * out->n_low + j] = use;
        }
    return SL_OK;
}

static int nearest(const sl_com_list *list, double value)
{
    int best = 0;
    for (int i = 1; i < list->n; i++)
        if (fabs(list->v[i] - value) < fabs(list->v[best] - value)) best = i;
    return best;
}

void com_ctle_set_narrow(com_ctle_set *set, const sl_com_settings *s, const sl_com_case *start,
                         int steps)
{
    int main = nearest(&s->g_dc_db, start->g_dc_db);
    int low = set->n_low > 1 ? nearest(&s->g_dc_hp_db, start->g_dc_hp_db) : 0;
    for (int i = 0; i < set->n_main; i++)
        for (int j = 0; j < set->n_low; j++)
            if (abs(i - main) > steps || abs(j - low) > steps) set->use[i * set->n_low + j] = false;
}

int com_ctle_stages(com_ctle stages[2], const sl_com_settings *s, int main, int low)
{
    if (!s->include_ctle) return 0;
    stages[0] =
        (com_ctle){s->g_dc_db.v[main], s->f_z_hz.v[main], s->f_p1_hz.v[main], s->f_p2_hz.v[main]};
    if (s->ctle == SL_COM_CTLE_93) return 1;
    if (s->ctle == SL_COM_CTLE_120D)
        stages[1] =
            (com_ctle){s->g_dc_hp_db.v[low], s->f_hp_pz_hz.v[low], s->f_hp_pz_hz.v[low], 100e100};
    else
        stages[1] = (com_ctle){0, s->f_hp_z_hz.v[main], s->f_hp_p_hz.v[main], 100e100};
    return 2;
}

cplx com_ctle_at(const sl_com_settings *s, int main, int low, double freq_hz)
{
    com_ctle c = {s->g_dc_db.v[main], s->f_z_hz.v[main], s->f_p1_hz.v[main], s->f_p2_hz.v[main]};
    cplx h = com_ctle_gain(freq_hz, &c);
    if (s->ctle == SL_COM_CTLE_120D) {
        double f = freq_hz / s->f_hp_pz_hz.v[low];
        h = com_mul(h, com_div(CMPLX(pow(10, s->g_dc_hp_db.v[low] / 20), f), CMPLX(1, f)));
    } else if (s->ctle == SL_COM_CTLE_120E) {
        h = com_mul(h, com_div(CMPLX(1, freq_hz / s->f_hp_z_hz.v[main]),
                               CMPLX(1, freq_hz / s->f_hp_p_hz.v[main])));
    }
    return h;
}
