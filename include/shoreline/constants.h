// Physical constants, CODATA 2018 (exact values of the SI of 2019 where marked exact).
#ifndef SHORELINE_CONSTANTS_H
#define SHORELINE_CONSTANTS_H

#define SL_YEAR_S              31557600.0 // Julian year
#define SL_PI                  3.14159265358979323846
#define SL_SPEED_OF_LIGHT_M_S  299792458.0       // exact
#define SL_PLANCK_J_S          6.62607015e-34    // exact
#define SL_BOLTZMANN_J_K       1.380649e-23      // exact
#define SL_ELEMENTARY_CHARGE_C 1.602176634e-19   // exact
#define SL_VACUUM_PERMEABILITY 1.25663706212e-6  // H/m
#define SL_VACUUM_PERMITTIVITY 8.8541878128e-12  // F/m
#define SL_BOLTZMANN_EV_K      8.617333262145e-5 // eV/K, k_B / q
#define SL_ZERO_CELSIUS_K      273.15            // exact
#define SL_COPPER_CONDUCTIVITY 5.8e7             // S/m at 20 degC (IACS)

#endif
