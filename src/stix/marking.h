// marking.h - labels of the Traffic Light Protocol: TLP 2.0 (FIRST, 2022), and the ids of 1.0, too.
#pragma once

#include "stix/object.h"

// In order of strictness. Stored: numbers never change.
enum tlp {
    TLP_NONE = 0,
    TLP_CLEAR = 1,
    TLP_GREEN = 2,
    TLP_AMBER = 3,
    TLP_AMBER_STRICT = 4,
    TLP_RED = 5
};

const char *tlp_name(enum tlp tlp); // "TLP:AMBER+STRICT", "" for none
// "TLP:AMBER+STRICT", "amber+strict", "tlp:white" (TLP 1.0: CLEAR) in any case.
bool tlp_read(enum tlp *out, struct str text);
// TLP 2.0 marking-definition id; "" for none.
const char *tlp_marking_id(enum tlp tlp);
// The label of a marking-definition id of TLP 1.0 (STIX 2.1, 7.2.1.4) or 2.0; TLP_NONE for others.
enum tlp tlp_of_marking(struct str marking_id);

// The strictest label on the object as a whole; TLP_NONE when it has none.
// For a marking-definition itself: the label it defines does not restrict the definition.
enum tlp marking_own(struct json object);
// The strictest label on the object or on any granular part of it.
enum tlp marking_effective(const struct object *object);

// Labels of the Permissible Actions Protocol (PAP 2: white became clear, and both are known): word,
// name, marking-definition. They say what may be done; nobody is kept from reading by them.
#define PAP_MARKINGS(ROW)                                                                          \
    ROW("white", "PAP:WHITE", "marking-definition--a3bea94c-b469-41dc-9cfe-d6e7daba7730")          \
    ROW("clear", "PAP:CLEAR", "marking-definition--ad15a0cd-55b6-4588-a14c-a66105329b92")          \
    ROW("green", "PAP:GREEN", "marking-definition--c43594d1-4b11-4c59-93ab-1c9b14d53ce9")          \
    ROW("amber", "PAP:AMBER", "marking-definition--60f8932b-e51e-4458-b265-a2e8be9a80ab")          \
    ROW("red", "PAP:RED", "marking-definition--740d36e5-7714-4c30-961a-3ae632ceee0e")
struct str pap_of_marking(struct str marking_id); // "PAP:AMBER"; STR_NONE for others
struct str pap_of_word(struct str word);          // of "amber", in any case

// A set of labels, a bit for each.
#define TLP_BIT(tlp) (1u << (tlp))
unsigned tlp_above(enum tlp tlp);           // those that are stricter
enum tlp tlp_strictest(unsigned labels);    // TLP_NONE of the empty set
unsigned marking_parts(struct json object); // the labels on granular parts (STIX 2.1, 7.2.3)

// Persons who may read a TLP:RED object: identity ids in the property extension `recipients`
// (extension id RECIPIENTS_EXTENSION, member `recipient_refs`). Count; `*out` in `arena`.
#define RECIPIENTS_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c01"
size_t marking_recipients(struct object_id **out, struct json object, struct arena *arena);
// Whether the object names the identity: as its creator, or as one of these persons.
bool marking_names(struct json object, const struct uuid *identity, struct arena *scratch);
