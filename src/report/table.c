// The terminal table: a row per metric, a column per variant, the winner of each row marked.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

#define G(name)                                                                                    \
    {                                                                                              \
        -1, name                                                                                   \
    }
#define M(name)                                                                                    \
    {                                                                                              \
        SL_M_##name, NULL                                                                          \
    }
const sl_report_row sl_report_rows[] = {
    G("power"),
    M(ENERGY),
    M(ENGINE_ENERGY),
    M(SERDES_ENERGY),
    M(PORT_POWER),
    M(IO_POWER),
    M(TUNING),
    G("signal"),
    M(MARGIN),
    M(HOST_MARGIN),
    M(CLASS_MARGIN),
    M(OPTICAL_MARGIN),
    M(STANDARD_MARGIN),
    M(LOSS),
    M(OMA),
    M(TDECQ),
    M(MPI),
    M(PRE_FEC),
    M(POST_FEC),
    M(FRAME_LOSS),
    G("distance and time"),
    M(REACH),
    M(LATENCY),
    G("density"),
    M(DENSITY),
    M(AREA_DENSITY),
    M(SHORELINE_USE),
    G("heat and life"),
    M(ASIC_TEMP),
    M(ENGINE_TEMP),
    M(LASER_TEMP),
    M(LOOP_GAIN),
    M(SOLDER_LIFE),
    M(LASER_FIT),
    M(PORT_FIT),
    M(LASER_FAILED),
    M(ALIGN_YIELD),
    G("fabric"),
    M(FABRIC_HOSTS),
    M(FABRIC_SWITCHES),
    M(FABRIC_LINKS),
    M(FABRIC_FIBRE),
    M(FABRIC_BISECTION),
    M(FABRIC_TAPER),
    M(FABRIC_DIAMETER),
    M(FABRIC_MEAN_HOPS),
    M(FABRIC_LATENCY),
    M(FABRIC_MESSAGE),
    M(FABRIC_QUEUE),
    M(FABRIC_INCAST),
    M(FABRIC_ECMP),
    M(FABRIC_WORST_LOAD),
    M(FABRIC_MEAN_LOSS),
    M(FABRIC_WORST_LOSS),
    M(FABRIC_LOSS),
    M(FABRIC_HEADROOM),
    M(FABRIC_PAUSE_LENGTH),
    M(FABRIC_ALLREDUCE),
    M(FABRIC_POWER),
    G("memory tray"),
    M(MEM_LATENCY),
    M(MEM_EXCESS),
    M(MEM_SLOT_MARGIN),
    M(MEM_SLOT_LENGTH),
    M(MEM_BANDWIDTH),
    M(MEM_GOODPUT),
    M(MEM_STREAM),
    M(MEM_CREDITS),
    M(MEM_BUFFER),
    M(MEM_RETRY),
    M(MEM_DELAYED),
    M(MEM_SILENT),
    M(MEM_LOADED),
    M(MEM_INCAST),
    M(MEM_POOL_SAVING),
    M(MEM_POOL_BOUGHT),
    M(MEM_POOL_NEED),
    M(MEM_FIXED_STRANDED),
    M(MEM_SHARED_STRANDED),
    M(MEM_TRAYS_STRANDED),
    M(MEM_FIXED_GPU_USE),
    M(MEM_TRAYS_GPU_USE),
    M(MEM_KV_GAIN),
    M(MEM_KV_BREAK_EVEN),
    M(MEM_OPTIMIZER),
    M(MEM_OPTIMIZER_FIT),
    G("parts of different makers"),
    M(INTEROP_PASS),
    M(INTEROP_FAIL),
    M(INTEROP_UNKNOWN),
    G("supply"),
    M(SUPPLY_COST),
    M(SUPPLY_SURVIVAL),
    M(SUPPLY_LOSS),
    M(SUPPLY_FILL),
    M(SUPPLY_SHORT),
    M(SUPPLY_CVAR),
    G("fleet"),
    M(FLEET_DARK),
    M(FLEET_LASER),
    M(FLEET_LASER_OUT),
    M(FLEET_ENGINE),
    M(FLEET_ENGINE_OUT),
    M(FLEET_FAILURES),
    M(FLEET_OUTAGES),
    M(FLEET_PORT),
    M(FLEET_LASER_FAILS),
    M(FLEET_LASER_UNITS),
    M(FLEET_SPARES),
    M(FLEET_SERVICE),
    M(FLEET_LINK_STOPS),
    M(FLEET_STOPS),
    M(FLEET_FLAP),
    G("training"),
    M(WL_STEP),
    M(WL_STEP_RAW),
    M(WL_TAIL),
    M(WL_MFU),
    M(WL_MFU_RAW),
    M(WL_TOKENS),
    M(WL_TOKENS_RAW),
    M(WL_EXPOSED),
    M(WL_BUBBLE),
    M(WL_MEMORY),
    M(WL_DUTY),
    M(FULL_TEMP),
    M(STOP_LIFE),
    M(WL_GOODPUT),
    M(WL_INTERVAL),
    M(WL_RUN),
    M(WL_ENERGY),
    G("inference"),
    M(WL_FIRST),
    M(WL_FIRST_RAW),
    M(WL_NEXT),
    M(WL_NEXT_RAW),
    M(WL_SERVED),
    M(WL_SERVE_MEMORY),
    G("money and carbon"),
    M(ECO_COST),
    M(ECO_ENGINE),
    M(ECO_LASER),
    M(ECO_FIBRE),
    M(ECO_PACKAGE),
    M(ECO_SCRAP),
    M(ECO_ROLLED),
    M(ECO_ESCAPES),
    M(ECO_WORKING),
    M(ECO_DESIGN),
    M(ECO_PRICE),
    M(ECO_PER_BIT),
    M(ECO_ENERGY),
    M(ECO_TCO),
    M(ECO_EMBODIED),
    M(ECO_OPERATION),
    M(ECO_RUN),
    M(ECO_FAILURES),
    M(ECO_FIRST),
    M(ECO_NEXT),
    M(ECO_DELAY),
};
#undef G
#undef M
const size_t sl_report_row_n = sizeof sl_report_rows / sizeof *sl_report_rows;

