#include "cli/remote_log.h"

#include <string.h>

#include "cli/answer.h"
#include "ledger/tile.h"

enum status remote_log_text(struct str *out, struct remote_log *log, struct str target) {
    int code;
    struct connect_request request = {.method = "GET", .target = target};
    TRY(connect_send(&code, out, log->connect, &request, log->arena, log->fault));
    return code / 100 == 2 ? OK : answer_problem(code, *out, log->arena, log->fault);
}

struct remote {
    struct remote_log *log;
    uint64_t size;
};

// Hashes of full subtrees from tiles, as wide as a tree of that size has them.
static enum status read_subtree(struct merkle_hash *out, void *context, unsigned height,
                                uint64_t index, struct fault *fault) {
    const struct remote *remote = context;
    unsigned rest = height % MERKLE_TILE_HEIGHT;
    uint64_t first = index << rest;
    struct tile_path path = {.level = height / MERKLE_TILE_HEIGHT, .index = first / TILE_WIDTH};
    path.width = tile_width(&path, remote->size);
    char name[TILE_PATH_SIZE];
    struct str target = arena_format(remote->log->arena, "/log/%s", tile_path_write(name, &path)),
               tile;
    TRY(remote_log_text(&tile, remote->log, target));
    size_t begin = first % TILE_WIDTH, count = (size_t)1 << rest;
    if (tile.size != path.width * sizeof out->bytes || begin + count > path.width)
        return fault_set(fault, FAILED, "%s has %zu bytes, and should have %zu", name, tile.size,
                         path.width * sizeof out->bytes);
    struct merkle_hash hashes[TILE_WIDTH];
    memcpy(hashes, tile.data + begin * sizeof *hashes, count * sizeof *hashes);
    for (; count > 1; count /= 2)
        for (size_t i = 0; i < count / 2; i++)
            merkle_node(&hashes[i], &hashes[2 * i], &hashes[2 * i + 1]);
    *out = hashes[0];
    return OK;
}

enum status remote_log_compare(struct remote_log *log, const struct merkle_head *then,
                               const struct merkle_head *now) {
    struct remote remote = {log, now->size};
    const struct merkle_source source = {read_subtree, &remote};
    struct merkle_proof proof;
    if (now->size < then->size)
        return fault_set(log->fault, DENIED, "the log was cut: it had %llu entries, and has %llu",
                         (unsigned long long)then->size, (unsigned long long)now->size);
    TRY(merkle_consistency(&proof, &source, then->size, now->size, log->fault));
    if (merkle_consistency_holds(&proof, then, now)) return OK;
    return fault_set(log->fault, DENIED,
                     "the log of %llu entries does not begin with the %llu that it had: it was "
                     "written anew, or others are shown another one",
                     (unsigned long long)now->size, (unsigned long long)then->size);
}
