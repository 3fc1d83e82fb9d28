// The browser's side: files of web/dist, embedded when the program is built.
#include "api/api_private.h"
#include "api/assets.h"

static const struct asset *asset_find(struct str path) {
    size_t low = 0, high = asset_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(str_of(assets[middle].path), path);
        if (order == 0) return &assets[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const struct {
    const char *suffix, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".txt", "text/plain; charset=utf-8"},
};

static const char *type_of(struct str path) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_ends(path, str_of(types[i].suffix))) return types[i].type;
    return "application/octet-stream";
}

// "gzip, br;q=0.9" names both: whoever sends neither gets the plain file.
static bool accepts(struct call *call, struct str coding) {
    struct str header = http_header(call->request, STR("Accept-Encoding")), part;
    while (str_take(&part, &header, ',')) {
        struct str name = part, q;
        size_t semicolon = str_find_byte(part, ';');
        if (semicolon != SIZE_MAX) name = str_cut(part, 0, semicolon);
        if (!str_equal_fold(str_trim(name), coding)) continue;
        q = semicolon == SIZE_MAX ? STR("") : str_trim(str_cut(part, semicolon + 1, part.size));
        return !str_equal(q, STR("q=0")) && !str_starts(q, STR("q=0.000"));
    }
    return false;
}

static void send_asset(struct call *call, const struct asset *asset) {
    struct str tag = arena_format(call->arena, "\"%s\"", asset->tag);
    bool is_hashed = str_starts(str_of(asset->path), STR("/assets/"));
    if (str_equal(http_header(call->request, STR("If-None-Match")), tag)) {
        http_respond(call->response, 304, NULL, STR_NONE);
    } else if (asset->br.size && accepts(call, STR("br"))) {
        http_respond(call->response, 200, type_of(str_of(asset->path)), asset->br);
        respond_header(call, "Content-Encoding", STR("br"));
    } else if (asset->gz.size && accepts(call, STR("gzip"))) {
        http_respond(call->response, 200, type_of(str_of(asset->path)), asset->gz);
        respond_header(call, "Content-Encoding", STR("gzip"));
    } else {
        http_respond(call->response, 200, type_of(str_of(asset->path)), asset->plain);
    }
    respond_header(call, "ETag", tag);
    respond_header(call, "Vary", STR("Accept-Encoding"));
    respond_header(call, "Cache-Control",
                   is_hashed ? STR("public, max-age=31536000, immutable") : STR("no-cache"));
}

// Any path that is no file is a page of the browser's own router.
static enum status serve_file(struct call *call) {
    struct str path = call->request->path;
    if (str_starts(path, STR("/api/")) || str_starts(path, STR("/taxii2/")))
        return fault_set(&call->fault, ABSENT, "no such page");
    const struct asset *asset = asset_find(path);
    if (!asset && str_starts(path, STR("/assets/")))
        return fault_set(&call->fault, ABSENT, "no such file");
    if (!asset) asset = asset_find(STR("/index.html"));
    if (!asset) return fault_set(&call->fault, ABSENT, "this program was built without its pages");
    send_asset(call, asset);
    return OK;
}

static const struct route rows[] = {
    {"GET", "/", serve_file, NEED_NOTHING, ACT_ALL},
    {"GET", "/{path*}", serve_file, NEED_NOTHING, ACT_ALL},
};
const struct route_table ui_routes = {rows, sizeof rows / sizeof *rows};
