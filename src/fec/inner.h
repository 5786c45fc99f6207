// The inner code of the 200 Gb/s lanes with hard decisions. Internal to src/fec.
#ifndef SL_FEC_INNER_H
#define SL_FEC_INNER_H

typedef enum sl_inner_residual { SL_INNER_PAM4_SYMBOL, SL_INNER_RS_SYMBOL } sl_inner_residual;

// log10 of the residual error ratio of the 60 message PAM4 symbols, or of the 12 RS symbols they
// carry, when PAM4 symbols are wrong by one level with probability ser (0..1), independently.
double sl_inner_log10_residual(sl_inner_residual kind, double ser);

#endif
