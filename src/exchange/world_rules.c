#include "exchange/world_rules.h"

#include <string.h>

#include "base/vec.h"

struct loading {
    struct world *world;
    struct db *db;
    struct arena *arena;
    struct json_reader *reader;
};

static struct uuid uuid_of(struct str blob) {
    struct uuid uuid = {{0}};
    if (blob.size == sizeof uuid.bytes) memcpy(uuid.bytes, blob.data, sizeof uuid.bytes);
    return uuid;
}

// What was written here by conditions_write, or checked by setup.
static enum status read_text(struct conditions *out, struct loading *loading, struct str text,
                             struct fault *fault) {
    struct json json;
    TRY(json_read(&json, loading->reader, arena_copy(loading->arena, text), &JSON_LIMITS,
                  loading->arena, fault));
    return conditions_read(out, json, loading->arena, fault);
}

// ---- sharing groups ----

static enum status load_groups(struct loading *loading, struct fault *fault) {
    VEC_OF(struct sharing_group) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, loading->db,
                 "SELECT no, owner_no, slug, name, identity FROM sharing_group ORDER BY no",
                 fault));
    enum status status;
    while ((status = db_step(q, fault)) == OK)
        vec_add(&rows, (struct sharing_group){
                           .no = db_i64(q, 0),
                           .owner_no = db_i64(q, 1),
                           .slug = arena_copy(loading->arena, db_text(q, 2)),
                           .name = arena_copy(loading->arena, db_text(q, 3)),
                           .identity = uuid_of(db_blob(q, 4)),
                       });
    db_done(q);
    struct world *world = loading->world;
    world->groups = arena_array(loading->arena, rows.count + 1, struct sharing_group);
    world->group_count = rows.count;
    if (rows.count) memcpy(world->groups, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static enum status load_group_members(struct loading *loading, struct sharing_group *group,
                                      struct fault *fault) {
    VEC_OF(int64_t) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, loading->db,
                 "SELECT organisation_no FROM sharing_group_member WHERE group_no = $1"
                 " ORDER BY organisation_no",
                 fault));
    db_bind_i64(q, 1, group->no);
    enum status status;
    while ((status = db_step(q, fault)) == OK) vec_add(&rows, db_i64(q, 0));
    db_done(q);
    group->members = arena_array(loading->arena, rows.count + 1, int64_t);
    group->member_count = rows.count;
    if (rows.count) memcpy(group->members, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static bool has_member(const struct sharing_group *group, int64_t organisation_no) {
    for (size_t i = 0; i < group->member_count; i++)
        if (group->members[i] == organisation_no) return true;
    return false;
}

// From the other side.
static void tell_organisations(struct loading *loading) {
    struct world *world = loading->world;
    if (!world->group_count) return;
    for (size_t i = 0; i < world->organisation_count; i++) {
        struct organisation *it = &world->organisations[i];
        struct uuid *groups = arena_array(loading->arena, world->group_count, struct uuid);
        for (size_t k = 0; k < world->group_count; k++)
            if (has_member(&world->groups[k], it->no))
                groups[it->group_count++] = world->groups[k].identity;
        it->groups = groups;
    }
}

// ---- collections ----

static struct grant grant_of(struct db_query *q, const struct world *world, struct arena *arena) {
    struct grant grant = {
        .can_read = db_i64(q, 0) != 0,
        .can_write = db_i64(q, 1) != 0,
        .organisation_no = db_i64(q, 2),
        .has_group = db_i64(q, 3) != 0,
        .role = (enum role)db_i64(q, 4),
        .sector = arena_copy(arena, db_text(q, 5)),
        .country = arena_copy(arena, db_text(q, 6)),
    };
    const struct sharing_group *group = world_group(world, db_i64(q, 3));
    if (group) grant.group = group->identity; // of one that is gone: nobody is in it
    return grant;
}

static enum status load_grants(struct loading *loading, struct collection *collection,
                               struct fault *fault) {
    VEC_OF(struct grant) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, loading->db,
                 "SELECT can_read, can_write, organisation_no, group_no, role, sector, country"
                 " FROM collection_grant WHERE collection_no = $1 ORDER BY no",
                 fault));
    db_bind_i64(q, 1, collection->no);
    enum status status;
    while ((status = db_step(q, fault)) == OK)
        vec_add(&rows, grant_of(q, loading->world, loading->arena));
    db_done(q);
    collection->grants = arena_array(loading->arena, rows.count + 1, struct grant);
    collection->grant_count = rows.count;
    if (rows.count) memcpy(collection->grants, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static enum status load_place(struct loading *loading, struct collection *collection,
                              struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, loading->db, "SELECT conditions FROM collection WHERE no = $1", fault));
    db_bind_i64(q, 1, collection->no);
    TRY(db_step(q, fault));
    if (db_is_null(q, 0)) return OK;
    struct conditions *conditions = arena_new(loading->arena, struct conditions);
    TRY(read_text(conditions, loading, db_text(q, 0), fault));
    collection->conditions = conditions;
    return OK;
}

// ---- what is said of objects ----

static enum status load_conditions(struct loading *loading, struct fault *fault) {
    VEC_OF(struct world_conditions) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, loading->db, "SELECT no, organisation_no, text FROM conditions ORDER BY no",
                 fault));
    enum status status;
    while ((status = db_step(q, fault)) == OK) {
        struct world_conditions row = {.no = db_i64(q, 0), .organisation_no = db_i64(q, 1)};
        // What cannot be read is for nobody (opening.h), and keeps nobody from all else.
        if (read_text(&row.it, loading, db_text(q, 2), NULL) == OK) vec_add(&rows, row);
    }
    db_done(q);
    struct world *world = loading->world;
    world->conditions = arena_array(loading->arena, rows.count + 1, struct world_conditions);
    world->conditions_count = rows.count;
    if (rows.count) memcpy(world->conditions, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static enum status load_all(struct loading *loading, struct fault *fault) {
    struct world *world = loading->world;
    TRY(load_groups(loading, fault));
    for (size_t i = 0; i < world->group_count; i++)
        TRY(load_group_members(loading, &world->groups[i], fault));
    tell_organisations(loading);
    for (size_t i = 0; i < world->collection_count; i++) {
        TRY(load_grants(loading, &world->collections[i], fault));
        TRY(load_place(loading, &world->collections[i], fault));
    }
    return load_conditions(loading, fault);
}

enum status world_rules_load(struct world *world, struct db *db, struct arena *arena,
                             struct fault *fault) {
    struct loading loading = {world, db, arena, json_reader_open()};
    enum status status = load_all(&loading, fault);
    json_reader_close(&loading.reader);
    return status;
}

// ---- finding ----

const struct sharing_group *world_group(const struct world *world, int64_t no) {
    for (size_t i = 0; i < world->group_count; i++)
        if (world->groups[i].no == no) return &world->groups[i];
    return NULL;
}

const struct sharing_group *world_group_of(const struct world *world, const struct uuid *identity) {
    for (size_t i = 0; i < world->group_count; i++)
        if (uuid_equal(&world->groups[i].identity, identity)) return &world->groups[i];
    return NULL;
}

const struct world_conditions *world_conditions(const struct world *world, int64_t no) {
    size_t low = 0, high = world->conditions_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (world->conditions[middle].no < no)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < world->conditions_count && world->conditions[low].no == no;
    return found ? &world->conditions[low] : NULL;
}
