// Optics: lasers, modulators, fibre, receivers and the lane from launch to bit error ratio.
// Estimate tier: closed forms and 64-cell spectra, no allocation. Theory: docs/theory/optics.md.
// Powers are at the stated place; OMA is the outer optical modulation amplitude; "dB" of optical
// power is 10 log10, and 1 dB optical is 2 dB of electrical signal-to-noise ratio.
#ifndef SHORELINE_OPTICS_H
#define SHORELINE_OPTICS_H

#include "shoreline/handover.h"
#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------- decibels, OMA, levels

// W -> dBm and back. NaN for power < 0; -inf at 0.
double sl_dbm(double power_w);
double sl_watt(double power_dbm);

// OMA = 2 P (E-1)/(E+1) and its inverse; average_w >= 0, extinction_ratio E > 1 (linear, may be
// INFINITY). NaN outside.
double sl_oma_w(double average_w, double extinction_ratio);
double sl_average_w(double oma_w, double extinction_ratio);

#define SL_LEVELS_MAX 8

// The levels of a PAM-M alphabet, outermost -1 and +1, with level mismatch R_LM = (M-1) times the
// smallest spacing over the outer distance: the two outer spacings shrink equally (sinusoidal
// compression), the inner ones share the rest. levels M: 2, 4, 6 or 8; level_mismatch: 0 < R <= 1
// (ignored for M = 2). Errors: SL_ERR_DOMAIN. Source: IEEE 802.3 120D.3.1.2 (R_LM).
sl_status sl_pam_levels(double out[SL_LEVELS_MAX], int levels, double level_mismatch);

// ---------------------------------------------------------------- lasers (laser.c, vcsel.c)

// Edge-emitting continuous-wave laser. All of it at the junction's temperature Tj:
// Ith = threshold_a exp((Tj-Tref)/T0), slope = slope_w_per_a exp(-(Tj-Tref)/T1), V = V0 + Rs I,
// Tj = T_local + Rth (V I - P).
typedef struct sl_laser {
    double threshold_a;                // at reference_temp_k, > 0
    double slope_w_per_a;              // at reference_temp_k, > 0
    double threshold_t0_k;             // > 0
    double slope_t1_k;                 // > 0
    double reference_temp_k;           // > 0
    double turn_on_v;                  // V0 >= 0
    double series_ohm;                 // Rs >= 0
    double thermal_resistance_k_per_w; // Rth >= 0, junction to the place of T_local
    double current_max_a;              // rating, > 0
} sl_laser;

// Vertical-cavity laser. Ith = threshold_a + curvature (Tj - threshold_temp_k)^2 (gain peak and
// cavity aligned at threshold_temp_k), slope = slope_w_per_a (1 - slope_fall_per_k (Tj - Tref)),
// dynamics: f_r = d (I - Ith)^0.5, damping gamma = K f_r^2 + gamma0, one parasitic pole.
typedef struct sl_vcsel {
    double threshold_a;                  // the smallest over temperature, > 0
    double threshold_temp_k;             // where, > 0
    double threshold_curvature_a_per_k2; // >= 0
    double slope_w_per_a;                // at reference_temp_k, > 0
    double slope_fall_per_k;             // >= 0
    double reference_temp_k;             // > 0
    double turn_on_v;                    // >= 0
    double series_ohm;                   // >= 0
    double thermal_resistance_k_per_w;   // >= 0
    double current_max_a;                // rating, > 0
    double d_hz_per_sqrt_a;              // D at reference_temp_k, Hz/A^0.5 (7 GHz/mA^0.5: 2.2e11)
    double d_fall_per_k;                 // D(T) = D (1 - d_fall (Tj - Tref)), >= 0
    double k_factor_s;                   // K >= 0
    double damping_offset_per_s;         // gamma0 >= 0
    double parasitic_pole_hz;            // > 0, may be INFINITY
    double wavelength_m;                 // at reference_temp_k
    double wavelength_shift_m_per_k;     // >= 0
    double linewidth_hz;                 // modified Schawlow-Townes linewidth, for RIN, >= 0
    double carrier_lifetime_s;           // differential, for RIN, > 0
} sl_vcsel;

