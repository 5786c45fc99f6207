// Shared by the files of the reach study.
#ifndef SYSTEM_REACH_H
#define SYSTEM_REACH_H

#include "shoreline/reach.h"
#include "system/internal.h"

typedef enum reach_kind {
    REACH_DIELECTRIC,
    REACH_LOSS,
    REACH_ROUGHNESS,
    REACH_WIDTH,
    REACH_LENGTH,
    REACH_STUB,
    REACH_TEMP,
    REACH_HUMIDITY
} reach_kind;

// One thing that varies: what it changes of which segments, and its deviate.
typedef struct reach_axis {
    reach_kind kind;
    double sd;
    uint64_t entity;
    uint32_t segments; // bit i: of segment i
} reach_axis;

// The channel of a variant at a rate, as it varies.
typedef struct reach_path {
    sl_design_channel channel;
    size_t swept; // the segment whose length is in question
    int levels;
    double humidity;
    int axis_n;
    reach_axis axis[SL_REACH_AXES];
} reach_path;

// Channel and axes of a variant at a rate; names and classes into the cell. Errors: SL_ERR_DOMAIN
// (no line to sweep), SL_ERR_LIMIT (axes).
sl_status reach_path_make(reach_path *out, sl_reach_cell *cell, const sl_bound *bound, int rate);
// Its segments at a length, each axis at z[i] standard deviations (NULL: nominal).
sl_status reach_segments(sl_segment *out, const reach_path *path, double length_m, const double *z);

// COM of the path (reach_margin.c): the settings with their search, and the grid.
typedef struct reach_margin {
    const reach_path *path;
    sl_com_settings *search;   // all of the equaliser's grid, coarse in time and voltage
    sl_com_settings *accurate; // as the standard samples
} reach_margin;

// What came to be is freed by reach_margin_free, after errors as well.
sl_status reach_margin_make(reach_margin *out, sl_ctx *ctx, const reach_path *path,
                            const sl_serdes_spec *serdes);
void reach_margin_free(reach_margin *m, sl_ctx *ctx);
// The grid of frequencies for lengths up to this one. Errors: SL_ERR_DOMAIN, SL_ERR_LIMIT.
sl_status reach_margin_grid(reach_margin *m, double longest_m);
// Settings within `steps` grid steps of an equaliser found before in CTLE and c(-1), within
// `others` in the other taps of the transmitter; 0, 0: that equaliser alone.
sl_status reach_settings_near(sl_com_settings **out, sl_ctx *ctx, const sl_com_settings *settings,
                              const sl_com_case *start, int steps, int others);
void reach_settings_free(sl_ctx *ctx, sl_com_settings *settings);
// COM at a length; -INFINITY where no equaliser gives an eye. found: may be NULL.
sl_status reach_margin_at(double *com_db, sl_com_case *found, sl_ctx *ctx, const reach_margin *m,
                          const sl_com_settings *settings, double length_m, const double *z);

// An equaliser of the nominal channel at one length, by the channel's loss.
#define REACH_FAMILY 7
typedef struct reach_member {
    double loss_db;
    sl_com_settings *settings;
} reach_member;

// One cell before its draws (reach_cell.c): nominal length, slope, sensitivities, equaliser.
typedef struct reach_work {
    const sl_bound *bound;
    int rate;
    uint64_t seed;
    sl_reach_cell *cell;
    sl_ctx *ctx;
    reach_path path;
    reach_margin margin;
    double offset_db;    // what the coarse margin lacks
    sl_com_case nominal; // equaliser at the nominal length
    reach_member family[REACH_FAMILY];
    double drift[SL_REACH_AXES]; // change of COM by one standard deviation, equaliser following
    double shift[SL_REACH_AXES]; // of the drawn deviates, towards failure
    bool varies;                 // so that draws are to be made
} reach_work;

sl_status reach_cell_prepare(reach_work *w);
// All derivatives with the nominal equaliser held, into the cell, in the order of the path.
sl_status reach_sensitivities(reach_work *w);
void reach_cell_free(reach_work *w);
// Length up to which draw i passes; its weight. lost: it has no eye. ctx: of the thread.
sl_status reach_draw(sl_reach_sample *out, bool *lost, sl_ctx *ctx, const reach_work *w, size_t i);
void reach_cell_finish(reach_work *w, sl_reach_sample *samples, size_t n);

#endif
