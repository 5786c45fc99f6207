// Formulae of physics that several layers share. Pure functions; NaN outside of the domain.
#ifndef SHORELINE_PHYSICS_H
#define SHORELINE_PHYSICS_H

#ifdef __cplusplus
extern "C" {
#endif

// Skin depth sqrt(1/(pi f mu0 sigma)), m, of a non-magnetic conductor; freq_hz > 0,
// conductivity_s_m > 0. Source: Pozar, Microwave Engineering, 4th ed., eq. 1.60.
double sl_skin_depth_m(double freq_hz, double conductivity_s_m);

// Conductivity, S/m, at temp_k of a metal with conductivity_20c_s_m at 20 degC and a linear
// temperature coefficient of resistance (copper 0.00393/K). temp_k > 0; NaN where the linear law
// gives no positive resistance. Source: IEC 60028 (copper).
double sl_conductivity_s_m(double conductivity_20c_s_m, double temp_coefficient_per_k,
                           double temp_k);

// Huray's roughness factor K (resistance of the rough over that of the smooth conductor) of
// copper at 20 degC, cannonball stack: 14 spheres of radius a = 0.06 Rz on a tile of 36 a^2,
// K = 1 + 1.5 SR/(1 + d/a + d^2/(2 a^2)), SR = 14 pi/9 = 4.887, d = skin depth; K < 8.33.
// rz_m >= 0 (ten-point roughness height), freq_hz >= 0. K = 1 for a smooth conductor or at DC.
// Source: Huray et al., DesignCon 2010; Simonovich, DesignCon 2015 (cannonball).
double sl_huray_factor(double rz_m, double freq_hz);

// The same factor for any conductor, given the ratio depth_over_radius = d/a >= 0.
double sl_huray_factor_ratio(double depth_over_radius);

// Arrhenius acceleration exp(Ea/k (1/T1 - 1/T2)): how much faster a thermally activated process
// runs at temp2_k than at temp1_k. activation_ev any finite value, temperatures > 0 K.
double sl_arrhenius(double activation_ev, double temp1_k, double temp2_k);

// Power coupling ratio 0..1 between two circular Gaussian modes with their waists in one plane;
// w1_m, w2_m > 0: mode field radii (field 1/e, intensity 1/e^2; half of the mode field diameter),
// offset_m: lateral displacement, tilt_rad: angle between the axes (small), wavelength_m > 0 in
// the medium between. eta = (2 w1 w2/s)^2 exp(-2 d^2/s) exp(-2 (pi theta w1 w2/lambda)^2/s),
// s = w1^2 + w2^2. Offset and tilt in orthogonal planes or one of them zero is exact in the
// paraxial limit. Source: Joyce and DeLoach, Appl. Opt. 23, 4187 (1984); Marcuse, BSTJ 56 (1977).
double sl_gaussian_coupling(double w1_m, double w2_m, double offset_m, double tilt_rad,
                            double wavelength_m);

// The same with an axial gap_m between the two waists (its sign is irrelevant): the paraxial
// overlap integral, exact, with offset and tilt in one plane. offset_m displaces the centre of
// waist 1; tilt_rad turns beam 1 about that centre, towards positive offsets, so that its axis
// meets the plane of waist 2 at offset + tilt * gap. gap 0 gives sl_gaussian_coupling.
double sl_gaussian_coupling_gap(double w1_m, double w2_m, double offset_m, double tilt_rad,
                                double gap_m, double wavelength_m);

#ifdef __cplusplus
}
#endif
#endif
