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
// SL_ERR_NO_MEMORY. Cost: about 5 ns a sample.
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
// SL_ERR_NO_MEMORY. Cost: about 6 ns a sample.
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
// the current less offset. Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY. Cost: about 12 ns a sample.
sl_status sl_receiver_wave_create(sl_device **out, sl_ctx *ctx, const sl_receiver_opts *opts);

// Variance, A^2, of its noise at a constant current, limit not counted: the integral of
// (a0 + a2 f^2 + 2 q (I + dark) |H_pd|^2) |H_tia|^2 up to half the sample rate. NaN outside of the
// domain.
double sl_receiver_noise_a2(const sl_receiver_opts *opts, double current_a);

#endif
