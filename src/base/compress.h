// compress.h - reading gzip, xz and zstd as they come in, and making gzip for answers.
//
// Names zlib, liblzma and libzstd; nobody else does. The format is told from the first bytes.
#pragma once

#include "base/status.h"
#include "base/str.h"

enum compress_kind { COMPRESS_NONE, COMPRESS_GZIP, COMPRESS_XZ, COMPRESS_ZSTD };
enum compress_kind compress_detect(struct str first_bytes); // 6 bytes are enough

// A pull stream: asks `read` for packed bytes, gives plain ones. Concatenated members are read on.
// Decoders may use at most 128 MiB (xz, zstd windows): more is LIMIT.
struct compress_source {
    // Fills up to `capacity` bytes, `*size` 0 at the end.
    enum status (*read)(size_t *size, void *context, void *bytes, size_t capacity,
                        struct fault *fault);
    void *context;
};
struct compress_reader;
// Reads the first bytes to find the format; plain text is passed through.
MUST_USE enum status compress_open(struct compress_reader **out, struct compress_source source,
                                   struct fault *fault);
void compress_close(struct compress_reader **reader);
enum compress_kind compress_kind(const struct compress_reader *reader);
// `*size` is 0 only at the end. MALFORMED for damaged input, LIMIT, or what the source said.
MUST_USE enum status compress_read(size_t *size, struct compress_reader *reader, void *bytes,
                                   size_t capacity, struct fault *fault);

// Packs `plain` as gzip at `level` 1 to 9 into `out` (struct buf, bounded by its size_max).
struct buf;
void compress_gzip(struct buf *out, struct str plain, int level);
