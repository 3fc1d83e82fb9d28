#include "ledger/evidence.h"

#include "plain.h"

// A log of one example entry among leaves, signed, and the evidence of that entry.
struct made {
    struct arena arena;
    struct json_reader *reader;
    uint8_t secret_key[64], object[32];
    struct evidence evidence;
    struct buf text;  // of the evidence
    struct buf proof; // of its proof
    struct buf checkpoint;
};

#define AT 5
#define SIZE 13

static int make(void **state) {
    static struct made made;
    uint8_t seed[32] = {1}, public_key[32], commitment[32];
    if (!crypto_start()) return 1;
    plain_fill();
    memset(&made, 0, sizeof made);
    arena_init(&made.arena);
    made.reader = json_reader_open();
    buf_init(&made.text, SIZE_MAX);
    buf_init(&made.proof, SIZE_MAX);
    buf_init(&made.checkpoint, SIZE_MAX);
    memset(made.object, 0x77, sizeof made.object);
    struct evidence *it = &made.evidence;
    it->entry = (struct entry){.act = ENTRY_TAKEN,
                               .spec = 21,
                               .added = INT64_C(1790000000123456),
                               .version = INT64_C(1780000000654321),
                               .id = STR("indicator--00000000-0000-4000-8000-000000000001")};
    memset(it->entry.giver_seal, 0x88, 32);
    memset(it->salt, 0x99, sizeof it->salt);
    sign_keys(public_key, made.secret_key, seed);
    note_key_make(&it->key, STR("example.com/log"), NOTE_ED25519, public_key);
    struct entry whole = it->entry;
    memcpy(whole.object, made.object, 32);
    entry_commit(commitment, &whole, it->salt);
    entry_leaf(&plain_leaves[AT], commitment);
    struct merkle_head head = {SIZE, plain_root(0, SIZE)};
    checkpoint_sign(&made.checkpoint, &head, &it->key, made.secret_key);
    struct proof proof = {
        .extra = STR_NONE, .index = AT, .checkpoint = buf_str(&made.checkpoint)};
    assert_int_equal(merkle_inclusion(&proof.path, &plain_source, AT, SIZE, NULL), OK);
    proof_write(&made.proof, &proof);
    it->proof = buf_str(&made.proof);
    evidence_write(&made.text, it);
    *state = &made;
    return 0;
}

static int unmake(void **state) {
    struct made *made = *state;
    arena_close(&made->arena);
    json_reader_close(&made->reader);
    buf_close(&made->text);
    buf_close(&made->proof);
    buf_close(&made->checkpoint);
    return 0;
}

static void a_proof_is_read_as_it_was_written(void **state) {
    struct made *made = *state;
    struct proof proof;
    struct buf again;
    buf_init(&again, SIZE_MAX);
    assert_int_equal(proof_read(&proof, buf_str(&made->proof), NULL), OK);
    assert_int_equal(proof.index, AT);
    assert_int_equal(proof.path.count, 4);
    proof_write(&again, &proof);
    assert_true(str_equal(buf_str(&again), buf_str(&made->proof)));
    assert_true(str_starts(buf_str(&again), STR("c2sp.org/tlog-proof@v1\nindex 5\n")));
    buf_clear(&again);
    proof.extra = STR("ZXh0cmE=");
    proof_write(&again, &proof);
    assert_int_equal(proof_read(&proof, buf_str(&again), NULL), OK);
    assert_true(str_equal(proof.extra, STR("ZXh0cmE=")));
    buf_close(&again);
}

