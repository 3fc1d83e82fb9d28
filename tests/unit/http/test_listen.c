#include "http/listen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void what_one_party_has_is_one_place(void **state) {
    (void)state;
    static const char *const networks[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
        {"2001:db8:1:2::7", "2001:db8:1:2::"},
        {"2001:db8:1:3::7", "2001:db8:1:3::"},
        {"::1", "::"},
        {"", ""},
        {"no address", "no address"},
        {"a text that is longer than any address can be, and on and on",
         "a text that is longer than any address can be, "},
    };
    char out[LISTEN_PEER_SIZE];
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        assert_string_equal(
            listen_network(out, (struct str){networks[i][0], strlen(networks[i][0])}),
            networks[i][1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_one_party_has_is_one_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
