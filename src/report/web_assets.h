// The report page's script and style, embedded at build from web/ (tools/embed_web.py).
#ifndef REPORT_WEB_ASSETS_H
#define REPORT_WEB_ASSETS_H

#include <stddef.h>

// Terminated texts. The hashes are base64 of the SHA-256 of the text without its terminator, as a
// content security policy wants them.
extern const char sl_web_css[], sl_web_js[];
extern const char sl_web_css_sha256[], sl_web_js_sha256[];
extern const size_t sl_web_js_length;
// 0: the script could not be built, is empty, and the reason says why.
extern const int sl_web_has_charts;
extern const char sl_web_missing_reason[];

#endif