typedef struct style {
    const char *bold, *dim, *good, *bad, *off;
} style;

static style style_of(bool colour)
{
    if (!colour) return (style){"", "", "", "", ""};
    return (style){"\033[1m", "\033[2m", "\033[1;32m", "\033[31m", "\033[0m"};
}

static bool row_has_values(const sl_comparison *c, int metric)
{
    for (size_t v = 0; v < c->n; v++)
        if (!isnan(c->variants[v].nominal.value[metric])) return true;
    return false;
}

static void add_cell(sl_text *out, const char *text, int width, const char *on, const char *off)
{
    int room = width - (int)strlen(text);
    sl_text_printf(out, "%*s%s%s%s", room > 0 ? room : 0, "", on, text, off);
}

// The interval under a value: "5.2..7.4", or "" where there is none.
static void interval_text(char *out, size_t n, const sl_comparison *c, size_t v, int metric)
{
    const sl_variant_result *r = &c->variants[v];
    const sl_interval *i = &r->interval[metric];
    char low[32], high[32];
    out[0] = '\0';
    if (c->draws == 0 || isnan(r->nominal.value[metric]) || isnan(i->low)) return;
    sl_report_value(low, sizeof low, metric, i->low);
    sl_report_value(high, sizeof high, metric, i->high);
    if (strcmp(low, high) != 0) snprintf(out, n, "%s..%s", low, high);
}

#define LABEL_WIDTH  33
#define WINNER_WIDTH 20
#define TIER_WIDTH   10

// A column with each row's tier, where not all are of one.
static int tier_width(const sl_comparison *c)
{
    return c->model->study.fidelity == SL_FIDELITY_ESTIMATE ? 0 : TIER_WIDTH;
}

