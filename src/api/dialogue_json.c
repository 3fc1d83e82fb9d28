// Dialogues, questions and key issues as docs/formats/api.md shows them.
#include "api/dialogue_json.h"

static void put_text(struct json_writer *w, const char *key, struct str text) {
    json_put_key(w, str_of(key));
    if (text.size)
        json_put_text(w, text);
    else
        json_put_null(w);
}

static void put_texts(struct json_writer *w, const char *key, const struct str *texts,
                      size_t count) {
    json_key_array(w, key);
    for (size_t i = 0; i < count; i++) json_put_text(w, texts[i]);
    json_close_array(w);
}

static void put_participants(struct json_writer *w, const struct dialogue *dialogue) {
    json_key_array(w, "participants");
    for (size_t i = 0; i < dialogue->participant_count; i++) {
        const struct dialogue_participant *row = &dialogue->participants[i];
        json_open_object(w);
        json_key_text(w, "name", row->name);
        put_text(w, "title", row->title);
        put_text(w, "organisation", row->organisation);
        put_text(w, "sector", row->sector);
        put_text(w, "country", row->country);
        put_texts(w, "roles", row->roles, row->role_count);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_agenda(struct json_writer *w, const struct dialogue *dialogue) {
    json_key_array(w, "agenda");
    for (size_t i = 0; i < dialogue->item_count; i++) {
        const struct dialogue_item *item = &dialogue->items[i];
        json_open_object(w);
        json_key_text(w, "id", item->id);
        json_key_text(w, "kind", item->kind);
        json_key_text(w, "title", item->title);
        put_text(w, "title_ja", item->title_ja);
        json_key_i64(w, "minutes", item->minutes);
        json_key_stamp(w, "start", item->start);
        json_key_stamp(w, "end", item->end);
        put_texts(w, "speakers", item->speakers, item->speaker_count);
        put_text(w, "moderator", item->moderator);
        put_text(w, "issue", item->key_issue);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_now(struct json_writer *w, const struct dialogue *dialogue, stamp now) {
    size_t on, next;
    dialogue_now(&on, &next, dialogue, now);
    put_text(w, "now", on == SIZE_MAX ? STR_NONE : dialogue->items[on].id);
    put_text(w, "next", next == SIZE_MAX ? STR_NONE : dialogue->items[next].id);
    json_key_stamp(w, "server_time", now);
}

static void put_frame(struct json_writer *w, const struct dialogue *dialogue) {
    json_key_text(w, "id", dialogue->id_text);
    json_key_text(w, "title", dialogue->title);
    json_key_stamp(w, "start", dialogue->start);
    json_key_stamp(w, "end", dialogue->end);
    put_texts(w, "time_zones", dialogue->time_zones, dialogue->time_zone_count);
    put_texts(w, "countries", dialogue->countries, dialogue->country_count);
    json_key_text(w, "tlp", str_of(tlp_name(dialogue->tlp)));
}

void dialogue_json(struct json_writer *w, const struct dialogue *dialogue, stamp now) {
    json_open_object(w);
    put_frame(w, dialogue);
    json_key_text(w, "version", dialogue->version);
    put_text(w, "purpose", dialogue->purpose);
    put_texts(w, "languages", dialogue->languages, dialogue->language_count);
    put_text(w, "venue", dialogue->venue);
    put_text(w, "rule", dialogue->attribution);
    put_participants(w, dialogue);
    put_agenda(w, dialogue);
    put_now(w, dialogue, now);
    json_key_bool(w, "can_edit", dialogue->can_edit);
    json_key_bool(w, "can_ask", dialogue->can_ask);
    json_key_bool(w, "can_moderate", dialogue->can_moderate);
    json_close_object(w);
}

void dialogue_row_json(struct json_writer *w, const struct dialogue *dialogue) {
    json_open_object(w);
    put_frame(w, dialogue);
    json_key_i64(w, "questions", (int64_t)dialogue->question_count);
    json_key_i64(w, "participants", (int64_t)dialogue->participant_count);
    json_close_object(w);
}

static void put_author(struct json_writer *w, struct str name, struct str organisation) {
    json_put_key(w, STR("author"));
    if (!name.size) {
        json_put_null(w);
        return;
    }
    json_open_object(w);
    json_key_text(w, "name", name);
    put_text(w, "organisation", organisation);
    json_close_object(w);
}

void question_json(struct json_writer *w, const struct dialogue_question *question) {
    json_open_object(w);
    json_key_text(w, "id", question->id);
    json_key_text(w, "text", question->text);
    put_text(w, "lang", question->lang);
    put_author(w, question->author_name, question->author_organisation);
    put_text(w, "item", question->item);
    json_key_stamp(w, "asked", question->asked);
    json_key_text(w, "state", str_of(question_state_name(question->state)));
    put_text(w, "answer", question->answer);
    put_text(w, "reason", question->reason);
    json_key_i64(w, "votes", (int64_t)question->votes);
    json_key_bool(w, "voted", question->voted);
    json_key_bool(w, "mine", question->is_mine);
    json_close_object(w);
}

void issue_json(struct json_writer *w, const struct dialogue_issue *issue) {
    json_open_object(w);
    json_key_text(w, "id", issue->id);
    json_key_text(w, "title", issue->title);
    put_text(w, "text", issue->text);
    put_text(w, "lang", issue->lang);
    put_author(w, issue->author_name, issue->author_organisation);
    json_key_stamp(w, "proposed", issue->proposed);
    json_key_i64(w, "support", (int64_t)issue->support);
    json_key_bool(w, "supported", issue->supported);
    json_key_bool(w, "mine", issue->is_mine);
    json_close_object(w);
}
