#include "searching.h"

#include <signal.h>
#include <sys/wait.h>

static void japanese_is_found_by_any_part_of_a_run(void **state) {
    (void)state;
    keep("東京都の病院へのサイバー攻撃");
    assert_finds("サイバー攻撃");
    assert_finds("病院");
    assert_finds("京都"); // without a dictionary that is so
    assert_finds("院へのサ");
    assert_finds("攻撃 病院");
    assert_misses("大阪");
    assert_misses("攻病");
    assert_misses("サイバー防御");
}

static void one_letter_is_found_wherever_it_stands(void **state) {
    (void)state;
    keep("病院への攻撃");
    assert_finds("病");
    assert_finds("へ");
    assert_finds("撃"); // the last of its run
    assert_misses("京");
}

static void scripts_may_stand_side_by_side(void **state) {
    (void)state;
    keep("IOCを共有 CVE-2020-0601の脆弱性 랜섬웨어 공격");
    assert_finds("IOC");
    assert_finds("iocを共有");
    assert_finds("CVE-2020-0601の脆弱性");
    assert_finds("\"脆弱性 랜섬웨어\"");
    assert_finds("CVE-2020-0601");
    assert_finds("웨어");
    assert_misses("CVE-2020-0602");
}

static void values_are_found_whole_and_in_parts(void **state) {
    (void)state;
    keep("login.hospital.example http://a.example/b?c=d user@mail.example 198.51.100.7");
    assert_finds("login.hospital.example");
    assert_finds("hospital.example");
    assert_finds("LOGIN");
    assert_finds("user@mail.example");
    assert_finds("198.51.100.7");
    assert_finds("http://a.example/b?c=d");
    assert_misses("hospital.login");
    assert_misses("198.51.100.8");
}

static void prefixes_phrases_and_accents(void **state) {
    (void)state;
    keep("Opération Résumé: stealing credentials from hospitals");
    assert_finds("hosp*");
    assert_finds("credent* steal*");
    assert_finds("operation resume");
    assert_finds("\"stealing credentials\"");
    assert_finds("\"credentials from hosp\"*");
    assert_misses("\"credentials stealing\"");
    assert_misses("hosp");
    assert_misses("stealing missing");
}

static void what_a_person_types_is_never_a_mistake_in_the_engine(void **state) {
    (void)state;
    keep("AND OR NOT NEAR quoted \\\"text\\\" here");
    static const char *const odd[] = {"AND",
                                      "NOT here",
                                      "\"unclosed phrase",
                                      "a:b",
                                      "text^2",
                                      "(here",
                                      "{x}",
                                      "NEAR(a b)",
                                      "\"\" here",
                                      "here*",
                                      "* here",
                                      "-here",
                                      "'; DROP TABLE words; --",
                                      "here\t\n\"text\"",
                                      "→ here",
                                      "+here"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        SCOPED(arena_close) struct arena arena;
        arena_init(&arena);
        struct search_terms terms;
        if (search_words_asked(&terms, str_of(odd[i]), &arena, &fault) != OK)
            fail_msg("%s: %s", odd[i], fault.text);
        (void)count_of(odd[i]);
    }
    assert_finds("AND");
    assert_finds("NOT here");
    assert_finds("→ here");
    assert_finds("(here");
    assert_finds("\"\" here");
    assert_finds("\"here");
    // Any bytes at all.
    random_state = 7;
    for (size_t i = 0; i < repeats(2000); i++) {
        char text[40];
        size_t size = random_below(sizeof text - 1);
        static const char some[] = "ab \"*-:()^+{}.\t\n\x01\xE3\x82\xB5\xE3\x83\xBC\xC3\xFF";
        for (size_t k = 0; k < size; k++)
            text[k] = some[random_below(sizeof some - 1)];
        struct sight sight = {.open = &green, .open_count = 1};
        struct find find = {.revoked = -1, .words = {text, size}};
        size_t count;
        bool exact;
        enum status status =
            find_count(&count, &exact, &(struct finder){store, &sight, NULL, &fault}, &find, 10);
        if (status != OK) assert_int_equal(status, MALFORMED);
    }
}

