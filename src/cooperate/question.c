#include <stdlib.h>
#include <string.h>

#include "cooperate/author.h"
#include "cooperate/statement.h"
#include "exchange/ballot.h"
#include "stix/derived.h"

static const struct {
    const char *name;
    const char *content; // of a moderation that says nothing else: a note cannot be empty
} states[] = {
    [QUESTION_OPEN] = {"open", "Put back into the queue."},
    [QUESTION_ANSWERING] = {"answering", "Being answered."},
    [QUESTION_ANSWERED] = {"answered", "Answered in the meeting."},
    [QUESTION_DECLINED] = {"declined", "Not taken up."},
};
#define STATE_COUNT (sizeof states / sizeof *states)

const char *question_state_name(enum question_state state) {
    return states[state].name;
}

bool question_state_read(enum question_state *out, struct str name) {
    for (size_t i = 0; i < STATE_COUNT; i++) {
        if (!str_equal(name, str_of(states[i].name))) continue;
        *out = (enum question_state)i;
        return true;
    }
    return false;
}

// ---- reading ----

// Questions and their moderations are read together: the moderation of ids[i] is ids[count + i].
struct queue {
    struct givers *givers;
    const struct dialogue *dialogue;
    struct object_id *ids;
    size_t count;
    struct kept *questions;
    struct kept *moderations;
};

static void hear(void *context, const struct history_row *row) {
    struct queue *queue = context;
    struct arena *arena = queue->givers->visit->arena;
    if (row->index < queue->count) {
        kept_hear(&queue->questions[row->index], row, queue->dialogue, arena);
        return;
    }
    // Its id is known beforehand, so that anybody could have founded it: only who may moderate
    // counts.
    struct kept *kept = &queue->moderations[row->index - queue->count];
    if (!giver_may_moderate(&row->giver, queue->dialogue)) return;
    if (kept->text.data && row->version < kept->version) return;
    kept->version = row->version;
    kept->text = arena_copy(arena, row->text);
}

static enum status read_queue(struct queue *queue, const struct object_id *ids, size_t count) {
    struct arena *arena = queue->givers->visit->arena;
    queue->count = count;
    queue->questions = arena_array(arena, count + 1, struct kept);
    queue->moderations = arena_array(arena, count + 1, struct kept);
    queue->ids = arena_array(arena, 2 * count + 1, struct object_id);
    for (size_t i = 0; i < count; i++) {
        queue->ids[i] = ids[i];
        queue->ids[count + i] = (struct object_id){STR("note"), derived_moderation(&ids[i].uuid)};
    }
    struct history_ask ask = {.ids = queue->ids,
                              .id_count = 2 * count,
                              .collection = queue->dialogue->collection,
                              .hear = hear,
                              .context = queue};
    return history_read(queue->givers, &ask);
}

static enum status read_moderation(struct dialogue_question *out, struct queue *queue,
                                   const struct kept *kept) {
    if (!kept->text.data) return OK;
    struct json json;
    TRY(history_parse(&json, queue->givers, kept->text));
    struct json extension = history_extension(json, MODERATION_EXTENSION);
    enum question_state state;
    if (json_true(json_member(json, STR("revoked"))) ||
        !question_state_read(&state, json_text(json_member(extension, STR("state")))))
        return OK;
    out->state = state;
    out->reason = json_text(json_member(extension, STR("reason")));
    struct str content = json_text(json_member(json, STR("content")));
    if (state == QUESTION_ANSWERED && !str_equal(content, str_of(states[state].content)))
        out->answer = content;
    return OK;
}

// ABSENT for what is no question of this dialogue, or may not be believed.
static enum status read_question(struct dialogue_question *out, struct queue *queue, size_t index) {
    const struct kept *kept = &queue->questions[index];
    if (!kept->text.data || !kept->is_named_well) return ABSENT;
    struct json json;
    TRY(history_parse(&json, queue->givers, kept->text));
    struct json extension = history_extension(json, QUESTION_EXTENSION);
    if (!str_equal(json_text(json_member(extension, STR("dialogue_ref"))),
                   queue->dialogue->id_text) ||
        json_true(json_member(json, STR("revoked"))))
        return ABSENT;
    *out = (struct dialogue_question){
        .id = json_text(json_member(json, STR("id"))),
        .text = json_text(json_member(json, STR("content"))),
        .lang = json_text(json_member(json, STR("lang"))),
        .item = json_text(json_member(extension, STR("item"))),
        .author_name = STR(""),
        .author_organisation = STR(""),
        .is_anonymous = json_true(json_member(extension, STR("anonymous"))),
        .is_mine = author_is_viewer(queue->givers, kept, json),
    };
    // A version that stands by its text alone still has a time: that of its version.
    if (stamp_read(&out->asked, json_text(json_member(json, STR("created"))), NULL) != OK)
        out->asked = kept->version;
    if (!out->is_anonymous)
        TRY(author_find(&out->author_name, &out->author_organisation, queue->givers,
                        queue->dialogue, json));
    return read_moderation(out, queue, &queue->moderations[index]);
}