static int column_width(const sl_comparison *c, size_t v)
{
    size_t width = strlen(c->variants[v].name);
    for (size_t i = 0; i < sl_report_row_n; i++) {
        char text[80];
        int m = sl_report_rows[i].metric;
        if (m < 0) continue;
        interval_text(text, sizeof text, c, v, m);
        if (strlen(text) > width) width = strlen(text);
        sl_report_value(text, sizeof text, m, c->variants[v].nominal.value[m]);
        if (strlen(text) > width) width = strlen(text);
    }
    return (int)width + 2;
}

static void heading(sl_text *out, const sl_comparison *c, const int *widths, size_t from, size_t to,
                    const style *s)
{
    int tiers = tier_width(c);
    sl_text_printf(out, "%-*s%-*s", LABEL_WIDTH, "", tiers, tiers ? "tier" : "");
    for (size_t v = from; v < to; v++)
        add_cell(out, c->variants[v].name, widths[v],
                 c->variants[v].nominal.feasible ? s->bold : s->bad, s->off);
    sl_text_printf(out, "   %sbest of the feasible%s\n%-*s", s->dim, s->off, LABEL_WIDTH + tiers,
                   "feasible");
    for (size_t v = from; v < to; v++)
        add_cell(out, c->variants[v].nominal.feasible ? "yes" : "no", widths[v],
                 c->variants[v].nominal.feasible ? "" : s->bad, s->off);
    if (c->draws) {
        sl_text_printf(out, "\n%-*s", LABEL_WIDTH + tiers, "best in % of draws");
        for (size_t v = from; v < to; v++) {
            char p[32];
            snprintf(p, sizeof p, isnan(c->variants[v].p_best) ? "-" : "%.1f",
                     100.0 * c->variants[v].p_best);
            add_cell(out, p, widths[v], "", "");
        }
    }
    sl_text_add(out, "\n");
}

static void winner_cell(sl_text *out, const sl_comparison *c, int metric, const style *s)
{
    int w = c->row_winner[metric];
    if (w < 0) return;
    sl_text_printf(out, "   %s%s%s", s->good, c->row_tie[metric] ? "tie" : c->variants[w].name,
                   s->off);
    if (!isnan(c->row_p[metric]) && !c->row_tie[metric])
        sl_text_printf(out, " %.0f %%", 100.0 * c->row_p[metric]);
}

static void row(sl_text *out, const sl_comparison *c, int metric, const int *widths, size_t from,
                size_t to, const style *s)
{
    const sl_metric_info *info = &sl_metric_infos[metric];
    char label[80], text[80];
    bool any = false;
    const char *unit = sl_report_unit(metric);
    snprintf(label, sizeof label, "%s%s%s", info->label, *unit ? ", " : "", unit);
    sl_text_printf(out, "  %-*.*s", LABEL_WIDTH - 2, LABEL_WIDTH - 2, label);
    int tiers = tier_width(c);
    if (tiers)
        sl_text_printf(out, "%s%-*s%s", s->dim, tiers, sl_metric_tier(c->model, metric), s->off);
    for (size_t v = from; v < to; v++) {
        bool win = c->row_winner[metric] == (int)v && !c->row_tie[metric];
        sl_report_value(text, sizeof text, metric, c->variants[v].nominal.value[metric]);
        add_cell(out, text, widths[v],
                 win                               ? s->good
                 : c->variants[v].nominal.feasible ? ""
                                                   : s->dim,
                 s->off);
        interval_text(text, sizeof text, c, v, metric);
        any = any || text[0];
    }
    winner_cell(out, c, metric, s);
    sl_text_add(out, "\n");
    if (!any) return;
    sl_text_printf(out, "%-*s", LABEL_WIDTH + tiers, "");
    for (size_t v = from; v < to; v++) {
        interval_text(text, sizeof text, c, v, metric);
        add_cell(out, text, widths[v], s->dim, s->off);
    }
    sl_text_add(out, "\n");
}

static void block(sl_text *out, const sl_comparison *c, int *widths, size_t from, size_t to,
                  const style *s)
{
    heading(out, c, widths, from, to, s);
    const char *group = NULL;
    for (size_t i = 0; i < sl_report_row_n; i++) {
        if (sl_report_rows[i].metric < 0) {
            group = sl_report_rows[i].group;
        } else if (row_has_values(c, sl_report_rows[i].metric)) {
            if (group) sl_text_printf(out, "%s%s%s\n", s->bold, group, s->off);
            group = NULL;
            row(out, c, sl_report_rows[i].metric, widths, from, to, s);
        }
    }
    sl_text_add(out, "\n");
}

