#include "exchange/show.h"

#include "exchange/audit.h"
#include "exchange/deviation.h"
#include "stix/redact.h"

void show_open(struct show *show, const struct visit *visit, const struct release_sight *sight,
               struct arena *texts) {
    *show = (struct show){.visit = visit, .sight = sight, .texts = texts};
    arena_init(&show->tree);
}

void show_close(struct show *show) {
    arena_close(&show->tree);
    json_reader_close(&show->reader);
}

static bool is_nobody(const struct uuid *identity) {
    struct uuid nobody = {{0}};
    return uuid_equal(identity, &nobody);
}

// As the store decides it of rows that are RED as a whole, by the table `named`.
static bool is_named(struct show *show, const struct found *found, struct json object) {
    const struct sight *sight = &show->sight->sight;
    if (sight->account_no && sight->account_no == found->giver_no) return true;
    return !is_nobody(&sight->identity) && marking_names(object, &sight->identity, &show->tree);
}

static enum status cut(struct released *row, struct show *show, const struct audience_class *class,
                       struct fault *fault) {
    struct json object;
    struct str text;
    if (!show->reader) show->reader = json_reader_open();
    arena_reset(&show->tree);
    TRY(json_read(&object, show->reader, row->found.json, &JSON_LIMITS, &show->tree, fault));
    bool by_name = class->hidden != class->hidden_if_named && is_named(show, &row->found, object);
    unsigned hidden = by_name ? class->hidden_if_named : class->hidden;
    if (show->labels) hidden |= class->parts & ~show->labels;
    enum tlp part = tlp_strictest(class->parts & ~hidden);
    if (part > row->tlp) row->tlp = part;
    if (!hidden) return OK;
    TRY(redact_write(&text, object, hidden, &show->tree, fault));
    row->found.json = arena_copy(show->texts, text);
    row->found.deviations =
        deviation_of_view(row->found.deviations, show->reader, &show->tree, show->texts);
    row->is_cut = true;
    return OK;
}

enum status show_row(struct released *out, struct show *show, const struct found *found,
                     struct fault *fault) {
    const struct audience_class *class = sight_class(show->sight, found->class_no);
    *out = (struct released){
        .found = *found,
        .tlp = class ? class->tlp : TLP_RED,
        .own = class ? class->tlp : TLP_RED,
        .is_vote = class && class->is_vote,
        .conditions_no = class ? class->conditions_no : 0,
        .collection = world_collection(show->visit->world, found->collection_no),
        .type = store_kind_name(show->visit->exchange->store, found->kind),
    };
    enum status status = class && class->parts ? cut(out, show, class, fault) : OK;
    if (status == OK) {
        struct audit_reads *reads = show->visit->reads;
        if (reads && out->tlp == TLP_RED) audit_reads_add(reads, out->type, &out->found.id);
        return OK;
    }
    *out = (struct released){.found = {.json = STR_NONE}};
    return fault_within(fault, FAILED, "an object whose parts cannot be hidden");
}
