// Waveforms through lasers, modulators, fibre and receivers: streaming blocks that chain.
// Theory: docs/theory/optics-devices.md. The estimate tier of the same parts is optics.h.
//
// Common form. A device takes samples and gives as many: out[i] answers in[i - latency], whatever
// the lengths of the calls; the first `latency` samples of a stream are what the device gives at
// rest. Samples are single precision at one fixed rate, in SI units: a drive voltage in V or
// current in A, an optical power in W, or an optical field in W^0.5 (|E|^2 is the power, E e^(+j w0
// t), so that d(arg E)/dt > 0 is a higher frequency). One device serves one thread at a time; its
// results do not depend on threads, nor on how a stream is cut into calls. Memory is fixed at
// creation.
#ifndef SHORELINE_DEVICES_H
#define SHORELINE_DEVICES_H

#include <complex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shoreline/core.h"
#include "shoreline/optics.h"
#include "shoreline/status.h"

// ---------------------------------------------------------------- common form (device.c)

typedef struct sl_device sl_device;

// Samples of one quantity (im NULL), or of a complex field.
typedef struct sl_wave {
    float *re, *im;
} sl_wave;

void sl_device_destroy(sl_device *device);

// n samples through the device; out may be in. Errors: SL_ERR_DOMAIN, told in the context: a field
// where the device wants one quantity or the reverse, or a sample that is not finite.
sl_status sl_device_process(sl_device *device, sl_wave out, sl_wave in, size_t n);

// Moves the place of a device that knows heat (VCSEL, electro-absorption, ring, microLED) to
// delta_k above what its options say, from the next frame on; its own thermal time follows. Errors:
// SL_ERR_DOMAIN (another device, or not finite).
sl_status sl_device_warm(sl_device *device, double delta_k);

// Samples by which the output is late.
size_t sl_device_latency(const sl_device *device);
// Whether input and output are fields.
bool sl_device_takes_field(const sl_device *device);
bool sl_device_gives_field(const sl_device *device);

// ---------------------------------------------------------------- linear filters (device_filter.c)

// H at a frequency; negative ones are asked for only of filters of fields.
typedef double _Complex (*sl_response)(double freq_hz, void *context);

typedef struct sl_fir_opts {
    double sample_rate_hz; // > 0
    sl_response response;  // finite from 0 (or -rate/2) to rate/2
    void *context;         // used during creation only
    bool field;            // samples are a field; else real, H(-f) = conj H(f)
    double idle;           // the input before the stream began
} sl_fir_opts;

// A linear filter given by its frequency response, by overlap-save: the impulse response is cut
// where all but 1e-9 of its energy is kept, leading part (an acausal H) included, at most 16384
// samples. A response that is not real at half the sample rate is brought to zero over the last
// quarter of the band. Errors: SL_ERR_DOMAIN, SL_ERR_LIMIT (the impulse response is longer),
// SL_ERR_NO_MEMORY. Cost: about 1.5 ns a sample.
sl_status sl_fir_wave_create(sl_device **out, sl_ctx *ctx, const sl_fir_opts *opts);

// Responses for it. Context: a const double *, -3 dB (electrical) bandwidth in Hz.
double _Complex sl_response_one_pole(double freq_hz, void *bandwidth_hz);
// 4th-order Bessel-Thomson, without its delay at low frequencies; |H|^2 is
// sl_bessel_thomson_power().
double _Complex sl_response_bessel_thomson(double freq_hz, void *bandwidth_hz);

// ---------------------------------------------------------------- driver (device_driver.c)

typedef struct sl_driver_opts {
    double sample_rate_hz;
    double gain;         // output over input at small signals
    double offset;       // added to the output: bias
    double bandwidth_hz; // 4th-order Bessel-Thomson, -3 dB; INFINITY: none
    double limit;        // swing: the output lies within offset +- limit; INFINITY: linear
} sl_driver_opts;

// Amplifier of limited bandwidth and swing: y = offset + g u/(1 + (g u/limit)^2)^0.5 behind its
// filter. Third harmonic of a sine of amplitude A at the output: (A/limit)^2/8 for A << limit.
// Output: V, or A for a laser. Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY.
sl_status sl_driver_wave_create(sl_device **out, sl_ctx *ctx, const sl_driver_opts *opts);

// ---------------------------------------------------------------- Mach-Zehnder (device_mzm.c)

