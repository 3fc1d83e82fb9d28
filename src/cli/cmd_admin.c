// admin: who is signed in where, the tokens of programs, who must show codes, new beginnings; who
// is who (admin_party.c).
#include <stdio.h>

#include "cli/admin.h"

enum status admin_tell(struct json *out, struct doing *doing, const char *method, struct str target,
                       struct str text) {
    struct http_body_text body;
    http_body_text_init(&body, text);
    struct ask ask = {.method = method, .target = target, .body = text.size ? &body.body : NULL};
    return ask_json(out, &doing->connect, &ask, doing->arena, &doing->fault);
}

enum status admin_tell_only(struct doing *doing, const char *method, struct str target,
                            struct str text) {
    struct http_body_text body;
    http_body_text_init(&body, text);
    struct connect_request request = {
        .method = method, .target = target, .body = text.size ? &body.body : NULL};
    struct str said;
    int code;
    TRY(connect_send(&code, &said, &doing->connect, &request, doing->arena, &doing->fault));
    return code / 100 == 2 ? OK : answer_problem(code, said, doing->arena, &doing->fault);
}

static enum status tell_only(struct doing *doing, const char *method, struct str target) {
    return admin_tell_only(doing, method, target, STR(""));
}

static struct str target_of(struct doing *doing, const char *path, struct str name) {
    SCOPED(buf_close) struct buf buf;
    target_begin(&buf, path);
    http_escape(&buf, name);
    return arena_copy(doing->arena, buf_str(&buf));
}

bool admin_is_for_people(const struct doing *doing, struct json answer) {
    if (!option_flag(doing->options, OPTION_JSON)) return true;
    printf("%.*s\n", STR_ARG(json_source(answer)));
    return false;
}

void admin_put_member(struct json row, const char *key, const char *otherwise, const char *behind) {
    struct str text = answer_text(row, key);
    print_text(stdout, text.size ? text : str_of(otherwise));
    fputs(behind, stdout);
}

// ---- sessions ----

static enum status show_sessions(struct doing *doing) {
    struct json answer;
    TRY(admin_tell(&answer, doing, "GET", STR("/api/v1/sessions"), STR("")));
    if (!admin_is_for_people(doing, answer)) return OK;
    struct json row = json_first(json_member(answer, STR("sessions")));
    for (; row.node; row = json_next(row)) {
        admin_put_member(row, "id", "", "  since ");
        admin_put_member(row, "created", "", "  used ");
        admin_put_member(row, "used", "", "  from ");
        admin_put_member(row, "address", "?", "  ");
        admin_put_member(row, "device", "?", "\n");
    }
    return OK;
}

static enum status end_all(struct doing *doing) {
    struct json answer;
    TRY(admin_tell(&answer, doing, "DELETE", STR("/api/v1/sessions"), STR("")));
    if (admin_is_for_people(doing, answer) && !option_flag(doing->options, OPTION_QUIET))
        printf("%lld sessions ended\n", (long long)answer_number(answer, "ended"));
    return OK;
}

static enum status end_sessions(struct doing *doing) {
    if (!doing->operand_count) return end_all(doing);
    for (size_t i = 0; i < doing->operand_count; i++)
        TRY(admin_tell_only(doing, "DELETE",
                            target_of(doing, "/api/v1/sessions/", doing->operands[i]), STR("")));
    return OK;
}

// ---- tokens ----

static void put_scopes(struct json row) {
    struct json one = json_first(json_member(row, STR("scopes")));
    for (bool is_first = true; one.node; one = json_next(one), is_first = false) {
        if (!is_first) putchar(',');
        print_text(stdout, json_text(one));
    }
}

