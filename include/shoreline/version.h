// The version of the library.
#ifndef SHORELINE_VERSION_H
#define SHORELINE_VERSION_H
#ifdef __cplusplus
extern "C" {
#endif

// "0.1.0"; semantic versioning of this interface.
const char *sl_version(void);

#ifdef __cplusplus
}
#endif
#endif