// A travelling-wave electrode between a generator and a load. Loss of voltage along the line:
// (loss_sqrt (f/Hz)^0.5 + loss_linear f/Hz) Np/m.
typedef struct sl_electrode {
    double length_m;                       // > 0; 0: no electrode, H = 1
    double loss_np_per_m_hz5;              // conductor: Np/(m Hz^0.5), >= 0
    double loss_np_per_m_hz;               // dielectric, junction: Np/(m Hz), >= 0
    double rf_index;                       // microwave phase index
    double optical_index;                  // group index of the guided light
    double line_ohm, source_ohm, load_ohm; // > 0
} sl_electrode;

// Phase of the light per volt of an undistorted drive, relative to DC into a matched load:
//   H = [(1 - e^-u+)/u+ + r e^-2gL (e^u- - 1)/u-] Zin/(Zin + Zs) 2 /(1 + r e^-2gL),
// u+- = (g +- ... )L; see docs/theory/optics-devices.md. length 0: 1. Source: standard theory of
// travelling-wave modulators (docs).
double _Complex sl_electrode_response(const sl_electrode *electrode, double freq_hz);

// -3 dB (electrical, |H|^2 = 1/2 of DC) bandwidth; INFINITY: none below 1 THz.
double sl_electrode_bandwidth_hz(const sl_electrode *electrode);

typedef struct sl_mzm_opts {
    double sample_rate_hz;
    double power_w;              // continuous light in, > 0
    double insertion_loss_db;    // of the fully open interferometer of equal arms, >= 0
    double v_pi_v;               // > 0
    double bias_v;               // added to the drive; -v_pi/2: quadrature, rising; 0: maximum
    double static_extinction_db; // > 0, may be INFINITY: unequal arms
    double chirp;                // alpha at quadrature: 0 push-pull, +-1 one arm driven
    double bandwidth_hz;         // lumped pole (junction and its resistance), INFINITY: none
    sl_electrode electrode;      // length 0: none
} sl_mzm_opts;

// Drive voltage -> field. E = (a P/2)^0.5 (cos t e^(j p1) + sin t e^(j p2)), p1 = p (alpha+1)/2,
// p2 = p (alpha-1)/2, p = pi (V + bias)/Vpi, tan t from the extinction; the same power as
// sl_modulator_evaluate(). alpha here is 2 P (d arg E/dP) at the rising quadrature.
// Lithium niobate, silicon and polymers differ by v_pi and electrode only. Errors: SL_ERR_DOMAIN,
// SL_ERR_NO_MEMORY. Cost: about 2.5 ns a sample.
sl_status sl_mzm_wave_create(sl_device **out, sl_ctx *ctx, const sl_mzm_opts *opts);

// ---------------------------------------------------------------- receiver (device_receiver.c)

typedef struct sl_receiver_opts {
    double sample_rate_hz;
    bool field;                   // takes a field (square law), else a power
    double responsivity_a_per_w;  // > 0
    double dark_current_a;        // >= 0
    double photodiode_hz;         // pole of transit time and capacitance, INFINITY: none
    double amplifier_hz;          // 4th-order Bessel-Thomson of the amplifier, INFINITY: none
    double thermal_a2_per_hz;     // a0: input-referred white noise, one-sided
    double thermal_f2_a2_per_hz3; // a2: part rising with f^2
    bool shot;                    // 2 q (I(t) + dark), white, of the instantaneous current
    double offset_a;              // taken off behind the filters: the mean, as an offset loop does
    double limit_a;        // saturation of the amplifier, referred to its input; INFINITY: linear
    uint64_t seed, stream; // of the noise: the same pair gives the same noise
} sl_receiver_opts;

// Light -> current at the amplifier's output referred to its input, A. Noise passes the amplifier,
// not the photodiode, but for shot noise, which passes both; limit: y = x/(1 + (x/limit)^2)^0.5 of
// the current less offset. Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY. Cost: about 5 ns a sample.
sl_status sl_receiver_wave_create(sl_device **out, sl_ctx *ctx, const sl_receiver_opts *opts);

// Variance, A^2, of its noise at a constant current, limit not counted: the integral of
// (a0 + a2 f^2 + 2 q (I + dark) |H_pd|^2) |H_tia|^2 up to half the sample rate. NaN outside of the
// domain.
double sl_receiver_noise_a2(const sl_receiver_opts *opts, double current_a);

