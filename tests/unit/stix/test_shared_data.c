// Reads every *.json and *.stix2 file below RENKEI_DATA_DIR (script/test unpacks the archives
// there) through cutter, reader and object, and prints what was refused. One folder is one archive.
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

#include "stix/cut.h"
#include "stix/marking.h"
#include "stix/object.h"
#include "stix/observable.h"
#include "stix/pattern.h"

struct count {
    size_t files, damaged, objects, refused, references, observables, enough, words, marked;
    size_t patterns, patterns_refused;
};

struct survey {
    struct json_reader *reader;
    struct arena arena;
    struct count count;
    bool is_loud; // prints each refusal
};

static void look_at_pattern(struct survey *survey, const struct object *object) {
    struct str text = json_text(json_member(object->json, STR("pattern")));
    struct str type = json_text(json_member(object->json, STR("pattern_type")));
    struct pattern_options options = {
        .version = pattern_version_of(json_text(json_member(object->json, STR("pattern_version"))),
                                      json_text(json_member(object->json, STR("spec_version"))))};
    struct pattern *pattern;
    struct fault fault;
    if (!text.data || (type.data && !str_equal(type, STR("stix")))) return;
    survey->count.patterns++;
    if (pattern_read(&pattern, text, &options, &survey->arena, &fault) == OK) return;
    survey->count.patterns_refused++;
    if (survey->is_loud)
        printf("  pattern: %s: %.*s\n", fault.text, STR_ARG(str_cut(text, 0, 200)));
}

static enum status look_at(struct survey *survey, struct str text, struct fault *fault) {
    struct json json;
    struct object object;
    struct observable_found *found;
    TRY(json_read(&json, survey->reader, text, &JSON_LIMITS, &survey->arena, fault));
    TRY(object_read(&object, json, &survey->arena, fault));
    size_t count = observable_of_object(&found, &object, &survey->arena);
    survey->count.observables += count;
    for (size_t i = 0; i < count; i++) survey->count.enough += found[i].is_enough;
    survey->count.references += object.ref_count;
    survey->count.marked += marking_effective(&object) != TLP_NONE;
    survey->count.words += object_words(json, &survey->arena).size;
    look_at_pattern(survey, &object);
    return OK;
}

static void survey_file(struct survey *survey, const char *path) {
    SCOPED(cut_close) struct cutter *cutter = cut_open(0);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    survey->count.files++;
    enum status status = ABSENT;
    for (bool at_end = false; status == OK || status == ABSENT;) {
        struct str text;
        struct fault fault;
        status = cut_take(&text, cutter, &fault);
        if (status == OK) {
            arena_reset(&survey->arena);
            survey->count.objects++;
            if (look_at(survey, text, &fault) == OK) continue;
            survey->count.refused++;
            if (survey->is_loud)
                printf("  %s: objects[%zu]: %s\n", path, cut_index(cutter), fault.text);
        } else if (status == ABSENT) {
            size_t capacity;
            if (at_end) break;
            char *room = cut_room(cutter, &capacity);
            size_t size = fread(room, 1, capacity, file);
            cut_grow(cutter, size);
            at_end = size == 0;
            if (at_end) cut_end(cutter);
        } else {
            survey->count.damaged++;
            printf("  %s: %s\n", path, fault.text);
        }
    }
    fclose(file);
}

static bool ends_in(const char *name, const char *end) {
    return str_ends(str_of(name), str_of(end));
}

static void survey_folder(struct survey *survey, const char *path) {
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char inside[4096];
        struct stat about;
        if (entry->d_name[0] == '.') continue;
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        assert_int_equal(stat(inside, &about), 0);
        if (S_ISDIR(about.st_mode))
            survey_folder(survey, inside);
        else if (ends_in(inside, ".json") || ends_in(inside, ".stix2"))
            survey_file(survey, inside);
    }
    closedir(folder);
}

static void survey_archive(struct survey *survey, const char *path) {
    survey->count = (struct count){0};
    survey_folder(survey, path);
    const struct count *c = &survey->count;
    printf("%s: %zu files, %zu damaged, %zu objects, %zu refused, %zu references, %zu marked, "
           "%zu observables (%zu enough), %zu bytes of words, %zu patterns, %zu refused\n",
           path, c->files, c->damaged, c->objects, c->refused, c->references, c->marked,
           c->observables, c->enough, c->words, c->patterns, c->patterns_refused);
}

static void shared_data(void **state) {
    const char *path = getenv("RENKEI_DATA_DIR");
    (void)state;
    if (!path) {
        printf("skipped: no shared data\n");
        skip();
    }
    struct survey survey = {.reader = json_reader_open(),
                            .is_loud = getenv("RENKEI_DATA_LOUD") != NULL};
    arena_init(&survey.arena);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char inside[4096];
        struct stat about;
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && stat(inside, &about) == 0 && S_ISDIR(about.st_mode))
            survey_archive(&survey, inside);
    }
    closedir(folder);
    arena_close(&survey.arena);
    json_reader_close(&survey.reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(shared_data)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