// An operating point of either laser.
typedef struct sl_laser_point {
    double current_a;
    double voltage_v;
    double power_w;      // optical
    double electrical_w; // V I
    double heat_w;       // V I - P
    double efficiency;   // wall plug, P / (V I)
    double junction_temp_k;
    double threshold_a;         // at the junction's temperature
    double slope_w_per_a;       // at the junction's temperature
    double thermal_gain;        // -Rth dP/dTj at constant current; >= 1 is bistable
    double droop_w_per_k;       // dP/dT_local at constant current
    double droop_a_per_k;       // dI/dT_local at constant power
    double slope_total_w_per_a; // dP/dI with self-heating; <= 0 is past rollover
} sl_laser_point;

// The point at a bias current (0 < I <= current_max_a) and local temperature (> 0 K). Of several
// solutions the coldest, which a laser switched on cold reaches. Errors: SL_ERR_DOMAIN for invalid
// arguments, SL_ERR_LIMIT for a current above the rating. Cost: ~0.2 us.
sl_status sl_laser_at_current(sl_laser_point *out, const sl_laser *laser, double local_temp_k,
                              double current_a);
sl_status sl_vcsel_at_current(sl_laser_point *out, const sl_vcsel *laser, double local_temp_k,
                              double current_a);

// The point with the least current that emits power_w > 0. SL_ERR_LIMIT: there is none within the
// rating, or at all (thermal rollover): the power asked for lies above the maximum.
sl_status sl_laser_for_power(sl_laser_point *out, const sl_laser *laser, double local_temp_k,
                             double power_w);
sl_status sl_vcsel_for_power(sl_laser_point *out, const sl_vcsel *laser, double local_temp_k,
                             double power_w);

// The point of maximal power: rollover, or the rating if that comes first (slope_total > 0).
// SL_ERR_LIMIT: does not lase within the rating.
sl_status sl_laser_peak(sl_laser_point *out, const sl_laser *laser, double local_temp_k);
sl_status sl_vcsel_peak(sl_laser_point *out, const sl_vcsel *laser, double local_temp_k);

// Small-signal response |H(f)| of a VCSEL at an operating point, 1 at DC; f >= 0.
// H = fr^2 / (fr^2 - f^2 + j f gamma/2pi) / (1 + j f/fp). NaN below threshold.
double sl_vcsel_response(const sl_vcsel *laser, const sl_laser_point *point, double freq_hz);

// Relaxation resonance f_r = D (I - Ith)^0.5 and damping gamma/2pi = (K f_r^2 + gamma0)/2pi. NaN
// below threshold.
void sl_vcsel_dynamics(double *resonance_hz, double *damping_hz, const sl_vcsel *laser,
                       const sl_laser_point *point);

// Frequency at which |H|^2 falls to 1/2 for good (-3 dB electrical). NaN below threshold.
double sl_vcsel_bandwidth_hz(const sl_vcsel *laser, const sl_laser_point *point);

// One-sided relative intensity noise, 1/Hz: 16 pi dnu (1/tau^2 + w^2)/w_r^4 |H|^2 + 2 h nu / P,
// H without the parasitic pole. Source: Coldren, Corzine, Mashanovitch, Diode Lasers and Photonic
// Integrated Circuits, section 5.5 (from memory: class assumption). NaN below threshold.
double sl_vcsel_rin_per_hz(const sl_vcsel *laser, const sl_laser_point *point, double freq_hz);

// ---------------------------------------------------------------- modulators (modulator.c)

typedef enum sl_modulator_kind {
    SL_MODULATOR_MZM, // Mach-Zehnder at quadrature, push-pull: silicon, or thin-film LiNbO3 by its
                      // v_pi and terminated electrode
    SL_MODULATOR_EAM, // electro-absorption, T(V) = exp(-(V/v0)^exponent)
    SL_MODULATOR_RING // microring through port, Lorentzian of loaded quality
} sl_modulator_kind;

