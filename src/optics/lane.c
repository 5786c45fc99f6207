// Ledger B: the physical bit error ratio of one optical lane.
//
// Model. Linear chain on 64 cells of 0..symbol rate: pulse (NRZ hold, or the host's channel for
// linear drive) x transmitter x chromatic dispersion x multimode fibre x receiver (x host channel
// for linear receive). Amplitudes relative to the outer level, A = R OMA/2 amperes. Noise at the
// decision point's input, one-sided, relative to A^2:
//   before the laser  (n_drive + n_host_tx/g0^2) |H behind the driver|^2
//   at the photodiode [a0 + a2 f^2 + 2q(I_k + I_d) + RIN I_k^2]/A^2 |H_rx|^2 |H_host|^2
//   behind            n_host_rx + n_receiver
// Equaliser. Infinite linear MMSE for the mean noise N(f): with rho = 2 s2 |H|^2/(fb N), s2 the
// alphabet's mean square, S = rho(f) + rho(fb - f) and means over 0..fb/2, every noise source j
// leaves s2 <sum rho N_j/N/(1+S)^2>, interference leaves s2 (<T^2> - <T>^2), T = S/(1+S), jitter
// s2 (2 pi sigma_j)^2 <(nu rho - nu' rho')^2/(1+S)^2>, all divided by <T>^2 to remove the bias.
// Multipath, mode partition and crosstalk have the signal's own spectrum and pass with gain 1.
// Decision. Variances add per level; between levels k and k+1 the best threshold gives the tail at
// d/(s_k + s_k+1); BER = sum of 2 Q/(M log2 M).
// Assumptions. All noise and interference Gaussian; the noise of a level as if the light stayed on
// it; equaliser taps unlimited, the departure of a real receiver is implementation_loss_db; the
// driver restores the DC swing of the host's channel; symbols independent.
// Sources. Proakis and Salehi, Digital Communications, 5th ed., ch. 9 (MMSE linear equaliser);
// Agrawal, Fiber-Optic Communication Systems, ch. 4 (receiver noise). Per-source split: own
// derivation, docs/theory/optics.md.
// The equaliser is designed for the noise at one of a fixed set of received amplitudes, 0.5 dB
// apart, and the one with the least errors is taken: the MMSE design for the mean noise is not
// quite that where noise depends on the level. As every design's errors rise with loss, so does
// their minimum. Limits. No nonlinear memory, no bursts, no decision feedback, no clipping.
#include "spectrum.h"

#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/optics.h"
#include "shoreline/signal.h"

#include <math.h>
#include <stdlib.h>

#define CELLS      SL_RESPONSE_CELLS
#define MARGIN_MAX 60 // dB, end of the search
#define GRID_DB    0.5
#define GRID       320 // designs: 80 dB to both sides of the lane's own amplitude

// What does not depend on the channel's loss.
typedef struct chain {
    const sl_lane_in *in;
    double signal[CELLS];  // |H|^2 of the whole chain
    double optical[CELLS]; // |H|^2 from the photodiode on
    double thermal[CELLS]; // amplifier, A^2/Hz, at the decision's input
    double fixed[CELLS];   // relative noise: driver, host channels, electronics
    double level[SL_LEVELS_MAX];
    double mean_square, jitter2;
    double log10_weight; // of the sum of the eyes' tails in the bit error ratio
    double loss_factor;  // implementation loss
    double log10_target;
    double average_w; // at the photodiode for no extra loss
    double oma_ratio; // OMA / average
} chain;

double sl_optics_transmitter_gain(const double *cells, int cell, double bandwidth_hz,
                                  double freq_hz)
{
    return cells ? cells[cell] : sqrt(sl_bessel_thomson_power(freq_hz, bandwidth_hz));
}

static int host_valid(const sl_pulse_response *h, double symbol_rate_bd)
{
    return !h || (fabs(h->symbol_rate_bd / symbol_rate_bd - 1) < 1e-6 && h->gain[0] > 0 &&
                  h->level_mismatch > 0 && h->jitter_rms_ui >= 0);
}

