// model.h - the types and properties of STIX 2.1, one table: a row a property.
//
// What a property is called, of what type its value is, whether it is required, from which
// vocabulary it comes and to what it may refer stands here and nowhere else; the check (conform.h)
// and the description of the types walk these rows. Rules that tie several properties together are
// functions of the check.
//
// The text is STIX 2.1 with errata 01. Where it differs from STIX 2.1 without saying so among its
// changes (1.3.1), only what both ask for is required; the rest has MODEL_DISPUTED.
// Everything here is constant: nothing has to be opened, all pointers live as long as the program.
#pragma once

#include "base/arena.h"
#include "stix/kind.h"

// What a value is (chapter 2), and what text it has to be.
enum model_value {
    MODEL_STRING,
    MODEL_INTEGER,         // least to most
    MODEL_FLOAT,           // least to most, unless both are 0
    MODEL_BOOLEAN,         // 2.2
    MODEL_FLAG,            // a boolean, or a string: the texts differ
    MODEL_TIMESTAMP,       // 2.16
    MODEL_TIMESTAMP_S,     // precise to the second (6.7.6)
    MODEL_TIMESTAMP_MS,    // at least three digits after the second (3.2)
    MODEL_ID,              // 2.9; `targets`
    MODEL_OPEN,            // 2.14; `vocab`
    MODEL_ENUM,            // 2.4; `vocab`
    MODEL_HASHES,          // 2.7
    MODEL_HEX,             // 2.8
    MODEL_BINARY,          // 2.1
    MODEL_DICT,            // 2.3, values of any type
    MODEL_DICT_OF_STRING,  // each value a string,
    MODEL_DICT_OF_STRINGS, // a list of strings,
    MODEL_DICT_OF_INTEGER, // an integer,
    MODEL_DICT_OF_SCALAR,  // an integer or a string
    MODEL_PART,            // an object of `part`
    MODEL_CONTAINER,       // 2.13
    MODEL_EXTENSIONS,      // 3.2
    MODEL_MARKING,         // 7.2.1, a statement or a label
    MODEL_CONTENTS,        // 7.1.1
    MODEL_SELECTOR,        // 7.2.3
    MODEL_RESERVED,        // must not be there
    MODEL_TYPE,            // the type itself; looked at before all others
    MODEL_SPEC_VERSION,    // "2.1"
    MODEL_LANGUAGE,        // RFC 5646
    MODEL_URL,             // RFC 3986
    MODEL_CHARSET,         // 3.9.1
    MODEL_MIME,            // type/subtype
    MODEL_CPE,             // CPE 2.3
    MODEL_DOMAIN,          // RFC 1034, 5890
    MODEL_EMAIL,           // RFC 5322, addr-spec
    MODEL_IPV4,            // an address or a network
    MODEL_IPV6,
    MODEL_MAC,
    MODEL_REGISTRY_KEY,      // with the whole name of its hive
    MODEL_COUNTRY,           // ISO 3166-1 alpha-2
    MODEL_AREA,              // ISO 3166-2
    MODEL_LOWER,             // lowercase, hyphens between words
    MODEL_LOWERCASE,         // in small letters
    MODEL_PRIORITY_CLASS,    // ends in _CLASS
    MODEL_RELATIONSHIP_TYPE, // 5.1.2
    MODEL_UUID,              // of RFC 4122, version 4 or 5
    MODEL_YEAR,              // four digits
    MODEL_ACS_IDENTIFIER,    // of ACS 3.0a, by the patterns of its schema
    MODEL_ACS_CUSTODIAN,
    MODEL_ACS_AUTHORITY,
    MODEL_ACS_POLICY,
    MODEL_ANY, // known by name alone
};

enum {
    MODEL_REQUIRED = 1,
    MODEL_LIST = 2, // 2.12: of such values
    MODEL_DEPRECATED = 4,
    MODEL_DISPUTED = 8, // required by one of the two texts
};