static enum status show_tokens(struct doing *doing) {
    struct json answer;
    TRY(admin_tell(&answer, doing, "GET", STR("/api/v1/tokens"), STR("")));
    if (!admin_is_for_people(doing, answer)) return OK;
    struct json row = json_first(json_member(answer, STR("tokens")));
    for (; row.node; row = json_next(row)) {
        admin_put_member(row, "label", "", "  for ");
        put_scopes(row);
        fputs(json_true(json_member(row, STR("certificate"))) ? "  by certificate  since "
                                                              : "  since ",
              stdout);
        admin_put_member(row, "created", "", "  until ");
        admin_put_member(row, "expires", "taken back", "  used ");
        admin_put_member(row, "used", "never", "\n");
    }
    return OK;
}

static void put_list(struct json_writer *w, struct str names) {
    struct str name;
    while (str_take(&name, &names, ',')) json_put_text(w, str_trim(name));
}

static enum status make_token(struct doing *doing, bool by_certificate) {
    const struct options *options = doing->options;
    struct json answer;
    struct json_writer w;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, 64 * 1024);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "label", doing->operands[0]);
    if (options->is_given[OPTION_SCOPES]) {
        json_key_array(&w, "scopes");
        put_list(&w, option_text(options, OPTION_SCOPES));
        json_close_array(&w);
    }
    if (options->is_given[OPTION_DAYS]) {
        uint64_t days;
        TRY(option_number(&days, options, OPTION_DAYS, 1, TOKEN_DAYS_MAX, &doing->fault));
        json_key_i64(&w, "days", (int64_t)days);
    }
    if (by_certificate) json_key_bool(&w, "certificate", true);
    json_close_object(&w);
    TRY(admin_tell(&answer, doing, "POST", STR("/api/v1/tokens"), buf_str(&buf)));
    if (!admin_is_for_people(doing, answer) || by_certificate) return OK;
    admin_put_member(answer, "token", "", "\n");
    if (!option_flag(options, OPTION_QUIET))
        fprintf(stderr, "The token is shown only here: keep it.\n");
    return OK;
}

static enum status make_text(struct doing *doing) {
    return make_token(doing, false);
}

static enum status make_certified(struct doing *doing) {
    return make_token(doing, true);
}

static enum status revoke_tokens(struct doing *doing) {
    for (size_t i = 0; i < doing->operand_count; i++)
        TRY(admin_tell_only(doing, "DELETE",
                            target_of(doing, "/api/v1/tokens/", doing->operands[i]), STR("")));
    return OK;
}

// ---- second factors ----

static enum status require(struct doing *doing, bool is_required) {
    struct json_writer w;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, 64 * 1024);
    json_begin(&w, &buf);
    json_open_object(&w);
    if (doing->operand_count) json_key_text(&w, "organisation", doing->operands[0]);
    json_key_bool(&w, "is_required", is_required);
    json_close_object(&w);
    return admin_tell_only(doing, "PUT", STR("/api/v1/factor/required"), buf_str(&buf));
}

static enum status need_codes(struct doing *doing) {
    return require(doing, true);
}

static enum status need_no_codes(struct doing *doing) {
    return require(doing, false);
}

// ---- new beginnings ----

static void tell_others(struct json answer) {
    struct json one = json_first(json_member(answer, STR("others")));
    fputs("Before it opens, one of these has to confirm it, in a browser or by a token: ", stderr);
    for (bool is_first = true; one.node; one = json_next(one), is_first = false) {
        if (!is_first) fputs(", ", stderr);
        print_text(stderr, json_text(one));
    }
    fputs(".\n", stderr);
}

static enum status recover(struct doing *doing) {
    struct json answer;
    struct json_writer w;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, 64 * 1024);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "name", doing->operands[0]);
    json_close_object(&w);
    TRY(admin_tell(&answer, doing, "POST", STR("/api/v1/admin/recoveries"), buf_str(&buf)));
    if (!admin_is_for_people(doing, answer)) return OK;
    fputs("/recover#", stdout);
    admin_put_member(answer, "secret", "", "\n");
    if (option_flag(doing->options, OPTION_QUIET)) return OK;
    fputs("Who opens this address on the server chooses a new password; it is shown only here.\n",
          stderr);
    if (!json_true(json_member(answer, STR("is_open")))) tell_others(answer);
    fputs("It is over at ", stderr);
    print_text(stderr, answer_text(answer, "until"));
    fputs(".\n", stderr);
    return OK;
}

