#include "app/app.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"

enum status app_open(struct app *app, const struct app_options *options, struct fault *fault) {
    *app = (struct app){0};
    if (!crypto_start()) return fault_set(fault, FAILED, "libsodium cannot start");
    struct store_options store = {
        .path = options->store_path,
        .may_create = options->may_create,
        .readers_max = options->readers_max,
    };
    enum status status = store_open(&app->store, &store, fault);
    if (status == ABSENT && options->may_create)
        return fault_set(fault, ABSENT, "%s: its folder is not there", options->store_path);
    if (status == ABSENT)
        fault_set(fault, ABSENT, "%s: there is no store; make one with: renkei init --store %s",
                  store_is_file(options->store_path) ? options->store_path : "this database",
                  store_is_file(options->store_path) ? options->store_path : "URL");
    if (status == BUSY && store_is_file(options->store_path))
        fault_set(fault, BUSY, "%s: another process owns it", options->store_path);
    TRY(status);
    app->exchange = exchange_open(app->store);
    app->api = api_open(&(struct api_options){
        .exchange = app->exchange,
        .is_secure = options->is_secure,
        .limits = options->limits,
    });
    return OK;
}

void app_close(struct app *app) {
    api_close(&app->api);
    exchange_close(&app->exchange);
    store_close(&app->store);
}

// "ab+c-d.e:", at least two letters before the colon (RFC 3986, 3.1); 0 where a path begins.
static size_t scheme_size(struct str text) {
    size_t size = 0;
    while (size < text.size &&
           (isalnum((unsigned char)text.data[size]) || (size && memchr("+-.", text.data[size], 3))))
        size++;
    bool is_scheme = size > 1 && size < text.size && text.data[size] == ':' &&
                     isalpha((unsigned char)text.data[0]);
    return is_scheme ? size : 0;
}

enum status app_store_path(struct str *out, enum option option, struct str text,
                           struct arena *arena, struct fault *fault) {
    const char *name = option_row(option)->name;
    size_t size = scheme_size(text);
    struct str scheme = str_cut(text, 0, size), path = text;
    if (str_equal_fold(scheme, STR("postgresql")) || str_equal_fold(scheme, STR("postgres"))) {
        *out = text;
        return OK;
    }
    if (size && !str_equal_fold(scheme, STR("sqlite")))
        return fault_set(fault, MALFORMED,
                         "--%s: PATH, sqlite:PATH, sqlite:///PATH or postgresql://... is "
                         "expected, not %.*s:",
                         name, STR_ARG(str_cut(scheme, 0, 20)));
    if (size) path = str_cut(text, size + 1, text.size);
    if (size && str_starts(path, STR("//"))) {
        path = str_cut(path, 2, path.size);
        if (str_starts_fold(path, STR("localhost/"))) path = str_cut(path, 9, path.size);
        if (!str_starts(path, STR("/")) || !http_unescape(&path, path, false, arena))
            return fault_set(fault, MALFORMED,
                             "--%s: after sqlite:// the whole path is expected: "
                             "sqlite:///var/lib/renkei.db",
                             name);
    }
    if (!path.size) return fault_set(fault, MALFORMED, "--%s: PATH is missing", name);
    *out = path;
    return OK;
}

struct str app_socket_path(struct arena *arena, struct str named, struct str store_path) {
    char folder[4096];
    if (!named.size && !store_is_file(arena_text(arena, store_path))) return STR_NONE;
    if (!named.size) named = arena_format(arena, "%.*s-socket", STR_ARG(store_path));
    if (str_starts(named, STR("/")) || !getcwd(folder, sizeof folder))
        return arena_copy(arena, named);
    return arena_format(arena, "%s/%.*s", folder, STR_ARG(named));
}
