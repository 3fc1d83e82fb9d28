#include "exchange/export.h"

#include "stream.h"

static const struct filter all = {.revoked = -1};
static const struct export_form LINES = {EXPORT_JSONL, LIFT_AS_IS};

// Everything, read `step` bytes at a time.
static struct str exported_as(struct doors *doors, const char *name, struct export_form form,
                              size_t step) {
    as(doors, name);
    struct export *export;
    expect_ok(doors,
              export_open(&export, doors->exchange, &doors->viewer, &all, &form, &doors->fault));
    struct buf buf;
    buf_init(&buf, 16 << 20);
    for (size_t size = 1; size;) {
        expect_ok(doors, export_read(&size, export, buf_room(&buf, step), step));
        buf_grow(&buf, size);
    }
    export_close(&export);
    struct str text = arena_copy(&doors->arena, buf_str(&buf));
    buf_close(&buf);
    return text;
}

static struct str exported(struct doors *doors, const char *name, enum export_format format,
                           size_t step) {
    return exported_as(doors, name, (struct export_form){format, LIFT_AS_IS}, step);
}

static void the_size_of_the_pieces_changes_nothing(void **state) {
    struct doors *doors = *state;
    for (int i = 0; i < 40; i++) say(doors, "ann", "ring", indicator(doors, i, NULL, NULL));
    for (int format = EXPORT_STIX; format <= EXPORT_VALUES; format++) {
        struct str whole = exported(doors, "ann", (enum export_format)format, 1 << 20);
        assert_true(whole.size > 0);
        static const size_t steps[] = {1, 7, 4096};
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            struct str parts = exported(doors, "ann", (enum export_format)format, steps[i]);
            if (format == EXPORT_STIX) // each bundle has an id of its own
                assert_int_equal(parts.size, whole.size);
            else
                assert_true(str_equal(parts, whole));
        }
    }
}

static void what_was_exported_is_known_when_it_comes_back(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    expect_ok(doors, take_text(&report, doors, "ann", bundle(doors, 0, 40, NULL), false));
    static const enum export_format formats[] = {EXPORT_STIX, EXPORT_JSONL};
    for (size_t i = 0; i < 2; i++) {
        struct str text = exported(doors, "bob", formats[i], 4096);
        expect_ok(doors, take_text(&report, doors, "ann", text, true));
        assert_int_equal(report.known, 40);
        assert_int_equal(report.taken + report.refused, 0);
    }
}

static void who_sees_nothing_gets_a_whole_empty_export(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, NULL, NULL));
    struct json_reader *reader = json_reader_open();
    struct json json;
    expect_ok(doors, json_read(&json, reader, exported(doors, "eva", EXPORT_STIX, 100),
                               &JSON_LIMITS, &doors->arena, &doors->fault));
    assert_true(str_equal(json_text(json_member(json, STR("type"))), STR("bundle")));
    assert_null(json_first(json_member(json, STR("objects"))).node);
    json_reader_close(&reader);
    assert_int_equal(exported(doors, "eva", EXPORT_JSONL, 100).size, 0);
    assert_int_equal(exported(doors, "eva", EXPORT_LIST, 100).size, 0);
    assert_int_equal(exported(doors, "eva", EXPORT_VALUES, 100).size, 0);
    struct str table = exported(doors, "eva", EXPORT_CSV, 100);
    assert_int_equal(str_find_byte(table, '\n'), table.size - 1); // the header alone
}

// A spreadsheet must read a name as a name, whatever stands in it.
static void a_table_keeps_quotes_and_lines_in_their_cell(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, NULL, ",\"name\":\"a \\\"b\\\", c\\nd\""));
    struct str table = exported(doors, "ann", EXPORT_CSV, 100);
    assert_true(str_find(table, STR("\"a \"\"b\"\", c\nd\"")) != SIZE_MAX);
}

static const char OLD[] =
    "{\"type\":\"tool\",\"id\":\"tool--00000000-0000-4000-8000-000000000001\",\"created\":"
    "\"2020-01-01T00:00:00.000Z\",\"modified\":\"2020-01-01T00:00:00.000Z\",\"name\":\"t\","
    "\"labels\":[\"remote-access\"]}";
