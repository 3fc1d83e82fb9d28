#include "http/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool allows(const struct reach *reach, const char *text) {
    struct sockaddr_in six_or_four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &six_or_four.sin_addr) == 1)
        return reach_allows(reach, (struct sockaddr *)&six_or_four);
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return reach_allows(reach, (struct sockaddr *)&six);
}

// First and last address of each network, and those beside it that are public.
static void only_public_addresses_may_be_asked(void **state) {
    (void)state;
    static const char *const closed[] = {
        "0.0.0.0",         "0.255.255.255", "10.0.0.0",           "10.255.255.255",
        "100.64.0.0",      "100.127.255.255", "127.0.0.1",        "127.255.255.255",
        "169.254.0.1",     "169.254.169.254", "172.16.0.0",       "172.31.255.255",
        "192.0.0.1",       "192.0.2.1",     "192.31.196.1",       "192.52.193.1",
        "192.88.99.1",     "192.168.0.1",   "192.168.255.255",    "192.175.48.1",
        "198.18.0.0",      "198.19.255.255", "198.51.100.1",      "203.0.113.255",
        "224.0.0.1",       "239.255.255.255", "240.0.0.1",        "255.255.255.255",
        "::",              "::1",           "::8.8.8.8",          "::ffff:127.0.0.1",
        "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "64:ff9b:1::1",   "100::1",
        "2001::1",         "2001:1ff:ffff::1", "2001:db8::1",     "2002:7f00:1::",
        "2620:4f:8000::1", "3fff::1",       "3fff:fff::1",        "4000::1",
        "5f00::1",         "fc00::1",       "fdff::1",            "fe80::1",
        "fec0::1",         "ff02::1",       "1fff:ffff::1",
    };
    static const char *const open[] = {
        "1.0.0.0",     "9.255.255.255", "11.0.0.0",      "100.63.255.255", "100.128.0.0",
        "126.0.0.1",   "128.0.0.1",     "169.253.0.1",   "172.15.255.255", "172.32.0.0",
        "192.0.1.1",   "192.167.0.1",   "198.17.0.1",    "198.20.0.0",     "223.255.255.255",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2001:200::1", "2001:4860:4860::8888",
        "2001:db7::1", "2003::1",       "2606:4700::1",  "3ffe::1",        "3fff:1000::1",
    };
    struct reach none = {.count = 0};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (allows(&none, closed[i])) fail_msg("%s is open", closed[i]);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (!allows(&none, open[i])) fail_msg("%s is closed", open[i]);
}

static void what_is_neither_ipv4_nor_ipv6_is_not_asked(void **state) {
    (void)state;
    struct reach none = {.count = 0};
    struct sockaddr_storage other = {.ss_family = AF_UNIX};
    assert_false(reach_allows(&none, (struct sockaddr *)&other));
}

static void networks_that_are_listed_are_open_and_nothing_beside_them(void **state) {
    (void)state;
    struct reach reach;
    assert_int_equal(
        reach_read(&reach, STR(" 10.1.0.0/16, fd00:1::/32,127.0.0.1 ,::1"), NULL), OK);
    assert_int_equal(reach.count, 4);
    static const char *const open[] = {"10.1.255.255", "::ffff:10.1.0.0", "fd00:1:ff::1",
                                       "127.0.0.1",    "::1",             "8.8.8.8"};
    static const char *const closed[] = {"10.2.0.0", "10.0.255.255", "fd00:2::", "127.0.0.2",
                                         "::2"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (!allows(&reach, open[i])) fail_msg("%s is closed", open[i]);
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (allows(&reach, closed[i])) fail_msg("%s is open", closed[i]);
    assert_int_equal(reach_read(&reach, STR("0.0.0.0/0"), NULL), OK);
    assert_true(allows(&reach, "127.0.0.1"));
    assert_false(allows(&reach, "::1"));
    assert_int_equal(reach_read(&reach, STR("  "), NULL), OK);
    assert_int_equal(reach.count, 0);
}

static void what_is_no_network_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"10.0.0.0/33", "10.0.0.1/8", "fd00::/129", "fd00::1/64",
                                      "10.0.0/8",    "localhost",  "10.0.0.0/",  "/8",
                                      "10.0.0.0/-1", "1.2.3.4,,",  "::1%lo",     "[::1]"};
    struct reach reach;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (reach_read(&reach, str_of(bad[i]), NULL) != MALFORMED) fail_msg("%s", bad[i]);
}

static void one_network_more_than_there_is_room_for_is_refused(void **state) {
    (void)state;
    char many[8 * (REACH_NETWORKS_MAX + 1) + 1] = "";
    struct reach reach;
    for (int i = 0; i < REACH_NETWORKS_MAX; i++) strcat(many, "1.2.3.4,");
    assert_int_equal(reach_read(&reach, str_of(many), NULL), OK);
    strcat(many, "1.2.3.4,");
    assert_int_equal(reach_read(&reach, str_of(many), NULL), LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_public_addresses_may_be_asked),
        cmocka_unit_test(what_is_neither_ipv4_nor_ipv6_is_not_asked),
        cmocka_unit_test(networks_that_are_listed_are_open_and_nothing_beside_them),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(one_network_more_than_there_is_room_for_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
