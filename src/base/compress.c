#include "base/compress.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/arena.h"
#include "base/buf.h"

#define INPUT_SIZE ((size_t)64 << 10)
#define DETECT_SIZE ((size_t)6)
#define DECODER_BYTES_MAX (UINT64_C(128) << 20)
#define ZSTD_WINDOW_LOG_MAX 27 // the same 128 MiB
#define GZIP_WINDOW (15 + 16)  // the largest window, gzip header and trailer

struct compress_reader {
    struct compress_source source;
    enum compress_kind kind;
    size_t begin, end; // of the packed bytes in `input` not used yet
    bool source_ended;
    bool member_ended; // between two members, where the input may end
    bool ended;
    z_stream gzip;
    lzma_stream xz;
    ZSTD_DCtx *zstd;
    bool is_in_frame; // of zstd
    uint8_t input[INPUT_SIZE];
};

enum compress_kind compress_detect(struct str first_bytes) {
    if (str_starts(first_bytes, STR("\x1f\x8b\x08"))) return COMPRESS_GZIP;
    if (str_starts(first_bytes, STR("\xfd"
                                    "7zXZ\0")))
        return COMPRESS_XZ;
    if (str_starts(first_bytes, STR("\x28\xb5\x2f\xfd"))) return COMPRESS_ZSTD;
    // A skippable frame, which some writers put in front of the first real one.
    if (first_bytes.size >= 4 && ((unsigned char)first_bytes.data[0] & 0xf0) == 0x50 &&
        str_equal(str_cut(first_bytes, 1, 4), STR("\x2a\x4d\x18")))
        return COMPRESS_ZSTD;
    return COMPRESS_NONE;
}

// Adds what the source gives next behind what is there.
static enum status input_fill(struct compress_reader *r, struct fault *fault) {
    if (r->begin == r->end) r->begin = r->end = 0;
    size_t size = 0;
    TRY(r->source.read(&size, r->source.context, r->input + r->end, sizeof r->input - r->end,
                       fault));
    r->source_ended = size == 0;
    r->end += size;
    return OK;
}

static enum status decoder_open(struct compress_reader *r, struct fault *fault) {
    bool opened = true;
    if (r->kind == COMPRESS_GZIP) {
        opened = inflateInit2(&r->gzip, GZIP_WINDOW) == Z_OK;
    } else if (r->kind == COMPRESS_XZ) {
        opened = lzma_stream_decoder(&r->xz, DECODER_BYTES_MAX, LZMA_CONCATENATED) == LZMA_OK;
    } else if (r->kind == COMPRESS_ZSTD) {
        r->zstd = ZSTD_createDCtx();
        opened = r->zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(r->zstd, ZSTD_d_windowLogMax,
                                                                 ZSTD_WINDOW_LOG_MAX));
    }
    return opened ? OK : fault_set(fault, FAILED, "no memory to unpack");
}

enum status compress_open(struct compress_reader **out, struct compress_source source,
                          struct fault *fault) {
    struct compress_reader *r = memory_take(sizeof *r);
    memset(r, 0, offsetof(struct compress_reader, input));
    r->xz = (lzma_stream)LZMA_STREAM_INIT;
    r->source = source;
    enum status status = OK;
    while (status == OK && !r->source_ended && r->end < DETECT_SIZE) status = input_fill(r, fault);
    if (status == OK) {
        r->kind = compress_detect((struct str){(const char *)r->input, r->end});
        status = decoder_open(r, fault);
    }
    if (status != OK)
        compress_close(&r);
    else
        *out = r;
    return status;
}

void compress_close(struct compress_reader **reader) {
    struct compress_reader *r = *reader;
    if (!r) return;
    if (r->kind == COMPRESS_GZIP) inflateEnd(&r->gzip);
    lzma_end(&r->xz);
    ZSTD_freeDCtx(r->zstd);
    free(r);
    *reader = NULL;
}

enum compress_kind compress_kind(const struct compress_reader *reader) {
    return reader->kind;
}

// Each of these turns packed bytes of `input` into at most `capacity` plain ones and sets `ended`
// when it knows that nothing follows. None at all, with input left, is not an end.

static enum status step_none(size_t *size, struct compress_reader *r, void *bytes,
                             size_t capacity) {
    size_t left = r->end - r->begin;
    *size = left < capacity ? left : capacity;
    memcpy(bytes, r->input + r->begin, *size);
    r->begin += *size;
    r->ended = *size == 0;
    return OK;
}

static enum status step_gzip(size_t *size, struct compress_reader *r, void *bytes, size_t capacity,
                             struct fault *fault) {
    if (r->member_ended) {
        // Tapes and some tools fill up the last block with zeroes.
        while (r->begin < r->end && r->input[r->begin] == 0) r->begin++;
        r->ended = r->begin == r->end && r->source_ended;
        if (r->begin == r->end) return OK;
        inflateReset(&r->gzip);
        r->member_ended = false;
    }
    if (capacity > INPUT_SIZE) capacity = INPUT_SIZE; // zlib counts in 32 bits
    r->gzip.next_in = r->input + r->begin;
    r->gzip.avail_in = (unsigned)(r->end - r->begin);
    r->gzip.next_out = bytes;
    r->gzip.avail_out = (unsigned)capacity;
    int code = inflate(&r->gzip, Z_NO_FLUSH);
    r->begin = r->end - r->gzip.avail_in;
    *size = capacity - r->gzip.avail_out;
    if (code == Z_STREAM_END)
        r->member_ended = true;
    else if (code == Z_BUF_ERROR && r->source_ended)
        return fault_set(fault, MALFORMED, "gzip: ends too early");
    else if (code != Z_OK && code != Z_BUF_ERROR)
        return fault_set(fault, MALFORMED, "gzip: damaged");
    return OK;
}

