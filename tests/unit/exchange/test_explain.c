// Who is told who can see an object, and about whom.
#include "exchange/explain.h"

#include "doors.h"

#define UNDER(conditions)                                                                          \
    ",\"extensions\":{\"" CONDITIONS_EXTENSION                                                     \
    "\":{\"extension_type\":\"property-extension\"," conditions "}}"
#define CIRCLE "22222222-2222-4222-8222-0000000000c1"

// "alder birch": the slugs of who is told to read it, by name.
static void assert_told(struct doors *doors, const char *asker, int number, const char *readers) {
    struct explain explained;
    struct object_id id = indicator_id(doors, number);
    SCOPED(buf_close) struct buf told;
    buf_init(&told, 1000);
    expect_ok(doors, explain_object(&explained, as(doors, asker), &id));
    for (size_t i = 0; i < explained.reader_count; i++)
        buf_addf(&told, "%s%.*s", i ? " " : "", STR_ARG(explained.readers[i].organisation->slug));
    if (explained.has_others) buf_add(&told, STR(" others"));
    if (!str_equal(buf_str(&told), str_of(readers)))
        fail_msg("%d to %s: %.*s", number, asker, STR_ARG(buf_str(&told)));
}

static void readers_are_told_by_who_they_are(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, NULL));
    say(doors, "ann", "ring", indicator(doors, 2, MARK_AMBER, NULL));
    say(doors, "ann", "ring", indicator(doors, 3, MARK_STRICT, NULL));
    say(doors, "ann", "ring", indicator(doors, 4, MARK_RED, NULL));
    say(doors, "ann", "open", indicator(doors, 5, MARK_CLEAR, NULL));
    assert_told(doors, "bob", 1, "alder beech birch cedar");
    assert_told(doors, "bob", 2, "alder beech birch");
    assert_told(doors, "bob", 3, "alder birch");
    assert_told(doors, "ann", 4, "");
    assert_told(doors, "", 5, "alder beech birch cedar elm");
    assert_told(doors, "bob", 5, "alder beech birch cedar others"); // elm is of no community of his
    assert_told(doors, NULL, 5, " others");
}

static void who_does_not_see_it_is_told_nothing(void **state) {
    struct doors *doors = *state;
    struct explain explained;
    struct explain_person person;
    struct object_id id = indicator_id(doors, 3), none = indicator_id(doors, 99);
    say(doors, "ann", "ring", indicator(doors, 3, MARK_STRICT, NULL));
    for (int admin = 0; admin < 2; admin++) {
        const struct visit *visit = as(doors, "carl");
        doors->viewer.is_administrator = admin;
        assert_int_equal(explain_object(&explained, visit, &id), ABSENT);
        assert_string_equal(doors->fault.text, "no such object");
        assert_int_equal(explain_object(&explained, visit, &none), ABSENT);
        assert_string_equal(doors->fault.text, "no such object");
        // Neither is said whether there is somebody of that name.
        assert_int_equal(explain_person(&person, visit, &id, STR("bob")), ABSENT);
        assert_string_equal(doors->fault.text, "no such object");
        assert_int_equal(explain_person(&person, visit, &id, STR("nobody")), ABSENT);
        assert_string_equal(doors->fault.text, "no such object");
    }
}

static const char *why_of(struct doors *doors, const char *asker, bool is_administrator, int number,
                          const char *name) {
    struct explain_person person;
    struct object_id id = indicator_id(doors, number);
    const struct visit *visit = as(doors, asker);
    doors->viewer.is_administrator = is_administrator;
    enum status status = explain_person(&person, visit, &id, str_of(name));
    if (status == OK) return person.why;
    return status == DENIED ? "denied" : status_name(status);
}

static void an_administrator_asks_for_the_own_organisation(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, NULL));
    say(doors, "ann", "ring", indicator(doors, 4, MARK_RED, NULL));
    assert_string_equal(why_of(doors, "bob", true, 1, "bob"), rule_sentence(RULE_MEMBER));
    assert_string_equal(why_of(doors, "bob", true, 1, "birch"), rule_sentence(RULE_MEMBER));
    assert_string_equal(why_of(doors, "bob", true, 1, "carl"), "denied");
    assert_string_equal(why_of(doors, "bob", true, 1, "nobody"), "denied");
    assert_string_equal(why_of(doors, "bob", false, 1, "bob"), "denied");
    assert_string_equal(why_of(doors, "", false, 4, "bob"), rule_sentence(RULE_NOT_NAMED));
    assert_string_equal(why_of(doors, "", false, 4, "eva"), rule_sentence(RULE_NO_RIGHT));
    assert_string_equal(why_of(doors, "", false, 1, "carl"), rule_sentence(RULE_COMMUNITY));
    assert_int_equal(strcmp(why_of(doors, "", false, 1, "nobody"), "denied") == 0, 0);
}

