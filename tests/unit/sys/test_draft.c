#include "sys/draft.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"

static char folder[64], place[128], beside[160];
static struct fault fault;

static int make_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/renkei-draft-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(place, sizeof place, "%s/a file", folder);
    snprintf(beside, sizeof beside, "%s-unfinished", place);
    return 0;
}

static int drop_folder(void **state) {
    (void)state;
    unlink(beside);
    unlink(place);
    return rmdir(folder);
}

static struct draft *opened(void) {
    struct draft *draft = NULL;
    if (draft_open(&draft, place, &fault) != OK) fail_msg("%s", fault.text);
    assert_string_equal(draft_path(draft), beside);
    return draft;
}

static void fill(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void expect_text(const char *path, const char *text) {
    char read[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    read[fread(read, 1, sizeof read - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(read, text);
}

static void a_draft_gets_its_name_when_it_is_placed(void **state) {
    (void)state;
    struct stat about;
    struct draft *draft = opened();
    fill(beside, "whole");
    assert_false(file_exists(place));
    assert_int_equal(draft_place(draft, false, &fault), OK);
    draft_close(&draft);
    assert_null(draft);
    assert_false(file_exists(beside));
    expect_text(place, "whole");
    assert_int_equal(stat(place, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void a_draft_that_is_not_placed_goes_away(void **state) {
    (void)state;
    struct draft *draft = opened();
    fill(beside, "half");
    draft_close(&draft);
    assert_false(file_exists(beside));
    assert_false(file_exists(place));
}

static void what_stands_there_is_replaced_only_when_it_may_be(void **state) {
    (void)state;
    fill(place, "old");
    struct draft *draft = opened();
    fill(beside, "new");
    assert_int_equal(draft_place(draft, false, &fault), CONFLICT);
    assert_non_null(strstr(fault.text, "is there already"));
    expect_text(place, "old");
    assert_int_equal(draft_place(draft, true, &fault), OK);
    draft_close(&draft);
    expect_text(place, "new");
}

static void one_writes_it_at_a_time(void **state) {
    (void)state;
    struct draft *draft = opened(), *second = NULL;
    fill(beside, "mine");
    assert_int_equal(draft_open(&second, place, &fault), BUSY);
    assert_null(second);
    expect_text(beside, "mine");
    draft_close(&draft);
    draft = opened();
    draft_close(&draft);
}

static void what_was_left_of_one_that_was_killed_is_emptied(void **state) {
    (void)state;
    struct stat about;
    fill(beside, "left");
    assert_int_equal(chmod(beside, 0644), 0);
    struct draft *draft = opened();
    assert_int_equal(stat(beside, &about), 0);
    assert_int_equal(about.st_size, 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    draft_close(&draft);
}

static void a_place_that_cannot_be_written_is_named(void **state) {
    (void)state;
    struct draft *draft = NULL;
    char far[160];
    snprintf(far, sizeof far, "%s/none/x", folder);
    assert_int_equal(draft_open(&draft, far, &fault), ABSENT);
    assert_non_null(strstr(fault.text, far));
    // Nobody is led elsewhere by a link that stands where the draft is to be.
    assert_int_equal(symlink(place, beside), 0);
    assert_int_not_equal(draft_open(&draft, place, &fault), OK);
    assert_false(file_exists(place));
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, drop_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(a_draft_gets_its_name_when_it_is_placed),
        IN_A_FOLDER(a_draft_that_is_not_placed_goes_away),
        IN_A_FOLDER(what_stands_there_is_replaced_only_when_it_may_be),
        IN_A_FOLDER(one_writes_it_at_a_time),
        IN_A_FOLDER(what_was_left_of_one_that_was_killed_is_emptied),
        IN_A_FOLDER(a_place_that_cannot_be_written_is_named),
    };
    return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}
