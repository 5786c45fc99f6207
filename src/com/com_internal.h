// What the files of the COM module share. Indices are from 0 here; the reference counts from 1.
#ifndef COM_INTERNAL_H
#define COM_INTERNAL_H

#include <complex.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/cmplx.h"
#include "core/wide.h"
#include "shoreline/com.h"
#include "shoreline/fourier.h"

typedef double _Complex cplx;

#define SL_COM_LEVELS 64
#define COM_EPS       2.2204460492503131e-16 // the reference's eps

// ---- two-ports at one frequency (network.c) -----------------------------------------------------

typedef struct two_port {
    cplx s11, s12, s21, s22;
} two_port;

// a followed by b; never by chain matrices, so that s21 may be 0.
two_port com_cascade(two_port a, two_port b);
two_port com_reversed(two_port a);

// Quotient without the overflow guards of C's own complex division: values here are near 1.
static inline cplx com_div(cplx a, cplx b)
{
    double re = creal(b), im = cimag(b), norm = 1.0 / (re * re + im * im);
    return CMPLX((creal(a) * re + cimag(a) * im) * norm, (cimag(a) * re - creal(a) * im) * norm);
}

static inline cplx com_mul(cplx a, cplx b)
{
    return CMPLX(creal(a) * creal(b) - cimag(a) * cimag(b),
                 creal(a) * cimag(b) + cimag(a) * creal(b));
}

static inline double com_norm2(cplx a)
{
    return creal(a) * creal(a) + cimag(a) * cimag(a);
}

// ---- spectrum to impulse response (impulse.c) ---------------------------------------------------

typedef enum com_magnitude {
    COM_MAGNITUDE_LINEAR_TREND,
    COM_MAGNITUDE_TREND,
    COM_MAGNITUDE_EXTRAPOLATE,
    COM_MAGNITUDE_EXTRAPOLATE_OR_ZERO,
    COM_MAGNITUDE_OLD,
} com_magnitude;

typedef enum com_phase {
    COM_PHASE_SLOPES,
    COM_PHASE_TREND_AND_SHIFT,
    COM_PHASE_INTERPOLATE,
    COM_PHASE_INTERPOLATE_AND_SHIFT,
    COM_PHASE_ZERO_DC,
    COM_PHASE_OLD,
} com_phase;

typedef struct com_impulse_opts {
    double sample_s;
    double truncation; // of the peak, where the tail is cut
    com_magnitude magnitude;
    com_phase phase;
    bool enforce_causality;
    double causality_relative, causality_difference, causality_start;
    bool diagnostics; // an anti-causal phase is a warning, not an error
} com_impulse_opts;

// Impulse response of spectrum[points] at freq_hz; *out from the arena, *n after truncation. *fft:
// the transform of the last call or NULL, kept for the next one of the same size.
sl_status com_impulse(double **out, size_t *n, sl_ctx *ctx, sl_arena *arena, const cplx *spectrum,
                      const double *freq_hz, size_t points, const com_impulse_opts *opts,
                      sl_fourier **fft, const char *name);

// Sum of the last `width` samples at each place: the response to a pulse of that many samples.
void com_hold(double *out, const double *in, size_t n, size_t width);

// ---- filters (filters.c) ------------------------------------------------------------------------

cplx com_butterworth(double freq_hz, double cutoff_hz);
cplx com_bessel_thomson(double freq_hz, double cutoff_hz, int order);
double com_raised_cosine(double freq_hz, double start_hz, double end_hz);

typedef struct com_ctle {
    double gain_db, zero_hz, pole1_hz, pole2_hz; // one stage; zero_hz at a gain of 0 dB
} com_ctle;

cplx com_ctle_gain(double freq_hz, const com_ctle *stage);
// In place on x[n]: the stage by the bilinear transform at symbol_rate * samples_per_ui.
void com_ctle_filter(double *x, size_t n, double symbol_rate_bd, double samples_per_ui,
                     const com_ctle *stage);