static const char NOTE[] =
    "{\"type\":\"note\",\"spec_version\":\"2.1\",\"id\":\"note--00000000-0000-4000-8000-"
    "000000000002\",\"created\":\"2020-01-01T00:00:00.000Z\",\"modified\":\"2020-01-01T00:00:00."
    "000Z\",\"content\":\"c\",\"object_refs\":[]}";

static void in_one_version_what_it_cannot_say_is_left_out_and_told(void **state) {
    struct doors *doors = *state;
    const struct export_form old = {EXPORT_JSONL, LIFT_20}, told = {EXPORT_CHANGES, LIFT_20};
    const struct export_form bundle = {EXPORT_STIX, LIFT_20};
    say(doors, "ann", "ring", str_of(NOTE));
    assert_int_equal(exported_as(doors, "ann", old, 7).size, 0);
    struct str empty = exported_as(doors, "ann", bundle, 7);
    assert_true(str_ends(empty, STR(",\"spec_version\":\"2.0\"}\n")));
    say(doors, "ann", "ring", str_of(OLD));
    struct str lines = exported_as(doors, "ann", old, 7);
    assert_true(str_equal(lines, arena_format(&doors->arena, "%s\n", OLD)));
    struct str changes = exported_as(doors, "ann", told, 7);
    assert_true(str_starts(changes, STR("{\"sent\":false,\"id\":\"note--")));
    assert_int_equal(str_find_byte(changes, '\n'), changes.size - 1);
    assert_int_equal(exported_as(doors, "eva", told, 7).size, 0); // nothing of what is not seen
}

static void only_objects_have_a_version(void **state) {
    (void)state;
    for (int format = EXPORT_STIX; format <= EXPORT_CHANGES; format++) {
        struct export_form form = {(enum export_format)format, LIFT_AS_IS};
        bool is_changes = format == EXPORT_CHANGES;
        bool has_objects = format == EXPORT_STIX || format == EXPORT_JSONL;
        assert_int_equal(export_form_check(&form, NULL), is_changes ? MALFORMED : OK);
        form.spec = LIFT_21;
        assert_int_equal(export_form_check(&form, NULL),
                         has_objects || is_changes ? OK : MALFORMED);
    }
}

static void one_export_too_many_is_asked_to_come_again(void **state) {
    struct doors *doors = *state;
    struct export *exports[EXPORTS_MAX + 1] = {NULL};
    as(doors, "ann");
    for (int i = 0; i < EXPORTS_MAX; i++)
        expect_ok(doors, export_open(&exports[i], doors->exchange, &doors->viewer, &all,
                                     &LINES, &doors->fault));
    assert_int_equal(export_open(&exports[EXPORTS_MAX], doors->exchange, &doors->viewer, &all,
                                 &LINES, &doors->fault),
                     BUSY);
    assert_null(exports[EXPORTS_MAX]);
    export_close(&exports[0]);
    expect_ok(doors, export_open(&exports[0], doors->exchange, &doors->viewer, &all, &LINES,
                                 &doors->fault));
    for (int i = 0; i < EXPORTS_MAX; i++) export_close(&exports[i]);
    export_close(&exports[0]);
}

static void formats_have_names_that_find_them(void **state) {
    (void)state;
    static const char *const names[] = {"stix", "jsonl", "csv", "list", "values", "changes"};
    for (int i = EXPORT_STIX; i <= EXPORT_CHANGES; i++) {
        enum export_format format = EXPORT_STIX;
        assert_true(export_format_read(&format, str_of(names[i])));
        assert_int_equal(format, i);
    }
    enum export_format format;
    assert_false(export_format_read(&format, STR("STIX")));
    assert_false(export_format_read(&format, STR("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(the_size_of_the_pieces_changes_nothing),
        T(what_was_exported_is_known_when_it_comes_back),
        T(who_sees_nothing_gets_a_whole_empty_export),
        T(a_table_keeps_quotes_and_lines_in_their_cell),
        T(in_one_version_what_it_cannot_say_is_left_out_and_told),
        cmocka_unit_test(only_objects_have_a_version),
        T(one_export_too_many_is_asked_to_come_again),
        cmocka_unit_test(formats_have_names_that_find_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
