// A queue of 200 questions and many voters: counted right, and quick to ask for. RENKEI_VOTERS sets
// how many (2000 for the figure in the README of bench); the times are printed.
#include "meeting.h"

#include "exchange/ballot.h"
#include "stix/derived.h"

#define QUESTION_COUNT 200
#define VOTERS_USUAL 60
#define ASKED_TIMES 10

struct crowd {
    size_t voter_count;
    struct uuid questions[QUESTION_COUNT];
    struct uuid *voters;
};

static double now_ms(void) {
    return (double)clock_steady_us(clock_system()) / 1000;
}

static struct uuid uuid_of(uint8_t kind, size_t number) {
    uint8_t bytes[16] = {kind};
    uint32_t low = (uint32_t)number;
    memcpy(bytes + 12, &low, sizeof low); // behind what the version takes
    return uuid_v4(bytes);
}

static struct str world_of(struct arena *arena, const struct crowd *crowd) {
    struct buf buf;
    buf_init(&buf, (size_t)8 << 20);
    size_t end = sizeof meeting_world - 3; // without "]}"
    buf_add(&buf, (struct str){meeting_world, end});
    for (size_t i = 0; i < crowd->voter_count; i++) {
        char text[UUID_TEXT_SIZE];
        buf_addf(&buf,
                 ",{\"name\":\"voter-%zu\",\"display\":\"V\",\"organisation\":\"cedar\","
                 "\"identity\":\"%s\"}",
                 i, uuid_write(text, &crowd->voters[i]));
    }
    buf_add(&buf, STR("]}"));
    struct str world = arena_copy(arena, buf_str(&buf));
    buf_close(&buf);
    return world;
}

static void put_note(struct buf *buf, const struct uuid *id) {
    char text[UUID_TEXT_SIZE];
    buf_addf(buf,
             "{\"type\":\"note\",\"spec_version\":\"2.1\",\"id\":\"note--%s\","
             "\"created\":\"2020-05-21T00:00:00.000Z\",\"modified\":\"2020-05-21T00:00:00.000Z\","
             "\"content\":\"Why?\",\"object_refs\":[\"" DIALOGUE "\"],"
             "\"extensions\":{\"" QUESTION_EXTENSION "\":{\"extension_type\":"
             "\"property-extension\",\"dialogue_ref\":\"" DIALOGUE "\",\"anonymous\":true}}}\n",
             uuid_write(text, id));
}

static void put_vote(struct buf *buf, const struct uuid *question, const struct uuid *voter) {
    struct uuid id = derived_vote(question, voter);
    char own[UUID_TEXT_SIZE], person[UUID_TEXT_SIZE], target[UUID_TEXT_SIZE];
    buf_addf(buf,
             "{\"type\":\"opinion\",\"spec_version\":\"2.1\",\"id\":\"opinion--%s\","
             "\"created_by_ref\":\"identity--%s\",\"created\":\"2020-05-21T00:00:00.000Z\","
             "\"modified\":\"2020-05-21T00:00:00.000Z\",\"opinion\":\"agree\","
             "\"object_refs\":[\"note--%s\"],\"extensions\":{\"" VOTE_EXTENSION "\":"
             "{\"extension_type\":\"property-extension\"}}}\n",
             uuid_write(own, &id), uuid_write(person, voter), uuid_write(target, question));
}

struct text_source {
    struct str rest;
};

static enum status read_text(size_t *size, void *context, void *bytes, size_t capacity,
                             struct fault *fault) {
    struct text_source *source = context;
    (void)fault;
    *size = source->rest.size < capacity ? source->rest.size : capacity;
    memcpy(bytes, source->rest.data, *size);
    source->rest = str_cut(source->rest, *size, source->rest.size);
    return OK;
}

static void import(struct meeting *meeting, const char *name, struct str text, size_t count) {
    const struct visit *visit = as(meeting, name);
    struct arena arena;
    arena_init(&arena);
    struct text_source source = {text};
    struct intake_options options = {.giver = &meeting->viewer, .collection = talk(visit)};
    struct intake_report report;
    expect_ok(meeting,
              intake_stream(&report, meeting->exchange, &options,
                            (struct compress_source){read_text, &source}, &arena, &meeting->fault));
    assert_int_equal(report.taken, count);
    arena_close(&arena);
}

