// The log of a store: what it says is what was done, and nothing can be bent without a trace.
#include "helper.h"

#include "store/leaves.h"

static struct store *store;
static struct fault fault;
static int64_t class_no;
static uint64_t object_count;

static void open_new(const char *name) {
    store = store_make_in(name, true);
    collection_add(store, 1);
    collection_add(store, 2);
    class_no = class_of(store, 1, TLP_GREEN, false);
    object_count = 0;
}

static void open_again(const char *name) {
    struct store_options options = {.path = path_of(name), .without_search = true};
    assert_ok(store_open(&store, &options, &fault), fault);
}

// `count` objects more, each {"n":1} and so on.
static void put_many(size_t count) {
    struct put *puts = calloc(count, sizeof *puts);
    char(*json)[40] = calloc(count, sizeof *json);
    for (size_t i = 0; i < count; i++) {
        object_count++;
        snprintf(json[i], sizeof json[i], "{\"n\":%llu,\"a\":\"b\"}",
                 (unsigned long long)object_count);
        puts[i] = (struct put){.id = uuid_numbered(object_count),
                               .kind = kind_find(STR("indicator"))->number,
                               .spec = 21,
                               .stamp = 1000 + (stamp)object_count,
                               .json = str_of(json[i]),
                               .collection_no = 1,
                               .class_no = class_no};
    }
    assert_ok(put_now(store, puts, count, &fault), fault);
    for (size_t i = 0; i < count; i++) assert_int_equal(puts[i].outcome, PUT_TAKEN);
    free(puts);
    free(json);
}

static void remove_one(uint64_t number) {
    struct store_removal removal = {.id = uuid_numbered(number),
                                    .kind = kind_find(STR("indicator"))->number,
                                    .collection_no = 1};
    assert_ok(store_remove(store, &removal, &fault), fault);
    assert_int_equal(removal.removed, 1);
}

static enum status verify(struct leaves_report *report, const struct merkle_head *before) {
    struct leaves_check check = {.before = before};
    return leaves_verify(report, store, &check, &fault);
}

static struct merkle_head verified(void) {
    struct leaves_report report;
    assert_ok(verify(&report, NULL), fault);
    return report.head;
}

// ---- what it says ----

static void every_act_is_an_entry(void **state) {
    (void)state;
    struct leaves_report report;
    open_new("acts.db");
    assert_ok(verify(&report, NULL), fault);
    assert_int_equal(report.entries, 0);
    put_many(3);
    remove_one(2);
    put_many(1);
    assert_ok(verify(&report, NULL), fault);
    assert_int_equal(report.entries, 5);
    assert_int_equal(report.taken, 4);
    assert_int_equal(report.removed, 1);
    assert_int_equal(report.objects, 3);
    // What is known already, and what fails, is none.
    struct put put = {.id = uuid_numbered(1),
                      .kind = kind_find(STR("indicator"))->number,
                      .spec = 21,
                      .stamp = 1001,
                      .json = STR("{\"a\":\"b\",\"n\":1.0}"),
                      .collection_no = 1,
                      .class_no = class_no};
    assert_ok(put_now(store, &put, 1, &fault), fault);
    assert_int_equal(put.outcome, PUT_KNOWN);
    assert_int_equal(verified().size, 5);
    // The same in another collection is one of its own.
    put.collection_no = 2;
    put.class_no = class_of(store, 2, TLP_GREEN, false);
    assert_ok(put_now(store, &put, 1, &fault), fault);
    assert_int_equal(put.outcome, PUT_TAKEN);
    assert_int_equal(verified().size, 6);
    store_close(&store);
}

static void the_writer_takes_the_digest_that_comes_along(void **state) {
    (void)state;
    uint8_t digest[ENTRY_DIGEST_SIZE] = {1, 2, 3};
    struct leaves_report report;
    open_new("digest.db");
    struct put put = {.id = uuid_numbered(1),
                      .kind = kind_find(STR("indicator"))->number,
                      .spec = 21,
                      .stamp = 5,
                      .json = STR("{}"),
                      .digest = digest,
                      .collection_no = 1,
                      .class_no = class_no};
    assert_ok(put_now(store, &put, 1, &fault), fault);
    assert_int_equal(verify(&report, NULL), FAILED);
    assert_non_null(strstr(fault.text, "entry 0 of the log"));
    store_close(&store);
}