// A list says "10+" and so must the groups beside it.
static void groups_and_list_stop_counting_at_the_same_number(void **state) {
    (void)state;
    for (int i = 0; i < 12; i++) keep("quagga herd");
    struct sight sight = {.open = &green, .open_count = 1, .is_whole = true};
    struct find find = {.revoked = -1, .words = STR("quagga")};
    store_search_wait(store);
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct finder finder = {store, &sight, &arena, &fault};
    for (size_t max = 1; max <= 13; max++) {
        size_t count, group_count, sum = 0;
        bool exact, groups_exact;
        struct find_group *groups;
        assert_ok(find_count(&count, &exact, &finder, &find, max), fault);
        assert_ok(find_groups(&groups, &group_count, &groups_exact, &finder, &find, max), fault);
        for (size_t i = 0; i < group_count; i++) sum += groups[i].count;
        assert_int_equal(count, max < 12 ? max : 12);
        assert_int_equal(sum, count);
        assert_true(exact == (max >= 12) && groups_exact == exact);
    }
}

static void nothing_to_search_for_is_said(void **state) {
    (void)state;
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct search_terms terms;
    static const char *const empty[] = {"", "   ", "\"\"", "---", "* . !", "　"};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        assert_int_equal(search_words_asked(&terms, str_of(empty[i]), &arena, &fault), MALFORMED);
    char many[1100] = "";
    for (int i = 0; i < 33; i++)
        strcat(many, "a ");
    assert_int_equal(search_words_asked(&terms, str_of(many), &arena, &fault), MALFORMED);
    many[64] = '\0';
    assert_int_equal(search_words_asked(&terms, str_of(many), &arena, &fault), OK);
    memset(many, 'a', 1001);
    assert_int_equal(search_words_asked(&terms, (struct str){many, 1001}, &arena, &fault),
                     MALFORMED);
    assert_int_equal(search_words_asked(&terms, (struct str){many, 1000}, &arena, &fault), OK);
}

static void what_is_removed_is_forgotten(void **state) {
    (void)state;
    uint64_t number = keep("unforgettable サイバー");
    assert_finds("unforgettable");
    struct store_removal removal = {.id = uuid_numbered(number),
                                    .kind = store_kind(store, STR("indicator")),
                                    .collection_no = 1};
    assert_ok(store_remove(store, &removal, &fault), fault);
    store_search_wait(store);
    struct db *db = store_reader_take(store);
    struct db_query *query;
    const char *words = on_postgres() ? "SELECT COUNT(*) FROM search.words"
                                      : "SELECT COUNT(*) FROM search.words"
                                        " WHERE words MATCH 'unforgettable'";
    char sql[300];
    snprintf(sql, sizeof sql,
             "SELECT (%s), (SELECT COUNT(*) FROM forgotten), (SELECT COUNT(*) FROM search.forgot)",
             words);
    assert_ok(db_query(&query, db, sql, &fault), fault);
    assert_ok(db_step(query, &fault), fault);
    for (int i = 0; i < 3; i++)
        assert_int_equal(db_i64(query, i), 0);
    db_done(query);
    store_reader_give(store, db);
    keep("unforgettable again");
    assert_int_equal(count_of("unforgettable"), 1);
}

static void what_came_and_went_while_search_slept_does_no_harm(void **state) {
    (void)state;
    store_close(&store);
    store = store_make_in("store.db", true);
    int kind = store_kind(store, STR("indicator"));
    uint64_t first = last_number + 1;
    for (int i = 0; i < 20; i++)
        keep("ephemeral thing");
    for (uint64_t i = first; i < first + 20; i += 2) {
        struct store_removal removal = {.id = uuid_numbered(i), .kind = kind, .collection_no = 1};
        assert_ok(store_remove(store, &removal, &fault), fault);
    }
    store_close(&store);
    store = store_make_in("store.db", false);
    assert_int_equal(count_of("ephemeral"), 10);
    for (uint64_t i = first + 1; i < first + 20; i += 2) {
        struct store_removal removal = {.id = uuid_numbered(i), .kind = kind, .collection_no = 1};
        assert_ok(store_remove(store, &removal, &fault), fault);
    }
    assert_int_equal(count_of("ephemeral"), 0);
    assert_int_equal(store_search_behind(store), 0);
    assert_ok(store_check(store, &fault), fault);
}

