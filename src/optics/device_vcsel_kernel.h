// The integrator of device_vcsel_lanes.c, for one type of number: define REAL and RK4_NAME first.
#define RK4_JOIN2(a, b) a##_##b
#define RK4_JOIN(a, b)  RK4_JOIN2(a, b)
#define RK4(name)       RK4_JOIN(name, RK4_NAME)

typedef struct RK4(state) {
    REAL z, p, u;
} RK4(state);

static inline __attribute__((always_inline)) void RK4(slope)(RK4(state) * d, const RK4(state) * s,
                                                             const REAL *x, const vcsel_rates *r)
{
    REAL u = r->direct ? *x : s->u;
    d->z = r->drive * (u - r->threshold) - r->decay * s->z -
           s->p * (r->clamp + r->mix * s->z - r->squeeze * s->p);
    d->p = s->p * (s->z - r->bend * s->p) + (r->spontaneous + r->spontaneous_slope * s->z);
    d->u = r->pole * (*x - s->u);
}

static inline __attribute__((always_inline)) void RK4(along)(RK4(state) * out, const RK4(state) * s,
                                                             const RK4(state) * d, float step)
{
    out->z = s->z + step * d->z;
    out->p = s->p + step * d->p;
    out->u = s->u + step * d->u;
}

static inline __attribute__((always_inline)) void
RK4(step)(RK4(state) * s, const REAL *x0, const REAL *x1, const REAL *x2, const vcsel_rates *r)
{
    RK4(state) a, b, c, d, at;
    RK4(slope)(&a, s, x0, r);
    RK4(along)(&at, s, &a, 0.5f);
    RK4(slope)(&b, &at, x1, r);
    RK4(along)(&at, s, &b, 0.5f);
    RK4(slope)(&c, &at, x1, r);
    RK4(along)(&at, s, &c, 1.0f);
    RK4(slope)(&d, &at, x2, r);
    const float sixth = 1.0f / 6.0f;
    s->z += sixth * (a.z + 2.0f * (b.z + c.z) + d.z);
    s->p += sixth * (a.p + 2.0f * (b.p + c.p) + d.p);
    s->u += sixth * (a.u + 2.0f * (b.u + c.u) + d.u);
}

static inline __attribute__((always_inline)) REAL RK4(between)(const REAL x[4], const float w[4])
{
    return w[0] * x[0] + w[1] * x[1] + (w[2] * x[2] + w[3] * x[3]);
}

// One sample: x[0..3] are those at -1, 0, 1, 2.
static inline __attribute__((always_inline)) void RK4(sample)(RK4(state) * s, const REAL x[4],
                                                              const vcsel_rates *r)
{
    REAL left = x[1];
    for (int k = 0; k < r->substeps; k++) {
        REAL middle = RK4(between)(x, r->weight[2 * k]);
        REAL right = RK4(between)(x, r->weight[2 * k + 1]);
        RK4(step)(s, &left, &middle, &right, r);
        left = right;
    }
}

#undef RK4_NAME
#undef REAL
