// What RFC 5545 asks of every line, and what a calendar program needs to follow a change.
#include "meeting.h"

static struct str calendar_of(struct meeting *meeting, const struct dialogue *dialogue) {
    struct buf buf;
    buf_init(&buf, (size_t)1 << 20);
    dialogue_calendar(&buf, dialogue, clock_now(&meeting->clock.clock));
    assert_int_equal(buf.status, OK);
    struct str text = arena_copy(&meeting->arena, buf_str(&buf));
    buf_close(&buf);
    return text;
}

// Undoes folding (3.1): a line break before a space is none.
static struct str unfold(struct meeting *meeting, struct str text) {
    char *out = arena_take(&meeting->arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (str_starts(str_cut(text, i, text.size), STR("\r\n ")))
            i += 2;
        else
            out[size++] = text.data[i];
    }
    return (struct str){out, size};
}

static size_t count_of(struct str text, struct str part) {
    size_t count = 0;
    for (size_t at; (at = str_find(text, part)) != SIZE_MAX; count++)
        text = str_cut(text, at + part.size, text.size);
    return count;
}

static bool is_character_start(char byte) {
    return ((unsigned char)byte & 0xC0) != 0x80;
}

static void every_line_ends_in_crlf_and_has_at_most_75_octets(void **state) {
    struct meeting *meeting = *state;
    struct dialogue dialogue = see(meeting, "emily");
    struct str text = calendar_of(meeting, &dialogue), whole = text;
    assert_true(str_ends(text, STR("\r\n")));
    size_t folded = 0;
    while (text.size) {
        size_t end = str_find(text, STR("\r\n"));
        assert_true(end != SIZE_MAX && end > 0 && end <= 75);
        struct str line = str_cut(text, 0, end);
        assert_true(str_find_byte(line, '\r') == SIZE_MAX && str_find_byte(line, '\n') == SIZE_MAX);
        // A folded line goes on at the beginning of a character.
        if (line.data[0] == ' ') {
            folded++;
            assert_true(is_character_start(line.data[1]));
        }
        text = str_cut(text, end + 2, text.size);
    }
    assert_true(folded >= 2);
    assert_true(str_starts(whole, STR("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")));
    assert_true(str_ends(whole, STR("END:VEVENT\r\nEND:VCALENDAR\r\n")));
}

static void text_is_escaped(void **state) {
    struct meeting *meeting = *state;
    struct dialogue dialogue = see(meeting, "emily");
    dialogue.items[0].title = STR("a\\b;c,d\ne\r\x01\"f\"");
    struct str text = unfold(meeting, calendar_of(meeting, &dialogue));
    assert_true(str_find(text, STR("SUMMARY:a\\\\b\\;c\\,d\\ne\"f\"\r\n")) != SIZE_MAX);
    assert_true(str_find(text, STR("LOCATION:Hall\\, 1\r\n")) != SIZE_MAX);
    assert_true(str_find(text, STR("NAME:First\\; talk\\, now\r\n")) != SIZE_MAX);
}

static void each_item_is_an_event_in_utc(void **state) {
    struct meeting *meeting = *state;
    struct dialogue dialogue = see(meeting, "emily");
    struct str text = unfold(meeting, calendar_of(meeting, &dialogue));
    assert_int_equal(count_of(text, STR("BEGIN:VEVENT\r\n")), 4);
    static const char *const once[] = {
        "UID:",     "DTSTAMP:20",     "DTSTART:20200521T00", "DTEND:20200521T0",
        "SUMMARY:", "SEQUENCE:0\r\n", "STATUS:CONFIRMED\r\n"};
    for (size_t i = 0; i < sizeof once / sizeof *once; i++)
        assert_int_equal(count_of(text, str_of(once[i])), 4);
    assert_true(str_find(text, STR("DTSTART:20200521T001000Z\r\nDTEND:20200521T003500Z\r\n")) !=
                SIZE_MAX);
    assert_true(str_find(text, STR("DESCRIPTION:基調講演")) != SIZE_MAX);
    assert_int_equal(count_of(text, STR("ORGANIZER")), 0);
    assert_int_equal(count_of(text, STR("TRANSP:TRANSPARENT\r\n")), 1);
}

static struct str uid_of(struct str text, struct str summary) {
    size_t at = str_find(text, summary);
    assert_true(at != SIZE_MAX);
    struct str before = str_cut(text, 0, at);
    size_t uid = SIZE_MAX;
    for (size_t i = 0; i + 4 < before.size; i++)
        if (str_starts(str_cut(before, i, before.size), STR("UID:"))) uid = i + 4;
    assert_true(uid != SIZE_MAX);
    return str_cut(before, uid, uid + 36);
}

static void a_change_keeps_uids_and_raises_the_sequence(void **state) {
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    struct dialogue dialogue = see(meeting, "grace");
    struct str before = unfold(meeting, calendar_of(meeting, &dialogue));
    struct dialogue_change change = {.kind = ITEM_REMOVE, .item = STR("opening")};
    expect_ok(meeting, dialogue_change(&meeting->visit, &id, STR_NONE, &change));
    dialogue = see(meeting, "grace");
    struct str after = unfold(meeting, calendar_of(meeting, &dialogue));
    struct str summary = STR("SUMMARY:Closing");
    assert_true(str_equal(uid_of(before, summary), uid_of(after, summary)));
    assert_false(str_equal(uid_of(after, summary), uid_of(after, STR("SUMMARY:Keynote"))));
    assert_int_equal(count_of(after, STR("SEQUENCE:1\r\n")), 3);
}

static void without_an_agenda_there_is_still_one_event(void **state) {
    struct meeting *meeting = *state;
    struct dialogue dialogue = see(meeting, "emily");
    dialogue.item_count = 0;
    struct str text = calendar_of(meeting, &dialogue);
    assert_int_equal(count_of(text, STR("BEGIN:VEVENT")), 1);
    assert_int_equal(count_of(text, STR("DTEND")), 0);
}

// Every length of text, so that each way of cutting a character comes up.
static void folding_never_splits_a_character(void **state) {
    struct meeting *meeting = *state;
    struct dialogue dialogue = see(meeting, "emily");
    for (size_t ascii = 0; ascii < 80; ascii++) {
        char before[80];
        memset(before, 'x', sizeof before);
        struct str title = arena_format(
            &meeting->arena, "%.*s𝄞é日本語の題名がここに続く、とても長い題名", (int)ascii, before);
        dialogue.items[0].title = title;
        struct str text = calendar_of(meeting, &dialogue);
        for (size_t i = 0; i + 3 < text.size; i++)
            if (str_starts(str_cut(text, i, text.size), STR("\r\n ")))
                assert_true(is_character_start(text.data[i + 3]));
        struct str plain = unfold(meeting, text);
        assert_true(str_find(plain, arena_format(&meeting->arena, "SUMMARY:%.*s\r\n",
                                                 STR_ARG(title))) != SIZE_MAX);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, meeting_setup, meeting_teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_line_ends_in_crlf_and_has_at_most_75_octets),
        TEST(text_is_escaped),
        TEST(each_item_is_an_event_in_utc),
        TEST(a_change_keeps_uids_and_raises_the_sequence),
        TEST(without_an_agenda_there_is_still_one_event),
        TEST(folding_never_splits_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
