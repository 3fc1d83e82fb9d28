// A server that is asked to stop before it begins still begins in order and ends in order.
#include "app/serve.h"

#include "desk.h"
#include "sys/log.h"
#include "sys/signals.h"

static const enum option serve_options[] = {OPTION_STORE,     OPTION_LISTEN,     OPTION_PORT,
                                            OPTION_PORT_FILE, OPTION_KEY,        OPTION_CERTIFICATE,
                                            OPTION_THREADS,   OPTION_NO_SANDBOX, OPTION_COUNT};

static char logged[4096];

static void remember(void *context, struct str line) {
    (void)context;
    size_t used = strlen(logged);
    if (used + line.size < sizeof logged) memcpy(logged + used, line.data, line.size);
}

// Without what a process gives up for good: this one goes on (tests/unit/sys/test_sandbox.c).
static enum status serve(struct desk *desk, const char *line) {
    struct options options;
    line = arena_format(&desk->arena, "%s --no-sandbox", line).data;
    memset(logged, 0, sizeof logged);
    log_start(&(struct log_sink){.write = remember, .form = LOG_FORM_TEXT});
    expect_ok(desk, options_of(&options, desk, serve_options, line));
    return serve_run(&options, &desk->arena, &desk->fault);
}

static void make_store(struct desk *desk) {
    struct app app;
    expect_ok(desk, app_open(&app,
                             &(struct app_options){.store_path = path_in(desk, "store"),
                                                   .may_create = true},
                             &desk->fault));
    app_close(&app);
}

static void a_server_listens_says_so_and_stops_when_asked(void **state) {
    struct desk *desk = *state;
    make_store(desk);
    signals_start();
    signals_stop_ask();
    expect_ok(desk, serve(desk, "--store @store --port 0 --port-file @port"));
    assert_non_null(strstr(logged, "listening"));
    assert_non_null(strstr(logged, "stopping"));
    assert_true(strstr(logged, "listening") < strstr(logged, "stopping"));
    struct str text;
    expect_ok(desk, file_read(&text, path_in(desk, "port"), 10, &desk->arena, &desk->fault));
    uint64_t port = 0;
    assert_true(str_read_u64(&port, str_trim(text)) && port > 0);
    assert_false(file_exists(path_in(desk, "store-socket")));
    expect_ok(desk, serve(desk, "--store @store --port 0")); // the store was given back
}

static void what_cannot_be_served_is_said_and_the_store_is_given_back(void **state) {
    struct desk *desk = *state;
    assert_int_equal(serve(desk, "--store @none --port 0"), ABSENT);
    make_store(desk);
    file_in(desk, "no.pem", STR("no certificate"));
    static const struct {
        const char *line, *word;
    } wrong[] = {
        {"--store @store --threads 0", "--threads"},
        {"--store @store --threads 257", "--threads"},
        {"--store @store --port 65536", "--port"},
        {"--store @store --port 0 --listen 300.0.0.1", "300.0.0.1"},
        {"--store @store --port 0 --certificate @no.pem --key @no.pem", "certificate"},
        {"--store @store --port 0 --certificate @none --key @no.pem", "none"},
        {"--store @store --port 0 --port-file @no/port", "no/port"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_not_equal(serve(desk, wrong[i].line), OK);
        if (!strstr(desk->fault.text, wrong[i].word))
            fail_msg("%s: %s", wrong[i].line, desk->fault.text);
        assert_null(strstr(logged, "listening"));
        make_store(desk); // nobody holds it
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_server_listens_says_so_and_stops_when_asked),
        T(what_cannot_be_served_is_said_and_the_store_is_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
