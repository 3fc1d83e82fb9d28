#include "exchange/release.h"

#include <stdlib.h>
#include <string.h>

#include "exchange/show.h"

#define COUNT_EXACT_MAX 10000
#define GROUPS_EXACT_MAX 10000
#define VERSIONS_MAX 1000
#define SIGHTS_TRIED_MAX 10

struct release {
    const struct visit *visit;
    const struct release_sight *sight;
    struct finding *finding;
    struct show show;
    struct arena arena; // of the find's lists
    struct arena row;   // of what is cut out of one
};

// Types that nobody has said yet match nothing.
static void find_kinds(struct find *find, const struct visit *visit, const struct filter *filter,
                       struct arena *arena) {
    if (!filter->type_count) return;
    int *kinds = arena_array(arena, filter->type_count + 1, int);
    for (size_t i = 0; i < filter->type_count; i++) {
        int kind = store_kind_find(visit->exchange->store, filter->types[i]);
        kinds[find->kind_count++] = kind ? kind : -1;
    }
    find->kinds = kinds;
}

static bool class_wanted(const struct audience_class *class, const struct filter *filter) {
    bool wanted = filter->tlp_count == 0;
    for (size_t i = 0; i < filter->tlp_count; i++) wanted |= filter->tlps[i] == class->tlp;
    if (!wanted) return false;
    wanted = filter->collection_count == 0;
    for (size_t i = 0; i < filter->collection_count; i++)
        wanted |= filter->collections[i]->no == class->collection_no;
    return wanted;
}

// Labels and collections are classes. An empty choice must match nothing rather than everything.
static void find_classes(struct find *find, const struct release_sight *sight,
                         const struct filter *filter, struct arena *arena) {
    if (filter->collection_count == 1) find->collection_no = filter->collections[0]->no;
    if (!filter->tlp_count && filter->collection_count <= 1) return;
    int64_t *classes = arena_array(arena, sight->class_count + 1, int64_t);
    size_t count = 0;
    for (size_t i = 0; i < sight->class_count; i++)
        if (class_wanted(&sight->classes[i], filter)) classes[count++] = sight->classes[i].no;
    if (!count) classes[count++] = -1;
    find->classes = classes;
    find->class_count = count;
}

static void find_ids(struct find *find, const struct visit *visit, const struct filter *filter,
                     struct arena *arena) {
    if (!filter->id_count) return;
    struct find_id *ids = arena_array(arena, filter->id_count + 1, struct find_id);
    for (size_t i = 0; i < filter->id_count; i++)
        ids[i] = (struct find_id){store_kind_find(visit->exchange->store, filter->ids[i].type),
                                  filter->ids[i].uuid};
    find->ids = ids;
    find->id_count = filter->id_count;
}

static struct find find_of(const struct visit *visit, const struct release_sight *sight,
                           const struct filter *filter, struct arena *arena) {
    struct find find = {
        .versions = filter->all_versions ? FIND_ALL : FIND_LAST,
        .added_after = filter->since ? filter->since - 1 : STAMP_MIN,
        .added_before = filter->until,
        .revoked = filter->revoked,
        .words = filter->words,
        .newest_first = !filter->oldest_first,
        .limit = filter->limit,
        .offset = filter->offset,
    };
    if (filter->cursor && filter->oldest_first && filter->cursor > find.added_after)
        find.added_after = filter->cursor;
    if (filter->cursor && !filter->oldest_first &&
        (!find.added_before || filter->cursor < find.added_before))
        find.added_before = filter->cursor;
    if (filter->by.type.size) {
        int kind = store_kind_find(visit->exchange->store, filter->by.type);
        find.creator = (struct find_id){kind ? kind : -1, filter->by.uuid};
    }
    find_kinds(&find, visit, filter, arena);
    find_classes(&find, sight, filter, arena);
    find_ids(&find, visit, filter, arena);
    return find;
}

static struct finder finder_of(const struct visit *visit, const struct release_sight *sight) {
    return (struct finder){visit->exchange->store, &sight->sight, visit->arena, visit->fault};
}

static struct release *open_with(const struct visit *visit, const struct release_sight *sight) {
    struct release *release = memory_take(sizeof *release);
    *release = (struct release){.visit = visit, .sight = sight};
    arena_init(&release->arena);
    arena_init(&release->row);
    show_open(&release->show, visit, sight, &release->row);
    return release;
}

