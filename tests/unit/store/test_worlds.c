// Random small worlds, compared with the definitions in find.h stated over plain arrays.
#include "world.h"

#include "store/leaves.h"

static const char *const ASKED[] = {"ALPHA", "brav*", "イバ", "\"hospital example\""};

// ---- who sees: the definition ----

struct eye {
    struct sight sight;
    int64_t open[COLLECTIONS * LABELS], named[COLLECTIONS * LABELS];
    bool is_open[COLLECTIONS][LABELS], is_named[COLLECTIONS][LABELS];
    int person; // -1: nobody
};

static void eye_make(struct eye *eye) {
    memset(eye, 0, sizeof *eye);
    bool whole = chance_of(20);
    struct sight *sight = &eye->sight;
    for (int c = 0; c < COLLECTIONS; c++) {
        size_t share = chance_of(70) ? 70 : 0;
        for (int l = 0; l < LABELS; l++) {
            bool open = whole ? l != 3 : chance_of(is_named_label(l) ? 10 : share);
            bool named = !open && is_named_label(l) && chance_of(80);
            eye->is_open[c][l] = open;
            eye->is_named[c][l] = named;
            if (open) eye->open[sight->open_count++] = world.class_no[c][l];
            if (named) eye->named[sight->named_count++] = world.class_no[c][l];
        }
    }
    sight->open = eye->open;
    sight->named = eye->named;
    sight->is_whole = whole;
    sight->account_no = (int64_t)random_below(PEOPLE + 1);
    eye->person = chance_of(60) ? (int)random_below(PEOPLE) : -1;
    if (eye->person >= 0) sight->identity = person(eye->person);
}

static bool is_seen(const struct eye *eye, const struct model_row *row) {
    if (row->is_gone) return false;
    if (eye->is_open[row->collection][row->label]) return true;
    if (!eye->is_named[row->collection][row->label]) return false;
    if (eye->sight.account_no && row->giver == eye->sight.account_no) return true;
    return eye->person >= 0 && world.versions[row->version].named[eye->person];
}

static bool is_end_hidden(const struct eye *eye, int object) {
    bool exists = false;
    for (size_t i = 0; i < world.row_count; i++) {
        const struct model_row *row = &world.rows[i];
        if (row->is_gone || world.versions[row->version].object != object) continue;
        exists = true;
        if (is_seen(eye, row)) return false;
    }
    return exists;
}

static bool is_visible(const struct eye *eye, const struct model_row *row) {
    if (!is_seen(eye, row)) return false;
    if (eye->sight.is_whole) return true;
    const struct model_version *version = &world.versions[row->version];
    for (int i = 0; i < 2; i++)
        if (version->ends[i] >= 0 && is_end_hidden(eye, version->ends[i])) return false;
    return true;
}

// ---- what is asked: the definition ----

struct question {
    struct find find;
    int kinds[2], specs[2];
    struct find_id ids[3];
    stamp stamps[2];
    int64_t classes[2];
    int words; // index of ASKED, or -1
    int creator;
};

static void question_more(struct question *question) {
    struct find *find = &question->find;
    if (chance_of(15)) find->specs = question->specs;
    for (size_t i = 0; find->specs && i < 1 + random_below(2); i++)
        question->specs[find->spec_count++] = i ? 20 : 21;
    if (chance_of(20)) {
        question->creator = chance_of(80) ? 6 : 0;
        find->creator = (struct find_id){kind_of(question->creator), id_of(question->creator)};
    }
    if (chance_of(20)) find->revoked = (int)random_below(2);
    if (chance_of(20)) find->classes = question->classes;
    for (size_t i = 0; find->classes && i < 2; i++) { // rising
        size_t half = COLLECTIONS * LABELS / 2, at = i * half + random_below(half);
        question->classes[find->class_count++] = world.class_no[at / LABELS][at % LABELS];
    }
    if (chance_of(20)) {
        question->words = (int)random_below(4);
        find->words = str_of(ASKED[question->words]);
    }
    stamp middle = world.row_count ? world.rows[random_below(world.row_count)].added : 5;
    if (chance_of(30)) find->added_after = middle;
    if (chance_of(15)) find->added_before = middle + (stamp)random_below(30);
}