struct model_vocab {
    const char *name;    // "attack-motivation-ov"
    const char *section; // "10.2"
    bool is_closed;
    const struct str *values;
    size_t count;
};
extern const struct model_vocab VOCAB_HASH_ALGORITHM, VOCAB_EXTENSION_TYPE;
bool model_vocab_has(const struct model_vocab *vocab, struct str value);
const struct model_vocab *model_vocab_at(size_t index); // NULL after the last

struct model_part;

struct model_row {
    struct str name;
    enum model_value value;
    unsigned flags;
    const struct model_vocab *vocab;
    const struct model_part *part;
    const char *targets; // "SDO SCO", or types: "file directory"; NULL for any object
    int64_t least, most;
};
#define MODEL_INTEGER_MAX ((INT64_C(1) << 53) - 1) // 2.10
// A part has at most so many rows, so that those that are there fit into one mask.
#define MODEL_ROWS_MAX 64

// An object inside an object, or what a predefined extension holds.
struct model_part {
    const char *name;
    const char *section;
    const struct model_row *rows;
    size_t count;
    bool needs_one; // at least one of its properties
};

// Which common properties an object has (table of 3.2).
enum model_group {
    MODEL_SDO, // and SROs
    MODEL_SCO,
    MODEL_VERSIONED_SCO, // with the properties of 3.6
    MODEL_EXTENSION_DEFINITION,
    MODEL_LANGUAGE_CONTENT,
    MODEL_MARKING_DEFINITION,
    MODEL_BUNDLE,
};
enum model_need { MODEL_NOT_APPLICABLE, MODEL_OPTIONAL, MODEL_NEEDED };

struct model_type {
    const char *name;
    const char *section; // of its properties: "4.1.1"
    enum model_group group;
    const struct model_row *rows; // its own; the common ones are asked for separately
    size_t count;
    const char *contributing; // what a deterministic id is made of (2.9): "value", NULL for none
    // Names of the predefined extensions that this type has: "archive-ext ntfs-ext".
    const char *extensions;
};

const struct model_type *model_type_find(struct str type); // NULL for one that is not STIX 2.1
const struct model_type *model_type_at(size_t index);      // NULL after the last
const struct model_row *model_row_find(const struct model_row *rows, size_t count, struct str name);

// Common properties (3.2), in the order of the text.
extern const struct model_row model_common[];
extern const size_t model_common_count;
enum model_need model_common_need(size_t index, enum model_group group);
// The index in `model_common`, or SIZE_MAX.
size_t model_common_find(struct str name);

// A predefined extension ("archive-ext"), or one with an id that is known here.
// NULL when it is none that is known on an object of `type`.
const struct model_part *model_extension_find(struct str key, struct str type);
const struct model_part *model_extension_at(size_t index); // NULL after the last
// The one type of object on which it is known; NULL for any.
const char *model_extension_on(size_t index);
// A property that a known extension adds at the top of an object of `type`.
struct model_toplevel {
    const char *extension; // the id of its definition
    const char *type;
    struct model_row row;
};
const struct model_toplevel *model_toplevel_at(size_t index); // NULL after the last
const struct model_toplevel *model_toplevel_find(struct str type, struct str name);
// A type that a known extension adds ("task" of the incident extension), by the id of that.
const struct model_type *model_added_find(struct str type, struct str extension_id);
const struct model_type *model_added_at(size_t index); // NULL after the last

extern const struct model_part model_external_reference, model_kill_chain_phase,
    model_granular_marking;

// What the relationships of chapters 4 to 6 say of this type between these two.
enum model_link {
    MODEL_LINK_LISTED,
    MODEL_LINK_OTHER_ENDS, // the type is listed, between others
    MODEL_LINK_OWN_WORD,   // a type that the text does not define
};
enum model_link model_link_find(struct str source, struct str type, struct str target);
// Whether `list`, words separated by spaces, holds `word`.
bool model_list_has(const char *list, struct str word);
