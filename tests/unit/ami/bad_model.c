// A model that misbehaves as its parameter `kind` says; "good" doubles what it is given.
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

long AMI_Init(double *impulse, long rows, long aggressors, double dt, double ui, char *in,
              char **out, void **memory, char **message);
long AMI_GetWave(double *wave, long n, double *clocks, char **out, void *memory);
long AMI_Close(void *memory);

static char kind[64], text[400000], seen[] = "(bad (seen 1))", told[] = "as told";
static char waved[] = "(bad (wave 1))";

static int is(const char *what)
{
    return strcmp(kind, what) == 0;
}

static void forever(void)
{
    for (;;)
        pause();
}

long AMI_Init(double *impulse, long rows, long aggressors, double dt, double ui, char *in,
              char **out, void **memory, char **message)
{
    (void)dt, (void)ui;
    const char *at = strstr(in, "(kind \"");
    if (at) sscanf(at + 7, "%63[^\"]", kind);
    long n = rows * (aggressors + 1);
    *memory = kind;
    *out = seen;
    *message = told;
    if (is("crash")) *(volatile int *)8 = 1;
    if (is("abort")) abort();
    if (is("hang")) forever();
    if (is("exit")) exit(1);
    if (is("fail")) return 0;
    if (is("after")) impulse[n] = 1; // one sample behind the end
    if (is("before")) impulse[-1] = 1;
    if (is("nan")) impulse[3] = NAN;
    if (is("pointer")) *out = (char *)16;
    if (is("long")) memset(text, 'x', sizeof text - 1), *out = text;
    if (is("print")) {
        printf("to output\n");
        fflush(stdout);
        fprintf(stderr, "to error\n");
    }
    if (is("flood"))
        for (int i = 0; i < 100000; i++)
            fprintf(stderr, "a line of the flood\n");
    for (long i = 0; i < n; i++)
        impulse[i] *= 2;
    return 1;
}

long AMI_GetWave(double *wave, long n, double *clocks, char **out, void *memory)
{
    (void)memory;
    *out = waved;
    clocks[0] = -1;
    if (is("wave-crash")) raise(SIGFPE);
    if (is("wave-hang")) forever();
    if (is("wave-after")) wave[n] = 1;
    if (is("wave-before")) wave[-1] = 1;
    if (is("wave-fail")) return -3;
    if (is("clock-end"))
        for (int i = 0; i < 16; i++)
            clocks[i] = i;
    if (is("clock-endless"))
        for (int i = 0; i < 1000000; i++)
            clocks[i] = i;
    if (is("clock-falls")) clocks[0] = 2, clocks[1] = 1, clocks[2] = -1;
    for (long i = 0; i < n; i++)
        wave[i] *= 2;
    return 1;
}

long AMI_Close(void *memory)
{
    (void)memory;
    if (is("close-crash")) *(volatile int *)8 = 1;
    if (is("close-fail")) return 0;
    return 1;
}
