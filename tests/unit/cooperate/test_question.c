#include "meeting.h"

#include "exchange/ballot.h"
#include "stix/derived.h"

static struct str ask(struct meeting *meeting, const char *name, const char *text, bool anonymous) {
    struct dialogue dialogue = see(meeting, name);
    struct dialogue_question question = {
        .text = str_of(text), .lang = STR("en"), .item = STR("keynote"), .is_anonymous = anonymous};
    struct str id;
    expect_ok(meeting, question_ask(&id, &meeting->visit, &dialogue, &question));
    return id;
}

static size_t list(struct meeting *meeting, const char *name, struct dialogue_question **rows) {
    struct dialogue dialogue = see(meeting, name);
    size_t count;
    expect_ok(meeting, question_list(rows, &count, &meeting->visit, &dialogue));
    return count;
}

static size_t vote(struct meeting *meeting, const char *name, struct str id, bool is_for) {
    struct dialogue dialogue = see(meeting, name);
    size_t votes = SIZE_MAX;
    expect_ok(meeting, dialogue_vote(&votes, &meeting->visit, &dialogue, id, is_for));
    return votes;
}

static enum status moderate(struct meeting *meeting, const char *name, struct str id,
                            struct question_verdict verdict) {
    struct dialogue dialogue = see(meeting, name);
    return question_moderate(&meeting->visit, &dialogue, id, &verdict);
}

static struct object_id id_of(struct str text) {
    struct object_id id;
    assert_int_equal(object_id_read(&id, text, NULL), OK);
    return id;
}

static struct str uuid_text(struct meeting *meeting, const struct uuid *uuid) {
    char text[UUID_TEXT_SIZE];
    return arena_copy(&meeting->arena, str_of(uuid_write(text, uuid)));
}

// ---- asking ----

static void a_question_is_seen_by_all_who_see_the_dialogue(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "Why \"now\"?", false);
    struct dialogue_question *rows;
    static const char *const names[] = {"grace", "emily", "eve", "aoi", "root", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(list(meeting, names[i], &rows), 1);
        assert_true(str_equal(rows[0].id, id));
        assert_true(str_equal(rows[0].text, STR("Why \"now\"?")));
        assert_true(str_equal(rows[0].author_name, STR("Emily")));
        assert_true(str_equal(rows[0].author_organisation, STR("Cedar")));
        assert_true(str_equal(rows[0].item, STR("keynote")));
        assert_int_equal(rows[0].state, QUESTION_OPEN);
        assert_int_equal(rows[0].is_mine, i == 1);
    }
    // It is marked as the dialogue is.
    struct released row;
    struct object_id object = id_of(id);
    expect_ok(meeting, release_object(&row, &meeting->visit, &object));
    assert_int_equal(row.tlp, TLP_GREEN);
    assert_true(str_find(row.found.json, STR(GREEN)) != SIZE_MAX);
}

static void participants_are_called_as_the_dialogue_lists_them(void **state) {
    struct meeting *meeting = *state;
    ask(meeting, "grace", "Who?", false);
    struct dialogue_question *rows;
    list(meeting, "aoi", &rows);
    assert_true(str_equal(rows[0].author_name, STR("G. Linwood")));
    assert_true(str_equal(rows[0].author_organisation, STR("Alder Bay")));
}

static void who_may_not_write_asks_nothing(void **state) {
    struct meeting *meeting = *state;
    static const char *const names[] = {"aoi", ""};
    for (size_t i = 0; i < 2; i++) {
        struct dialogue dialogue = see(meeting, names[i]);
        struct dialogue_question question = {.text = STR("May I?")};
        struct str id;
        assert_int_equal(question_ask(&id, &meeting->visit, &dialogue, &question), DENIED);
    }
}

