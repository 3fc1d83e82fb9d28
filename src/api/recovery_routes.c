// A new beginning for an account: made at the machine, confirmed by somebody else, used once.
#include "api/api_private.h"
#include "base/crypto.h"
#include "exchange/recovery.h"

static void key_id(struct json_writer *w, const struct uuid *id) {
    char text[UUID_TEXT_SIZE];
    json_key_text(w, "id", str_of(uuid_write(text, id)));
}

static enum status recovery_begin(struct call *call) {
    struct json body;
    struct str name;
    struct recovery made;
    struct recovery_others others;
    char secret[CREDENTIAL_TEXT_SIZE];
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&name, call, body, "name", ACCOUNT_NAME_MAX));
    TRY(recovery_make(secret, &made, &others, &call->visit, name));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    key_id(&w, &made.id);
    json_key_text(&w, "name", name);
    json_key_text(&w, "secret", str_of(secret));
    json_key_stamp(&w, "until", made.until);
    json_key_bool(&w, "is_open", made.is_open);
    json_key_array(&w, "others");
    for (size_t i = 0; i < others.count; i++) json_put_text(&w, others.names[i]);
    json_close_array(&w);
    json_close_object(&w);
    secret_wipe(secret, sizeof secret);
    return respond_secret(call, 201, &buf);
}

static void recovery_write(struct json_writer *w, const struct recovery *recovery) {
    json_open_object(w);
    key_id(w, &recovery->id);
    json_key_text(w, "name", recovery->name);
    json_key_text(w, "organisation", recovery->organisation);
    json_put_key(w, STR("asked_by"));
    if (recovery->asked_by.size)
        json_put_text(w, recovery->asked_by);
    else
        json_put_null(w);
    json_key_stamp(w, "asked", recovery->asked);
    json_key_stamp(w, "until", recovery->until);
    json_close_object(w);
}

static enum status recoveries_show(struct call *call) {
    struct recovery *rows;
    size_t count;
    TRY(recovery_list(&rows, &count, &call->visit));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "recoveries");
    for (size_t i = 0; i < count; i++) recovery_write(&w, &rows[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

// Whoever is at the machine may be anybody (`--as`), and has had a look already.
static enum status read_id(struct uuid *id, struct call *call) {
    if (call->request->is_local)
        return fault_set(&call->fault, DENIED,
                         "the second pair of eyes is somebody else's: in a browser, or by a token");
    if (uuid_read(id, call_param(call, "id"))) return OK;
    return fault_set(&call->fault, ABSENT, "no recovery of that id waits for you");
}

static enum status recovery_confirm_post(struct call *call) {
    struct uuid id;
    TRY(read_id(&id, call));
    TRY(recovery_confirm(&call->visit, &id));
    return respond_empty(call, 204);
}

static enum status recovery_delete(struct call *call) {
    struct uuid id;
    TRY(read_id(&id, call));
    TRY(recovery_refuse(&call->visit, &id));
    return respond_empty(call, 204);
}

static enum status recovery_post(struct call *call) {
    struct json body;
    struct recovery_wish wish = {0};
    TRY(call_check_way(call));
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&wish.secret, call, body, "secret", 1024));
    TRY(call_text(&wish.fresh, call, body, "password", 1024));
    enum status status = recovery_use(&call->visit, &wish);
    if (status == DENIED)
        call->code = wish.is_waiting ? "problem.recovery_waits" : "problem.recovery";
    if (wish.why) call->code = call_password_code(wish.why);
    TRY(status);
    return respond_empty(call, 204);
}

static const struct route rows[] = {
    {"POST", "/api/v1/admin/recoveries", recovery_begin, NEED_LOCAL, ACT_ADMIN},
    {"GET", "/api/v1/recoveries", recoveries_show, NEED_ACCOUNT, ACT_ADMIN},
    {"POST", "/api/v1/recoveries/{id}/confirmation", recovery_confirm_post,
     NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"DELETE", "/api/v1/recoveries/{id}", recovery_delete, NEED_ACCOUNT, ACT_ADMIN},
    {"POST", "/api/v1/recovery", recovery_post, NEED_PAGE, ACT_ALL},
};
const struct route_table recovery_routes = {rows, sizeof rows / sizeof *rows};
