#include "cooperate/dialogue.h"

#include <stdlib.h>
#include <string.h>

#include "cooperate/history.h"

#define MINUTE_US (60 * STAMP_SECOND)

// ---- the object as a struct ----

static size_t read_texts(struct str **out, struct json array, size_t most, struct arena *arena) {
    size_t count = json_count(array), used = 0;
    if (count > most) count = most;
    *out = arena_array(arena, count + 1, struct str);
    for (struct json item = json_first(array); item.node && used < count; item = json_next(item)) {
        struct str text = json_text(item);
        if (text.data) (*out)[used++] = text;
    }
    return used;
}

static size_t read_identities(struct uuid **out, struct json array, struct arena *arena) {
    size_t count = 0;
    *out = arena_array(arena, json_count(array) + 1, struct uuid);
    for (struct json item = json_first(array); item.node; item = json_next(item)) {
        struct object_id id;
        if (object_id_read(&id, json_text(item), NULL) == OK) (*out)[count++] = id.uuid;
    }
    return count;
}

static void read_participants(struct dialogue *out, struct arena *arena) {
    struct json array = json_member(out->json, STR("participants"));
    size_t count = json_count(array);
    if (count > DIALOGUE_PARTICIPANTS_MAX) count = DIALOGUE_PARTICIPANTS_MAX;
    out->participants = arena_array(arena, count + 1, struct dialogue_participant);
    struct json item = json_first(array);
    for (; item.node && out->participant_count < count; item = json_next(item)) {
        struct dialogue_participant *row = &out->participants[out->participant_count++];
        *row = (struct dialogue_participant){
            .name = json_text(json_member(item, STR("name"))),
            .title = json_text(json_member(item, STR("title"))),
            .organisation = json_text(json_member(item, STR("organisation"))),
            .sector = json_text(json_member(item, STR("sector"))),
            .country = json_text(json_member(item, STR("country"))),
            .identity = json_text(json_member(item, STR("identity_ref"))),
        };
        row->role_count =
            read_texts(&row->roles, json_member(item, STR("roles")), DIALOGUE_NAMES_MAX, arena);
    }
}

static void read_item(struct dialogue_item *out, struct json item, stamp start,
                      struct arena *arena) {
    int64_t minutes = 1;
    json_i64(&minutes, json_member(item, STR("minutes")));
    // What others have put in may be out of range; the times that follow must not be.
    if (minutes < 1) minutes = 1;
    if (minutes > DIALOGUE_MINUTES_MAX) minutes = DIALOGUE_MINUTES_MAX;
    *out = (struct dialogue_item){
        .id = json_text(json_member(item, STR("id"))),
        .kind = json_text(json_member(item, STR("kind"))),
        .title = json_text(json_member(item, STR("title"))),
        .title_ja = json_text(json_member(item, STR("title_ja"))),
        .moderator = json_text(json_member(item, STR("moderator"))),
        .key_issue = json_text(json_member(item, STR("key_issue_ref"))),
        .minutes = (int)minutes,
        .start = start,
        .end = start + minutes * MINUTE_US,
    };
    out->speaker_count = read_texts(&out->speakers, json_member(item, STR("speakers")),
                                    DIALOGUE_SPEAKERS_MAX, arena);
}

static void read_agenda(struct dialogue *out, struct arena *arena) {
    struct json array = json_member(out->json, STR("agenda"));
    size_t count = json_count(array);
    if (count > DIALOGUE_ITEMS_MAX) count = DIALOGUE_ITEMS_MAX;
    out->items = arena_array(arena, count + 1, struct dialogue_item);
    out->end = out->start;
    struct json item = json_first(array);
    for (; item.node && out->item_count < count; item = json_next(item)) {
        read_item(&out->items[out->item_count], item, out->end, arena);
        out->end = out->items[out->item_count++].end;
    }
}

static void read_runners(struct dialogue *out, struct json json, struct arena *arena) {
    out->organiser_count =
        read_identities(&out->organisers, json_member(json, STR("organiser_refs")), arena);
    out->moderator_count =
        read_identities(&out->moderators, json_member(json, STR("moderator_refs")), arena);
}

static enum status read_object(struct dialogue *out, const struct visit *visit) {
    struct json json = out->json;
    TRY(stamp_read(&out->start, json_text(json_member(json, STR("start"))), visit->fault));
    // Room for all items after it.
    if (out->start > STAMP_MAX - DIALOGUE_ITEMS_MAX * DIALOGUE_MINUTES_MAX * MINUTE_US)
        return fault_set(visit->fault, MALFORMED, "start: too late");
    struct arena *arena = visit->arena;
    out->id_text = json_text(json_member(json, STR("id")));
    out->version = json_text(json_member(json, STR("modified")));
    out->is_cancelled = json_true(json_member(json, STR("revoked")));
    out->title = json_text(json_member(json, STR("name")));
    out->purpose = json_text(json_member(json, STR("purpose")));
    out->venue = json_text(json_member(json, STR("venue")));
    out->attribution = json_text(json_member(json, STR("attribution")));
    out->time_zone_count = read_texts(&out->time_zones, json_member(json, STR("time_zones")),
                                      DIALOGUE_NAMES_MAX, arena);
    out->country_count =
        read_texts(&out->countries, json_member(json, STR("countries")), DIALOGUE_NAMES_MAX, arena);
    out->language_count =
        read_texts(&out->languages, json_member(json, STR("languages")), DIALOGUE_NAMES_MAX, arena);
    read_participants(out, arena);
    read_agenda(out, arena);
    return OK;
}