typedef struct sl_modulator {
    sl_modulator_kind kind;
    double insertion_loss_db; // on-state passive loss: waveguides, splitters, at zero voltage, >= 0
    double drive_vpp_v;       // peak-to-peak outer swing, > 0
    double capacitance_f;     // lumped: energy C V^2/4 (NRZ); 0 for a terminated line
    double series_ohm;        // of the RC pole; 0: no RC pole
    double termination_ohm;   // travelling wave: swing dissipated here; 0: not terminated
    double line_bandwidth_hz; // electrode (RF loss, walk-off) or driver pole; INFINITY: none
    double wavelength_m;      // > 0
    double heater_w;          // bias or resonance tuning power, >= 0
    // MZM
    double v_pi_v;               // > 0
    double static_extinction_db; // of the interferometer, > 0, may be INFINITY
    // EAM
    double bias_v;   // centre of the swing, >= drive/2
    double v0_v;     // > 0
    double exponent; // > 0
    // ring
    double quality;          // loaded, > 0
    double min_transmission; // on resonance, 0..1 (0: critical coupling)
    double shift_hz_per_v;   // resonance shift, > 0
    double lock_error_hz;    // departure from the best detuning (control, temperature)
} sl_modulator;

typedef struct sl_modulator_out {
    double oma_w;
    double average_w;
    double extinction_ratio; // linear
    double level_mismatch;   // R_LM with equally spaced drive levels
    double loss_db;          // input to average output
    double bandwidth_hz;   // -3 dB electrical, root of summed squares of the single poles' inverse
    double detuning_hz;    // ring: laser from the mean resonance
    double drive_w;        // C V^2 or termination, at the symbol rate
    double photocurrent_a; // EAM: absorbed light, quantum efficiency 1
    double electrical_w;   // drive + heater + photocurrent x bias, without the driver circuit
} sl_modulator_out;

// Light out of a modulator for continuous input_power_w > 0; levels 2, 4, 6, 8.
// Errors: SL_ERR_DOMAIN. Sources: docs/theory/optics.md.
sl_status sl_modulator_evaluate(sl_modulator_out *out, const sl_modulator *modulator,
                                double input_power_w, double symbol_rate_bd, int levels);

// Departure of the light at a third below and above the middle of the drive from the straight line
// between its outermost levels, over half of their distance; ascending light. NaN outside the
// domain of sl_modulator_evaluate().
void sl_modulator_bend(double bend[2], const sl_modulator *modulator);

// Ring: the detuning, in half linewidths, at which a resonance moved by +-h half linewidths gives
// the largest OMA: x^2 = (h^2 - 1 + 2 (1 + h^2 + h^4)^0.5)/3. h >= 0.
double sl_ring_best_detuning(double half_shift);

// Mean dynamic energy per symbol of a capacitor driven with independent, equally likely, equally
// spaced levels: C V^2 (M+1)/(12 (M-1)); C V^2/4 for M = 2. J.
double sl_capacitor_energy_j(double capacitance_f, double vpp_v, int levels);

// ---------------------------------------------------------------- microLED (microled.c)

typedef struct sl_microled {
    double area_m2;            // of the junction
    double active_thickness_m; // of the quantum wells
    double a_per_s;            // Shockley-Read-Hall
    double b_m3_per_s;         // radiative
    double c_m6_per_s;         // Auger
    double extraction;         // light extracted per photon born, 0..1
    double wavelength_m;
    double turn_on_v;
    double series_ohm;
    double capacitance_f; // with the source resistance below: RC pole
    double drive_ohm;
} sl_microled;

typedef struct sl_microled_out {
    double carriers_per_m3;
    double lifetime_s;          // differential: 1/(A + 2 B N + 3 C N^2)
    double internal_efficiency; // B N^2 / (A N + B N^2 + C N^3)
    double power_w;             // extracted
    double bandwidth_hz;        // -3 dB electrical of 1/(1 + j w tau) and RC, inverse squares added
    double electrical_w;
} sl_microled_out;

