// Patterns in the other version of STIX: names of properties, START and STOP.
#include <string.h>

#include "stix/lift_inside.h"

#include "reading.h"

#define HEAD                                                                                       \
    "{`type`:`indicator`,`id`:`indicator--00000000-0000-4000-8000-000000000001`,`labels`:[`a`],"   \
    "`created`:`2020-01-01T00:00:00.000Z`,`modified`:`2020-01-01T00:00:00.000Z`,"

static struct json read_text(struct str text) {
    struct json json;
    assert_int_equal(json_read(&json, reader, text, &JSON_LIMITS, &arena, NULL), OK);
    return json;
}

// Whether the view of an object, in which ` stands for ", holds `part`.
static bool has(const char *object, enum lift_spec spec, const char *part) {
    SCOPED(buf_close) struct buf out;
    struct lift_report report;
    char *text = arena_take(&arena, strlen(object) + 1);
    strcpy(text, object);
    for (char *at = text; *at; at++)
        if (*at == '`') *at = '"';
    buf_init(&out, 1 << 24);
    assert_int_equal(lift_write(&out, &report, read_text(str_of(text)), spec, NULL, &arena), OK);
    return str_find(buf_str(&out), str_of(part)) != SIZE_MAX;
}

static const struct {
    const char *old, *new;
} PATTERNS[] = {
    {"[file:created = 1 AND file:'modified' > 2]", "[file:ctime = 1 AND file:'mtime' > 2]"},
    {"[file:hashes.ssdeep = 'x' OR file:hashes.'SHA-256' = 'y']",
     "[file:hashes.SSDEEP = 'x' OR file:hashes.'SHA-256' = 'y']"},
    {"[process:binary_ref.created = 1]", "[process:image_ref.ctime = 1]"},
    {"[process:creator_user_ref.password_last_changed = 1]",
     "[process:creator_user_ref.credential_last_changed = 1]"},
    {"[process:child_refs[*].binary_ref.parent_directory_ref.accessed = 1]",
     "[process:child_refs[*].image_ref.parent_directory_ref.atime = 1]"},
    {"[directory:contains_refs[0].modified = 1]", "[directory:contains_refs[0].mtime = 1]"},
    {"[file:extensions.'archive-ext'.contains_refs[*].created = 1]",
     "[file:extensions.'archive-ext'.contains_refs[*].ctime = 1]"},
    {"[file:extensions.'windows-pebinary-ext'.sections[*].hashes.ssdeep = 'x']",
     "[file:extensions.'windows-pebinary-ext'.sections[*].hashes.SSDEEP = 'x']"},
    {"[windows-registry-key:modified = 'file:created']",
     "[windows-registry-key:modified_time = 'file:created']"},
    {"[ user-account : password_last_changed IN ( 1 , 2 ) ]\n START '2020-01-01T00:00:00Z'  STOP "
     "'2020-01-02T00:00:00Z'",
     "[ user-account : credential_last_changed IN ( 1 , 2 ) ]\n START t'2020-01-01T00:00:00Z'  "
     "STOP "
     "t'2020-01-02T00:00:00Z'"},
    {"[directory:created = t'2020-01-01T00:00:00Z' AND directory:path = 'a\\'created']",
     "[directory:ctime = t'2020-01-01T00:00:00Z' AND directory:path = 'a\\'created']"},
    // What has the same name in both, and what one of them does not know.
    {"[file:contains_refs[0].created = 1]", "[file:contains_refs[0].created = 1]"}, // anything
    {"[x-own:created = 1]", "[x-own:created = 1]"},
    {"[file:extensions.'x-ext'.created = 1]", "[file:extensions.'x-ext'.created = 1]"},
    {"[process:name = 'x']", "[process:name = 'x']"},
    {"[network-traffic:src_ref.value = '1.2.3.4']", "[network-traffic:src_ref.value = '1.2.3.4']"},
};

static void a_pattern_has_the_names_of_its_version(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++) {
        struct str up = lift_pattern(str_of(PATTERNS[i].old), true, &arena);
        struct str down = lift_pattern(str_of(PATTERNS[i].new), false, &arena);
        if (!str_equal(up, str_of(PATTERNS[i].new)) || !str_equal(down, str_of(PATTERNS[i].old)))
            fail_msg("%.*s\n%.*s", STR_ARG(up), STR_ARG(down));
    }
}

static void a_pattern_that_would_not_come_back_stays_one_of_two_zero(void **state) {
    (void)state;
    static const char *const OTHERS[] = {
        "[file:ctime = 1]", "[a:b = 1] START t'2020-01-01T00:00:00Z' STOP t'2020-01-02T00:00:00Z'",
        "[a:b = ", "", "[a:b = 1] START 'yesterday' STOP 'today'"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        assert_null(lift_pattern(str_of(OTHERS[i]), true, &arena).data);
    assert_true(has(HEAD "`pattern`:`[file:ctime = 1]`}", LIFT_21, "\"[file:ctime = 1]\""));
    assert_true(has(HEAD "`pattern`:`[file:ctime = 1]`}", LIFT_21, "\"pattern_version\":\"2.0\""));
}

static void a_pattern_that_says_its_version_keeps_it(void **state) {
    (void)state;
    assert_true(has(HEAD "`pattern`:`[file:ctime = 1]`,`spec_version`:`2.1`,`pattern_type`:`stix`,"
                         "`pattern_version`:`2.0`}",
                    LIFT_20, "\"[file:ctime = 1]\""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_has_the_names_of_its_version),
        cmocka_unit_test(a_pattern_that_would_not_come_back_stays_one_of_two_zero),
        cmocka_unit_test(a_pattern_that_says_its_version_keeps_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
