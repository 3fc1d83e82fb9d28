// A vote: an opinion that only its author reads (exchange/ballot.h says what counts).
#include "cooperate/statement.h"
#include "exchange/ballot.h"
#include "exchange/intake.h"
#include "stix/derived.h"

#define TRIES 3

// The viewer's own vote, as the viewer reads it.
struct own {
    int64_t account_no;
    struct arena *arena;
    stamp version;
    struct str text;
};

static void hear(void *context, const struct history_row *row) {
    struct own *own = context;
    if (row->giver.no != own->account_no) return;
    if (own->text.data && row->version < own->version) return;
    own->version = row->version;
    own->text = arena_copy(own->arena, row->text);
}

static enum status read_own(struct statement_times *times, bool *is_for, struct givers *givers,
                            const struct dialogue *dialogue, const struct uuid *id) {
    const struct visit *visit = givers->visit;
    struct object_id opinion = {STR("opinion"), *id};
    struct own own = {.account_no = visit->viewer->account_no, .arena = visit->arena};
    struct history_ask ask = {.ids = &opinion,
                              .id_count = 1,
                              .collection = dialogue->collection,
                              .hear = hear,
                              .context = &own};
    TRY(history_read(givers, &ask));
    *is_for = false;
    *times = (struct statement_times){STR_NONE, history_next(visit, own.version)};
    if (!own.text.data) return OK;
    struct json json;
    TRY(history_parse(&json, givers, own.text));
    times->created = json_text(json_member(json, STR("created")));
    *is_for = str_equal(json_text(json_member(json, STR("opinion"))), STR("agree")) &&
              !json_true(json_member(json, STR("revoked")));
    return OK;
}

static enum status put_vote(const struct visit *visit, const struct dialogue *dialogue,
                            const struct object_id *target, struct statement_times times,
                            bool is_for) {
    struct uuid id = derived_vote(&target->uuid, &visit->viewer->identity.uuid);
    struct statement statement;
    statement_begin(&statement, "opinion", &id, &visit->viewer->identity, times);
    json_key_text(&statement.w, "opinion", is_for ? STR("agree") : STR("neutral"));
    statement_about(&statement, object_id_write(visit->arena, target->type, &target->uuid));
    statement_extend(&statement, VOTE_EXTENSION, "property-extension");
    return statement_put(visit, &statement, dialogue);
}

static enum status vote(bool *has_changed, struct givers *givers, const struct dialogue *dialogue,
                        const struct object_id *target, bool is_for) {
    const struct visit *visit = givers->visit;
    struct uuid id = derived_vote(&target->uuid, &visit->viewer->identity.uuid);
    enum status status = CONFLICT;
    // Two clicks within a millisecond: the second stands on top of the first.
    for (int try = 0; try < TRIES && status == CONFLICT; try++) {
        struct statement_times times;
        bool was_for;
        TRY(read_own(&times, &was_for, givers, dialogue, &id));
        *has_changed = was_for != is_for;
        if (!*has_changed) return OK;
        times.modified += try * 1000;
        status = put_vote(visit, dialogue, target, times, is_for);
    }
    return status;
}

static enum status check_target(struct object_id *out, const struct visit *visit,
                                const struct dialogue *dialogue, struct str id) {
    if (object_id_read(out, id, NULL) != OK)
        return fault_set(visit->fault, ABSENT, "there is nothing to vote on");
    if (str_equal(out->type, STR("key-issue"))) {
        struct dialogue_issue issue;
        return issue_read(&issue, visit, dialogue, id);
    }
    struct dialogue_question question;
    return question_read(&question, visit, dialogue, id);
}

enum status dialogue_vote(size_t *votes, const struct visit *visit, const struct dialogue *dialogue,
                          struct str id, bool is_for) {
    struct object_id target;
    TRY(check_target(&target, visit, dialogue, id));
    if (!dialogue->can_ask)
        return fault_set(visit->fault, DENIED, "only who may write into its collection votes here");
    bool has_changed = false;
    struct givers givers;
    givers_open(&givers, visit);
    enum status status = vote(&has_changed, &givers, dialogue, &target, is_for);
    givers_close(&givers);
    TRY(status);
    struct ballot *ballot;
    TRY(ballot_count(&ballot, visit, dialogue->collection, &target, 1));
    *votes = ballot->votes;
    bool is_issue = str_equal(target.type, STR("key-issue"));
    if (has_changed)
        statement_tell(visit, dialogue->id_text, is_issue ? STR("issues") : STR("questions"));
    return OK;
}
