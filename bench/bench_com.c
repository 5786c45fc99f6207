// COM on channels of 4001 points, one core: a case of 100GBASE-KR4 with five aggressors, chip to
// chip and backplane of 802.3ck with return loss, the receive FFE of 802.3dj over a grid, and one
// channel with an equaliser to start from. Beside each: the same grid with nothing pruned, as bare
// pulse responses of every candidate (a reference that does no more than form them). Targets: 60 ms
// with reading (15 MB of text: 25 ms at 600 MB/s), 0.3 s, 2 s; 12 ms for a start.
#include "bench.h"

#include <complex.h>
#include <stdint.h>

#include "shoreline/com.h"
#include "shoreline/constants.h"

#define POINTS 4001

typedef struct job {
    sl_ctx *ctx;
    sl_com_settings *settings;
    sl_com_channel channels[6];
    int n;
    sl_com_opts opts;
} job;

static sl_sparam *channel(sl_ctx *ctx, double gain, double loss_db, double delay_s, double step_hz)
{
    sl_sparam *s;
    if (sl_sparam_create(&s, ctx, 4, POINTS) != SL_OK) exit(1);
    for (size_t i = 0; i < POINTS; i++) {
        double f = (double)i * step_hz, a = loss_db / 8.685889638 * sqrt(f / 1e9);
        double complex h = gain * exp(-a) * cexp(-I * (a + 2 * SL_PI * f * delay_s));
        h *= 1 + 0.03 * cexp(-2 * I * SL_PI * f * 180e-12);
        sl_sparam_freq_hz_mut(s)[i] = f;
        double complex *m = sl_sparam_at_mut(s, i);
        m[0 * 4 + 1] = m[1 * 4 + 0] = m[2 * 4 + 3] = m[3 * 4 + 2] = h;
        for (int k = 0; k < 4; k++)
            m[k * 5] = 0.05 * (1 - cexp(-2 * I * SL_PI * f * 90e-12));
    }
    return s;
}

static double com(void *data)
{
    job *j = data;
    sl_com_result *r;
    if (sl_com_run(&r, j->ctx, j->settings, j->channels, j->n, &j->opts) != SL_OK) exit(1);
    double db = sl_com_case_at(r, 0)->com_db;
    sl_com_result_destroy(r);
    return db;
}

static double candidates(const sl_com_settings *s)
{
    double n = 0, product = s->g_dc_db.n * (s->g_dc_hp_db.n ? s->g_dc_hp_db.n : 1);
    double taps = 1;
    for (int i = 0; i < s->tx_pre_n; i++)
        taps *= s->tx_pre[i].n;
    for (int i = 0; i < s->tx_post_n; i++)
        taps *= s->tx_post[i].n;
    n = product * taps;
    return n;
}

// One candidate's pulse: a weighted sum of shifted copies, 4000 samples.
static double pulse(void *data)
{
    double *x = data, *out = x + 6000, sum = 0;
    static const double c[] = {-0.04, 0.06, -0.2, 0.7};
    for (int i = 0; i < 4000; i++)
        out[i] = c[0] * x[i] + c[1] * x[i + 32] + c[2] * x[i + 64] + c[3] * x[i + 96];
    for (int i = 0; i < 4000; i += 32)
        sum += out[i] * out[i];
    return sum;
}

static void row(const char *name, job *j)
{
    double ns, pulse_ns, *x = calloc(12000, sizeof *x);
    for (int i = 0; i < 6000; i++)
        x[i] = exp(-i / 300.0);
    bench_pair(&ns, &pulse_ns, com, j, pulse, x);
    double all = candidates(j->settings);
    printf("%-34s %9.1f ms %10.0f candidates %8.2f of their bare pulses\n", name, ns * 1e-6, all,
           ns / (pulse_ns * all));
    free(x);
}

static void load(job *j, const char *preset, const char *const *sets, double step_hz, int n)
{
    sl_ctx_opts opts = {.threads = 1};
    if (sl_ctx_create(&j->ctx, &opts) != SL_OK) exit(1);
    if (sl_com_preset_settings(&j->settings, j->ctx, preset, SL_COM_4_50) != SL_OK) exit(1);
    for (; sets && sets[0]; sets += 2)
        if (sl_com_settings_set(j->settings, j->ctx, sets[0], sets[1]) != SL_OK) exit(1);
    j->n = n;
    for (int k = 0; k < n; k++)
        j->channels[k] =
            (sl_com_channel){k == 0  ? SL_COM_THRU
                             : k < 3 ? SL_COM_FEXT
                                     : SL_COM_NEXT,
                             "bench", channel(j->ctx, k ? 0.01 : 0.98, k ? 1 : 2.0, 2e-9, step_hz)};
}

static void unload(job *j)
{
    for (int k = 0; k < j->n; k++)
        sl_sparam_destroy((sl_sparam *)(uintptr_t)j->channels[k].sparam);
    sl_com_settings_destroy(j->settings);
    sl_ctx_destroy(j->ctx);
}

int main(void)
{
    static const char *const one[] = {"z_p select", "1", NULL};
    static const char *const ffe[] = {"c(0)",
                                      "0.54",
                                      "c(-1)",
                                      "[-0.2:0.02:0]",
                                      "c(-2)",
                                      "[0:0.02:0.06]",
                                      "g_DC",
                                      "[-6:1:0]",
                                      "f_z",
                                      "42.5",
                                      "f_p1",
                                      "42.5",
                                      "f_p2",
                                      "106.25",
                                      "N_bg",
                                      "2",
                                      "N_bf",
                                      "4",
                                      "N_f",
                                      "50",
                                      "bmaxg",
                                      "0.05",
                                      "MLSE",
                                      "1",
                                      "N_tail_start",
                                      "11",
                                      "g_DC_HP",
                                      "[-2:1:0]",
                                      NULL};
    static const struct {
        const char *name, *preset;
        const char *const *sets;
        double step_hz;
        int n;
    } rows[] = {{"100GBASE-KR4, 6 channels", "100gbase-kr4", one, 10e6, 6},
                {"802.3ck C2C with ERL, 3", "3ck-c2c", one, 20e6, 3},
                {"802.3ck KR with ERL, 3", "3ck-kr", one, 20e6, 3},
                {"802.3dj FFE, floating, MLSE, 6", "3dj-kr", ffe, 26e6, 6}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        job j = {.n = 0};
        load(&j, rows[i].preset, rows[i].sets, rows[i].step_hz, rows[i].n);
        row(rows[i].name, &j);
        sl_com_result *r;
        if (sl_com_run(&r, j.ctx, j.settings, j.channels, j.n, NULL) != SL_OK) return 1;
        j.opts = (sl_com_opts){.start = sl_com_case_at(r, 0), .start_steps = 0};
        row("  from its equaliser", &j);
        sl_com_result_destroy(r);
        unload(&j);
    }
    return 0;
}
