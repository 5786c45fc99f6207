// IBIS-AMI: reading parameter files, and running models in a process of their own.
// Theory: docs/theory/ami.md. Source: IBIS Open Forum, IBIS 7.1, section 10.
#ifndef SHORELINE_AMI_H
#define SHORELINE_AMI_H

#include "shoreline/core.h"

// ---- parameter files --------------------------------------------------------------------------

typedef enum sl_ami_usage {
    SL_AMI_IN,
    SL_AMI_OUT,
    SL_AMI_INOUT,
    SL_AMI_INFO,
    SL_AMI_DEP
} sl_ami_usage;

typedef enum sl_ami_type {
    SL_AMI_FLOAT,
    SL_AMI_INTEGER,
    SL_AMI_STRING,
    SL_AMI_BOOLEAN,
    SL_AMI_TAP,
    SL_AMI_UI
} sl_ami_type;

typedef enum sl_ami_format {
    SL_AMI_VALUE,     // value
    SL_AMI_RANGE,     // typ min max
    SL_AMI_LIST,      // typ, others
    SL_AMI_CORNER,    // typ slow fast
    SL_AMI_INCREMENT, // typ min max step
    SL_AMI_STEPS,     // typ min max number
    SL_AMI_TABLE,     // rows
    SL_AMI_GAUSSIAN,  // mean sigma
    SL_AMI_DUAL_DIRAC,
    SL_AMI_DJRJ
} sl_ami_format;

typedef struct sl_ami_param {
    const char *path; // branches and name joined by '.', below its section
    bool reserved;    // of Reserved_Parameters; else of Model_Specific
    sl_ami_usage usage;
    sl_ami_type type;
    sl_ami_format format;
    const char *const *values; // as written, without quotes
    size_t value_n;
    const char *initial;     // Default, or the format's typical value; "" for none
    const char *description; // "" for none
    int line, column;
} sl_ami_param;

typedef struct sl_ami sl_ami;

// Reads the text of a .ami file, at most 16 MiB; name is for diagnostics. All faults are told at
// once, with their places. Errors: SL_ERR_SCENARIO with diagnostics, SL_ERR_NO_MEMORY. O(length).
sl_status sl_ami_parse(sl_ami **out, sl_ctx *ctx, const char *name, const char *text,
                       size_t length);
void sl_ami_destroy(sl_ami *ami);

const char *sl_ami_name(const sl_ami *ami);
size_t sl_ami_param_count(const sl_ami *ami);
const sl_ami_param *sl_ami_param_at(const sl_ami *ami, size_t i);
// A parameter by its path, reserved ones first; NULL: none.
const sl_ami_param *sl_ami_param_find(const sl_ami *ami, const char *path);
// A reserved Boolean's value; false where it is missing.
bool sl_ami_flag(const sl_ami *ami, const char *name);

// AMI_parameters_in: all parameters of Usage In and InOut with their initial values, or those of
// n settings NAME=VALUE (checked against type and format). Errors: SL_ERR_USAGE with diagnostics.
sl_status sl_ami_input(sl_text *out, sl_ctx *ctx, const sl_ami *ami, const char *const *settings,
                       size_t n);

// ---- running a model ---------------------------------------------------------------------------

typedef struct sl_ami_job {
    const char *host;         // path of shoreline-ami-host
    const char *model;        // path of the model's shared object
    char *const *environment; // of the model's process, NULL-terminated; NULL: empty
    const sl_ami *ami;        // what its file says of it, see below; NULL: anything goes
    const char *input;        // AMI_parameters_in
    double sample_interval_s, bit_time_s;
    double timeout_s; // longest time without progress, that is in one call; 0: 30
    double *impulse;  // (1 + aggressors) columns of `rows` samples, V/s; replaced by the model's
    size_t rows, aggressors;
    double *wave;   // GetWave's waveform, replaced by the model's; NULL: GetWave is not called
    size_t wave_n;  //
    size_t block_n; // samples of each call; 0: all at once
    double *clocks; // room for clock_max clock times, s; may be NULL for clock_max 0
    size_t clock_max;
} sl_ami_job;

typedef struct sl_ami_result {
    const char *init_out; // AMI_parameters_out of AMI_Init, "" for none
    const char *wave_out; // of the last AMI_GetWave
    const char *message;  // of AMI_Init
    const char *output;   // what the model wrote to its standard output and error, at most 64 KiB
    size_t output_n;      // all it wrote
    size_t clock_n;       // clock times of all calls
} sl_ami_result;

// Runs AMI_Init, AMI_GetWave for each block, AMI_Close in a child process. The buffers lie between
// pages that cannot be touched, and what is left of their pages is checked afterwards, so a model
// that writes outside is told; a crash, a hang, a missing function, a return value other than 1,
// clock times that do not end or fall, and values that are no numbers likewise. Texts of the result
// live in the arena. With an .ami: where Init_Returns_Impulse is False the impulse responses stay
// as they were handed in; a waveform for a model whose GetWave_Exists is False, nothing for it to
// do, more aggressors than Max_Init_Aggressors, and parameters that AMI_Resolve would have to set
// (it is not called) are told and refused. Errors: SL_ERR_MODEL, SL_ERR_IO (host cannot be
// started), SL_ERR_DOMAIN (sizes, intervals), SL_ERR_NO_MEMORY; with diagnostics. On an error
// impulse and wave keep what they held. Cost: about 3 ms and 20 ns a sample beside the model's own.
sl_status sl_ami_run(sl_ami_result *out, sl_ctx *ctx, sl_arena *arena, const sl_ami_job *job);

#endif