// ---- distributions (pdf.c) ----------------------------------------------------------------------

// Probabilities on a grid: y[i] at (min + i) bin_v.
typedef struct com_pdf {
    double bin_v;
    long min;
    size_t n;
    double *y; // malloc'd; NULL: not made
} com_pdf;

void com_pdf_free(com_pdf *pdf);
sl_status com_pdf_delta(com_pdf *out, double bin_v);
// Interference of independent PAM-L symbols through samples v[n] (93A-39).
// Ends where the probability is below `tail` on both sides are left out.
#define COM_TAIL 1e-30
sl_status com_pdf_from_samples(com_pdf *out, const double *v, size_t n, int levels, double bin_v,
                               double tail);
// Second moment that com_pdf_from_samples would have, without making it.
double com_samples_variance(const double *v, size_t n, int levels, double bin_v);
// Normal, cut at `sigmas` and scaled to a sum of 1.
sl_status com_pdf_normal(com_pdf *out, double sigma_v, double sigmas, double bin_v);
sl_status com_pdf_convolve(com_pdf *out, const com_pdf *a, const com_pdf *b);
// The same by transforms where that is faster: tails below 1e-15 of the peak are rounding noise.
sl_status com_pdf_convolve_coarse(com_pdf *out, const com_pdf *a, const com_pdf *b);
double com_pdf_x(const com_pdf *pdf, size_t i);
// Magnitude of the first place whose cumulated probability is above (or_equal: not below) p; NaN if
// none.
double com_pdf_peak_v(const com_pdf *pdf, double p, bool or_equal);
double com_pdf_sigma_v(const com_pdf *pdf);

// ---- one run (com.c) ----------------------------------------------------------------------------

// One channel of a run. Order: thru, far-end, near-end aggressors, as the reference takes them.
typedef struct com_link {
    sl_com_role role;
    const char *name;
    two_port *measured; // differential, as in the file
    two_port *boarded;  // with boards
    two_port *mixed;    // common mode in, differential out; NULL: not needed
    cplx *transfer;     // die to decision: packages, edge, receive filter
    cplx *transfer_mixed;
    double amplitude_v, icn_v;
    double *impulse; // of the transfer, times the amplitude
    size_t impulse_n;
} com_link;

// Transforms that are used again.
typedef struct com_cache {
    sl_fourier *impulse, *ctle;
} com_cache;

typedef struct com_run {
    sl_ctx *ctx;
    const sl_com_settings *s;
    sl_com_opts opts;
    sl_arena *arena; // of the whole run
    sl_arena *work;  // of one test case
    const double *freq_hz;
    size_t points;
    com_link *links;
    int n;
    bool one_port; // the thru is one pair: return loss only
    bool mmse;     // receive FFE of 178A
    int column;    // of the test case, from 0
    double ui_s, sample_s;
    double sigma_x;
    com_cache *cache;
} com_run;

// Differential parameters of the channels, boards included. Tells in the context what does not fit.
sl_status com_channels_prepare(com_run *run, const sl_com_channel *channels, int n);
// Transfers of a test case: packages, terminations, edge and filters (package.c).
sl_status com_transfers(com_run *run);
cplx com_receive_filter(const sl_com_settings *s, double freq_hz);
cplx com_transmit_edge(const sl_com_settings *s, double freq_hz);
two_port com_package_at(const sl_com_settings *s, int side, const double *length_mm, double freq_hz,
                        bool common, bool with_die);
two_port com_line_at(double freq_hz, double z_c, double z_0, const double *gamma, double tau,
                     double length_mm);
two_port com_shunt_c(double freq_hz, double c_f, double z_0);
const double *com_package_length(const sl_com_settings *s, int side, sl_com_role role, int column);
com_impulse_opts com_impulse_policy(const com_run *run);

