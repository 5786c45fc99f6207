// Where a group of ranks talks: inside a scale-up domain, between domains, or both.
//
// Model. Ranks lie stride devices apart; a group takes as much of a domain as divides it.
// Assumptions. Domains begin where groups begin. Limits. One group at a time.
#include "workload/workload.h"

int sl_local_ranks(int domain, int n, int stride)
{
    int most = domain / stride;
    if (most >= n) return n;
    for (int l = most; l > 1; l--)
        if (n % l == 0) return l;
    return 1;
}

double sl_exchange_s(const sl_network *net, sl_collective_kind kind, int n, int stride,
                     double bytes)
{
    if (n <= 1 || bytes <= 0.0) return 0.0;
    int local = sl_local_ranks(net->domain, n, stride);
    sl_collective_request r = {.kind = kind,
                               .domain = local == n   ? SL_DOMAIN_SCALE_UP
                                         : local == 1 ? SL_DOMAIN_SCALE_OUT
                                                      : SL_DOMAIN_BOTH,
                               .ranks = n,
                               .local = local,
                               .stride = stride,
                               .bytes = bytes};
    return net->cost(&r, net->context);
}
