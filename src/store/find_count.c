#include "store/find.h"

#include <stdlib.h>
#include <string.h>

#include "store/find_list.h"
#include "store/inside.h"

// Counts come from the tallies for rows that can be judged by themselves, and are counted one by
// one for the others: those apart, and, for whoever may not see all ends, those with ends. Filters
// that the tallies do not know are counted one by one altogether.

#define DAY_SQL "m.added / 86400000000"

struct counting {
    struct store *store;
    struct plan plan;
    size_t max;
    bool exact;
};

static bool is_tallied(const struct find *find) {
    bool any_row = !find->words.data && !find->creator.kind && !find->id_count && find->revoked < 0;
    bool any_time = find->added_after <= 0 && !find->added_before;
    return any_row && any_time && !find->spec_count && find->versions != FIND_CHOSEN;
}

static enum status open_counting(struct counting *counting, const struct sight *sight,
                                 const struct find *find, struct arena *arena,
                                 struct fault *fault) {
    TRY(plan_make(&counting->plan, counting->store, sight, find, arena, fault));
    counting->exact = true;
    counting->plan.db = store_reader_take(counting->store);
    return reader_begin(counting->store, counting->plan.db, sight->rights, fault);
}

static void close_counting(struct counting *counting) {
    if (counting->plan.db) store_reader_give(counting->store, counting->plan.db);
}

// The tables that lead when the tallies tell the rest; else one that is chosen.
static enum status list_leads(enum plan_lead leads[2], size_t *count, struct counting *counting,
                              struct fault *fault) {
    *count = 0;
    if (is_tallied(counting->plan.asked.find)) {
        leads[(*count)++] = LEAD_APART;
        if (!counting->plan.asked.sight->is_whole) leads[(*count)++] = LEAD_ENDS;
        return OK;
    }
    TRY(plan_choose(&counting->plan, counting->store, counting->max, fault));
    leads[(*count)++] = counting->plan.lead;
    return OK;
}

// "... FROM classes CROSS JOIN tally t WHERE ..."
static void add_tally(struct sql *sql, const struct plan *plan, const char *columns) {
    const struct find *find = plan->asked.find;
    sql_add(sql, "WITH classes(no) AS (VALUES ");
    sql_class_values(sql, &plan->asked);
    sql_addf(sql, ") SELECT %s FROM classes CROSS JOIN tally t WHERE t.class_no = classes.no",
             columns);
    if (!plan->asked.sight->is_whole) sql_add(sql, " AND t.ends = 0");
    if (!find->kind_count) return;
    sql_add(sql, " AND t.kind IN (");
    for (size_t i = 0; i < find->kind_count; i++)
        sql_addf(sql, "%s%d", i ? "," : "", find->kinds[i]);
    sql_add(sql, ")");
}

static const char *tally_column(const struct plan *plan) {
    return plan->asked.find->versions == FIND_LAST ? "t.latest" : "t.total";
}

// ---- one number ----

static enum status count_tally(size_t *total, struct counting *counting, struct fault *fault) {
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, counting->plan.arena);
    char columns[64];
    snprintf(columns, sizeof columns, "CAST(COALESCE(SUM(%s), 0) AS BIGINT)",
             tally_column(&counting->plan));
    add_tally(&sql, &counting->plan, columns);
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(sql_query(&query, &sql, counting->plan.db, fault));
    TRY(db_step(query, fault));
    *total += (size_t)db_i64(query, 0);
    return OK;
}

static enum status count_lead(size_t *total, struct counting *counting, struct fault *fault) {
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, counting->plan.arena);
    plan_write(&sql, &counting->plan, "1");
    size_t count, limit = counting->max < SIZE_MAX ? counting->max + 1 : SIZE_MAX;
    TRY(plan_count(&count, &sql, counting->plan.db, limit, fault));
    if (count > counting->max) {
        counting->exact = false;
        count = counting->max;
    }
    *total += count;
    return OK;
}

