#include "ledger/checkpoint.h"

#include <stdlib.h>

#include "plain.h"

#define DASH "\xe2\x80\x94 "

// The example in the documentation of golang.org/x/mod/sumdb/note.
#define PETER "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PETER_TEXT                                                                                 \
    "If you think cryptography is the answer to your problem,\n"                                   \
    "then you don't know what your problem is.\n"
#define PETER_SIGNATURE                                                                            \
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
#define PETER_LINE DASH "PeterNeumann " PETER_SIGNATURE "\n"
#define STRANGER DASH "example.com/stranger AAAAAAAAAAAA\n"

static struct note_key peter(void) {
    struct note_key key;
    struct fault fault = {""};
    if (note_key_read(&key, STR(PETER), NOTE_ED25519, &fault) != OK) fail_msg("%s", fault.text);
    return key;
}

static enum status check(const char *text, const struct note_key *key) {
    struct note note;
    struct fault fault = {""};
    enum status status = note_read(&note, str_of(text), &fault);
    if (status == OK) status = note_check(&note, key, 1, &fault);
    assert_true((status == OK) == (fault.text[0] == '\0'));
    return status;
}

static void a_published_note_holds_by_its_published_key(void **state) {
    (void)state;
    struct note_key key = peter();
    char text[NOTE_KEY_TEXT_MAX];
    assert_string_equal(note_key_write(text, &key), PETER);
    assert_int_equal(check(PETER_TEXT "\n" PETER_LINE, &key), OK);
    assert_int_equal(check("F" PETER_TEXT "\n" PETER_LINE, &key), DENIED);
    assert_int_equal(check(PETER_TEXT "\n" STRANGER, &key), DENIED);
}

// "Verifiers MUST ignore signatures from unknown keys, even if they share a name or ID (but not
// both) with a known key."
static void lines_of_strangers_say_nothing(void **state) {
    (void)state;
    struct note_key key = peter();
    assert_int_equal(check(PETER_TEXT "\n" STRANGER PETER_LINE STRANGER, &key), OK);
    assert_int_equal(check(PETER_TEXT "\n" DASH "PeterNeumann AAAAAAAAAAAA\n" PETER_LINE, &key),
                     OK);
    assert_int_equal(check(PETER_TEXT "\n" DASH "OtherNeumann x08gowAAAAAA\n" PETER_LINE, &key),
                     OK);
    // One of a known key that is wrong spoils the whole, also beside a right one.
    assert_int_equal(check(PETER_TEXT "\n" DASH "PeterNeumann x08gowAAAAAA\n" PETER_LINE, &key),
                     DENIED);
}

static void what_is_no_note_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "\n",
        "\n\n",
        PETER_TEXT,
        PETER_TEXT "\n",
        PETER_TEXT PETER_LINE,
        "no newline\n" PETER_LINE,
        PETER_TEXT "\n" PETER_LINE "more",
        PETER_TEXT "\n- PeterNeumann AAAAAAAAAAAA\n",
        PETER_TEXT "\n" DASH "Peter Neumann AAAAAAAAAAAA\n",
        PETER_TEXT "\n" DASH "Peter+Neumann AAAAAAAAAAAA\n",
        PETER_TEXT "\n" DASH "Peter\xe3\x80\x80Neumann AAAAAAAAAAAA\n",
        PETER_TEXT "\n" DASH " AAAAAAAAAAAA\n",
        PETER_TEXT "\n" DASH "PeterNeumann AAAAAA==\n", // an id without a signature
        PETER_TEXT "\n" DASH "PeterNeumann AAAAAAAAAAA\n",
        PETER_TEXT "\n" DASH "PeterNeumann AAAAAAAA-_AA\n",
        PETER_TEXT "\n" DASH "PeterNeumann AAAAAAAAAAAA \n",
        "a\ttab\n\n" PETER_LINE,
        "not utf-8 \xff\n\n" PETER_LINE,
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct note note;
        struct fault fault = {""};
        if (note_read(&note, str_of(bad[i]), &fault) != MALFORMED) fail_msg("taken: %s", bad[i]);
        assert_true(fault.text[0] != '\0');
    }
}

static void a_note_has_limits(void **state) {
    (void)state;
    struct buf buf;
    struct note note;
    buf_init(&buf, SIZE_MAX);
    buf_add(&buf, STR("text\n\n"));
    for (int i = 0; i < NOTE_SIGNATURES_MAX; i++) buf_add(&buf, STR(STRANGER));
    assert_int_equal(note_read(&note, buf_str(&buf), NULL), OK);
    assert_int_equal(note.signature_count, NOTE_SIGNATURES_MAX);
    assert_true(str_equal(note.signatures[3].name, STR("example.com/stranger")));
    buf_add(&buf, STR(STRANGER));
    assert_int_equal(note_read(&note, buf_str(&buf), NULL), LIMIT);
    buf_clear(&buf);
    size_t rest = sizeof "\n\n" STRANGER - 1;
    for (size_t i = 0; i < NOTE_BYTES_MAX - rest; i++) buf_add_byte(&buf, 'x');
    buf_add(&buf, STR("\n\n" STRANGER));
    assert_int_equal(buf.size, NOTE_BYTES_MAX);
    assert_int_equal(note_read(&note, buf_str(&buf), NULL), OK);
    buf_clear(&buf);
    for (size_t i = 0; i < NOTE_BYTES_MAX - rest + 1; i++) buf_add_byte(&buf, 'x');
    buf_add(&buf, STR("\n\n" STRANGER));
    assert_int_equal(note_read(&note, buf_str(&buf), NULL), LIMIT);
    buf_close(&buf);
}

