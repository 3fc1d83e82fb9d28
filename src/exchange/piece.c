#include "exchange/piece.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "exchange/ballot.h"
#include "stix/pattern.h"

#define INDICATOR_BYTES_MAX ((size_t)1 << 20)

struct piece *piece_open(void) {
    struct piece *piece = memory_take(sizeof *piece);
    *piece = (struct piece){0};
    arena_init(&piece->arena);
    return piece;
}

void piece_close(struct piece **piece) {
    if (!*piece) return;
    arena_close(&(*piece)->arena);
    free((*piece)->puts);
    free((*piece)->items);
    free(*piece);
    *piece = NULL;
}

bool piece_is_full(const struct piece *piece) {
    return piece->item_count >= PIECE_OBJECTS || piece->bytes >= PIECE_BYTES;
}

static struct piece_item *item_new(struct piece *piece, struct piece_place place) {
    if (!piece->items) piece->items = memory_resize(NULL, PIECE_OBJECTS, sizeof *piece->items);
    struct piece_item *item = &piece->items[piece->item_count++];
    *item = (struct piece_item){.index = place.index, .line = place.line};
    return item;
}

static struct put *put_new(struct piece *piece) {
    if (!piece->puts) piece->puts = memory_resize(NULL, PIECE_OBJECTS, sizeof *piece->puts);
    return &piece->puts[piece->put_count];
}

static void add_text(struct piece *piece, struct prepare *prepare, struct piece_item *item,
                     struct str text) {
    struct put *put = put_new(piece);
    struct object object = {0};
    struct fault fault = {""};
    item->status = prepare_put(put, &object, prepare, text, &piece->arena, &fault);
    item->id = arena_copy(&piece->arena, str_cut(object.id_text, 0, 300));
    item->version = arena_copy(&piece->arena, str_cut(object.version_text, 0, 64));
    bool is_ours = item->status == BUSY || item->status == FAILED || item->status == CLOSED ||
                   item->status == FULL;
    if (is_ours && piece->failed == OK) {
        piece->failed = item->status;
        piece->why = fault;
    }
    if (item->status != OK) {
        item->reason = arena_copy(&piece->arena, str_of(fault.text));
        return;
    }
    item->put = piece->put_count++;
    piece->bytes += put->json.size + sizeof *put +
                    put->observable_count * sizeof *put->observables +
                    put->ref_count * sizeof *put->refs;
}

void piece_add(struct piece *piece, struct prepare *prepare, struct str text,
               struct piece_place place) {
    add_text(piece, prepare, item_new(piece, place), text);
}

void piece_refuse(struct piece *piece, struct piece_place place, enum status status,
                  struct str reason) {
    struct piece_item *item = item_new(piece, place);
    item->status = status;
    item->reason = arena_copy(&piece->arena, reason);
}

// A UUIDv4, as STIX 2.1, 2.9 would have it, of pseudorandom bits (RFC 9562, 5.4) that are those of
// a digest: the same value in the same collection is the same indicator.
static struct uuid item_uuid(const struct prepare *prepare, const struct observable *observable,
                             struct arena *arena) {
    struct str name = arena_format(arena, "renkei list %s %d %.*s", prepare->collection->id_text,
                                   (int)observable->kind, STR_ARG(observable->value));
    uint8_t digest[32];
    digest_sha256(digest, name);
    return uuid_v4(digest);
}

static void put_labels(struct json_writer *w, struct str labels) {
    struct str label;
    bool is_open = false;
    while (str_take(&label, &labels, ',')) {
        label = str_trim(label);
        if (!label.size) continue;
        if (!is_open) json_key_array(w, "labels");
        is_open = true;
        json_put_text(w, label);
    }
    if (is_open) json_close_array(w);
}

// A marking that the list gives is as binding as one in STIX.
static void put_marking(struct json_writer *w, struct str label) {
    enum tlp tlp;
    if (!label.size || !tlp_read(&tlp, label) || tlp == TLP_NONE) return;
    json_key_array(w, "object_marking_refs");
    json_put_text(w, str_of(tlp_marking_id(tlp)));
    json_close_array(w);
}

// What is marked in words that nobody here understands could be for fewer eyes than the
// collection's.
static bool is_marking_clear(struct str label) {
    enum tlp tlp;
    return !label.size || tlp_read(&tlp, label);
}

// Tells the reference to a list from those that others make.
#define LIST_MARK STR("list of indicators")

struct str intake_list_name(struct json object) {
    struct json reference = json_first(json_member(object, STR("external_references")));
    for (; reference.node; reference = json_next(reference))
        if (str_equal(json_text(json_member(reference, STR("description"))), LIST_MARK))
            return json_text(json_member(reference, STR("source_name")));
    return STR_NONE;
}

// What a list says of a value, and in which language: nobody knows it of a list's own words (RFC
// 5646, "und").
static void put_words(struct json_writer *w, const struct list_item *item, struct str source,
                      struct arena *arena) {
    bool has_words = item->name.size || item->description.size;
    struct str from = source.size ? arena_format(arena, "From the list %.*s.", STR_ARG(source))
                                  : STR("From a list.");
    json_key_text(w, "lang", has_words ? STR("und") : STR("en"));
    json_key_text(w, "name", item->name.size ? item->name : item->observable.value);
    json_key_text(w, "description", item->description.size ? item->description : from);
}

