// Dialogues over HTTP: every row of the table in docs/formats/api.md, and what it answers when
// refused.
#include "../cooperate/meeting.h"

#include "api/api.h"

#define ONE "/api/v1/dialogues/" DIALOGUE

struct scene {
    struct meeting meeting;
    struct api *api;
    struct arena arena; // of the answers
    struct http_response response;
    struct json_reader *reader;
};

static int setup(void **state) {
    struct scene *scene = memory_take(sizeof *scene);
    memset(scene, 0, sizeof *scene);
    meeting_open(&scene->meeting, str_of(meeting_world));
    give(&scene->meeting, "grace", str_of(meeting_dialogue));
    meeting_leave(&scene->meeting);
    arena_init(&scene->arena);
    scene->reader = json_reader_open();
    scene->api = api_open(&(struct api_options){.exchange = scene->meeting.exchange});
    *state = scene;
    return 0;
}

static int teardown(void **state) {
    struct scene *scene = *state;
    http_response_close(&scene->response);
    json_reader_close(&scene->reader);
    arena_close(&scene->arena);
    api_close(&scene->api);
    meeting_close(&scene->meeting);
    free(scene);
    return 0;
}

// Who (NULL: a stranger), method, path, body, If-Match: what is left out is not sent.
enum { WHO, METHOD, PATH, BODY, IF_MATCH, ASKING_COUNT };

// Through the seam as the operator with another's eyes, which is how a scene signs in.
static int ask(struct scene *scene, const char *const asking[ASKING_COUNT]) {
    http_response_close(&scene->response);
    scene->response = (struct http_response){0};
    clock_fake_move(&scene->meeting.clock, 1000);
    struct http_pair headers[2];
    struct http_body_text body;
    http_body_text_init(&body, str_of(asking[BODY] ? asking[BODY] : ""));
    struct http_request request = {.method = str_of(asking[METHOD]),
                                   .path = str_of(asking[PATH]),
                                   .headers = headers,
                                   .body = &body.body,
                                   .is_local = asking[WHO] != NULL,
                                   .peer = STR(""),
                                   .arena = &scene->arena};
    if (asking[WHO] && *asking[WHO])
        headers[request.header_count++] = (struct http_pair){STR("Renkei-As"), str_of(asking[WHO])};
    if (asking[IF_MATCH])
        headers[request.header_count++] =
            (struct http_pair){STR("If-Match"), str_of(asking[IF_MATCH])};
    struct http_handler *handler = api_handler(scene->api);
    handler->handle(handler, &request, &scene->response);
    return scene->response.code;
}

static struct json answer(struct scene *scene) {
    struct json json;
    struct fault fault;
    if (json_read(&json, scene->reader, scene->response.body, &JSON_LIMITS, &scene->arena,
                  &fault) != OK)
        fail_msg("%s: %.*s", fault.text, STR_ARG(scene->response.body));
    return json;
}

static const char *text_of(struct scene *scene, const char *key) {
    return arena_text(&scene->arena, json_text(json_member(answer(scene), str_of(key))));
}

static int64_t number_of(struct scene *scene, const char *key) {
    int64_t number = -1;
    json_i64(&number, json_member(answer(scene), str_of(key)));
    return number;
}

#define expect_code(scene, code, ...)                                                              \
    do {                                                                                           \
        int expect_code_ = ask((scene), (const char *const[ASKING_COUNT]){__VA_ARGS__});           \
        if (expect_code_ != (code))                                                                \
            fail_msg("%d instead of %d: %.*s", expect_code_, (code),                               \
                     STR_ARG((scene)->response.body));                                             \
    } while (0)

