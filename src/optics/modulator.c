// Modulators as memoryless transmission curves with a bandwidth and an energy.
//
// Model. Light out of each of M equally spaced drive levels u in -1..1, V = bias + u Vpp/2:
//   Mach-Zehnder at quadrature, push-pull: T = (1 + g sin(pi V/V_pi))/2, V from quadrature,
//     g = (r-1)/(r+1) for a static extinction r;
//   electro-absorption: T = exp(-(V/V0)^n), V reverse voltage;
//   ring, through port: T = (x^2 + Tmin)/(1 + x^2), x = 2 (f_laser - f_res)/linewidth, linewidth =
//     c/(lambda Q); the mean resonance is placed where the OMA is largest.
// OMA = Pmax - Pmin, mean over the levels, ER = Pmax/Pmin, R_LM = (M-1) min spacing/OMA.
// Bandwidth: 1/f^2 = sum of 1/f_i^2 over the RC pole, the electrode or driver, and for the ring the
// photon lifetime c/(lambda Q) (no peaking by detuning).
// Energy: lumped C: C V^2 (M+1)/(12 (M-1)) per symbol; terminated line: mean square swing / R; EAM
// adds photocurrent x bias, one electron per absorbed photon; heaters as given.
// Assumptions. Static curves; no self-heating of the ring beyond the lock error given; no thermal
// bistability; the drive's level predistortion is none.
// Sources. Wang et al., Nature 562, 101 (2018) (thin film LiNbO3, V_pi); Miller, JLT 35(3), 346
// (2017) (C V^2/4); ring: Bogaerts et al., Laser Photon. Rev. 6, 47 (2012); from memory.
// Limits. Chirp is an input of the lane, not derived here.
#include "modulator_laws.h"

double sl_ring_best_detuning(double half_shift)
{
    if (!(half_shift >= 0)) return NAN;
    double h2 = half_shift * half_shift;
    return sqrt((h2 - 1 + 2 * sqrt(1 + h2 + h2 * h2)) / 3);
}

double sl_capacitor_energy_j(double capacitance_f, double vpp_v, int levels)
{
    if (!(capacitance_f >= 0) || !(vpp_v >= 0) || levels < 2) return NAN;
    return capacitance_f * vpp_v * vpp_v * (levels + 1) / (12.0 * (levels - 1));
}

// Detuning of the laser from the mean resonance, in half linewidths.
static double ring_detuning(const sl_modulator *m)
{
    double half = ring_linewidth_hz(m) / 2;
    double best = sl_ring_best_detuning(m->shift_hz_per_v * m->drive_vpp_v / 2 / half);
    return best + m->lock_error_hz / half;
}

// Transmission at drive level u in -1..1, without the insertion loss.
static double transmission(const sl_modulator *m, double u)
{
    double volt = u * m->drive_vpp_v / 2;
    if (m->kind == SL_MODULATOR_MZM) {
        double contrast = 1;
        if (isfinite(m->static_extinction_db)) {
            double r = pow(10, m->static_extinction_db / 10);
            contrast = (r - 1) / (r + 1);
        }
        return 0.5 * (1 + contrast * sin(SL_PI * volt / m->v_pi_v));
    }
    if (m->kind == SL_MODULATOR_EAM) return exp(-eam_exponent(m, m->bias_v + volt));
    double x = ring_detuning(m) - volt * m->shift_hz_per_v / (ring_linewidth_hz(m) / 2);
    return ring_transmission(m, x);
}

