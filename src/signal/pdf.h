// Distributions on an equidistant grid, for the statistical eye only. Positions are in bins.
#ifndef SIGNAL_PDF_H
#define SIGNAL_PDF_H

#include <stddef.h>

#include "shoreline/status.h"

typedef struct pdf {
    double *mass; // of bin first + i
    size_t n, capacity;
    long first;
    double added; // variance in bins^2 that placing on the grid has added
} pdf;

void pdf_delta(pdf *p);
// Bins that n operations of these half widths can need.
size_t pdf_bins(double sum_of_half_widths, size_t operations);
// Cuts ends of less than 1e-45 in all.
void pdf_trim(pdf *p);
// p conv the distribution of h level[], equiprobable; work has p's capacity.
sl_status pdf_pam(pdf *p, double *work, double h, const double *level, int levels);
// out = a conv b.
sl_status pdf_convolve(pdf *out, const pdf *a, const pdf *b);
// out += weight * p moved by shift; out is empty (n = 0) at first.
sl_status pdf_mix(pdf *out, const pdf *p, double shift, double weight);
// Gaussian of sigma bins as masses of bins 0..n-1 to one side; n = pdf_kernel_size(sigma).
size_t pdf_kernel_size(double sigma);
void pdf_kernel(double *kernel, size_t n, double sigma);
// out = p conv the kernel.
sl_status pdf_blur(pdf *out, const pdf *p, const double *kernel, size_t kernel_n);
// P(X < x), P(X > x); x in bins, between bin edges by the cubic through the logarithms.
double pdf_log10_below(const double *mass, size_t n, double x);
double pdf_log10_above(const double *mass, size_t n, double x);
// The x with P(X < x) = p, or P(X > x) = p, from the same curve.
double pdf_quantile_below(const double *mass, size_t n, double log10_p);
double pdf_quantile_above(const double *mass, size_t n, double log10_p);

#endif
