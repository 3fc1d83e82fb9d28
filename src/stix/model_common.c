// tidy: table
#include "stix/model_types.h"

// What objects share (STIX 2.1, chapters 2, 3, 7 and 8).

// 2.5
static const struct model_row EXTERNAL_REFERENCE[] = {
    {ROW("source_name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("url", MODEL_URL, 0)},
    {ROW("hashes", MODEL_HASHES, 0)},
    {ROW("external_id", MODEL_STRING, 0)},
};
const struct model_part model_external_reference = {
    "external-reference", "2.5.1", EXTERNAL_REFERENCE, COUNT(EXTERNAL_REFERENCE), false,
};

// 2.11
static const struct model_row KILL_CHAIN_PHASE[] = {
    {ROW("kill_chain_name", MODEL_LOWER, MODEL_REQUIRED)},
    {ROW("phase_name", MODEL_LOWER, MODEL_REQUIRED)},
};
const struct model_part model_kill_chain_phase = {
    "kill-chain-phase", "2.11", KILL_CHAIN_PHASE, COUNT(KILL_CHAIN_PHASE), false,
};

// 7.2.3
static const struct model_row GRANULAR_MARKING[] = {
    {ROW("lang", MODEL_LANGUAGE, 0)},
    {ROW("marking_ref", MODEL_ID, 0), .targets = "marking-definition"},
    {ROW("selectors", MODEL_SELECTOR, MODEL_REQUIRED | MODEL_LIST)},
};
const struct model_part model_granular_marking = {
    "granular-marking", "7.2.3", GRANULAR_MARKING, COUNT(GRANULAR_MARKING), false,
};

// 3.2
const struct model_row model_common[] = {
    {ROW("type", MODEL_TYPE, 0)},
    {ROW("spec_version", MODEL_SPEC_VERSION, 0)},
    {ROW("id", MODEL_ID, 0)},
    {ROW("created_by_ref", MODEL_ID, 0), .targets = "identity"},
    {ROW("created", MODEL_TIMESTAMP_MS, 0)},
    {ROW("modified", MODEL_TIMESTAMP_MS, 0)},
    {ROW("revoked", MODEL_BOOLEAN, 0)},
    {ROW("labels", MODEL_STRING, MODEL_LIST)},
    {ROW("confidence", MODEL_INTEGER, 0), RANGE(0, 100)},
    {ROW("lang", MODEL_LANGUAGE, 0)},
    {ROW("external_references", MODEL_PART, MODEL_LIST), .part = &model_external_reference},
    {ROW("object_marking_refs", MODEL_ID, MODEL_LIST), .targets = "marking-definition"},
    {ROW("granular_markings", MODEL_PART, MODEL_LIST), .part = &model_granular_marking},
    {ROW("defanged", MODEL_BOOLEAN, 0)},
    {ROW("extensions", MODEL_EXTENSIONS, 0)},
};
const size_t model_common_count = COUNT(model_common);

// The table of 3.2, a row a group: R required, O optional, - not applicable. In the order above.
static const char COMMON_NEEDS[][COUNT(model_common) + 1] = {
    [MODEL_SDO] = "RRRORROOOOOOO-O",
    [MODEL_SCO] = "ROR--------OOOO",
    [MODEL_VERSIONED_SCO] = "RORORRO----OOOO", // 3.6
    [MODEL_EXTENSION_DEFINITION] = "RRRRRROO--OOO--",
    [MODEL_LANGUAGE_CONTENT] = "RRRORROOO-OOO-O",
    [MODEL_MARKING_DEFINITION] = "RRROR-----OOO-O",
    [MODEL_BUNDLE] = "R-R------------",
};

enum model_need model_common_need(size_t index, enum model_group group) {
    char need = COMMON_NEEDS[group][index];
    return need == 'R' ? MODEL_NEEDED : need == 'O' ? MODEL_OPTIONAL : MODEL_NOT_APPLICABLE;
}

// 7.1.1
static const struct model_row LANGUAGE_CONTENT[] = {
    {ROW("object_ref", MODEL_ID, MODEL_REQUIRED)},
    {ROW("object_modified", MODEL_TIMESTAMP, 0)},
    {ROW("contents", MODEL_CONTENTS, MODEL_REQUIRED)},
};

// 7.2.1
static const struct model_row MARKING_DEFINITION[] = {
    {ROW("name", MODEL_STRING, 0)},
    {ROW("definition_type", MODEL_OPEN, MODEL_DEPRECATED), .vocab = &VOCAB_MARKING_TYPE},
    {ROW("definition", MODEL_MARKING, MODEL_DEPRECATED)},
};

// 7.3.1
static const struct model_row EXTENSION_DEFINITION[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("schema", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("version", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("extension_types", MODEL_ENUM, MODEL_REQUIRED | MODEL_LIST),
     .vocab = &VOCAB_EXTENSION_TYPE},
    {ROW("extension_properties", MODEL_STRING, MODEL_LIST)},
};

// 8.1; the objects are looked at one by one.
static const struct model_row BUNDLE[] = {
    {ROW("objects", MODEL_ANY, 0)},
};

const struct model_type model_metas[] = {
    {"language-content", "7.1.1", MODEL_LANGUAGE_CONTENT, LANGUAGE_CONTENT, COUNT(LANGUAGE_CONTENT),
     NULL, NULL},
    {"marking-definition", "7.2.1", MODEL_MARKING_DEFINITION, MARKING_DEFINITION,
     COUNT(MARKING_DEFINITION), NULL, NULL},
    {"extension-definition", "7.3.1", MODEL_EXTENSION_DEFINITION, EXTENSION_DEFINITION,
     COUNT(EXTENSION_DEFINITION), NULL, NULL},
    {"bundle", "8.1", MODEL_BUNDLE, BUNDLE, COUNT(BUNDLE), NULL, NULL},
};
const size_t model_metas_count = COUNT(model_metas);
