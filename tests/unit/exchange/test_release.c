// Each way out says the same to the same viewer: what the table "Who sees what" allows.
#include "exchange/release.h"

#include "doors.h"

static const char *const viewers[] = {"ann", "bob", "bea", "carl", "eva", NULL, ""};
#define VIEWERS (sizeof viewers / sizeof *viewers)

#define TO_BOB                                                                                     \
    ",\"extensions\":{\"" RECIPIENTS_EXTENSION                                                     \
    "\":{\"extension_type\":\"property-extension\",\"recipient_refs\":[\"identity--" BOB "\"]}}"

// By rows: what is said by ann. By columns: who sees it, in the order of `viewers`.
static const struct said {
    const char *collection, *marking, *more;
    const char *seen;
} all_said[] = {
    {"ring", MARK_CLEAR, NULL, "xxxx..x"},  {"ring", MARK_GREEN, NULL, "xxxx..x"},
    {"ring", MARK_AMBER, NULL, "xxx...x"},  {"ring", NULL, NULL, "xxx...x"},
    {"ring", MARK_STRICT, NULL, "xx....x"}, {"ring", MARK_RED, NULL, "x.....x"},
    {"ring", MARK_RED, TO_BOB, "xx....x"},  {"open", MARK_CLEAR, NULL, "xxxxxxx"},
    {"open", MARK_GREEN, NULL, "x.....x"},  {"open", NULL, NULL, "xxxxxxx"},
};
#define SAID (sizeof all_said / sizeof *all_said)

static void say_all(struct doors *doors) {
    for (size_t i = 0; i < SAID; i++)
        say(doors, "ann", all_said[i].collection,
            indicator(doors, (int)i, all_said[i].marking, all_said[i].more));
}

static bool is_seen(size_t said, size_t viewer) {
    return all_said[said].seen[viewer] == 'x';
}

static size_t seen_count(size_t viewer) {
    size_t count = 0;
    for (size_t i = 0; i < SAID; i++) count += is_seen(i, viewer);
    return count;
}

static void an_object_is_found_by_those_who_may_see_it(void **state) {
    struct doors *doors = *state;
    say_all(doors);
    for (size_t v = 0; v < VIEWERS; v++) {
        const struct visit *visit = as(doors, viewers[v]);
        for (size_t i = 0; i < SAID; i++) {
            struct object_id id = indicator_id(doors, (int)i);
            struct released row, *versions;
            size_t count = 0;
            enum status expected = is_seen(i, v) ? OK : ABSENT;
            if (release_object(&row, visit, &id) != expected)
                fail_msg("object %zu and viewer %zu", i, v);
            enum status status = release_versions(&versions, &count, visit, &id);
            assert_true(is_seen(i, v) ? status == OK && count == 1 : count == 0);
        }
    }
}

static void lists_counts_and_groups_hold_no_more_and_no_less(void **state) {
    struct doors *doors = *state;
    say_all(doors);
    struct filter filter = {.revoked = -1};
    for (size_t v = 0; v < VIEWERS; v++) {
        assert_int_equal(seen_by(doors, viewers[v]), seen_count(v));
        const struct visit *visit = as(doors, viewers[v]);
        struct release_groups groups;
        expect_ok(doors, release_groups(&groups, visit, &filter));
        assert_int_equal(groups.total, seen_count(v));
        size_t sum = 0, rows = 0;
        for (size_t i = 0; i < groups.count; i++) sum += groups.items[i].count;
        assert_int_equal(sum, seen_count(v));
        struct release *release;
        struct released row;
        expect_ok(doors, release_open(&release, visit, &filter));
        for (; release_next(&row, release, &doors->fault) == OK; rows++) {
            size_t number = row.found.id.bytes[15]; // of two decimal digits, read as hexadecimal
            assert_true(is_seen(number / 16 * 10 + number % 16, v));
        }
        release_close(&release);
        assert_int_equal(rows, seen_count(v));
    }
}

static void a_value_leads_only_to_what_may_be_seen(void **state) {
    struct doors *doors = *state;
    say_all(doors);
    for (size_t v = 0; v < VIEWERS; v++) {
        const struct visit *visit = as(doors, viewers[v]);
        for (size_t i = 0; i < SAID; i++) {
            struct observable asked;
            assert_true(observable_make(&asked, OBSERVABLE_DOMAIN,
                                        arena_format(&doors->arena, "n%zu.example", i),
                                        &doors->arena));
            struct release_match *matches;
            size_t count;
            expect_ok(doors, release_observables(&matches, &count, visit, &asked, 1, 10));
            assert_int_equal(count, is_seen(i, v));
        }
    }
}

static struct str related(struct doors *doors, int from, int to) {
    return arena_format(&doors->arena,
                        "{\"type\":\"relationship\",\"spec_version\":\"2.1\","
                        "\"id\":\"relationship--00000000-0000-4000-8000-000000000001\","
                        "\"created\":\"2024-01-01T00:00:00.000Z\","
                        "\"modified\":\"2024-01-01T00:00:00.000Z\","
                        "\"relationship_type\":\"related-to\","
                        "\"source_ref\":\"indicator--00000000-0000-4000-8000-%012d\","
                        "\"target_ref\":\"indicator--00000000-0000-4000-8000-%012d\","
                        "\"object_marking_refs\":[\"marking-definition--" MARK_GREEN "\"]}",
                        from, to);
}

// A relationship would tell that there is something at its other end.
static void what_has_a_hidden_end_is_hidden(void **state) {
    struct doors *doors = *state;
    say_all(doors);
    say(doors, "ann", "ring", related(doors, 1, 4)); // GREEN to AMBER+STRICT, itself GREEN
    for (size_t v = 0; v < VIEWERS; v++) {
        bool expected = is_seen(1, v) && is_seen(4, v);
        assert_int_equal(seen_by(doors, viewers[v]), seen_count(v) + expected);
        const struct visit *visit = as(doors, viewers[v]);
        struct object_id id = indicator_id(doors, 1);
        struct release_pointer *pointers;
        size_t count;
        expect_ok(doors, release_pointers(&pointers, &count, visit, &id, INT64_MAX, 10));
        assert_int_equal(count, expected);
    }
}

static void the_reason_is_the_rule_that_applies(void **state) {
    struct doors *doors = *state;
    say_all(doors);
    static const struct {
        const char *viewer;
        int said;
        const char *word;
    } reasons[] = {{"bob", 2, "member"}, {"bea", 2, "client"},    {"carl", 1, "community"},
                   {NULL, 7, "public"},  {"bob", 6, "recipient"}, {"ann", 5, "author"},
                   {"", 5, "operator"}};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        const struct visit *visit = as(doors, reasons[i].viewer);
        struct object_id id = indicator_id(doors, reasons[i].said);
        struct released row;
        expect_ok(doors, release_object(&row, visit, &id));
        if (!strstr(release_why(visit, &row), reasons[i].word))
            fail_msg("%s: %s", reasons[i].word, release_why(visit, &row));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(an_object_is_found_by_those_who_may_see_it),
        T(lists_counts_and_groups_hold_no_more_and_no_less),
        T(a_value_leads_only_to_what_may_be_seen),
        T(what_has_a_hidden_end_is_hidden),
        T(the_reason_is_the_rule_that_applies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