int sl_optics_lane_valid(const sl_lane_in *in)
{
    const double above[] = {
        in->symbol_rate_bd,      in->target_ber,           in->launch_average_w,
        in->extinction_ratio_db, in->level_mismatch,       in->transmitter_bandwidth_hz,
        in->wavelength_m,        in->responsivity_a_per_w, in->receiver_bandwidth_hz};
    const double from[] = {in->drive_noise_per_hz,
                           in->rin_per_hz,
                           in->jitter_rms_ui,
                           in->fibre_bandwidth_hz,
                           in->mpn_sigma,
                           in->mpi_variance,
                           in->crosstalk_variance,
                           in->dark_current_a,
                           in->thermal_a2_per_hz,
                           in->thermal_f2_a2_per_hz3,
                           in->receiver_noise_per_hz};
    for (size_t i = 0; i < sizeof above / sizeof above[0]; i++)
        if (!(above[i] > 0)) return 0;
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++)
        if (!(from[i] >= 0)) return 0;
    return in->target_ber < 0.4 && isfinite(in->launch_average_w) &&
           isfinite(in->channel_loss_db) && isfinite(in->dispersion_s_per_m) &&
           isfinite(in->chirp) && isfinite(in->implementation_loss_db) &&
           host_valid(in->host_tx, in->symbol_rate_bd) &&
           host_valid(in->host_rx, in->symbol_rate_bd);
}

static double square(double x)
{
    return x * x;
}

// One cell: every transfer, and the noise that does not pass the photodiode's ledger.
static void chain_cell(chain *c, int i)
{
    const sl_lane_in *in = c->in;
    double f = sl_response_cell_hz(in->symbol_rate_bd, (size_t)i);
    double pulse2 = square(sl_hold_gain(f, in->symbol_rate_bd));
    double drive_noise = in->drive_noise_per_hz;
    if (in->host_tx) {
        double g0 = in->host_tx->gain[0]; // the driver restores the swing
        pulse2 = square(in->host_tx->gain[i] / g0);
        drive_noise = (drive_noise + in->host_tx->noise_psd_per_hz[i]) / (g0 * g0);
    }
    double light =
        sl_optics_transmitter_gain(in->transmitter_gain, i, in->transmitter_bandwidth_hz, f) *
        sl_dispersion_transfer(f, in->wavelength_m, in->dispersion_s_per_m, in->chirp);
    if (in->fibre_bandwidth_hz > 0) light *= sl_gaussian_response(f, in->fibre_bandwidth_hz);
    double after = sl_bessel_thomson_power(f, in->receiver_bandwidth_hz);
    c->fixed[i] = in->receiver_noise_per_hz;
    if (in->host_rx) {
        after *= square(in->host_rx->gain[i]);
        c->fixed[i] += in->host_rx->noise_psd_per_hz[i];
    }
    c->signal[i] = pulse2 * light * light * after;
    c->optical[i] = after;
    c->thermal[i] = (in->thermal_a2_per_hz + in->thermal_f2_a2_per_hz3 * f * f) * after;
    c->fixed[i] += drive_noise * light * light * after;
}

static sl_status chain_build(chain *c, const sl_lane_in *in)
{
    if (!sl_optics_lane_valid(in)) return SL_ERR_DOMAIN;
    c->in = in;
    double mismatch = in->level_mismatch;
    c->jitter2 = square(in->jitter_rms_ui);
    const sl_pulse_response *host[] = {in->host_tx, in->host_rx};
    for (int h = 0; h < 2; h++)
        if (host[h]) {
            mismatch *= host[h]->level_mismatch;
            c->jitter2 += square(host[h]->jitter_rms_ui);
        }
    SL_TRY(sl_pam_levels(c->level, in->levels, mismatch));
    c->mean_square = 0;
    for (int k = 0; k < in->levels; k++)
        c->mean_square += square(c->level[k]) / in->levels;
    c->log10_weight = log10(2 / (in->levels * sl_pam_bits(in->levels)));
    c->loss_factor = pow(10, in->implementation_loss_db / 10);
    c->log10_target = log10(in->target_ber);
    c->average_w = in->launch_average_w * pow(10, -in->channel_loss_db / 10);
    c->oma_ratio = sl_oma_w(1, pow(10, in->extinction_ratio_db / 10));
    for (int i = 0; i < CELLS; i++)
        chain_cell(c, i);
    return SL_OK;
}

