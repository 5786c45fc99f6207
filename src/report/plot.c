// What the figures' plot specifications are made of.
#include "report/plot.h"

#include <math.h>

void sl_plot_axis(sl_json *j, const char *key, const char *label, const char *unit, bool log_scale)
{
    sl_json_key(j, key);
    sl_json_object(j);
    sl_json_key_text(j, "label", label);
    if (*unit) sl_json_key_text(j, "unit", unit);
    if (log_scale) sl_json_key_bool(j, "log", true);
    sl_json_end(j, '}');
}

void sl_plot_axis_between(sl_json *j, const char *key, const char *label, const char *unit,
                          double min, double max)
{
    sl_json_key(j, key);
    sl_json_object(j);
    sl_json_key_text(j, "label", label);
    if (*unit) sl_json_key_text(j, "unit", unit);
    if (!isnan(min)) sl_json_key_number(j, "min", min);
    if (!isnan(max)) sl_json_key_number(j, "max", max);
    sl_json_end(j, '}');
}

void sl_plot_figure(sl_json *j, const char *id, const char *title, const char *kind,
                    const char *note)
{
    sl_json_object(j);
    sl_json_key_text(j, "id", id);
    sl_json_key_text(j, "title", title);
    sl_json_key_text(j, "kind", kind);
    sl_json_key_text(j, "note", note);
}

void sl_plot_series(sl_json *j, const char *name, const char *variant, int color)
{
    sl_json_object(j);
    sl_json_key_text(j, "name", name);
    if (variant) sl_json_key_text(j, "variant", variant);
    sl_json_key_number(j, "color_index", color);
    sl_json_key(j, "points");
    sl_json_array(j);
}

void sl_plot_point(sl_json *j, double x, double y)
{
    sl_json_array(j);
    sl_json_number(j, x);
    sl_json_number(j, y);
    sl_json_end(j, ']');
}

void sl_plot_interval(sl_json *j, double x, double y, double low, double high)
{
    sl_json_array(j);
    sl_json_number(j, x);
    sl_json_number(j, y);
    if (isfinite(low) && isfinite(high)) {
        sl_json_number(j, low);
        sl_json_number(j, high);
    }
    sl_json_end(j, ']');
}

void sl_plot_series_end(sl_json *j)
{
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_plot_variants_without(sl_json *j, const sl_comparison *c, const bool *left_out)
{
    sl_json_key(j, "x");
    sl_json_object(j);
    sl_json_key(j, "categories");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++)
        if (!left_out || !left_out[v]) sl_json_text(j, c->variants[v].name);
    sl_json_end(j, ']');
    sl_json_key(j, "colors");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++)
        if (!left_out || !left_out[v]) sl_json_number(j, (double)v);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_plot_variants(sl_json *j, const sl_comparison *c)
{
    sl_plot_variants_without(j, c, NULL);
}
