// conform_sayings.h - the sentences of findings, a row a sentence.
//
// SAYING(id, code, sentence). In braces stand the values that a finding brings, by name: texts of
// the object, names of the standard, and
//   {kind}      what sort of value: "a string", "an object"
//   {why}       the sentence of a fault: of a time, an id, a text that cannot be read
//   {rule}      what the rule of the finding asks for (conform_rules.h)
//   {expected}  what a pattern should have at this place
// Codes stay as they are; web/i18n/finding.ja.json has a sentence for each.
#pragma once

// tidy: table
#define CONFORM_SAYINGS(SAYING)                                                                    \
    SAYING(UNCHECKED, "unchecked", "from here on, selectors and keys are not looked up")           \
    SAYING(ID_TYPE, "id-other-type", "the id begins with another type than \"{type}\"")            \
    SAYING(NOT_OF_TYPE, "not-of-type", "{type} has no `{name}`")                                   \
    SAYING(RESERVED, "reserved", "this name is reserved")                                          \
    SAYING(NEEDED, "needed", "`{name}` is needed")                                                 \
    SAYING(TYPE_NAME, "type-name", "a type has 3 to 250 of a-z, 0-9 and single hyphens")           \
    SAYING(TYPE_OWN, "type-own", "STIX 2.1 does not define this type")                             \
    SAYING(TYPE_OWN_PREFIX, "type-own-prefix", "a type of its own begins with \"x-\"")             \
    SAYING(OBJECT, "object", "an object is expected, not {kind}")                                  \
    SAYING(NEEDED_STRING, "needed-string", "`{name}` is needed, and is a string")                  \
    SAYING(BUNDLE_INSIDE, "bundle-inside", "a bundle is no object of a bundle")                    \
    SAYING(LIST_EMPTY, "list-empty", "a list is not empty")                                        \
    SAYING(BUNDLE_TYPE, "bundle-type", "`type` is \"bundle\"")                                     \
    SAYING(EXTENSION_KIND_NEEDED, "extension-type-needed",                                         \
           "`extension_type` is needed beside an id")                                              \
    SAYING(EXTENSION_KIND, "extension-type-other", "this is not in extension-type-enum (10.5)")    \
    SAYING(TYPE_OF_TEXT, "type-of-text", "\"{type}\" is a type of the text")                       \
    SAYING(EXTENSION_ID, "extension-id", "the key is no id of an extension-definition")            \
    SAYING(EXTENSION_NOT_HERE, "extension-not-here", "{type} has no extension {extension}")        \
    SAYING(EXTENSION_OWN_PLACE, "extension-own-place", "own extensions stand on SCOs alone")       \
    SAYING(EXTENSION_OWN_NAME, "extension-own-name",                                               \
           "a name has 3 to 250 of a-z, 0-9 and -, and ends in \"-ext\"")                          \
    SAYING(NOT_EMPTY_OBJECT, "not-empty-object", "an object that is not empty is expected")        \
    SAYING(SELECTOR, "selector", "\"{part}\" is neither a name nor [n]")                           \
    SAYING(SELECTOR_NOTHING, "selector-nothing", "there is nothing at \"{selector}\"")             \
    SAYING(CONTAINER_KEY, "container-key", "\"{key}\" is no key of the container")                 \
    SAYING(NULL, "null", "null is no value: leave the property out")                               \
    SAYING(CONTAINER_OLD, "container-old", "new content uses object_refs")                         \
    SAYING(CONTAINER_OBJECT, "container-object", "an object with a `type` is expected")            \
    SAYING(TWICE, "twice", "this version stood in the bundle before")                              \
    SAYING(STAYS, "stays", "`{name}` stays as it was")                                             \
    SAYING(VERSION_LATER, "version-later", "a new version has a later time")                       \
    SAYING(OTHER_GIVER, "other-giver", "given by another than the version before it")              \
    SAYING(AFTER_REVOKED, "after-revoked", "nothing follows what was revoked")                     \
    SAYING(ITEMS, "items", "a list of {count} items is expected")                                  \
    SAYING(AS_ORIGINAL, "as-original", "{kind} is expected, as in the original")                   \
    SAYING(OTHER_ID, "other-id", "this is the id of another object")                               \
    SAYING(OTHER_MODIFIED, "other-modified", "this is not exactly the `modified` of the object")   \
    SAYING(NOT_LATER, "not-later", "this is not later than `{name}`")                              \
    SAYING(EARLIER, "earlier", "this is earlier than `{name}`")                                    \
    SAYING(NO_ID_OF, "no-id-of", "\"{value}\" is no id of {source}")                               \
    SAYING(SOURCE_NAME, "source-name", "the source is named \"{source}\"")                         \
    SAYING(REFERENCE_EMPTY, "reference-empty", "`description`, `url` or `external_id` is needed")  \
    SAYING(URL_HASHES, "url-hashes", "a url has `hashes` beside it")                               \
    SAYING(GRANULAR, "granular", "either `lang` or `marking_ref` is needed")                       \
    SAYING(MARKS_ITSELF, "marks-itself", "a marking does not mark itself")                         \
    SAYING(PE_TYPE_ALONE, "pe-type-alone", "a property beside `pe_type` is needed")                \
    SAYING(PART_BODY, "part-body", "`body` or `body_raw_ref` is needed")                           \
    SAYING(PATTERN_VERSION, "pattern-version", "a pattern of STIX is of 2.0 or 2.1")               \
    SAYING(INDICATOR_NAME, "indicator-name", "an indicator has a `{name}`")                        \
    SAYING(LOCATION, "location", "`region`, `country`, or `latitude` and `longitude` are needed")  \
    SAYING(NEEDED_BESIDE, "needed-beside", "`{name}` is needed beside `{other}`")                  \
    SAYING(BESIDE_COORDINATES, "beside-coordinates",                                               \
           "this stands beside `latitude` and `longitude`")                                        \
    SAYING(PRECISION, "coordinates-precision", "coordinates have a `precision`")                   \
    SAYING(FAMILY_NAME, "family-name", "a family has a `name`")                                    \
    SAYING(ANALYSIS, "analysis", "`result` or `analysis_sco_refs` is needed")                      \
    SAYING(OBSERVED, "observed", "either `objects` or `object_refs` is needed")                    \
    SAYING(OBSERVED_SCO, "observed-sco", "a reference to an SCO is needed")                        \
    SAYING(RELATIONSHIP_ENDS, "relationship-ends",                                                 \
           "\"{type}\" is not defined from {source} to {target}")                                  \
    SAYING(RELATIONSHIP_OWN, "relationship-own", "\"{type}\" is a word of its own")                \
    SAYING(ARTIFACT, "artifact", "either `payload_bin` or `url` is needed")                        \
    SAYING(ARTIFACT_HASHES, "artifact-hashes", "`hashes` are needed beside `url`")                 \
    SAYING(ARTIFACT_KEY, "artifact-key",                                                           \
           "`encryption_algorithm` is needed beside `decryption_key`")                             \
    SAYING(BODY_OF_PARTS, "body-of-parts", "a mail of several parts has no body of its own")       \
    SAYING(PARTS_OF_ONE, "parts-of-one", "a mail that is not multipart has no parts")              \
    SAYING(FILE, "file", "`hashes` or `name` is needed")                                           \
    SAYING(ENCODING_OF, "encoding-of", "there is no `{name}`")                                     \
    SAYING(PROTOCOLS, "protocols", "`protocols` lists \"{protocol}\"")                             \
    SAYING(NETWORK_ENDS, "network-ends", "`src_ref` or `dst_ref` is needed")                       \
    SAYING(NETWORK_PORTS, "network-ports", "`src_port` and `dst_port` are there")                  \
    SAYING(NETWORK_ACTIVE, "network-active", "what has an `end` is not active")                    \
    SAYING(ONE_NEEDED, "one-needed", "one of its properties is needed")                            \
    SAYING(ID_RANDOM, "id-random", "no property contributes: a UUIDv4 is needed")                  \
    SAYING(ID_VERSIONED, "id-versioned", "with versions, this id is not deterministic")            \
    SAYING(ID_MADE, "id-made", "by what it says, the id is {id}")                                  \
    SAYING(TLP_AS, "tlp-as", "{label} is {id}, with its name and time")                            \
    SAYING(LABEL_NONE, "label-none", "this is no label of {name}")                                 \
    SAYING(MARKING, "marking", "`definition_type` and `definition` are needed, or `extensions`")   \
    SAYING(TOPLEVEL_ALONE, "toplevel-alone",                                                       \
           "this stands beside toplevel-property-extension alone")                                 \
    SAYING(TOPLEVEL_NAMES, "toplevel-names", "`extension_properties` names what is added")         \
    SAYING(EXTENSION_DESCRIPTION, "extension-description", "an extension has a `description`")     \
    SAYING(NAME, "name", "a name has 3 to 250 of a-z, 0-9 and _")                                  \
    SAYING(OF_TEXT, "property-of-text", "the text defines this property")                          \
    SAYING(ID_V4, "id-v4", "a UUIDv4 is expected")                                                 \
    SAYING(LANG, "lang", "`lang` says in which language this is")                                  \
    SAYING(PROPERTY_EXTENSION, "property-extension", "this is a property-extension")               \
    SAYING(CONTACT, "contact",                                                                     \
           "`contact_numbers`, `email_addresses` or `social_media_accounts` is needed")            \
    SAYING(CUI_ORDER, "cui-order", "a specified category (SP-) stands before the basic ones")      \
    SAYING(IEP_NAME, "iep-name", "a marking of IEP has a `name`")                                  \
    SAYING(IEP_ALONE, "iep-alone", "a marking of IEP has no other extension")                      \
    SAYING(TOGETHER_AMOUNTS, "together-amounts", "`min_amount` and `max_amount` stand together")   \
    SAYING(TOGETHER_CONVERSION, "together-conversion",                                             \
           "`currency_actual` and `conversion_rate` stand together")                               \
    SAYING(AMOUNTS, "amounts", "`max_amount` is not below `min_amount`")                           \
    SAYING(CONVERSION_RATE, "conversion-rate", "`conversion_rate` is above zero")                  \
    SAYING(STATE_CHANGE, "state-change", "`initial_ref` or `result_ref` is needed")                \
    SAYING(STATE_INPUT, "state-input", "an input has an `initial_ref`")                            \
    SAYING(STATE_OUTPUT, "state-output", "an output has a `result_ref`")                           \
    SAYING(STATE_TYPES, "state-types", "`initial_ref` and `result_ref` are of one type")           \
    SAYING(IMPACT_CATEGORY, "impact-category",                                                     \
           "`extensions` holds the extension of this category")                                    \
    SAYING(STRING, "string", "a string is expected, not {kind}")                                   \
    SAYING(INTEGER, "integer", "a whole number is expected, within 2^53")                          \
    SAYING(RANGE, "range", "a number from {least} to {most} is expected")                          \
    SAYING(NUMBER, "number", "a number is expected, not {kind}")                                   \
    SAYING(YES_NO, "yes-no", "true or false is expected, not {kind}")                              \
    SAYING(MILLISECONDS, "milliseconds", "three digits or more after the second are expected")     \
    SAYING(SECONDS, "seconds", "no fraction of a second is expected")                              \
    SAYING(NO_TYPE_NAME, "no-type-name", "\"{type}\" is no name of a type")                        \
    SAYING(UUID, "uuid", "the UUID has not the variant and a version of RFC 4122")                 \
    SAYING(TARGET, "target", "this may not refer to \"{type}\" ({targets})")                       \
    SAYING(TARGET_BUNDLE, "target-bundle", "this may not refer to \"{type}\" (no bundle)")         \
    SAYING(NOT_IN, "not-in", "\"{value}\" is not in {vocabulary} ({section})")                     \
    SAYING(OWN_VALUE, "own-value", "a value of its own is lowercase, with hyphens between words")  \
    SAYING(DIGEST, "digest", "this is no digest of {name}")                                        \
    SAYING(WANTED, "wanted", "{kind} is expected")                                                 \
    SAYING(LANGUAGE, "language-code", "a language code of RFC 5646 is expected")                   \
    SAYING(VERSION_21, "version-2.1", "\"2.1\" is expected")                                       \
    SAYING(LIST, "list", "a list that is not empty is expected")                                   \
    SAYING(DEPRECATED, "deprecated", "`{name}` is deprecated")                                     \
    SAYING(NEEDED_IN_ONE, "needed-in-one", "`{name}` is needed in one of the two texts")           \
    SAYING(PART, "part", "an object ({part}) is expected, not {kind}")                             \
    SAYING(LIST_MIXED, "list-mixed", "a list holds values of one type")                            \
    SAYING(OWN_PROPERTY, "own-property", "the text does not define this property")                 \
    SAYING(OWN_PROPERTY_PREFIX, "own-property-prefix",                                             \
           "the name of an own property begins with \"x_\"")                                       \
    SAYING(BY_NAME, "by-name", "by its name {kind} is expected")                                   \
    SAYING(SUFFIX_REF, "suffix-ref", "the name of an identifier ends in \"_ref\"")                 \
    SAYING(SUFFIX_REFS, "suffix-refs", "the name of identifiers ends in \"_refs\"")                \
    SAYING(PATTERN_END, "pattern-end",                                                             \
           "line {line}, column {column}: expected {expected}, found the end")                     \
    SAYING(PATTERN_EXPECTED, "pattern-expected",                                                   \
           "line {line}, column {column}: expected {expected}, found \"{found}\"")                 \
    SAYING(PATTERN_WHY, "pattern-unreadable", "line {line}, column {column}: {why}")               \
    SAYING(FORM, "form", "\"{value}\": {rule}")                                                    \
    SAYING(VALUE_WHY, "value-unreadable", "\"{value}\": {why}")                                    \
    SAYING(RULE, "rule", "{rule}")                                                                 \
    SAYING(WHY, "unreadable", "{why}")
