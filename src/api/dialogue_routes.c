// Dialogues: the agenda, the queue of questions, the key issues.
#include "api/api_private.h"
#include "api/dialogue_json.h"

#define BODY_BYTES_MAX ((size_t)256 * 1024)
#define TEXT_BYTES_MAX ((size_t)64 * 1024) // characters are counted further in
#define CALENDAR_BYTES_MAX ((size_t)16 << 20)

// A refused text is 422 with its reason, as the form shows it. `status` is that of a check of text
// alone.
static enum status checked(struct call *call, enum status status) {
    if (status == MALFORMED) call->code = "problem.empty";
    if (status == LIMIT) call->code = "problem.too_long";
    return status;
}

// What is too long among other things that may be wrong.
static enum status said(struct call *call, enum status status) {
    if (status == LIMIT) call->code = "problem.too_long";
    return status;
}

static enum status read_dialogue(struct dialogue *out, struct call *call) {
    struct object_id id;
    TRY(call_object_id(&id, call, "id"));
    return dialogue_read(out, &call->visit, &id);
}

static enum status answer_dialogue(struct call *call, int code, const struct object_id *id) {
    struct dialogue dialogue;
    TRY(dialogue_read(&dialogue, &call->visit, id));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    dialogue_json(&w, &dialogue, clock_now(store_clock(call->exchange->store)));
    return respond_json(call, code, &buf);
}

static enum status list(struct call *call) {
    struct dialogue *rows;
    size_t count;
    TRY(dialogue_list(&rows, &count, &call->visit));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "rows");
    for (size_t i = 0; i < count; i++) dialogue_row_json(&w, &rows[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status show(struct call *call) {
    struct object_id id;
    TRY(call_object_id(&id, call, "id"));
    return answer_dialogue(call, 200, &id);
}

// ---- making one ----

static enum status read_names(struct str **out, size_t *count, struct call *call, struct json body,
                              const char *key) {
    struct json array = json_member(body, str_of(key));
    *count = 0;
    *out = NULL;
    if (json_kind(array) == JSON_ABSENT || json_kind(array) == JSON_NULL) return OK;
    if (json_kind(array) != JSON_ARRAY)
        return fault_set(&call->fault, MALFORMED, "%s: a list is expected", key);
    *out = arena_array(call->arena, json_count(array) + 1, struct str);
    for (struct json item = json_first(array); item.node; item = json_next(item)) {
        struct str text = json_text(item);
        if (!text.data)
            return fault_set(&call->fault, MALFORMED, "%s[%zu]: a string is expected", key, *count);
        (*out)[(*count)++] = text;
    }
    return OK;
}

static enum status read_new(struct dialogue_new *out, struct call *call, struct json body) {
    struct str start, tlp, collection;
    TRY(call_text(&out->title, call, body, "title", TEXT_BYTES_MAX));
    TRY(call_text(&out->purpose, call, body, "purpose", TEXT_BYTES_MAX));
    TRY(call_text(&out->venue, call, body, "venue", TEXT_BYTES_MAX));
    TRY(call_text(&out->attribution, call, body, "rule", TEXT_BYTES_MAX));
    TRY(call_text(&out->lang, call, body, "lang", TEXT_BYTES_MAX));
    TRY(call_text(&start, call, body, "start", TEXT_BYTES_MAX));
    TRY(call_text(&tlp, call, body, "tlp", TEXT_BYTES_MAX));
    TRY(call_text(&collection, call, body, "collection", TEXT_BYTES_MAX));
    TRY(read_names(&out->time_zones, &out->time_zone_count, call, body, "time_zones"));
    TRY(read_names(&out->countries, &out->country_count, call, body, "countries"));
    TRY(read_names(&out->languages, &out->language_count, call, body, "languages"));
    if (stamp_read(&out->start, start, &call->fault) != OK)
        return fault_within(&call->fault, MALFORMED, "start");
    if (tlp.size && !tlp_read(&out->tlp, tlp))
        return fault_set(&call->fault, MALFORMED, "tlp: no TLP label");
    return call_collection(&out->collection, call, collection);
}

static enum status make(struct call *call) {
    struct json body;
    struct object_id id;
    struct dialogue_new fresh = {.tlp = TLP_NONE};
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(read_new(&fresh, call, body));
    if (!str_trim(fresh.title).size) {
        call->code = "problem.empty";
        return fault_set(&call->fault, MALFORMED, "title: empty");
    }
    TRY(said(call, dialogue_make(&id, &call->visit, &fresh)));
    return answer_dialogue(call, 201, &id);
}

// ---- the agenda ----

// RFC 9110, 13.1.1; quotes may be left out, since versions hold none.
static struct str if_match(const struct call *call) {
    struct str text = str_trim(http_header(call->request, STR("If-Match")));
    if (!text.size || str_equal(text, STR("*"))) return STR_NONE;
    if (text.size >= 2 && text.data[0] == '"') return str_cut(text, 1, text.size - 1);
    return text;
}

static enum status read_minutes(struct dialogue_change *change, struct call *call,
                                struct json body) {
    struct json minutes = json_member(body, STR("minutes"));
    change->has_minutes = json_kind(minutes) != JSON_ABSENT;
    if (!change->has_minutes || json_i64(&change->minutes, minutes)) return OK;
    return fault_set(&call->fault, MALFORMED, "minutes: a whole number is expected");
}

static enum status read_change(struct dialogue_change *change, struct call *call) {
    struct json body;
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&change->title, call, body, "title", TEXT_BYTES_MAX));
    TRY(call_text(&change->title_ja, call, body, "title_ja", TEXT_BYTES_MAX));
    TRY(call_text(&change->moderator, call, body, "moderator", TEXT_BYTES_MAX));
    TRY(read_minutes(change, call, body));
    change->has_speakers = json_kind(json_member(body, STR("speakers"))) == JSON_ARRAY;
    TRY(read_names(&change->speakers, &change->speaker_count, call, body, "speakers"));
    if (change->kind != ITEM_ADD) return OK;
    TRY(call_text(&change->item, call, body, "after", TEXT_BYTES_MAX));
    if (!change->item.data) change->item = STR("");
    return call_text(&change->item_kind, call, body, "kind", TEXT_BYTES_MAX);
}

