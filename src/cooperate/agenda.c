// Changing an agenda. The object's text is cut and joined, so that all that is not changed, even
// what this program does not know, stays as it was written.
#include "base/text.h"
#include "cooperate/statement.h"
#include "exchange/intake.h"

#define OBJECT_BYTES_MAX ((size_t)16 << 20)
#define TRIES_MAX 3

static const char *const kinds[] = {"opening", "keynote",       "qa",     "panel", "break",
                                    "plenary", "working-group", "closing"};

static bool is_kind(struct str kind) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_equal(kind, str_of(kinds[i]))) return true;
    return false;
}

static enum status check_speakers(const struct dialogue_change *change, struct fault *fault) {
    if (change->speaker_count > DIALOGUE_SPEAKERS_MAX)
        return fault_set(fault, LIMIT, "speakers: more than %d", DIALOGUE_SPEAKERS_MAX);
    for (size_t i = 0; i < change->speaker_count; i++) {
        TRY(text_check(change->speakers[i], PERSON_NAME_MAX, true, "speakers", fault));
        for (size_t before = 0; before < i; before++)
            if (str_equal(change->speakers[before], change->speakers[i]))
                return fault_set(fault, MALFORMED, "speakers[%zu]: twice", i);
    }
    return OK;
}

static enum status check_change(const struct dialogue_change *change, struct fault *fault) {
    if (change->kind == ITEM_REMOVE) return OK;
    bool is_new = change->kind == ITEM_ADD;
    if (is_new || change->title.data)
        TRY(text_check(change->title, DIALOGUE_TITLE_MAX, true, "title", fault));
    TRY(text_check(change->title_ja, DIALOGUE_TITLE_MAX, false, "title_ja", fault));
    TRY(text_check(change->moderator, PERSON_NAME_MAX, false, "moderator", fault));
    TRY(check_speakers(change, fault));
    if ((is_new || change->has_minutes) &&
        (change->minutes < 1 || change->minutes > DIALOGUE_MINUTES_MAX))
        return fault_set(fault, MALFORMED, "minutes: 1 to %d are expected", DIALOGUE_MINUTES_MAX);
    if ((is_new || change->item_kind.data) && !is_kind(change->item_kind))
        return fault_set(fault, MALFORMED, "kind: no such kind of item");
    return OK;
}

// ---- one item ----

static void put_changed_text(struct json_writer *w, struct str key, struct str text) {
    if (!text.size) return; // taken out
    json_put_key(w, key);
    json_put_text(w, text);
}

static void put_speakers(struct json_writer *w, const struct dialogue_change *change) {
    if (!change->speaker_count) return;
    json_key_array(w, "speakers");
    for (size_t i = 0; i < change->speaker_count; i++) json_put_text(w, change->speakers[i]);
    json_close_array(w);
}

// A member that `change` sets is written anew and true returned.
static bool put_member(struct json_writer *w, struct str key,
                       const struct dialogue_change *change) {
    const struct {
        struct str key, text;
    } texts[] = {
        {STR("kind"), change->item_kind},
        {STR("title"), change->title},
        {STR("title_ja"), change->title_ja},
        {STR("moderator"), change->moderator},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!str_equal(key, texts[i].key) || !texts[i].text.data) continue;
        put_changed_text(w, key, texts[i].text);
        return true;
    }
    if (str_equal(key, STR("minutes")) && change->has_minutes) {
        json_key_i64(w, "minutes", change->minutes);
        return true;
    }
    if (!str_equal(key, STR("speakers")) || !change->has_speakers) return false;
    put_speakers(w, change);
    return true;
}

