// The stream, by the handler's seam: who is told what, and how many may listen.
#include "../cooperate/meeting.h"

#include "api/api.h"

#define LIVE_COUNT 300

struct listener {
    struct arena arena;
    struct http_request request;
    struct http_response response;
    struct http_body_text body;
    struct http_pair headers[2];
    struct buf heard;
};

struct scene {
    struct meeting meeting; // first
    struct api *api;
    char tokens[3][CREDENTIAL_TEXT_SIZE]; // of grace, emily, aoi
};
static const char *const names[] = {"grace", "emily", "aoi"};
enum { AS_GRACE, AS_EMILY, AS_AOI, AS_STRANGER, AS_MACHINE };

static int open_scene(void **state, unsigned most) {
    struct scene *scene = memory_take(sizeof *scene);
    memset(scene, 0, sizeof *scene);
    meeting_open(&scene->meeting, str_of(meeting_world));
    give(&scene->meeting, "grace", str_of(meeting_dialogue));
    for (size_t i = 0; i < 3; i++) {
        struct token made;
        as(&scene->meeting, names[i]);
        expect_ok(&scene->meeting,
                  token_make(scene->tokens[i], &made, scene->meeting.exchange,
                             &scene->meeting.viewer,
                             &(struct token_wish){.label = STR("test")}, &scene->meeting.fault));
    }
    meeting_leave(&scene->meeting);
    scene->api =
        api_open(&(struct api_options){.exchange = scene->meeting.exchange, .streams_max = most});
    *state = scene;
    return 0;
}

static int setup(void **state) {
    return open_scene(state, 0);
}

static int setup_few(void **state) {
    return open_scene(state, 3);
}

static int teardown(void **state) {
    struct scene *scene = *state;
    api_close(&scene->api);
    meeting_close(&scene->meeting);
    free(scene);
    return 0;
}

static int ask(struct scene *scene, struct listener *listener, int who, const char *method,
               const char *path) {
    arena_init(&listener->arena);
    buf_init(&listener->heard, (size_t)1 << 20);
    struct http_request *request = &listener->request;
    request->method = str_of(method);
    request->path = str_of(path);
    request->arena = &listener->arena;
    request->body = &listener->body.body;
    request->headers = listener->headers;
    request->is_local = who == AS_MACHINE;
    request->peer = STR("127.0.0.1");
    if (who <= AS_AOI)
        listener->headers[request->header_count++] = (struct http_pair){
            STR("Authorization"), arena_format(&listener->arena, "Bearer %s", scene->tokens[who])};
    struct http_handler *handler = api_handler(scene->api);
    handler->handle(handler, request, &listener->response);
    return listener->response.code;
}

static struct listener *listen(struct scene *scene, int who, const char *last_id) {
    struct listener *listener = memory_take(sizeof *listener);
    memset(listener, 0, sizeof *listener);
    http_body_text_init(&listener->body, STR(""));
    if (last_id)
        listener->headers[listener->request.header_count++] =
            (struct http_pair){STR("Last-Event-ID"), str_of(last_id)};
    ask(scene, listener, who, "GET", "/api/v1/stream");
    return listener;
}

static void hang_up(struct listener *listener) {
    http_response_close(&listener->response);
    buf_close(&listener->heard);
    arena_close(&listener->arena);
    free(listener);
}

static struct str read_more(struct listener *listener) {
    char bytes[4096];
    size_t size = 0;
    struct http_stream *stream = listener->response.stream;
    while (stream->read(&size, stream, bytes, sizeof bytes) == OK && size)
        buf_add_bytes(&listener->heard, bytes, size);
    return buf_str(&listener->heard);
}

// Time goes on, for the clock of the scene and for the thread that tells.
static void pass(struct scene *scene, int64_t us) {
    clock_fake_move(&scene->meeting.clock, us);
    usleep(20000);
}

static bool hears(struct scene *scene, struct listener *listener, const char *text) {
    for (int i = 0; i < 300; i++) {
        if (str_find(read_more(listener), str_of(text)) != SIZE_MAX) return true;
        pass(scene, 100000);
    }
    return false;
}