// ---------------------------------------------------------------- VCSEL (device_vcsel.c)

// A laser by its physics, volume and material, single mode:
//   V dN/dt = eta_i I/q - V (A N + B N^2 + C N^3) - V v_g g S,
//   dS/dt = Gamma v_g g S - S/tau_p + Gamma beta B N^2,
//   g = g0 ln((N + Ns)/(Ntr + Ns))/(1 + eps S).
typedef struct sl_vcsel_physics {
    double volume_m3;           // of the active layers, V
    double confinement;         // Gamma, 0..1
    double group_index;         // v_g = c/n_g
    double gain_per_m;          // g0
    double transparency_per_m3; // Ntr
    double gain_offset_per_m3;  // Ns (0 for the plain logarithm)
    double compression_m3;      // eps
    double photon_lifetime_s;   // tau_p
    double a_per_s, b_m3_per_s, c_m6_per_s;
    double injection;    // eta_i, 0..1
    double output;       // share of the light lost from the cavity that is used, 0..1
    double wavelength_m; //
} sl_vcsel_physics;

// The static and small-signal parameters that follow at threshold: threshold_a, slope_w_per_a,
// d_hz_per_sqrt_a, k_factor_s, damping_offset_per_s, carrier_lifetime_s, wavelength_m of `out`; the
// rest of it (temperature, resistance, parasitics) is left as it is. a = dg/dN at threshold:
//   D = (eta_i Gamma v_g a/(q V))^0.5/(2 pi), K = 4 pi^2 (tau_p + eps/(v_g a)),
//   gamma0 = A + 2 B N + 3 C N^2.
// Errors: SL_ERR_DOMAIN. Source: Coldren, Corzine, Mashanovitch (2012) section 5.3 (from memory).
sl_status sl_vcsel_from_physics(sl_vcsel *out, const sl_vcsel_physics *physics);

// The material at another temperature: the gain of a quantum well is a function of N/T, so that
// transparency_per_m3 and gain_offset_per_m3 go as T/Tref. Gain peak and cavity are taken to stay
// aligned. Errors: SL_ERR_DOMAIN. Source: density of states in two dimensions.
sl_status sl_vcsel_physics_at(sl_vcsel_physics *out, const sl_vcsel_physics *physics,
                              double reference_temp_k, double temp_k);

typedef struct sl_vcsel_wave_opts {
    double sample_rate_hz;
    const sl_vcsel *laser;    // copied
    double local_temp_k;      // with what neighbours heat, see sl_vcsel_array()
    double bias_a;            // mean current: sets the temperature before the stream
    double thermal_time_s;    // of the junction, > 0
    double photon_lifetime_s; // 0: K/(8 pi^2), half of what K allows (assumption)
    double spontaneous;       // share of recombination that goes into the mode, 0: 1e-4
    double linewidth_factor;  // alpha of the chirp, for the field
    bool field;               // gives a field of one mode, else the power
} sl_vcsel_wave_opts;

// Drive current -> power or field. Rate equations whose linearisation is sl_vcsel_response() at any
// bias: with y the carriers over threshold,
//   dy/dt = (I - Ith)/q - gamma0 y - G S, dS/dt = (G - 1/tau_p) S + beta R, G = 1/tau_p + g y - c
//   S, P = kappa S; g = (2 pi D)^2 q, c = g (K/tau_p - 4 pi^2)/(4 pi^2 - K gamma0).
// Ith, slope and D follow the junction: tau dT/dt = T_local + Rth (I V - P) - T, frame by frame.
// Field: d(arg E)/dt = alpha/2 g y. Currents below zero count as zero. Frames of 32768 samples are
// cut into 32 stretches that start `warm-up` earlier from rest; see seam in the state.
// Errors: SL_ERR_DOMAIN (also: bias past rollover, or not lasing), SL_ERR_NO_MEMORY.
// Cost: about 5 ns a sample with wide registers.
sl_status sl_vcsel_wave_create(sl_device **out, sl_ctx *ctx, const sl_vcsel_wave_opts *opts);

typedef enum sl_vcsel_verdict {
    SL_VCSEL_OK = 0,
    SL_VCSEL_OVER_RATING = 1, // the current went above the laser's rating
    SL_VCSEL_ROLLOVER = 2,    // more mean current would give less light
    SL_VCSEL_DARK = 4,        // the junction is too hot to lase at the mean current
    SL_VCSEL_SEAM = 8         // stretches do not join within 1 %: the laser remembers too long
} sl_vcsel_verdict;

