// An object as it came, or in the version of STIX that was asked for.
#include "api/api_private.h"
#include "exchange/seen.h"

#define VIEW_BYTES_MAX ((size_t)256 << 20)

enum status call_spec(enum lift_spec *out, struct call *call) {
    struct str name;
    TRY(call_query(&name, call, "spec"));
    *out = LIFT_AS_IS;
    if (name.size && !lift_spec_read(out, name))
        return fault_set(&call->fault, MALFORMED, "spec: 2.0 or 2.1 is expected");
    return OK;
}

enum status view_read(struct view *out, struct call *call, struct json object, enum tlp tlp) {
    *out = (struct view){.stored = lift_spec_of(object)};
    TRY(call_spec(&out->wanted, call));
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, VIEW_BYTES_MAX);
    SCOPED(seen_close) struct seen seen;
    seen_open(&seen, &call->visit, call->arena, tlp);
    TRY(lift_write(&buf, &out->report, object, out->wanted, &seen.source, call->arena));
    if (out->report.is_sent) out->json = arena_copy(call->arena, buf_str(&buf));
    return OK;
}

void view_write(struct json_writer *w, const struct view *view) {
    json_put_key(w, STR("object"));
    if (view->json.data)
        json_put_raw(w, view->json);
    else
        json_put_null(w);
    json_key_text(w, "spec", str_of(lift_spec_name(view->stored)));
    json_put_key(w, STR("view"));
    if (view->wanted == LIFT_AS_IS) {
        json_put_null(w);
        return;
    }
    json_open_object(w);
    json_key_text(w, "spec", str_of(lift_spec_name(view->wanted)));
    json_key_bool(w, "sent", view->report.is_sent);
    lift_report_members(w, &view->report);
    json_close_object(w);
}
