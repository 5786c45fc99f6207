// Segments prepared for evaluation at many frequencies; internal to the electrical layer.
#ifndef ELECTRICAL_SEGMENT_H
#define ELECTRICAL_SEGMENT_H

#include <complex.h>

#include "shoreline/electrical.h"

static const double complex imaginary = (double complex)I; // the macro is a complex float

// a/b for values far from the ends of the doubles' range; the compiler's own quotient also serves
// infinities, at several times the cost.
static inline double complex quotient(double complex a, double complex b)
{
    double square = creal(b) * creal(b) + cimag(b) * cimag(b);
    return a * conj(b) / square;
}

typedef struct line_model {
    double eps_inf, eps_delta;  // Djordjevic-Sarkar, eps_delta per decade
    double inductance_h_m;      // external
    double air_capacitance_f_m; // capacitance per unit of relative permittivity
    double conductivity;        // at the conductor's temperature
    double perimeter_m;         // of one conductor
    double depth_m;             // cross section over perimeter
    double roundness;           // 4 pi cross section/perimeter^2
    double return_ratio;
    double sphere_radius_m; // of the roughness, 0: smooth
} line_model;

sl_status line_prepare(line_model *model, const sl_line *line);

// Propagation constant, 1/m, and characteristic impedance (may be NULL), at freq_hz > 0.
double complex line_gamma(double complex *impedance, const line_model *model, double freq_hz);

// Series impedance of both conductors, ohm/m, and relative permittivity, at freq_hz > 0.
void line_terms(double complex *conductors, double complex *permittivity, const line_model *model,
                double freq_hz, double complex relaxation);

// The dielectric's relaxation log10((w2 + j w)/(w1 + j w)) at freq_hz > 0, the same for all lines.
double complex line_relaxation(double freq_hz);

// Attenuation in dB/m at freq_hz > 0, given the relaxation there.
double line_loss_db_m(const line_model *model, double freq_hz, double complex relaxation);

sl_status lumped_check(const sl_lumped *lumped);

// Loss of a lumped segment that passed lumped_check, freq_hz > 0.
double lumped_loss_db(const sl_lumped *lumped, double freq_hz);

// What a path does at one frequency, from its segments' responses.
double path_ripple_db(const sl_segment_response *responses, size_t n, double reflection_near,
                      double reflection_far);

#endif