static enum status change(struct call *call, const struct dialogue_change *change) {
    struct object_id id;
    TRY(call_object_id(&id, call, "id"));
    TRY(said(call, dialogue_change(&call->visit, &id, if_match(call), change)));
    return answer_dialogue(call, 200, &id);
}

static enum status change_item(struct call *call) {
    struct dialogue_change wanted = {.kind = ITEM_CHANGE, .item = call_param(call, "item")};
    TRY(read_change(&wanted, call));
    return change(call, &wanted);
}

static enum status add_item(struct call *call) {
    struct dialogue_change wanted = {.kind = ITEM_ADD};
    TRY(read_change(&wanted, call));
    return change(call, &wanted);
}

static enum status remove_item(struct call *call) {
    struct dialogue_change wanted = {.kind = ITEM_REMOVE, .item = call_param(call, "item")};
    return change(call, &wanted);
}

static void calendar_free(void *held) {
    struct buf *buf = held;
    buf_close(buf);
}

static enum status calendar(struct call *call) {
    struct dialogue dialogue;
    TRY(read_dialogue(&dialogue, call));
    struct buf *buf = arena_new(call->arena, struct buf);
    buf_init(buf, CALENDAR_BYTES_MAX);
    dialogue_calendar(buf, &dialogue, clock_now(store_clock(call->exchange->store)));
    if (buf->status != OK) {
        buf_close(buf);
        return fault_set(&call->fault, LIMIT, "the calendar is too large");
    }
    http_respond(call->response, 200, "text/calendar; charset=utf-8", buf_str(buf));
    call->response->release = calendar_free;
    call->response->held = buf;
    respond_header(call, "Cache-Control", STR("no-store"));
    respond_header(call, "Content-Disposition", STR("attachment; filename=\"dialogue.ics\""));
    return OK;
}

// ---- questions ----

static enum status questions(struct call *call) {
    struct dialogue dialogue;
    struct dialogue_question *rows;
    size_t count;
    TRY(read_dialogue(&dialogue, call));
    TRY(question_list(&rows, &count, &call->visit, &dialogue));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "rows");
    for (size_t i = 0; i < count; i++) question_json(&w, &rows[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status answer_question(struct call *call, int code, const struct dialogue *dialogue,
                                   struct str id) {
    struct dialogue_question question;
    TRY(question_read(&question, &call->visit, dialogue, id));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    question_json(&w, &question);
    return respond_json(call, code, &buf);
}

static enum status ask(struct call *call) {
    struct dialogue dialogue;
    struct json body;
    struct dialogue_question question = {0};
    struct str id;
    TRY(read_dialogue(&dialogue, call));
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&question.text, call, body, "text", TEXT_BYTES_MAX));
    TRY(call_text(&question.lang, call, body, "lang", TEXT_BYTES_MAX));
    TRY(call_text(&question.item, call, body, "item", TEXT_BYTES_MAX));
    question.is_anonymous = json_true(json_member(body, STR("anonymous")));
    TRY(checked(call, question_check(question.text, &call->fault)));
    TRY(question_ask(&id, &call->visit, &dialogue, &question));
    return answer_question(call, 201, &dialogue, id);
}