// Crosstalk, loss and its deviation (figures.c); return loss (erl.c).
void com_figures(sl_com_case *out, const com_run *run);
sl_status com_erl(double erl_db[2], const com_run *run);

// ---- the search for an equaliser ----------------------------------------------------------------

// Grid of transmit FFEs (txgrid.c): those whose cursor is large enough, in the reference's order.
typedef struct com_tx_grid {
    int n, cursor; // taps of a setting, index of the cursor
    int columns;   // taps that are swept or given, outermost first
    int length[2 * SL_COM_FFE_TAPS];
    int sweep_n, sweep[2 * SL_COM_FFE_TAPS]; // columns of several values, longest first
    size_t rows;
    double *taps; // [rows][n]
    short *index; // [rows][columns], from 1
} com_tx_grid;

sl_status com_tx_grid_make(com_tx_grid *out, const com_run *run);

// Leaves the settings within so many steps of the one nearest to a case's.
void com_tx_grid_narrow(com_tx_grid *grid, const sl_com_case *start, int steps);

// Continuous-time equalisers that may be tried: pairs of indices into g_DC and g_DC_HP.
typedef struct com_ctle_set {
    int n_main, n_low;
    bool *use; // [n_main][n_low]
} com_ctle_set;

sl_status com_ctle_set_make(com_ctle_set *out, const com_run *run);
void com_ctle_set_narrow(com_ctle_set *set, const sl_com_settings *s, const sl_com_case *start,
                         int steps);
int com_ctle_stages(com_ctle stages[2], const sl_com_settings *s, int main, int low);
cplx com_ctle_at(const sl_com_settings *s, int main, int low, double freq_hz);

// The CTLE in place on x[n], as the run asks for it.
sl_status com_ctle_run(double *x, size_t n, const com_run *run, int main, int low);

// Rows that the reference's local search skips, given the best so far (indices from 1).
bool com_local_skip(const com_tx_grid *grid, size_t row, int main, int low, const short *best_index,
                    int best_low, int reach);

// What one CTLE makes of the channels (stage.c).
typedef struct com_wave {
    const double *x; // pulse response, wrapped around: index -margin .. n + margin
    size_t n;
    size_t margin;
    const double *phases; // [samples_per_ui][per_phase]: x(-margin + phase + i samples_per_ui)
    size_t per_phase;
} com_wave;

typedef struct com_stage {
    int main, low;
    com_wave thru;
    com_wave others[SL_COM_AGGRESSORS + 1]; // with a receive FFE: of the aggressors, by link
    double sigma_n_v;                       // receiver's noise behind the filters
    double next_power;                      // of near-end crosstalk, V^2, without sigma_X^2
    const double *fext;                     // weight of |Tx FFE| at the frequencies below f_b, V^2
    size_t fext_n;
} com_stage;

// Memory of a search, used again by every stage.
typedef struct com_stage_room com_stage_room;
sl_status com_stage_room_make(com_stage_room **out, const com_run *run, const com_tx_grid *grid);
sl_status com_stage_make(com_stage *out, com_stage_room *room, int main, int low);
// Crosstalk of a transmit FFE, V rms.
double com_stage_crosstalk_v(const com_stage *stage, com_stage_room *room, const double *tx);

// The CTLE in the frequency domain; lags at symbol distance of the aggressors' pulses; their noise
// of a transmit FFE, V rms (strict.c).
sl_status com_ctle_by_spectrum(double *x, size_t n, const com_run *run, int main, int low);
typedef struct com_crosstalk_lags {
    int taps;
    double *r; // [links][phases][taps]
} com_crosstalk_lags;
sl_status com_crosstalk_lags_make(com_crosstalk_lags *out, const com_run *run, int taps);
void com_crosstalk_lags_fill(com_crosstalk_lags *lags, const com_run *run, const com_stage *stage);
double com_crosstalk_by_pulse_v(const com_crosstalk_lags *lags, const com_run *run,
                                const double *tx);

