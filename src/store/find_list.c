#include "store/find_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"

// Which table leads is chosen by counting a little, up to a bound: a viewer who sees little of a
// large store gathers and sorts the few rows; one who sees much walks rows in order and stops at
// the limit. With N rows of which the n seen are spread evenly, a walk to L rows passes L * N / n
// rows, gathering costs about n: they meet near the root of L * N.

#define GATHER_SHARE 0.02 // of L * N, under the root
#define CLASSES_TO_SEEK_MAX 64
#define OFFSET_BY_CLASS_MAX ((size_t)10000)
#define IDS_MAX ((size_t)100000)

static int compare_ids(const void *left, const void *right) {
    const struct find_id *a = left, *b = right;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    return memcmp(a->id.bytes, b->id.bytes, sizeof a->id.bytes);
}

// Without doubles, and filled up to a power of two with an id that nothing has, so that there are
// few different texts.
static void take_ids(struct plan *plan, const struct find *find) {
    if (!find->id_count) return;
    size_t capacity = 1;
    while (capacity < find->id_count) capacity *= 2;
    plan->ids = arena_array(plan->arena, capacity, struct find_id);
    memcpy(plan->ids, find->ids, find->id_count * sizeof find->ids[0]);
    qsort(plan->ids, find->id_count, sizeof plan->ids[0], compare_ids);
    size_t kept = 0;
    for (size_t i = 0; i < find->id_count; i++)
        if (!i || compare_ids(&plan->ids[i], &plan->ids[kept - 1]) != 0)
            plan->ids[kept++] = plan->ids[i];
    for (plan->id_count = 1; plan->id_count < kept;) plan->id_count *= 2;
    for (; kept < plan->id_count; kept++) plan->ids[kept] = (struct find_id){0};
}

enum status plan_make(struct plan *out, struct store *store, const struct sight *sight,
                      const struct find *find, struct arena *arena, struct fault *fault) {
    *out = (struct plan){.asked = {.sight = sight, .find = find}, .arena = arena};
    if (find->id_count > IDS_MAX)
        return fault_set(fault, LIMIT, "more than %zu ids at once", IDS_MAX);
    if (find->words.data) {
        if (store->options.without_search)
            return fault_set(fault, FAILED, "this store was opened without search");
        struct search_terms terms;
        TRY(search_words_asked(&terms, find->words, arena, fault));
        out->dialect = store->dialect;
        TRY(out->dialect->ask(&out->match, &store->search, &terms, arena, fault));
    }
    int64_t *open, *named;
    struct asked *asked = &out->asked;
    asked->open_count = intern_classes_of(&open, &store->intern, sight->open, sight->open_count,
                                          find->collection_no, arena);
    asked->named_count = intern_classes_of(&named, &store->intern, sight->named, sight->named_count,
                                           find->collection_no, arena);
    asked->open = open;
    asked->named = named;
    out->from = find->added_after == INT64_MAX ? INT64_MAX : find->added_after + 1;
    take_ids(out, find);
    return OK;
}

enum status plan_count(size_t *count, struct sql *inner, struct db *db, size_t max,
                       struct fault *fault) {
    sql_add(inner, " LIMIT ");
    sql_i64(inner, max >= INT64_MAX ? INT64_MAX : (int64_t)max);
    struct str text = arena_format(inner->arena, "SELECT COUNT(*) FROM (%.*s) AS rows",
                                   STR_ARG(buf_str(&inner->text)));
    buf_clear(&inner->text);
    buf_add(&inner->text, text);
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(sql_query(&query, inner, db, fault));
    TRY(db_step(query, fault));
    *count = (size_t)db_i64(query, 0);
    return OK;
}

// ---- what leads ----

static void add_creator_rows(struct sql *sql, const struct plan *plan) {
    const struct find_id *creator = &plan->asked.find->creator;
    sql_add(sql, " lead.id = ");
    sql_blob(sql, creator->id.bytes, sizeof creator->id.bytes);
    sql_add(sql, " AND lead.kind = ");
    sql_i64(sql, creator->kind);
    sql_addf(sql, " AND lead.role = %d", ROLE_CREATOR);
}

static void add_matches(struct sql *sql, const struct plan *plan, const char *column, size_t max) {
    sql_addf(sql, "SELECT %s FROM ", column);
    plan->dialect->add_table(sql, &plan->match, max);
    sql_add(sql, " WHERE");
    plan->dialect->add_condition(sql, &plan->match);
}