// Relative density of shot noise for a photocurrent of one amplitude.
static double shot_noise(double amplitude_a)
{
    return 2 * SL_ELEMENTARY_CHARGE_C / amplitude_a;
}

// Relative density of all noise of the photocurrent, mean over the levels.
static double white_noise(const chain *c, double amplitude_a)
{
    double mean = 2 / c->oma_ratio; // in units of half the OMA
    double dark = c->in->dark_current_a / amplitude_a;
    return shot_noise(amplitude_a) * (mean + dark) +
           c->in->rin_per_hz * (square(mean) + c->mean_square);
}

// ---------------------------------------------------------------- equaliser

// An equaliser: what it makes of each source, bias removed, relative to (OMA/2)^2.
typedef struct design {
    int known;
    double thermal; // times (1 A/amplitude)^2
    double white;   // of white photocurrent noise of relative density 1/Hz
    double fixed, isi, jitter;
    double mean_snr, snr; // matched filter and MMSE for the design's own noise
} design;

// Ratio of signal to noise per cell and its share of each source, for the noise of one amplitude.
typedef struct cells {
    double rho[CELLS], white[CELLS], thermal[CELLS], fixed[CELLS];
} cells;

// 0: a cell has signal without any noise.
static int ratios(cells *out, const chain *c, double white, double inverse)
{
    double scale = 2 * c->mean_square / c->in->symbol_rate_bd;
    int noiseless = 0;
    for (int j = 0; j < CELLS; j++) {
        double noise = c->fixed[j] + c->thermal[j] * inverse + c->optical[j] * white;
        double over = noise > 0 ? 1 / noise : 0;
        noiseless |= (c->signal[j] > 0) & !(noise > 0);
        double rho = scale * c->signal[j] * over;
        out->rho[j] = rho;
        out->white[j] = rho * over * c->optical[j];
        out->thermal[j] = rho * over * c->thermal[j];
        out->fixed[j] = rho * over * c->fixed[j];
    }
    return !noiseless;
}

// The MMSE equaliser for the mean noise at an amplitude. Without signal or noise: not known.
// Cells i and CELLS-1-i are the pair that sampling folds.
static design equalise(const chain *c, double amplitude_a)
{
    cells x;
    double white = 0, thermal = 0, fixed = 0, jitter = 0, bias = 0, bias2 = 0, snr = 0;
    if (!ratios(&x, c, white_noise(c, amplitude_a), 1 / square(amplitude_a))) return (design){0};
    for (int i = 0; i < CELLS / 2; i++) {
        int k = CELLS - 1 - i; // its image
        double total = x.rho[i] + x.rho[k], left = 1 / (1 + total), kept = total * left;
        double slope = ((i + 0.5) * x.rho[i] - (k + 0.5) * x.rho[k]) / CELLS;
        bias += kept;
        bias2 += kept * kept;
        snr += total;
        white += (x.white[i] + x.white[k]) * left * left;
        thermal += (x.thermal[i] + x.thermal[k]) * left * left;
        fixed += (x.fixed[i] + x.fixed[k]) * left * left;
        jitter += square(2 * SL_PI * slope * left);
    }
    double n = CELLS / 2, b = bias / n;
    if (!(b > 0)) return (design){0};
    double scale = c->mean_square / n / (b * b);
    return (design){
        .known = 1,
        .thermal = thermal * scale,
        .white = white * scale,
        .fixed = fixed * scale,
        .isi = c->mean_square * fmax(0, bias2 / n - b * b) / (b * b),
        .jitter = jitter * scale * c->jitter2,
        .mean_snr = snr / n,
        .snr = b < 1 ? b / (1 - b) : (double)INFINITY,
    };
}