typedef struct sl_vcsel_wave_state {
    double junction_temp_k;
    double mean_current_a, mean_power_w, heat_w; // of the last frame
    double seam;     // largest difference at a joint of stretches, relative to the mean power
    double step_s;   // of the integrator
    double settle_s; // warm-up of a stretch
    int verdict;     // sum of sl_vcsel_verdict over the stream
} sl_vcsel_wave_state;

// Errors: SL_ERR_DOMAIN (the device is no VCSEL).
sl_status sl_vcsel_wave_state_get(sl_vcsel_wave_state *out, const sl_device *device);

// Points of n lasers of one kind that heat each other, at currents current_a[i]:
// T_i = local + Rth (I V - P)_i + sum over j != i of coupling[n i + j] (I V - P)_j; coupling in
// K/W, >= 0. The coldest solution. Errors: SL_ERR_DOMAIN, SL_ERR_LIMIT (a current above the
// rating), SL_ERR_NO_CONVERGENCE (thermal runaway). Cost: about 5 n us + n^2.
sl_status sl_vcsel_array(sl_laser_point *out, size_t n, const sl_vcsel *laser, double local_temp_k,
                         const double *coupling_k_per_w, const double *current_a);

// Light over current and temperature: out[i currents_n + j] is the point at temp_k[i] and
// current_a[j] (past rollover where its slope_total_w_per_a is negative), peak[i] that of most
// light at temp_k[i] (power 0 where it does not lase within its rating). Errors: SL_ERR_DOMAIN,
// SL_ERR_LIMIT (a current above the rating). Cost: 0.2 us a point.
sl_status sl_vcsel_pit(sl_laser_point *out, sl_laser_point *peak, const sl_vcsel *laser,
                       size_t temps_n, const double *temp_k, size_t currents_n,
                       const double *current_a);

// ---------------------------------------------------------------- intensity noise (device_rin.c)

typedef struct sl_rin_opts {
    double sample_rate_hz;
    bool field;                  // takes and gives a field, else a power
    double white_per_hz;         // one-sided, >= 0, up to half the sample rate
    const sl_vcsel *laser;       // with point: sl_vcsel_rin_per_hz() is added; NULL: white only
    const sl_laser_point *point; // copied both
    uint64_t seed, stream;
} sl_rin_opts;

// Relative intensity noise: P (1 + n(t)), n Gaussian of that density. Latency: one frame. Errors:
// SL_ERR_DOMAIN (also: the point is below threshold), SL_ERR_NO_MEMORY. Cost: about 3 ns a sample.
sl_status sl_rin_wave_create(sl_device **out, sl_ctx *ctx, const sl_rin_opts *opts);

// Variance of n by the closed form of the resonance, 4 pi dnu/gamma (1 + 1/(tau w_r)^2), without
// shot noise, over all frequencies. NaN below threshold.
double sl_vcsel_rin_variance(const sl_vcsel *laser, const sl_laser_point *point);

// ---------------------------------------------------------------- single-mode fibre (fibre_smf.c)

// dD/dlambda, s/m^3: S0/4 (1 + 3 (l0/lambda)^4). Arguments and source as sl_dispersion_s_per_m2().
double sl_dispersion_slope_s_per_m3(double wavelength_m, double zero_wavelength_m,
                                    double slope_s_per_m3);

typedef struct sl_smf_opts {
    double sample_rate_hz;
    double wavelength_m;      // of the field's centre, > 0
    double length_m;          // >= 0
    double zero_wavelength_m; // > 0
    double slope_s_per_m3;    // S0 >= 0; 0: no dispersion
    double loss_db_per_m;     // >= 0
    double loss_db;           // connectors, splices, coupling, >= 0
} sl_smf_opts;

// Field -> field: H = exp(-j (b2 w^2/2 + b3 w^3/6) L), b2 = -D lambda^2/(2 pi c), b3 = (lambda/(2
// pi c))^2 (lambda^2 dD/dlambda + 2 lambda D), the common delay left out; over the last quarter of
// the sampled band the delay fades. Errors: SL_ERR_DOMAIN, SL_ERR_LIMIT (spread over more than
// 16384 samples), SL_ERR_NO_MEMORY. Source: Agrawal, Nonlinear Fiber Optics, eq. 3.3.2 (from
// memory). Cost: about 2.5 ns a sample.
sl_status sl_smf_wave_create(sl_device **out, sl_ctx *ctx, const sl_smf_opts *opts);