static void add_class_rows(struct sql *sql, const struct plan *plan) {
    sql_add(sql, " m.class_no = classes.no AND m.added >= ");
    sql_i64(sql, plan->from);
    if (!plan->asked.find->added_before) return;
    sql_add(sql, " AND m.added < ");
    sql_i64(sql, plan->asked.find->added_before);
}

static void add_classes_table(struct sql *sql, const struct plan *plan) {
    sql_add(sql, "WITH classes(no) AS (VALUES ");
    sql_class_values(sql, &plan->asked);
    sql_add(sql, ") ");
}

// Whether `lead` has at most `max` rows, and if so, takes it.
static enum status try_lead(bool *taken, struct plan *plan, enum plan_lead lead, size_t max,
                            struct fault *fault) {
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, plan->arena);
    if (lead == LEAD_CREATOR) {
        sql_add(&sql, "SELECT 1 FROM ref lead WHERE");
        add_creator_rows(&sql, plan);
    } else if (lead == LEAD_WORDS) {
        add_matches(&sql, plan, "1", max + 1);
    } else {
        add_classes_table(&sql, plan);
        sql_add(&sql, "SELECT 1 FROM classes CROSS JOIN member m WHERE");
        add_class_rows(&sql, plan);
    }
    size_t count;
    TRY(plan_count(&count, &sql, plan->db, max + 1, fault));
    *taken = count <= max;
    if (*taken) plan->lead = lead;
    return OK;
}

static size_t class_count(const struct plan *plan) {
    return plan->asked.open_count + plan->asked.named_count;
}

// Rows before the first of the classes seen need not be walked.
static enum status seek_first(struct plan *plan, struct fault *fault) {
    if (class_count(plan) > CLASSES_TO_SEEK_MAX) return OK;
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, plan->arena);
    add_classes_table(&sql, plan);
    sql_add(&sql, "SELECT MIN((SELECT MIN(m.added) FROM member m WHERE");
    add_class_rows(&sql, plan);
    sql_add(&sql, ")) FROM classes");
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(sql_query(&query, &sql, plan->db, fault));
    TRY(db_step(query, fault));
    if (!db_is_null(query, 0)) plan->from = db_i64(query, 0);
    return OK;
}

enum status plan_choose(struct plan *plan, struct store *store, size_t wanted,
                        struct fault *fault) {
    const struct find *find = plan->asked.find;
    plan->lead = LEAD_IDS;
    if (plan->id_count) return OK;
    double rows = (double)atomic_load(&store->newest_version);
    double meet = sqrt(GATHER_SHARE * rows * (wanted ? (double)wanted : rows));
    size_t max = meet < (double)store->sorted_max ? store->sorted_max : (size_t)meet;
    bool taken = false;
    if (plan->match.words.data) TRY(try_lead(&taken, plan, LEAD_WORDS, max, fault));
    if (!taken && find->creator.kind) TRY(try_lead(&taken, plan, LEAD_CREATOR, max, fault));
    if (taken) return OK;
    plan->lead = LEAD_CLASS;
    if (class_count(plan) == 1 && find->offset <= OFFSET_BY_CLASS_MAX) return OK;
    TRY(try_lead(&taken, plan, LEAD_GATHER, max, fault));
    if (taken) return OK;
    plan->lead = LEAD_WALK;
    return find->newest_first ? OK : seek_first(plan, fault);
}

// ---- the text ----

static void add_ids_table(struct sql *sql, const struct plan *plan) {
    sql_add(sql, "WITH ids(id, kind) AS (VALUES ");
    for (size_t i = 0; i < plan->id_count; i++) {
        sql_add(sql, i ? ",(" : "(");
        sql_blob(sql, plan->ids[i].id.bytes, sizeof plan->ids[i].id.bytes);
        sql_add(sql, ",");
        sql_i64(sql, plan->ids[i].kind);
        sql_add(sql, ")");
    }
    sql_add(sql, ") ");
}

static void add_with(struct sql *sql, const struct plan *plan) {
    if (plan->lead == LEAD_IDS) add_ids_table(sql, plan);
    if (plan->lead == LEAD_CLASS || plan->lead == LEAD_GATHER) add_classes_table(sql, plan);
}