static void the_limit_counts_characters(void **state) {
    struct meeting *meeting = *state;
    struct dialogue dialogue = see(meeting, "emily");
    struct buf buf;
    buf_init(&buf, 10000);
    for (size_t i = 0; i < QUESTION_TEXT_MAX; i++)
        buf_add(&buf, STR("問"));
    struct dialogue_question question = {.text = buf_str(&buf)};
    struct str id;
    expect_ok(meeting, question_ask(&id, &meeting->visit, &dialogue, &question));
    buf_add(&buf, STR("x"));
    question.text = buf_str(&buf);
    assert_int_equal(question_ask(&id, &meeting->visit, &dialogue, &question), LIMIT);
    question.text = STR(" \n\t");
    assert_int_equal(question_ask(&id, &meeting->visit, &dialogue, &question), MALFORMED);
    question = (struct dialogue_question){.text = STR("What?"), .item = STR("no-such-item")};
    assert_int_equal(question_ask(&id, &meeting->visit, &dialogue, &question), MALFORMED);
    question = (struct dialogue_question){.text = STR("What?"), .lang = STR("en; x")};
    assert_int_equal(question_ask(&id, &meeting->visit, &dialogue, &question), MALFORMED);
    buf_close(&buf);
}

// Neither the object nor the list tells who asked, not even to the operator.
static void an_anonymous_question_names_nobody(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "Who attacked us?", true);
    static const char *const names[] = {"grace", "emily", "eve", "root", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct dialogue_question *rows;
        assert_int_equal(list(meeting, names[i], &rows), 1);
        assert_true(rows[0].is_anonymous);
        assert_int_equal(rows[0].author_name.size + rows[0].author_organisation.size, 0);
        assert_int_equal(rows[0].is_mine, i == 1);
        struct released row;
        struct object_id object = id_of(id);
        expect_ok(meeting, release_object(&row, &meeting->visit, &object));
        assert_true(str_find(row.found.json, STR("created_by_ref")) == SIZE_MAX);
        assert_true(str_find(row.found.json, STR(EMILY)) == SIZE_MAX);
        assert_true(str_find(row.found.json, STR(CEDAR)) == SIZE_MAX);
    }
}

static struct str forged_note(struct meeting *meeting, struct str id, const char *author,
                              const char *content, const char *extension) {
    return arena_format(&meeting->arena,
                        "{\"type\":\"note\",\"spec_version\":\"2.1\",\"id\":\"%.*s\","
                        "\"created_by_ref\":\"identity--%s\","
                        "\"created\":\"2020-05-21T00:00:00.000Z\","
                        "\"modified\":\"2029-05-21T00:00:00.000Z\",\"content\":\"%s\","
                        "\"object_refs\":[\"" DIALOGUE "\"],\"extensions\":{%s}}",
                        STR_ARG(id), author, content, extension);
}

static void nobody_puts_words_into_anothers_mouth(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "The first words.", false);
    const char *extension = "\"" QUESTION_EXTENSION "\":{\"extension_type\":\"property-extension\","
                            "\"dialogue_ref\":\"" DIALOGUE "\"}";
    // A new version of Emily's question, and a new question with her name.
    give(meeting, "eve", forged_note(meeting, id, EMILY, "Other words.", extension));
    give(meeting, "eve",
         forged_note(meeting, STR("note--44444444-4444-4444-8444-000000000001"), EMILY,
                     "Never said.", extension));
    struct dialogue_question *rows;
    assert_int_equal(list(meeting, "grace", &rows), 1);
    assert_true(str_equal(rows[0].text, STR("The first words.")));
    // In her own name, and in that of her organisation, Eve may speak from elsewhere.
    give(meeting, "eve",
         forged_note(meeting, STR("note--44444444-4444-4444-8444-000000000002"), CEDAR, "We ask.",
                     extension));
    assert_int_equal(list(meeting, "grace", &rows), 2);
    // Who runs the dialogue may bring in what others said.
    give(meeting, "grace",
         forged_note(meeting, STR("note--44444444-4444-4444-8444-000000000003"), EMILY,
                     "Said aloud.", extension));
    assert_int_equal(list(meeting, "eve", &rows), 3);
}

// ---- moderating ----

