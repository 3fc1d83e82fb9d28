#include "store/inside.h"

#define DAY_US (INT64_C(86400) * STAMP_SECOND)

void tally_init(struct tally *tally) {
    *tally = (struct tally){0};
    map_init(&tally->places, 0); // keys are numbers of ours
}

void tally_close(struct tally *tally) {
    vec_close(&tally->changes);
    map_close(&tally->places);
}

void tally_clear(struct tally *tally) {
    if (!tally->changes.count) return;
    vec_clear(&tally->changes);
    map_close(&tally->places);
    tally->last = 0;
}

static bool is_same(const struct tally_key *a, const struct tally_key *b) {
    return a->class_no == b->class_no && a->kind == b->kind && a->ends == b->ends &&
           a->day == b->day;
}

static void change(struct tally *tally, const struct tally_row *row, int64_t by) {
    if (row->look & LOOK_APART) return;
    struct tally_key key = {row->class_no, row->kind, (row->look & LOOK_ENDS) != 0,
                            row->added / DAY_US};
    if (!tally->changes.count || !is_same(&tally->changes.items[tally->last].key, &key)) {
        uint64_t place = tally->changes.count;
        struct str text = {(const char *)&key, sizeof key};
        if (!map_find(&place, &tally->places, text)) {
            map_put(&tally->places, text, place);
            vec_add(&tally->changes, (struct tally_change){.key = key});
        }
        tally->last = (size_t)place;
    }
    if (row->latest) tally->changes.items[tally->last].latest += by;
    tally->changes.items[tally->last].total += by;
}

void tally_add(struct tally *tally, const struct tally_row *row) {
    change(tally, row, 1);
}

void tally_take(struct tally *tally, const struct tally_row *row) {
    change(tally, row, -1);
}

static enum status write_change(struct db *db, const struct tally_change *it, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db,
                 "INSERT INTO tally AS t (class_no, kind, ends, day, latest, total)"
                 " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (class_no, kind, ends, day)"
                 " DO UPDATE SET latest = t.latest + excluded.latest,"
                 " total = t.total + excluded.total",
                 fault));
    db_bind_i64(query, 1, it->key.class_no);
    db_bind_i64(query, 2, it->key.kind);
    db_bind_i64(query, 3, it->key.ends);
    db_bind_i64(query, 4, it->key.day);
    db_bind_i64(query, 5, it->latest);
    db_bind_i64(query, 6, it->total);
    TRY(db_finish(query, fault));
    if (it->total >= 0) return OK;
    TRY(db_query(&query, db,
                 "DELETE FROM tally WHERE class_no = $1 AND kind = $2 AND ends = $3 AND day = $4"
                 " AND total = 0",
                 fault));
    db_bind_i64(query, 1, it->key.class_no);
    db_bind_i64(query, 2, it->key.kind);
    db_bind_i64(query, 3, it->key.ends);
    db_bind_i64(query, 4, it->key.day);
    return db_finish(query, fault);
}

enum status tally_flush(struct tally *tally, struct db *db, struct fault *fault) {
    enum status status = OK;
    for (size_t i = 0; i < tally->changes.count && status == OK; i++)
        if (tally->changes.items[i].latest || tally->changes.items[i].total)
            status = write_change(db, &tally->changes.items[i], fault);
    tally_clear(tally);
    return status;
}
