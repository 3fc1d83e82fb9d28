#include "app/connect.h"

#include "desk.h"

static const enum option reach[] = {OPTION_STORE,     OPTION_SERVER, OPTION_TOKEN,
                                    OPTION_AUTHORITY, OPTION_AS,     OPTION_COUNT};

static enum status reach_by(struct connect *connect, struct desk *desk, bool may_create,
                            const char *line) {
    struct options options;
    expect_ok(desk, options_of(&options, desk, reach, line));
    return connect_open(connect, &options, may_create, &desk->arena, &desk->fault);
}

static int ask(struct desk *desk, struct connect *connect, const char *target, struct str *text) {
    int code = 0;
    expect_ok(desk,
              connect_send(&code, text, connect,
                           &(struct connect_request){.method = "GET", .target = str_of(target)},
                           &desk->arena, &desk->fault));
    return code;
}

static void a_command_beside_the_store_asks_it_as_a_server_would_be_asked(void **state) {
    struct desk *desk = *state;
    struct connect connect;
    struct str text;
    expect_ok(desk, reach_by(&connect, desk, true, "--store @store"));
    assert_null(connect.client);
    assert_int_equal(ask(desk, &connect, "/api/v1/me", &text), 200);
    assert_true(str_find(text, STR("operator")) != SIZE_MAX);
    assert_int_equal(ask(desk, &connect, "/api/v1/no-such", &text), 404);
    assert_int_equal(ask(desk, &connect, "/api/v1/objects?limit=none", &text), 400);
    assert_true(str_find(text, STR("limit")) != SIZE_MAX);
    connect_close(&connect);
}

static void who_is_meant_by_as_must_be_there(void **state) {
    struct desk *desk = *state;
    struct connect connect;
    struct str text;
    expect_ok(desk, reach_by(&connect, desk, true, "--store @store --as nobody"));
    assert_true(ask(desk, &connect, "/api/v1/me", &text) / 100 == 4);
    assert_true(str_find(text, STR("nobody")) != SIZE_MAX);
    connect_close(&connect);
    assert_int_equal(reach_by(&connect, desk, true, "--server http://127.0.0.1:1 --as nobody"),
                     MALFORMED);
    assert_non_null(strstr(desk->fault.text, "--as"));
    connect_close(&connect);
}

static void what_cannot_be_reached_is_said(void **state) {
    struct desk *desk = *state;
    struct connect connect;
    assert_int_equal(reach_by(&connect, desk, false, "--store @none"), ABSENT);
    assert_non_null(strstr(desk->fault.text, "renkei init"));
    connect_close(&connect);
    assert_int_equal(reach_by(&connect, desk, false, "--server http://127.0.0.1:1 --token @none"),
                     ABSENT);
    assert_non_null(strstr(desk->fault.text, path_in(desk, "none")));
    connect_close(&connect);
    assert_int_equal(reach_by(&connect, desk, false, "--store mysql://a:secret@host/x"),
                     MALFORMED);
    assert_null(strstr(desk->fault.text, "secret"));
    connect_close(&connect);
    connect_close(&connect);
}

// Another process owns the store, but there is no socket to reach it by.
static void a_store_of_another_without_a_socket_is_said_to_be_owned(void **state) {
    struct desk *desk = *state;
    struct connect owner, other;
    expect_ok(desk, reach_by(&owner, desk, true, "--store @store"));
    assert_int_equal(reach_by(&other, desk, false, "--store @store"), BUSY);
    assert_non_null(strstr(desk->fault.text, "no local socket"));
    connect_close(&other);
    connect_close(&owner);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_command_beside_the_store_asks_it_as_a_server_would_be_asked),
        T(who_is_meant_by_as_must_be_there),
        T(what_cannot_be_reached_is_said),
        T(a_store_of_another_without_a_socket_is_said_to_be_owned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
