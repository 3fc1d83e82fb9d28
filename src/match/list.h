// list.h - lists and CSV of indicators, as published: line by line, with any usual decoration.
//
// Understands: one value a line (domains, addresses, networks, URLs, hashes, mail addresses,
// de-fanged or not), comments (#, ;, //) and blank lines, hosts files ("0.0.0.0 name"), trailing
// comments and scores ("1.2.3.4<tab>7"), address:port, dnsmasq ("address=/name/0.0.0.0"), AdGuard
// ("||name^"), RPZ ("name CNAME ."), CSV or TSV whose header names the columns, and Zeek
// intelligence files ("#fields<tab>indicator<tab>indicator_type..."). Says why a line gives
// nothing.
// A line may give several items (a row with columns "md5" and "sha256").
#pragma once

#include "stix/observable.h"

struct list_item {
    struct observable observable;
    struct str value;       // as it came
    struct str name;        // from a column, or ""
    struct str description; // from a column or a trailing comment, or ""
    struct str labels;      // separated by commas, or ""
    int confidence;         // -1 when not given
    stamp valid_from;       // 0 when not given
    stamp valid_until;      // 0 when not given
    struct str tlp;         // a marking from a column, as it came, or ""
    uint64_t line;          // from 1
};

enum list_form {
    LIST_UNKNOWN,
    LIST_PLAIN,
    LIST_HOSTS,
    LIST_DNSMASQ,
    LIST_ADGUARD,
    LIST_RPZ,
    LIST_CSV,
    LIST_ZEEK
};

struct list_reader;
struct list_reader *list_open(void);
void list_close(struct list_reader **list);
// Same calling sequence as cut.h: room, grow, end, take.
char *list_room(struct list_reader *list, size_t *capacity);
void list_grow(struct list_reader *list, size_t size);
void list_end(struct list_reader *list);
// OK: an item, valid until the next call of any function here. ABSENT: more input, or the end.
// MALFORMED: this line gives nothing, the fault says why and shows the beginning of what it speaks
// of (`not a domain, address, URL, hash or mail address: "hello"`), safe to print; the reader goes
// on with the next call. Comments and blank lines are passed over in silence.
MUST_USE enum status list_take(struct list_item *out, struct list_reader *list,
                               struct fault *fault);
uint64_t list_line(const struct list_reader *list); // that gave nothing last, from 1
enum list_form list_form(const struct list_reader *list);
// MALFORMED, with a sentence, when the first bytes of a file can be no UTF-8 text: an archive, a
// program, a database, UTF-16.
MUST_USE enum status list_check_is_text(struct str first_bytes, struct fault *fault);
// True when the first bytes of a file look like JSON rather than a list.
bool list_looks_like_json(struct str first_bytes);
