#include "sys/signals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>

static bool is_readable(int fd) {
    struct pollfd look = {.fd = fd, .events = POLLIN};
    return poll(&look, 1, 0) == 1;
}

static void a_signal_asks_to_stop(void **state) {
    (void)state;
    signals_start();
    signals_start();
    assert_false(signals_stop_asked());
    assert_false(is_readable(signals_fd()));
    raise(SIGPIPE); // would end the process
    raise(SIGTERM);
    assert_true(signals_stop_asked());
    assert_true(is_readable(signals_fd()));
    signals_stop_ask();
    assert_true(is_readable(signals_fd()));
}

static void hanging_up_asks_for_settings_once(void **state) {
    (void)state;
    assert_false(signals_reload_taken());
    assert_false(is_readable(signals_reload_fd()));
    raise(SIGHUP);
    assert_true(is_readable(signals_reload_fd()));
    assert_true(signals_reload_taken());
    assert_false(is_readable(signals_reload_fd()));
    assert_false(signals_reload_taken());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_asks_to_stop),
        cmocka_unit_test(hanging_up_asks_for_settings_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
