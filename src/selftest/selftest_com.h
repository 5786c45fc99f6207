// Results of COM that several rows look at.
#ifndef SELFTEST_COM_H
#define SELFTEST_COM_H

#include "selftest/selftest.h"

void selftest_com_free(selftest_env *env);

#endif