// ---------------------------------------------------------------- multimode fibre (fibre_mmf.c)

// One mode group as the laser feeds it.
typedef struct sl_mode_group {
    double weight;              // share of the power, >= 0; the sum is made 1
    double delay_s_per_m;       // relative to the others
    double wavelength_offset_m; // of its light's mean from wavelength_m: the launch's spectral bias
} sl_mode_group;

enum { SL_MODE_GROUPS_MAX = 64 };

typedef struct sl_mmf_opts {
    double sample_rate_hz;
    double wavelength_m;        // > 0
    double length_m;            // >= 0
    double zero_wavelength_m;   // > 0
    double slope_s_per_m3;      // S0 >= 0
    double loss_db_per_m;       // >= 0
    double loss_db;             // connectors, coupling, >= 0
    double linewidth_rms_m;     // of the light in each group, >= 0
    const sl_mode_group *group; // copied
    size_t groups;              // 1..SL_MODE_GROUPS_MAX
} sl_mmf_opts;

// Mode groups of Gaussian weights over delay whose link has the effective modal bandwidth
// (modal_bandwidth_hz_m, 4700 MHz km = 4.7e12; -3 dB optical): delays over +-4 standard deviations.
// bias_m: wavelength offset per standard deviation of delay (0: none; < 0: slow groups carry
// shorter wavelengths). Errors: SL_ERR_DOMAIN (groups below 3 or above the maximum).
sl_status sl_mode_groups_gaussian(sl_mode_group *out, size_t groups, double modal_bandwidth_hz_m,
                                  double bias_m);

// 1/e^2 radius of power, m, of the fundamental mode of a parabolic-index core: (lambda a/(pi
// NA))^0.5. NaN outside of the domain. It guides about pi a NA/lambda groups.
double sl_mode_waist_m(double core_radius_m, double na, double wavelength_m);

// Weights of groups 0..n-1 of such a fibre when a Gaussian beam of beam_waist_m meets it at an
// offset: group m is all Hermite-Gauss modes of i + j = m. Delays and wavelengths are left as they
// are. guided: the share that these groups take, the rest is lost. Equal waists: Poisson, mean
// (offset/waist)^2. Errors: SL_ERR_DOMAIN. Cost: n^2. Source: overlap of Hermite-Gauss modes, by
// their generating function.
sl_status sl_mode_groups_launch(sl_mode_group *groups, size_t n, double *guided,
                                double mode_waist_m, double beam_waist_m, const double offset_m[2]);

// Transfer of power at f, 1 (less loss) at 0, mean delay taken off:
//   H = sum of w_g exp(-j w L (t_g + D x + S x^2/2)) (1 + c)^-1/2 exp(-b^2/(2 (1 + c))),
// x the group's offset, b = w L (D + S x) sigma, c = j w L S sigma^2: Gaussian light through delays
// to second order in wavelength. NaN outside of the domain.
double _Complex sl_mmf_response(const sl_mmf_opts *opts, double freq_hz);

// Power -> power. Errors: as sl_smf_wave_create(). Cost: about 1.5 ns a sample.
sl_status sl_mmf_wave_create(sl_device **out, sl_ctx *ctx, const sl_mmf_opts *opts);

typedef struct sl_partition_opts {
    double sample_rate_hz;
    double k;            // partition coefficient, 0..1
    double delay_rms_s;  // D L sigma: spread of the modes' delays, >= 0
    double bandwidth_hz; // of the partition (one pole), > 0: slower than the symbols
    uint64_t seed, stream;
} sl_partition_opts;

// Mode partition noise, in front of the fibre: P + k s(t) n(t), s^2 the variance of P(t - tau) over
// Gaussian delays, n of unit variance: the noise is where the light changes. For a cosine this is
// sl_mode_partition_noise(). Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY. Source: Ogawa, JQE 18(5), 849
// (1982) (from memory). Cost: about 8 ns a sample.
sl_status sl_partition_wave_create(sl_device **out, sl_ctx *ctx, const sl_partition_opts *opts);

// ---------------------------------------------------------------- electro-absorption
// (device_eam.c)

