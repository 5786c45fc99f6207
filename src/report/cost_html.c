// Money in the page: from the parts of a port to its price and to what owning it costs.
#include "report/html.h"
#include "report/plot.h"

#include <math.h>

static const char *const share_names[SL_SHARES] = {[SL_SHARE_ENGINE] = "engine",
                                                   [SL_SHARE_LASER] = "laser",
                                                   [SL_SHARE_FIBRE] = "fibre attach",
                                                   [SL_SHARE_PACKAGE] = "package"};

// A line of the bill: split over the shares, one number, or a sum of all lines so far.
typedef struct line {
    const char *name;
    size_t offset; // of a double in sl_port_cost, or in sl_share_cost where it is split
    bool split, sum;
} line;

#define SHARED(label, member)                                                                      \
    {                                                                                              \
        label, offsetof(sl_share_cost, member), true, false                                        \
    }
#define ADDED(label, member)                                                                       \
    {                                                                                              \
        label, offsetof(sl_port_cost, member), false, false                                        \
    }
#define SUM(label, member)                                                                         \
    {                                                                                              \
        label, offsetof(sl_port_cost, member), false, true                                         \
    }
static const line lines[] = {SHARED("parts", parts_usd),          SHARED("process", process_usd),
                             SHARED("repair", rework_usd),        ADDED("scrap", scrap_usd),
                             ADDED("design", design_usd),         ADDED("margins", margins_usd),
                             ADDED("learning", learning_usd),     SUM("price", price_usd),
                             ADDED("interest", interest_usd),     ADDED("energy", energy_usd),
                             ADDED("service", service_usd),       SUM("ownership", owned_usd),
                             ADDED("units swapped", swapped_usd), ADDED("ports dark", dark_usd),
                             SUM("with failures", all_usd)};
#define LINES        (sizeof lines / sizeof *lines)
#define BEFORE_PRICE 5 // the last line that a bought port does not have

static double at(const void *base, size_t offset)
{
    return *(const double *)(const void *)((const char *)base + offset);
}

// Of one share where the line is split (share below SL_SHARES), else of the whole line.
static double amount(const sl_port_cost *c, const line *l, int share)
{
    if (!l->split) return share < SL_SHARES ? 0.0 : at(c, l->offset);
    if (share < SL_SHARES) return at(&c->share[share], l->offset);
    double sum = 0.0;
    for (int i = 0; i < SL_SHARES; i++)
        sum += at(&c->share[i], l->offset);
    return sum;
}

// A bought port has no bill of materials: its price is where it begins.
static bool applies(const sl_port_cost *c, size_t i)
{
    if (lines[i].sum) return isfinite(at(c, lines[i].offset));
    return (c->made || i > BEFORE_PRICE) && isfinite(amount(c, &lines[i], SL_SHARES));
}

static bool has_cost(const sl_comparison *c)
{
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_cost) return true;
    return false;
}

// Whether any variant has something in a line.
static bool occurs(const sl_comparison *c, size_t i)
{
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        if (r->has_cost && applies(&r->cost, i) && amount(&r->cost, &lines[i], SL_SHARES) != 0.0)
            return true;
    }
    return false;
}

// ---- figure ----

static void steps(sl_json *j, const sl_comparison *c)
{
    sl_json_key(j, "steps");
    sl_json_array(j);
    for (size_t i = 0; i < LINES; i++) {
        if (!occurs(c, i)) continue;
        sl_json_object(j);
        sl_json_key_text(j, "name", lines[i].name);
        if (lines[i].sum) sl_json_key_bool(j, "sum", true);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_key(j, "parts");
    sl_json_array(j);
    for (int s = 0; s < SL_SHARES; s++)
        sl_json_text(j, share_names[s]);
    sl_json_end(j, ']');
}

// One panel: of each line a number, or one for each share.
static void panel(sl_json *j, const sl_comparison *c, size_t v)
{
    const sl_port_cost *cost = &c->variants[v].nominal.cost;
    sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
    for (size_t i = 0; i < LINES; i++) {
        if (!occurs(c, i)) continue;
        if (!applies(cost, i)) {
            sl_json_number(j, NAN);
        } else if (lines[i].split) {
            sl_json_array(j);
            for (int s = 0; s < SL_SHARES; s++)
                sl_json_number(j, amount(cost, &lines[i], s));
            sl_json_end(j, ']');
        } else {
            sl_json_number(j, amount(cost, &lines[i], SL_SHARES));
        }
    }
    sl_plot_series_end(j);
}

void sl_report_cost_figures(sl_json *j, const sl_comparison *c)
{
    if (!has_cost(c)) return;
    sl_plot_figure(
        j, "waterfall", "From parts to price, and to the cost of ownership", "waterfall",
        "One port, USD of market.year; each bar begins where the one above it ends. Tints "
        "of parts, process and repair: what they are spent on. Scale ×5: bars drawn five times "
        "as long. Energy and service over "
        "service.life. docs/theory/economics.md, estimate tier.");
    sl_plot_axis(j, "x", "a port", "USD", false);
    steps(j, c);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_cost) panel(j, c, v);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// ---- table ----

static void row(sl_text *out, const sl_comparison *c, size_t i)
{
    sl_text_printf(out, "<tr%s><th scope=\"row\">%s</th>", lines[i].sum ? " class=\"total\"" : "",
                   lines[i].name);
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        if (!r->has_cost || !applies(&r->cost, i)) {
            sl_text_add(out, "<td>&ndash;</td>");
            continue;
        }
        sl_text_printf(out, "<td%s>%.4g</td>", r->feasible ? "" : " class=\"no\"",
                       amount(&r->cost, &lines[i], SL_SHARES));
    }
    sl_text_add(out, "</tr>\n");
}

void sl_report_cost_html(sl_text *out, const sl_comparison *c)
{
    if (!has_cost(c)) return;
    sl_html_section(out, "cost", "Cost waterfall");
    sl_html_figure(out, "waterfall");
    sl_text_add(out,
                "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" aria-label=\"Bill of a "
                "port\"><table>\n");
    sl_html_variants(out, c, "a port, USD");
    sl_text_add(out, "<tbody>\n");
    for (size_t i = 0; i < LINES; i++)
        if (occurs(c, i)) row(out, c, i);
    sl_text_add(out,
                "</tbody></table></div>\n<p class=\"note\">A bought port begins with its price. "
                "Units swapped and ports dark stand beside the ownership, not in it.</p>\n");
}
