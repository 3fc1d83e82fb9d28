// Providers of OpenID Connect, by which people sign on: renkei admin provider add|list|remove.
#include <stdio.h>

#include "base/crypto.h"
#include "cli/admin.h"
#include "sys/file.h"

#define SECRET_BYTES_MAX ((size_t)4 << 10)
#define BODY_BYTES_MAX ((size_t)64 << 10)
#define PROVIDERS "/api/v1/admin/providers"

static enum status wrong(struct doing *doing) {
    return fault_set(&doing->fault, MALFORMED,
                     "admin provider takes list; add, a SLUG and NAME=VALUE; or remove and a SLUG");
}

static struct str target_of(struct doing *doing) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, BODY_BYTES_MAX);
    buf_add(&buf, STR(PROVIDERS "/"));
    http_escape(&buf, doing->operands[1]);
    return arena_copy(doing->arena, buf_str(&buf));
}

static enum status list(struct doing *doing) {
    struct json answer;
    TRY(admin_tell(&answer, doing, "GET", STR(PROVIDERS), STR("")));
    if (!admin_is_for_people(doing, answer)) return OK;
    struct json row = json_first(json_member(answer, STR("providers")));
    for (; row.node; row = json_next(row)) {
        admin_put_member(row, "slug", "", "  ");
        admin_put_member(row, "issuer", "", "  as ");
        admin_put_member(row, "client", "", "  makes accounts in ");
        admin_put_member(row, "organisation", "none", "  ");
        admin_put_member(row, "name", "", "\n");
    }
    return OK;
}

// What stands on a command line is seen by everybody on the machine, and kept by the shell.
static enum status read_secret(struct str *out, struct doing *doing, struct str path) {
    TRY(file_read(out, arena_text(doing->arena, path), SECRET_BYTES_MAX, doing->arena,
                  &doing->fault));
    *out = str_trim(*out);
    if (out->size) return OK;
    return fault_set(&doing->fault, MALFORMED, "%.*s: there is no secret in it", STR_ARG(path));
}

static enum status put_value(struct json_writer *w, struct doing *doing, struct str operand) {
    size_t equals = str_find_byte(operand, '=');
    struct str name = str_cut(operand, 0, equals);
    if (equals == SIZE_MAX)
        return fault_set(&doing->fault, MALFORMED, "%.*s: NAME=VALUE is expected", STR_ARG(name));
    struct str value = str_cut(operand, equals + 1, operand.size);
    if (str_equal(name, STR("secret")))
        return fault_set(&doing->fault, MALFORMED,
                         "secret: write it into a file, and name that: secret-file=FILE");
    if (str_equal(name, STR("secret-file"))) {
        TRY(read_secret(&value, doing, value));
        name = STR("secret");
    }
    json_put_key(w, name);
    json_put_text(w, value);
    return OK;
}

static enum status add(struct doing *doing) {
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    enum status status = OK;
    buf_init(&buf, BODY_BYTES_MAX);
    json_begin(&w, &buf);
    json_open_object(&w);
    for (size_t i = 2; i < doing->operand_count && status == OK; i++)
        status = put_value(&w, doing, doing->operands[i]);
    json_close_object(&w);
    if (status == OK) status = admin_tell_only(doing, "PUT", target_of(doing), buf_str(&buf));
    secret_wipe(buf.data, buf.size);
    return status;
}

enum status admin_provider(struct doing *doing) {
    struct str what = doing->operands[0];
    if (str_equal(what, STR("list")) && doing->operand_count == 1) return list(doing);
    if (str_equal(what, STR("add")) && doing->operand_count >= 2) return add(doing);
    if (str_equal(what, STR("remove")) && doing->operand_count == 2)
        return admin_tell_only(doing, "DELETE", target_of(doing), STR(""));
    return wrong(doing);
}
