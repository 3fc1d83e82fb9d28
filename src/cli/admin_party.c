// Organisations, persons and communities: each word is a request, said in a row.
#include <stdio.h>

#include "cli/admin.h"
#include "sys/file.h"

#define TERMS_BYTES_MAX ((size_t)64 << 10)
#define BODY_BYTES_MAX ((size_t)256 << 10)

// `target`: {0} is the first operand. `body`: members, a comma between them; "name:0" takes an
// operand, when there is one; "name=text" is said so. `shown`: members of the rows of the answer.
struct row {
    const char *word;
    size_t least, most; // operands
    const char *takes;
    const char *method, *target, *body, *list, *shown;
};

#define ORGANISATION "/api/v1/organisations/{0}"
#define COMMUNITY "/api/v1/communities/{0}"
// tidy: table
static const struct row ROWS[] = {
    {"organisations", 0, 0, "nothing", "GET", "/api/v1/organisations", NULL, "organisations",
     "slug,state,sector,country,name"},
    {"verify", 1, 1, "a SLUG", "PUT", ORGANISATION "/verified", NULL, NULL, NULL},
    {"doubt", 1, 1, "a SLUG", "DELETE", ORGANISATION "/verified", NULL, NULL, NULL},
    {"suspend", 1, 1, "a SLUG", "PUT", ORGANISATION "/state", "state=suspended", NULL, NULL},
    {"reopen", 1, 1, "a SLUG", "PUT", ORGANISATION "/state", "state=active", NULL, NULL},
    {"close", 1, 1, "a SLUG", "PUT", ORGANISATION "/state", "state=left", NULL, NULL},
    {"client", 2, 2, "the SLUG of the patron and that of its client", "PUT",
     ORGANISATION "/clients/{1}", NULL, NULL, NULL},
    {"unclient", 2, 2, "the SLUG of the patron and that of its client", "DELETE",
     ORGANISATION "/clients/{1}", NULL, NULL, NULL},
    {"persons", 1, 1, "a SLUG", "GET", ORGANISATION "/persons", NULL, "persons",
     "name,role,state,account_state,display"},
    {"role", 3, 3, "a SLUG, a NAME and a ROLE", "PUT", ORGANISATION "/persons/{1}", "role:2", NULL,
     NULL},
    {"pause", 2, 2, "a SLUG and a NAME", "PUT", ORGANISATION "/persons/{1}", "state=suspended",
     NULL, NULL},
    {"resume", 2, 2, "a SLUG and a NAME", "PUT", ORGANISATION "/persons/{1}", "state=active", NULL,
     NULL},
    {"remove", 2, 2, "a SLUG and a NAME", "DELETE", ORGANISATION "/persons/{1}", NULL, NULL, NULL},
    {"lock", 1, 1, "a NAME", "PUT", "/api/v1/persons/{0}/state", "state=suspended", NULL, NULL},
    {"unlock", 1, 1, "a NAME", "PUT", "/api/v1/persons/{0}/state", "state=active", NULL, NULL},
    {"service", 3, 4, "a SLUG, a NAME, a ROLE and what it is called", "POST",
     ORGANISATION "/services", "name:1,role:2,display:3", NULL, NULL},
    {"invitations", 1, 1, "a SLUG", "GET", ORGANISATION "/invitations", NULL, "invitations",
     "id,role,expires,taker,note"},
    {"invite", 2, 3, "a SLUG, a ROLE and for whom", "POST", ORGANISATION "/invitations",
     "role:1,note:2", NULL, "secret"},
    {"uninvite", 1, 1, "an ID", "DELETE", "/api/v1/invitations/{0}", NULL, NULL, NULL},
    {"requests", 0, 0, "nothing", "GET", "/api/v1/requests", NULL, "requests",
     "id,verdict,name,organisation.slug,community.slug,words"},
    {"ask", 1, 2, "the SLUG of an organisation, and words", "POST", "/api/v1/requests",
     "organisation:0,words:1", NULL, NULL},
    {"ask-community", 1, 2, "the SLUG of a community, and words", "POST", "/api/v1/requests",
     "community:0,words:1", NULL, NULL},
    {"accept", 1, 2, "an ID, and for a person a ROLE", "PUT", "/api/v1/requests/{0}",
     "verdict=accepted,role:1", NULL, NULL},
    {"decline", 1, 1, "an ID", "PUT", "/api/v1/requests/{0}", "verdict=declined", NULL, NULL},
    {"withdraw", 1, 1, "an ID", "PUT", "/api/v1/requests/{0}", "verdict=withdrawn", NULL, NULL},
    {"communities", 0, 0, "nothing", "GET", "/api/v1/communities", NULL, "communities",
     "slug,standing,terms.digest,title"},
    {"agree", 2, 2, "the SLUG of a community and the DIGEST of its terms", "POST",
     COMMUNITY "/acceptance", "digest:1", NULL, NULL},
    {"enter", 2, 2, "the SLUG of a community and that of an organisation", "PUT",
     COMMUNITY "/members/{1}", NULL, NULL, NULL},
    {"leave", 2, 2, "the SLUG of a community and that of an organisation", "DELETE",
     COMMUNITY "/members/{1}", NULL, NULL, NULL},
};

// ---- what is asked ----

static struct str target_of(struct doing *doing, const char *target) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, BODY_BYTES_MAX);
    for (const char *at = target; *at; at++) {
        if (*at != '{') {
            buf_add_byte(&buf, *at);
            continue;
        }
        http_escape(&buf, doing->operands[at[1] - '0']);
        at += 2;
    }
    return arena_copy(doing->arena, buf_str(&buf));
}