typedef struct sl_eam_opts {
    double sample_rate_hz;
    const sl_modulator
        *modulator; // copied; kind EAM: losses, wavelength, poles, bias, v0, exponent
    double power_w; // continuous light in, > 0
    double chirp;   // alpha = 2 P d(arg E)/dP, constant
    double local_temp_k, reference_temp_k; // v0 holds at the latter
    double
        shift_v_per_k; // the band edge's red shift as reverse voltage, e.g. 0.5 nm/K over its nm/V
    double thermal_resistance_k_per_w, thermal_time_s; // >= 0, > 0
} sl_eam_opts;

// Drive voltage (added to modulator->bias_v, reverse) -> field: E = (a P)^0.5 exp(-(1 + j alpha)
// u/2), u = ((V + shift (T - Tref))/v0)^exponent, behind the poles of series_ohm x capacitance_f
// and of line_bandwidth_hz. Heat: absorbed light and photocurrent x V, frame by frame. Errors:
// SL_ERR_DOMAIN, SL_ERR_NO_MEMORY. Cost: about 6 ns a sample.
sl_status sl_eam_wave_create(sl_device **out, sl_ctx *ctx, const sl_eam_opts *opts);

typedef struct sl_eam_wave_state {
    double junction_temp_k, photocurrent_a, heat_w, mean_power_w; // of the last frame
} sl_eam_wave_state;

// Errors: SL_ERR_DOMAIN (the device is no electro-absorption modulator).
sl_status sl_eam_wave_state_get(sl_eam_wave_state *out, const sl_device *device);

// ---------------------------------------------------------------- microring (device_ring.c,
// ring.c)

typedef struct sl_ring_opts {
    double sample_rate_hz;
    const sl_modulator *modulator;     // copied; kind RING: losses, wavelength, poles, quality,
                                       // min_transmission, shift_hz_per_v
    double power_w;                    // in the bus, > 0
    double detuning_hz;                // of the laser from the dark resonance at a drive of 0 V
    bool overcoupled;                  // else undercoupled; the same at min_transmission 0
    double heat_share;                 // of the light lost in the ring that heats it, 0..1
    double thermal_resistance_k_per_w; // >= 0
    double drift_hz_per_k;             // fall of the resonance with temperature, >= 0
    double thermal_time_s;             // > 0
    bool hot;                          // begins at the hottest of several steady temperatures
} sl_ring_opts;

typedef struct sl_ring_point {
    double offset; // of the resonance from the laser, half linewidths
    double transmission, heat_w, temp_rise_k;
    double gain; // of the loop of heat and resonance; stable below 1
} sl_ring_point;

// Steady states of a ring that its light heats, at a drive: 1 or 3, coldest first; the middle one
// of three is unstable. y = y0 - b/(1 + y^2), b = drift x Rth x heat of the resonance in half
// linewidths; three only for b > 8/27^0.5. Errors: SL_ERR_DOMAIN.
sl_status sl_ring_steady(sl_ring_point out[3], int *n, const sl_ring_opts *opts, double drive_v);

typedef enum sl_ring_verdict {
    SL_RING_OK = 0,
    SL_RING_OUT_OF_RANGE = 1, // the heater's range does not reach the laser
    SL_RING_UNSTABLE = 2,     // at the wanted place heat runs away from it (loop gain >= 1)
    SL_RING_BISTABLE = 4,     // another stable temperature exists: locks only from one side
    SL_RING_LOST = 8          // stream: heat moved the resonance by more than a linewidth
} sl_ring_verdict;

typedef struct sl_ring_lock_opts {
    sl_ring_opts ring;     // its detuning_hz: the place wanted, of the laser from the hot resonance
    double dark_offset_hz; // of the dark resonance from the laser, heater off, at its temperature
    double fsr_hz;         // > 0
    double heater_hz_per_w; // red shift, > 0
    double heater_max_w;    // > 0
} sl_ring_lock_opts;

typedef struct sl_ring_lock {
    double heater_w;     // for the wanted place; the next order of the ring where that is nearer
    int order;           // free spectral ranges passed over
    sl_ring_point point; //
    int verdict;         // sum of sl_ring_verdict
} sl_ring_lock;

