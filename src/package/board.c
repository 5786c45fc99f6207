// Heat that the ASIC sends to engines near it through the board.
//
// Model: the board is an unbounded thin sheet of conductance k t, cooled on both faces with the sum
//   h of their films (a fin); parts are discs of their own area with uniform flux.
// Equations: k t lap T = h T - q; m = sqrt(h/(k t)); a disc of radius a has on itself (mean)
//   R = (1 - 2 I1(ma) K1(ma))/(h pi a^2) and on a disc of radius b at distance d (mean; exact for
//   discs apart, by the mean value property of the modified Helmholtz equation)
//   R = [2 I1(ma)/(ma)] [2 I1(mb)/(mb)] K0(m d)/(2 pi k t).
// Assumptions: no temperature difference through the board's thickness, edges far away.
// Source: Carslaw & Jaeger, Conduction of Heat in Solids, ch. 5 (fin equation in cylinder
// coordinates).
#include "floorplan.h"

#include <gsl/gsl_sf_bessel.h>
#include <math.h>

#include "shoreline/constants.h"

typedef struct sl_sheet {
    double m_per_m;         // inverse of the length over which a temperature decays
    double conductance_w_k; // k t
    double film_w_m2k;
} sl_sheet;

static double sl_disc_radius(const sl_rectangle *r)
{
    return sqrt(r->width_m * r->length_m / SL_PI);
}

// 2 I1(x)/x, 1 at 0.
static double sl_disc_weight(double x)
{
    return x < 1e-6 ? 1.0 : 2.0 * gsl_sf_bessel_I1(x) / x;
}

static double sl_sheet_self(const sl_sheet *sheet, const sl_rectangle *r)
{
    double a = sl_disc_radius(r), x = sheet->m_per_m * a;
    double held = 2.0 * gsl_sf_bessel_I1_scaled(x) * gsl_sf_bessel_K1_scaled(x);
    return (1.0 - held) / (sheet->film_w_m2k * SL_PI * a * a);
}

static double sl_sheet_mutual(const sl_sheet *sheet, const sl_rectangle *r, const sl_rectangle *s)
{
    double dx = r->x_m + 0.5 * r->width_m - s->x_m - 0.5 * s->width_m;
    double dy = r->y_m + 0.5 * r->length_m - s->y_m - 0.5 * s->length_m;
    double x = sheet->m_per_m * hypot(dx, dy);
    if (x > 600.0) return 0.0; // below 1e-260
    return sl_disc_weight(sheet->m_per_m * sl_disc_radius(r)) *
           sl_disc_weight(sheet->m_per_m * sl_disc_radius(s)) * gsl_sf_bessel_K0(x) /
           (2.0 * SL_PI * sheet->conductance_w_k);
}

void sl_floorplan_board(sl_group_resistance *out, const sl_floorplan *plan,
                        const sl_package *package)
{
    double conductance_w_k = package->board_conductivity_w_mk * package->board_thickness_m;
    const sl_sheet sheet = {sqrt(package->board_film_w_m2k / conductance_w_k), conductance_w_k,
                            package->board_film_w_m2k};
    double count = (double)plan->engines, mutual[SL_ENGINES];
    *out = (sl_group_resistance){.asic_k_w = sl_sheet_self(&sheet, &plan->asic)};
    out->engines_k_w = sl_sheet_self(&sheet, &plan->engine[0]) / count;
    for (size_t i = 0; i < plan->engines; i++) {
        mutual[i] = sl_sheet_mutual(&sheet, &plan->asic, &plan->engine[i]);
        out->mutual_k_w += mutual[i] / count;
        for (size_t j = 0; j < i; j++)
            out->engines_k_w +=
                2.0 * sl_sheet_mutual(&sheet, &plan->engine[i], &plan->engine[j]) / (count * count);
    }
    for (size_t i = 0; i < plan->engines; i++)
        out->hottest_engine_k_w = fmax(out->hottest_engine_k_w, mutual[i] - out->mutual_k_w);
}
