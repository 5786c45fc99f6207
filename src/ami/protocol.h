// What the library and shoreline-ami-host say to each other: one block of shared memory.
//
// The block begins with an ami_shared; the library fills the first part, the host the second. Sizes
// are in bytes, offsets from the block's begin.
#ifndef AMI_PROTOCOL_H
#define AMI_PROTOCOL_H

#include <stdint.h>

enum {
    AMI_MEMORY_FD = 3, // where the host finds the block
    AMI_MAGIC = 0x534c4131,
    AMI_TEXT_MAX = 1 << 18, // of each text that a model returns
};

// Where the host is; a crash or a hang is blamed on it.
enum {
    AMI_STAGE_LOAD,
    AMI_STAGE_INIT,
    AMI_STAGE_INIT_OUT, // reading what AMI_Init returned
    AMI_STAGE_WAVE,
    AMI_STAGE_WAVE_OUT,
    AMI_STAGE_CLOSE,
    AMI_STAGE_DONE,
};

enum {
    AMI_FINE,
    AMI_BAD_MEMORY,   // the block cannot be mapped
    AMI_BAD_LOAD,     // dlopen: text holds the reason
    AMI_NO_SYMBOL,    // text holds the function
    AMI_BAD_RETURN,   // value holds what was returned
    AMI_OVERRUN,      // canary: value is 0 impulse, 1 wave, 2 clocks
    AMI_BAD_CLOCKS,   // value: index
    AMI_MANY_CLOCKS,  // more than there is room for
    AMI_NOT_A_NUMBER, // value: index
    AMI_LONG_TEXT,
};

typedef struct ami_shared {
    uint32_t magic, size_of_this;
    uint64_t bytes; // of the block
    double sample_interval_s, bit_time_s;
    uint64_t rows, columns, wave_n, block_n, clock_max;
    uint64_t model_at, input_at;                   // texts
    uint64_t impulse_at, wave_at, clocks_at;       // doubles
    uint64_t init_out_at, wave_out_at, message_at; // texts of AMI_TEXT_MAX
    // From the host.
    volatile uint32_t stage, progress; // progress: calls that have come back
    volatile uint32_t problem;
    int64_t value;
    uint64_t clock_n;
    char text[1024];
} ami_shared;

#endif