// ---------------------------------------------------------------- levels and errors

typedef struct point {
    double average_w, oma_w, amplitude_a;
    double thermal, fixed, shot, rin, beat, residual; // variances, those of light at the mean level
    double sigma[SL_LEVELS_MAX];
    double variance; // mean over the levels
    double q_worst, log10_ber;
} point;

// The chain with the designs computed so far; those of index g are for 10^(GRID_DB g/10) amperes.
typedef struct search {
    chain chain;
    int first; // g of designs[0]
    design designs[GRID];
} search;

// The sum of the tails in the log domain, for those below the range of doubles.
static double log10_tails(const double *q, int n)
{
    double sum = -INFINITY;
    for (int k = 0; k < n; k++)
        sum = sl_log10_add(sum, sl_log10_q(q[k]));
    return sum;
}

static void errors(point *p, const chain *c)
{
    int eyes = c->in->levels - 1;
    double q[SL_LEVELS_MAX], sum = 0;
    p->q_worst = INFINITY;
    for (int k = 0; k < eyes; k++) {
        q[k] = (c->level[k + 1] - c->level[k]) / (p->sigma[k] + p->sigma[k + 1]);
        p->q_worst = fmin(p->q_worst, q[k]);
        sum += sl_q(q[k]);
    }
    p->log10_ber = (sum > 1e-280 ? log10(sum) : log10_tails(q, eyes)) + c->log10_weight;
}

// The decision behind one design, for the light of *p.
static void decide(point *p, const chain *c, const design *d)
{
    const sl_lane_in *in = c->in;
    double mean = 2 / c->oma_ratio, shot = shot_noise(p->amplitude_a);
    double dark = in->dark_current_a / p->amplitude_a;
    double equal = square(in->mpn_sigma) + in->crosstalk_variance;
    p->thermal = d->thermal / square(p->amplitude_a);
    p->fixed = d->fixed;
    p->residual = d->isi + d->jitter;
    p->shot = d->white * shot * (mean + dark);
    p->rin = d->white * in->rin_per_hz * square(mean);
    p->beat = in->mpi_variance * square(mean) + equal;
    double common = p->thermal + p->fixed + p->residual + equal;
    double loss = c->loss_factor;
    p->variance = 0;
    for (int k = 0; k < in->levels; k++) {
        double light = mean + c->level[k];
        double own = d->white * (shot * (light + dark) + in->rin_per_hz * square(light)) +
                     in->mpi_variance * light * mean;
        p->sigma[k] = sqrt((common + own) * loss);
        p->variance += (common + own) * loss / in->levels;
    }
    errors(p, c);
}

static const design *design_at(search *s, int g)
{
    int i = g - s->first;
    if (i < 0 || i >= GRID) return 0;
    if (!s->designs[i].known) s->designs[i] = equalise(&s->chain, pow(10, GRID_DB * g / 10));
    return s->designs[i].known ? &s->designs[i] : 0;
}

static void light_at(point *p, const chain *c, double extra_loss_db)
{
    p->average_w = c->average_w * pow(10, -extra_loss_db / 10);
    p->oma_w = c->oma_ratio * p->average_w;
    p->amplitude_a = c->in->responsivity_a_per_w * p->oma_w / 2;
}

static int nearest_design(const point *p)
{
    // no light at all has no level: a place far below any that errors are counted at
    return (int)fmax(floor(10 * log10(p->amplitude_a) / GRID_DB + 0.5), -1e6);
}

// Takes the design g + offset, or the last one in that direction, if its errors are fewer.
static int improve(point *p, search *s, int *g, int offset)
{
    int to = *g + offset, last = s->first + GRID - 1;
    to = to < s->first ? s->first : to > last ? last : to;
    const design *d = to == *g ? 0 : design_at(s, to);
    if (!d) return 0;
    point next = *p;
    decide(&next, &s->chain, d);
    if (!(next.log10_ber < p->log10_ber)) return 0;
    *p = next;
    *g = to;
    return 1;
}

