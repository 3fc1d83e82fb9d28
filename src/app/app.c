#include "app/app.h"

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
                  options->store_path, options->store_path);
    if (status == BUSY) fault_set(fault, BUSY, "%s: another process owns it", options->store_path);
    TRY(status);
    app->exchange = exchange_open(app->store);
    app->api = api_open(&(struct api_options){
        .exchange = app->exchange,
        .is_secure = options->is_secure,
    });
    return OK;
}

void app_close(struct app *app) {
    api_close(&app->api);
    exchange_close(&app->exchange);
    store_close(&app->store);
}

struct str app_socket_path(struct arena *arena, struct str store_path) {
    char folder[4096];
    if (str_starts(store_path, STR("/")) || !getcwd(folder, sizeof folder))
        return arena_format(arena, "%.*s-socket", STR_ARG(store_path));
    return arena_format(arena, "%s/%.*s-socket", folder, STR_ARG(store_path));
}