static void a_log_goes_on_after_a_restart(void **state) {
    (void)state;
    struct leaves_view *view;
    struct leaves_report report;
    struct buf first, second;
    struct checkpoint checkpoint;
    char key[NOTE_KEY_TEXT_MAX], again[NOTE_KEY_TEXT_MAX];
    buf_init(&first, SIZE_MAX);
    buf_init(&second, SIZE_MAX);
    open_new("again.db");
    put_many(300);
    assert_ok(leaves_open(&view, store, &fault), fault);
    leaves_checkpoint(&first, view);
    leaves_checkpoint(&second, view);
    assert_true(str_equal(buf_str(&first), buf_str(&second)));
    note_key_write(key, leaves_key(view));
    assert_ok(checkpoint_open(&checkpoint, buf_str(&first), leaves_key(view), &fault), fault);
    assert_int_equal(checkpoint.head.size, 300);
    struct merkle_head before = checkpoint.head;
    leaves_close(&view);
    store_close(&store);
    open_again("again.db");
    put_many(300);
    assert_ok(verify(&report, &before), fault);
    assert_ok(leaves_open(&view, store, &fault), fault);
    assert_string_equal(note_key_write(again, leaves_key(view)), key);
    struct merkle_proof proof;
    assert_ok(leaves_consistency(&proof, view, before.size, &fault), fault);
    assert_true(merkle_consistency_holds(&proof, &before, leaves_head(view)));
    leaves_close(&view);
    store_close(&store);
    buf_close(&first);
    buf_close(&second);
}

static void a_log_can_be_seen_as_it_was(void **state) {
    (void)state;
    static const size_t steps[] = {1, 6, 248, 1, 1, 300};
    struct merkle_head heads[1 + sizeof steps / sizeof *steps];
    struct leaves_view *view;
    open_new("narrow.db");
    for (size_t i = 0; i <= sizeof steps / sizeof *steps; i++) {
        if (i) put_many(steps[i - 1]);
        assert_ok(leaves_open(&view, store, &fault), fault);
        heads[i] = *leaves_head(view);
        for (size_t then = 0; then <= i; then++) {
            struct merkle_proof proof;
            leaves_close(&view);
            assert_ok(leaves_open(&view, store, &fault), fault);
            assert_ok(leaves_narrow(view, heads[then].size, &fault), fault);
            assert_int_equal(leaves_head(view)->size, heads[then].size);
            assert_true(merkle_equal(&leaves_head(view)->root, &heads[then].root));
            const struct merkle_head *first = &heads[then ? then - 1 : 0];
            assert_ok(leaves_consistency(&proof, view, first->size, &fault), fault);
            assert_true(merkle_consistency_holds(&proof, first, &heads[then]));
        }
        assert_int_equal(leaves_narrow(view, heads[i].size + 1, &fault), ABSENT);
        leaves_close(&view);
    }
    store_close(&store);
}

// ---- tiles and proofs ----

#define ENTRIES 66000 // more than a full tile of level 1

static void compare_tile(struct leaves_view *view, const struct tile_path *path,
                         const struct merkle_hash *leaves) {
    struct buf tile, bundle;
    buf_init(&tile, SIZE_MAX);
    buf_init(&bundle, SIZE_MAX);
    assert_ok(leaves_tile(&tile, view, path, &fault), fault);
    assert_int_equal(tile.size, path->width * 32);
    struct tile_path entries = *path;
    entries.is_entries = true;
    assert_ok(leaves_tile(&bundle, view, &entries, &fault), fault);
    struct str rest = buf_str(&bundle), entry;
    for (unsigned i = 0; i < path->width; i++) {
        struct merkle_hash leaf;
        assert_true(tile_entry_take(&entry, &rest));
        assert_int_equal(entry.size, ENTRY_SIZE);
        merkle_leaf(&leaf, entry);
        assert_memory_equal(leaf.bytes, tile.data + 32 * i, 32);
        assert_memory_equal(leaf.bytes, leaves[i].bytes, 32);
    }
    assert_int_equal(rest.size, 0);
    buf_close(&tile);
    buf_close(&bundle);
}

