// For the operator at the machine: the first account, who there is from a file, and whether the
// store is sound.
#include "api/api_private.h"

#define SETUP_BODY_MAX ((size_t)8 << 20)

static enum status init(struct call *call) {
    struct json body;
    struct account_first first = {0};
    TRY(call_json(&body, call, 64 * 1024));
    TRY(call_text(&first.organisation, call, body, "organisation", 200));
    TRY(call_text(&first.name, call, body, "name", ACCOUNT_NAME_MAX));
    if (!first.organisation.size) first.organisation = STR("Home");
    if (!first.name.size) first.name = STR("operator");
    TRY(account_first(&first, call->exchange, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "name", first.name);
    json_key_text(&w, "password", str_of(first.password));
    json_key_text(&w, "token", str_of(first.token));
    json_close_object(&w);
    return respond_json(call, 201, &buf);
}

static enum status setup(struct call *call) {
    struct str text;
    TRY(http_body_all(&text, call->request, SETUP_BODY_MAX, &call->fault));
    struct setup_report report;
    TRY(setup_apply(&report, call->exchange, text, call->arena, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_i64(&w, "organisations", (int64_t)report.organisations);
    json_key_i64(&w, "communities", (int64_t)report.communities);
    json_key_i64(&w, "collections", (int64_t)report.collections);
    json_key_i64(&w, "accounts", (int64_t)report.accounts);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status check(struct call *call) {
    struct fault found = {""};
    enum status status = store_check(call->exchange->store, &found);
    if (status != OK && status != FAILED) return fault_set(&call->fault, status, "%s", found.text);
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_bool(&w, "is_sound", status == OK);
    if (status != OK) json_key_text(&w, "fault", str_of(found.text));
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static const struct route rows[] = {
    {"POST", "/api/v1/admin/init", init, NEED_LOCAL, ACT_ADMIN},
    {"POST", "/api/v1/admin/setup", setup, NEED_LOCAL, ACT_ADMIN},
    {"POST", "/api/v1/admin/check", check, NEED_LOCAL, ACT_ADMIN},
};
const struct route_table admin_routes = {rows, sizeof rows / sizeof *rows};
