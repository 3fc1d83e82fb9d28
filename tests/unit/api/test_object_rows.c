// Rows of lists over HTTP: what a page needs to say them in its own language, and for how long they
// hold.
#include "../cooperate/meeting.h"

#include "api/api.h"

#define MADE                                                                                       \
    "\"spec_version\":\"2.1\",\"created\":\"2020-05-01T00:00:00.000Z\","                           \
    "\"modified\":\"2020-05-01T00:00:00.000Z\",\"object_marking_refs\":[\"" GREEN "\"],"
#define INDICATOR "indicator--44444444-4444-4444-8444-000000000001"
#define UNKNOWN "indicator--44444444-4444-4444-8444-000000000002"
#define SIGHTING "sighting--44444444-4444-4444-8444-00000000000"

static const char indicator[] =
    "{\"type\":\"indicator\",\"id\":\"" INDICATOR "\"," MADE "\"name\":\"False portal\","
    "\"pattern_type\":\"stix\",\"pattern\":\"[domain-name:value = 'portal.example']\","
    "\"valid_from\":\"2020-05-01T00:00:00Z\",\"valid_until\":\"2020-05-02T00:00:00Z\"}";
static const char of_known[] = "{\"type\":\"sighting\",\"id\":\"" SIGHTING "1\"," MADE
                               "\"sighting_of_ref\":\"" INDICATOR "\"}";
static const char of_unknown[] =
    "{\"type\":\"sighting\",\"id\":\"" SIGHTING "2\"," MADE "\"sighting_of_ref\":\"" UNKNOWN "\"}";
static const char with_words[] =
    "{\"type\":\"sighting\",\"id\":\"" SIGHTING "3\"," MADE
    "\"description\":\"Seen at the gate\",\"sighting_of_ref\":\"" INDICATOR "\"}";

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
    static const char *const given[] = {indicator, of_known, of_unknown, with_words};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        give(&scene->meeting, "grace", str_of(given[i]));
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

// What emily is answered.
static struct json ask(struct scene *scene, const char *path) {
    http_response_close(&scene->response);
    scene->response = (struct http_response){0};
    clock_fake_move(&scene->meeting.clock, 1000);
    struct http_pair headers[] = {{STR("Renkei-As"), STR("emily")}};
    struct http_body_text body;
    http_body_text_init(&body, STR(""));
    struct http_request request = {.method = STR("GET"),
                                   .path = str_of(path),
                                   .headers = headers,
                                   .header_count = 1,
                                   .body = &body.body,
                                   .is_local = true,
                                   .peer = STR(""),
                                   .arena = &scene->arena};
    struct http_handler *handler = api_handler(scene->api);
    handler->handle(handler, &request, &scene->response);
    assert_int_equal(scene->response.code, 200);
    struct json json;
    assert_int_equal(
        json_read(&json, scene->reader, scene->response.body, &JSON_LIMITS, &scene->arena, NULL),
        OK);
    return json;
}

static struct json row_of(struct scene *scene, const char *id) {
    struct str path = arena_format(&scene->arena, "/api/v1/objects/%s", id);
    return json_member(ask(scene, arena_text(&scene->arena, path)), STR("row"));
}

static void expect_text(struct json object, const char *key, const char *wanted) {
    struct str text = json_text(json_member(object, str_of(key)));
    if (!str_equal(text, str_of(wanted)))
        fail_msg("%s: %.*s instead of %s", key, STR_ARG(text), wanted);
}

static void a_row_says_until_when_it_holds(void **state) {
    expect_text(row_of(*state, INDICATOR), "valid_until", "2020-05-02T00:00:00Z");
    struct json sighting = row_of(*state, SIGHTING "1");
    assert_int_equal(json_kind(json_member(sighting, STR("valid_until"))), JSON_ABSENT);
}

static void a_sighting_without_words_says_of_what_it_is_one(void **state) {
    struct json row = row_of(*state, SIGHTING "1");
    expect_text(row, "title", "sighting of False portal");
    expect_text(json_member(row, STR("sighting_of")), "type", "indicator");
    expect_text(json_member(row, STR("sighting_of")), "title", "False portal");
}

static void a_sighting_of_what_is_not_known_says_the_type_alone(void **state) {
    struct json row = row_of(*state, SIGHTING "2");
    expect_text(row, "title", "sighting of indicator");
    struct json of = json_member(row, STR("sighting_of"));
    expect_text(of, "type", "indicator");
    assert_int_equal(json_kind(json_member(of, STR("title"))), JSON_ABSENT);
}

static void a_sighting_with_words_keeps_them(void **state) {
    struct json row = row_of(*state, SIGHTING "3");
    expect_text(row, "title", "Seen at the gate");
    assert_int_equal(json_kind(json_member(row, STR("sighting_of"))), JSON_ABSENT);
}

static void every_count_of_a_facet_says_whether_it_is_exact(void **state) {
    struct json facets = ask(*state, "/api/v1/facets");
    static const char *const groups[] = {"types", "tlp", "collections"};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        struct json list = json_member(facets, str_of(groups[i]));
        assert_true(json_count(list) > 0);
        for (struct json one = json_first(list); one.node; one = json_next(one))
            assert_true(json_true(json_member(one, STR("exact"))));
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_row_says_until_when_it_holds),
        TEST(a_sighting_without_words_says_of_what_it_is_one),
        TEST(a_sighting_of_what_is_not_known_says_the_type_alone),
        TEST(a_sighting_with_words_keeps_them),
        TEST(every_count_of_a_facet_says_whether_it_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
