// audit_format.h - records for other programs: a line each.
//
//   text     for people, in English
//   jsonl    as they are committed to
//   cef      ArcSight Common Event Format, version 0
//   syslog   RFC 5424, facility 13 (log audit), with structured data
//
// What stands in a record may come from strangers: in each format nothing of it ends a field or a
// line.
#pragma once

#include "base/buf.h"
#include "base/json.h"

enum audit_format { AUDIT_TEXT, AUDIT_JSONL, AUDIT_CEF, AUDIT_SYSLOG };
bool audit_format_read(enum audit_format *out, struct str name);
const char *audit_format_type(enum audit_format format); // media type

// Adds the line of a record with its end. `json` is its text, `record` the same, read.
void audit_format_add(struct buf *out, enum audit_format format, struct str json,
                      struct json record);
