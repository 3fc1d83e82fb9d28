// set_inside.h - how a set lies in memory; only for the files of match.
//
//   filter   64-bit words, about 12 bits a key; four bits of one word say "may be there"
//   slots    open addressing: a 64-bit hash, 0 for empty, and where the record is, in heap words
//   heap     records: the first entry, kind, size and text of a value, aligned to four bytes
//   lists    for values that stand for several indicators: a count, then the entry numbers
//
// 1. Slots are filled in the order of their hashes, at most three quarters; a search ends at an
//    empty one.
// 2. The filter holds every hash in the slots but those of URLs and mail addresses: these are only
//    looked for when the filter holds their host or domain under a seed of its own.
// 3. Nothing in here is a pointer, so each array may one day be used where a file is mapped.
#pragma once

#include "base/map.h"
#include "base/vec.h"
#include "match/fingerprint.h"
#include "match/set.h"

struct set_record {
    uint32_t entry; // an entry, or where its list begins
    uint16_t size;  // of text
    uint8_t kind;   // enum observable_kind
    uint8_t is_list;
    char text[];
};

struct set_entry_record {
    uint64_t text_at; // indicator id, then name, in entry_text
    uint32_t id_size, name_size, source;
    int16_t confidence;
    uint8_t tlp;
    stamp valid_from, valid_until;
};

struct set_source {
    uint64_t text_at;
    uint32_t size;
};

struct set {
    uint64_t *filter;
    size_t filter_words;
    uint64_t *slot_hashes;
    uint32_t *slot_records;
    size_t slot_count;
    uint32_t *heap;
    size_t heap_words;
    VEC_OF(uint32_t) lists;
    VEC_OF(struct set_entry_record) entries;
    VEC_OF(struct set_source) sources;
    VEC_OF(char) entry_text;
    size_t value_count, left_out_count;

    // What there is at all, so that a scan does not look for what nobody asked for.
    uint32_t kinds;        // a bit for each observable kind
    bool has_bracket_urls; // a URL whose host is an IPv6 address
    uint8_t ends[8192];    // a bit for the hash of each last label of a domain (its "top level")
    uint8_t nets[8192];    // a bit for each IPv4 /16 that meets a network
    uint64_t net4_lengths; // a bit for each prefix length that occurs
    uint8_t net6_lengths[129];
    size_t net6_length_count;
};

#define SET_KIND(kind) (UINT32_C(1) << (kind))
#define SET_KINDS_HEX                                                                              \
    (SET_KIND(OBSERVABLE_MD5) | SET_KIND(OBSERVABLE_SHA1) | SET_KIND(OBSERVABLE_SHA256) |          \
     SET_KIND(OBSERVABLE_SHA512) | SET_KIND(OBSERVABLE_JA3) | SET_KIND(OBSERVABLE_CERTIFICATE))

// Which bits of a filter word a hash sets.
static inline uint64_t set_filter_bits(uint64_t hash) {
    return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63) |
           UINT64_C(1) << (hash >> 12 & 63) | UINT64_C(1) << (hash >> 18 & 63);
}
// Where in an array of `count` a hash belongs; keeps the order of hashes.
static inline size_t set_place(uint64_t hash, size_t count) {
    return (size_t)((hash >> 32) * count >> 32);
}
static inline bool set_may_hold(const struct set *set, uint64_t hash) {
    uint64_t bits = set_filter_bits(hash);
    return (set->filter[set_place(hash, set->filter_words)] & bits) == bits;
}
static inline bool set_bit(const uint8_t *bits, unsigned at) {
    return bits[at >> 3] >> (at & 7) & 1;
}
// Of the hash of a last label, its bit in `ends`.
static inline unsigned set_end_bit(uint64_t hash) {
    return (unsigned)(hash >> 48);
}
static inline uint64_t set_slot_hash(uint64_t hash) {
    return hash ? hash : 1;
}

// Walks the records that have this hash: start with set_seek; NULL at the end.
static inline size_t set_seek(const struct set *set, uint64_t hash) {
    return set_place(set_slot_hash(hash), set->slot_count);
}
const struct set_record *set_next(const struct set *set, uint64_t hash, size_t *at);
struct str set_record_text(const struct set_record *record);
// The entries of a record, as long as the set lives.
const uint32_t *set_record_entries(size_t *count, const struct set *set,
                                   const struct set_record *record);

// What a canonical value is found by. False when it cannot be a token of a line.
struct set_key {
    uint64_t hash;       // in the slots
    uint64_t filter_key; // in the filter
    uint64_t end_hash;   // of the last label, domains only
    uint32_t address;    // of an IPv4 network
    unsigned prefix;     // of a network
};
bool set_key_make(struct set_key *key, const struct observable *observable);

// Addresses as bytes.
bool address_read_ipv4(uint32_t *out, struct str text); // four numbers without leading zeros
bool address_read_ipv6(uint8_t out[16], struct str text);
// Clears the bits after the first `prefix`.
void address_mask(uint8_t address[16], unsigned prefix);
static inline uint32_t address_mask_ipv4(uint32_t address, unsigned prefix) {
    return prefix == 0 ? 0 : address & (UINT32_MAX << (32 - prefix));
}
