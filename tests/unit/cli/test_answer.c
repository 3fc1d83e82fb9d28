#include "cli/answer.h"

#include "../app/desk.h"

static void a_problem_s_sentence_is_the_fault(void **state) {
    struct desk *desk = *state;
    static const struct {
        int code;
        const char *text, *sentence;
        enum status status;
    } answers[] = {
        {403, "{\"detail\": \"not yours\"}", "not yours", DENIED},
        {401, "{\"detail\": \"who are you\"}", "who are you", DENIED},
        {404, "{\"detail\": \"not here\"}", "not here", ABSENT},
        {409, "{\"detail\": \"another\"}", "another", CONFLICT},
        {413, "{\"detail\": \"large\"}", "large", LIMIT},
        {422, "{\"detail\": \"objects[3].created\"}", "objects[3].created", MALFORMED},
        {500, "{\"detail\": \"broken\"}", "broken", FAILED},
        {502, "<html>a proxy</html>", "the server answered 502", FAILED}, // not one of ours
        {404, "{}", "the server answered 404", ABSENT},
        {400, "{\"detail\": 7}", "the server answered 400", MALFORMED},
        {403, "", "the server answered 403", DENIED},
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        assert_int_equal(
            answer_problem(answers[i].code, str_of(answers[i].text), &desk->arena, &desk->fault),
            answers[i].status);
        assert_string_equal(desk->fault.text, answers[i].sentence);
    }
}

static void a_target_keeps_what_a_value_holds(void **state) {
    (void)state;
    struct buf target;
    target_begin(&target, "/api/v1/export");
    target_add(&target, "type", STR_NONE);
    target_add(&target, "words", STR("a&b=c?d 連携"));
    target_add(&target, "tlp", STR(""));
    struct str expected = STR("/api/v1/export?words=a%26b%3Dc%3Fd%20%E9%80%A3%E6%90%BA&tlp=");
    if (!str_equal(buf_str(&target), expected)) fail_msg("%.*s", STR_ARG(buf_str(&target)));
    buf_close(&target);
}

static void what_is_absent_is_nothing(void **state) {
    struct desk *desk = *state;
    struct json_reader *reader = json_reader_open();
    struct json json;
    expect_ok(desk, json_read(&json, reader, STR("{\"n\": 7, \"t\": \"x\", \"f\": 1.5}"),
                              &JSON_LIMITS, &desk->arena, &desk->fault));
    assert_int_equal(answer_number(json, "n"), 7);
    assert_int_equal(answer_number(json, "t"), 0);
    assert_int_equal(answer_number(json, "f"), 0);
    assert_int_equal(answer_number(json, "none"), 0);
    assert_true(str_equal(answer_text(json, "t"), STR("x")));
    assert_true(answer_text(json, "n").data && answer_text(json, "n").size == 0);
    assert_true(answer_text(json, "none").data && answer_text(json, "none").size == 0);
    json_reader_close(&reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_problem_s_sentence_is_the_fault),
        T(a_target_keeps_what_a_value_holds),
        T(what_is_absent_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
