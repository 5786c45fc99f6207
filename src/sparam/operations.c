// Operations on whole networks: one matrix after the other.
#include <string.h>

#include "sparam/internal.h"

static bool same_grid(const sl_sparam *a, const sl_sparam *b)
{
    return a->points == b->points &&
           memcmp(a->freq_hz, b->freq_hz, a->points * sizeof *a->freq_hz) == 0;
}

// Gives *out back where status is a fault.
static sl_status finish(sl_sparam **out, sl_status status)
{
    if (status == SL_OK) return SL_OK;
    sl_sparam_destroy(*out);
    *out = NULL;
    return status;
}

static sl_status create_like(sl_sparam **out, const sl_sparam *s, int ports)
{
    SL_TRY(sl_sparam_create(out, s->ctx, ports, s->points));
    sparam_copy_grid(*out, s);
    return SL_OK;
}

sl_status sl_sparam_cascade(sl_sparam **out, const sl_sparam *a, const sl_sparam *b)
{
    static const int second = 1, first = 0;
    *out = NULL;
    if (a->ports != 2 || b->ports != 2) return SL_ERR_DOMAIN;
    return sl_sparam_join(out, a, b, &second, &first, 1);
}

sl_status sl_sparam_join(sl_sparam **out, const sl_sparam *a, const sl_sparam *b,
                         const int *ports_a, const int *ports_b, int m)
{
    *out = NULL;
    if (!same_grid(a, b) || m < 0 || m > a->ports || m > b->ports) return SL_ERR_DOMAIN;
    bool used_a[SL_SPARAM_PORTS_MAX] = {false}, used_b[SL_SPARAM_PORTS_MAX] = {false};
    for (int k = 0; k < m; k++) {
        if (ports_a[k] < 0 || ports_a[k] >= a->ports || ports_b[k] < 0 || ports_b[k] >= b->ports ||
            a->reference_ohm[ports_a[k]] != b->reference_ohm[ports_b[k]])
            return SL_ERR_DOMAIN;
        used_a[ports_a[k]] = used_b[ports_b[k]] = true;
    }
    SL_TRY(create_like(out, a, a->ports + b->ports - 2 * m));
    int port = 0;
    for (int i = 0; i < a->ports; i++)
        if (!used_a[i] && port < (*out)->ports) (*out)->reference_ohm[port++] = a->reference_ohm[i];
    for (int i = 0; i < b->ports; i++)
        if (!used_b[i] && port < (*out)->ports) (*out)->reference_ohm[port++] = b->reference_ohm[i];
    sl_status status = SL_OK;
    for (size_t k = 0; k < a->points && status == SL_OK; k++)
        status = sl_net_join(sl_sparam_at_mut(*out, k), sl_sparam_at(a, k), a->ports,
                             sl_sparam_at(b, k), b->ports, ports_a, ports_b, m);
    return finish(out, status);
}

sl_status sl_sparam_renormalise(sl_sparam *s, const double *to_ohm)
{
    for (size_t k = 0; k < s->points; k++)
        SL_TRY(sl_net_renormalise(sl_sparam_at_mut(s, k), s->ports, s->reference_ohm, to_ohm));
    memcpy(s->reference_ohm, to_ohm, (size_t)s->ports * sizeof *to_ohm);
    return SL_OK;
}

// Whether order holds each of 0..n-1 once.
static bool is_order(const int *order, int n)
{
    bool seen[SL_SPARAM_PORTS_MAX] = {false};
    for (int i = 0; i < n; i++) {
        if (order[i] < 0 || order[i] >= n || seen[order[i]]) return false;
        seen[order[i]] = true;
    }
    return true;
}

sl_status sl_sparam_permute(sl_sparam **out, const sl_sparam *s, const int *order)
{
    *out = NULL;
    if (!is_order(order, s->ports)) return SL_ERR_DOMAIN;
    SL_TRY(create_like(out, s, s->ports));
    for (int i = 0; i < s->ports; i++)
        (*out)->reference_ohm[i] = s->reference_ohm[order[i]];
    for (size_t k = 0; k < s->points; k++)
        sl_net_permute(sl_sparam_at_mut(*out, k), sl_sparam_at(s, k), s->ports, order);
    return SL_OK;
}

static bool are_pairs(const sl_sparam *s, const int *pair)
{
    if (s->ports % 2 != 0 || !is_order(pair, s->ports)) return false;
    for (int i = 0; i < s->ports; i += 2)
        if (s->reference_ohm[pair[i]] != s->reference_ohm[pair[i + 1]]) return false;
    return true;
}

sl_status sl_sparam_mixed(sl_sparam **out, const sl_sparam *s, const int *pair)
{
    *out = NULL;
    if (!are_pairs(s, pair)) return SL_ERR_DOMAIN;
    SL_TRY(create_like(out, s, s->ports));
    for (int i = 0; i < s->ports / 2; i++) {
        (*out)->reference_ohm[i] = 2 * s->reference_ohm[pair[2 * i]];
        (*out)->reference_ohm[s->ports / 2 + i] = s->reference_ohm[pair[2 * i]] / 2;
    }
    for (size_t k = 0; k < s->points; k++)
        sl_net_mixed(sl_sparam_at_mut(*out, k), sl_sparam_at(s, k), s->ports, pair);
    return SL_OK;
}

sl_status sl_sparam_differential(sl_sparam **out, const sl_sparam *s, const int pair[4])
{
    *out = NULL;
    if (s->ports != 4 || !are_pairs(s, pair)) return SL_ERR_DOMAIN;
    SL_TRY(create_like(out, s, 2));
    for (int i = 0; i < 2; i++)
        (*out)->reference_ohm[i] = 2 * s->reference_ohm[pair[2 * i]];
    for (size_t k = 0; k < s->points; k++) {
        double complex m[16], *d = sl_sparam_at_mut(*out, k);
        sl_net_mixed(m, sl_sparam_at(s, k), 4, pair);
        d[0] = m[0];
        d[1] = m[1];
        d[2] = m[4];
        d[3] = m[5];
    }
    return SL_OK;
}
