// A note has one form: its text and its lines of signatures, put together again, are what was read.
// So have a checkpoint and a key.
#include "ledger/checkpoint.h"

#include <string.h>

#include "fuzz.h"

static void checkpoint_is_one_form(struct str text) {
    struct checkpoint checkpoint;
    if (checkpoint_read(&checkpoint, text, NULL) != OK) return;
    struct buf again;
    buf_init(&again, SIZE_MAX);
    checkpoint_write(&again, &checkpoint);
    HOLDS(str_equal(buf_str(&again), text));
    buf_close(&again);
}

static void key_is_one_form(struct str text) {
    struct note_key key;
    char again[NOTE_KEY_TEXT_MAX];
    if (note_key_read(&key, text, NOTE_ED25519, NULL) != OK) return;
    HOLDS(str_equal_fold(str_of(note_key_write(again, &key)), str_trim(text)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str text = fuzz_text(data, size);
    struct note note;
    struct fault fault = {""};
    checkpoint_is_one_form(text);
    key_is_one_form(text);
    if (note_read(&note, text, &fault) != OK) {
        HOLDS(fault.text[0] != '\0');
        return 0;
    }
    HOLDS(note.signature_count && note.signature_count <= NOTE_SIGNATURES_MAX);
    checkpoint_is_one_form(note.text);
    struct buf again;
    buf_init(&again, SIZE_MAX);
    buf_add(&again, note.text);
    buf_add_byte(&again, '\n');
    for (size_t i = 0; i < note.signature_count; i++)
        buf_addf(&again, "\xe2\x80\x94 %.*s %.*s\n", STR_ARG(note.signatures[i].name),
                 STR_ARG(note.signatures[i].base64));
    HOLDS(str_equal(buf_str(&again), text));
    buf_close(&again);
    return 0;
}
