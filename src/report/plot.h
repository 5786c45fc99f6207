// What the figures' plot specifications are made of (web/README.md): writers of keys of an open
// object. Values are in the unit that the axis names.
#ifndef REPORT_PLOT_H
#define REPORT_PLOT_H

#include "report/internal.h"

// unit: "" for none. Between: a linear axis with given ends; NaN: where the values end.
void sl_plot_axis(sl_json *j, const char *key, const char *label, const char *unit, bool log_scale);
void sl_plot_axis_between(sl_json *j, const char *key, const char *label, const char *unit,
                          double min, double max);
// Opens a figure; sl_json_end(j, '}') closes it.
void sl_plot_figure(sl_json *j, const char *id, const char *title, const char *kind,
                    const char *note);
// Opens a series and its points, up to sl_plot_series_end(). variant: its name, or NULL.
void sl_plot_series(sl_json *j, const char *name, const char *variant, int color);
void sl_plot_point(sl_json *j, double x, double y);
// With low and high where both are finite.
void sl_plot_interval(sl_json *j, double x, double y, double low, double high);
void sl_plot_series_end(sl_json *j);
// Variants as categories of x, but for those left out (NULL: none).
void sl_plot_variants_without(sl_json *j, const sl_comparison *c, const bool *left_out);
void sl_plot_variants(sl_json *j, const sl_comparison *c);

// The figures of one section each; nothing where no variant has it.
void sl_report_fleet_figures(sl_json *j, const sl_comparison *c);
void sl_report_growth_figures(sl_json *j, const sl_comparison *c,
                              const sl_growth_projection *growth);
void sl_report_breakeven_figure(sl_json *j, const sl_comparison *c, const sl_breakeven *breakeven);
void sl_report_cost_figures(sl_json *j, const sl_comparison *c);
void sl_report_supply_figures(sl_json *j, const sl_comparison *c);
void sl_report_interop_figures(sl_json *j, const sl_comparison *c);
void sl_report_electrical_figures(sl_json *j, const sl_comparison *c);
void sl_report_light_figures(sl_json *j, const sl_comparison *c);

#endif
