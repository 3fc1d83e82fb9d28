// Files that libpq reads, which stand in the environment, in the home of the user, and in the URL
// (PostgreSQL, 34.1.2, 34.15).
#include <stdlib.h>

#include "http/message.h"
#include "store/engine.h"

static const char *const variables[] = {"PGPASSFILE",  "PGSERVICEFILE", "PGSSLCERT",
                                        "PGSSLKEY",    "PGSSLROOTCERT", "PGSSLCRL",
                                        "PGSSLCRLDIR", "PGSYSCONFDIR"};
static const char *const at_home[] = {".pgpass", ".postgresql", ".pg_service.conf"};
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

// "sslkey=/keys/a.pem" of postgresql://host/name?sslmode=verify-full&sslkey=/keys/a.pem; a host
// that is a path is a socket, which is not opened.
static struct str path_of(struct str pair, struct arena *arena) {
    size_t at = str_find_byte(pair, '=');
    struct str value = at == SIZE_MAX ? STR("") : str_cut(pair, at + 1, pair.size);
    bool is_path = !str_starts(pair, STR("host=")) && http_unescape(&value, value, false, arena) &&
                   str_starts(value, STR("/"));
    return is_path ? value : STR("");
}

size_t postgres_reads(const char *out[DB_READS_MAX], struct str url, struct arena *arena) {
    size_t count = 0;
    out[count++] = "/etc/postgresql-common"; // Debian's PGSYSCONFDIR
    for (size_t i = 0; i < COUNT(variables); i++) {
        const char *path = getenv(variables[i]);
        if (path && *path) out[count++] = path;
    }
    const char *home = getenv("HOME");
    for (size_t i = 0; home && i < COUNT(at_home); i++)
        out[count++] = arena_format(arena, "%s/%s", home, at_home[i]).data;
    size_t at = str_find_byte(url, '?');
    struct str query = at == SIZE_MAX ? STR_NONE : str_cut(url, at + 1, url.size), pair;
    while (count < DB_READS_MAX && str_take(&pair, &query, '&')) {
        struct str path = path_of(pair, arena);
        if (path.size) out[count++] = arena_text(arena, path);
    }
    return count;
}