static void compare_node(struct leaves_view *view, const struct tile_path *path, unsigned at,
                         const struct merkle_hash *leaves, size_t count) {
    struct merkle_edge edge = {0};
    struct merkle_hash tiles[MERKLE_TILE_LEVELS], root;
    struct buf tile;
    buf_init(&tile, SIZE_MAX);
    for (size_t i = 0; i < count; i++) (void)merkle_edge_add(&edge, &leaves[i], tiles);
    merkle_edge_root(&root, &edge);
    assert_ok(leaves_tile(&tile, view, path, &fault), fault);
    assert_memory_equal(tile.data + 32 * at, root.bytes, 32);
    buf_close(&tile);
}

static void check_proofs(struct leaves_view *view, const struct merkle_hash *leaves) {
    static const uint64_t at[] = {0, 1, 255, 256, 257, 65535, 65536, 65537, ENTRIES - 1};
    struct merkle_edge edge = {0};
    struct merkle_hash tiles[MERKLE_TILE_LEVELS];
    struct merkle_proof proof;
    const struct merkle_head *head = leaves_head(view);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        assert_ok(leaves_inclusion(&proof, view, at[i], &fault), fault);
        assert_true(merkle_inclusion_holds(&proof, &leaves[at[i]], at[i], head->size, &head->root));
        while (edge.size < at[i]) (void)merkle_edge_add(&edge, &leaves[edge.size], tiles);
        struct merkle_head first = {.size = at[i]};
        merkle_edge_root(&first.root, &edge);
        assert_ok(leaves_consistency(&proof, view, at[i], &fault), fault);
        assert_true(merkle_consistency_holds(&proof, &first, head));
    }
}