static void put_question(struct scene *scene, const char *name) {
    struct dialogue dialogue = see(&scene->meeting, name);
    struct dialogue_question question = {.text = STR("Now?")};
    struct str id;
    expect_ok(&scene->meeting, question_ask(&id, &scene->meeting.visit, &dialogue, &question));
    meeting_leave(&scene->meeting);
}

static void a_question_is_told_to_those_who_see_the_dialogue(void **state) {
    struct scene *scene = *state;
    struct listener *aoi = listen(scene, AS_AOI, NULL),
                    *stranger = listen(scene, AS_STRANGER, NULL);
    assert_int_equal(aoi->response.code, 200);
    assert_true(str_equal(aoi->response.type, STR("text/event-stream")));
    put_question(scene, "emily");
    assert_true(hears(
        scene, aoi, "event: dialogue\ndata: {\"id\":\"" DIALOGUE "\",\"what\":\"questions\"}\n\n"));
    assert_true(hears(scene, aoi, "event: objects\ndata: {\"added\":"));
    for (int i = 0; i < 20; i++)
        pass(scene, STAMP_SECOND / 2);
    struct str heard = read_more(stranger);
    assert_true(str_find(heard, STR("event:")) == SIZE_MAX);
    hang_up(aoi);
    hang_up(stranger);
}

static void whoever_comes_back_is_told_what_was_missed(void **state) {
    struct scene *scene = *state;
    stamp newest = store_newest(scene->meeting.store);
    char last[24];
    snprintf(last, sizeof last, "%lld", (long long)newest);
    put_question(scene, "emily");
    struct listener *missed = listen(scene, AS_GRACE, last);
    assert_true(str_find(read_more(missed), STR("event: objects")) != SIZE_MAX);
    assert_true(str_find(read_more(missed), STR("\"count\":1,\"exact\":true}")) != SIZE_MAX);
    for (int i = 0; i < 10; i++)
        pass(scene, STAMP_SECOND); // all who listen have heard the news
    snprintf(last, sizeof last, "%lld", (long long)store_newest(scene->meeting.store));
    struct listener *nothing = listen(scene, AS_GRACE, last);
    struct listener *foreign = listen(scene, AS_GRACE, "not-ours");
    assert_int_equal(read_more(nothing).size + read_more(foreign).size, 0);
    hang_up(missed);
    hang_up(nothing);
    hang_up(foreign);
}

static void an_import_is_told_to_its_giver_alone(void **state) {
    struct scene *scene = *state;
    struct listener *emily = listen(scene, AS_EMILY, NULL);
    struct listener *machine = listen(scene, AS_MACHINE, NULL);
    struct listener *others[] = {listen(scene, AS_GRACE, NULL), listen(scene, AS_STRANGER, NULL)};
    as(&scene->meeting, "emily");
    struct bus_event event = {.kind = BUS_IMPORT,
                              .id = STR("w-1"),
                              .account_no = scene->meeting.viewer.account_no,
                              .taken = 7};
    bus_tell(scene->meeting.exchange->bus, &event);
    assert_true(
        hears(scene, emily, "event: import\ndata: {\"watch\":\"w-1\",\"bytes\":0,\"taken\":7"));
    event.account_no = 0;
    event.id = STR("w-2");
    bus_tell(scene->meeting.exchange->bus, &event);
    assert_true(hears(scene, machine, "\"watch\":\"w-2\""));
    assert_true(str_find(read_more(machine), STR("w-1")) == SIZE_MAX);
    assert_true(str_find(read_more(emily), STR("w-2")) == SIZE_MAX);
    for (size_t i = 0; i < 2; i++) {
        assert_true(str_find(read_more(others[i]), STR("import")) == SIZE_MAX);
        hang_up(others[i]);
    }
    hang_up(emily);
    hang_up(machine);
}

static void three_hundred_listeners_hear_one_vote(void **state) {
    struct scene *scene = *state;
    struct listener *listeners[LIVE_COUNT];
    for (size_t i = 0; i < LIVE_COUNT; i++)
        listeners[i] = listen(scene, (int)(i % 4), NULL);
    put_question(scene, "grace");
    for (size_t i = 0; i < LIVE_COUNT; i++) {
        if (i % 4 == AS_STRANGER) continue;
        assert_true(hears(scene, listeners[i], "\"what\":\"questions\""));
    }
    for (size_t i = 0; i < LIVE_COUNT; i++) {
        if (i % 4 == AS_STRANGER) assert_int_equal(read_more(listeners[i]).size, 0);
        hang_up(listeners[i]);
    }
}

