// Memory that runs out while a device is made is told, and nothing is lost.
#include "sl_test.h"

#include <stdlib.h>

#include "shoreline/devices.h"

typedef struct limited {
    long left, held;
} limited;

static void *resize(void *user, void *ptr, size_t size)
{
    limited *l = user;
    if (size == 0) {
        l->held -= ptr != NULL;
        free(ptr);
        return NULL;
    }
    if (l->left-- <= 0) return NULL;
    l->held += ptr == NULL;
    return realloc(ptr, size);
}

static const double rate = 425e9;
static const sl_vcsel laser = {.threshold_a = 0.6e-3,
                               .threshold_temp_k = 308,
                               .slope_w_per_a = 0.6,
                               .reference_temp_k = 298,
                               .turn_on_v = 1.5,
                               .series_ohm = 65,
                               .thermal_resistance_k_per_w = 2200,
                               .current_max_a = 11e-3,
                               .d_hz_per_sqrt_a = 2.8e11,
                               .k_factor_s = 0.2e-9,
                               .damping_offset_per_s = 10e9,
                               .parasitic_pole_hz = 28e9,
                               .wavelength_m = 855e-9,
                               .linewidth_hz = 1e6,
                               .carrier_lifetime_s = 0.5e-9};
static const sl_modulator ring = {.kind = SL_MODULATOR_RING,
                                  .capacitance_f = 25e-15,
                                  .series_ohm = 60,
                                  .line_bandwidth_hz = INFINITY,
                                  .wavelength_m = 1310e-9,
                                  .quality = 4000,
                                  .shift_hz_per_v = 7e9};
static const sl_modulator eam = {.kind = SL_MODULATOR_EAM,
                                 .line_bandwidth_hz = 40e9,
                                 .wavelength_m = 1310e-9,
                                 .bias_v = 1,
                                 .v0_v = 1.5,
                                 .exponent = 2};
static const sl_microled led = {.area_m2 = 1e-11,
                                .active_thickness_m = 6e-9,
                                .b_m3_per_s = 3e-17,
                                .extraction = 0.25,
                                .wavelength_m = 430e-9};
static const sl_mode_group group = {1, 0, 0};
static const double places[2] = {0, 1}, losses[2] = {26, 26};

static sl_status make(sl_device **d, sl_ctx *ctx, int which)
{
    sl_laser_point at;
    switch (which) {
    case 0:
        return sl_driver_wave_create(d, ctx, &(sl_driver_opts){rate, 1, 0, 30e9, 1});
    case 1:
        return sl_mzm_wave_create(d, ctx,
                                  &(sl_mzm_opts){.sample_rate_hz = rate,
                                                 .power_w = 1e-3,
                                                 .v_pi_v = 3,
                                                 .static_extinction_db = 20,
                                                 .bandwidth_hz = 40e9});
    case 2:
        return sl_receiver_wave_create(d, ctx,
                                       &(sl_receiver_opts){.sample_rate_hz = rate,
                                                           .responsivity_a_per_w = 1,
                                                           .photodiode_hz = 40e9,
                                                           .amplifier_hz = 30e9,
                                                           .thermal_a2_per_hz = 1e-22,
                                                           .limit_a = INFINITY});
    case 3:
        return sl_vcsel_wave_create(d, ctx,
                                    &(sl_vcsel_wave_opts){.sample_rate_hz = rate,
                                                          .laser = &laser,
                                                          .local_temp_k = 320,
                                                          .bias_a = 6e-3,
                                                          .thermal_time_s = 1e-6});
    case 4:
        assert_int_equal(sl_vcsel_at_current(&at, &laser, 320, 6e-3), SL_OK);
        return sl_rin_wave_create(
            d, ctx, &(sl_rin_opts){.sample_rate_hz = rate, .laser = &laser, .point = &at});
    case 5:
        return sl_smf_wave_create(d, ctx, &(sl_smf_opts){rate, 1330e-9, 2000, 1310e-9, 92, 0, 0});
    case 6:
        return sl_mmf_wave_create(d, ctx,
                                  &(sl_mmf_opts){.sample_rate_hz = rate,
                                                 .wavelength_m = 850e-9,
                                                 .length_m = 100,
                                                 .zero_wavelength_m = 1310e-9,
                                                 .group = &group,
                                                 .groups = 1});
    case 7:
        return sl_partition_wave_create(
            d, ctx,
            &(sl_partition_opts){
                .sample_rate_hz = rate, .k = 0.3, .delay_rms_s = 2e-12, .bandwidth_hz = 10e9});
    case 8:
        return sl_eam_wave_create(d, ctx,
                                  &(sl_eam_opts){.sample_rate_hz = rate,
                                                 .modulator = &eam,
                                                 .power_w = 1e-3,
                                                 .local_temp_k = 320,
                                                 .reference_temp_k = 320,
                                                 .thermal_time_s = 1e-6});
    case 9:
        return sl_ring_wave_create(d, ctx,
                                   &(sl_ring_opts){.sample_rate_hz = rate,
                                                   .modulator = &ring,
                                                   .power_w = 1e-3,
                                                   .thermal_time_s = 1e-6});
    case 10:
        return sl_linewidth_wave_create(d, ctx, &(sl_linewidth_opts){.sample_rate_hz = rate});
    case 11:
        return sl_microled_wave_create(
            d, ctx, &(sl_microled_wave_opts){rate, &led, 1e-4, 300, 300, 0, 1e-6});
    default:
        return sl_mpi_wave_create(d, ctx,
                                  &(sl_mpi_wave_opts){.sample_rate_hz = rate,
                                                      .reflectors = 2,
                                                      .place_m = places,
                                                      .return_loss_db = losses,
                                                      .group_index = 1.5});
    }
}

static void test_every_allocation(void **state)
{
    (void)state;
    for (int which = 0; which < 13; which++) {
        sl_status status = SL_ERR_NO_MEMORY;
        for (long n = 0; status != SL_OK && n < 100; n++) {
            limited l = {1000, 0};
            sl_ctx *ctx;
            sl_ctx_opts opts = {.allocator = {resize, &l}};
            assert_int_equal(sl_ctx_create(&ctx, &opts), SL_OK);
            long before = l.held;
            l.left = n;
            sl_device *d = (sl_device *)&l;
            status = make(&d, ctx, which);
            assert_true((status == SL_OK) == (d != NULL));
            assert_true(status == SL_OK || status == SL_ERR_NO_MEMORY);
            sl_device_destroy(d);
            assert_int_equal(l.held, before);
            sl_ctx_destroy(ctx);
        }
        assert_int_equal(status, SL_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