static void tiles_and_proofs_are_those_of_the_tree(void **state) {
    (void)state;
    struct leaves_view *view;
    struct merkle_hash *leaves = calloc(ENTRIES, sizeof *leaves);
    open_new("tiles.db");
    for (size_t i = 0; i < ENTRIES / 6000; i++) put_many(6000);
    assert_ok(leaves_open(&view, store, &fault), fault);
    assert_int_equal(leaves_head(view)->size, ENTRIES);
    struct buf tile;
    buf_init(&tile, SIZE_MAX);
    for (uint64_t i = 0; i * TILE_WIDTH < ENTRIES; i++) {
        struct tile_path path = {.index = i};
        path.width = tile_width(&path, ENTRIES);
        buf_clear(&tile);
        assert_ok(leaves_tile(&tile, view, &path, &fault), fault);
        memcpy(&leaves[i * TILE_WIDTH], tile.data, tile.size);
    }
    buf_close(&tile);
    compare_tile(view, &(struct tile_path){.index = 3, .width = 256}, &leaves[3 * 256]);
    compare_tile(view, &(struct tile_path){.index = 257, .width = 208}, &leaves[257 * 256]);
    compare_tile(view, &(struct tile_path){.index = 257, .width = 5}, &leaves[257 * 256]);
    compare_node(view, &(struct tile_path){.level = 1, .width = 256}, 7, &leaves[7 * 256], 256);
    compare_node(view, &(struct tile_path){.level = 1, .index = 1, .width = 1}, 0, &leaves[65536],
                 256);
    compare_node(view, &(struct tile_path){.level = 2, .width = 1}, 0, leaves, 65536);
    static const struct tile_path none[] = {{.index = 258, .width = 1},
                                            {.index = 257, .width = 209},
                                            {.index = 257, .width = 256},
                                            {.level = 2, .width = 2},
                                            {.level = 3, .width = 1},
                                            {.is_entries = true, .index = 258, .width = 1},
                                            {.index = TILE_INDEX_MAX, .width = 1}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(leaves_tile(&tile, view, &none[i], &fault), ABSENT);
    check_proofs(view, leaves);
    leaves_close(&view);
    verified();
    store_close(&store);
    free(leaves);
}

static void an_entry_is_found_by_its_stamp(void **state) {
    (void)state;
    SCOPED(arena_close) struct arena arena;
    struct leaves_view *view;
    struct leaf leaf, other;
    struct entry entry;
    arena_init(&arena);
    open_new("found.db");
    struct put put = {.id = uuid_numbered(7),
                      .kind = kind_find(STR("indicator"))->number,
                      .spec = 21,
                      .stamp = 5,
                      .json = STR("{\"x\":1}"),
                      .collection_no = 1,
                      .class_no = class_no};
    put_many(40);
    object_count += 7;
    put.id = uuid_numbered(1000);
    assert_ok(put_now(store, &put, 1, &fault), fault);
    put_many(300);
    assert_ok(leaves_open(&view, store, &fault), fault);
    assert_ok(leaves_find(&leaf, view, put.added, &fault), fault);
    assert_int_equal(leaf.no, 40);
    assert_int_equal(leaves_find(&other, view, put.added + 1000000000, &fault), ABSENT);
    assert_int_equal(leaves_find(&other, view, 0, &fault), ABSENT);
    assert_ok(leaves_entry(&entry, view, &leaf, &arena, &fault), fault);
    uint8_t commitment[ENTRY_DIGEST_SIZE];
    digest_sha256(entry.object, STR("{\"x\":1}"));
    entry_commit(commitment, &entry, leaf.salt);
    assert_memory_equal(commitment, leaf.commitment, sizeof commitment);
    assert_true(str_equal(entry.id, STR("indicator--00000000-0000-0000-0000-0000000003e8")));
    leaves_close(&view);
    remove_one(1000);
    assert_ok(leaves_open(&view, store, &fault), fault);
    assert_int_equal(leaves_entry(&entry, view, &leaf, &arena, &fault), ABSENT);
    leaves_close(&view);
    store_close(&store);
}

// ---- bent ----

static enum status run_sql(struct db *db, void *context, struct fault *why) {
    return db_run(db, context, why);
}

struct bending {
    const char *sql;  // by somebody with the file in hand
    const char *says; // where verify finds it
};

// tidy: table
static const struct bending BENDINGS[] = {
    {"UPDATE version SET json = '{\"n\":4,\"a\":\"c\"}' WHERE stamp = 1004",
     "entry 3 of the log: indicator--00000000-0000-0000-0000-000000000004 is not what was logged"},
    {"UPDATE version SET json = '{\"n\":4' WHERE stamp = 1004",
     "entry 3 of the log: its object cannot be read"},
    {"UPDATE version SET stamp = 7 WHERE stamp = 1004", "entry 3 of the log: indicator"},
    {"UPDATE version SET spec = 20 WHERE stamp = 1004", "entry 3 of the log: indicator"},
    {"UPDATE version SET kind = 1 + kind WHERE stamp = 1004", "entry 3 of the log: "},
    {"UPDATE member SET collection_no = 2 WHERE added = (SELECT added FROM leaf WHERE no = 3)",
     "entry 3 of the log: indicator"},
    // An object dropped, with all that hangs on it or not.
    {"DELETE FROM member WHERE added = (SELECT added FROM leaf WHERE no = 3)",
     "entry 3 of the log: what it is about is gone"},
    {"DELETE FROM version WHERE stamp = 1004", "entry 3 of the log: its object is not there"},
    {"DELETE FROM member WHERE added = (SELECT added FROM leaf WHERE no = 3);"
     "DELETE FROM leaf WHERE no = 3",
     "entry 3 of the log is missing"},
    {"DELETE FROM leaf WHERE no = (SELECT MAX(no) FROM leaf)", "its edge is of"},
    // The removal of an object hidden.
    {"DELETE FROM leaf WHERE act = 2", "entry 1 of the log: what it is about is gone"},
    {"UPDATE leaf SET removed = removed + 1 WHERE act = 2",
     "entry 1 of the log: what it is about is gone"},
    {"UPDATE leaf SET act = 1, removed = 0 WHERE act = 2", "entry 1 of the log: "},
    {"UPDATE leaf SET said = salt WHERE act = 2", "what it says is not what was logged"},
    {"UPDATE leaf SET added = added + 1 WHERE act = 2", "its stamps are not those"},
    // Reordered.
    {"UPDATE leaf SET no = -1 WHERE no = 3; UPDATE leaf SET no = 3 WHERE no = 4;"
     "UPDATE leaf SET no = 4 WHERE no = -1",
     "entry 4 of the log: its stamp is not later"},
    {"UPDATE leaf SET commitment = (SELECT commitment FROM leaf WHERE no = 4) WHERE no = 3",
     "entry 3 of the log: indicator"},
    {"UPDATE leaf SET salt = (SELECT salt FROM leaf WHERE no = 4) WHERE no = 3",
     "entry 3 of the log: indicator"},
    {"UPDATE leaf SET salt = NULL WHERE no = 3", "entry 3 of the log: its commitment or its salt"},
    // Put in beside the log.
    {"INSERT INTO member SELECT added + 1000000, version_no, 2, class_no, kind, giver_no, latest,"
     " look FROM member WHERE added = (SELECT added FROM leaf WHERE no = 3)",
     " is not in the log"},
    // The tree itself.
    {"UPDATE node SET hash = (SELECT commitment FROM leaf WHERE no = 3)", "tile 0/0 of the log"},
    {"DELETE FROM node", "tile 0/0 of the log"},
    {"INSERT INTO node SELECT level, no + 1, hash FROM node", "tiles that none of its entries"},
    {"UPDATE edge SET hashes = (SELECT salt FROM leaf WHERE no = 3), size = 256 WHERE no = 1",
     "its edge is of 256"},
    {"UPDATE edge SET size = size + 1 WHERE no = 1", "the log"},
};

static void what_is_bent_is_found_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof BENDINGS / sizeof *BENDINGS; i++) {
        const struct bending *bending = &BENDINGS[i];
        struct leaves_report report;
        char name[32], sql[600];
        snprintf(name, sizeof name, "bent%zu.db", on_postgres() ? 0 : i);
        snprintf(sql, sizeof sql, "%s", bending->sql);
        open_new(name);
        put_many(10);
        remove_one(2);
        put_many(300);
        verified();
        assert_ok(store_change(store, run_sql, sql, &fault), fault);
        if (verify(&report, NULL) != FAILED) fail_msg("not found: %s", bending->sql);
        if (!strstr(fault.text, bending->says)) fail_msg("%s: %s", bending->sql, fault.text);
        store_close(&store);
        folder_empty();
        databases.count = 0;
    }
}

