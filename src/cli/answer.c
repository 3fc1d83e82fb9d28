#include "cli/answer.h"

#include "base/text.h"

static enum status read_json(struct json *out, struct str text, struct arena *arena,
                             struct fault *fault) {
    struct json_reader *reader = json_reader_open();
    struct json_limits limits = JSON_LIMITS;
    limits.size_max = (size_t)256 << 20;
    enum status status = json_read(out, reader, text, &limits, arena, fault);
    json_reader_close(&reader);
    return status;
}

enum status answer_problem(int code, struct str text, struct arena *arena, struct fault *fault) {
    struct json problem;
    enum status status = code == 404                  ? ABSENT
                         : code == 409                ? CONFLICT
                         : code == 413                ? LIMIT
                         : code == 507                ? FULL
                         : code >= 500                ? FAILED
                         : code == 401 || code == 403 ? DENIED
                                                      : MALFORMED;
    if (read_json(&problem, text, arena, fault) == OK) {
        struct str detail = json_text(json_member(problem, STR("detail")));
        if (detail.size) return fault_set(fault, status, "%.*s", STR_ARG(detail));
    }
    return fault_set(fault, status, "the server answered %d", code);
}

enum status ask_json(struct json *out, struct connect *connect, struct ask *ask,
                     struct arena *arena, struct fault *fault) {
    struct str text;
    struct connect_request request = {
        .method = ask->method, .target = ask->target, .body = ask->body};
    TRY(connect_send(&ask->code, &text, connect, &request, arena, fault));
    bool is_fine = ask->code / 100 == 2 || (ask->takes_unusable && ask->code == 422);
    if (!is_fine) return answer_problem(ask->code, text, arena, fault);
    enum status status = read_json(out, text, arena, fault);
    return status == OK ? OK : fault_within(fault, status, "the answer cannot be read:");
}

int64_t answer_number(struct json object, const char *key) {
    int64_t number;
    return json_i64(&number, json_member(object, str_of(key))) ? number : 0;
}

struct str answer_text(struct json object, const char *key) {
    struct str text = json_text(json_member(object, str_of(key)));
    return text.data ? text : STR("");
}

void print_text(FILE *out, struct str text) {
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        bool is_shown = text_is_shown(text_next(text, &at));
        if (is_shown)
            fwrite(text.data + begin, 1, at - begin, out);
        else
            putc('.', out);
    }
}

const char *counted(uint64_t count, const char *one, const char *many) {
    return count == 1 ? one : many;
}

void target_begin(struct buf *out, const char *path) {
    buf_init(out, 64 * 1024);
    buf_add(out, str_of(path));
}

void target_add(struct buf *out, const char *name, struct str value) {
    if (!value.data) return;
    buf_add_byte(out, str_find_byte(buf_str(out), '?') == SIZE_MAX ? '?' : '&');
    buf_addf(out, "%s=", name);
    http_escape(out, value);
}