// A microLED at a bias current > 0. Errors: SL_ERR_DOMAIN.
sl_status sl_microled_at_current(sl_microled_out *out, const sl_microled *led, double current_a);

// Share of a Lambertian emitter's light that enters a core of numerical aperture na (0..1).
// lens = 0: butted, na^2 min(1, core/source); lens != 0: etendue limit of any lossless optics,
// min(1, na^2 core/source). Areas in m2, > 0. NaN outside.
double sl_lambertian_coupling(double source_area_m2, double core_area_m2, double na, int lens);

// ---------------------------------------------------------------- fibre (fibre.c)

// Chromatic dispersion D of silica fibre, s/m^2 (1e-6 ps/(nm km)): S0/4 (lambda - l0^4/lambda^3).
// wavelengths in m, > 0; slope S0 in s/m^3 (0.092 ps/(nm^2 km) = 92). Source: ITU-T G.652.
double sl_dispersion_s_per_m2(double wavelength_m, double zero_wavelength_m, double slope_s_per_m3);

// Small-signal transfer |H(f)| of intensity through dispersion D L (s/m, signed) on direct
// detection, transmitter chirp alpha (0: none): |cos(phi) - alpha sin(phi)|, phi = pi lambda^2 D L
// f^2/c. Source: Wang, Petermann, JLT 10(1), 96 (1992) (from memory).
double sl_dispersion_transfer(double freq_hz, double wavelength_m, double dispersion_s_per_m,
                              double chirp);

// First null without chirp: sqrt(c/(2 lambda^2 |D L|)); INFINITY without dispersion.
double sl_dispersion_null_hz(double wavelength_m, double dispersion_s_per_m);

typedef struct sl_mmf {
    double modal_bandwidth_hz_m; // effective modal bandwidth x length (4700 MHz km = 4.7e12)
    double zero_wavelength_m;
    double slope_s_per_m3;
    double loss_db_per_m;
} sl_mmf;

// -3 dB optical bandwidth of a multimode link: modal EMB/L and chromatic 0.187/(L sigma sqrt(D1^2 +
// D2^2)), D2 = 0.7 S0 sigma, inverse squares added. length_m > 0; linewidth_rms_m >= 0. NaN
// outside. Source: IEEE 802.3z link model (Cunningham, Lane, Gigabit Ethernet Networking, 1999;
// from memory).
double sl_mmf_bandwidth_hz(const sl_mmf *fibre, double length_m, double wavelength_m,
                           double linewidth_rms_m);

// Gaussian response exp(-ln2 (f/f3)^2), 1/2 (-3 dB optical) at f3; 1 for f3 = INFINITY.
double sl_gaussian_response(double freq_hz, double bandwidth_hz);

// Mode partition noise, standard deviation relative to half the OMA:
// k/sqrt(2) (1 - exp(-(pi B D L sigma)^2)). k: partition coefficient 0..1; symbol rate B;
// dispersion D L in s/m. Source: Ogawa, JQE 18(5), 849 (1982); Agrawal et al., JLT 6, 620 (1988)
// (from memory).
double sl_mode_partition_noise(double k, double symbol_rate_bd, double dispersion_s_per_m,
                               double linewidth_rms_m);

// ---------------------------------------------------------------- receiver (receiver.c)

// |H|^2 of the 4th-order Bessel-Thomson filter, 1/2 at bandwidth_hz; 1 for INFINITY.
// Source: Bessel polynomial; IEEE 802.3 121.8.5.1 names the filter.
double sl_bessel_thomson_power(double freq_hz, double bandwidth_hz);

// Noise-equivalent bandwidth of that filter over its -3 dB bandwidth, a number: 1.0464
double sl_bessel_thomson_noise_ratio(void);

