// databases.h - stores of tests on the other engine, when RENKEI_POSTGRES names a server.
//
// The URL in RENKEI_POSTGRES (tests/backend/postgres.py sets it) is of a user who may create
// databases. Each name under a prefix is a database of its own there; a test's folder is the
// prefix. script/test runs all that include this header, by whatever way, on both engines.
#pragma once

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATABASES_MAX 16

__attribute__((unused)) static struct {
    char names[DATABASES_MAX][64]; // that are known to be there
    size_t count;
} databases;

__attribute__((unused)) static bool on_postgres(void) {
    const char *url = getenv("RENKEI_POSTGRES");
    return url && *url;
}

// The shell reads the URL from the environment, so that nothing in it needs quoting.
__attribute__((unused)) static void psql(const char *script) {
    FILE *pipe = popen("psql -XAtq -v ON_ERROR_STOP=1 -d \"$RENKEI_POSTGRES\"", "w");
    assert_non_null(pipe);
    fputs(script, pipe);
    int ended = pclose(pipe);
    if (ended != 0) fail_msg("psql ended with %d: %s", ended, script);
}

// A child that was forked may have made it already.
__attribute__((unused)) static void database_need(const char *name) {
    for (size_t i = 0; i < databases.count; i++)
        if (strcmp(databases.names[i], name) == 0) return;
    char script[400];
    snprintf(script, sizeof script,
             "SELECT 'CREATE DATABASE \"%s\"' WHERE NOT EXISTS"
             " (SELECT FROM pg_database WHERE datname = '%s') \\gexec\n",
             name, name);
    psql(script);
    assert_true(databases.count < DATABASES_MAX);
    snprintf(databases.names[databases.count++], sizeof databases.names[0], "%s", name);
}

// The URL of the database PREFIX-NAME, which is made when it is not there. Valid until the next
// call.
__attribute__((unused)) static const char *database_url(const char *prefix, const char *name) {
    static char url[512];
    char full[64];
    const char *server = getenv("RENKEI_POSTGRES");
    size_t end = strcspn(server, "?"), start = end;
    while (start && server[start - 1] != '/') start--;
    assert_true(snprintf(full, sizeof full, "%s-%s", prefix, name) < (int)sizeof full);
    database_need(full);
    snprintf(url, sizeof url, "%.*s%s%s", (int)start, server, full, server + end);
    return url;
}

// Takes away all of the prefix, whoever is still connected.
__attribute__((unused)) static void databases_drop(const char *prefix) {
    char script[400];
    snprintf(script, sizeof script,
             "SELECT format('DROP DATABASE %%I WITH (FORCE)', datname) FROM pg_database"
             " WHERE starts_with(datname, '%s-') \\gexec\n",
             prefix);
    psql(script);
    databases.count = 0;
}

// ---- a store in a folder that a test made for itself ----

__attribute__((unused)) static const char *folder_prefix(const char *folder) {
    const char *slash = strrchr(folder, '/');
    return slash ? slash + 1 : folder;
}

// The file NAME in the folder, or the database of that name. Valid until the next call.
__attribute__((unused)) static const char *store_in(const char *folder, const char *name) {
    static char path[256];
    if (on_postgres()) return database_url(folder_prefix(folder), name);
    assert_true(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
    return path;
}

// Takes away the folder with its stores: 0. Beside databases no file may have come into it.
__attribute__((unused)) static int stores_remove(const char *folder) {
    char command[256];
    if (on_postgres()) databases_drop(folder_prefix(folder));
    snprintf(command, sizeof command, on_postgres() ? "rmdir %s" : "rm -r %s", folder);
    return system(command);
}

// All that a database holds, as a backup has it: as if it were a file. To be closed by pclose.
__attribute__((unused)) static FILE *database_dump(const char *url) {
    setenv("RENKEI_DUMPED", url, 1);
    FILE *pipe = popen("pg_dump -d \"$RENKEI_DUMPED\"", "r");
    assert_non_null(pipe);
    return pipe;
}

// For a test that looks at SQLite's files or tables: says why it is left out on the other engine.
#define ONLY_SQLITE(reason)                                                                        \
    do {                                                                                           \
        if (on_postgres()) {                                                                       \
            print_message("skipped on PostgreSQL: %s\n", reason);                                  \
            skip();                                                                                \
        }                                                                                          \
    } while (0)
