// A parameter file as a tree, for src/ami only.
#ifndef AMI_TREE_H
#define AMI_TREE_H

#include "shoreline/ami.h"

// A word, a string or a list.
typedef struct ami_node {
    const char *word; // NULL: a list
    bool quoted;
    int line, column;
    struct ami_node *child, *next;
} ami_node;

struct sl_ami {
    sl_ctx *ctx;
    sl_arena *arena;
    const ami_node *root;
    sl_ami_param *params;
    size_t n, capacity;
};

// Where faults are told.
typedef struct ami_reader {
    sl_ctx *ctx;
    sl_arena *arena;
    sl_source source;
    size_t faults;
    bool no_memory;
} ami_reader;

void ami_fault(ami_reader *r, sl_severity severity, sl_diag_code code, const ami_node *at,
               const char *hint, const char *format, ...) SL_PRINTF(6, 7);
// The one tree of a text; NULL after faults, or when memory is out.
ami_node *ami_tree_read(ami_reader *r);
// Parameters of the tree into ami; faults are told.
sl_status ami_params_read(sl_ami *ami, ami_reader *r);
// Whether a text is a value of the type.
bool ami_value_fits(const char *text, sl_ami_type type);

#endif
