#include "store/inside.h"

#include <string.h>

// uint32 count of observables; each: uint8 kind, uint64 hash; then references to the end, each:
// uint8 role, int32 kind, 16 bytes id. In the byte order of the machine, as hashes are numbers.
#define OBSERVABLE_SIZE ((size_t)9)
#define REF_SIZE ((size_t)21)

struct str keys_write(struct buf *buf, const struct put *put) {
    if (!put->observable_count && !put->ref_count) return STR_NONE;
    buf_clear(buf);
    size_t size = 4 + put->observable_count * OBSERVABLE_SIZE + put->ref_count * REF_SIZE;
    char *at = buf_room(buf, size);
    buf_grow(buf, size);
    uint32_t count = (uint32_t)put->observable_count;
    memcpy(at, &count, sizeof count);
    at += sizeof count;
    for (size_t i = 0; i < put->observable_count; i++, at += OBSERVABLE_SIZE) {
        at[0] = (char)put->observables[i].kind;
        memcpy(at + 1, &put->observables[i].hash, 8);
    }
    for (size_t i = 0; i < put->ref_count; i++, at += REF_SIZE) {
        int32_t kind = put->refs[i].kind;
        at[0] = (char)put->refs[i].role;
        memcpy(at + 1, &kind, sizeof kind);
        memcpy(at + 5, put->refs[i].id.bytes, sizeof put->refs[i].id.bytes);
    }
    return buf_str(buf);
}

static struct str take(struct keys *keys, size_t size) {
    struct str part = str_cut(keys->rest, 0, size);
    keys->rest = str_cut(keys->rest, size, keys->rest.size);
    return part.size == size ? part : STR_NONE;
}

struct keys keys_read(struct str packed) {
    struct keys keys = {.rest = packed};
    uint32_t count = 0;
    struct str part = take(&keys, sizeof count);
    if (part.data) memcpy(&count, part.data, sizeof count);
    keys.observables = count;
    return keys;
}

bool keys_observable(struct put_observable *out, struct keys *keys) {
    struct str part = keys->observables ? take(keys, OBSERVABLE_SIZE) : STR_NONE;
    if (!part.data) return false;
    keys->observables--;
    *out = (struct put_observable){.kind = (uint8_t)part.data[0]};
    memcpy(&out->hash, part.data + 1, sizeof out->hash);
    return true;
}

bool keys_ref(struct put_ref *out, struct keys *keys) {
    struct str part = take(keys, REF_SIZE);
    if (!part.data) return false;
    int32_t kind;
    memcpy(&kind, part.data + 1, sizeof kind);
    *out = (struct put_ref){.role = (enum object_role)(uint8_t)part.data[0], .kind = kind};
    memcpy(out->id.bytes, part.data + 5, sizeof out->id.bytes);
    return true;
}
