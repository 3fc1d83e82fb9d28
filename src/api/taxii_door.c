#include "api/taxii.h"

#include "http/accept.h"

static bool is_stranger(const struct viewer *viewer) {
    return !viewer->account_no && !viewer->organisation_no && !viewer->is_operator;
}

struct taxii_rights taxii_rights(const struct call *call, const struct collection *collection) {
    struct standing standing = world_standing(call->visit.world, &call->viewer, collection);
    struct place place = world_place(collection);
    // Whoever may read what is marked CLEAR may read the collection; each object is then judged, by
    // release rules, too: who is left out by those of the collection finds it empty.
    place.conditions = NULL;
    struct audience least = {.tlp = TLP_CLEAR};
    enum rule why;
    return (struct taxii_rights){
        .can_read = policy_may_read(&why, &call->viewer, &standing, &place, &least, 0),
        .can_write = policy_may_write(&why, &call->viewer, &standing),
    };
}

static bool collection_is_there(const struct call *call, const struct collection *collection) {
    struct taxii_rights rights = taxii_rights(call, collection);
    return rights.can_read || rights.can_write;
}

bool taxii_root_is_known(const struct call *call, const struct community *community) {
    const struct world *world = call->visit.world;
    if (call->viewer.is_operator) return true;
    if (call->viewer.organisation_no &&
        world_in_community(world, community, call->viewer.organisation_no))
        return true;
    for (size_t i = 0; i < world->collection_count; i++)
        if (world->collections[i].community == community &&
            collection_is_there(call, &world->collections[i]))
            return true;
    return false;
}

static enum status ask_to_sign_in(struct call *call, const char *sentence) {
    call->code = "problem.sign_in_first";
    return fault_set(&call->fault, DENIED, "%s", sentence);
}

enum status taxii_absent(struct call *call) {
    if (is_stranger(&call->viewer)) return ask_to_sign_in(call, "sign in first");
    return fault_set(&call->fault, ABSENT, "there is nothing here for you");
}

// A header that comes in several lines is one list (RFC 9110, 5.3).
static struct str accept_of(struct call *call) {
    struct str accept = STR_NONE;
    for (size_t i = 0; i < call->request->header_count; i++) {
        const struct http_pair *header = &call->request->headers[i];
        if (!str_equal_fold(header->name, STR("accept"))) continue;
        accept = accept.data ? arena_format(call->arena, "%.*s,%.*s", STR_ARG(accept),
                                            STR_ARG(header->value))
                             : header->value;
    }
    return accept;
}

enum status taxii_enter(struct call *call) {
    if (is_stranger(&call->viewer) && http_header(call->request, STR("authorization")).data)
        return ask_to_sign_in(call, "the credentials cannot be understood: Basic and Bearer are");
    static const struct str offers[] = {{TAXII_TYPE, sizeof TAXII_TYPE - 1}};
    if (accept_choose(accept_of(call), offers, 1, call->arena) == 0) return OK;
    call->code = "problem.not_acceptable";
    return fault_set(&call->fault, MALFORMED, "answers here are " TAXII_TYPE);
}

enum status taxii_root(const struct community **out, struct call *call) {
    TRY(taxii_enter(call));
    *out = world_community(call->visit.world, call_param(call, "root"));
    return *out && taxii_root_is_known(call, *out) ? OK : taxii_absent(call);
}

enum status taxii_collection(const struct collection **out, struct call *call,
                             enum taxii_right right) {
    const struct community *community;
    TRY(taxii_root(&community, call));
    const struct collection *collection =
        world_collection_named(call->visit.world, community, call_param(call, "collection"));
    if (!collection) return taxii_absent(call);
    struct taxii_rights rights = taxii_rights(call, collection);
    if (!rights.can_read && !rights.can_write) return taxii_absent(call);
    *out = collection;
    bool is_allowed = (right != TAXII_READ && right != TAXII_REMOVE) || rights.can_read;
    if (right == TAXII_WRITE || right == TAXII_REMOVE) is_allowed = is_allowed && rights.can_write;
    if (is_allowed) return OK;
    if (is_stranger(&call->viewer)) return ask_to_sign_in(call, "sign in first");
    return fault_set(&call->fault, DENIED, "the collection may not be %s by you",
                     rights.can_read ? "written to" : "read");
}

enum status taxii_answer(struct call *call, int code, struct buf *buf) {
    TRY(respond_json(call, code, buf));
    call->response->type = STR(TAXII_TYPE);
    return OK;
}
