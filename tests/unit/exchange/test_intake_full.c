// All or nothing keeps a copy of the stream on disk; here the disk is full at every place.
#include "sys/outside.h"

#include <errno.h>
#include <fcntl.h>

#include "stream.h"

static bool is_full;
static size_t room;

static ssize_t fake_write(int fd, const void *bytes, size_t size) {
    if (is_full && size > room) size = room;
    if (is_full && !size) {
        errno = ENOSPC;
        return -1;
    }
    if (is_full) room -= size;
    return write(fd, bytes, size);
}

const struct outside outside = {
    .open = open,
    .read = read,
    .write = fake_write,
    .fsync = fsync,
    .rename = rename,
    .thread_create = pthread_create,
    .sigaction = sigaction,
};

static void nothing_is_taken_when_the_copy_does_not_fit(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    struct str text = bundle(doors, 1, 20, NULL);
    is_full = true;
    for (size_t left = 1; left <= text.size; left += left < 100 ? 1 : 977) {
        room = text.size - left;
        assert_int_equal(take_text(&report, doors, "ann", text, true), FAILED);
        assert_non_null(strstr(doors->fault.text, "No space left on device"));
        assert_int_equal(report.taken, 0);
        assert_int_equal(seen_by(doors, ""), 0);
    }
    room = text.size;
    expect_ok(doors, take_text(&report, doors, "ann", text, true));
    assert_int_equal(report.taken, 20);
    assert_int_equal(seen_by(doors, "bob"), 20);
}

static void without_all_or_nothing_no_copy_is_needed(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    is_full = true;
    room = 0;
    expect_ok(doors, take_text(&report, doors, "ann", bundle(doors, 1, 20, NULL), false));
    assert_int_equal(report.taken, 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(nothing_is_taken_when_the_copy_does_not_fit),
        T(without_all_or_nothing_no_copy_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