static void states_stand_in_the_order_in_which_they_matter(void **state) {
    struct meeting *meeting = *state;
    struct str declined = ask(meeting, "eve", "declined", false);
    struct str answered = ask(meeting, "eve", "answered", false);
    struct str late = ask(meeting, "eve", "late", false);
    struct str voted = ask(meeting, "eve", "voted", false);
    struct str answering = ask(meeting, "eve", "answering", false);
    assert_int_equal(vote(meeting, "emily", voted, true), 1);
    expect_ok(meeting, moderate(meeting, "grace", declined,
                                (struct question_verdict){.state = QUESTION_DECLINED,
                                                          .reason = STR("Not here.")}));
    expect_ok(meeting, moderate(meeting, "hana", answered,
                                (struct question_verdict){.state = QUESTION_ANSWERED,
                                                          .answer = STR("Because.")}));
    expect_ok(meeting, moderate(meeting, "root", answering,
                                (struct question_verdict){.state = QUESTION_ANSWERING}));
    struct dialogue_question *rows;
    assert_int_equal(list(meeting, "aoi", &rows), 5);
    assert_true(str_equal(rows[0].id, answering));
    assert_true(str_equal(rows[1].id, voted));
    assert_true(str_equal(rows[2].id, late));
    assert_true(str_equal(rows[3].id, answered) && str_equal(rows[3].answer, STR("Because.")));
    assert_true(str_equal(rows[4].id, declined) && str_equal(rows[4].reason, STR("Not here.")));
}

static void a_declined_question_can_be_taken_up_and_the_record_stays(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "eve", "again", false);
    expect_ok(meeting, moderate(meeting, "grace", id,
                                (struct question_verdict){.state = QUESTION_DECLINED,
                                                          .reason = STR("Not here.")}));
    expect_ok(meeting, moderate(meeting, "grace", id,
                                (struct question_verdict){.state = QUESTION_ANSWERED}));
    struct dialogue_question *rows;
    list(meeting, "eve", &rows);
    assert_int_equal(rows[0].state, QUESTION_ANSWERED);
    assert_int_equal(rows[0].answer.size + rows[0].reason.size, 0);
    struct object_id question = id_of(id);
    struct object_id note = {STR("note"), derived_moderation(&question.uuid)};
    struct released *versions;
    size_t count;
    expect_ok(meeting, release_versions(&versions, &count, as(meeting, "aoi"), &note));
    assert_int_equal(count, 2);
    assert_true(str_find(versions[1].found.json, STR("Not here.")) != SIZE_MAX);
}

static void who_does_not_moderate_decides_nothing(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "Will you?", false);
    static const char *const names[] = {"emily", "eve", "ken", "aoi"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(
            moderate(meeting, names[i], id, (struct question_verdict){.state = QUESTION_DECLINED}),
            DENIED);
    assert_int_equal(moderate(meeting, "grace", STR("note--44444444-4444-4444-8444-000000000009"),
                              (struct question_verdict){.state = QUESTION_DECLINED}),
                     ABSENT);
}

// Eve signs with Grace's name, under the right id, before and after Grace.
static void a_forged_moderation_is_ignored(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "Will you?", false);
    struct object_id question = id_of(id);
    struct uuid uuid = derived_moderation(&question.uuid);
    struct str note = object_id_write(&meeting->arena, STR("note"), &uuid);
    const char *extension = "\"" MODERATION_EXTENSION "\":{\"extension_type\":"
                            "\"property-extension\",\"state\":\"declined\",\"reason\":\"x\"}";
    give(meeting, "eve", forged_note(meeting, note, GRACE, "Not taken up.", extension));
    struct dialogue_question *rows;
    list(meeting, "emily", &rows);
    assert_int_equal(rows[0].state, QUESTION_OPEN);
    // Her version is of 2029: what Grace says today still counts.
    expect_ok(meeting, moderate(meeting, "grace", id,
                                (struct question_verdict){.state = QUESTION_ANSWERING}));
    list(meeting, "emily", &rows);
    assert_int_equal(rows[0].state, QUESTION_ANSWERING);
}

// ---- votes ----

static void one_person_has_one_vote(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "How many?", false);
    assert_int_equal(vote(meeting, "emily", id, true), 1);
    assert_int_equal(vote(meeting, "emily", id, true), 1);
    assert_int_equal(vote(meeting, "eve", id, true), 2);
    assert_int_equal(vote(meeting, "emily", id, false), 1);
    assert_int_equal(vote(meeting, "emily", id, false), 1);
    assert_int_equal(vote(meeting, "emily", id, true), 2);
    struct dialogue_question *rows;
    list(meeting, "emily", &rows);
    assert_true(rows[0].votes == 2 && rows[0].voted);
    list(meeting, "ken", &rows);
    assert_true(rows[0].votes == 2 && !rows[0].voted);
}