static void conditions_are_told_with_their_time(void **state) {
    struct doors *doors = *state;
    struct explain_person person;
    struct explain explained;
    struct object_id id = indicator_id(doors, 1);
    say(doors, "ann", "ring",
        indicator(doors, 1, MARK_GREEN,
                  UNDER("\"embargo_until\":\"2024-01-01T00:01:00Z\","
                        "\"never\":{\"sectors\":[\"private\"]}")));
    assert_told(doors, "ann", 1, "alder");
    expect_ok(doors, explain_person(&person, as(doors, ""), &id, STR("bob")));
    assert_false(person.may_read);
    assert_string_equal(person.why, rule_sentence(RULE_EMBARGO));
    stamp end;
    assert_int_equal(stamp_read(&end, STR("2024-01-01T00:01:00Z"), NULL), OK);
    assert_int_equal(person.until, end);
    expect_ok(doors, explain_object(&explained, as(doors, "ann"), &id));
    assert_int_equal(explained.places[0].conditions.embargo, end);
    clock_fake_move(&doors->clock, 60 * STAMP_SECOND);
    expect_ok(doors, explain_person(&person, as(doors, ""), &id, STR("bob")));
    assert_string_equal(person.why, rule_sentence(RULE_RELEASE)); // birch does not say what it is
    assert_int_equal(person.until, 0);
}

// Its name is known to its members and its owner, and to the operator.
static void a_group_is_named_to_those_in_it(void **state) {
    static const struct {
        const char *asker;
        bool knows;
    } asked[] = {{"ann", true}, {"bob", true}, {"", true}, {"carl", false}};
    struct doors *doors = *state;
    struct setup_report report;
    struct str text = STR("{\"groups\": [{\"slug\": \"few\", \"name\": \"The few\", \"owner\":"
                          " \"alder\", \"identity\": \"" CIRCLE "\", \"members\": [\"birch\"]}]}");
    expect_ok(doors, setup_apply(&report, doors->exchange, text, &doors->arena, &doors->fault));
    say(doors, "ann", "ring",
        indicator(doors, 1, MARK_GREEN, UNDER("\"sharing_group_ref\":\"identity--" CIRCLE "\"")));
    assert_told(doors, "bob", 1, "alder birch");
    struct object_id id = indicator_id(doors, 1);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct explain explained;
        enum status status = explain_object(&explained, as(doors, asked[i].asker), &id);
        assert_int_equal(status, asked[i].knows ? OK : ABSENT);
        if (asked[i].knows) assert_non_null(explained.places[0].group);
    }
}

static void who_reads_by_a_role_is_told_so(void **state) {
    struct doors *doors = *state;
    struct setup_report report;
    struct explain explained;
    struct object_id id = indicator_id(doors, 2);
    struct str text = STR("{\"collections\": [{\"alias\": \"ring\", \"title\": \"Ring\","
                          " \"community\": \"one\", \"community_reads\": true, \"grants\":"
                          " [{\"role\": \"curator\", \"read\": true}]}]}");
    expect_ok(doors, setup_apply(&report, doors->exchange, text, &doors->arena, &doors->fault));
    say(doors, "ann", "ring", indicator(doors, 2, MARK_STRICT, NULL));
    assert_told(doors, "ann", 2, "alder beech birch cedar");
    expect_ok(doors, explain_object(&explained, as(doors, "ann"), &id));
    assert_int_equal(explained.readers[0].whom, WHOM_ALL);
    assert_int_equal(explained.readers[3].whom, WHOM_ROLE);
    assert_string_equal(explained.readers[3].why, rule_sentence(RULE_GRANT));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(readers_are_told_by_who_they_are),
        T(who_does_not_see_it_is_told_nothing),
        T(an_administrator_asks_for_the_own_organisation),
        T(conditions_are_told_with_their_time),
        T(a_group_is_named_to_those_in_it),
        T(who_reads_by_a_role_is_told_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