// Pulse of a transmit FFE at places from..to-1.
void com_shifted_sum(double *out, const com_wave *wave, const double *tx, const com_tx_grid *grid,
                     long from, long to, long samples_per_ui);
// Its samples at phase, phase + samples_per_ui...; how many.
size_t com_phase_samples(double *out, const com_wave *wave, const double *tx,
                         const com_tx_grid *grid, size_t phase, size_t samples_per_ui);

// The pulse around its peak (clock.c).
typedef struct com_clock {
    const sl_com_settings *s;
    double *pulse; // from place `at`
    long at, n;
    long first, last; // where the peak is looked for
} com_clock;

sl_status com_clock_make(com_clock *out, const com_run *run);
void com_clock_load(com_clock *clock, const com_wave *wave, const double *tx,
                    const com_tx_grid *grid);
// Sampling point and peak; false: there is no sampling point.
bool com_clock_point(size_t *cursor, size_t *peak, const com_clock *clock);

// Shifts of the sampling point that a setting is tried with; the middle first where that is asked
// for, and then no further from the best of either side than Local Search (4.50).
#define COM_SHIFTS 1024
typedef struct com_shifts {
    int n, v[COM_SHIFTS];
    bool local; // a shift depends on the figures of merit of those before it
} com_shifts;
typedef struct com_shift_best {
    double before_db, after_db;
    int before, after;
} com_shift_best;
sl_status com_shifts_make(com_shifts *out, const sl_com_settings *s);
bool com_shift_skip(const com_shift_best *best, const sl_com_settings *s, int shift);
void com_shift_seen(com_shift_best *best, int shift, double fom_db);

#define COM_DFE_ROOM (SL_COM_DFE_MAX + 1)

// The equaliser of one candidate; places in the pulse from 0.
typedef struct com_choice {
    int main, low;
    size_t row;
    double fom_db, as_v;
    size_t cursor, length; // sampling point; samples of the pulse once it is padded
    size_t peak;
    int sample_shift;
    int n_dfe;
    double b_max[COM_DFE_ROOM], b_min[COM_DFE_ROOM], dfe[COM_DFE_ROOM];
    int floating_n, floating[COM_DFE_ROOM];
    double tail_rss;
    double sigma_n_v, sigma_tx_v;
    int rx_n;
    double rx[COM_DFE_ROOM];
} com_choice;

// Places of the banks of floating taps: index of the first tap of each, then all their taps, from 1
// and ascending (floating.c). isi[n]: samples after the cursor.
sl_status com_floating_taps(int *taps, const double *isi, size_t n, int first, int last, int bank,
                            double cursor, double limit, int banks, bool reference_370);

// 93A: transmit FFE, CTLE, DFE (search.c).
sl_status com_search_93a(com_choice *best, com_run *run, const com_tx_grid *grid,
                         const com_ctle_set *ctles);

// 178A: with a receive FFE by minimum mean square error (search_mmse.c).
sl_status com_search_178a(com_choice *best, com_run *run, const com_tx_grid *grid,
                          const com_ctle_set *ctles);

// Noise by lag at symbol distance, and the taps that it asks for (mmse.c).
typedef struct com_mmse_in {
    const double *h; // pulse response at symbol distance, n samples
    size_t n, cursor;
    const double *signal_lags; // sum h_i h_(i + d), d = 0..span-1
    const double *noise_lags;  // of the noise, V^2
    double least_db;           // FOM that has to be exceeded; what cannot is left at -INFINITY
} com_mmse_in;

typedef struct com_mmse_out {
    double fom_db;
    int taps; // span: pre + 1 + post, or pre + 1 + N_f with floating ones
    double w[COM_DFE_ROOM];
    int floating_n, floating[COM_DFE_ROOM]; // UI after the cursor
} com_mmse_out;

