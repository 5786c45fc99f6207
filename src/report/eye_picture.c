// The statistical eye as a picture: a bitmap of grey levels inside the page.
//
// Darkness grows with the logarithm of the probability density, over SHADES_DECADES decades below
// its largest value, black the most likely. Columns are sampling instants over one symbol (the DFE
// holds no longer), rows are voltages. Format: BMP, 8 bits with a palette (BITMAPINFOHEADER), as a
// data URI.
#include "report/html.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define ROWS           SL_HTML_BITMAP_ROWS
#define SHADES_DECADES 9.0
#define SHADES_GAMMA   2.2 // likely values apart, unlikely ones pale
#define HEADER         (54 + 4 * 256)

static void base64(sl_text *out, const unsigned char *v, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i < 3 ? n - i : 3;
        uint32_t b = (uint32_t)v[i] << 16;
        if (left > 1) b |= (uint32_t)v[i + 1] << 8;
        if (left > 2) b |= v[i + 2];
        char four[4] = {digits[b >> 18], digits[b >> 12 & 63], digits[b >> 6 & 63], digits[b & 63]};
        for (size_t k = left + 1; k < 4; k++)
            four[k] = '=';
        sl_text_add_n(out, four, 4);
    }
}

static void little(unsigned char *at, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

// Header and palette: 0 white .. 255 black.
static void head_of(unsigned char *v, uint32_t width, uint32_t row_bytes)
{
    memcpy(v, "BM", 2);
    little(v + 2, HEADER + row_bytes * ROWS, 4);
    little(v + 10, HEADER, 4);
    little(v + 14, 40, 4);
    little(v + 18, width, 4);
    little(v + 22, ROWS, 4); // from the lowest row up
    little(v + 26, 1, 2);
    little(v + 28, 8, 2);
    little(v + 34, row_bytes * ROWS, 4);
    little(v + 46, 256, 4);
    for (unsigned i = 0; i < 256; i++)
        memset(v + 54 + 4 * i, (int)(255 - i), 3);
}

static void shade(unsigned char *pixels, size_t row_bytes, const float *density, size_t width)
{
    float most = -INFINITY;
    for (size_t i = 0; i < ROWS * width; i++)
        most = fmaxf(most, density[i]);
    for (size_t y = 0; y < ROWS; y++)
        for (size_t x = 0; x < width; x++) {
            double below = most - density[y * width + x];
            double dark =
                isfinite(below) ? pow(fmax(0, 1 - below / SHADES_DECADES), SHADES_GAMMA) : 0;
            pixels[y * row_bytes + x] = (unsigned char)lround(255 * dark);
        }
}

void sl_html_bitmap(sl_text *out, const float *density, size_t width)
{
    size_t row_bytes = (width + 3) / 4 * 4, bytes = HEADER + row_bytes * ROWS;
    unsigned char *v = sl_ctx_resize(out->ctx, NULL, bytes);
    if (!v) {
        out->failed = true;
        return;
    }
    memset(v, 0, bytes);
    head_of(v, (uint32_t)width, (uint32_t)row_bytes);
    shade(v + HEADER, row_bytes, density, width);
    base64(out, v, bytes);
    sl_ctx_resize(out->ctx, v, 0);
}

static void image(sl_text *out, const sl_eye *eye, double top_v)
{
    size_t width = sl_eye_get(eye)->phases;
    float *density = sl_ctx_resize(out->ctx, NULL, ROWS * width * sizeof *density);
    if (density) {
        sl_eye_picture(density, ROWS, -top_v, top_v, eye);
        sl_html_bitmap(out, density, width);
    } else {
        out->failed = true;
    }
    sl_ctx_resize(out->ctx, density, 0);
}

void sl_html_eye(sl_text *out, const char *name, const sl_channel_result *r)
{
    const sl_waveform *w = &r->link.wave;
    double top_v = 1.35 * w->victim.v[w->cursor];
    sl_eye *eye = NULL;
    sl_eye_opts opts = {.jitter = SL_JITTER_SLOPE,
                        .crosstalk = SL_CROSSTALK_WORST,
                        .phases = w->samples_per_ui / 2 * 2 + 1,
                        .ber = 1e-6};
    if (sl_eye_create(&eye, out->ctx, w, &opts) != SL_OK) return;
    sl_text_add(out, "<figure class=\"figure eye\"><figcaption>Eye: ");
    sl_html_text(out, name);
    sl_text_printf(out,
                   "</figcaption>\n<img width=\"520\" height=\"260\" alt=\"Statistical eye, "
                   "least opening %.3g mV at 1e-6\" src=\"data:image/bmp;base64,",
                   fmax(0, r->eye.veo) * 1e3);
    image(out, eye, top_v);
    sl_text_printf(out,
                   "\">\n<p class=\"note\">Across: one symbol of %.4g ps, the sampling "
                   "instant in the middle; up: -%.3g to %.3g mV. Darker is likelier, 9 "
                   "decades from white to black. Least opening at 1e-6 a level and side: %.3g mV, "
                   "%.0f mUI wide.</p></figure>\n",
                   1e12 / w->symbol_rate_bd, top_v * 1e3, top_v * 1e3, fmax(0, r->eye.veo) * 1e3,
                   1e3 * sl_eye_get(eye)->width_ui[(w->levels - 1) / 2]);
    sl_eye_destroy(eye);
}