enum status find_count(size_t *count, bool *exact, const struct finder *finder,
                       const struct find *find, size_t count_max) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    SCOPED(close_counting) struct counting counting = {.store = finder->store, .max = count_max};
    TRY(open_counting(&counting, finder->sight, find, &arena, finder->fault));
    enum plan_lead leads[2];
    size_t lead_count, total = 0;
    TRY(list_leads(leads, &lead_count, &counting, finder->fault));
    if (is_tallied(find)) TRY(count_tally(&total, &counting, finder->fault));
    for (size_t i = 0; i < lead_count; i++) {
        counting.plan.lead = leads[i];
        TRY(count_lead(&total, &counting, finder->fault));
    }
    *count = total;
    *exact = counting.exact;
    return OK;
}

// ---- by kind, class and day ----

struct groups {
    struct find_group *items;
    size_t count, capacity;
};

static void close_groups(struct groups *groups) {
    vec_close(groups);
}

// Columns kind, class, day, count. Adds up the counts.
static enum status read_groups(struct groups *groups, size_t *rows, struct sql *sql,
                               struct counting *counting, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(sql_query(&query, sql, counting->plan.db, fault));
    enum status status;
    while ((status = db_step(query, fault)) == OK) {
        struct find_group group = {(int)db_i64(query, 0), db_i64(query, 1), db_i64(query, 2),
                                   (size_t)db_i64(query, 3)};
        *rows += group.count;
        vec_add(groups, group);
    }
    return status == ABSENT ? OK : status;
}

static enum status group_tally(struct groups *groups, struct counting *counting,
                               struct fault *fault) {
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, counting->plan.arena);
    const char *column = tally_column(&counting->plan);
    char columns[64];
    snprintf(columns, sizeof columns, "t.kind, t.class_no, t.day, %s", column);
    add_tally(&sql, &counting->plan, columns);
    sql_addf(&sql, " AND %s > 0", column);
    size_t rows = 0;
    return read_groups(groups, &rows, &sql, counting, fault);
}

static enum status group_lead(struct groups *groups, struct counting *counting,
                              struct fault *fault) {
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, counting->plan.arena);
    sql_add(&sql, "SELECT kind, class_no, day, COUNT(*) FROM (");
    plan_write(&sql, &counting->plan, "m.kind AS kind, m.class_no AS class_no, " DAY_SQL " AS day");
    sql_add(&sql, " LIMIT ");
    sql_i64(&sql, counting->max < INT64_MAX ? (int64_t)counting->max + 1 : INT64_MAX);
    sql_add(&sql, ") AS rows GROUP BY kind, class_no, day");
    size_t rows = 0;
    TRY(read_groups(groups, &rows, &sql, counting, fault));
    if (rows <= counting->max) return OK;
    // The row that says that there are more is not counted, here as in count_lead.
    counting->exact = false;
    groups->items[groups->count - 1].count--;
    if (!groups->items[groups->count - 1].count) groups->count--;
    return OK;
}

static int compare_groups(const void *left, const void *right) {
    const struct find_group *a = left, *b = right;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->class_no != b->class_no) return a->class_no < b->class_no ? -1 : 1;
    return (a->day > b->day) - (a->day < b->day);
}

// Sorted, and what came from several sources added up.
static size_t merge_groups(struct find_group *groups, size_t count) {
    if (count) qsort(groups, count, sizeof groups[0], compare_groups);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && compare_groups(&groups[kept - 1], &groups[i]) == 0)
            groups[kept - 1].count += groups[i].count;
        else
            groups[kept++] = groups[i];
    }
    return kept;
}

enum status find_groups(struct find_group **out, size_t *count, bool *exact,
                        const struct finder *finder, const struct find *find, size_t count_max) {
    SCOPED(close_counting) struct counting counting = {.store = finder->store, .max = count_max};
    SCOPED(close_groups) struct groups groups = {0};
    TRY(open_counting(&counting, finder->sight, find, finder->arena, finder->fault));
    enum plan_lead leads[2];
    size_t lead_count;
    TRY(list_leads(leads, &lead_count, &counting, finder->fault));
    if (is_tallied(find)) TRY(group_tally(&groups, &counting, finder->fault));
    for (size_t i = 0; i < lead_count; i++) {
        counting.plan.lead = leads[i];
        TRY(group_lead(&groups, &counting, finder->fault));
    }
    *count = merge_groups(groups.items, groups.count);
    *out = arena_array(finder->arena, *count, struct find_group);
    if (*count) memcpy(*out, groups.items, *count * sizeof **out);
    *exact = counting.exact;
    return OK;
}