// Sight and snapshot are of the same rights, or both are taken again: what was taken from somebody
// is not shown after that, and a row of a class that came in between is not passed over, which
// whoever follows a cursor would never see.
struct tries {
    const struct visit *visit;
    int count;
};

static bool is_outdated(enum status *status, struct tries *tries) {
    if (*status != CONFLICT) return false;
    if (++tries->count < SIGHTS_TRIED_MAX) return true;
    *status = fault_set(tries->visit->fault, BUSY, "rights are changing all the time: try again");
    return false;
}

// By a filter, or by a find.
static enum status open_once(struct release **out, const struct visit *visit,
                             const struct filter *filter, const struct find *find) {
    const struct release_sight *sight;
    TRY(sight_take(&sight, visit));
    struct release *release = open_with(visit, sight);
    struct find made;
    if (filter) made = find_of(visit, sight, filter, &release->arena);
    for (size_t i = 0; filter && i < filter->tlp_count; i++)
        release->show.labels |= TLP_BIT(filter->tlps[i]);
    enum status status = find_open(&release->finding, visit->exchange->store, &sight->sight,
                                   filter ? &made : find, visit->fault);
    if (status == OK)
        *out = release;
    else
        release_close(&release);
    return status;
}

enum status release_open(struct release **out, const struct visit *visit,
                         const struct filter *filter) {
    enum status status;
    struct tries tries = {visit, 0};
    do status = open_once(out, visit, filter, NULL);
    while (is_outdated(&status, &tries));
    return status;
}

enum status release_find(struct release **out, const struct visit *visit, const struct find *find) {
    enum status status;
    struct tries tries = {visit, 0};
    do status = open_once(out, visit, NULL, find);
    while (is_outdated(&status, &tries));
    return status;
}

enum status release_next(struct released *out, struct release *release, struct fault *fault) {
    struct found found;
    TRY(find_next(&found, release->finding, fault));
    arena_reset(&release->row);
    return show_row(out, &release->show, &found, fault);
}

void release_close(struct release **release) {
    struct release *old = *release;
    if (!old) return;
    find_close(&old->finding);
    show_close(&old->show);
    sight_give(old->visit->exchange, &old->sight);
    arena_close(&old->arena);
    arena_close(&old->row);
    free(old);
    *release = NULL;
}

static enum status count_once(size_t *count, bool *exact, const struct visit *visit,
                              const struct filter *filter) {
    const struct release_sight *sight;
    TRY(sight_take(&sight, visit));
    struct finder finder = finder_of(visit, sight);
    struct filter whole = *filter;
    whole.cursor = 0; // of which a page is a part
    struct find find = find_of(visit, sight, &whole, visit->arena);
    find.limit = find.offset = 0;
    enum status status = find_count(count, exact, &finder, &find, COUNT_EXACT_MAX);
    sight_give(visit->exchange, &sight);
    return status;
}

enum status release_count(size_t *count, bool *exact, const struct visit *visit,
                          const struct filter *filter) {
    enum status status;
    struct tries tries = {visit, 0};
    do status = count_once(count, exact, visit, filter);
    while (is_outdated(&status, &tries));
    return status;
}

static void groups_fill(struct release_groups *out, const struct visit *visit,
                        const struct release_sight *sight, const struct find_group *groups,
                        size_t count) {
    out->items = arena_array(visit->arena, count + 1, struct release_group);
    out->count = count;
    out->total = 0;
    for (size_t i = 0; i < count; i++) {
        const struct audience_class *class = sight_class(sight, groups[i].class_no);
        out->items[i] = (struct release_group){
            .type = store_kind_name(visit->exchange->store, groups[i].kind),
            .tlp = class ? class->tlp : TLP_RED,
            .collection_no = class ? class->collection_no : 0,
            .day = groups[i].day,
            .count = groups[i].count,
        };
        out->total += groups[i].count;
    }
}

static enum status groups_once(struct release_groups *out, const struct visit *visit,
                               const struct filter *filter) {
    const struct release_sight *sight;
    TRY(sight_take(&sight, visit));
    struct finder finder = finder_of(visit, sight);
    struct find find = find_of(visit, sight, filter, visit->arena);
    find.limit = find.offset = 0;
    struct find_group *groups;
    size_t count;
    enum status status =
        find_groups(&groups, &count, &out->is_exact, &finder, &find, GROUPS_EXACT_MAX);
    if (status == OK) groups_fill(out, visit, sight, groups, count);
    sight_give(visit->exchange, &sight);
    return status;
}