// CROSS JOIN: the engine keeps the order in which the tables are named.
static void add_from(struct sql *sql, const struct plan *plan) {
    switch (plan->lead) {
    case LEAD_IDS: sql_add(sql, "ids CROSS JOIN version_key lead CROSS JOIN member m"); break;
    case LEAD_WORDS:
        plan->dialect->add_table(sql, &plan->match, SIZE_MAX);
        sql_add(sql, " CROSS JOIN member m");
        break;
    case LEAD_CREATOR: sql_add(sql, "ref lead CROSS JOIN member m"); break;
    case LEAD_CLASS:
    case LEAD_GATHER: sql_add(sql, "classes CROSS JOIN member m"); break;
    default: sql_add(sql, "member m"); break;
    }
    if (sql_needs_version(&plan->asked)) sql_add(sql, " CROSS JOIN version v");
}

static void add_bounds(struct sql *sql, const struct plan *plan) {
    // Where another table leads, the plus keeps the engine from walking by `added`.
    const char *plus = plan->lead == LEAD_WALK ? "" : "+";
    if (plan->from > STAMP_MIN + 1) {
        sql_addf(sql, " AND %sm.added >= ", plus);
        sql_i64(sql, plan->from);
    }
    if (!plan->asked.find->added_before) return;
    sql_addf(sql, " AND %sm.added < ", plus);
    sql_i64(sql, plan->asked.find->added_before);
}

static void add_where(struct sql *sql, const struct plan *plan) {
    switch (plan->lead) {
    case LEAD_IDS:
        sql_add(sql, " lead.id = ids.id AND lead.kind = ids.kind"
                     " AND m.version_no = lead.version_no");
        break;
    case LEAD_WORDS:
        plan->dialect->add_condition(sql, &plan->match);
        sql_add(sql, " AND m.version_no = words.rowid");
        break;
    case LEAD_CREATOR:
        add_creator_rows(sql, plan);
        sql_add(sql, " AND m.version_no = lead.version_no");
        break;
    case LEAD_CLASS:
    case LEAD_GATHER: add_class_rows(sql, plan); return;
    // As in the partial indexes: the engine compares the texts.
    case LEAD_APART: sql_add(sql, " m.look & 7 <> 0"); break;
    case LEAD_ENDS: sql_add(sql, " m.look & 8 <> 0 AND (m.look & 7) = 0"); break;
    default: sql_add(sql, " 1 = 1"); break;
    }
    add_bounds(sql, plan);
}

void plan_write(struct sql *sql, const struct plan *plan, const char *columns) {
    add_with(sql, plan);
    sql_addf(sql, "SELECT %s FROM ", columns);
    add_from(sql, plan);
    sql_add(sql, " WHERE");
    add_where(sql, plan);
    if (sql_needs_version(&plan->asked)) sql_add(sql, " AND v.no = m.version_no");
    sql_add(sql, " AND ");
    sql_visible(sql, &plan->asked);
    sql_chosen(sql, &plan->asked);
    sql_after(sql, &plan->asked);
    if (!plan->match.words.data || plan->lead == LEAD_WORDS) return;
    // All matches once, as a set: asking for each row costs a hundred times as much. As no term of
    // the condition but a part of one the set cannot lead.
    sql_add(sql, " AND (m.version_no IN (");
    add_matches(sql, plan, "words.rowid", SIZE_MAX);
    sql_add(sql, ")) IS TRUE");
}

void plan_order(struct sql *sql, const struct plan *plan) {
    sql_addf(sql, " ORDER BY m.added%s", plan->asked.find->newest_first ? " DESC" : "");
}

// ---- rows ----

void found_read(struct found *found, struct db_query *query) {
    *found = (struct found){.added = db_i64(query, 0),
                            .version_no = db_i64(query, 1),
                            .collection_no = db_i64(query, 2),
                            .class_no = db_i64(query, 3),
                            .kind = (int)db_i64(query, 4),
                            .giver_no = db_i64(query, 5)};
}

void found_read_version(struct found *found, struct db_query *query, int first) {
    struct str id = db_blob(query, first);
    if (id.size == sizeof found->id.bytes) memcpy(found->id.bytes, id.data, id.size);
    found->spec = (int)db_i64(query, first + 1);
    found->stamp = db_i64(query, first + 2);
    found->revoked = db_i64(query, first + 3) != 0;
    found->json = db_text(query, first + 4);
    found->deviations = db_text(query, first + 5);
}

void found_keep(struct found *found, struct arena *arena) {
    found->json = arena_copy(arena, found->json);
    if (found->deviations.data) found->deviations = arena_copy(arena, found->deviations);
}

enum status found_fetch(struct found *found, struct db_query *version, struct fault *fault) {
    db_bind_i64(version, 1, found->version_no);
    TRY(db_step(version, fault));
    found_read_version(found, version, 0);
    return OK;
}