static void votes_within_one_millisecond_are_all_counted(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "How many?", false);
    struct dialogue dialogue = see(meeting, "eve");
    size_t votes;
    for (int i = 0; i < 7; i++)
        expect_ok(meeting, dialogue_vote(&votes, &meeting->visit, &dialogue, id, i % 2 == 0));
    assert_int_equal(votes, 1);
}

// The vote object is readable by its author and by nobody else: not the operator, not the giver of
// the question, not the moderator.
static void nobody_reads_anothers_vote(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "Secret?", false);
    vote(meeting, "eve", id, true);
    struct object_id question = id_of(id);
    struct uuid eve;
    assert_true(uuid_read(&eve, STR(EVE)));
    struct object_id opinion = {STR("opinion"), derived_vote(&question.uuid, &eve)};
    static const char *const names[] = {"grace", "hana", "emily", "aoi", "root", "", NULL};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct released row;
        assert_int_equal(release_object(&row, as(meeting, names[i]), &opinion), ABSENT);
        struct release_pointer *pointers;
        size_t count;
        expect_ok(meeting, release_pointers(&pointers, &count, &meeting->visit, &question, 0, 50));
        for (size_t at = 0; at < count; at++)
            assert_false(str_equal(pointers[at].row.type, STR("opinion")));
        struct filter filter = {.types = &opinion.type, .type_count = 1, .revoked = -1};
        bool exact;
        expect_ok(meeting, release_count(&count, &exact, &meeting->visit, &filter));
        assert_int_equal(count, 0);
    }
    struct released row;
    expect_ok(meeting, release_object(&row, as(meeting, "eve"), &opinion));
    assert_true(row.is_vote);
}

static struct str vote_json(struct meeting *meeting, const struct uuid *id, struct str target,
                            const char *author, const char *opinion) {
    return arena_format(&meeting->arena,
                        "{\"type\":\"opinion\",\"spec_version\":\"2.1\",\"id\":\"opinion--%.*s\","
                        "\"created_by_ref\":\"identity--%s\","
                        "\"created\":\"2020-05-21T00:00:00.000Z\","
                        "\"modified\":\"2029-05-21T00:00:00.000Z\",\"opinion\":\"%s\","
                        "\"object_refs\":[\"%.*s\"],\"extensions\":{\"" VOTE_EXTENSION "\":"
                        "{\"extension_type\":\"property-extension\"}}}",
                        STR_ARG(uuid_text(meeting, id)), author, opinion, STR_ARG(target));
}

static void forged_votes_are_not_counted(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "How many?", false);
    struct object_id question = id_of(id);
    struct uuid emily, ken;
    assert_true(uuid_read(&emily, STR(EMILY)) && uuid_read(&ken, STR(KEN)));
    assert_int_equal(vote(meeting, "emily", id, true), 1);
    // Eve votes for Ken, withdraws Emily's vote, and votes again under another id.
    struct uuid for_ken = derived_vote(&question.uuid, &ken);
    struct uuid for_emily = derived_vote(&question.uuid, &emily);
    struct uuid other = {{7, 7, 7, 7, 7, 7, 0x47, 7, 0x87, 7, 7, 7, 7, 7, 7, 7}};
    give(meeting, "eve", vote_json(meeting, &for_ken, id, KEN, "agree"));
    give(meeting, "eve", vote_json(meeting, &for_emily, id, EMILY, "neutral"));
    give(meeting, "eve", vote_json(meeting, &other, id, EVE, "agree"));
    assert_int_equal(vote(meeting, "eve", id, true), 2);
    struct dialogue_question *rows;
    list(meeting, "emily", &rows);
    assert_true(rows[0].votes == 2 && rows[0].voted);
    // The operator restores what Ken said.
    give(meeting, "", vote_json(meeting, &for_ken, id, KEN, "agree"));
    list(meeting, "ken", &rows);
    assert_int_equal(rows[0].votes, 2); // held already from Eve: the first stays
    struct str fresh = vote_json(meeting, &for_ken, id, KEN, "agree");
    memcpy(strstr((char *)fresh.data, "2029"), "2030", 4);
    give(meeting, "", fresh);
    list(meeting, "ken", &rows);
    assert_true(rows[0].votes == 3 && rows[0].voted);
}