// Whether a heater can hold a ring at its place, and with what power. A verdict other than OK comes
// with a warning in ctx. Errors: SL_ERR_DOMAIN.
sl_status sl_ring_lock_at(sl_ring_lock *out, sl_ctx *ctx, const sl_ring_lock_opts *opts);

// Drive voltage -> field through the ring: with b the light inside over that on resonance,
//   tau db/dt = 1 - (1 - j y) b, E = E0 (1 - K b), K = 1 -+ min_transmission^0.5,
// tau = 1/(pi linewidth), y = 2 (f_res - f_laser)/linewidth, f_res = f0 + shift V - drift dT; to
// fourth order in the step. Heat frame by frame. Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY. Source:
// Little et al., JLT 15(6), 998 (1997) (coupled modes; from memory). Cost: about 8 ns a sample.
sl_status sl_ring_wave_create(sl_device **out, sl_ctx *ctx, const sl_ring_opts *opts);

typedef struct sl_ring_wave_state {
    double temp_rise_k, heat_w, mean_power_w; // of the last frame
    int verdict;                              // over the stream
} sl_ring_wave_state;

// Errors: SL_ERR_DOMAIN (the device is no ring).
sl_status sl_ring_wave_state_get(sl_ring_wave_state *out, const sl_device *device);

// ---------------------------------------------------------------- from the estimate's modulator

// A Mach-Zehnder stream of the estimate's modulator (kind MZM, any material): quadrature on the
// rising side, one pole of its bandwidth. Errors: SL_ERR_DOMAIN.
sl_status sl_mzm_from_modulator(sl_mzm_opts *out, const sl_modulator *modulator, double power_w,
                                double sample_rate_hz);

// ---------------------------------------------------------------- microLED (device_microled.c)

// The LED at another temperature: b as Tref/T (wells: recombination at given carriers, two
// dimensions), a and c as they are. Errors: SL_ERR_DOMAIN. Class: assumption.
sl_status sl_microled_at_temp(sl_microled *out, const sl_microled *led, double reference_temp_k,
                              double temp_k);

typedef struct sl_microled_wave_opts {
    double sample_rate_hz;
    const sl_microled *led;                            // copied
    double bias_a;                                     // current before the stream, >= 0
    double local_temp_k, reference_temp_k;             // its coefficients hold at the latter
    double thermal_resistance_k_per_w, thermal_time_s; // >= 0, > 0
} sl_microled_wave_opts;

// Drive current -> power: dN/dt = I/(q A d) - (a + b N + c N^2) N, P = extraction h nu A d b N^2,
// behind the pole of (series + drive resistance) x capacitance; Runge-Kutta of order 4 on steps of
// at most 0.3 lifetimes. Heat (V0 + Rs I) I - P, frame by frame (1024 samples). Currents below zero
// count as zero. Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY. Cost: about 50 ns a sample.
sl_status sl_microled_wave_create(sl_device **out, sl_ctx *ctx, const sl_microled_wave_opts *opts);

typedef struct sl_microled_wave_state {
    double junction_temp_k, heat_w, mean_power_w; // of the last frame
} sl_microled_wave_state;

// Errors: SL_ERR_DOMAIN (the device is no microLED).
sl_status sl_microled_wave_state_get(sl_microled_wave_state *out, const sl_device *device);

// ---------------------------------------------------------------- linewidth (device_linewidth.c)

typedef struct sl_linewidth_opts {
    double sample_rate_hz;
    double linewidth_hz; // full width of the Lorentzian line, >= 0
    uint64_t seed, stream;
} sl_linewidth_opts;

// Phase noise of a laser on a field: a random walk of variance 2 pi linewidth t. Latency: one
// frame. Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY. Cost: about 6 ns a sample.
sl_status sl_linewidth_wave_create(sl_device **out, sl_ctx *ctx, const sl_linewidth_opts *opts);

// ---------------------------------------------------------------- external lasers (els.c)

// Optical power of each fibre of an external laser source, by class.
typedef struct sl_els_class {
    double nominal_dbm, tolerance_db; // nominal +- tolerance
} sl_els_class;

enum { SL_ELS_CLASSES = 6 };
// Classes of the pluggable external source (ELSFP): 11 to 26 dBm in steps of 3 dB; the tolerance of
// 1.5 dB is stated for 20 dBm and assumed for the others. NaN outside of 0..SL_ELS_CLASSES-1.
sl_els_class sl_els_class_at(int index);