static enum status set_state(struct call *call) {
    struct dialogue dialogue;
    struct json body;
    struct str name;
    struct question_verdict verdict = {0};
    TRY(read_dialogue(&dialogue, call));
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&name, call, body, "state", TEXT_BYTES_MAX));
    TRY(call_text(&verdict.answer, call, body, "answer", TEXT_BYTES_MAX));
    TRY(call_text(&verdict.reason, call, body, "reason", TEXT_BYTES_MAX));
    TRY(call_text(&verdict.lang, call, body, "lang", TEXT_BYTES_MAX));
    if (!question_state_read(&verdict.state, name))
        return fault_set(&call->fault, MALFORMED,
                         "state: open, answering, answered or declined is expected");
    struct str id = call_param(call, "question");
    TRY(said(call, question_moderate(&call->visit, &dialogue, id, &verdict)));
    return answer_question(call, 200, &dialogue, id);
}

// ---- key issues ----

static enum status issues(struct call *call) {
    struct dialogue dialogue;
    struct dialogue_issue *rows;
    size_t count;
    TRY(read_dialogue(&dialogue, call));
    TRY(issue_list(&rows, &count, &call->visit, &dialogue));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "rows");
    for (size_t i = 0; i < count; i++) issue_json(&w, &rows[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status propose(struct call *call) {
    struct dialogue dialogue;
    struct json body;
    struct dialogue_issue issue = {0};
    struct str id;
    TRY(read_dialogue(&dialogue, call));
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&issue.title, call, body, "title", TEXT_BYTES_MAX));
    TRY(call_text(&issue.text, call, body, "text", TEXT_BYTES_MAX));
    TRY(call_text(&issue.lang, call, body, "lang", TEXT_BYTES_MAX));
    TRY(checked(call, issue_check(issue.title, issue.text, &call->fault)));
    TRY(issue_propose(&id, &call->visit, &dialogue, &issue));
    TRY(issue_read(&issue, &call->visit, &dialogue, id));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    issue_json(&w, &issue);
    return respond_json(call, 201, &buf);
}

// ---- votes ----

struct vote_words {
    const char *param, *asked, *sum, *own; // names in the path, the body and the answer
};

static enum status vote(struct call *call, const struct vote_words *words) {
    struct dialogue dialogue;
    struct json body;
    size_t votes;
    TRY(read_dialogue(&dialogue, call));
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    enum json_kind kind = json_kind(json_member(body, str_of(words->asked)));
    if (kind != JSON_TRUE && kind != JSON_FALSE)
        return fault_set(&call->fault, MALFORMED, "%s: true or false is expected", words->asked);
    bool is_for = kind == JSON_TRUE;
    TRY(dialogue_vote(&votes, &call->visit, &dialogue, call_param(call, words->param), is_for));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_i64(&w, words->sum, (int64_t)votes);
    json_key_bool(&w, words->own, is_for);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status vote_question(struct call *call) {
    return vote(call, &(struct vote_words){"question", "vote", "votes", "voted"});
}

static enum status support_issue(struct call *call) {
    return vote(call, &(struct vote_words){"issue", "support", "support", "supported"});
}

#define ONE "/api/v1/dialogues/{id}"
static const struct route rows[] = {
    {"GET", "/api/v1/dialogues", list, NEED_NOTHING, ACT_READ},
    {"POST", "/api/v1/dialogues", make, NEED_ACCOUNT, ACT_WRITE},
    {"GET", ONE, show, NEED_NOTHING, ACT_READ},
    {"PUT", ONE "/agenda/{item}", change_item, NEED_ACCOUNT, ACT_WRITE},
    {"POST", ONE "/agenda", add_item, NEED_ACCOUNT, ACT_WRITE},
    {"DELETE", ONE "/agenda/{item}", remove_item, NEED_ACCOUNT, ACT_WRITE},
    {"GET", ONE "/calendar.ics", calendar, NEED_NOTHING, ACT_READ},
    {"GET", ONE "/questions", questions, NEED_NOTHING, ACT_READ},
    {"POST", ONE "/questions", ask, NEED_ACCOUNT, ACT_WRITE},
    {"PUT", ONE "/questions/{question}/vote", vote_question, NEED_ACCOUNT, ACT_WRITE},
    {"PUT", ONE "/questions/{question}/state", set_state, NEED_ACCOUNT, ACT_WRITE},
    {"GET", ONE "/issues", issues, NEED_NOTHING, ACT_READ},
    {"POST", ONE "/issues", propose, NEED_ACCOUNT, ACT_WRITE},
    {"PUT", ONE "/issues/{issue}/support", support_issue, NEED_ACCOUNT, ACT_WRITE},
};
const struct route_table dialogue_routes = {rows, sizeof rows / sizeof *rows};