int com_mmse_span(const sl_com_settings *s);
// Samples that the spectra of 178A are made of (search_mmse.c).
sl_status com_receiver_spectrum(double *folded, const com_run *run, int main, int low);
size_t com_aggressor_phase(const com_stage *stage, const com_run *run, const com_tx_grid *grid,
                           int link, const double *tx, double *room);
size_t com_transmitter_samples(double *out, const com_wave *wave, size_t cursor,
                               size_t samples_per_ui);
sl_status com_mmse(com_mmse_out *out, const sl_com_settings *s, const com_mmse_in *in,
                   double sigma_x);

// ---- from the choice to COM ---------------------------------------------------------------------

// Pulse responses at the decision under the chosen equaliser (apply.c).
typedef struct com_pulses {
    size_t n[SL_COM_AGGRESSORS + 1];
    double *x[SL_COM_AGGRESSORS + 1]; // equalised, of every link
    double *searched;                 // of the thru, as the search saw it, choice->length samples
    double *slope;                    // h_J: change by a UI of delay, at each symbol, V
    size_t slope_n;
} com_pulses;

sl_status com_apply(com_pulses *out, const com_run *run, const com_choice *choice,
                    const com_tx_grid *grid);

// Distributions of interference and noise (noise.c).
typedef struct com_noise {
    double sigma_n_v, sigma_tx_v, sigma_rj_v, sigma_g_v, crest;
    double cumulated_v[SL_COM_SOURCES]; // A_ni with a source and those before it
    com_pdf isi, crosstalk, noise, total, gaussian;
} com_noise;

// The eye of chip-to-module interfaces (eye.c).
typedef struct com_eye_in {
    const double *pulse; // equalised, without DFE
    size_t n, cursor;
    const com_choice *choice; // limits of the DFE
    double sigma_n_v, sigma_tx_v, bin_v;
    const com_pdf *crosstalk; // NULL: none
    bool whole;               // the whole UI: contours and width as well
    double least_v; // without `whole`: an opening that cannot exceed it is left, with a bound on it
} com_eye_in;

typedef struct com_eye_out {
    double opening_v; // of the worst eye within T_O; NaN without T_O
    double width_ui;
    size_t per_ui;
    double *contours; // [per_ui][levels - 1][2], the upper edge first, from the arena of the run
} com_eye_out;

// Errors: SL_ERR_DOMAIN (the pulse is too short for the window, or no voltage of a level exceeds
// DER_0), SL_ERR_NO_MEMORY.
sl_status com_eye(com_eye_out *out, const com_run *run, const com_eye_in *in);

// Noise spectra behind the receive FFE, folded at the symbol rate, V^2/Hz (spectra.c).
typedef struct com_spectra {
    size_t n;
    double *receiver, *crosstalk, *transmitter, *jitter, *random_jitter, *isi;
    size_t phases[SL_COM_AGGRESSORS + 1]; // of the aggressors
} com_spectra;

sl_status com_spectra_make(com_spectra *out, const com_run *run, const com_choice *choice,
                           const com_tx_grid *grid, const com_pulses *pulses);
double com_spectrum_rms(const com_spectra *spectra, const double *density, double symbol_rate_bd);

// Gain of sequence detection, dB (mlse.c). pdf: of noise and interference at the decision.
sl_status com_mlse_gain_db(double *gain_db, const com_run *run, double alpha, double as_v,
                           double ani_v, const com_pdf *pdf, const com_spectra *spectra);

// Half width of Gaussian noise in sigmas; that at DER_0; width of the bins of distributions.
double com_crest_factor(const sl_com_settings *s);
// Where Gaussian noise is cut, in sigmas.
double com_cut_sigmas(const com_run *run);
double com_crest_factor_of_der(const sl_com_settings *s);
double com_bin_v(const sl_com_settings *s, double as_v);
sl_status com_noise_make(com_noise *out, const com_run *run, const com_choice *choice,
                         const com_pulses *pulses, double bin_v, const size_t *phases);
void com_noise_free(com_noise *noise);

#endif
