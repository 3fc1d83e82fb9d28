// A witness for other logs (C2SP tlog-witness), and who is one for this.
#include "api/api_private.h"
#include "exchange/cosigner.h"
#include "exchange/witness.h"
#include "ledger/submission.h"
#include "store/leaves.h"

#define BODY_MAX ((size_t)4096)

// ---- tlog-witness ----

static enum status add_checkpoint(struct call *call) {
    struct str body;
    struct witness_answer answer;
    TRY(http_body_all(&body, call->request, SUBMISSION_BYTES_MAX, &call->fault));
    TRY(witness_add_checkpoint(&answer, call->exchange, body, call->arena, &call->fault));
    respond_header(call, "Cache-Control", STR("no-store"));
    if (answer.verdict == WITNESS_COSIGNED) {
        http_respond(call->response, 200, "text/plain; charset=utf-8", answer.lines);
        return OK;
    }
    // "If the Merkle Consistency Proof doesn't verify ... 422"
    if (answer.verdict == WITNESS_NO_PROOF) {
        http_respond(call->response, 422, "text/plain; charset=utf-8",
                     STR("the checkpoint does not follow from what was cosigned last\n"));
        return OK;
    }
    // "409 ... the tree size of the latest cosigned checkpoint in decimal, followed by a newline"
    http_respond(call->response, 409, "text/x.tlog.size",
                 arena_format(call->arena, "%llu\n", (unsigned long long)answer.size));
    return OK;
}

static enum status key(struct call *call) {
    struct note_key key;
    char text[NOTE_KEY_TEXT_MAX];
    TRY(witness_key(&key, call->exchange, call->arena, &call->fault));
    http_respond(call->response, 200, "text/plain; charset=utf-8",
                 arena_format(call->arena, "%s\n", note_key_write(text, &key)));
    respond_header(call, "Cache-Control", STR("public, max-age=60"));
    return OK;
}

// ---- at the machine ----

static void put_stamp(struct json_writer *w, const char *name, stamp at) {
    if (at)
        json_key_stamp(w, name, at);
    else
        json_key_raw(w, name, STR("null"));
}

static enum status put_keys(struct json_writer *w, struct call *call) {
    struct note_key key;
    struct leaves_view *view;
    char text[NOTE_KEY_TEXT_MAX];
    TRY(witness_key(&key, call->exchange, call->arena, &call->fault));
    json_key_text(w, "witness_key", str_of(note_key_write(text, &key)));
    TRY(leaves_open(&view, call->exchange->store, &call->fault));
    json_key_text(w, "log_key", str_of(note_key_write(text, leaves_key(view))));
    json_key_i64(w, "size", (int64_t)leaves_head(view)->size);
    leaves_close(&view);
    return OK;
}

static enum status put_witnesses(struct json_writer *w, struct call *call) {
    struct cosigner *rows;
    size_t count;
    TRY(cosigner_list(&rows, &count, call->exchange, call->arena, &call->fault));
    json_key_array(w, "witnesses");
    for (size_t i = 0; i < count; i++) {
        json_open_object(w);
        json_key_text(w, "name", rows[i].name);
        json_key_text(w, "key", rows[i].key);
        json_key_text(w, "url", rows[i].url);
        json_key_i64(w, "size", (int64_t)rows[i].head.size);
        put_stamp(w, "cosigned", rows[i].cosigned);
        put_stamp(w, "failed", rows[i].failed);
        json_key_text(w, "fault", rows[i].fault);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static enum status put_logs(struct json_writer *w, struct call *call) {
    struct witnessed *rows;
    size_t count;
    TRY(witnessed_list(&rows, &count, call->exchange, call->arena, &call->fault));
    json_key_array(w, "logs");
    for (size_t i = 0; i < count; i++) {
        json_open_object(w);
        json_key_text(w, "name", rows[i].origin);
        json_key_text(w, "key", rows[i].key);
        json_key_i64(w, "size", (int64_t)rows[i].size);
        put_stamp(w, "cosigned", rows[i].cosigned);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static enum status list(struct call *call) {
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    enum status status = put_keys(&w, call);
    if (status == OK) status = put_witnesses(&w, call);
    if (status == OK) status = put_logs(&w, call);
    json_close_object(&w);
    if (status == OK) return respond_json(call, 200, &buf);
    buf_close(&buf);
    return status;
}

static enum status add_witness(struct call *call) {
    struct json body;
    struct str key, url;
    TRY(call_json(&body, call, BODY_MAX));
    TRY(call_text(&key, call, body, "key", NOTE_KEY_TEXT_MAX));
    TRY(call_text(&url, call, body, "url", COSIGNER_URL_MAX));
    enum status status = cosigner_add(call->exchange, key, url, &call->fault);
    if (status == CONFLICT) call->code = "problem.taken";
    TRY(status);
    return respond_empty(call, 204);
}

static enum status drop_witness(struct call *call) {
    TRY(cosigner_drop(call->exchange, call_param(call, "name"), &call->fault));
    return respond_empty(call, 204);
}

static enum status add_log(struct call *call) {
    struct json body;
    struct str key;
    TRY(call_json(&body, call, BODY_MAX));
    TRY(call_text(&key, call, body, "key", NOTE_KEY_TEXT_MAX));
    TRY(witnessed_add(call->exchange, key, &call->fault));
    return respond_empty(call, 204);
}

static enum status drop_log(struct call *call) {
    TRY(witnessed_drop(call->exchange, call_param(call, "name"), &call->fault));
    return respond_empty(call, 204);
}

static const struct route rows[] = {
    {"POST", "/log/witness/add-checkpoint", add_checkpoint, NEED_NO_CSRF, ACT_ALL},
    {"GET", "/log/witness/key", key, NEED_NOTHING, ACT_ALL},
    {"GET", "/api/v1/admin/witnesses", list, NEED_LOCAL, ACT_ADMIN},
    {"POST", "/api/v1/admin/witnesses", add_witness, NEED_LOCAL, ACT_ADMIN},
    {"DELETE", "/api/v1/admin/witnesses/{name*}", drop_witness, NEED_LOCAL, ACT_ADMIN},
    {"POST", "/api/v1/admin/witnessed", add_log, NEED_LOCAL, ACT_ADMIN},
    {"DELETE", "/api/v1/admin/witnessed/{name*}", drop_log, NEED_LOCAL, ACT_ADMIN},
};
const struct route_table witness_routes = {rows, sizeof rows / sizeof *rows};
