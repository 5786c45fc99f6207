// The S-parameter object: frequencies, references and one block of matrices.
#include "sparam/internal.h"

#include <math.h>
#include <string.h>

sl_status sl_sparam_create(sl_sparam **out, sl_ctx *ctx, int ports, size_t points)
{
    *out = NULL;
    if (ports < 1 || ports > SL_SPARAM_PORTS_MAX || points < 1) return SL_ERR_DOMAIN;
    size_t entries = (size_t)ports * (size_t)ports;
    if (points > SIZE_MAX / 2 / sizeof(double complex) / entries) return SL_ERR_NO_MEMORY;
    sl_sparam *s = sl_ctx_resize(ctx, NULL, sizeof *s);
    if (!s) return SL_ERR_NO_MEMORY;
    *s = (sl_sparam){.ctx = ctx, .ports = ports, .points = points};
    for (int i = 0; i < ports; i++)
        s->reference_ohm[i] = 50;
    s->freq_hz = sl_ctx_resize(ctx, NULL, points * sizeof *s->freq_hz);
    s->data = sl_ctx_resize(ctx, NULL, points * entries * sizeof *s->data);
    if (!s->freq_hz || !s->data) {
        sl_sparam_destroy(s);
        return SL_ERR_NO_MEMORY;
    }
    memset(s->freq_hz, 0, points * sizeof *s->freq_hz);
    memset(s->data, 0, points * entries * sizeof *s->data);
    *out = s;
    return SL_OK;
}

sl_status sl_sparam_clone(sl_sparam **out, const sl_sparam *s)
{
    SL_TRY(sl_sparam_create(out, s->ctx, s->ports, s->points));
    sparam_copy_grid(*out, s);
    memcpy((*out)->data, s->data,
           s->points * (size_t)s->ports * (size_t)s->ports * sizeof *s->data);
    return SL_OK;
}

void sparam_copy_grid(sl_sparam *to, const sl_sparam *from)
{
    memcpy(to->freq_hz, from->freq_hz, from->points * sizeof *from->freq_hz);
    if (to->ports == from->ports)
        memcpy(to->reference_ohm, from->reference_ohm, sizeof from->reference_ohm);
}

void sl_sparam_destroy(sl_sparam *s)
{
    if (!s) return;
    if (s->freq_hz) sl_ctx_resize(s->ctx, s->freq_hz, 0);
    if (s->data) sl_ctx_resize(s->ctx, s->data, 0);
    sl_ctx_resize(s->ctx, s, 0);
}

int sl_sparam_ports(const sl_sparam *s)
{
    return s->ports;
}

size_t sl_sparam_points(const sl_sparam *s)
{
    return s->points;
}

sl_ctx *sl_sparam_ctx(const sl_sparam *s)
{
    return s->ctx;
}

const double *sl_sparam_freq_hz(const sl_sparam *s)
{
    return s->freq_hz;
}

const double *sl_sparam_reference_ohm(const sl_sparam *s)
{
    return s->reference_ohm;
}

const double complex *sl_sparam_at(const sl_sparam *s, size_t point)
{
    return s->data + point * (size_t)s->ports * (size_t)s->ports;
}

double *sl_sparam_freq_hz_mut(sl_sparam *s)
{
    return s->freq_hz;
}

double *sl_sparam_reference_ohm_mut(sl_sparam *s)
{
    return s->reference_ohm;
}

double complex *sl_sparam_at_mut(sl_sparam *s, size_t point)
{
    return s->data + point * (size_t)s->ports * (size_t)s->ports;
}

bool sl_sparam_valid(const sl_sparam *s)
{
    size_t n = s->points * (size_t)s->ports * (size_t)s->ports;
    for (size_t k = 0; k < s->points; k++)
        if (!(s->freq_hz[k] >= 0) || !isfinite(s->freq_hz[k]) ||
            (k > 0 && !(s->freq_hz[k] > s->freq_hz[k - 1])))
            return false;
    for (int i = 0; i < s->ports; i++)
        if (!(s->reference_ohm[i] > 0) || !isfinite(s->reference_ohm[i])) return false;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(creal(s->data[i])) || !isfinite(cimag(s->data[i]))) return false;
    return true;
}