// Input-referred thermal noise current, A rms: sqrt(a0 Bn + a2 Bn^3/3) over a brick-wall noise
// bandwidth; white_a2_per_hz = a0, f2_a2_per_hz3 = a2. NaN for negative arguments.
double sl_thermal_noise_a(double white_a2_per_hz, double f2_a2_per_hz3, double noise_bandwidth_hz);

// Outer OMA at which PAM-M eyes of equal noise reach the argument q of the Gaussian tail:
// 2 (M-1) q sigma / R, W. NaN outside M >= 2, R > 0.
double sl_required_oma_w(double noise_current_a, double q, int levels, double responsivity_a_per_w);

// Intrinsic relative intensity noise, 1/Hz, of a transmitter stated by RIN_xOMA (noise over the
// power of the square-wave modulation): rin_oma ((E-1)/(E+1))^2, E linear extinction ratio > 1.
// Source: IEEE 802.3 52.9.6 (definition of RIN_xOMA; from memory).
double sl_rin_from_oma_per_hz(double rin_oma_per_hz, double extinction_ratio);

// q at which an ideal PAM-M receiver has symbol error ratio ser: Q^-1(ser M / (2 (M-1))).
// 3.414 for M = 4, 4.8e-4. NaN outside.
double sl_q_for_symbol_error_ratio(double ser, int levels);

// Noise density of an analogue-to-digital converter, relative to the squared outer level, 1/Hz,
// one-sided: full scale = headroom x outer level, sine-wave ENOB, sampled at sample_rate_hz.
double sl_converter_noise_per_hz(double enob, double headroom, double sample_rate_hz);

// ---------------------------------------------------------------- reflections (mpi.c)

typedef struct sl_mpi {
    int levels;                      // 2, 4, 6, 8
    double extinction_ratio_db;      // > 0
    int connectors;                  // between the two ports, >= 0
    double connector_return_loss_db; // > 0
    double port_return_loss_db;      // > 0, transmitter and receiver
} sl_mpi;

// Upper bound of the multipath penalty, all reflections aligned against the worst level:
// -10 log10(1 - 4 (M-1) E/(E-1) S), S = sum over pairs of sqrt(R_i R_j). INFINITY: eye closed.
// Errors: SL_ERR_DOMAIN. Source: 802.3 400 Gb/s study group contributions on MPI, 2014.
sl_status sl_mpi_bound_db(double *penalty_db, const sl_mpi *mpi);

// Variance of the power at level k over P_k P_mean with phases uniform and independent,
// polarisations aligned: 2 sum over pairs of R_i R_j. NaN outside.
double sl_mpi_variance(const sl_mpi *mpi);

// ---------------------------------------------------------------- ledger A: dB budget (budget.c)

typedef struct sl_budget_in {
    double oma_minus_tdecq_dbm; // transmitter, minimum
    double channel_loss_db;     // channel insertion loss
    double mpi_db;              // allocation for multipath and dispersion penalties
    double sensitivity_dbm;     // OMA, with the SECQ removed (sensitivity - SECQ)
} sl_budget_in;

// Margin of the standard's optical budget: OMA - TDECQ - loss - MPI - (sensitivity - SECQ), dB.
// It composes penalties as the standards do and must not be mixed with ledger B.
// Source: IEEE 802.3 clauses 121, 122, 124, 151 (tables of transmit and receive characteristics).
double sl_budget_margin_db(const sl_budget_in *in);

// ---------------------------------------------------------------- ledger B: lane (lane.c)