static int by_turn(const void *a, const void *b) {
    static const int turns[] = {[QUESTION_ANSWERING] = 0,
                                [QUESTION_OPEN] = 1,
                                [QUESTION_ANSWERED] = 2,
                                [QUESTION_DECLINED] = 3};
    const struct dialogue_question *one = a, *other = b;
    if (one->state != other->state) return turns[one->state] - turns[other->state];
    if (one->votes != other->votes) return one->votes < other->votes ? 1 : -1;
    if (one->asked != other->asked) return one->asked < other->asked ? -1 : 1;
    return str_compare(one->id, other->id); // the same order for everybody
}

static enum status read_all(struct dialogue_question **out, size_t *count, struct queue *queue) {
    const struct visit *visit = queue->givers->visit;
    struct dialogue_question *rows =
        arena_array(visit->arena, queue->count + 1, struct dialogue_question);
    struct ballot *ballots;
    TRY(ballot_count(&ballots, visit, queue->dialogue->collection, queue->ids, queue->count));
    size_t used = 0;
    for (size_t i = 0; i < queue->count; i++) {
        enum status status = read_question(&rows[used], queue, i);
        if (status == ABSENT) continue;
        TRY(status);
        rows[used].votes = ballots[i].votes;
        rows[used++].voted = ballots[i].is_own;
    }
    if (used) qsort(rows, used, sizeof *rows, by_turn);
    *out = rows;
    *count = used;
    return OK;
}

enum status question_list(struct dialogue_question **out, size_t *count, const struct visit *visit,
                          const struct dialogue *dialogue) {
    const struct pointing questions = {STR("note"), STR(QUESTION_EXTENSION), QUESTIONS_MAX};
    struct object_id *ids;
    size_t id_count;
    TRY(history_pointing(&ids, &id_count, visit, dialogue, &questions));
    struct givers givers;
    givers_open(&givers, visit);
    struct queue queue = {.givers = &givers, .dialogue = dialogue};
    enum status status = read_queue(&queue, ids, id_count);
    if (status == OK) status = read_all(out, count, &queue);
    givers_close(&givers);
    return status;
}

static enum status count_all(size_t *count, struct queue *queue) {
    *count = 0;
    for (size_t i = 0; i < queue->count; i++) {
        struct dialogue_question row;
        enum status status = read_question(&row, queue, i);
        if (status == ABSENT) continue;
        TRY(status);
        (*count)++;
    }
    return OK;
}

enum status question_count(size_t *count, const struct visit *visit,
                           const struct dialogue *dialogue) {
    const struct pointing questions = {STR("note"), STR(QUESTION_EXTENSION), QUESTIONS_MAX};
    SCOPED(arena_close) struct arena arena; // of many dialogues in a list nothing but this stays
    arena_init(&arena);
    struct visit looking = *visit;
    looking.arena = &arena;
    struct object_id *ids;
    size_t id_count;
    TRY(history_pointing(&ids, &id_count, &looking, dialogue, &questions));
    struct givers givers;
    givers_open(&givers, &looking);
    struct queue queue = {.givers = &givers, .dialogue = dialogue};
    enum status status = read_queue(&queue, ids, id_count);
    if (status == OK) status = count_all(count, &queue);
    givers_close(&givers);
    return status;
}

enum status question_read(struct dialogue_question *out, const struct visit *visit,
                          const struct dialogue *dialogue, struct str id_text) {
    struct object_id id;
    if (object_id_read(&id, id_text, NULL) != OK || !str_equal(id.type, STR("note")))
        return fault_set(visit->fault, ABSENT, "no such question");
    struct givers givers;
    givers_open(&givers, visit);
    struct queue queue = {.givers = &givers, .dialogue = dialogue};
    struct dialogue_question *rows = NULL;
    size_t count = 0;
    enum status status = read_queue(&queue, &id, 1);
    if (status == OK) status = read_all(&rows, &count, &queue);
    givers_close(&givers);
    TRY(status);
    if (!count) return fault_set(visit->fault, ABSENT, "no such question");
    *out = rows[0];
    return OK;
}

// ---- asking ----

enum status question_check(struct str text, struct fault *fault) {
    return text_check(text, QUESTION_TEXT_MAX, true, "text", fault);
}

static bool has_item(const struct dialogue *dialogue, struct str item) {
    for (size_t i = 0; i < dialogue->item_count; i++)
        if (str_equal(dialogue->items[i].id, item)) return true;
    return false;
}