static void put_changed(struct buf *buf, struct json item, const struct dialogue_change *change) {
    static const char *const keys[] = {"kind",    "title",    "title_ja",
                                       "minutes", "speakers", "moderator"};
    struct json_writer w;
    json_begin(&w, buf);
    json_open_object(&w);
    for (struct json member = json_first(item); member.node; member = json_next(member)) {
        if (put_member(&w, json_key(member), change)) continue;
        json_put_key(&w, json_key(member));
        json_put_raw(&w, json_source(member));
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (json_kind(json_member(item, str_of(keys[i]))) == JSON_ABSENT)
            put_member(&w, str_of(keys[i]), change);
    json_close_object(&w);
}

// A key that no item has had: five letters of chance behind the kind.
static void put_added(struct buf *buf, const struct dialogue_change *change,
                      const struct visit *visit) {
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    uint8_t random[5];
    char key[sizeof random + 1] = "";
    chance_fill(store_chance(visit->exchange->store), random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++) key[i] = letters[random[i] % (sizeof letters - 1)];
    struct json_writer w;
    json_begin(&w, buf);
    json_open_object(&w);
    json_key_text(&w, "id", arena_format(visit->arena, "%.*s-%s", STR_ARG(change->item_kind), key));
    json_key_text(&w, "kind", change->item_kind);
    json_key_text(&w, "title", change->title);
    put_changed_text(&w, STR("title_ja"), change->title_ja);
    json_key_i64(&w, "minutes", change->minutes);
    put_speakers(&w, change);
    put_changed_text(&w, STR("moderator"), change->moderator);
    json_close_object(&w);
}

// ---- the array ----

struct rewriting {
    const struct visit *visit;
    const struct dialogue_change *change;
    struct buf *buf;
    size_t written;
};

static void comma(struct rewriting *rewriting) {
    if (rewriting->written++) buf_add_byte(rewriting->buf, ',');
}

static void rewrite_item(struct rewriting *rewriting, struct json item) {
    const struct dialogue_change *change = rewriting->change;
    bool is_meant = str_equal(json_text(json_member(item, STR("id"))), change->item);
    if (is_meant && change->kind == ITEM_REMOVE) return;
    comma(rewriting);
    if (is_meant && change->kind == ITEM_CHANGE)
        put_changed(rewriting->buf, item, change);
    else
        buf_add(rewriting->buf, json_source(item));
    if (!is_meant || change->kind != ITEM_ADD) return;
    comma(rewriting);
    put_added(rewriting->buf, change, rewriting->visit);
}

static bool has_item(const struct dialogue *dialogue, struct str id) {
    for (size_t i = 0; i < dialogue->item_count; i++)
        if (str_equal(dialogue->items[i].id, id)) return true;
    return false;
}

// The new agenda with its brackets; "" when no item is left, since the schema wants none then.
static enum status rewrite_agenda(struct buf *out, const struct dialogue *dialogue,
                                  const struct visit *visit, const struct dialogue_change *change) {
    struct json agenda = json_member(dialogue->json, STR("agenda"));
    bool is_front = change->kind == ITEM_ADD && !change->item.size;
    if (!is_front && !has_item(dialogue, change->item))
        return fault_set(visit->fault, ABSENT, "no such item in the agenda");
    if (change->kind == ITEM_ADD && json_count(agenda) >= DIALOGUE_ITEMS_MAX)
        return fault_set(visit->fault, LIMIT, "the agenda has %d items already",
                         DIALOGUE_ITEMS_MAX);
    struct rewriting rewriting = {visit, change, out, 0};
    buf_add_byte(out, '[');
    if (is_front) {
        comma(&rewriting);
        put_added(out, change, visit);
    }
    for (struct json item = json_first(agenda); item.node; item = json_next(item))
        rewrite_item(&rewriting, item);
    buf_add_byte(out, ']');
    if (!rewriting.written) buf_clear(out);
    return out->status;
}

// ---- the object ----

static struct str between(struct str whole, const char *begin, const char *end) {
    return str_cut(whole, (size_t)(begin - whole.data), (size_t)(end - whole.data));
}

// The members as they stand in the text, with `modified` and `agenda` changed. Whatever stands
// before a value, its name and the comma, is copied with it.
static void rewrite_object(struct buf *out, const struct dialogue *dialogue, stamp modified,
                           struct str agenda) {
    struct str whole = json_source(dialogue->json);
    const char *at = whole.data + 1; // behind the bracket
    char text[STAMP_TEXT_SIZE];
    bool has_agenda = false;
    buf_add_byte(out, '{');
    struct json member = json_first(dialogue->json);
    for (; member.node; member = json_next(member)) {
        struct str value = json_source(member);
        struct str name = between(whole, at, value.data);
        bool is_agenda = str_equal(json_key(member), STR("agenda"));
        has_agenda |= is_agenda;
        at = value.data + value.size;
        if (is_agenda && !agenda.size) continue;
        buf_add(out,
                out->size == 1 && str_starts(name, STR(",")) ? str_cut(name, 1, name.size) : name);
        if (str_equal(json_key(member), STR("modified")))
            buf_addf(out, "\"%s\"", stamp_write(text, modified, 3));
        else
            buf_add(out, is_agenda ? agenda : value);
    }
    if (!has_agenda && agenda.size) {
        buf_add(out, STR(",\"agenda\":"));
        buf_add(out, agenda);
    }
    buf_add_byte(out, '}');
}

// Under the lock from reading to writing, so that of two who change the same version one is told.
// Somebody in another program, whom the lock does not stop, is seen when it is written.
static enum status change_locked(const struct visit *visit, const struct object_id *id,
                                 struct str version, const struct dialogue_change *change) {
    struct dialogue dialogue;
    TRY(dialogue_read(&dialogue, visit, id));
    if (!dialogue.can_edit)
        return fault_set(visit->fault, DENIED, "only organisers change the agenda");
    struct released row;
    TRY(release_object(&row, visit, id));
    if (row.is_cut)
        return fault_set(visit->fault, DENIED,
                         "parts of this dialogue are hidden from you by their marking: only who "
                         "sees it whole changes its agenda");
    if (version.data && !str_equal(version, dialogue.version))
        return fault_set(visit->fault, CONFLICT, "somebody has changed the agenda meanwhile");
    SCOPED(buf_close) struct buf agenda;
    SCOPED(buf_close) struct buf text;
    buf_init(&agenda, OBJECT_BYTES_MAX);
    buf_init(&text, OBJECT_BYTES_MAX);
    TRY(rewrite_agenda(&agenda, &dialogue, visit, change));
    rewrite_object(&text, &dialogue, history_next(visit, dialogue.modified), buf_str(&agenda));
    if (text.status != OK) return fault_set(visit->fault, LIMIT, "the dialogue is too large");
    return intake_next(visit, dialogue.collection, buf_str(&text), dialogue.modified);
}

enum status dialogue_change(const struct visit *visit, const struct object_id *id,
                            struct str version, const struct dialogue_change *change) {
    TRY(check_change(change, visit->fault));
    struct lock *lock = &visit->exchange->rewriting;
    lock_take(lock);
    enum status status = CONFLICT;
    for (int i = 0; status == CONFLICT && i < TRIES_MAX; i++)
        status = change_locked(visit, id, version, change);
    lock_give(lock);
    TRY(status);
    struct str text = object_id_write(visit->arena, STR("dialogue"), &id->uuid);
    statement_tell(visit, text, STR("agenda"));
    return OK;
}