// One lane from the launch to the decision. Spectra on SL_RESPONSE_CELLS cells of 0..symbol rate
// (cell midpoints), amplitudes relative to the outer level (+-1).
typedef struct sl_lane_in {
    double symbol_rate_bd; // > 0
    int levels;            // 2, 4, 6, 8
    double target_ber;     // pre-FEC, 0 < . < 0.4
    // transmitter
    double launch_average_w;          // into the fibre (behind all transmit coupling), > 0
    double extinction_ratio_db;       // > 0, may be INFINITY
    double level_mismatch;            // R_LM of the optical transmitter, 0..1
    double transmitter_bandwidth_hz;  // -3 dB electrical, 4th-order Bessel-Thomson; INFINITY: none
    const double *transmitter_gain;   // or |H| on the cells (1 at DC) instead of it; NULL: not used
    double drive_noise_per_hz;        // driver or DAC, one-sided, rel. to its squared outer level
    double rin_per_hz;                // one-sided intrinsic relative intensity noise (10^(dB/10))
    double jitter_rms_ui;             // of clocks in the lane; those of host_* are added as squares
    const sl_pulse_response *host_tx; // linear drive: the host's channel, its gain including the
                                      // host transmitter's pulse; its DC gain is restored by the
                                      // driver. NULL: retimed, the engine's own NRZ-hold pulse
    // path
    double channel_loss_db;    // launch to photodiode: fibre, connectors, receive coupling
    double wavelength_m;       // > 0
    double dispersion_s_per_m; // accumulated D L, signed
    double chirp;              // alpha
    double fibre_bandwidth_hz; // -3 dB optical of multimode fibre; 0 or INFINITY: none
    double mpn_sigma;          // mode partition noise over half the OMA (see above)
    double mpi_variance;       // see sl_mpi_variance()
    double crosstalk_variance; // other optical lanes: variance of power over (OMA/2)^2
    // receiver
    double responsivity_a_per_w;  // > 0
    double dark_current_a;        // >= 0
    double thermal_a2_per_hz;     // TIA input-referred, white part, one-sided
    double thermal_f2_a2_per_hz3; // TIA, part rising with f^2
    double receiver_bandwidth_hz; // photodiode + TIA, 4th-order Bessel-Thomson; INFINITY: none
    double receiver_noise_per_hz; // behind the TIA (ADC, slicer), rel. to the squared outer level
    const sl_pulse_response *host_rx; // linear receive: the host channel behind the TIA (its gain
                                      // and its own noise rel. to the TIA's outer level; hold not
                                      // included). NULL: retimed
    double implementation_loss_db;    // electrical dB from the MMSE bound to a real receiver
} sl_lane_in;

typedef struct sl_lane_out {
    double received_average_w; // at the photodiode
    double received_oma_w;
    double level_power_w[SL_LEVELS_MAX]; // at the photodiode
    double level_sigma_w[SL_LEVELS_MAX]; // at the decision, as optical power of the same OMA
    double thermal_sigma_w; // parts of the middle of the alphabet (mean level), as above
    double shot_sigma_w;
    double rin_sigma_w;
    double mpi_sigma_w;          // multipath, mode partition and crosstalk
    double electrical_sigma_w;   // host channels, driver, receiver electronics
    double isi_sigma_w;          // residual intersymbol interference and jitter
    double snr_db;               // electrical, mean over the levels, after implementation loss
    double q_worst;              // of the worst eye
    double noise_enhancement_db; // electrical, linear equaliser over the matched-filter bound
    double log10_ber;            // pre-FEC
    double margin_db;            // optical dB of more loss until target_ber; negative: missing;
                                 // -INFINITY: no launch power reaches it (noise floor)
    double sensitivity_oma_w;    // received OMA at target_ber; INFINITY with margin -INFINITY
} sl_lane_out;

// The lane. Noise variances are added, equalised by the infinite linear MMSE equaliser over the
// product of all transfers; the bit error ratio from the tails between adjacent levels.
// Errors: SL_ERR_DOMAIN (also a host response of another symbol rate, or no noise at all). More
// loss never raises margin_db. Cost: ~11 us, most of it for the margin.
sl_status sl_lane_evaluate(sl_lane_out *out, const sl_lane_in *in);

// Its bit error ratio alone, without the search for the margin. Margin 0 is where this reaches
// log10(target_ber). Errors as above.
sl_status sl_lane_log10_ber(double *log10_ber, const sl_lane_in *in);

// ---------------------------------------------------------------- TDECQ (tdecq.c)