static struct str item_json(const struct prepare *prepare, const struct list_item *item,
                            struct str source, struct arena *arena) {
    struct buf buf;
    buf_init(&buf, INDICATOR_BYTES_MAX);
    struct uuid uuid = item_uuid(prepare, &item->observable, arena);
    stamp now = clock_now(store_clock(prepare->exchange->store));
    struct json_writer w;
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "type", STR("indicator"));
    json_key_text(&w, "spec_version", STR("2.1"));
    json_key_text(&w, "id", object_id_write(arena, STR("indicator"), &uuid));
    if (prepare->giver->organisation_no)
        json_key_text(
            &w, "created_by_ref",
            object_id_write(arena, STR("identity"), &prepare->giver->organisation_identity.uuid));
    json_key_stamp(&w, "created", now);
    json_key_stamp(&w, "modified", now);
    put_words(&w, item, source, arena);
    json_key_text(&w, "pattern", observable_pattern(&item->observable, arena));
    json_key_text(&w, "pattern_type", STR("stix"));
    stamp from = item->valid_from ? item->valid_from : now;
    // What has ended already began before.
    if (item->valid_until && item->valid_until <= from) from = item->valid_until - STAMP_SECOND;
    json_key_stamp(&w, "valid_from", from);
    if (item->valid_until) json_key_stamp(&w, "valid_until", item->valid_until);
    if (item->confidence >= 0) json_key_i64(&w, "confidence", item->confidence);
    put_marking(&w, item->tlp);
    put_labels(&w, item->labels);
    if (source.size) {
        json_key_array(&w, "external_references");
        json_open_object(&w);
        json_key_text(&w, "source_name", source);
        json_key_text(&w, "description", LIST_MARK);
        json_close_object(&w);
        json_close_array(&w);
    }
    json_close_object(&w);
    struct str json = buf.status == OK ? arena_copy(arena, buf_str(&buf)) : STR_NONE;
    buf_close(&buf);
    return json;
}

void piece_add_item(struct piece *piece, struct prepare *prepare, const struct list_item *list,
                    struct str source, uint64_t index) {
    struct piece_item *item = item_new(piece, (struct piece_place){index, list->line});
    if (!is_marking_clear(list->tlp)) {
        item->status = MALFORMED;
        struct str shown = text_excerpt(&piece->arena, list->tlp, 50);
        item->reason = arena_format(&piece->arena, "%.*s is no TLP label", STR_ARG(shown));
        return;
    }
    struct str json = item_json(prepare, list, source, &piece->arena);
    size_t puts = piece->put_count;
    if (!json.data) {
        item->status = LIMIT;
        item->reason = STR("the line is too long");
        return;
    }
    add_text(piece, prepare, item, json);
    if (piece->put_count > puts) piece->puts[puts].only_new = true;
}

void piece_submit(struct piece *piece, struct store *store) {
    piece->job = (struct store_job){
        .puts = piece->puts, .put_count = piece->put_count, .bytes = piece->bytes};
    store_submit(store, &piece->job);
}

enum status intake_may_write(struct exchange *exchange, const struct viewer *giver,
                             const struct collection *collection, struct fault *fault) {
    const struct world *world;
    TRY(world_take(&world, exchange, fault));
    struct standing standing = world_standing(world, giver, collection);
    world_give(exchange, &world);
    enum rule why;
    if (policy_may_write(&why, giver, &standing)) return OK;
    return fault_set(fault, DENIED, "%s", rule_sentence(why));
}

static enum status put_object(stamp *added, const struct visit *giver,
                              const struct collection *collection, struct str json,
                              const stamp *last) {
    struct store *store = giver->exchange->store;
    TRY(intake_may_write(giver->exchange, giver->viewer, collection, giver->fault));
    struct prepare prepare;
    prepare_open(&prepare, giver->exchange, giver->viewer, collection);
    // What is made out of an object that came in carries along what that one breaks.
    prepare.deviations.strength = INTAKE_LENIENT;
    struct put put = {0};
    struct object object;
    enum status status = prepare_put(&put, &object, &prepare, json, giver->arena, giver->fault);
    if (status == OK && last) {
        status = store_put_next(store, &put, *last, giver->fault);
    } else if (status == OK) {
        struct store_job job = {.puts = &put, .put_count = 1, .bytes = json.size};
        store_submit(store, &job);
        status = store_wait(store, &job, giver->fault);
    }
    prepare_close(&prepare);
    TRY(status);
    if (put.outcome == PUT_DIFFERS)
        return fault_set(giver->fault, CONFLICT, "changed meanwhile by somebody else");
    if (added) *added = put.added;
    return OK;
}

enum status intake_object(stamp *added, const struct visit *giver,
                          const struct collection *collection, struct str json) {
    return put_object(added, giver, collection, json, NULL);
}

enum status intake_next(const struct visit *giver, const struct collection *collection,
                        struct str json, stamp last) {
    return put_object(NULL, giver, collection, json, &last);
}

enum status intake_remove(size_t *removed, const struct visit *giver,
                          const struct collection *collection,
                          const struct intake_removal *removal) {
    TRY(intake_may_write(giver->exchange, giver->viewer, collection, giver->fault));
    struct store_removal rows = {.id = removal->id.id,
                                 .kind = removal->id.kind,
                                 .collection_no = collection->no,
                                 .stamps = removal->stamps,
                                 .stamp_count = removal->stamp_count,
                                 .spec = removal->spec,
                                 .giver_no = giver->viewer->account_no};
    TRY(store_remove(giver->exchange->store, &rows, giver->fault));
    ballot_forget(giver->exchange, collection->no); // a vote may be among them
    *removed = rows.removed;
    return OK;
}