static void a_vote_taken_out_of_the_collection_counts_no_more(void **state) {
    struct meeting *meeting = *state;
    struct str id = ask(meeting, "emily", "How many?", false);
    struct object_id question = id_of(id);
    struct uuid emily;
    assert_true(uuid_read(&emily, STR(EMILY)));
    vote(meeting, "emily", id, true);
    assert_int_equal(vote(meeting, "eve", id, true), 2);
    const struct visit *visit = as(meeting, "emily");
    struct uuid voted = derived_vote(&question.uuid, &emily);
    int kind = store_kind_find(meeting->store, STR("opinion"));
    struct intake_removal removal = {.id = {kind, voted}};
    size_t removed;
    expect_ok(meeting, intake_remove(&removed, visit, talk(visit), &removal));
    struct dialogue_question *rows;
    list(meeting, "emily", &rows);
    assert_true(rows[0].votes == 1 && !rows[0].voted);
}

static void only_what_the_dialogue_holds_is_voted_on(void **state) {
    struct meeting *meeting = *state;
    struct dialogue dialogue = see(meeting, "eve");
    size_t votes;
    assert_int_equal(dialogue_vote(&votes, &meeting->visit, &dialogue, STR("nothing"), true),
                     ABSENT);
    assert_int_equal(dialogue_vote(&votes, &meeting->visit, &dialogue, STR(DIALOGUE), true),
                     ABSENT);
    struct str id = ask(meeting, "emily", "May you?", false);
    dialogue = see(meeting, "aoi");
    assert_int_equal(dialogue_vote(&votes, &meeting->visit, &dialogue, id, true), DENIED);
}

// ---- key issues ----

static void key_issues_stand_by_support(void **state) {
    struct meeting *meeting = *state;
    struct dialogue dialogue = see(meeting, "emily");
    struct dialogue_issue issue = {
        .title = STR("Contacts"), .text = STR("Call them."), .lang = STR("en")};
    struct str first, second;
    expect_ok(meeting, issue_propose(&first, &meeting->visit, &dialogue, &issue));
    dialogue = see(meeting, "eve");
    issue.title = STR("小さな診療所");
    expect_ok(meeting, issue_propose(&second, &meeting->visit, &dialogue, &issue));
    vote(meeting, "grace", second, true);
    struct dialogue_issue *rows;
    size_t count;
    dialogue = see(meeting, "grace");
    expect_ok(meeting, issue_list(&rows, &count, &meeting->visit, &dialogue));
    assert_int_equal(count, 2);
    assert_true(str_equal(rows[0].id, second) && rows[0].support == 1 && rows[0].supported);
    assert_true(str_equal(rows[1].author_name, STR("Emily")) && !rows[1].is_mine);
    issue.title = STR("");
    assert_int_equal(issue_propose(&first, &meeting->visit, &dialogue, &issue), MALFORMED);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, meeting_setup, meeting_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_question_is_seen_by_all_who_see_the_dialogue),
        TEST(participants_are_called_as_the_dialogue_lists_them),
        TEST(who_may_not_write_asks_nothing),
        TEST(the_limit_counts_characters),
        TEST(an_anonymous_question_names_nobody),
        TEST(nobody_puts_words_into_anothers_mouth),
        TEST(states_stand_in_the_order_in_which_they_matter),
        TEST(a_declined_question_can_be_taken_up_and_the_record_stays),
        TEST(who_does_not_moderate_decides_nothing),
        TEST(a_forged_moderation_is_ignored),
        TEST(one_person_has_one_vote),
        TEST(votes_within_one_millisecond_are_all_counted),
        TEST(nobody_reads_anothers_vote),
        TEST(forged_votes_are_not_counted),
        TEST(a_vote_taken_out_of_the_collection_counts_no_more),
        TEST(only_what_the_dialogue_holds_is_voted_on),
        TEST(key_issues_stand_by_support),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