// Whoever has the file and its key can write a whole log anew, and it is sound in itself. A
// checkpoint that somebody else kept tells.
static void a_log_that_is_written_anew_is_told_by_an_older_checkpoint(void **state) {
    (void)state;
    struct leaves_report report;
    open_new("forked.db");
    put_many(20);
    struct merkle_head before = verified();
    put_many(300);
    assert_ok(verify(&report, &before), fault);
    static char sql[] = "UPDATE version SET json = '{\"n\":4,\"a\":\"c\"}' WHERE stamp = 1004;"
                        "DELETE FROM leaf; DELETE FROM node;"
                        "UPDATE edge SET size = 0, hashes = NULL, is_whole = 0";
    assert_ok(store_change(store, run_sql, sql, &fault), fault);
    store_close(&store);
    open_again("forked.db");
    assert_int_equal(verified().size, 320);
    assert_int_equal(verify(&report, &before), FAILED);
    assert_non_null(strstr(fault.text, "the log was written anew"));
    store_close(&store);
}

static void a_log_that_was_cut_is_told_by_an_older_checkpoint(void **state) {
    (void)state;
    struct leaves_report report;
    open_new("cut.db");
    put_many(20);
    struct merkle_head before = verified();
    before.size++;
    assert_int_equal(verify(&report, &before), FAILED);
    assert_non_null(strstr(fault.text, "it was cut"));
    struct merkle_head none = {.size = 0};
    merkle_empty(&none.root);
    assert_ok(verify(&report, &none), fault);
    none.root.bytes[0] ^= 1;
    assert_int_equal(verify(&report, &none), FAILED);
    store_close(&store);
}