enum status release_groups(struct release_groups *out, const struct visit *visit,
                           const struct filter *filter) {
    enum status status;
    struct tries tries = {visit, 0};
    do status = groups_once(out, visit, filter);
    while (is_outdated(&status, &tries));
    return status;
}

static enum status versions_once(struct released **out, size_t *count, const struct visit *visit,
                                 const struct object_id *id, size_t limit) {
    struct store *store = visit->exchange->store;
    struct find_id asked = {store_kind_find(store, id->type), id->uuid};
    if (!asked.kind) return fault_set(visit->fault, ABSENT, "no such object");
    const struct release_sight *sight;
    TRY(sight_take(&sight, visit));
    struct finder finder = finder_of(visit, sight);
    struct found *found;
    size_t found_count;
    enum status status = find_versions(&found, &found_count, &finder, asked, limit);
    if (status == OK && !found_count) status = fault_set(visit->fault, ABSENT, "no such object");
    struct show show;
    show_open(&show, visit, sight, visit->arena);
    if (status == OK) *out = arena_array(visit->arena, found_count, struct released);
    for (*count = 0; status == OK && *count < found_count; ++*count)
        status = show_row(&(*out)[*count], &show, &found[*count], visit->fault);
    show_close(&show);
    sight_give(visit->exchange, &sight);
    return status;
}

static enum status some_versions(struct released **out, size_t *count, const struct visit *visit,
                                 const struct object_id *id, size_t limit) {
    enum status status;
    struct tries tries = {visit, 0};
    do status = versions_once(out, count, visit, id, limit);
    while (is_outdated(&status, &tries));
    return status;
}

enum status release_versions(struct released **out, size_t *count, const struct visit *visit,
                             const struct object_id *id) {
    return some_versions(out, count, visit, id, VERSIONS_MAX);
}

enum status release_object(struct released *out, const struct visit *visit,
                           const struct object_id *id) {
    struct released *rows = NULL;
    size_t count = 0;
    TRY(some_versions(&rows, &count, visit, id, 1));
    *out = rows[0];
    return OK;
}

static enum status objects_once(struct released **out, const struct visit *visit,
                                const struct object_id *ids, size_t count) {
    struct find_id *asked = arena_array(visit->arena, count + 1, struct find_id);
    for (size_t i = 0; i < count; i++) // of kind 0, which nobody has said, there is none
        asked[i] =
            (struct find_id){store_kind_find(visit->exchange->store, ids[i].type), ids[i].uuid};
    const struct release_sight *sight;
    TRY(sight_take(&sight, visit));
    struct finder finder = finder_of(visit, sight);
    struct found *found;
    enum status status = find_lasts(&found, &finder, asked, count);
    if (status == OK) *out = arena_array(visit->arena, count + 1, struct released);
    struct show show;
    show_open(&show, visit, sight, visit->arena);
    for (size_t i = 0; status == OK && i < count; i++)
        if (found[i].version_no) status = show_row(&(*out)[i], &show, &found[i], visit->fault);
    show_close(&show);
    sight_give(visit->exchange, &sight);
    return status;
}

enum status release_objects(struct released **out, const struct visit *visit,
                            const struct object_id *ids, size_t count) {
    enum status status;
    struct tries tries = {visit, 0};
    do status = objects_once(out, visit, ids, count);
    while (is_outdated(&status, &tries));
    return status;
}

const char *release_why(const struct visit *visit, const struct released *row) {
    if (!row->collection) return "";
    struct standing standing = world_standing(visit->world, visit->viewer, row->collection);
    struct place place = world_place(row->collection);
    struct audience_class class = {
        .tlp = row->own, .is_vote = row->is_vote, .conditions_no = row->conditions_no};
    struct audience audience;
    enum rule why;
    (void)opening_audience(&audience, &class, visit->viewer, visit->world);
    if (policy_may_read(&why, visit->viewer, &standing, &place, &audience, 0))
        return rule_sentence(why);
    // It was released, so the viewer is named; which of the two the row's own columns tell.
    audience.is_author =
        visit->viewer->account_no && row->found.giver_no == visit->viewer->account_no;
    audience.is_recipient = !audience.is_author;
    (void)policy_may_read(&why, visit->viewer, &standing, &place, &audience, 0);
    return rule_sentence(why);
}

