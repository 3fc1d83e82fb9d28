#include "ledger/cosignature.h"

#include "ledger/submission.h"
#include "plain.h"

#define TIME 1679315147u

struct scene {
    struct note_key log, witness;
    uint8_t log_secret[SIGN_SECRET_SIZE], witness_secret[SIGN_SECRET_SIZE];
    struct merkle_head head;
    struct buf checkpoint; // signed by the log
};

static void scene_open(struct scene *it) {
    static const uint8_t seeds[2][32] = {{1}, {2}};
    uint8_t public_key[SIGN_PUBLIC_SIZE];
    *it = (struct scene){.head = {.size = 20852163}};
    assert_true(crypto_start());
    sign_keys(public_key, it->log_secret, seeds[0]);
    note_key_make(&it->log, STR("example.com/log"), NOTE_ED25519, public_key);
    sign_keys(public_key, it->witness_secret, seeds[1]);
    note_key_make(&it->witness, STR("witness.example/w1"), NOTE_COSIGNATURE, public_key);
    buf_init(&it->checkpoint, CHECKPOINT_BYTES_MAX);
    checkpoint_sign(&it->checkpoint, &it->head, &it->log, it->log_secret);
}

static struct note read_note(struct scene *it) {
    struct note note;
    struct fault fault = {""};
    if (note_read(&note, buf_str(&it->checkpoint), &fault) != OK) fail_msg("%s", fault.text);
    return note;
}

static void cosign(struct scene *it, uint64_t time_s) {
    struct note note = read_note(it);
    struct buf line;
    buf_init(&line, 1024);
    cosignature_make(&line, note.text, time_s, &it->witness, it->witness_secret);
    buf_add(&it->checkpoint, buf_str(&line));
    buf_close(&line);
}