static void one_listener_too_many_is_asked_to_come_again(void **state) {
    struct scene *scene = *state;
    struct listener *listeners[3];
    for (size_t i = 0; i < 3; i++)
        listeners[i] = listen(scene, AS_GRACE, NULL);
    struct listener *late = listen(scene, AS_GRACE, NULL);
    assert_int_equal(late->response.code, 503);
    hang_up(late);
    // Whoever goes makes room at once.
    hang_up(listeners[0]);
    listeners[0] = listen(scene, AS_GRACE, NULL);
    assert_int_equal(listeners[0]->response.code, 200);
    for (size_t i = 0; i < 3; i++)
        hang_up(listeners[i]);
}

static void a_silent_stream_is_kept_alive_and_ends_in_time(void **state) {
    struct scene *scene = *state;
    struct listener *listener = listen(scene, AS_GRACE, NULL);
    pass(scene, 26 * STAMP_SECOND);
    assert_true(hears(scene, listener, ": ping\n\n"));
    bool has_ended = false;
    for (int i = 0; i < 300 && !has_ended; i++) {
        char byte;
        size_t size = 1;
        struct http_stream *stream = listener->response.stream;
        pass(scene, 60 * STAMP_SECOND);
        has_ended = stream->read(&size, stream, &byte, 1) == OK && size == 0;
        if (!has_ended) read_more(listener);
    }
    assert_true(has_ended);
    hang_up(listener);
}

static bool has_ended(struct listener *listener) {
    char byte;
    size_t size = 1;
    struct http_stream *stream = listener->response.stream;
    read_more(listener);
    return stream->read(&size, stream, &byte, 1) == OK && size == 0;
}

static void a_stream_ends_when_the_token_that_it_came_by_is_taken_back(void **state) {
    struct scene *scene = *state;
    struct meeting *meeting = &scene->meeting;
    struct listener *gone = listen(scene, AS_EMILY, NULL), *there = listen(scene, AS_GRACE, NULL);
    as(meeting, "emily");
    expect_ok(meeting, token_remove(meeting->exchange, &meeting->viewer, STR("test"),
                                    &meeting->fault));
    struct bus_event event = {
        .kind = BUS_IMPORT, .id = STR("w-1"), .account_no = meeting->viewer.account_no};
    bus_tell(meeting->exchange->bus, &event);
    put_question(scene, "grace");
    assert_true(hears(scene, there, "\"what\":\"questions\""));
    for (int i = 0; i < 300 && !has_ended(gone); i++) pass(scene, STAMP_SECOND / 10);
    assert_true(has_ended(gone));
    assert_int_equal(gone->heard.size, 0); // not even what was its own
    assert_false(has_ended(there));
    struct listener *again = listen(scene, AS_EMILY, NULL);
    assert_int_equal(again->response.code, 401);
    hang_up(again);
    hang_up(gone);
    hang_up(there);
}

static void closing_ends_every_stream(void **state) {
    struct scene *scene = *state;
    struct listener *listener = listen(scene, AS_GRACE, NULL);
    api_close(&scene->api);
    char byte;
    size_t size = 1;
    struct http_stream *stream = listener->response.stream;
    assert_int_equal(stream->read(&size, stream, &byte, 1), OK);
    assert_int_equal(size, 0);
    hang_up(listener);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_question_is_told_to_those_who_see_the_dialogue, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(whoever_comes_back_is_told_what_was_missed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_import_is_told_to_its_giver_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(three_hundred_listeners_hear_one_vote, setup, teardown),
        cmocka_unit_test_setup_teardown(one_listener_too_many_is_asked_to_come_again, setup_few,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_silent_stream_is_kept_alive_and_ends_in_time, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            a_stream_ends_when_the_token_that_it_came_by_is_taken_back, setup, teardown),
        cmocka_unit_test_setup_teardown(closing_ends_every_stream, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