static enum status observables_once(struct release_match **out, size_t *count,
                                    const struct visit *visit, const struct observable *asked,
                                    size_t asked_count, size_t limit_each) {
    uint64_t *hashes = arena_array(visit->arena, asked_count + 1, uint64_t);
    for (size_t i = 0; i < asked_count; i++)
        hashes[i] = observable_hash(asked[i].kind, asked[i].value);
    const struct release_sight *sight;
    TRY(sight_take(&sight, visit));
    struct finder finder = finder_of(visit, sight);
    struct find_match *found;
    size_t found_count;
    enum status status =
        find_observables(&found, &found_count, &finder, hashes, asked_count, limit_each);
    struct show show;
    show_open(&show, visit, sight, visit->arena);
    if (status == OK) *out = arena_array(visit->arena, found_count + 1, struct release_match);
    for (*count = 0; status == OK && *count < found_count; ++*count) {
        struct release_match *match = &(*out)[*count];
        const struct find_match *from = &found[*count];
        match->query = from->hash_index;
        match->kind = (enum observable_kind)from->observable_kind;
        match->is_enough = from->is_enough;
        status = show_row(&match->row, &show, &from->found, visit->fault);
    }
    show_close(&show);
    sight_give(visit->exchange, &sight);
    return status;
}

enum status release_observables(struct release_match **out, size_t *count,
                                const struct visit *visit, const struct observable *asked,
                                size_t asked_count, size_t limit_each) {
    enum status status;
    struct tries tries = {visit, 0};
    do status = observables_once(out, count, visit, asked, asked_count, limit_each);
    while (is_outdated(&status, &tries));
    return status;
}

static enum status pointers_once(struct release_pointer **out, size_t *count,
                                 const struct visit *visit, const struct object_id *id,
                                 stamp before, size_t limit) {
    struct store *store = visit->exchange->store;
    struct find_id asked = {store_kind_find(store, id->type), id->uuid};
    *count = 0;
    *out = NULL;
    if (!asked.kind) return OK;
    const struct release_sight *sight;
    TRY(sight_take(&sight, visit));
    struct finder finder = finder_of(visit, sight);
    struct find_pointer *found;
    size_t found_count;
    enum status status = find_pointers(&found, &found_count, &finder, asked, before, limit);
    struct show show;
    show_open(&show, visit, sight, visit->arena);
    if (status == OK) *out = arena_array(visit->arena, found_count + 1, struct release_pointer);
    for (; status == OK && *count < found_count; ++*count) {
        struct release_pointer *pointer = &(*out)[*count];
        pointer->role = found[*count].role;
        status = show_row(&pointer->row, &show, &found[*count].found, visit->fault);
    }
    show_close(&show);
    sight_give(visit->exchange, &sight);
    return status;
}

enum status release_pointers(struct release_pointer **out, size_t *count, const struct visit *visit,
                             const struct object_id *id, stamp before, size_t limit) {
    enum status status;
    struct tries tries = {visit, 0};
    do status = pointers_once(out, count, visit, id, before, limit);
    while (is_outdated(&status, &tries));
    return status;
}

static enum status pointed_once(struct release_pointed **out, size_t *count, bool **is_cut,
                                const struct visit *visit, const struct find_pointing *asked) {
    const struct release_sight *sight;
    TRY(sight_take(&sight, visit));
    struct finder finder = finder_of(visit, sight);
    struct find_pointed *found;
    enum status status = find_pointed(&found, count, is_cut, &finder, asked);
    struct show show;
    show_open(&show, visit, sight, visit->arena);
    if (status == OK) *out = arena_array(visit->arena, *count + 1, struct release_pointed);
    for (size_t i = 0; status == OK && i < *count; i++) {
        (*out)[i].id_index = found[i].id_index;
        status = show_row(&(*out)[i].row, &show, &found[i].found, visit->fault);
    }
    show_close(&show);
    sight_give(visit->exchange, &sight);
    return status;
}

enum status release_pointed(struct release_pointed **out, size_t *count, bool **is_cut,
                            const struct visit *visit, const struct find_pointing *asked) {
    enum status status;
    struct tries tries = {visit, 0};
    do status = pointed_once(out, count, is_cut, visit, asked);
    while (is_outdated(&status, &tries));
    return status;
}