static enum status show_recoveries(struct doing *doing) {
    struct json answer;
    TRY(admin_tell(&answer, doing, "GET", STR("/api/v1/recoveries"), STR("")));
    if (!admin_is_for_people(doing, answer)) return OK;
    struct json row = json_first(json_member(answer, STR("recoveries")));
    for (; row.node; row = json_next(row)) {
        admin_put_member(row, "id", "", "  of ");
        admin_put_member(row, "name", "", "  by ");
        admin_put_member(row, "asked_by", "the operator at the machine", "  asked ");
        admin_put_member(row, "asked", "", "  until ");
        admin_put_member(row, "until", "", "\n");
    }
    return OK;
}

static enum status confirm_recovery(struct doing *doing) {
    struct str target = target_of(doing, "/api/v1/recoveries/", doing->operands[0]);
    target = arena_format(doing->arena, "%.*s/confirmation", STR_ARG(target));
    return tell_only(doing, "POST", target);
}

static enum status refuse_recovery(struct doing *doing) {
    return tell_only(doing, "DELETE", target_of(doing, "/api/v1/recoveries/", doing->operands[0]));
}

// ---- the command ----

static const struct admin_word words[] = {
    {"sessions", 0, 0, "nothing", show_sessions},
    {"end", 0, OPERANDS_MAX, "ids of sessions", end_sessions},
    {"tokens", 0, 0, "nothing", show_tokens},
    {"token", 1, 1, "a LABEL", make_text},
    {"certificate", 1, 1, "a LABEL", make_certified},
    {"revoke", 1, OPERANDS_MAX, "one LABEL or more", revoke_tokens},
    {"need-codes", 0, 1, "the slug of one ORGANISATION, or nothing for all", need_codes},
    {"need-no-codes", 0, 1, "the slug of one ORGANISATION, or nothing for all", need_no_codes},
    {"recover", 1, 1, "the NAME of an account", recover},
    {"recoveries", 0, 0, "nothing", show_recoveries},
    {"confirm", 1, 1, "the ID of a recovery", confirm_recovery},
    {"refuse", 1, 1, "the ID of a recovery", refuse_recovery},
    {"provider", 1, 20, "list; add, a SLUG and NAME=VALUE; or remove and a SLUG", admin_provider},
};

static bool find_word(struct admin_word *out, struct str word) {
    for (size_t at = 0; at < sizeof words / sizeof *words; at++) {
        if (!str_equal(word, str_of(words[at].word))) continue;
        *out = words[at];
        return true;
    }
    return admin_party_find(out, word);
}

int cmd_admin(const struct options *options, struct arena *arena) {
    struct doing doing = {.options = options, .arena = arena};
    struct admin_word word;
    doing.operands = options->operands + 1;
    doing.operand_count = options->operand_count ? options->operand_count - 1 : 0;
    enum status status = OK;
    if (!find_word(&word, options->operand_count ? options->operands[0] : STR_NONE))
        status = fault_set(&doing.fault, MALFORMED,
                           "admin takes a word first: 'renkei help admin' lists them");
    else if (doing.operand_count < word.least || doing.operand_count > word.most)
        status = fault_set(&doing.fault, MALFORMED, "admin %s takes %s", word.word, word.takes);
    if (status == OK) status = connect_open(&doing.connect, options, false, arena, &doing.fault);
    if (status == OK) status = word.run ? word.run(&doing) : admin_party(&doing, &word);
    connect_close(&doing.connect);
    if (status == OK) return EXIT_FINE;
    command_fail(&doing.fault);
    return status == ABSENT || status == CONFLICT || status == DENIED ? EXIT_FOUND : EXIT_UNUSABLE;
}
