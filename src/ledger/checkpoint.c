#include "ledger/checkpoint.h"

bool checkpoint_size_read(uint64_t *out, struct str text) {
    if (text.size > 1 && text.data[0] == '0') return false;
    return str_read_u64(out, text) && *out <= MERKLE_SIZE_MAX;
}

enum status checkpoint_read(struct checkpoint *out, struct str text, struct fault *fault) {
    struct checkpoint it = {.extensions = STR_NONE};
    struct str size, root, rest = text;
    if (!str_ends(text, STR("\n")) || !str_take(&it.origin, &rest, '\n') || !it.origin.size ||
        !str_take(&size, &rest, '\n') || !str_take(&root, &rest, '\n') || !rest.data)
        return fault_set(fault, MALFORMED, "a checkpoint has a line of origin, size and root each");
    if (!checkpoint_size_read(&it.head.size, size))
        return fault_set(fault, MALFORMED, "line 2 of the checkpoint: not a size of a log");
    if (!note_base64_read(it.head.root.bytes, sizeof it.head.root.bytes, root))
        return fault_set(fault, MALFORMED, "line 3 of the checkpoint: not a hash in base64");
    if (rest.size) it.extensions = rest;
    struct str line;
    for (rest = str_cut(rest, 0, rest.size ? rest.size - 1 : 0);
         it.extensions.data && str_take(&line, &rest, '\n');)
        if (!line.size)
            return fault_set(fault, MALFORMED, "an empty line in the text of the checkpoint");
    *out = it;
    return OK;
}

void checkpoint_write(struct buf *out, const struct checkpoint *checkpoint) {
    char root[sizeof checkpoint->head.root.bytes / 3 * 4 + 5];
    base64_write(root, checkpoint->head.root.bytes, sizeof checkpoint->head.root.bytes);
    buf_add(out, checkpoint->origin); // of any bytes, when it stands in no note
    buf_addf(out, "\n%llu\n%s\n", (unsigned long long)checkpoint->head.size, root);
    if (checkpoint->extensions.data) buf_add(out, checkpoint->extensions);
}

enum status checkpoint_open(struct checkpoint *out, struct str bytes, const struct note_key *key,
                            struct fault *fault) {
    struct note note;
    struct checkpoint it;
    TRY(note_read(&note, bytes, fault));
    TRY(note_check(&note, key, 1, fault));
    TRY(checkpoint_read(&it, note.text, fault));
    if (!str_equal(it.origin, key->name))
        return fault_set(fault, DENIED, "a checkpoint of another log, %.*s",
                         (int)(it.origin.size < 100 ? it.origin.size : 100), it.origin.data);
    *out = it;
    return OK;
}

void checkpoint_sign(struct buf *out, const struct merkle_head *head, const struct note_key *key,
                     const uint8_t secret_key[SIGN_SECRET_SIZE]) {
    struct buf text;
    buf_init(&text, CHECKPOINT_BYTES_MAX);
    struct checkpoint it = {.origin = key->name, .head = *head, .extensions = STR_NONE};
    checkpoint_write(&text, &it);
    note_sign(out, buf_str(&text), key, secret_key);
    buf_close(&text);
}
