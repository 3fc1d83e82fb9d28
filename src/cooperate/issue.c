#include <stdlib.h>

#include "cooperate/author.h"
#include "cooperate/statement.h"
#include "exchange/ballot.h"

struct issues {
    struct givers *givers;
    const struct dialogue *dialogue;
    const struct object_id *ids;
    size_t count;
    struct kept *kept;
};

static void hear(void *context, const struct history_row *row) {
    struct issues *issues = context;
    kept_hear(&issues->kept[row->index], row, issues->dialogue, issues->givers->visit->arena);
}

// ABSENT for what is no key issue of this dialogue, or may not be believed.
static enum status read_issue(struct dialogue_issue *out, struct issues *issues, size_t index) {
    const struct kept *kept = &issues->kept[index];
    if (!kept->text.data || !kept->is_named_well) return ABSENT;
    struct json json;
    TRY(history_parse(&json, issues->givers, kept->text));
    if (!str_equal(json_text(json_member(json, STR("dialogue_ref"))), issues->dialogue->id_text) ||
        json_true(json_member(json, STR("revoked"))))
        return ABSENT;
    *out = (struct dialogue_issue){
        .id = json_text(json_member(json, STR("id"))),
        .title = json_text(json_member(json, STR("name"))),
        .text = json_text(json_member(json, STR("description"))),
        .lang = json_text(json_member(json, STR("lang"))),
        .is_mine = author_is_viewer(issues->givers, kept, json),
    };
    if (stamp_read(&out->proposed, json_text(json_member(json, STR("created"))), NULL) != OK)
        out->proposed = kept->version;
    return author_find(&out->author_name, &out->author_organisation, issues->givers,
                       issues->dialogue, json);
}

static int by_support(const void *a, const void *b) {
    const struct dialogue_issue *one = a, *other = b;
    if (one->support != other->support) return one->support < other->support ? 1 : -1;
    if (one->proposed != other->proposed) return one->proposed < other->proposed ? -1 : 1;
    return str_compare(one->id, other->id);
}

static enum status read_all(struct dialogue_issue **out, size_t *count, struct issues *issues) {
    const struct visit *visit = issues->givers->visit;
    issues->kept = arena_array(visit->arena, issues->count + 1, struct kept);
    struct history_ask ask = {.ids = issues->ids,
                              .id_count = issues->count,
                              .collection = issues->dialogue->collection,
                              .hear = hear,
                              .context = issues};
    TRY(history_read(issues->givers, &ask));
    struct ballot *ballots;
    TRY(ballot_count(&ballots, visit, issues->dialogue->collection, issues->ids, issues->count));
    struct dialogue_issue *rows =
        arena_array(visit->arena, issues->count + 1, struct dialogue_issue);
    size_t used = 0;
    for (size_t i = 0; i < issues->count; i++) {
        enum status status = read_issue(&rows[used], issues, i);
        if (status == ABSENT) continue;
        TRY(status);
        rows[used].support = ballots[i].votes;
        rows[used++].supported = ballots[i].is_own;
    }
    if (used) qsort(rows, used, sizeof *rows, by_support);
    *out = rows;
    *count = used;
    return OK;
}

static const struct pointing key_issues = {
    {"key-issue", sizeof "key-issue" - 1},
    {KEY_ISSUE_EXTENSION, sizeof KEY_ISSUE_EXTENSION - 1},
    ISSUES_MAX,
};

enum status issue_list(struct dialogue_issue **out, size_t *count, const struct visit *visit,
                       const struct dialogue *dialogue) {
    struct issues issues = {.dialogue = dialogue};
    struct object_id *ids;
    TRY(history_pointing(&ids, &issues.count, visit, dialogue, &key_issues));
    struct givers givers;
    givers_open(&givers, visit);
    issues.givers = &givers;
    issues.ids = ids;
    enum status status = read_all(out, count, &issues);
    givers_close(&givers);
    return status;
}

enum status issue_read(struct dialogue_issue *out, const struct visit *visit,
                       const struct dialogue *dialogue, struct str id_text) {
    struct object_id id;
    if (object_id_read(&id, id_text, NULL) != OK || !str_equal(id.type, STR("key-issue")))
        return fault_set(visit->fault, ABSENT, "no such key issue");
    struct givers givers;
    givers_open(&givers, visit);
    struct issues issues = {.givers = &givers, .dialogue = dialogue, .ids = &id, .count = 1};
    struct dialogue_issue *rows = NULL;
    size_t count = 0;
    enum status status = read_all(&rows, &count, &issues);
    givers_close(&givers);
    TRY(status);
    if (!count) return fault_set(visit->fault, ABSENT, "no such key issue");
    *out = rows[0];
    return OK;
}

enum status issue_check(struct str title, struct str text, struct fault *fault) {
    TRY(text_check(title, DIALOGUE_TITLE_MAX, true, "title", fault));
    return text_check(text, ISSUE_TEXT_MAX, false, "text", fault);
}

enum status issue_propose(struct str *id, const struct visit *visit,
                          const struct dialogue *dialogue, const struct dialogue_issue *issue) {
    if (!dialogue->can_ask)
        return fault_set(visit->fault, DENIED,
                         "only who may write into its collection proposes here");
    TRY(issue_check(issue->title, issue->text, visit->fault));
    TRY(language_check(issue->lang, "lang", visit->fault));
    struct object_id *ids;
    size_t count;
    TRY(history_pointing(&ids, &count, visit, dialogue, &key_issues));
    if (count >= ISSUES_MAX)
        return fault_set(visit->fault, LIMIT, "the dialogue has %d key issues already", ISSUES_MAX);
    struct uuid uuid = chance_uuid(store_chance(visit->exchange->store));
    struct statement statement;
    struct json_writer *w = &statement.w;
    statement_begin(&statement, "key-issue", &uuid, &visit->viewer->identity,
                    (struct statement_times){STR_NONE, history_next(visit, 0)});
    json_key_text(w, "name", issue->title);
    if (str_trim(issue->text).size) json_key_text(w, "description", issue->text);
    json_key_text(w, "dialogue_ref", dialogue->id_text);
    if (issue->lang.size) json_key_text(w, "lang", issue->lang);
    statement_extend(&statement, KEY_ISSUE_EXTENSION, "new-sdo");
    TRY(statement_put(visit, &statement, dialogue));
    *id = object_id_write(visit->arena, STR("key-issue"), &uuid);
    statement_tell(visit, dialogue->id_text, STR("issues"));
    return OK;
}