typedef struct sl_els_opts {
    const sl_laser *laser;
    int class_index;
    int lasers;               // in the module, >= 1
    int fibres_per_laser;     // that share one laser's light, >= 1
    double coupling_loss_db;  // facet to fibre, without the split, >= 0
    double case_temp_k;       // > 0
    double laser_temp_k;      // held by a cooler; 0: no cooler, the case's
    double cooler_cop;        // heat moved over electrical power; used with laser_temp_k, > 0
    double driver_efficiency; // of the laser current's source, 0..1 (0 excluded)
    double control_w;         // of the module, >= 0
} sl_els_opts;

typedef enum sl_els_verdict {
    SL_ELS_OK = 0,
    SL_ELS_NO_CLASS = 1, // the laser does not reach the lower end of the class
    SL_ELS_LOW = 2,      // reaches the class, not its nominal power
} sl_els_verdict;

typedef struct sl_els_out {
    sl_laser_point laser; // at the nominal power of the class, or the most it gives
    double fibre_dbm;     // what each fibre gets
    double headroom_db;   // the most the laser gives over the nominal power
    double cooler_w;      // of one laser
    double module_w;      // electrical, the whole module
    double wall_plug;     // light in all fibres over module_w
    int verdict;          // sl_els_verdict
} sl_els_out;

// A module of continuous-wave lasers at a class. Other verdicts than OK come with a warning in ctx.
// Errors: SL_ERR_DOMAIN, SL_ERR_LIMIT (the laser does not lase).
sl_status sl_els_evaluate(sl_els_out *out, sl_ctx *ctx, const sl_els_opts *opts);

// ---------------------------------------------------------------- multipath (mpi_modes.c,
// device_mpi.c)

typedef enum sl_mpi_mode {
    SL_MPI_BOUND,        // sl_mpi_bound_db()
    SL_MPI_STATISTICAL,  // phases aligned against the signal, data of the echoes random
    SL_MPI_RANDOM_PHASE, // phases uniform and independent, data random
} sl_mpi_mode;

// Optical dB by which light has to grow for the symbol error ratio (1e-7..0.1) that it has without
// echoes, thresholds halfway between the levels. Distribution of the sum of echoes by its
// characteristic function, no Gaussian approximation. INFINITY: more than 15 dB. Errors:
// SL_ERR_DOMAIN. Cost: 20 to 100 ms. The fourth mode, in time, is sl_mpi_wave_create().
sl_status sl_mpi_penalty_db(double *penalty_db, const sl_mpi *mpi, sl_mpi_mode mode,
                            double symbol_error_ratio);

enum { SL_REFLECTORS_MAX = 12 };

typedef struct sl_mpi_wave_opts {
    double sample_rate_hz;
    size_t reflectors;            // 2..SL_REFLECTORS_MAX, in the order of the light
    const double *place_m;        // from the transmitter, not falling
    const double *return_loss_db; // of each, > 0
    double group_index;           // >= 1
    double loss_db_per_m;         // of the fibre between them, >= 0
    bool aligned;                 // all echoes in phase with the signal, else phases drawn
    uint64_t seed, stream;
} sl_mpi_wave_opts;

// Field -> field with one echo for each pair of reflectors, (R_i R_j)^0.5 e^(j phi) E(t - tau), tau
// = 2 n (z_j - z_i)/c to the nearest sample. How fast the phases move is the field's own coherence:
// put sl_linewidth_wave_create() in front. Errors: SL_ERR_DOMAIN, SL_ERR_LIMIT (above 2^22 samples
// of delay, 32 MB), SL_ERR_NO_MEMORY. Cost: about 0.5 ns a sample and echo.
sl_status sl_mpi_wave_create(sl_device **out, sl_ctx *ctx, const sl_mpi_wave_opts *opts);

// ---------------------------------------------------------------- coupling (coupling.c)

// Loss at offset and angle, dB, of two Gaussian modes with a gap: offset and tilt in two axes.
// NaN outside of the domain. Source: sl_gaussian_coupling_gap().
double sl_misalignment_loss_db(const sl_misalignment *at, const double offset_m[2],
                               const double tilt_rad[2], double wavelength_m);

// Loss of one coupling of one array, dB: offsets drawn for (seed, array, channel).
double sl_misalignment_draw_db(const sl_misalignment *at, double wavelength_m, uint64_t seed,
                               uint64_t array, uint64_t channel);

#endif
