// Every object of 2.0 below RENKEI_DATA_DIR (script/test unpacks the archives there) is lifted,
// lifted again and lowered; every object of 2.1 is lowered. What holds for all is asserted; what a
// text that is not 2.0 by the letter loses on the way is told by why it does.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/canon.h"
#include "stix/cut.h"
#include "stix/lift.h"
#include "stix/marking.h"

struct survey {
    struct json_reader *reader;
    struct arena arena;
    size_t old, new, sent;
    size_t with_new_names; // of 2.0, but using a name that 2.1 gave a meaning to
    size_t without_labels; // of 2.0, but without the labels that it asks for
};

static struct json view_of(struct survey *survey, struct str *text, struct lift_report *report,
                           struct json object, enum lift_spec spec) {
    SCOPED(buf_close) struct buf out;
    struct json view = {NULL};
    buf_init(&out, 128 << 20);
    assert_int_equal(lift_write(&out, report, object, spec, NULL, &survey->arena), OK);
    *text = arena_copy(&survey->arena, buf_str(&out));
    if (!report->is_sent) return view;
    assert_int_equal(
        json_read(&view, survey->reader, *text, &JSON_LIMITS, &survey->arena, NULL), OK);
    return view;
}

static enum tlp label_of(struct json json) {
    struct object object = {.json = json};
    return marking_effective(&object);
}

static bool holds(struct json object, const char *key) {
    return json_member(object, str_of(key)).node != NULL;
}

// 2.0 gives no meaning to these two: lowered, they are taken for those of 2.1.
static bool has_new_names(struct json object) {
    return holds(object, "pattern_type") || holds(object, "is_family");
}

static bool lacks_labels(struct json object) {
    static const char *const TYPES[] = {"indicator", "malware", "report", "threat-actor", "tool"};
    struct str type = json_text(json_member(object, STR("type")));
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (str_equal(type, str_of(TYPES[i]))) return !holds(object, "labels");
    return false;
}

static void look_at_old(struct survey *survey, struct json object) {
    struct str up, again, down;
    struct lift_report report;
    struct json lifted = view_of(survey, &up, &report, object, LIFT_21);
    assert_true(report.is_sent);
    assert_true(report.count == report.total || report.count == LIFT_CHANGES_MAX);
    assert_int_equal(lift_spec_of(lifted), LIFT_21);
    assert_int_equal(label_of(lifted), label_of(object));
    view_of(survey, &again, &report, lifted, LIFT_21);
    assert_true(str_equal(up, again));
    view_of(survey, &down, &report, lifted, LIFT_20);
    assert_true(report.is_sent);
    survey->old++;
    if (canon_equal(down, json_source(object), survey->reader, &survey->arena)) return;
    bool is_known = has_new_names(object) || lacks_labels(object);
    if (!is_known) print_error("%.*s\n%.*s\n", STR_ARG(json_source(object)), STR_ARG(down));
    assert_true(is_known);
    survey->with_new_names += has_new_names(object);
    survey->without_labels += lacks_labels(object) && !has_new_names(object);
}

static void look_at_new(struct survey *survey, struct json object) {
    struct str down;
    struct lift_report report;
    struct json lowered = view_of(survey, &down, &report, object, LIFT_20);
    survey->new++;
    if (!report.is_sent) {
        assert_true(strlen(report.why) > 10);
        return;
    }
    survey->sent++;
    assert_int_equal(lift_spec_of(lowered), LIFT_20);
    assert_true(label_of(lowered) >= label_of(object));
}

static void look_at(struct survey *survey, struct str text) {
    struct json json;
    arena_reset(&survey->arena);
    if (json_read(&json, survey->reader, text, &JSON_LIMITS, &survey->arena, NULL) != OK) return;
    enum lift_spec spec = lift_spec_of(json);
    if (spec == LIFT_20) look_at_old(survey, json);
    if (spec == LIFT_21) look_at_new(survey, json);
}

static void survey_file(struct survey *survey, const char *path) {
    SCOPED(cut_close) struct cutter *cutter = cut_open(0);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    enum status status = ABSENT;
    for (bool at_end = false; status == OK || (status == ABSENT && !at_end);) {
        struct str text;
        size_t capacity;
        status = cut_take(&text, cutter, NULL);
        if (status == OK) look_at(survey, text);
        if (status != ABSENT) continue;
        char *room = cut_room(cutter, &capacity);
        size_t size = fread(room, 1, capacity, file);
        cut_grow(cutter, size);
        at_end = size == 0;
        if (!at_end) continue;
        cut_end(cutter);
        while (cut_take(&text, cutter, NULL) == OK) look_at(survey, text);
    }
    fclose(file);
}

static void survey_folder(struct survey *survey, const char *path) {
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char inside[4096];
        struct stat about;
        if (entry->d_name[0] == '.' || strstr(entry->d_name, "schemas") ||
            strstr(entry->d_name, "misp-stix"))
            continue;
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        assert_int_equal(stat(inside, &about), 0);
        bool is_stix = strstr(inside, ".json") || strstr(inside, ".stix2");
        if (S_ISDIR(about.st_mode))
            survey_folder(survey, inside);
        else if (is_stix)
            survey_file(survey, inside);
    }
    closedir(folder);
}

static void real_objects_of_two_zero_come_back_as_they_were(void **state) {
    const char *path = getenv("RENKEI_DATA_DIR");
    (void)state;
    if (!path) {
        printf("skipped: no shared data\n");
        skip();
    }
    struct survey survey = {.reader = json_reader_open()};
    arena_init(&survey.arena);
    survey_folder(&survey, path);
    arena_close(&survey.arena);
    json_reader_close(&survey.reader);
    printf("%zu objects of 2.0 (%zu with names of 2.1, %zu without labels), "
           "%zu of 2.1, of which %zu can go out as 2.0\n",
           survey.old, survey.with_new_names, survey.without_labels, survey.new, survey.sent);
    assert_true(survey.old > 60000);
    assert_true(survey.sent > 10000 && survey.sent < survey.new);
    // Counted with another reader (Python's json) over the same files.
    assert_int_equal(survey.with_new_names, 2522);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_objects_of_two_zero_come_back_as_they_were)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
