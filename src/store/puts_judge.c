#include "store/inside.h"

// New versions of objects that have others: what stands before and after each is shown to its judge
// (store.h), before anything of it is written.

#define SQL_BESIDE                                                                                 \
    "SELECT k.version_no, k.stamp, v.json,"                                                        \
    " (SELECT COALESCE(MAX(CASE WHEN a.no = $1 THEN 2 ELSE 1 END), 0)"                             \
    " FROM member m CROSS JOIN account a"                                                          \
    " WHERE m.version_no = k.version_no AND a.no = m.giver_no"                                     \
    " AND (a.organisation_no = $2 OR a.no = $1)),"                                                 \
    " (SELECT COUNT(*) FROM member m WHERE m.version_no = k.version_no AND m.giver_no = 0)"        \
    " FROM version_key k LEFT JOIN version v ON v.no = k.version_no"                               \
    " WHERE k.id = $3 AND k.kind = $4 AND (k.stamp, k.spec) "
#define SQL_BEFORE SQL_BESIDE "< ($5, $6) ORDER BY k.stamp DESC, k.spec DESC LIMIT 1"
#define SQL_AFTER SQL_BESIDE "> ($5, $6) ORDER BY k.stamp, k.spec LIMIT 1"

struct judging {
    struct rows *rows;
    const struct puts_pending *pending; // NULL: all versions there are were written
    struct put_row *const *list;
    size_t count;
    struct put_held *before; // of each; texts in the arena of the run
};

static bool is_asked(const struct put_row *row) {
    return row->is_new && row->put->judge && row->put->stamp;
}

static void bind(struct db_query *query, size_t at, const void *context) {
    const struct judging *judging = context;
    const struct put *put = judging->list[at]->put;
    db_bind_i64(query, 1, put->giver_no);
    db_bind_i64(query, 2, put->organisation_no);
    db_bind_blob(query, 3, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 4, put->kind);
    db_bind_i64(query, 5, put->stamp);
    db_bind_i64(query, 6, put->spec);
}

static enum status take(struct put_held *out, const struct judging *judging, const struct put *put,
                        struct db_query *query, struct fault *fault) {
    *out = (struct put_held){.json = STR_NONE};
    enum status status = db_step(query, fault);
    if (status != OK) return status == ABSENT ? OK : status;
    int64_t version_no = db_i64(query, 0);
    const struct puts_pending *pending = judging->pending;
    out->stamp = db_i64(query, 1);
    if (!pending || version_no < pending->base_version) {
        out->json = db_text(query, 2);
        out->is_ours = db_i64(query, 3) > 0;
        out->is_mine = db_i64(query, 3) > 1;
        out->by_operator = db_i64(query, 4) > 0;
        return OK;
    }
    const struct put *held = pending->rows[version_no - pending->base_version].put;
    out->json = held->json;
    out->is_mine = held->giver_no && held->giver_no == put->giver_no;
    out->is_ours =
        out->is_mine || (held->organisation_no && held->organisation_no == put->organisation_no);
    out->by_operator = !held->giver_no;
    return OK;
}

static void judge(struct put_row *row, const struct put_held *before,
                  const struct put_held *after) {
    struct put *put = row->put;
    if (!before->json.data && !after->json.data) return;
    if (put->judge->may(put->judge->context, put, before, after)) return;
    put->outcome = PUT_REFUSED;
    row->is_new = false;
    row->is_settled = true;
}

static enum status ask_before(struct judging *judging, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, judging->rows->db, SQL_BEFORE, fault));
    db_ahead(query, judging->count, bind, judging);
    for (size_t i = 0; i < judging->count; i++) {
        db_next(query);
        struct put_held *held = &judging->before[i];
        TRY(take(held, judging, judging->list[i]->put, query, fault));
        if (held->json.data) held->json = arena_copy(&judging->rows->arena, held->json);
    }
    return OK;
}

static enum status ask_after(struct judging *judging, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, judging->rows->db, SQL_AFTER, fault));
    db_ahead(query, judging->count, bind, judging);
    for (size_t i = 0; i < judging->count; i++) {
        db_next(query);
        struct put_held after;
        TRY(take(&after, judging, judging->list[i]->put, query, fault));
        judge(judging->list[i], &judging->before[i], &after);
    }
    return OK;
}

enum status puts_judge(struct rows *rows, const struct puts_pending *pending,
                       struct put_row *const *list, size_t count, struct fault *fault) {
    struct put_row **asked = arena_take(&rows->arena, (count + 1) * sizeof *asked);
    struct judging judging = {.rows = rows, .pending = pending, .list = asked};
    for (size_t i = 0; i < count; i++)
        if (is_asked(list[i])) asked[judging.count++] = list[i];
    if (!judging.count) return OK;
    judging.before = arena_array(&rows->arena, judging.count, struct put_held);
    TRY(ask_before(&judging, fault));
    return ask_after(&judging, fault);
}
