// Files that were compressed by xz: channels of a standard's contributions are large and shrink to
// a fifth.
#include <lzma.h>

#include "sparam/touchstone.h"

#define GROWTH     6 // first guess of how much larger the text is
#define MEMORY_MAX (UINT64_C(1) << 30)

bool ts_is_packed(const char *data, size_t length)
{
    static const char magic[6] = {'\xfd', '7', 'z', 'X', 'Z', '\0'};
    return length >= sizeof magic && memcmp(data, magic, sizeof magic) == 0;
}

static const char *cause(lzma_ret ret)
{
    if (ret == LZMA_MEMLIMIT_ERROR) return "its dictionary needs more than 1 GiB";
    if (ret == LZMA_BUF_ERROR) return "it is cut off";
    return ret == LZMA_OK ? "it is cut off" : "it is damaged";
}

// Decodes until the end of the stream; *room grows as it must.
static lzma_ret decode(lzma_stream *stream, sl_ctx *ctx, char **text, size_t *room)
{
    for (;;) {
        lzma_ret ret = lzma_code(stream, LZMA_FINISH);
        if (ret != LZMA_OK || stream->avail_out > 0) return ret;
        char *more = sl_ctx_resize(ctx, *text, 2 * *room + 1);
        if (!more) return LZMA_MEM_ERROR;
        *text = more;
        stream->next_out = (uint8_t *)more + *room;
        stream->avail_out = *room;
        *room *= 2;
    }
}

sl_status ts_unpack(char **out, size_t *length, sl_ctx *ctx, const char *path, const char *data,
                    size_t packed)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    size_t room = GROWTH * packed + 4096;
    char *text = sl_ctx_resize(ctx, NULL, room + 1);
    *out = NULL;
    if (!text || lzma_stream_decoder(&stream, MEMORY_MAX, LZMA_CONCATENATED) != LZMA_OK) {
        sl_ctx_resize(ctx, text, 0);
        return SL_ERR_NO_MEMORY;
    }
    stream.next_in = (const uint8_t *)data;
    stream.avail_in = packed;
    stream.next_out = (uint8_t *)text;
    stream.avail_out = room;
    lzma_ret ret = decode(&stream, ctx, &text, &room);
    *length = (size_t)stream.total_out;
    lzma_end(&stream);
    if (ret == LZMA_STREAM_END) {
        *out = text;
        return SL_OK;
    }
    sl_ctx_resize(ctx, text, 0);
    if (ret == LZMA_MEM_ERROR) return SL_ERR_NO_MEMORY;
    sl_diag_add(ctx, SL_ERROR, SL_E_FILE, (sl_mark){0}, cause(ret), "cannot unpack '%.200s'", path);
    return SL_ERR_IO;
}