static void put_member(struct json_writer *w, struct doing *doing, struct str member) {
    size_t colon = str_find_byte(member, ':'), equals = str_find_byte(member, '=');
    size_t at = colon == SIZE_MAX ? equals : colon;
    struct str value = str_cut(member, at + 1, member.size);
    if (colon != SIZE_MAX) {
        size_t operand = (size_t)(value.data[0] - '0');
        if (operand >= doing->operand_count) return;
        value = doing->operands[operand];
    }
    json_put_key(w, str_cut(member, 0, at));
    json_put_text(w, value);
}

static struct str body_of(struct doing *doing, const char *members) {
    if (!members) return STR("");
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    struct str rest = str_of(members), member;
    buf_init(&buf, BODY_BYTES_MAX);
    json_begin(&w, &buf);
    json_open_object(&w);
    while (str_take(&member, &rest, ',')) put_member(&w, doing, member);
    json_close_object(&w);
    return arena_copy(doing->arena, buf_str(&buf));
}

// ---- what is shown ----

static void put_shown(struct json row, const char *names) {
    struct str rest = str_of(names), name;
    for (bool is_first = true; str_take(&name, &rest, ','); is_first = false) {
        size_t dot = str_find_byte(name, '.');
        struct json of = dot == SIZE_MAX ? row : json_member(row, str_cut(name, 0, dot));
        struct str key = dot == SIZE_MAX ? name : str_cut(name, dot + 1, name.size);
        struct str text = json_text(json_member(of, key));
        if (!is_first) fputs("  ", stdout);
        print_text(stdout, text.size ? text : STR("-"));
    }
    putchar('\n');
}

static enum status run(struct doing *doing, const struct row *row) {
    struct str target = target_of(doing, row->target), body = body_of(doing, row->body);
    struct json answer;
    if (!row->shown) return admin_tell_only(doing, row->method, target, body);
    TRY(admin_tell(&answer, doing, row->method, target, body));
    if (!admin_is_for_people(doing, answer)) return OK;
    if (!row->list) {
        put_shown(answer, row->shown);
        return OK;
    }
    struct json one = json_first(json_member(answer, str_of(row->list)));
    for (; one.node; one = json_next(one)) put_shown(one, row->shown);
    return OK;
}

// ---- words with a way of their own ----

static bool is_list(struct str name) {
    return str_equal(name, STR("industries")) || str_equal(name, STR("languages"));
}

static enum status set_organisation(struct doing *doing) {
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    buf_init(&buf, BODY_BYTES_MAX);
    json_begin(&w, &buf);
    json_open_object(&w);
    for (size_t i = 1; i < doing->operand_count; i++) {
        size_t equals = str_find_byte(doing->operands[i], '=');
        struct str name = str_cut(doing->operands[i], 0, equals), one;
        if (equals == SIZE_MAX)
            return fault_set(&doing->fault, MALFORMED, "%.*s: NAME=VALUE is expected",
                             STR_ARG(name));
        struct str value = str_cut(doing->operands[i], equals + 1, doing->operands[i].size);
        json_put_key(&w, name);
        if (!is_list(name)) {
            json_put_text(&w, value);
            continue;
        }
        json_open_array(&w);
        while (str_take(&one, &value, ',')) json_put_text(&w, str_trim(one));
        json_close_array(&w);
    }
    json_close_object(&w);
    return admin_tell_only(doing, "PUT", target_of(doing, ORGANISATION), buf_str(&buf));
}

static enum status set_terms(struct doing *doing) {
    struct str text;
    TRY(file_read(&text, arena_text(doing->arena, doing->operands[1]), TERMS_BYTES_MAX,
                  doing->arena, &doing->fault));
    return admin_tell_only(doing, "POST", target_of(doing, COMMUNITY "/terms"), text);
}

static enum status make_token(struct doing *doing) {
    struct json answer;
    struct str body = body_of(doing, "label:2"), one;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, BODY_BYTES_MAX);
    if (doing->options->is_given[OPTION_SCOPES]) {
        struct json_writer w;
        struct str names = option_text(doing->options, OPTION_SCOPES);
        json_begin(&w, &buf);
        json_open_object(&w);
        json_key_text(&w, "label", doing->operands[2]);
        json_key_array(&w, "scopes");
        while (str_take(&one, &names, ',')) json_put_text(&w, str_trim(one));
        json_close_array(&w);
        json_close_object(&w);
        body = buf_str(&buf);
    }
    TRY(admin_tell(&answer, doing, "POST", target_of(doing, ORGANISATION "/persons/{1}/tokens"),
                   body));
    if (admin_is_for_people(doing, answer)) admin_put_member(answer, "token", "", "\n");
    return OK;
}

static const struct admin_word WORDS[] = {
    {"organisation", 2, 20, "a SLUG and NAME=VALUE", set_organisation},
    {"terms", 2, 2, "the SLUG of a community and a FILE", set_terms},
    {"service-token", 3, 3, "a SLUG, a NAME and a LABEL", make_token},
};

static const struct row *row_of(struct str word) {
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (str_equal(word, str_of(ROWS[i].word))) return &ROWS[i];
    return NULL;
}

static const struct admin_word *word_of(struct str word) {
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (str_equal(word, str_of(WORDS[i].word))) return &WORDS[i];
    return NULL;
}

bool admin_party_find(struct admin_word *out, struct str word) {
    const struct row *row = row_of(word);
    const struct admin_word *own = word_of(word);
    if (row) *out = (struct admin_word){row->word, row->least, row->most, row->takes, NULL};
    if (own) *out = *own;
    return row || own;
}

enum status admin_party(struct doing *doing, const struct admin_word *word) {
    return run(doing, row_of(str_of(word->word)));
}