static void an_index_that_moves_between_checks_is_sound(void **state) {
    (void)state;
    for (int i = 0; i < 30; i++) {
        keep("an alpha");
        if (i % 3 == 0) assert_finds("alpha");
        keep("another alpha");
        store_search_wait(store);
        assert_ok(store_check(store, &fault), fault);
    }
}

static void a_lost_damaged_or_foreign_index_is_made_again(void **state) {
    (void)state;
    ONLY_SQLITE("the index is no file");
    keep("phoenix");
    assert_finds("phoenix");
    store_close(&store);
    assert_int_equal(unlink(path_of("store.db-search")), 0);
    store = store_make_in("store.db", false);
    assert_finds("phoenix");
    store_close(&store);
    FILE *file = fopen(path_of("store.db-search"), "w");
    for (int i = 0; i < 5000; i++)
        fputs("nonsense ", file);
    fclose(file);
    store = store_make_in("store.db", false);
    assert_finds("phoenix");
    store_close(&store);
    // Another store's index says that it knows more versions than there are, or other ones.
    struct store *other = store_make_in("other.db", false);
    store_close(&other);
    char from[128], to[128];
    snprintf(from, sizeof from, "%s", path_of("other.db-search"));
    snprintf(to, sizeof to, "%s", path_of("store.db-search"));
    assert_int_equal(rename(from, to), 0);
    store = store_make_in("store.db", false);
    assert_finds("phoenix");
}

static struct db *open_index(void) {
    struct db *db;
    struct db_options options = {
        .path = path_of("store.db"), .is_writer = true, .is_derived = true};
    assert_ok(db_open(&db, &options, &fault), fault);
    return db;
}

static void change_index(const char *sql) {
    struct db *db = open_index();
    assert_ok(db_run(db, sql, &fault), fault);
    db_close(&db);
}

static void a_lost_or_foreign_index_of_a_server_is_made_again(void **state) {
    (void)state;
    if (!on_postgres()) skip();
    static const char *const harm[] = {
        "DROP SCHEMA search CASCADE", "UPDATE progress SET store = 'another', known = 1000",
        "UPDATE schema_number SET number = 77; DROP TABLE progress",
        "DROP FUNCTION found; TRUNCATE words; UPDATE schema_number SET number = 0"};
    keep("phoenix");
    for (size_t i = 0; i < sizeof harm / sizeof harm[0]; i++) {
        assert_finds("phoenix");
        assert_ok(store_check(store, &fault), fault);
        store_close(&store);
        change_index(harm[i]);
        store = store_make_in("store.db", false);
    }
    assert_finds("phoenix");
    store_search_wait(store);
    change_index("TRUNCATE words");
    assert_int_equal(store_check(store, &fault), FAILED);
    change_index("INSERT INTO words VALUES (1, ' phoenix '), (70000, ' ash ')");
    assert_int_equal(store_check(store, &fault), FAILED);
}