static enum status check_asking(const struct visit *visit, const struct dialogue *dialogue,
                                const struct dialogue_question *question) {
    if (!dialogue->can_ask)
        return fault_set(visit->fault, DENIED, "only who may write into its collection asks here");
    TRY(question_check(question->text, visit->fault));
    TRY(language_check(question->lang, "lang", visit->fault));
    if (question->item.size && !has_item(dialogue, question->item))
        return fault_set(visit->fault, MALFORMED, "item: not in the agenda");
    const struct pointing questions = {STR("note"), STR(QUESTION_EXTENSION), QUESTIONS_MAX};
    struct object_id *ids;
    size_t count;
    TRY(history_pointing(&ids, &count, visit, dialogue, &questions));
    if (count < QUESTIONS_MAX) return OK;
    return fault_set(visit->fault, LIMIT, "the dialogue has %d questions already", QUESTIONS_MAX);
}

enum status question_ask(struct str *id, const struct visit *visit, const struct dialogue *dialogue,
                         const struct dialogue_question *question) {
    TRY(check_asking(visit, dialogue, question));
    struct uuid uuid = chance_uuid(store_chance(visit->exchange->store));
    struct statement statement;
    struct json_writer *w = &statement.w;
    // Anonymous: nobody is named. That the row keeps its giver is how the asker finds it again.
    statement_begin(&statement, "note", &uuid,
                    question->is_anonymous ? NULL : &visit->viewer->identity,
                    (struct statement_times){STR_NONE, history_next(visit, 0)});
    json_key_text(w, "content", question->text);
    statement_about(&statement, dialogue->id_text);
    if (question->lang.size) json_key_text(w, "lang", question->lang);
    statement_extend(&statement, QUESTION_EXTENSION, "property-extension");
    json_key_text(w, "dialogue_ref", dialogue->id_text);
    if (question->item.size) json_key_text(w, "item", question->item);
    json_key_bool(w, "anonymous", question->is_anonymous);
    TRY(statement_put(visit, &statement, dialogue));
    *id = object_id_write(visit->arena, STR("note"), &uuid);
    statement_tell(visit, dialogue->id_text, STR("questions"));
    return OK;
}

// ---- moderating ----

// The moderation as it counts now; its times are built upon.
static enum status times_of(struct statement_times *out, const struct visit *visit,
                            const struct dialogue *dialogue, const struct object_id *question) {
    struct givers givers;
    givers_open(&givers, visit);
    struct queue queue = {.givers = &givers, .dialogue = dialogue};
    enum status status = read_queue(&queue, question, 1);
    *out = (struct statement_times){0};
    if (status == OK) out->modified = history_next(visit, queue.moderations[0].version);
    struct json json;
    if (status == OK && queue.moderations[0].text.data)
        status = history_parse(&json, &givers, queue.moderations[0].text);
    if (status == OK && queue.moderations[0].text.data)
        out->created = json_text(json_member(json, STR("created")));
    givers_close(&givers);
    return status;
}

static enum status put_moderation(const struct visit *visit, const struct dialogue *dialogue,
                                  const struct object_id *question,
                                  const struct question_verdict *verdict) {
    struct statement_times times;
    TRY(times_of(&times, visit, dialogue, question));
    struct uuid uuid = derived_moderation(&question->uuid);
    struct statement statement;
    struct json_writer *w = &statement.w;
    statement_begin(&statement, "note", &uuid, &visit->viewer->identity, times);
    bool has_answer = verdict->state == QUESTION_ANSWERED && str_trim(verdict->answer).size;
    json_key_text(w, "content",
                  has_answer ? verdict->answer : str_of(states[verdict->state].content));
    bool has_reason = verdict->state == QUESTION_DECLINED && str_trim(verdict->reason).size;
    struct str lang = has_answer || has_reason ? verdict->lang : STR("en"); // the sentence is ours
    if (lang.size) json_key_text(w, "lang", lang);
    statement_about(&statement, object_id_write(visit->arena, question->type, &question->uuid));
    statement_extend(&statement, MODERATION_EXTENSION, "property-extension");
    json_key_text(w, "state", str_of(question_state_name(verdict->state)));
    if (has_reason) json_key_text(w, "reason", verdict->reason);
    return statement_put(visit, &statement, dialogue);
}

enum status question_moderate(const struct visit *visit, const struct dialogue *dialogue,
                              struct str question_id, const struct question_verdict *verdict) {
    struct dialogue_question question;
    struct object_id id;
    TRY(question_read(&question, visit, dialogue, question_id));
    TRY(object_id_read(&id, question_id, visit->fault));
    if (!dialogue->can_moderate)
        return fault_set(visit->fault, DENIED, "only moderators take up and answer questions");
    TRY(text_check(verdict->answer, ANSWER_TEXT_MAX, false, "answer", visit->fault));
    TRY(text_check(verdict->reason, QUESTION_TEXT_MAX, false, "reason", visit->fault));
    TRY(language_check(verdict->lang, "lang", visit->fault));
    struct lock *lock = &visit->exchange->rewriting;
    lock_take(lock);
    enum status status = put_moderation(visit, dialogue, &id, verdict);
    lock_give(lock);
    TRY(status);
    statement_tell(visit, dialogue->id_text, STR("questions"));
    return OK;
}