static void question_make(struct question *question) {
    memset(question, 0, sizeof *question);
    struct find *find = &question->find;
    *find = (struct find){.revoked = -1, .added_after = STAMP_MIN};
    question->words = question->creator = -1;
    if (chance_of(50)) find->collection_no = world.collection_no[random_below(COLLECTIONS)];
    find->versions = (enum find_versions)random_below(3);
    find->last_spec = chance_of(40);
    if (chance_of(25)) find->kinds = question->kinds;
    for (size_t i = 0; find->kinds && i < 2; i++)
        question->kinds[find->kind_count++] = kind_of((int)random_below(OBJECTS));
    if (chance_of(20)) find->ids = question->ids;
    for (size_t i = 0; find->ids && i < 3; i++) {
        int object = (int)random_below(OBJECTS);
        question->ids[find->id_count++] = (struct find_id){kind_of(object), id_of(object)};
    }
    find->first = chance_of(50);
    find->last = chance_of(50);
    if (chance_of(50)) find->stamps = question->stamps;
    for (size_t i = 0; find->stamps && i < 2; i++)
        question->stamps[find->stamp_count++] = 1 + (stamp)random_below(4);
    if (chance_of(60)) question_more(question);
    find->newest_first = chance_of(30);
    if (chance_of(40)) find->limit = 1 + random_below(6);
    if (chance_of(30)) find->offset = random_below(5);
}

static bool is_listed(const int *list, size_t count, int number) {
    if (!count) return true;
    for (size_t i = 0; i < count; i++)
        if (list[i] == number) return true;
    return false;
}

static bool is_candidate(const struct eye *eye, const struct question *question,
                         const struct model_row *row) {
    const struct find *find = &question->find;
    const struct model_version *version = &world.versions[row->version];
    if (!is_visible(eye, row)) return false;
    if (find->collection_no && world.collection_no[row->collection] != find->collection_no)
        return false;
    if (!is_listed(find->kinds, find->kind_count, kind_of(version->object))) return false;
    if (!is_listed(find->specs, find->spec_count, version->spec)) return false;
    if (question->creator >= 0 && version->creator != question->creator) return false;
    if (!find->id_count) return true;
    struct uuid id = id_of(version->object);
    for (size_t i = 0; i < find->id_count; i++)
        if (uuid_equal(&find->ids[i].id, &id)) return true;
    return false;
}

static bool is_later(const struct model_version *a, const struct model_version *b) {
    return a->stamp != b->stamp ? a->stamp > b->stamp : a->spec > b->spec;
}

static bool is_chosen(const struct eye *eye, const struct question *question,
                      const struct model_row *row) {
    const struct find *find = &question->find;
    const struct model_version *version = &world.versions[row->version];
    bool is_first = true, is_last = true, is_top = true, is_once = true;
    for (size_t i = 0; i < world.row_count; i++) {
        const struct model_row *other = &world.rows[i];
        const struct model_version *rival = &world.versions[other->version];
        if (rival->object != version->object || !is_candidate(eye, question, other)) continue;
        if (rival->spec > version->spec) is_top = false;
        if (other->version == row->version && other->added < row->added) is_once = false;
        if (find->last_spec && rival->spec != version->spec) continue;
        if (is_later(rival, version)) is_last = false;
        if (is_later(version, rival)) is_first = false;
    }
    if (!find->collection_no && !is_once) return false;
    if (find->last_spec && !is_top) return false;
    if (find->versions == FIND_ALL) return true;
    if (find->versions == FIND_LAST) return is_last;
    bool is_stamped = false;
    for (size_t i = 0; i < find->stamp_count; i++)
        is_stamped = is_stamped || find->stamps[i] == version->stamp;
    return (find->first && is_first) || (find->last && is_last) || is_stamped;
}