static void reasons(sl_text *out, const sl_comparison *c, const style *s)
{
    size_t longest = 0;
    for (size_t v = 0; v < c->n; v++)
        if (strlen(c->variants[v].name) > longest) longest = strlen(c->variants[v].name);
    for (size_t v = 0; v < c->n; v++) {
        const sl_variant_result *r = &c->variants[v];
        bool beyond = !r->bound->design.link.compliance;
        sl_text_printf(
            out, "%s%-*s%s  %s%s%s%s\n", r->nominal.feasible ? s->bold : s->bad, (int)longest,
            r->name, s->off, r->nominal.feasible ? "" : "infeasible: ", r->nominal.why,
            beyond ? " [preset beyond published standards: not a compliance result]" : "",
            r->pareto ? " [Pareto: density, energy]" : "");
        if (r->nominal.has_memory && r->nominal.feasible) {
            char verdict[SL_VERDICT_TEXT];
            sl_report_slot_verdict(verdict, sizeof verdict, r);
            sl_text_printf(out, "%*s  tray: %s\n", (int)longest, "", verdict);
        }
    }
    sl_text_add(out, "\n");
}

static void footer(sl_text *out, const sl_comparison *c, const style *s)
{
    sl_text_printf(out, "%s%s%s\n", s->bold, c->verdict, s->off);
    if (c->draws && c->sensitivity_n) {
        sl_text_add(out, "It turns most on:");
        for (size_t i = 0; i < c->sensitivity_n && i < 3; i++)
            sl_text_printf(out, "%s %s of %s%s", i ? "," : "", c->sensitivity[i].path,
                           c->sensitivity[i].variant,
                           c->sensitivity[i].flips ? " (can flip it)" : "");
        sl_text_printf(out, ". Assumptions carry %.0f %% of its variance.\n",
                       100.0 * c->assumption_share);
    }
    for (size_t i = 0; i < c->requirement_n; i++)
        sl_text_printf(out, "%s%s%s %s\n", c->requirement_ok[i] ? s->good : s->bad,
                       c->requirement_ok[i] ? "holds" : "FAILS", s->off, c->requirement[i]);
    for (size_t v = 0; v < c->n; v++) {
        const char *compat = sl_report_compat(&c->variants[v].bound->design);
        if (compat) sl_text_printf(out, "%s: %s\n", c->variants[v].name, compat);
    }
    if (tier_width(c))
        sl_text_printf(out, "%s%s ", s->dim, sl_tier_note(c->model->study.fidelity));
    else
        sl_text_printf(out, "%sAll rows: estimate tier (closed form%s). ", s->dim,
                       sl_report_has_supply(c) ? "; supply: linear programs and runs, without draws"
                                               : "");
    if (c->draws)
        sl_text_printf(out, "Below a value: 5th to 95th percentile of %d draws, seed %d. ",
                       c->draws, c->model->study.seed);
    sl_text_printf(out, "Scenario %.12s.%s\n", c->model->hash, s->off);
}

void sl_report_table(sl_text *out, const sl_comparison *c, int width, bool colour)
{
    style s = style_of(colour);
    int widths[64];
    if (c->model->study.title[0])
        sl_text_printf(out, "%s%s%s\n\n", s.bold, c->model->study.title, s.off);
    for (size_t v = 0; v < c->n; v++)
        widths[v] = column_width(c, v);
    size_t from = 0;
    while (from < c->n) {
        int used = LABEL_WIDTH + tier_width(c) + WINNER_WIDTH;
        size_t to = from;
        while (to < c->n && (to == from || used + widths[to] <= width))
            used += widths[to++];
        block(out, c, widths, from, to, &s);
        from = to;
    }
    reasons(out, c, &s);
    footer(out, c, &s);
}