static void fill(struct meeting *meeting, struct crowd *crowd) {
    struct buf buf;
    buf_init(&buf, (size_t)8 << 20);
    for (size_t i = 0; i < QUESTION_COUNT; i++)
        put_note(&buf, &crowd->questions[i]);
    import(meeting, "grace", buf_str(&buf), QUESTION_COUNT);
    // Voter v is for every question but the first v of them.
    for (size_t v = 0; v < crowd->voter_count; v++) {
        size_t count = 0;
        buf_clear(&buf);
        for (size_t q = v % QUESTION_COUNT; q < QUESTION_COUNT; q++, count++)
            put_vote(&buf, &crowd->questions[q], &crowd->voters[v]);
        char name[32];
        snprintf(name, sizeof name, "voter-%zu", v);
        import(meeting, name, buf_str(&buf), count);
    }
    buf_close(&buf);
}

static size_t expected(const struct crowd *crowd, size_t question) {
    size_t count = 0;
    for (size_t v = 0; v < crowd->voter_count; v++)
        count += v % QUESTION_COUNT <= question;
    return count;
}

// How long the queue takes, in milliseconds.
static double ask_queue(struct meeting *meeting, const struct crowd *crowd) {
    struct arena arena;
    arena_init(&arena);
    struct visit visit = *as(meeting, "emily");
    visit.arena = &arena;
    struct object_id id = meeting_id();
    struct dialogue dialogue;
    struct dialogue_question *rows;
    size_t count;
    double began = now_ms();
    expect_ok(meeting, dialogue_read(&dialogue, &visit, &id));
    expect_ok(meeting, question_list(&rows, &count, &visit, &dialogue));
    double took = now_ms() - began;
    assert_int_equal(count, QUESTION_COUNT);
    for (size_t i = 0; i < count; i++) {
        struct object_id question;
        assert_int_equal(object_id_read(&question, rows[i].id, NULL), OK);
        size_t at = 0;
        while (!uuid_equal(&crowd->questions[at], &question.uuid))
            at++;
        assert_int_equal(rows[i].votes, expected(crowd, at));
    }
    arena_close(&arena);
    return took;
}

static void many_votes_are_counted_once_each(void **state) {
    (void)state;
    const char *wanted = getenv("RENKEI_VOTERS");
    struct crowd crowd = {.voter_count = wanted ? (size_t)atoi(wanted) : VOTERS_USUAL};
    crowd.voters = memory_resize(NULL, crowd.voter_count, sizeof *crowd.voters);
    for (size_t i = 0; i < QUESTION_COUNT; i++)
        crowd.questions[i] = uuid_of(1, i);
    for (size_t i = 0; i < crowd.voter_count; i++)
        crowd.voters[i] = uuid_of(2, i);
    struct arena arena;
    arena_init(&arena);
    struct meeting meeting;
    meeting_open(&meeting, world_of(&arena, &crowd));
    give(&meeting, "grace", str_of(meeting_dialogue));
    fill(&meeting, &crowd);
    double first = ask_queue(&meeting, &crowd), again = 0, changing = 0;
    for (int i = 0; i < ASKED_TIMES; i++)
        again += ask_queue(&meeting, &crowd) / ASKED_TIMES;
    char question[64] = "note--";
    uuid_write(question + 6, &crowd.questions[QUESTION_COUNT - 1]);
    for (int i = 0; i < ASKED_TIMES; i++) {
        struct dialogue dialogue = see(&meeting, "ken");
        size_t votes;
        expect_ok(&meeting,
                  dialogue_vote(&votes, &meeting.visit, &dialogue, str_of(question), i % 2 == 0));
        assert_int_equal(votes, expected(&crowd, QUESTION_COUNT - 1) + (i % 2 == 0));
        if (i % 2) changing += ask_queue(&meeting, &crowd) * 2 / ASKED_TIMES;
    }
    print_message("%zu voters: first %.1f ms, unchanged %.1f ms, after a vote %.1f ms\n",
                  crowd.voter_count, first, again, changing);
    meeting_close(&meeting);
    arena_close(&arena);
    free(crowd.voters);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_votes_are_counted_once_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
