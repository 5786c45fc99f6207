// The inside of a device, for src/optics/device_*.c and fibre_*.c only.
#ifndef OPTICS_DEVICE_H
#define OPTICS_DEVICE_H

#include "shoreline/devices.h"

// What a kind of device does. run gets the frame's length of samples, or any number where the frame
// is 0; unused im pointers are NULL. With a frame, in is the device's own to overwrite and does not
// overlap out.
typedef struct device_kind {
    const char *name;
    void (*run)(void *model, sl_wave out, sl_wave in, size_t n);
    void (*destroy)(sl_ctx *ctx, void *model); // also of a half-made model; frees what it holds
    size_t size;                               // of the model
} device_kind;

typedef struct device_form {
    size_t frame;   // samples per run; 0: any number, no latency of its own
    size_t delay;   // latency beyond the frame
    bool field_in;  //
    bool field_out; //
    double idle_re; // input before the stream began, for the output during the first frame
    void (*warm)(void *model, double delta_k); // NULL: knows no heat
} device_form;

// A device with a zeroed model. Errors: SL_ERR_NO_MEMORY.
sl_status device_create(sl_device **out, sl_ctx *ctx, const device_kind *kind);
// After the model is filled: buffers of frames, and the output of the first frame (one run at
// idle). Destroys the device on failure.
sl_status device_finish(sl_device **device, const device_form *form);
void *device_model(const sl_device *device);
// The model, where the device is of that kind; else NULL.
void *device_model_of(const sl_device *device, const device_kind *kind);

// Tells what is wrong with options and returns SL_ERR_DOMAIN.
sl_status device_refuse(sl_ctx *ctx, const char *fix, const char *format, ...) SL_PRINTF(3, 4);

// Sums of x and of |E|^2.
double wave_sum(const float *x, size_t n);
double wave_power(sl_wave field, size_t n);

// A number that has to lie in a range.
typedef struct device_range {
    const char *name;
    double value, low, high;
    bool open_low;   // low itself is not allowed
    bool finite;     // else INFINITY is, where high is INFINITY
    const char *fix; // or NULL
} device_range;

// All those outside are told. SL_OK or SL_ERR_DOMAIN.
sl_status device_check(sl_ctx *ctx, const char *device, const device_range *ranges, size_t n);

// ---- overlap-save filter of one or two real inputs, or of a field (device_filter.c)

typedef struct wave_filter wave_filter;

typedef struct wave_filter_opts {
    double sample_rate_hz;
    sl_response response[2]; // of each input; the second may be NULL
    void *context[2];
    double idle[2]; // each input before the stream
    bool field;
} wave_filter_opts;

sl_status wave_filter_create(wave_filter **out, sl_ctx *ctx, const wave_filter_opts *opts);
void wave_filter_destroy(wave_filter *filter);
size_t wave_filter_frame(const wave_filter *filter); // samples per run
size_t wave_filter_delay(const wave_filter *filter); // of the leading part of the response
// frame samples of each input to frame samples of the sum of their responses. For a field the two
// inputs are its real and imaginary part, and out_im takes the latter.
void wave_filter_run(wave_filter *filter, float *out, float *out_im, const float *in0,
                     const float *in1);

// ---- noise (device_noise.c)

// n standard normal deviates; the position in the stream counts, not the lengths of the calls,
// as long as n is a multiple of 64.
typedef struct wave_noise {
    uint64_t seed, stream, position;
} wave_noise;
void wave_noise_fill(float *out, size_t n, wave_noise *noise);

#endif
