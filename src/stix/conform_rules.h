// conform_rules.h - the rules of conform.h, a row a rule.
//
// RULE(id, name, section, severity, what it asks for). A section of "" is that of the type.
#pragma once

// tidy: table
#define CONFORM_RULES(RULE)                                                                        \
    /* Chapter 2: types */                                                                         \
    RULE(NULL, "no-null", "2", MUST, "null is no value: what is not known is left out")            \
    RULE(BINARY, "binary", "2.1", MUST, "a binary value is base64 (RFC 4648) in a string")         \
    RULE(BOOLEAN, "boolean", "2.2", MUST, "a boolean is true or false")                            \
    RULE(DICTIONARY, "dictionary", "2.3", MUST, "a dictionary is an object that is not empty")     \
    RULE(DICTIONARY_KEY, "dictionary-key", "2.3", MUST,                                            \
         "a key has 1 to 250 of a-z, A-Z, 0-9, - and _")                                           \
    RULE(DICTIONARY_VALUE, "dictionary-value", "", MUST,                                           \
         "each value is of the type that is asked for")                                            \
    RULE(ENUM, "enum", "2.4", MUST, "a value comes from its enumeration")                          \
    RULE(EXTERNAL_REFERENCE, "external-reference", "2.5", MUST,                                    \
         "source_name, and one of description, url and external_id")                               \
    RULE(EXTERNAL_REFERENCE_HASHES, "external-reference-hashes", "2.5.1", SHOULD,                  \
         "hashes stand beside url")                                                                \
    RULE(FLOAT, "float", "2.6", MUST, "a float is a number")                                       \
    RULE(HASHES, "hashes", "2.7", MUST, "hashes are names with digests, at least one")             \
    RULE(HASH_NAME, "hash-name", "2.7", MUST, "a name of 3 to 250 of a-z, A-Z, 0-9, - and _")      \
    RULE(HASH_VALUE, "hash-value", "2.7", MUST, "a digest has the form of its algorithm")          \
    RULE(HASH_VOCABULARY, "hash-vocabulary", "10.7", VOCABULARY, "a name from hash-algorithm-ov")  \
    RULE(HEX, "hex", "2.8", MUST, "an even count of 0-9 and a-f")                                  \
    RULE(IDENTIFIER, "identifier", "2.9", MUST,                                                    \
         "an identifier is a type, -- and a UUID of RFC 4122")                                     \
    RULE(IDENTIFIER_TYPE, "identifier-type", "2.9", MUST,                                          \
         "an id begins with the type of its object")                                               \
    RULE(IDENTIFIER_V4, "identifier-v4", "2.9", SHOULD, "the id of what is no SCO has a UUIDv4")   \
    RULE(INTEGER, "integer", "2.10", MUST, "a whole number between -(2^53)+1 and (2^53)-1")        \
    RULE(LOWER_HYPHEN, "lowercase-hyphen", "", SHOULD, "lowercase, with hyphens between words")    \
    RULE(LIST, "list", "2.12", MUST, "a list is an array that is not empty")                       \
    RULE(CONTAINER, "observable-container", "2.13", MUST,                                          \
         "objects under keys, which refer to each other by keys of the same container")            \
    RULE(CONTAINER_DEPRECATED, "observable-container-deprecated", "2.13", SHOULD,                  \
         "new content uses object_refs")                                                           \
    RULE(OPEN_VOCABULARY, "open-vocabulary", "2.14", VOCABULARY, "a value from the vocabulary")    \
    RULE(OPEN_VOCABULARY_FORM, "open-vocabulary-form", "2.14", SHOULD,                             \
         "own values are lowercase, with hyphens between words")                                   \
    RULE(STRING, "string", "2.15", MUST, "a string")                                               \
    RULE(TIMESTAMP, "timestamp", "2.16.1", MUST,                                                   \
         "YYYY-MM-DDTHH:mm:ss[.s+]Z, a date of the calendar")                                      \
    RULE(JSON, "json", "1.2.10", MUST, "JSON within I-JSON (RFC 7493), each name once")            \
    /* Chapter 3: all objects */                                                                   \
    RULE(TYPE_NAME, "type-name", "3.1", MUST,                                                      \
         "3 to 250 of a-z, 0-9 and single hyphens, a letter first")                                \
    RULE(PROPERTY_NAME, "property-name", "3.1", MUST,                                              \
         "3 to 250 of a-z, 0-9 and _, a letter first")                                             \
    RULE(PROPERTY_SUFFIX, "property-suffix", "3.1", MUST,                                          \
         "the name of what refers to an object ends in _ref, of a list in _refs")                  \
    RULE(SUFFIX_PROMISE, "suffix-promise", "3.1", CUSTOM,                                          \
         "what ends in _ref, _refs, _hex or _bin holds such values")                               \
    RULE(ENCODING_ALONE, "encoding-alone", "3.1", MUST, "_enc stands beside what it says of")      \
    RULE(REQUIRED, "required", "", MUST, "a required property is there")                           \
    RULE(DISPUTED, "required-by-one-text", "", SHOULD,                                             \
         "required in STIX 2.1 or in errata 01, and optional in the other")                        \
    RULE(SPEC_VERSION, "spec-version", "3.2", MUST, "spec_version is \"2.1\"")                     \
    RULE(PRECISION, "timestamp-precision", "3.2", MUST, "created and modified have milliseconds")  \
    RULE(MODIFIED, "modified-order", "3.2", MUST, "modified is not earlier than created")          \
    RULE(CONFIDENCE, "number-range", "", MUST, "a number is within its limits")                    \
    RULE(LANGUAGE, "language", "3.2", MUST, "a language code of RFC 5646")                         \
    RULE(LANG_PRESENT, "lang-present", "3.2", SHOULD,                                              \
         "lang stands beside text that can be translated")                                         \
    RULE(NOT_APPLICABLE, "not-applicable", "3.2", MUST,                                            \
         "a common property on an object that has it")                                             \
    RULE(REFERENCE, "reference-target", "3.3", MUST,                                               \
         "a reference to an object of a type that may be")                                         \
    RULE(EXTENSION_KEY, "extension-key", "3.2", SHOULD,                                            \
         "an extension is named by a predefined name or the id of an extension-definition")        \
    RULE(EXTENSION_TYPE, "extension-type", "3.2", MUST,                                            \
         "extension_type from extension-type-enum, and always beside an id")                       \
    RULE(EXTENSION_PLACE, "extension-place", "3.10", MUST,                                         \
         "a predefined extension on an object that defines it")                                    \
    RULE(EXTENSION_CONTENT, "at-least-one", "", MUST, "at least one of the properties is there")   \
    RULE(FIRST_VERSION, "first-version", "3.6", MUST,                                              \
         "by its creator; created and created_by_ref stay, modified rises, nothing after revoked") \
    RULE(RESERVED, "reserved-name", "3.8", MUST,                                                   \
         "severity, username, phone_number, action: not used")                                     \
    RULE(CHARSET, "encoding-name", "3.9.1", MUST, "a name of the IANA registry of character sets") \
    RULE(DEPRECATED, "deprecated", "3.1", CUSTOM, "a deprecated property")                         \
    /* Chapter 4: SDOs */                                                                          \
    RULE(CAPEC, "capec-id", "4.1.1", MUST, "a CAPEC id is CAPEC-n with source_name capec")         \
    RULE(CVE, "cve-id", "4.19.1", MUST, "a CVE id is exact, with source_name cve")                 \
    RULE(TIME_ORDER, "time-order", "", MUST, "the later time is not before the earlier")           \
    RULE(INDICATOR_NAME, "indicator-name", "4.7.1", SHOULD,                                        \
         "an indicator has a name, a description")                                                 \
    RULE(PATTERN, "pattern", "9", MUST, "a pattern of type stix keeps the grammar of chapter 9")   \
    RULE(PATTERN_VERSION, "pattern-version", "4.7.1", MUST, "the version is that of the pattern")  \
    RULE(LOCATION, "location", "4.10", MUST,                                                       \
         "a region, a country, or both latitude and longitude; precision only with these")         \
    RULE(LOCATION_PRECISION, "location-precision", "4.10", SHOULD, "coordinates have a precision") \
    RULE(COUNTRY, "country", "4.10.1", SHOULD, "a code of ISO 3166")                               \
    RULE(MALWARE_NAME, "malware-name", "4.11.1", MUST, "a family of malware has a name")           \
    RULE(ANALYSIS, "analysis-result", "4.12", MUST, "result or analysis_sco_refs")                 \
    RULE(OBSERVED, "observed-content", "4.14", MUST,                                               \
         "objects or object_refs, and never both; at least one SCO")                               \
    /* Chapter 5: SROs */                                                                          \
    RULE(RELATIONSHIP_TYPE, "relationship-type", "5.1.2", MUST, "a-z, 0-9 and hyphens")            \
    RULE(RELATIONSHIP, "relationship-listed", "5.1.2", SHOULD,                                     \
         "a relationship that the text defines between its source and target")                     \
    /* Chapter 6: SCOs */                                                                          \
    RULE(SCO_ID, "deterministic-id", "2.9", SHOULD,                                                \
         "the id of an SCO is the UUIDv5 of its id contributing properties")                       \
    RULE(SCO_ID_RANDOM, "random-id", "2.9", MUST, "a UUIDv4 where no property contributes")        \
    RULE(SCO_VERSIONED, "versioned-sco", "3.6", MUST,                                              \
         "an SCO with versions has no id in the default namespace")                                \
    RULE(ARTIFACT, "artifact-content", "6.1", MUST,                                                \
         "payload_bin or url, never both; hashes with url; a key only with an algorithm")          \
    RULE(MEDIA_TYPE, "media-type", "", SHOULD, "a media type is type/subtype")                     \
    RULE(DOMAIN, "domain-name", "6.4.1", MUST, "a domain name of RFC 1034 and RFC 5890")           \
    RULE(EMAIL, "email-address", "6.5.1", MUST, "an addr-spec of RFC 5322, without a name")        \
    RULE(EMAIL_BODY, "email-body", "6.6.1", MUST,                                                  \
         "body when not multipart, body_multipart when multipart; a part has one body")            \
    RULE(FILE, "file-content", "6.7", MUST, "hashes or a name")                                    \
    RULE(SECONDS, "precise-to-the-second", "6.7.6", MUST, "no fraction of a second")               \
    RULE(IP, "ip-address", "", MUST, "an address, or a network in CIDR notation")                  \
    RULE(MAC, "mac-address", "6.10.1", MUST, "six lowercase pairs with colons")                    \
    RULE(NETWORK_ENDS, "network-ends", "6.12", MUST, "src_ref or dst_ref")                         \
    RULE(NETWORK_PORTS, "network-ports", "6.12", SHOULD, "src_port and dst_port")                  \
    RULE(NETWORK_ACTIVE, "network-active", "6.12.1", MUST, "what is active has no end")            \
    RULE(NETWORK_PROTOCOL, "network-protocol", "6.12.1", SHOULD,                                   \
         "the protocol of an extension is listed in protocols")                                    \
    RULE(LOWERCASE, "lowercase", "", SHOULD, "in small letters")                                   \
    RULE(PRIORITY, "priority-class", "6.13.2", SHOULD, "a priority ends in _CLASS")                \
    RULE(CPE, "cpe", "6.14.1", MUST, "a CPE 2.3 entry")                                            \
    RULE(URL, "url", "", MUST, "a URI of RFC 3986")                                                \
    RULE(REGISTRY_KEY, "registry-key", "6.17.1", MUST, "the whole name of a hive, not HKLM")       \
    /* Chapter 7: meta objects */                                                                  \
    RULE(CONTENTS, "language-contents", "7.1.1", MUST, "languages, each with a dictionary")        \
    RULE(TRANSLATION, "translation", "7.1.1", MUST,                                                \
         "a translation has the shape of what it translates")                                      \
    RULE(MARKING, "marking-content", "7.2.1", MUST,                                                \
         "definition_type and definition, or extensions")                                          \
    RULE(TLP, "tlp-marking", "7.2.1", MUST, "only the labels that the text defines, exactly so")   \
    RULE(MARKING_CIRCLE, "marking-circle", "3.2", MUST, "a marking does not mark itself")          \
    RULE(GRANULAR, "granular-marking", "7.2.3", MUST, "either lang or marking_ref")                \
    RULE(SELECTOR, "selector-syntax", "7.2.3", MUST, "names and [n], joined by dots")              \
    RULE(SELECTOR_PRESENT, "selector-present", "7.2.3", MUST,                                      \
         "a selector points to what is there")                                                     \
    RULE(EXTENSION_PROPERTIES, "extension-properties", "7.3.1", MUST,                              \
         "extension_properties only beside toplevel-property-extension")                           \
    RULE(EXTENSION_PROPERTIES_NAMED, "extension-properties-named", "7.3.1", SHOULD,                \
         "toplevel-property-extension with the names of its properties")                           \
    RULE(EXTENSION_DESCRIPTION, "extension-description", "7.3.1", SHOULD, "a description")         \
    RULE(EXTENSION_REDEFINES, "extension-redefines", "7.3", MUST,                                  \
         "an extension does not define anew what the text defines")                                \
    /* Chapter 8: bundles */                                                                       \
    RULE(BUNDLE, "bundle", "8.1", MUST, "type, id and objects, and nothing else of an object")     \
    RULE(BUNDLE_NESTED, "bundle-nested", "8.1", MUST, "a bundle holds objects and no bundle")      \
    RULE(BUNDLE_TWICE, "bundle-twice", "3.6", SHOULD, "a version once in a bundle")                \
    /* Chapter 11: own properties, objects, extensions */                                          \
    RULE(OBJECT, "object", "3.2", MUST, "an object")                                               \
    RULE(CUSTOM_PROPERTY, "custom-property", "11.1", CUSTOM, "a property of its own")              \
    RULE(CUSTOM_PROPERTY_PREFIX, "custom-property-prefix", "11.1.1", SHOULD,                       \
         "its name begins with x_")                                                                \
    RULE(CUSTOM_OBJECT, "custom-object", "11.2", CUSTOM, "an object of a type of its own")         \
    RULE(CUSTOM_OBJECT_PREFIX, "custom-object-prefix", "11.2.1", SHOULD,                           \
         "its type begins with x-")                                                                \
    RULE(CUSTOM_EXTENSION, "custom-extension", "11.3.1", MUST,                                     \
         "an own extension stands on an SCO, and its name ends in -ext")                           \
    /* Published extensions */                                                                     \
    RULE(EXTENSION_FORM, "extension-form", "", MUST,                                               \
         "a text has the form that its extension asks for")                                        \
    RULE(EXTENSION_TOGETHER, "extension-together", "", MUST,                                       \
         "what a known extension asks of several properties holds")                                \
    RULE(PAP, "pap-marking", "PAP 2", MUST, "only the markings of PAP that are defined")           \
    RULE(UNCHECKED, "not-looked-at", "", CUSTOM, "within the limit of what is looked at")