// "— <key name> base64(32-bit key ID || signature)", the signature being eight bytes of time and 64
// of Ed25519 over "cosignature/v1\ntime N\n" and the text.
static void a_cosignature_is_laid_out_as_the_standard_says(void **state) {
    (void)state;
    struct scene it;
    scene_open(&it);
    cosign(&it, TIME);
    struct note note = read_note(&it);
    assert_int_equal(note.signature_count, 2);
    uint8_t bytes[72];
    assert_true(note_signed_read(bytes, sizeof bytes, &note.signatures[1]));
    static const uint8_t time_bytes[8] = {0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb};
    assert_memory_equal(bytes, time_bytes, 8);
    char message[1024];
    int size = snprintf(message, sizeof message, "cosignature/v1\ntime %u\n%.*s", TIME,
                        STR_ARG(note.text));
    assert_true(sign_check(bytes + 8, (struct str){message, (size_t)size}, it.witness.public_key));
    // "SHA-256(<name> || "\n" || 0x04 || 32-byte Ed25519 cosigner public key)[:4]"
    uint8_t digest[32];
    char named[64] = "witness.example/w1\n\4";
    memcpy(named + 20, it.witness.public_key, 32);
    digest_sha256(digest, (struct str){named, 52});
    assert_int_equal(it.witness.id, (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
                                        (uint32_t)digest[2] << 8 | digest[3]);
    buf_close(&it.checkpoint);
}

static void the_latest_cosignature_counts_and_the_log_is_signed_still(void **state) {
    (void)state;
    struct scene it;
    uint64_t time_s = 0;
    scene_open(&it);
    struct note note = read_note(&it);
    assert_int_equal(cosignature_check(&time_s, &note, &it.witness, NULL), ABSENT);
    cosign(&it, TIME + 5);
    cosign(&it, TIME);
    note = read_note(&it);
    assert_int_equal(cosignature_check(&time_s, &note, &it.witness, NULL), OK);
    assert_int_equal(time_s, TIME + 5);
    struct checkpoint checkpoint;
    assert_int_equal(checkpoint_open(&checkpoint, buf_str(&it.checkpoint), &it.log, NULL), OK);
    buf_close(&it.checkpoint);
}

static void a_cosignature_with_any_bit_turned_spoils_the_note(void **state) {
    (void)state;
    struct scene it;
    uint64_t time_s;
    scene_open(&it);
    struct note plain = read_note(&it);
    uint8_t bytes[72];
    struct buf line;
    buf_init(&line, 1024);
    cosignature_make(&line, plain.text, TIME, &it.witness, it.witness_secret);
    struct buf whole;
    for (size_t bit = 0; bit < sizeof bytes * 8; bit++) {
        buf_init(&whole, CHECKPOINT_BYTES_MAX);
        buf_addf(&whole, "%.*s%.*s", STR_ARG(buf_str(&it.checkpoint)), STR_ARG(buf_str(&line)));
        struct note note;
        assert_int_equal(note_read(&note, buf_str(&whole), NULL), OK);
        assert_true(note_signed_read(bytes, sizeof bytes, &note.signatures[1]));
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        buf_clear(&whole);
        buf_add(&whole, buf_str(&it.checkpoint));
        note_add_line(&whole, &it.witness, bytes, sizeof bytes);
        assert_int_equal(note_read(&note, buf_str(&whole), NULL), OK);
        assert_int_equal(cosignature_check(&time_s, &note, &it.witness, NULL), DENIED);
        buf_close(&whole);
    }
    buf_close(&line);
    buf_close(&it.checkpoint);
}

// "It MUST NOT exceed 2^63 - 1."
static void a_time_beyond_63_bits_is_refused(void **state) {
    (void)state;
    struct scene it;
    uint64_t time_s;
    scene_open(&it);
    cosign(&it, (uint64_t)INT64_MAX + 1);
    struct note note = read_note(&it);
    assert_int_equal(cosignature_check(&time_s, &note, &it.witness, NULL), DENIED);
    buf_close(&it.checkpoint);
}

static void keys_of_logs_and_of_witnesses_are_told_apart(void **state) {
    (void)state;
    struct scene it;
    struct note_key back;
    char text[NOTE_KEY_TEXT_MAX];
    scene_open(&it);
    note_key_write(text, &it.witness);
    assert_int_equal(note_key_read(&back, str_of(text), NOTE_COSIGNATURE, NULL), OK);
    assert_int_equal(back.id, it.witness.id);
    assert_int_equal(note_key_read(&back, str_of(text), NOTE_ED25519, NULL), MALFORMED);
    note_key_write(text, &it.log);
    assert_int_equal(note_key_read(&back, str_of(text), NOTE_COSIGNATURE, NULL), MALFORMED);
    buf_close(&it.checkpoint);
}

// ---- add-checkpoint ----

#define HASH "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
#define CHECKPOINT "example.com/behind-the-sofa\n1\n" HASH "\n\xe2\x80\x94 a AAAAAAAAAAAA\n"

static void a_submission_is_read_and_written_in_one_way(void **state) {
    (void)state;
    static const char *const good[] = {"old 0\n\n" CHECKPOINT,
                                       "old 20852014\n" HASH "\n" CHECKPOINT,
                                       "old 7\n" HASH HASH HASH "\n" CHECKPOINT};
    for (size_t i = 0; i < COUNT(good); i++) {
        struct submission it;
        struct buf again;
        buf_init(&again, SUBMISSION_BYTES_MAX);
        assert_int_equal(submission_read(&it, str_of(good[i]), NULL), OK);
        assert_true(str_equal(it.checkpoint, STR(CHECKPOINT)));
        submission_write(&again, &it);
        assert_true(str_equal(buf_str(&again), str_of(good[i])));
        buf_close(&again);
    }
}

static void what_is_no_submission_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "\n",
        "old 0",
        "old 0\n",
        "old 0\n\n",
        "old\n\n" CHECKPOINT,
        "old \n\n" CHECKPOINT,
        "old 01\n\n" CHECKPOINT,
        "old -1\n\n" CHECKPOINT,
        "old  1\n\n" CHECKPOINT,
        "old 1 \n\n" CHECKPOINT,
        "Old 1\n\n" CHECKPOINT,
        "old 1\r\n\n" CHECKPOINT,
        "old 9223372036854775808\n\n" CHECKPOINT,
        "old 99999999999999999999\n\n" CHECKPOINT,
        "old 1\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpka=\n\n" CHECKPOINT,
        "old 1\nnot base64\n\n" CHECKPOINT,
        "old 1\n" HASH CHECKPOINT, // the empty line is that of the checkpoint
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct submission it;
        struct fault fault = {""};
        if (submission_read(&it, str_of(bad[i]), &fault) != MALFORMED) fail_msg("%zu", i);
        assert_true(fault.text[0] != '\0');
    }
}

// "The client MUST NOT send more than 63 consistency proof lines."
static void one_hash_more_than_allowed_is_refused(void **state) {
    (void)state;
    struct buf text;
    struct submission it;
    buf_init(&text, SUBMISSION_BYTES_MAX);
    for (int count = SUBMISSION_HASHES_MAX; count <= SUBMISSION_HASHES_MAX + 1; count++) {
        buf_clear(&text);
        buf_addf(&text, "old 5\n");
        for (int i = 0; i < count; i++) buf_add(&text, STR(HASH));
        buf_add(&text, STR("\n" CHECKPOINT));
        assert_int_equal(submission_read(&it, buf_str(&text), NULL),
                         count > SUBMISSION_HASHES_MAX ? LIMIT : OK);
    }
    buf_close(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cosignature_is_laid_out_as_the_standard_says),
        cmocka_unit_test(the_latest_cosignature_counts_and_the_log_is_signed_still),
        cmocka_unit_test(a_cosignature_with_any_bit_turned_spoils_the_note),
        cmocka_unit_test(a_time_beyond_63_bits_is_refused),
        cmocka_unit_test(keys_of_logs_and_of_witnesses_are_told_apart),
        cmocka_unit_test(a_submission_is_read_and_written_in_one_way),
        cmocka_unit_test(what_is_no_submission_is_refused),
        cmocka_unit_test(one_hash_more_than_allowed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