// ---- a store of before there was a log ----

static void what_a_store_held_before_is_appended_in_order(void **state) {
    (void)state;
    struct leaves_report report;
    static char sql[] = "DELETE FROM leaf; DELETE FROM node;"
                        "UPDATE edge SET size = 0, hashes = NULL, is_whole = 0";
    open_new("before.db");
    put_many(6000);
    remove_one(3);
    put_many(5100);
    assert_ok(store_change(store, run_sql, sql, &fault), fault);
    store_close(&store);
    open_again("before.db");
    assert_ok(verify(&report, NULL), fault);
    assert_int_equal(report.entries, 11099);
    assert_int_equal(report.objects, 11099);
    put_many(5);
    assert_int_equal(verified().size, 11104);
    assert_ok(store_check(store, &fault), fault);
    store_close(&store);
}

// Stopped after a batch: it goes on behind the last one.
static void appending_what_was_there_goes_on_where_it_was(void **state) {
    (void)state;
    struct leaves_report report;
    static char sql[] = "UPDATE edge SET is_whole = 0; CREATE TABLE kept AS SELECT * FROM member"
                        " WHERE added > (SELECT added FROM leaf WHERE no = 9)";
    static char empty[] = "DELETE FROM leaf; DELETE FROM node; DELETE FROM member WHERE added IN"
                          " (SELECT added FROM kept);"
                          "UPDATE edge SET size = 0, hashes = NULL, is_whole = 0";
    static char back[] = "INSERT INTO member SELECT * FROM kept; DROP TABLE kept;"
                         "UPDATE edge SET is_whole = 0";
    open_new("half.db");
    put_many(30);
    assert_ok(store_change(store, run_sql, sql, &fault), fault);
    assert_ok(store_change(store, run_sql, empty, &fault), fault);
    store_close(&store);
    open_again("half.db");
    assert_ok(store_change(store, run_sql, back, &fault), fault);
    struct leaves_view *view;
    assert_ok(leaves_open(&view, store, &fault), fault);
    struct merkle_head before = *leaves_head(view);
    assert_int_equal(before.size, 10);
    leaves_close(&view);
    store_close(&store);
    open_again("half.db");
    assert_ok(verify(&report, &before), fault);
    assert_int_equal(report.entries, 30);
    store_close(&store);
}

static int open_folder(void **state) {
    (void)state;
    folder_open();
    return crypto_start() ? 0 : 1;
}

static int close_folder(void **state) {
    (void)state;
    folder_close();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_act_is_an_entry),
        cmocka_unit_test(the_writer_takes_the_digest_that_comes_along),
        cmocka_unit_test(a_log_goes_on_after_a_restart),
        cmocka_unit_test(a_log_can_be_seen_as_it_was),
        cmocka_unit_test(tiles_and_proofs_are_those_of_the_tree),
        cmocka_unit_test(an_entry_is_found_by_its_stamp),
        cmocka_unit_test(what_is_bent_is_found_with_its_place),
        cmocka_unit_test(a_log_that_is_written_anew_is_told_by_an_older_checkpoint),
        cmocka_unit_test(a_log_that_was_cut_is_told_by_an_older_checkpoint),
        cmocka_unit_test(what_a_store_held_before_is_appended_in_order),
        cmocka_unit_test(appending_what_was_there_goes_on_where_it_was),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