typedef struct sl_tdecq_in {
    double symbol_rate_bd;
    int levels;                      // 4 in the standards
    double target_ser;               // 4.8e-4, or 9.6e-3 in front of an inner code
    double transmitter_bandwidth_hz; // 4th-order Bessel-Thomson; INFINITY: none
    const double *transmitter_gain;  // or |H| on the cells; NULL: not used
    double reference_bandwidth_hz;   // of the reference receiver; 0: half the symbol rate
    double level_mismatch;           // R_LM
    double wavelength_m;
    double dispersion_s_per_m; // 0: TECQ
    double chirp;
    double rin_per_hz;          // transmitter noise at the mean power, relative to P^2
    double extinction_ratio_db; // relates RIN to the OMA
} sl_tdecq_in;

typedef struct sl_tdecq_out {
    double tdecq_db; // optical dB
    double ceq_db;   // noise gain of the equaliser, optical dB (10 log10 of the amplitude ratio)
    double q;        // Qt of the target
} sl_tdecq_out;

// Estimate of the transmitter and dispersion eye closure: the noise that a symbol-spaced MMSE
// equaliser behind the reference receiver can bear at the target, against the ideal transmitter's.
// No pattern, no tap limit, no clock. SL_ERR_LIMIT: the eye is closed, TDECQ infinite.
// Source: IEEE 802.3 121.8.5 (definition).
sl_status sl_tdecq_estimate(sl_tdecq_out *out, const sl_tdecq_in *in);

// ---------------------------------------------------------------- energy, density (energy.c)

// Powers of one lane and one direction, W, before the power conversion of the module.
typedef struct sl_engine_power_in {
    double lane_rate_bps;      // counted bits of the lane, > 0
    double laser_optical_w;    // light the lane needs from the laser's facet, after sharing
    double laser_efficiency;   // wall plug, 0..1; 0 with laser_electrical_w given instead
    double laser_electrical_w; // used when laser_efficiency is 0
    double laser_cooling_w;    // thermo-electric cooler share
    double driver_w;
    double modulator_w; // C V^2 or termination, photocurrent
    double tuning_w;    // heaters, locks
    double tia_w;
    double dsp_tx_w;
    double dsp_rx_w;
    double control_w;                   // microcontroller, monitors, per lane
    double conversion_efficiency;       // DC/DC, 0..1 (excluded)
    int laser_external;                 // != 0: the laser has its own supply (external source)
    double laser_conversion_efficiency; // of that supply; used when laser_external
} sl_engine_power_in;

typedef struct sl_engine_power_out {
    double laser_w, driver_w, modulator_w, tuning_w, tia_w, dsp_w, control_w; // at the loads
    double conversion_w;                                                      // lost in conversion
    double total_w; // drawn from the board, laser included
    double total_without_laser_w;
    double heat_in_engine_w; // total; an external laser counts with its light only; light
                             // sent out is not subtracted (upper bound)
    double energy_j_per_bit; // total / rate
    double energy_without_laser_j_per_bit;
} sl_engine_power_out;

// Sum of a lane's powers and energy per bit, host SerDes not included. Errors: SL_ERR_DOMAIN.
sl_status sl_engine_power(sl_engine_power_out *out, const sl_engine_power_in *in);

// Light one lane needs from the laser's facet, W: launch power and the dB between facet and launch
// (coupling, modulator to its average output, splitter's excess loss; not the 1/N of a split, which
// is the sharing itself: N lanes need N times this). NaN for launch_average_w < 0.
double sl_laser_light_w(double launch_average_w, double loss_db);

// Bits per second and metre of chip or package edge: rate per wavelength x wavelengths per fibre x
// rows of fibres / pitch. One direction. NaN for pitch <= 0.
double sl_edge_density_bps_per_m(double rate_bps, double wavelengths, double rows, double pitch_m);

// Bits per second and square metre for one lane per pitch_x_m x pitch_y_m. NaN for pitch <= 0.
double sl_area_density_bps_per_m2(double rate_bps, double pitch_x_m, double pitch_y_m);

#ifdef __cplusplus
}
#endif
#endif