static int valid(const sl_modulator *m, double input_power_w, double symbol_rate_bd, int levels)
{
    if (!(input_power_w > 0) || !(symbol_rate_bd > 0)) return 0;
    if (levels < 2 || levels > SL_LEVELS_MAX || levels % 2) return 0;
    if (!(m->insertion_loss_db >= 0) || !(m->drive_vpp_v > 0) || !(m->capacitance_f >= 0) ||
        !(m->series_ohm >= 0) || !(m->termination_ohm >= 0) || !(m->line_bandwidth_hz > 0) ||
        !(m->wavelength_m > 0) || !(m->heater_w >= 0))
        return 0;
    switch (m->kind) {
    case SL_MODULATOR_MZM:
        return m->v_pi_v > 0 && m->static_extinction_db > 0 && m->drive_vpp_v <= m->v_pi_v;
    case SL_MODULATOR_EAM:
        return m->v0_v > 0 && m->exponent > 0 && m->bias_v >= m->drive_vpp_v / 2;
    case SL_MODULATOR_RING:
        return m->quality > 0 && m->min_transmission >= 0 && m->min_transmission < 1 &&
               m->shift_hz_per_v > 0 && isfinite(m->lock_error_hz);
    }
    return 0;
}

static double bandwidth(const sl_modulator *m)
{
    double inverse2 = 1 / (m->line_bandwidth_hz * m->line_bandwidth_hz);
    double rc = 2 * SL_PI * m->series_ohm * m->capacitance_f;
    inverse2 += rc * rc;
    if (m->kind == SL_MODULATOR_RING) {
        double f = ring_linewidth_hz(m);
        inverse2 += 1 / (f * f);
    }
    return 1 / sqrt(inverse2);
}

static void electrical(sl_modulator_out *out, const sl_modulator *m, double carrier_w,
                       double symbol_rate_bd, int levels)
{
    out->drive_w = sl_capacitor_energy_j(m->capacitance_f, m->drive_vpp_v, levels) * symbol_rate_bd;
    if (m->termination_ohm > 0) // mean square of the levels over the load
        out->drive_w += sl_capacitor_energy_j(1, m->drive_vpp_v, levels) / m->termination_ohm;
    out->photocurrent_a = 0;
    if (m->kind == SL_MODULATOR_EAM) {
        out->photocurrent_a = photon_ampere(m->wavelength_m) * (carrier_w - out->average_w);
    }
    out->electrical_w = out->drive_w + m->heater_w + out->photocurrent_a * m->bias_v;
}

sl_status sl_modulator_evaluate(sl_modulator_out *out, const sl_modulator *modulator,
                                double input_power_w, double symbol_rate_bd, int levels)
{
    const sl_modulator *m = modulator;
    if (!valid(m, input_power_w, symbol_rate_bd, levels)) return SL_ERR_DOMAIN;
    double carrier_w = input_power_w * pow(10, -m->insertion_loss_db / 10);
    double low = INFINITY, high = 0, sum = 0, last = 0, spacing = INFINITY;
    for (int k = 0; k < levels; k++) {
        double p = carrier_w * transmission(m, -1 + 2.0 * k / (levels - 1));
        if (k > 0) spacing = fmin(spacing, fabs(p - last));
        low = fmin(low, p);
        high = fmax(high, p);
        sum += p;
        last = p;
    }
    *out = (sl_modulator_out){0};
    out->oma_w = high - low;
    out->average_w = sum / levels;
    out->extinction_ratio = low > 0 ? high / low : (double)INFINITY;
    out->level_mismatch = (levels - 1) * spacing / out->oma_w;
    out->loss_db = 10 * log10(input_power_w / out->average_w);
    out->bandwidth_hz = bandwidth(m);
    out->detuning_hz =
        m->kind == SL_MODULATOR_RING ? ring_detuning(m) * ring_linewidth_hz(m) / 2 : 0;
    electrical(out, m, carrier_w, symbol_rate_bd, levels);
    return SL_OK;
}

void sl_modulator_bend(double bend[2], const sl_modulator *m)
{
    double light[4];
    bend[0] = bend[1] = NAN;
    if (!valid(m, 1, 1, 4)) return;
    for (int i = 0; i < 4; i++)
        light[i] = transmission(m, -1 + 2 * i / 3.0);
    int up = light[3] > light[0];
    double low = up ? light[0] : light[3], high = up ? light[3] : light[0], half = (high - low) / 2;
    bend[0] = (light[up ? 1 : 2] - (2 * low + high) / 3) / half;
    bend[1] = (light[up ? 2 : 1] - (low + 2 * high) / 3) / half;
}