static void what_is_no_proof_is_refused(void **state) {
    (void)state;
#define FIRST "c2sp.org/tlog-proof@v1\n"
#define HASH "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    static const char *const bad[] = {"",
                                      "c2sp.org/tlog-proof@v2\nindex 1\n\nx",
                                      FIRST,
                                      FIRST "index\n\nx",
                                      FIRST "index 01\n\nx",
                                      FIRST "index 1\n",
                                      FIRST "extra\nindex 1\n\nx",
                                      FIRST "extra \nindex 1\n\nx",
                                      FIRST "extra ?Q==\nindex 1\n\nx",
                                      FIRST "index 1\n" HASH,
                                      FIRST "index 1\n" HASH "\n",
                                      FIRST "index 1\nCsUY\n\nx",
                                      FIRST "index 1\n" HASH "extra x\n\nx",
                                      FIRST "index 18446744073709551616\n\nx"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct proof proof;
        struct fault fault = {""};
        assert_int_equal(proof_read(&proof, str_of(bad[i]), &fault), MALFORMED);
        assert_true(strncmp(fault.text, "line ", 5) == 0);
    }
    struct buf buf;
    struct proof proof;
    buf_init(&buf, SIZE_MAX);
    buf_add(&buf, STR(FIRST "index 1\n"));
    for (int i = 0; i < MERKLE_PROOF_MAX; i++) buf_add(&buf, STR(HASH));
    size_t most = buf.size;
    buf_add(&buf, STR("\nx"));
    assert_int_equal(proof_read(&proof, buf_str(&buf), NULL), OK);
    buf.size = most;
    buf_add(&buf, STR(HASH "\nx"));
    assert_int_equal(proof_read(&proof, buf_str(&buf), NULL), LIMIT);
    for (size_t i = buf.size; i <= PROOF_BYTES_MAX; i++) buf_add_byte(&buf, 'x');
    assert_int_equal(proof_read(&proof, buf_str(&buf), NULL), LIMIT);
    buf_close(&buf);
}

static enum status check(struct made *made, struct str text, struct evidence_finding *finding) {
    struct evidence evidence;
    TRY(evidence_read(&evidence, text, made->reader, &made->arena, NULL));
    return evidence_check(finding, &evidence, made->object, &made->evidence.key, NULL);
}

static void evidence_holds_for_its_object_alone(void **state) {
    struct made *made = *state;
    struct evidence_finding finding;
    assert_int_equal(check(made, buf_str(&made->text), &finding), OK);
    assert_int_equal(finding.index, AT);
    assert_int_equal(finding.head.size, SIZE);
    made->object[0] ^= 1;
    assert_int_equal(check(made, buf_str(&made->text), &finding), DENIED);
    made->object[0] ^= 1;
}

static void evidence_is_read_as_it_was_written(void **state) {
    struct made *made = *state;
    struct evidence evidence;
    struct buf again;
    buf_init(&again, SIZE_MAX);
    assert_int_equal(evidence_read(&evidence, buf_str(&made->text), made->reader, &made->arena,
                                   NULL),
                     OK);
    evidence_write(&again, &evidence);
    assert_true(str_equal(buf_str(&again), buf_str(&made->text)));
    buf_close(&again);
}

// Whatever digit or letter of the evidence is another one, it does not hold any more. What is
// between the quotes of names is no matter of this; nor is the line of a signature that is not
// there.
static void evidence_with_any_letter_changed_does_not_hold(void **state) {
    struct made *made = *state;
    struct buf bad;
    buf_init(&bad, SIZE_MAX);
    buf_add(&bad, buf_str(&made->text));
    size_t tried = 0;
    for (size_t i = 0; i < bad.size; i++) {
        char was = bad.data[i];
        if (!((was >= '0' && was <= '9') || (was >= 'a' && was <= 'z'))) continue;
        bad.data[i] = was == '9' ? '8' : was == 'z' ? 'y' : (char)(was + 1);
        struct evidence_finding finding;
        if (check(made, buf_str(&bad), &finding) == OK)
            fail_msg("holds with byte %zu changed: %s", i, buf_str(&bad).data + i);
        bad.data[i] = was;
        tried++;
    }
    assert_true(tried > 500);
    buf_close(&bad);
}

static void evidence_names_the_place_of_what_is_wrong(void **state) {
    struct made *made = *state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"{}", "type: "},
        {"{\"type\":\"renkei-evidence\",\"form\":2}", "form: "},
        {"{\"type\":\"renkei-evidence\",\"form\":1}", "entry.act: "},
        {"{\"type\":\"renkei-evidence\",\"form\":1,\"entry\":{\"act\":\"taken\",\"id\":\"a--b\"}}",
         "entry.spec_version: "},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct evidence evidence;
        struct fault fault = {""};
        assert_int_equal(evidence_read(&evidence, str_of(cases[i].text), made->reader,
                                       &made->arena, &fault),
                         MALFORMED);
        assert_memory_equal(fault.text, cases[i].says, strlen(cases[i].says));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proof_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_proof_is_refused),
        cmocka_unit_test(evidence_holds_for_its_object_alone),
        cmocka_unit_test(evidence_is_read_as_it_was_written),
        cmocka_unit_test(evidence_with_any_letter_changed_does_not_hold),
        cmocka_unit_test(evidence_names_the_place_of_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
