// Memory that runs out at any allocation is told, and nothing is lost.
#include "sl_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/ami.h"
#include "shoreline/bittrue.h"
#include "shoreline/eye.h"

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

static const double pulse[4] = {0.1, 1, 0.2, 0.1}, taps[2] = {-0.1, 1};
static const sl_pulse aggressor = {pulse, 2};
static const sl_waveform link = {.symbol_rate_bd = 1e9,
                                 .levels = 4,
                                 .samples_per_ui = 2,
                                 .cursor = 1,
                                 .victim = {pulse, 4},
                                 .aggressor = &aggressor,
                                 .aggressor_n = 1,
                                 .noise_rms = 0.05,
                                 .jitter_rms_ui = 0.01};

static sl_status make_eye(sl_ctx *ctx, int model)
{
    sl_eye *eye = NULL;
    sl_eye_opts o = {.phases = 1, .jitter = (sl_jitter_model)model};
    sl_status status = sl_eye_create(&eye, ctx, &link, &o);
    assert_true((status == SL_OK) == (eye != NULL));
    sl_eye_destroy(eye);
    return status;
}

static sl_status simulate(sl_ctx *ctx, int unused)
{
    (void)unused;
    sl_bittrue_result r;
    sl_bittrue_opts o = {.symbols = 1,
                         .ffe = taps,
                         .ffe_n = 2,
                         .ffe_pre = 1,
                         .noise_filter = taps,
                         .noise_filter_n = 2};
    return sl_bittrue_run(&r, ctx, &link, &o);
}

static sl_status parse(sl_ctx *ctx, int unused)
{
    (void)unused;
    static const char text[] =
        "(m (Reserved_Parameters (AMI_Version (Usage Info)(Type String)(Value \"7.1\"))"
        "(Init_Returns_Impulse (Usage Info)(Type Boolean)(Value True))"
        "(GetWave_Exists (Usage Info)(Type Boolean)(Value True)))"
        "(Model_Specific (b (p (Usage In)(Type Float)(Range 1 0 2)))))";
    sl_ami *ami = NULL;
    sl_status status = sl_ami_parse(&ami, ctx, "m.ami", text, strlen(text));
    if (status == SL_OK) {
        sl_text out;
        sl_text_init(&out, ctx);
        status = sl_ami_input(&out, ctx, ami, NULL, 0);
        sl_text_free(&out);
    }
    sl_ami_destroy(ami);
    return status;
}

static void each_allocation(void **state)
{
    (void)state;
    const struct {
        sl_status (*run)(sl_ctx *, int);
        int which;
    } t[] = {{make_eye, SL_JITTER_SLOPE},
             {make_eye, SL_JITTER_PHASE},
             {make_eye, SL_JITTER_EDGES},
             {simulate, 0},
             {parse, 0}};
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        sl_status status = SL_ERR_NO_MEMORY;
        for (long n = 0; status != SL_OK; n++) {
            assert_true(n < 100);
            limited memory = {.left = n};
            sl_ctx_opts o = {.allocator = {resize, &memory}, .threads = 2};
            sl_ctx *ctx = NULL;
            status = sl_ctx_create(&ctx, &o);
            if (status == SL_OK) {
                status = t[i].run(ctx, t[i].which);
                assert_true(status == SL_OK || status == SL_ERR_NO_MEMORY);
                sl_ctx_destroy(ctx);
            }
            assert_int_equal(memory.held, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