static void a_key_is_read_only_with_its_own_id(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "OtherNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
        "PeterNeumann+c74f20+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct note_key key;
        assert_int_equal(note_key_read(&key, str_of(bad[i]), NOTE_ED25519, NULL), MALFORMED);
    }
    struct note_key key;
    assert_int_equal(note_key_read(&key, STR(" " PETER "\n"), NOTE_ED25519, NULL), OK);
}

// ---- checkpoints ----

// The example of C2SP tlog-checkpoint, without its signature.
#define SOFA                                                                                       \
    "example.com/behind-the-sofa\n20852163\n"                                                      \
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

static void the_example_of_tlog_checkpoint_is_read_and_written(void **state) {
    (void)state;
    struct checkpoint checkpoint;
    assert_int_equal(checkpoint_read(&checkpoint, STR(SOFA), NULL), OK);
    assert_true(str_equal(checkpoint.origin, STR("example.com/behind-the-sofa")));
    assert_int_equal(checkpoint.head.size, 20852163);
    assert_hash(&checkpoint.head.root,
                "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    checkpoint_write(&buf, &checkpoint);
    assert_true(str_equal(buf_str(&buf), STR(SOFA)));
    buf_clear(&buf);
    assert_int_equal(checkpoint_read(&checkpoint, STR(SOFA "more\nlines\n"), NULL), OK);
    checkpoint_write(&buf, &checkpoint);
    assert_true(str_equal(buf_str(&buf), STR(SOFA "more\nlines\n")));
    buf_close(&buf);
}

static void what_is_no_checkpoint_is_refused(void **state) {
    (void)state;
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    static const char *const bad[] = {
        "",
        "\n",
        "a\n1\n",
        "a\n1\n" ROOT,
        "\n1\n" ROOT "\n",
        "a\n01\n" ROOT "\n",
        "a\n-1\n" ROOT "\n",
        "a\n\n" ROOT "\n",
        "a\n9223372036854775808\n" ROOT "\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\n" ROOT "\n\n",
        "a\n1\n" ROOT "\nb\n\nc\n"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct checkpoint checkpoint;
        if (checkpoint_read(&checkpoint, str_of(bad[i]), NULL) != MALFORMED)
            fail_msg("taken: %s", bad[i]);
    }
    struct checkpoint checkpoint;
    assert_int_equal(checkpoint_read(&checkpoint, STR("a\n0\n" ROOT "\n"), NULL), OK);
}

static void a_checkpoint_is_of_the_log_whose_key_signed_it(void **state) {
    (void)state;
    uint8_t seed[32] = {7}, public_key[32], secret_key[64];
    sign_keys(public_key, secret_key, seed);
    struct note_key key, other;
    note_key_make(&key, STR("example.com/log"), NOTE_ED25519, public_key);
    note_key_make(&other, STR("example.com/log2"), NOTE_ED25519, public_key);
    struct merkle_head head = {9, {{1, 2, 3}}};
    struct buf buf;
    struct checkpoint checkpoint;
    buf_init(&buf, SIZE_MAX);
    checkpoint_sign(&buf, &head, &key, secret_key);
    assert_int_equal(checkpoint_open(&checkpoint, buf_str(&buf), &key, NULL), OK);
    assert_int_equal(checkpoint.head.size, 9);
    assert_true(merkle_equal(&checkpoint.head.root, &head.root));
    assert_int_equal(checkpoint_open(&checkpoint, buf_str(&buf), &other, NULL), DENIED);
    // A good signature under the name of another log.
    struct buf text;
    buf_init(&text, SIZE_MAX);
    checkpoint_write(&text, &(struct checkpoint){STR("example.com/log2"), head, STR_NONE});
    buf_clear(&buf);
    note_sign(&buf, buf_str(&text), &key, secret_key);
    assert_int_equal(checkpoint_open(&checkpoint, buf_str(&buf), &key, NULL), DENIED);
    buf_close(&text);
    buf_close(&buf);
}

static int start(void **state) {
    (void)state;
    return crypto_start() ? 0 : 1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_published_note_holds_by_its_published_key),
        cmocka_unit_test(lines_of_strangers_say_nothing),
        cmocka_unit_test(what_is_no_note_is_refused),
        cmocka_unit_test(a_note_has_limits),
        cmocka_unit_test(a_key_is_read_only_with_its_own_id),
        cmocka_unit_test(the_example_of_tlog_checkpoint_is_read_and_written),
        cmocka_unit_test(what_is_no_checkpoint_is_refused),
        cmocka_unit_test(a_checkpoint_is_of_the_log_whose_key_signed_it),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