static bool is_found(const struct eye *eye, const struct question *question,
                     const struct model_row *row) {
    const struct find *find = &question->find;
    const struct model_version *version = &world.versions[row->version];
    if (!is_candidate(eye, question, row) || !is_chosen(eye, question, row)) return false;
    if (row->added <= find->added_after) return false;
    int64_t class_no = world.class_no[row->collection][row->label];
    bool is_wanted = !find->class_count;
    for (size_t i = 0; i < find->class_count; i++)
        is_wanted = is_wanted || find->classes[i] == class_no;
    if (!is_wanted) return false;
    if (find->added_before && row->added >= find->added_before) return false;
    if (find->revoked >= 0 && version->revoked != (find->revoked == 1)) return false;
    return question->words < 0 || version->words & 1 << question->words;
}

// ---- comparing ----

static size_t model_list(int list[ROWS_MAX], const struct eye *eye,
                         const struct question *question) {
    size_t count = 0;
    for (int i = 0; i < (int)world.row_count; i++)
        if (is_found(eye, question, &world.rows[i])) list[count++] = i;
    for (size_t i = 0; question->find.newest_first && i < count / 2; i++) {
        int swap = list[i];
        list[i] = list[count - 1 - i];
        list[count - 1 - i] = swap;
    }
    return count;
}

static void assert_row(const struct found *found, const struct model_row *row) {
    const struct model_version *version = &world.versions[row->version];
    struct uuid id = id_of(version->object);
    assert_int_equal(found->added, row->added);
    assert_int_equal(found->collection_no, world.collection_no[row->collection]);
    assert_int_equal(found->class_no, world.class_no[row->collection][row->label]);
    assert_int_equal(found->kind, kind_of(version->object));
    assert_true(uuid_equal(&found->id, &id));
    assert_int_equal(found->stamp, version->stamp);
    assert_int_equal(found->spec, version->spec);
    assert_int_equal(found->revoked, version->revoked);
    assert_true(str_equal(found->json, str_of(version->json)));
}

static void compare_list(const struct eye *eye, const struct question *question) {
    int list[ROWS_MAX];
    size_t count = model_list(list, eye, question), at = question->find.offset;
    size_t end = question->find.limit ? at + question->find.limit : count;
    struct fault fault = {0};
    struct finding *finding;
    struct found found;
    assert_ok(find_open(&finding, store, &eye->sight, &question->find, &fault), fault);
    enum status status;
    for (; (status = find_next(&found, finding, &fault)) == OK; at++) {
        assert_true(at < count && at < end);
        assert_row(&found, &world.rows[list[at]]);
    }
    assert_int_equal(status, ABSENT);
    assert_true(at >= count || at == end);
    find_close(&finding);
}

static void compare_counts(const struct eye *eye, const struct question *question) {
    int list[ROWS_MAX];
    size_t expected = model_list(list, eye, question), count, group_count, sum = 0;
    bool exact;
    struct fault fault = {0};
    struct find_group *groups;
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    assert_ok(find_count(&count, &exact, &(struct finder){store, &eye->sight, NULL, &fault},
                         &question->find, 1000),
              fault);
    assert_true(exact);
    assert_int_equal(count, expected);
    assert_ok(find_groups(&groups, &group_count, &exact,
                          &(struct finder){store, &eye->sight, &arena, &fault}, &question->find,
                          1000),
              fault);
    assert_true(exact);
    for (size_t i = 0; i < group_count; i++) {
        size_t in_group = 0;
        for (size_t k = 0; k < expected; k++) {
            const struct model_row *row = &world.rows[list[k]];
            if (kind_of(world.versions[row->version].object) == groups[i].kind &&
                world.class_no[row->collection][row->label] == groups[i].class_no)
                in_group++;
        }
        assert_int_equal(groups[i].count, in_group);
        sum += groups[i].count;
    }
    assert_int_equal(sum, expected);
    if (expected > 1) {
        assert_ok(find_count(&count, &exact, &(struct finder){store, &eye->sight, NULL, &fault},
                             &question->find, 1),
                  fault);
        assert_true(exact ? count == expected : count >= 1 && count <= expected);
    }
}

static const struct question LAST = {
    .find = {.revoked = -1, .added_after = STAMP_MIN}, .words = -1, .creator = -1};