static enum status step_xz(size_t *size, struct compress_reader *r, void *bytes, size_t capacity,
                           struct fault *fault) {
    r->xz.next_in = r->input + r->begin;
    r->xz.avail_in = r->end - r->begin;
    r->xz.next_out = bytes;
    r->xz.avail_out = capacity;
    lzma_ret code = lzma_code(&r->xz, r->source_ended ? LZMA_FINISH : LZMA_RUN);
    r->begin = r->end - r->xz.avail_in;
    *size = capacity - r->xz.avail_out;
    switch (code) {
    case LZMA_OK: return OK;
    case LZMA_STREAM_END: r->ended = true; return OK;
    case LZMA_MEMLIMIT_ERROR: return fault_set(fault, LIMIT, "xz: needs more than 128 MiB");
    case LZMA_MEM_ERROR: return fault_set(fault, FAILED, "xz: no memory");
    case LZMA_BUF_ERROR:
        // It was asked before it had anything to work on; only at the end is that a fault.
        return r->source_ended ? fault_set(fault, MALFORMED, "xz: ends too early") : OK;
    default: return fault_set(fault, MALFORMED, "xz: damaged");
    }
}

static enum status step_zstd(size_t *size, struct compress_reader *r, void *bytes, size_t capacity,
                             struct fault *fault) {
    if (r->member_ended && r->begin == r->end && r->source_ended) {
        r->ended = true;
        return OK;
    }
    // A frame that comes whole the library reads in another way than one in pieces, and by other
    // rules where it is damaged: so each begins with a single byte.
    size_t end = r->is_in_frame || r->begin == r->end ? r->end : r->begin + 1;
    ZSTD_inBuffer in = {r->input, end, r->begin};
    ZSTD_outBuffer out = {bytes, capacity, 0};
    size_t hint = ZSTD_decompressStream(r->zstd, &out, &in);
    if (ZSTD_isError(hint)) {
        if (ZSTD_getErrorCode(hint) == ZSTD_error_frameParameter_windowTooLarge)
            return fault_set(fault, LIMIT, "zstd: needs a window of more than 128 MiB");
        if (ZSTD_getErrorCode(hint) == ZSTD_error_memory_allocation)
            return fault_set(fault, FAILED, "zstd: no memory");
        return fault_set(fault, MALFORMED, "zstd: damaged");
    }
    bool stands = in.pos == r->begin && out.pos == 0;
    r->begin = in.pos;
    *size = out.pos;
    r->member_ended = hint == 0;
    r->is_in_frame = hint != 0 && (r->is_in_frame || !stands);
    if (stands && !r->member_ended && r->source_ended)
        return fault_set(fault, MALFORMED, "zstd: ends too early");
    return OK;
}

static enum status step(size_t *size, struct compress_reader *r, void *bytes, size_t capacity,
                        struct fault *fault) {
    switch (r->kind) {
    case COMPRESS_GZIP: return step_gzip(size, r, bytes, capacity, fault);
    case COMPRESS_XZ: return step_xz(size, r, bytes, capacity, fault);
    case COMPRESS_ZSTD: return step_zstd(size, r, bytes, capacity, fault);
    case COMPRESS_NONE: break;
    }
    return step_none(size, r, bytes, capacity);
}

enum status compress_read(size_t *size, struct compress_reader *reader, void *bytes,
                          size_t capacity, struct fault *fault) {
    size_t given = 0;
    if (capacity == 0) return fault_set(fault, FAILED, "no room to unpack into");
    while (given == 0 && !reader->ended) {
        if (reader->begin == reader->end && !reader->source_ended) TRY(input_fill(reader, fault));
        TRY(step(&given, reader, bytes, capacity, fault));
    }
    *size = given;
    return OK;
}

void compress_gzip(struct buf *out, struct str plain, int level) {
    z_stream z = {0};
    if (deflateInit2(&z, level, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK) abort();
    size_t left = plain.size;
    int code = Z_OK;
    while (code == Z_OK) {
        if (z.avail_in == 0 && left > 0) {
            size_t part = left < (size_t)1 << 30 ? left : (size_t)1 << 30;
            z.next_in = (z_const Bytef *)(uintptr_t)(plain.data + (plain.size - left));
            z.avail_in = (unsigned)part;
            left -= part;
        }
        // Near the limit of `out` a whole step may not fit where its result would.
        uint8_t packed[16 << 10];
        z.next_out = packed;
        z.avail_out = sizeof packed;
        code = deflate(&z, left == 0 ? Z_FINISH : Z_NO_FLUSH);
        buf_add_bytes(out, packed, sizeof packed - z.avail_out);
        if (out->status != OK) break;
    }
    deflateEnd(&z);
}
