// taxii.h - what the files of TAXII 2.1 share. Internal to api.
//
// An API root is a community, at /taxii2/{community}/. Numbers in brackets are sections of the
// standard.
//
//   taxii_routes.c   the table; discovery, API roots, collections, status
//   taxii_door.c     credentials, Accept, and what the viewer may do where
//   taxii_query.c    URL parameters [3.4] into a find; the cursor `next` [3.5]
//   taxii_read.c     objects, manifest, versions
//   taxii_body.c     the body of a POST, checked whole before anything of it is taken
//   taxii_write.c    adding and deleting
//   taxii_top.c      three members of an object without reading the rest
#pragma once

#include "api/api_private.h"
#include "sys/file.h"

#define TAXII_TYPE "application/taxii+json;version=2.1"
#define TAXII_PAGE_MAX 1000       // objects a page, whatever `limit` says
#define TAXII_VALUES_MAX 1000     // in one match parameter
#define TAXII_DETAILS_MAX 10000   // successes, and failures, that a status lists one by one
#define TAXII_REMOVALS_MAX 100000 // versions that one DELETE takes out

// ---- taxii_door.c ----

enum taxii_right { TAXII_KNOW, TAXII_READ, TAXII_WRITE, TAXII_REMOVE };
struct taxii_rights {
    bool can_read, can_write;
};
struct taxii_rights taxii_rights(const struct call *call, const struct collection *collection);
bool taxii_root_is_known(const struct call *call, const struct community *community);
// What a viewer is told who asks for what is not there, or not for them: strangers to sign in,
// others that it is absent. The same sentence whichever it is.
enum status taxii_absent(struct call *call);
// Refuses credentials that cannot be understood (DENIED, 401) and an Accept that TAXII 2.1 cannot
// satisfy (406). Asked first by every route.
MUST_USE enum status taxii_enter(struct call *call);
// Enters, and finds what the path names, if the viewer has the right.
MUST_USE enum status taxii_root(const struct community **out, struct call *call);
MUST_USE enum status taxii_collection(const struct collection **out, struct call *call,
                                      enum taxii_right right);
// Sends JSON, closes the buffer.
enum status taxii_answer(struct call *call, int code, struct buf *buf);

// ---- taxii_query.c ----

enum taxii_field { TAXII_ID = 1, TAXII_TYPES = 2, TAXII_VERSION = 4, TAXII_SPEC = 8 };
struct taxii_query {
    struct find find;   // the filters; without added_after and limit
    stamp added_after;  // of the parameter; STAMP_MIN: none
    stamp cursor;       // of `next`; STAMP_MIN: none
    size_t limit;       // 1 to TAXII_PAGE_MAX
    uint8_t digest[16]; // of route, collection, object and filters: all but cursor and limit
};
// Reads the parameters whose fields are in the set `fields`; others are not understood, and ignored
// [3.4]. MALFORMED names the parameter. `object` is the one that the path names, or NULL.
MUST_USE enum status taxii_query_read(struct taxii_query *out, struct call *call,
                                      const struct collection *collection,
                                      const struct object_id *object, int fields);
// The cursor that goes on after `last`. It may come back from anybody: it says no more than
// added_after could, and is bound to the filters only so that changing them is noticed.
#define TAXII_NEXT_SIZE 24
char *taxii_next(char text[TAXII_NEXT_SIZE], const struct taxii_query *query, stamp last);

// ---- taxii_top.c ----

// Members of an object as they stand in it, with quotes; STR_NONE when absent.
struct taxii_top {
    struct str id, created, modified;
};
// `json` is an object as the store keeps it: valid, without white space between tokens. False when
// a name is written with escapes: then it has to be read in full.
bool taxii_top_read(struct taxii_top *out, struct str json);

// ---- taxii_read.c, taxii_write.c: routes ----

enum status taxii_objects(struct call *call);
enum status taxii_object(struct call *call);
enum status taxii_manifest(struct call *call);
enum status taxii_versions(struct call *call);
enum status taxii_add(struct call *call);
enum status taxii_remove(struct call *call);

// ---- taxii_body.c ----

// An envelope [3.7] that came whole and is JSON to its end, in a temporary file, to be read from
// its beginning.
struct taxii_body {
    struct file_spool *file;
    size_t object_count; // at least 1
};
// LIMIT beyond `size_max` bytes (413); MALFORMED for what is no envelope (422); CLOSED.
MUST_USE enum status taxii_body_open(struct taxii_body *out, struct call *call, size_t size_max);
void taxii_body_close(struct taxii_body *body);
// For intake_stream; `context` is the body.
enum status taxii_body_read(size_t *size, void *context, void *bytes, size_t capacity,
                            struct fault *fault);