static void a_dialogue_is_shown_whole(void **state) {
    struct scene *scene = *state;
    expect_code(scene, 200, "emily", "GET", ONE);
    struct json json = answer(scene);
    static const char *const members[] = {
        "id",   "version",     "title",     "purpose",      "start",
        "end",  "time_zones",  "countries", "languages",    "venue",
        "tlp",  "rule",        "agenda",    "participants", "now",
        "next", "server_time", "can_edit",  "can_ask",      "can_moderate"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        assert_true(json_kind(json_member(json, str_of(members[i]))) != JSON_ABSENT);
    assert_string_equal(text_of(scene, "tlp"), "TLP:GREEN");
    assert_string_equal(text_of(scene, "now"), "opening");
    assert_string_equal(text_of(scene, "next"), "keynote");
    expect_code(scene, 200, "emily", "GET", "/api/v1/dialogues");
    assert_int_equal(json_count(json_member(answer(scene), STR("rows"))), 1);
}

static void strangers_do_not_know_that_it_is_there(void **state) {
    struct scene *scene = *state;
    static const char *const paths[] = {ONE, ONE "/questions", ONE "/issues", ONE "/calendar.ics",
                                        "/api/v1/dialogues/nothing"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        expect_code(scene, 404, NULL, "GET", paths[i]);
    expect_code(scene, 200, NULL, "GET", "/api/v1/dialogues");
    assert_int_equal(json_count(json_member(answer(scene), STR("rows"))), 0);
    expect_code(scene, 401, NULL, "POST", ONE "/questions", "{\"text\":\"Who?\"}");
    expect_code(scene, 401, NULL, "DELETE", ONE "/agenda/opening");
}

static void a_change_needs_the_version_it_was_made_for(void **state) {
    struct scene *scene = *state;
    const char *body = "{\"minutes\":20}";
    expect_code(scene, 200, "grace", "GET", ONE);
    const char *version = text_of(scene, "version");
    expect_code(scene, 403, "emily", "PUT", ONE "/agenda/opening", body, version);
    expect_code(scene, 200, "grace", "PUT", ONE "/agenda/opening", body, version);
    assert_string_not_equal(text_of(scene, "version"), version);
    expect_code(scene, 409, "ken", "PUT", ONE "/agenda/opening", body, version);
    assert_string_equal(text_of(scene, "code"), "problem.changed_meanwhile");
    expect_code(scene, 200, "ken", "GET", ONE);
    const char *quoted = arena_format(&scene->arena, "\"%s\"", text_of(scene, "version")).data;
    expect_code(scene, 200, "ken", "PUT", ONE "/agenda/opening", body, quoted);
    expect_code(scene, 400, "ken", "PUT", ONE "/agenda/opening", "{\"minutes\":1441}");
    expect_code(scene, 400, "ken", "PUT", ONE "/agenda/opening", "{\"minutes\":2.5}");
    expect_code(scene, 404, "ken", "PUT", ONE "/agenda/none", body);
}

static void items_come_and_go(void **state) {
    struct scene *scene = *state;
    expect_code(scene, 200, "grace", "POST", ONE "/agenda",
                "{\"after\":null,\"kind\":\"plenary\",\"title\":\"First\",\"minutes\":5}");
    assert_int_equal(json_count(json_member(answer(scene), STR("agenda"))), 5);
    const char *id = arena_text(
        &scene->arena,
        json_text(json_member(json_first(json_member(answer(scene), STR("agenda"))), STR("id"))));
    expect_code(scene, 200, "grace", "DELETE",
                arena_format(&scene->arena, ONE "/agenda/%s", id).data);
    assert_int_equal(json_count(json_member(answer(scene), STR("agenda"))), 4);
    expect_code(scene, 400, "grace", "POST", ONE "/agenda",
                "{\"after\":null,\"kind\":\"dance\",\"title\":\"First\",\"minutes\":5}");
}

static void a_question_goes_its_way(void **state) {
    struct scene *scene = *state;
    expect_code(scene, 201, "emily", "POST", ONE "/questions",
                "{\"text\":\"Why?\",\"lang\":\"en\",\"item\":\"keynote\",\"anonymous\":false}");
    const char *path = arena_format(&scene->arena, ONE "/questions/%s", text_of(scene, "id")).data;
    const char *vote = arena_format(&scene->arena, "%s/vote", path).data;
    const char *state_path = arena_format(&scene->arena, "%s/state", path).data;
    expect_code(scene, 200, "eve", "PUT", vote, "{\"vote\":true}");
    assert_int_equal(number_of(scene, "votes"), 1);
    expect_code(scene, 200, "ken", "PUT", vote, "{\"vote\":true}");
    assert_int_equal(number_of(scene, "votes"), 2);
    expect_code(scene, 200, "eve", "PUT", vote, "{\"vote\":false}");
    assert_int_equal(number_of(scene, "votes"), 1);
    expect_code(scene, 403, "aoi", "PUT", vote, "{\"vote\":true}");
    expect_code(scene, 400, "eve", "PUT", vote, "{\"vote\":1}");
    expect_code(scene, 403, "eve", "PUT", state_path, "{\"state\":\"answered\"}");
    expect_code(scene, 200, "grace", "PUT", state_path,
                "{\"state\":\"answered\",\"answer\":\"So.\"}");
    assert_string_equal(text_of(scene, "answer"), "So.");
    assert_int_equal(number_of(scene, "votes"), 1);
    expect_code(scene, 400, "grace", "PUT", state_path, "{\"state\":\"forgotten\"}");
    expect_code(scene, 200, "aoi", "GET", ONE "/questions");
    assert_int_equal(json_count(json_member(answer(scene), STR("rows"))), 1);
}

static void a_bad_question_is_unprocessable(void **state) {
    struct scene *scene = *state;
    expect_code(scene, 422, "emily", "POST", ONE "/questions", "{\"text\":\"  \"}");
    assert_string_equal(text_of(scene, "code"), "problem.empty");
    struct buf buf;
    buf_init(&buf, 100000);
    buf_add(&buf, STR("{\"text\":\""));
    for (size_t i = 0; i <= QUESTION_TEXT_MAX; i++)
        buf_add(&buf, STR("問"));
    buf_add(&buf, STR("\"}"));
    expect_code(scene, 422, "emily", "POST", ONE "/questions",
                arena_text(&scene->arena, buf_str(&buf)));
    assert_string_equal(text_of(scene, "code"), "problem.too_long");
    assert_string_equal(text_of(scene, "place"), "text");
    buf_close(&buf);
}

static void key_issues_are_proposed_and_supported(void **state) {
    struct scene *scene = *state;
    expect_code(scene, 201, "emily", "POST", ONE "/issues",
                "{\"title\":\"Contacts\",\"text\":\"Call them.\",\"lang\":\"en\"}");
    const char *path =
        arena_format(&scene->arena, ONE "/issues/%s/support", text_of(scene, "id")).data;
    expect_code(scene, 200, "grace", "PUT", path, "{\"support\":true}");
    assert_int_equal(number_of(scene, "support"), 1);
    expect_code(scene, 422, "emily", "POST", ONE "/issues", "{\"title\":\"\"}");
    expect_code(scene, 200, "aoi", "GET", ONE "/issues");
    struct json row = json_first(json_member(answer(scene), STR("rows")));
    assert_true(str_equal(json_text(json_member(row, STR("title"))), STR("Contacts")));
}

static void a_dialogue_is_made(void **state) {
    struct scene *scene = *state;
    expect_code(scene, 201, "emily", "POST", "/api/v1/dialogues",
                "{\"title\":\"Second\",\"start\":\"2020-06-01T00:00:00Z\",\"purpose\":\"\","
                "\"time_zones\":[\"UTC\"],\"countries\":[\"JP\",\"FR\"],\"languages\":[\"en\"],"
                "\"venue\":\"\",\"collection\":\"talk\",\"tlp\":\"TLP:AMBER\"}");
    assert_string_equal(text_of(scene, "tlp"), "TLP:AMBER");
    expect_code(scene, 422, "emily", "POST", "/api/v1/dialogues",
                "{\"title\":\" \",\"start\":\"2020-06-01T00:00:00Z\",\"time_zones\":[\"UTC\"],"
                "\"collection\":\"talk\"}");
    expect_code(scene, 400, "emily", "POST", "/api/v1/dialogues",
                "{\"title\":\"x\",\"start\":\"tomorrow\",\"time_zones\":[\"UTC\"],"
                "\"collection\":\"talk\"}");
    expect_code(scene, 403, "aoi", "POST", "/api/v1/dialogues",
                "{\"title\":\"x\",\"start\":\"2020-06-01T00:00:00Z\",\"time_zones\":[\"UTC\"],"
                "\"collection\":\"talk\"}");
}

static void the_calendar_is_a_calendar(void **state) {
    struct scene *scene = *state;
    expect_code(scene, 200, "aoi", "GET", ONE "/calendar.ics");
    assert_true(str_equal(scene->response.type, STR("text/calendar; charset=utf-8")));
    assert_true(str_starts(scene->response.body, STR("BEGIN:VCALENDAR\r\n")));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_dialogue_is_shown_whole),
        TEST(strangers_do_not_know_that_it_is_there),
        TEST(a_change_needs_the_version_it_was_made_for),
        TEST(items_come_and_go),
        TEST(a_question_goes_its_way),
        TEST(a_bad_question_is_unprocessable),
        TEST(key_issues_are_proposed_and_supported),
        TEST(a_dialogue_is_made),
        TEST(the_calendar_is_a_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