static void compare_versions(const struct eye *eye) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    int object = (int)random_below(OBJECTS);
    struct find_id id = {kind_of(object), id_of(object)};
    struct found *found;
    size_t count, expected = 0;
    struct fault fault = {0};
    assert_ok(
        find_versions(&found, &count, &(struct finder){store, &eye->sight, &arena, &fault}, id, 0),
        fault);
    for (size_t i = 0; i < world.row_count; i++) {
        const struct model_row *row = &world.rows[i];
        if (world.versions[row->version].object != object || !is_visible(eye, row)) continue;
        expected++;
        size_t at = 0;
        while (at < count && found[at].added != row->added)
            at++;
        assert_true(at < count);
        assert_row(&found[at], row);
    }
    assert_int_equal(count, expected);
    for (size_t i = 1; i < count; i++)
        assert_true(found[i - 1].stamp >= found[i].stamp);
}

static void compare_lasts(const struct eye *eye) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct fault fault = {0};
    struct finder finder = {store, &eye->sight, &arena, &fault};
    struct find_id ids[OBJECTS + 1];
    for (int i = 0; i < OBJECTS; i++)
        ids[i] = (struct find_id){kind_of(i), id_of(i)};
    ids[OBJECTS] = (struct find_id){0, id_of(0)}; // a type that nobody has said
    struct found *lasts, *found;
    assert_ok(find_lasts(&lasts, &finder, ids, OBJECTS + 1), fault);
    for (int i = 0; i <= OBJECTS; i++) {
        size_t count;
        assert_ok(find_versions(&found, &count, &finder, ids[i], 1), fault);
        assert_int_equal(lasts[i].version_no, count ? found->version_no : 0);
        assert_true(lasts[i].added == (count ? found->added : 0));
        assert_true(str_equal(lasts[i].json, count ? found->json : STR_NONE));
    }
}

static size_t times_of(const struct model_version *version, uint64_t hash) {
    size_t times = 0;
    for (size_t i = 0; i < version->hash_count; i++)
        times += version->hashes[i] == hash;
    return times;
}

// The next rows of `matches` are those of version `v` with the hash, in this order.
static size_t compare_holders(const struct find_match *matches, size_t rest, const struct eye *eye,
                              int v, size_t hash_index, uint64_t hash) {
    size_t at = 0, times = times_of(&world.versions[v], hash);
    for (size_t i = 0; i < world.row_count; i++) {
        const struct model_row *row = &world.rows[i];
        if (row->version != v || !is_found(eye, &LAST, row)) continue;
        for (size_t k = 0; k < times; k++, at++) {
            assert_true(at < rest);
            assert_int_equal(matches[at].hash_index, hash_index);
            assert_row(&matches[at].found, row);
        }
    }
    return at;
}

static void compare_observables(const struct eye *eye) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    uint64_t hashes[4];
    for (size_t i = 0; i < 4; i++)
        hashes[i] = (world.number << 8 | i) * UINT64_C(0x9E3779B97F4A7C15);
    struct find_match *matches;
    size_t count, at = 0;
    struct fault fault = {0};
    assert_ok(find_observables(&matches, &count,
                               &(struct finder){store, &eye->sight, &arena, &fault}, hashes, 4,
                               100),
              fault);
    for (size_t h = 0; h < 4; h++)
        for (int v = (int)world.version_count; v-- > 0;)
            at += compare_holders(matches + at, count - at, eye, v, h, hashes[h]);
    assert_int_equal(at, count);
}

static void compare_pointers(const struct eye *eye) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    int object = chance_of(50) ? 6 : (int)random_below(OBJECTS);
    struct find_id id = {kind_of(object), id_of(object)};
    struct find_pointer *pointers;
    size_t count, expected = 0, limit = 1 + random_below(4), seen = 0;
    struct fault fault = {0};
    for (size_t i = 0; i < world.row_count; i++) {
        const struct model_version *version = &world.versions[world.rows[i].version];
        if (!is_found(eye, &LAST, &world.rows[i])) continue;
        expected += (size_t)(version->creator == object) + (version->ends[0] == object) +
                    (version->ends[1] == object);
    }
    stamp before = 0;
    do { // page after page
        assert_ok(find_pointers(&pointers, &count,
                                &(struct finder){store, &eye->sight, &arena, &fault}, id, before,
                                limit),
                  fault);
        for (size_t i = 0; i < count; i++) {
            assert_true(!before || pointers[i].found.added < before);
            assert_true(!i || pointers[i].found.added <= pointers[i - 1].found.added);
        }
        if (count) before = pointers[count - 1].found.added;
        seen += count;
    } while (count);
    assert_int_equal(seen, expected);
}

