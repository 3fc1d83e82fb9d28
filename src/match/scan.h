// scan.h - finds known-bad values in text of any kind.
//
// One pass cuts the text into tokens (addresses, names, URLs, hashes, mail addresses), each is
// brought to canonical form and looked for in the set. Boundaries are respected: `evil.example` is
// not in `notevil.example` nor in `evil.example.org`, and is in `www.evil.example`; 1.2.3.4 is not
// in 11.2.3.45. De-fanged forms are understood. No memory is taken for a line without a hit.
#pragma once

#include "match/set.h"

struct scan_hit {
    uint64_t line;                // from 1
    struct str line_text;         // without its end; cut at SCAN_LINE_SHOWN bytes around the hit
    size_t line_text_at;          // where line_text begins within the line: 0 unless it was cut
    uint64_t line_byte;           // of the line's first byte in the stream
    size_t begin, end;            // bytes of the value within the line
    struct observable observable; // the set's value that was hit (the parent domain, the network)
    const uint32_t *entries;      // what it stands for
    size_t entry_count;
};
#define SCAN_LINE_MAX (1024 * 1024) // a longer line is scanned in pieces that overlap by 4 KiB
#define SCAN_LINE_SHOWN 4096

struct scan_sink {
    bool (*on_hit)(void *context, const struct scan_hit *hit); // false ends the scan
    void *context;
};

struct scan; // one stream of text, one thread
struct scan *scan_open(const struct set *set, struct scan_sink sink);
void scan_close(struct scan **scan);
// Whole lines are scanned as they become complete; the rest is kept until more comes. False when
// the sink has ended it.
bool scan_feed(struct scan *scan, struct str bytes);
bool scan_end(struct scan *scan); // the last line need not end in a newline
uint64_t scan_lines(const struct scan *scan);
uint64_t scan_bytes(const struct scan *scan);
uint64_t scan_hits(const struct scan *scan);