// Several programs on one server.
static void one_fills_and_the_others_learn_how_far_it_is(void **state) {
    (void)state;
    if (!on_postgres()) skip();
    struct store *second = store_make_in("store.db", false);
    for (int i = 0; i < 20; i++)
        keep("shared word");
    store_search_wait(store);
    assert_ok(store_follow(second, &fault), fault); // it hears of them, and so does its search
    store_search_wait(second);
    assert_int_equal(store_search_behind(second), 0);
    assert_int_equal(count_of("shared"), 20);
    // While another holds the index nobody else fills it. What it has filled counts for all.
    struct db *other = open_index();
    assert_ok(db_begin(other, &fault), fault);
    keep("held word");
    assert_int_equal(store_search_wait_for(store, 1500 * 1000), 1);
    assert_ok(db_run(other,
                     "INSERT INTO words SELECT MAX(no), ' held word ' FROM public.version;"
                     "UPDATE progress SET known = known + 1",
                     &fault),
              fault);
    assert_ok(db_commit(other, &fault), fault);
    store_search_wait(store);
    assert_int_equal(count_of("held"), 1);
    assert_ok(store_check(store, &fault), fault);
    // A program may end while it waits.
    assert_ok(db_begin(other, &fault), fault);
    keep("waiting word");
    store_close(&store);
    db_rollback(other);
    db_close(&other);
    store = second;
    store_close(&store);
    store = store_make_in("store.db", false);
    assert_int_equal(count_of("waiting"), 1);
}

static void need(enum status status) {
    if (status == OK) return;
    fprintf(stderr, "%s\n", fault.text);
    _exit(1);
}

// Puts and removes until the process is killed.
static _Noreturn void put_for_ever(uint64_t round) {
    store = store_make_in("store.db", false);
    for (uint64_t i = 0;; i++) {
        struct put put = name_put((round + 100) << 32 | i, "survivor サイバー");
        need(put_now(store, &put, 1, &fault));
        struct store_removal removal = {.id = put.id, .kind = put.kind, .collection_no = 1};
        if (i % 3 == 0) need(store_remove(store, &removal, &fault));
    }
}

static void search_goes_on_after_a_kill(void **state) {
    (void)state;
    store_close(&store);
    for (uint64_t round = 0; round < repeats(6); round++) {
        pid_t child = fork();
        if (child == 0) put_for_ever(round);
        usleep((on_postgres() ? 500000 : 60000) + 20000 * (useconds_t)(round % 5));
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
    }
    store = store_make_in("store.db", false);
    struct sight sight = {.open = &green, .open_count = 1, .is_whole = true};
    struct find find = {.revoked = -1};
    size_t all;
    bool exact;
    assert_ok(
        find_count(&all, &exact, &(struct finder){store, &sight, NULL, &fault}, &find, 1000000),
        fault);
    assert_true(all > 0);
    find.words = STR("survivor イバ");
    size_t found;
    store_search_wait(store);
    assert_ok(
        find_count(&found, &exact, &(struct finder){store, &sight, NULL, &fault}, &find, 1000000),
        fault);
    assert_int_equal(found, all);
    assert_ok(store_check(store, &fault), fault);
}

static void without_search_words_are_refused(void **state) {
    (void)state;
    store_close(&store);
    store = store_make_in("store.db", true);
    struct sight sight = {.open = &green, .open_count = 1};
    struct find find = {.revoked = -1, .words = STR("x")};
    struct finding *finding;
    assert_int_equal(find_open(&finding, store, &sight, &find, &fault), FAILED);
    assert_int_equal(store_search_behind(store), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(japanese_is_found_by_any_part_of_a_run),
        TEST(one_letter_is_found_wherever_it_stands),
        TEST(scripts_may_stand_side_by_side),
        TEST(values_are_found_whole_and_in_parts),
        TEST(prefixes_phrases_and_accents),
        TEST(what_a_person_types_is_never_a_mistake_in_the_engine),
        TEST(groups_and_list_stop_counting_at_the_same_number),
        TEST(nothing_to_search_for_is_said),
        TEST(what_is_removed_is_forgotten),
        TEST(what_came_and_went_while_search_slept_does_no_harm),
        TEST(an_index_that_moves_between_checks_is_sound),
        TEST(a_lost_damaged_or_foreign_index_is_made_again),
        TEST(a_lost_or_foreign_index_of_a_server_is_made_again),
        TEST(one_fills_and_the_others_learn_how_far_it_is),
        TEST(search_goes_on_after_a_kill),
        TEST(without_search_words_are_refused),
    };
    folder_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    folder_close();
    return failed;
}
