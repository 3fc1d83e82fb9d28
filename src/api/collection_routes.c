// Collections: where things are said, who belongs there, what is in it.
#include "api/api_private.h"

static void put_members(struct json_writer *w, struct call *call,
                        const struct collection *collection) {
    json_key_array(w, "members");
    for (size_t i = 0; i < collection->member_count; i++) {
        const struct collection_member *member = &collection->members[i];
        json_open_object(w);
        json_key_text(
            w, "id",
            object_id_write(call->arena, STR("identity"), &member->organisation->identity));
        json_key_text(w, "name", member->organisation->name);
        json_key_text(w, "country", member->organisation->country);
        json_key_text(w, "sector", member->organisation->sector);
        json_key_bool(w, "can_write", member->can_write);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_types(struct json_writer *w, const struct release_groups *groups,
                      struct arena *arena) {
    struct release_group *sums = arena_array(arena, groups->count + 1, struct release_group);
    size_t used = 0;
    for (size_t i = 0; i < groups->count; i++) {
        size_t at = 0;
        while (at < used && !str_equal(sums[at].type, groups->items[i].type)) at++;
        if (at == used) sums[used++].type = groups->items[i].type;
        sums[at].count += groups->items[i].count;
    }
    json_key_array(w, "by_type");
    for (size_t i = 0; i < used; i++) {
        json_open_object(w);
        json_key_text(w, "type", sums[i].type);
        json_key_i64(w, "count", (int64_t)sums[i].count);
        json_close_object(w);
    }
    json_close_array(w);
}

static enum status put_newest(struct json_writer *w, struct call *call,
                              const struct filter *filter) {
    struct filter newest = *filter;
    newest.limit = 1;
    struct release *release;
    TRY(release_open(&release, &call->visit, &newest));
    struct released row;
    enum status status = release_next(&row, release, &call->fault);
    if (status == OK)
        json_put_stamp(w, row.found.added, 6);
    else
        json_put_null(w);
    release_close(&release);
    return status == ABSENT ? OK : status;
}

static enum status put_collection(struct json_writer *w, struct call *call,
                                  const struct collection *collection) {
    struct standing standing = world_standing(call->visit.world, &call->viewer, collection);
    enum rule why;
    struct filter filter = {.revoked = -1, .collections = &collection, .collection_count = 1};
    // Who did not come to read is told of no object, nor how many there are.
    bool reads = policy_may_come(&call->viewer, ACT_READ);
    struct release_groups groups = {.is_exact = true};
    if (reads) TRY(release_groups(&groups, &call->visit, &filter));
    json_open_object(w);
    json_key_text(w, "id", str_of(collection->id_text));
    json_key_text(w, "alias", collection->alias);
    json_key_text(w, "title", collection->title);
    json_key_text(w, "description", collection->description);
    json_key_object(w, "community");
    json_key_text(w, "slug", collection->community->slug);
    json_key_text(w, "title", collection->community->title);
    json_close_object(w);
    json_key_text(w, "default_tlp", str_of(tlp_name(collection->default_tlp)));
    json_key_bool(w, "is_public", collection->is_public);
    json_key_bool(w, "community_reads", collection->community_reads);
    bool can_read = call->viewer.is_operator || standing.is_member_reader ||
                    standing.is_client_reader || standing.is_granted_reader ||
                    (collection->community_reads && standing.in_community);
    bool can_write = policy_may_write(&why, &call->viewer, &standing);
    json_key_bool(w, "can_read", can_read && reads);
    json_key_bool(w, "can_write", can_write && policy_may_come(&call->viewer, ACT_WRITE));
    put_members(w, call, collection);
    json_key_i64(w, "count", (int64_t)groups.total);
    json_key_bool(w, "exact", groups.is_exact);
    put_types(w, &groups, call->arena);
    json_put_key(w, STR("newest"));
    enum status status = OK;
    if (reads)
        status = put_newest(w, call, &filter);
    else
        json_put_null(w);
    json_close_object(w);
    return status;
}

static enum status list(struct call *call) {
    const struct world *world = call->visit.world;
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "collections");
    enum status status = OK;
    for (size_t i = 0; i < world->collection_count && status == OK; i++)
        if (collection_is_known(call, &world->collections[i]))
            status = put_collection(&w, call, &world->collections[i]);
    json_close_array(&w);
    json_close_object(&w);
    if (status == OK) return respond_json(call, 200, &buf);
    buf_close(&buf);
    return status;
}

static const struct route rows[] = {
    {"GET", "/api/v1/collections", list, NEED_NOTHING, ACT_ALL},
};
const struct route_table collection_routes = {rows, sizeof rows / sizeof *rows};