// The least errors over the designs: from the one for this light downhill, in steps that grow while
// they help and shrink to 1 again (where the light's own noise rules, the best design lies far
// off, at the end of a long slope). 0: none exists.
static int evaluate(point *p, search *s, double extra_loss_db)
{
    light_at(p, &s->chain, extra_loss_db);
    int g = nearest_design(p);
    const design *d = design_at(s, g);
    if (!d) return 0;
    decide(p, &s->chain, d);
    int step = improve(p, s, &g, 1) ? 1 : -1;
    if (step < 0 && !improve(p, s, &g, -1)) return 1;
    while (improve(p, s, &g, 2 * step))
        step *= 2;
    for (step = abs(step); step > 0; step /= 2)
        if (!improve(p, s, &g, step)) improve(p, s, &g, -step);
    return 1;
}

// ---------------------------------------------------------------- margin

static double above_target(double extra_loss_db, void *context)
{
    search *s = context;
    point p;
    if (!evaluate(&p, s, extra_loss_db)) return NAN;
    return p.log10_ber - s->chain.log10_target;
}

static double margin(search *s, double log10_ber)
{
    double now = log10_ber - s->chain.log10_target;
    if (now == 0) return 0;
    double sign = now < 0 ? 1 : -1, near = 0, step = 1;
    for (;;) { // towards the target in growing steps
        double far = fmin(near * sign + step, MARGIN_MAX) * sign;
        double value = above_target(far, s);
        if ((value < 0) != (now < 0))
            return sl_root(above_target, s, fmin(near, far), fmax(near, far), 1e-7);
        if (fabs(far) >= MARGIN_MAX) return sign > 0 ? MARGIN_MAX : (double)-INFINITY;
        near = far;
        step *= 3;
    }
}

static void report(sl_lane_out *out, const point *p, const chain *c)
{
    double half = p->oma_w / 2;
    *out = (sl_lane_out){
        .received_average_w = p->average_w,
        .received_oma_w = p->oma_w,
        .thermal_sigma_w = half * sqrt(p->thermal),
        .shot_sigma_w = half * sqrt(p->shot),
        .rin_sigma_w = half * sqrt(p->rin),
        .mpi_sigma_w = half * sqrt(p->beat),
        .electrical_sigma_w = half * sqrt(p->fixed),
        .isi_sigma_w = half * sqrt(p->residual),
        .snr_db = 10 * log10(c->mean_square / p->variance),
        .q_worst = p->q_worst,
        .log10_ber = p->log10_ber,
    };
    for (int k = 0; k < c->in->levels; k++) {
        out->level_power_w[k] = p->average_w + c->level[k] * half;
        out->level_sigma_w[k] = half * p->sigma[k];
    }
}

// The chain and the point without extra loss.
static sl_status begin(search *s, point *p, const sl_lane_in *in)
{
    SL_TRY(chain_build(&s->chain, in));
    light_at(p, &s->chain, 0);
    s->first = nearest_design(p) - GRID / 2;
    for (int i = 0; i < GRID; i++)
        s->designs[i].known = 0;
    return evaluate(p, s, 0) ? SL_OK : SL_ERR_DOMAIN;
}

sl_status sl_lane_log10_ber(double *log10_ber, const sl_lane_in *in)
{
    search s;
    point p;
    SL_TRY(begin(&s, &p, in));
    *log10_ber = p.log10_ber;
    return SL_OK;
}

sl_status sl_lane_evaluate(sl_lane_out *out, const sl_lane_in *in)
{
    search s;
    point p;
    SL_TRY(begin(&s, &p, in));
    design own = equalise(&s.chain, p.amplitude_a);
    if (!own.known) return SL_ERR_DOMAIN;
    report(out, &p, &s.chain);
    out->noise_enhancement_db = 10 * log10(own.mean_snr / own.snr);
    out->margin_db = margin(&s, p.log10_ber);
    out->sensitivity_oma_w = p.oma_w * pow(10, -out->margin_db / 10);
    return SL_OK;
}
