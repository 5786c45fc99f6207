// Status codes of the library: one list holds name, number, text and exit class.
#ifndef SHORELINE_STATUS_H
#define SHORELINE_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

// X(name, number, exit code of the program, text)
#define SL_STATUS_LIST(X)                                                                          \
    X(SL_OK, 0, 0, "ok")                                                                           \
    X(SL_ERR_REQUIREMENT, 1, 1, "a requirement of the scenario does not hold")                     \
    X(SL_ERR_USAGE, 2, 2, "wrong use")                                                             \
    X(SL_ERR_SCENARIO, 3, 3, "the scenario is not valid")                                          \
    X(SL_ERR_DOMAIN, 4, 4, "an argument lies outside the model's range")                           \
    X(SL_ERR_NO_CONVERGENCE, 5, 4, "an iteration did not converge")                                \
    X(SL_ERR_IO, 6, 5, "a file cannot be read or written")                                         \
    X(SL_ERR_NO_MEMORY, 7, 6, "out of memory")                                                     \
    X(SL_ERR_LIMIT, 8, 6, "a stated limit is exceeded")                                            \
    X(SL_ERR_INTERNAL, 9, 70, "internal error")                                                    \
    X(SL_ERR_MODEL, 10, 5, "an external model failed")

typedef enum sl_status {
#define SL_X(name, number, exit_code, text) name = number,
    SL_STATUS_LIST(SL_X)
#undef SL_X
} sl_status;

// The text of a status; never NULL. Source: the list above.
const char *sl_status_text(sl_status status);

// The program's exit code for a status.
int sl_status_exit_code(sl_status status);

// Returns from the enclosing function when expr is not SL_OK. The only macro with hidden flow.
#define SL_TRY(expr)                                                                               \
    do {                                                                                           \
        sl_status sl_try_status_ = (expr);                                                         \
        if (sl_try_status_ != SL_OK) return sl_try_status_;                                        \
    } while (0)

#ifdef __cplusplus
}
#endif
#endif
