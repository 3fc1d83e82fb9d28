// Overview: what came in, by type, by day, by marking; the newest; sightings.
#include "api/api_private.h"

#define LATEST_SHOWN 12
#define SIGHTINGS_SHOWN 6
#define DAYS_MAX 366
#define DAY_US (86400 * STAMP_SECOND)

struct sums {
    struct str *names;
    size_t *counts;
    size_t used;
};

static void sums_add(struct sums *sums, struct str name, size_t count) {
    for (size_t i = 0; i < sums->used; i++) {
        if (!str_equal(sums->names[i], name)) continue;
        sums->counts[i] += count;
        return;
    }
    sums->names[sums->used] = name;
    sums->counts[sums->used++] = count;
}

static struct sums sums_make(size_t most, struct arena *arena) {
    return (struct sums){arena_array(arena, most + 1, struct str),
                         arena_array(arena, most + 1, size_t), 0};
}

static void put_sums(struct json_writer *w, const char *key, const char *member,
                     const struct sums *sums) {
    json_key_array(w, key);
    for (size_t i = 0; i < sums->used; i++) {
        json_open_object(w);
        json_key_text(w, member, sums->names[i]);
        json_key_i64(w, "count", (int64_t)sums->counts[i]);
        json_close_object(w);
    }
    json_close_array(w);
}

// One entry a day, also for days on which nothing came.
static void put_days(struct json_writer *w, struct call *call, const struct release_groups *groups,
                     size_t days) {
    int64_t today = clock_now(store_clock(call->exchange->store)) / DAY_US;
    size_t *counts = arena_array(call->arena, days, size_t);
    for (size_t i = 0; i < groups->count; i++) {
        int64_t back = today - groups->items[i].day;
        if (back >= 0 && back < (int64_t)days)
            counts[(int64_t)days - 1 - back] += groups->items[i].count;
    }
    json_key_array(w, "by_day");
    for (size_t i = 0; i < days; i++) {
        char text[STAMP_TEXT_SIZE];
        stamp_write(text, (today - (int64_t)days + 1 + (int64_t)i) * DAY_US, 0);
        json_open_object(w);
        json_key_text(w, "day", (struct str){text, 10});
        json_key_i64(w, "count", (int64_t)counts[i]);
        json_close_object(w);
    }
    json_close_array(w);
}

static enum status put_rows(struct json_writer *w, struct call *call, const char *key,
                            const struct filter *filter) {
    struct release *release;
    TRY(release_open(&release, &call->visit, filter));
    json_key_array(w, key);
    stamp last;
    size_t count;
    enum status status = rows_write(w, call, release, &last, &count);
    json_close_array(w);
    release_close(&release);
    return status;
}

static void put_groups(struct json_writer *w, struct call *call,
                       const struct release_groups *groups, size_t days) {
    struct sums types = sums_make(groups->count, call->arena);
    struct sums tlps = sums_make(groups->count, call->arena);
    for (size_t i = 0; i < groups->count; i++) {
        sums_add(&types, groups->items[i].type, groups->items[i].count);
        sums_add(&tlps, str_of(tlp_name(groups->items[i].tlp)), groups->items[i].count);
    }
    json_key_i64(w, "total", (int64_t)groups->total);
    json_key_bool(w, "exact", groups->is_exact);
    put_sums(w, "by_type", "type", &types);
    put_sums(w, "by_tlp", "tlp", &tlps);
    put_days(w, call, groups, days);
}

static enum status put_lists(struct json_writer *w, struct call *call) {
    struct filter latest = {.revoked = -1, .limit = LATEST_SHOWN};
    TRY(put_rows(w, call, "latest", &latest));
    struct str type = STR("sighting");
    struct filter sightings = {
        .revoked = -1, .types = &type, .type_count = 1, .limit = SIGHTINGS_SHOWN};
    // Among everything they are counted with the relationships, which may be too many to count.
    size_t count;
    bool exact;
    TRY(release_count(&count, &exact, &call->visit, &sightings));
    json_key_object(w, "sightings");
    json_key_i64(w, "count", (int64_t)count);
    json_key_bool(w, "exact", exact);
    TRY(put_rows(w, call, "rows", &sightings));
    json_close_object(w);
    return OK;
}

static enum status overview(struct call *call) {
    uint64_t days;
    TRY(call_query_u64(&days, call, "days", 30, DAYS_MAX));
    if (!days) days = 1;
    struct release_groups groups;
    struct filter everything = {.revoked = -1};
    TRY(release_groups(&groups, &call->visit, &everything));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    put_groups(&w, call, &groups, days);
    enum status status = put_lists(&w, call);
    if (status != OK) {
        buf_close(&buf);
        return status;
    }
    json_key_object(&w, "search");
    json_key_i64(&w, "behind", (int64_t)store_search_behind(call->exchange->store));
    json_close_object(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static const struct route rows[] = {
    {"GET", "/api/v1/overview", overview, NEED_NOTHING, ACT_READ},
};
const struct route_table overview_routes = {rows, sizeof rows / sizeof *rows};