static size_t expected_pointed(const struct eye *eye, int object, int kind, unsigned roles) {
    size_t expected = 0;
    for (size_t i = 0; i < world.row_count; i++) {
        const struct model_version *version = &world.versions[world.rows[i].version];
        if (kind_of(version->object) != kind || !is_found(eye, &LAST, &world.rows[i])) continue;
        expected += (version->creator == object && roles >> ROLE_CREATOR & 1) ||
                    (version->ends[0] == object && roles >> ROLE_SOURCE & 1) ||
                    (version->ends[1] == object && roles >> ROLE_TARGET & 1);
    }
    return expected;
}

static void compare_pointed(const struct eye *eye) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct find_id ids[OBJECTS];
    for (int i = 0; i < OBJECTS; i++)
        ids[i] = (struct find_id){kind_of(i), id_of(i)};
    int kind = kind_of((int)random_below(OBJECTS));
    struct find_pointing asked = {.ids = ids,
                                  .id_count = OBJECTS,
                                  .kinds = &kind,
                                  .kind_count = 1,
                                  .roles = (unsigned)random_below(16),
                                  .limit_each = chance_of(50) ? 1 : 1000};
    struct find_pointed *found;
    size_t count, seen[OBJECTS] = {0};
    bool *is_cut;
    struct fault fault = {0};
    assert_ok(find_pointed(&found, &count, &is_cut,
                           &(struct finder){store, &eye->sight, &arena, &fault}, &asked),
              fault);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(found[i].found.kind, kind);
        assert_true(!i || found[i].id_index > found[i - 1].id_index ||
                    (found[i].id_index == found[i - 1].id_index &&
                     found[i].found.version_no < found[i - 1].found.version_no));
        seen[found[i].id_index]++;
    }
    for (int i = 0; i < OBJECTS; i++) {
        size_t expected = expected_pointed(eye, i, kind, asked.roles);
        assert_int_equal(seen[i], expected < asked.limit_each ? expected : asked.limit_each);
        assert_true(is_cut[i] || expected <= asked.limit_each);
        assert_false(is_cut[i] && asked.limit_each == 1000);
    }
}

static void live(uint64_t seed) {
    random_state = seed;
    world_start(seed);
    for (size_t turn = 0; turn < 1 + random_below(3); turn++) {
        put_some();
        for (size_t i = 0; i < random_below(3); i++)
            remove_some();
        store_search_wait(store);
        for (int i = 0; i < 12; i++) {
            struct eye eye;
            struct question question;
            eye_make(&eye);
            question_make(&question);
            store->sorted_max = chance_of(50) ? 0 : SORTED_MAX;
            compare_list(&eye, &question);
            compare_counts(&eye, &question);
            compare_versions(&eye);
            compare_lasts(&eye);
            compare_observables(&eye);
            compare_pointers(&eye);
            compare_pointed(&eye);
        }
    }
}

// Also every entry of the log, from what is stored.
static void check_whole(void) {
    struct fault fault = {0};
    struct leaves_check check = {.before = NULL};
    struct leaves_report report;
    assert_ok(store_check(store, &fault), fault);
    assert_ok(leaves_verify(&report, store, &check, &fault), fault);
    assert_true(report.removed > 0 && report.objects + report.removed == report.taken);
}

static void what_is_found_is_what_the_definitions_say(void **state) {
    (void)state;
    store = store_make_in("worlds.db", false);
    // A server plans each text of a question anew, which takes it far longer than to answer it.
    size_t count = repeats(on_postgres() ? 24 : 300);
    for (uint64_t seed = 1; seed <= count; seed++) {
        live(seed);
        if (seed % 50 == 0) check_whole();
    }
    store_close(&store);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_found_is_what_the_definitions_say)};
    folder_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    if (failed) print_message("in world %llu\n", (unsigned long long)world.number);
    folder_close();
    return failed;
}