static void decide_rights(struct dialogue *dialogue, const struct visit *visit) {
    struct standing standing = world_standing(visit->world, visit->viewer, dialogue->collection);
    struct giver self = giver_of_viewer(visit->viewer);
    enum rule why;
    if (dialogue->is_cancelled || !policy_may_write(&why, visit->viewer, &standing)) return;
    // Only a person can be asked back, and counted once.
    dialogue->can_ask = visit->viewer->account_no != 0;
    dialogue->can_edit = giver_may_edit(&self, dialogue);
    dialogue->can_moderate = giver_may_moderate(&self, dialogue);
}

// ---- which version ----

struct choosing {
    struct dialogue *dialogue;
    struct arena *arena;
    struct str text;
};

// The first version founds the dialogue and says who organises it; a later one counts when an
// organiser or the operator gave it, and may then say it anew. So nobody becomes an organiser by
// saying so.
static void choose(void *context, const struct history_row *row) {
    struct choosing *choosing = context;
    struct dialogue *dialogue = choosing->dialogue;
    bool is_first = !dialogue->collection;
    if (is_first) {
        dialogue->collection = row->collection;
    } else if (row->collection != dialogue->collection || !giver_may_edit(&row->giver, dialogue)) {
        return;
    }
    dialogue->version_count++;
    if (!is_first && row->version < dialogue->modified) return;
    dialogue->modified = row->version;
    dialogue->tlp = row->tlp;
    choosing->text = arena_copy(choosing->arena, row->text);
    read_runners(dialogue, row->json, choosing->arena);
}

static enum status read_with(struct dialogue *out, struct givers *givers,
                             const struct object_id *id) {
    const struct visit *visit = givers->visit;
    *out = (struct dialogue){.id = {STR("dialogue"), id->uuid}};
    if (!str_equal(id->type, STR("dialogue")))
        return fault_set(visit->fault, ABSENT, "no such dialogue");
    struct choosing choosing = {.dialogue = out, .arena = visit->arena};
    struct history_ask ask = {.ids = &out->id, .id_count = 1, .hear = choose, .context = &choosing};
    TRY(history_read(givers, &ask));
    if (!choosing.text.data) return fault_set(visit->fault, ABSENT, "no such dialogue");
    TRY(history_parse(&out->json, givers, choosing.text));
    TRY(read_object(out, visit));
    decide_rights(out, visit);
    return OK;
}

enum status dialogue_read(struct dialogue *out, const struct visit *visit,
                          const struct object_id *id) {
    struct givers givers;
    givers_open(&givers, visit);
    enum status status = read_with(out, &givers, id);
    givers_close(&givers);
    return status;
}

void dialogue_now(size_t *on, size_t *next, const struct dialogue *dialogue, stamp now) {
    *on = *next = SIZE_MAX;
    for (size_t i = 0; i < dialogue->item_count; i++) {
        const struct dialogue_item *item = &dialogue->items[i];
        if (item->start <= now && now < item->end) *on = i;
        if (item->start > now && *next == SIZE_MAX) *next = i;
    }
}

// ---- the list ----

static enum status find_ids(struct object_id **out, size_t *count, const struct visit *visit) {
    struct str type = STR("dialogue");
    struct filter filter = {
        .types = &type, .type_count = 1, .revoked = -1, .limit = DIALOGUE_LISTED_MAX};
    struct object_id *ids = arena_array(visit->arena, DIALOGUE_LISTED_MAX, struct object_id);
    struct release *release;
    TRY(release_open(&release, visit, &filter));
    struct released row;
    enum status status;
    *count = 0;
    while ((status = release_next(&row, release, visit->fault)) == OK) {
        struct object_id id = {STR("dialogue"), row.found.id};
        bool is_known = false;
        for (size_t i = 0; i < *count; i++) is_known |= uuid_equal(&ids[i].uuid, &id.uuid);
        if (!is_known) ids[(*count)++] = id;
    }
    release_close(&release);
    *out = ids;
    return status == ABSENT ? OK : status;
}

static int later_first(const void *a, const void *b) {
    const struct dialogue *one = a, *other = b;
    return (one->start < other->start) - (one->start > other->start);
}

static enum status list_with(struct dialogue **out, size_t *count, struct givers *givers) {
    const struct visit *visit = givers->visit;
    struct object_id *ids;
    size_t id_count, used = 0;
    TRY(find_ids(&ids, &id_count, visit));
    struct dialogue *rows = arena_array(visit->arena, id_count + 1, struct dialogue);
    for (size_t i = 0; i < id_count; i++) {
        enum status status = read_with(&rows[used], givers, &ids[i]);
        // One that cannot be read is not a dialogue; the others still are.
        if (status == ABSENT || status == MALFORMED) continue;
        TRY(status);
        if (rows[used].is_cancelled) continue;
        TRY(question_count(&rows[used].question_count, visit, &rows[used]));
        used++;
    }
    if (used) qsort(rows, used, sizeof *rows, later_first);
    *out = rows;
    *count = used;
    return OK;
}

enum status dialogue_list(struct dialogue **out, size_t *count, const struct visit *visit) {
    struct givers givers;
    givers_open(&givers, visit);
    enum status status = list_with(out, count, &givers);
    givers_close(&givers);
    return status;
}
