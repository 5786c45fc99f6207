// The links of a fabric as a population: what the FEC leaves of frames on the median link, on the
// mean and on the worst.
//
// Model. Margins are normal around the nominal link's with sd fabric.link_sd. A link that lacks
// D dB has D dB more optical loss, or a signal D dB weaker in copper; retimed host channels stay
// as they are. Errors are exact at 0, 3 and 6 standard deviations and, between them, those of the
// parabola through ln x, x = Q^-1(errors), which is straight where noise does not follow the light.
// Equations. Worst of n: median of the largest of n deviates. Mean: integral of phi(z) loss(z) up
// to that link, log-linear between its steps; links better than the nominal one count as it does.
// Assumptions. Links are independent and do not change while a job runs.
// Limits. Temperature differs by place as well; a population of two makers is not normal.
// Source. David and Nagaraja, Order Statistics, 3rd ed. (2003), section 2.1.
#include "system/internal.h"

#include "shoreline/numeric.h"

const double sl_quality_points[SL_QUALITY_POINTS] = {0.5, 0.9, 0.99, 0.999};

#define NODES 3
#define DEPTH 6.0 // standard deviations that are looked at
#define STEPS 16  // of the mean

typedef struct quality {
    const sl_population *p;
    double sd_db, x[NODES];
} quality;

// Q^-1 of the errors of the parts that vary, on a link that lacks some dB.
static double deviate_at(const sl_population *p, double lacks_db)
{
    double log10_ber = p->log10_ber;
    if (!p->lane) return sl_q_inverse_log10(log10_ber) * pow(10.0, -lacks_db / 20.0);
    sl_lane_in in = *p->lane;
    in.channel_loss_db += lacks_db;
    if (lacks_db > 0.0) {
        if (sl_lane_log10_ber(&log10_ber, &in) != SL_OK) return NAN;
        log10_ber = sl_project_lane_ber(p->design, log10_ber);
    }
    return sl_q_inverse_log10(fmin(log10_ber, log10(0.5)));
}

// Where the eye closes on the way the parabola goes through x itself.
static double interpolated(const quality *q, double z)
{
    const double *x = q->x;
    double s = z / (DEPTH / (NODES - 1)); // nodes at 0, 1, 2
    double w[NODES] = {(s - 1.0) * (s - 2.0) / 2.0, s * (2.0 - s), s * (s - 1.0) / 2.0};
    if (x[2] > 0.05 * x[0]) return exp(w[0] * log(x[0]) + w[1] * log(x[1]) + w[2] * log(x[2]));
    return fmax(0.0, w[0] * x[0] + w[1] * x[1] + w[2] * x[2]);
}

static double loss_at(const quality *q, double z)
{
    double x = q->sd_db > 0.0 ? interpolated(q, fmin(z, DEPTH)) : q->x[0];
    double log10_ber = sl_log10_add(q->p->fixed_log10_ber, sl_log10_q(x));
    return sl_project_frame_loss(q->p->design, fmin(pow(10.0, log10_ber), 0.5), q->p->frame_bytes);
}

// Mean of y over a step on which its logarithm is linear.
static double log_linear(double a, double b)
{
    if (!(a > 0.0 && b > 0.0)) return 0.5 * (a + b);
    double ratio = log(b / a);
    return fabs(ratio) < 1e-6 ? a : (b - a) / ratio;
}

static double density(double z)
{
    return exp(-0.5 * z * z) / sqrt(2.0 * SL_PI);
}

static double mean_loss(const quality *q, double worst_z)
{
    double first = loss_at(q, 0.0), last = density(0.0) * first, sum = 0.5 * first;
    double step = fmin(worst_z, DEPTH) / STEPS;
    for (int i = 1; i <= STEPS; i++) {
        double here = density(step * i) * loss_at(q, step * i);
        sum += step * log_linear(last, here);
        last = here;
    }
    return sum;
}

void sl_project_quality(sl_link_quality *out, const sl_population *p, double links)
{
    quality q = {.p = p, .sd_db = p->design->fabric.link_sd_db};
    int nodes = q.sd_db > 0.0 ? NODES : 1;
    for (int i = 0; i < nodes; i++)
        q.x[i] = deviate_at(p, DEPTH / (NODES - 1) * i * q.sd_db);
    *out = (sl_link_quality){.links = fmax(1.0, links), .margin_sd_db = q.sd_db};
    double worst_z = fmax(0.0, sl_q_inverse(-expm1(log(0.5) / out->links)));
    out->frame_loss = out->mean_frame_loss = loss_at(&q, 0.0);
    out->worst_frame_loss = loss_at(&q, worst_z);
    if (q.sd_db > 0.0) out->mean_frame_loss = fmin(mean_loss(&q, worst_z), out->worst_frame_loss);
    for (int i = 0; i < SL_QUALITY_POINTS; i++)
        out->quantile_loss[i] = loss_at(&q, sl_q_inverse(1.0 - sl_quality_points[i]));
}
