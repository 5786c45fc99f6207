// Standard normal deviates of a stream of samples, by the generator of the bit-true engine.
#include "device.h"

#include <string.h>

#include "signal/bittrue_internal.h"

#define PURPOSE_NOISE 0x6f70746963730001u

void wave_noise_fill(float *out, size_t n, wave_noise *noise)
{
    enum { ROWS = 64 };
    vf rows[ROWS];
    bt_stream s = {noise->seed, PURPOSE_NOISE, noise->stream};
    for (size_t done = 0; done < n;) {
        size_t left = n - done, take = left < ROWS * LANES ? left : ROWS * LANES;
        bt_normals(rows, take / LANES, &s, noise->position);
        memcpy(out + done, rows, take * sizeof *out);
        noise->position += take / (4 * LANES);
        done += take;
    }
}
