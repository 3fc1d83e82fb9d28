#include "stix/lift_table.h"

#include "stix/kind.h"
#include "stix/marking.h"

#define WHY_TYPES "the labels of such an object are its types in 2.0; 2.1 keeps them apart"
#define WHY_NEW "2.0 has no such property"
#define WHY_TYPE "STIX 2.0 has no such type"
#define WHY_LABEL "2.0 asks for at least one label"
#define WHY_TIME "named so that it is not taken for the time of the object itself"
#define WHY_GONE "2.1 has no such property; the container may hold what 2.0 defined"
#define WHY_MILLIS "2.0 asks for exactly three digits of a second"

// tidy: table
static const struct lift_row ROWS[] = {
    // ---- all objects ----
    {LIFT_TOP, NULL, LIFT_GIVE, NULL, "spec_version", "\"2.1\"", "3.2",
     "each object of 2.1 says its version; in 2.0 the bundle does"},
    {LIFT_TOP, NULL, LIFT_NEW, NULL, "confidence", NULL, "3.2", WHY_NEW},
    {LIFT_TOP, NULL, LIFT_NEW, NULL, "lang", NULL, "3.2", WHY_NEW},
    {LIFT_TOP, NULL, LIFT_NEW, NULL, "extensions", NULL, "7.3", WHY_NEW},
    {LIFT_TOP, NULL, LIFT_MILLIS, "created", "created", NULL, "3.2", WHY_MILLIS},
    {LIFT_TOP, NULL, LIFT_MILLIS, "modified", "modified", NULL, "3.2", WHY_MILLIS},
    {LIFT_HASHES, NULL, LIFT_RENAME, "ssdeep", "SSDEEP", NULL, "10.7",
     "2.1 writes the name in capital letters"},

    // ---- types ----
    {LIFT_TOP, "grouping", LIFT_NO_TYPE, NULL, NULL, NULL, "4.4", WHY_TYPE},
    {LIFT_TOP, "incident", LIFT_NO_TYPE, NULL, NULL, NULL, "4.6", WHY_TYPE},
    {LIFT_TOP, "infrastructure", LIFT_NO_TYPE, NULL, NULL, NULL, "4.8", WHY_TYPE},
    {LIFT_TOP, "location", LIFT_NO_TYPE, NULL, NULL, NULL, "4.10", WHY_TYPE},
    {LIFT_TOP, "malware-analysis", LIFT_NO_TYPE, NULL, NULL, NULL, "4.12", WHY_TYPE},
    {LIFT_TOP, "note", LIFT_NO_TYPE, NULL, NULL, NULL, "4.13", WHY_TYPE},
    {LIFT_TOP, "opinion", LIFT_NO_TYPE, NULL, NULL, NULL, "4.15", WHY_TYPE},
    {LIFT_TOP, "language-content", LIFT_NO_TYPE, NULL, NULL, NULL, "7.1", WHY_TYPE},
    {LIFT_TOP, "extension-definition", LIFT_NO_TYPE, NULL, NULL, NULL, "7.3", WHY_TYPE},

    // ---- domain objects ----
    {LIFT_TOP, "attack-pattern", LIFT_NEW, NULL, "aliases", NULL, "4.1.1", WHY_NEW},
    {LIFT_TOP, "identity", LIFT_NEW, NULL, "roles", NULL, "4.5.1", WHY_NEW},
    {LIFT_TOP, "identity", LIFT_NEED, "identity_class", NULL, "\"unknown\"", "4.5.1",
     "2.0 asks for it"},
    {LIFT_TOP, "indicator", LIFT_JOIN, "labels", "indicator_types", NULL, "4.7.1", WHY_TYPES},
    {LIFT_TOP, "indicator", LIFT_NEED, "labels", NULL, "[\"unknown\"]", "4.7.1", WHY_LABEL},
    {LIFT_TOP, "indicator", LIFT_GIVE, NULL, "pattern_type", "\"stix\"", "4.7.1",
     "2.0 knows STIX patterns only"},
    {LIFT_TOP, "indicator", LIFT_GIVE, NULL, "pattern_version", "\"2.1\"", "4.7.1",
     "without it, a pattern is of the version of its object"},
    {LIFT_TOP, "indicator", LIFT_PATTERN, "pattern", "pattern", NULL, "9.5.1",
     "it has the names of properties of its version, and START and STOP are followed by a string "
     "in "
     "2.0, by a timestamp in 2.1"},
    {LIFT_TOP, "malware", LIFT_JOIN, "labels", "malware_types", NULL, "4.11.1", WHY_TYPES},
    {LIFT_TOP, "malware", LIFT_NEED, "labels", NULL, "[\"unknown\"]", "4.11.1", WHY_LABEL},
    {LIFT_TOP, "malware", LIFT_NEED, "name", NULL, "\"unknown\"", "4.11.1", "2.0 asks for it"},
    {LIFT_TOP, "malware", LIFT_GIVE, NULL, "is_family", "true", "4.11.1",
     "2.0 describes no single instance: it has no place for samples"},
    {LIFT_TOP, "malware", LIFT_NEW, NULL, "aliases", NULL, "4.11.1", WHY_NEW},
    {LIFT_TOP, "malware", LIFT_NEW, NULL, "first_seen", NULL, "4.11.1", WHY_NEW},
    {LIFT_TOP, "malware", LIFT_NEW, NULL, "last_seen", NULL, "4.11.1", WHY_NEW},
    {LIFT_TOP, "malware", LIFT_NEW, NULL, "operating_system_refs", NULL, "4.11.1", WHY_NEW},
    {LIFT_TOP, "malware", LIFT_NEW, NULL, "architecture_execution_envs", NULL, "4.11.1", WHY_NEW},
    {LIFT_TOP, "malware", LIFT_NEW, NULL, "implementation_languages", NULL, "4.11.1", WHY_NEW},
    {LIFT_TOP, "malware", LIFT_NEW, NULL, "capabilities", NULL, "4.11.1", WHY_NEW},
    {LIFT_TOP, "malware", LIFT_NEW, NULL, "sample_refs", NULL, "4.11.1", WHY_NEW},
    {LIFT_TOP, "observed-data", LIFT_OLD, "objects", NULL, NULL, "4.14.1",
     "deprecated in 2.1, and allowed there with observables of either version (2.13)"},
    {LIFT_TOP, "observed-data", LIFT_NEW, NULL, "object_refs", NULL, "4.14.1", WHY_NEW},
    {LIFT_TOP, "report", LIFT_JOIN, "labels", "report_types", NULL, "4.16.1", WHY_TYPES},
    {LIFT_TOP, "report", LIFT_NEED, "labels", NULL, "[\"threat-report\"]", "4.16.1", WHY_LABEL},
    {LIFT_TOP, "threat-actor", LIFT_JOIN, "labels", "threat_actor_types", NULL, "4.17.1",
     WHY_TYPES},
    {LIFT_TOP, "threat-actor", LIFT_NEED, "labels", NULL, "[\"unknown\"]", "4.17.1", WHY_LABEL},
    {LIFT_TOP, "threat-actor", LIFT_NEW, NULL, "first_seen", NULL, "4.17.1", WHY_NEW},
    {LIFT_TOP, "threat-actor", LIFT_NEW, NULL, "last_seen", NULL, "4.17.1", WHY_NEW},
    {LIFT_TOP, "tool", LIFT_JOIN, "labels", "tool_types", NULL, "4.18.1", WHY_TYPES},
    {LIFT_TOP, "tool", LIFT_NEED, "labels", NULL, "[\"unknown\"]", "4.18.1", WHY_LABEL},
    {LIFT_TOP, "tool", LIFT_NEW, NULL, "aliases", NULL, "4.18.1", WHY_NEW},

    // ---- relationships and markings ----
    {LIFT_TOP, "relationship", LIFT_NEW, NULL, "start_time", NULL, "5.1.2", WHY_NEW},
    {LIFT_TOP, "relationship", LIFT_NEW, NULL, "stop_time", NULL, "5.1.2", WHY_NEW},
    {LIFT_TOP, "sighting", LIFT_NEW, NULL, "description", NULL, "5.2.1", WHY_NEW},
    {LIFT_TOP, "sighting", LIFT_REFS, "where_sighted_refs", "where_sighted_refs", "location",
     "5.2.1", "2.0 has no locations"},
    {LIFT_TOP, "marking-definition", LIFT_GIVE, NULL, "name", NULL, "7.2.1.4",
     "2.1 names the labels of TLP 1.0; 2.0 has no name of a marking"},
    {LIFT_TOP, "marking-definition", LIFT_NEED, "definition_type", NULL, "\"statement\"", "7.2.1",
     "2.0 knows no marking by an extension"},
    {LIFT_TOP, "marking-definition", LIFT_NEED, "definition", NULL, NULL, "7.2.1",
     "2.0 knows no marking by an extension: what it is called becomes a statement"},

    // ---- observables in a container ----
    {LIFT_OBSERVABLE, NULL, LIFT_NEW, NULL, "id", NULL, "2.13",
     "in a container an observable is known by its key"},
    {LIFT_OBSERVABLE, NULL, LIFT_NEW, NULL, "spec_version", NULL, "3.2", WHY_NEW},
    {LIFT_OBSERVABLE, NULL, LIFT_NEW, NULL, "defanged", NULL, "3.2", WHY_NEW},
    {LIFT_OBSERVABLE, NULL, LIFT_NEW, NULL, "object_marking_refs", NULL, "3.2",
     "2.0 marks the whole: so does this view"},
    {LIFT_OBSERVABLE, NULL, LIFT_NEW, NULL, "granular_markings", NULL, "3.2",
     "2.0 marks the whole: so does this view"},
    {LIFT_OBSERVABLE, "artifact", LIFT_NEW, NULL, "encryption_algorithm", NULL, "6.1.1", WHY_NEW},
    {LIFT_OBSERVABLE, "artifact", LIFT_NEW, NULL, "decryption_key", NULL, "6.1.1", WHY_NEW},
    {LIFT_OBSERVABLE, "directory", LIFT_RENAME, "created", "ctime", NULL, "6.3.1", WHY_TIME},
    {LIFT_OBSERVABLE, "directory", LIFT_RENAME, "modified", "mtime", NULL, "6.3.1", WHY_TIME},
    {LIFT_OBSERVABLE, "directory", LIFT_RENAME, "accessed", "atime", NULL, "6.3.1", WHY_TIME},
    {LIFT_OBSERVABLE, "email-message", LIFT_NEW, NULL, "message_id", NULL, "6.6.1", WHY_NEW},
    {LIFT_OBSERVABLE, "file", LIFT_RENAME, "created", "ctime", NULL, "6.7.1", WHY_TIME},
    {LIFT_OBSERVABLE, "file", LIFT_RENAME, "modified", "mtime", NULL, "6.7.1", WHY_TIME},
    {LIFT_OBSERVABLE, "file", LIFT_RENAME, "accessed", "atime", NULL, "6.7.1", WHY_TIME},
    {LIFT_OBSERVABLE, "file", LIFT_OLD, "is_encrypted", NULL, NULL, "6.7.1", WHY_GONE},
    {LIFT_OBSERVABLE, "file", LIFT_OLD, "encryption_algorithm", NULL, NULL, "6.7.1", WHY_GONE},
    {LIFT_OBSERVABLE, "file", LIFT_OLD, "decryption_key", NULL, NULL, "6.7.1", WHY_GONE},
    {LIFT_EXTENSION, "archive-ext", LIFT_OLD, "version", NULL, NULL, "6.7.2", WHY_GONE},
    {LIFT_EXTENSION, "raster-image-ext", LIFT_OLD, "image_compression_algorithm", NULL, NULL,
     "6.7.5", WHY_GONE},
    {LIFT_EXTENSION, "socket-ext", LIFT_OLD, "protocol_family", NULL, NULL, "6.12.4", WHY_GONE},
    {LIFT_OBSERVABLE, "process", LIFT_RENAME, "created", "created_time", NULL, "6.13.1", WHY_TIME},
    {LIFT_OBSERVABLE, "process", LIFT_RENAME, "binary_ref", "image_ref", NULL, "6.13.1",
     "2.1 calls the executable of a process its image"},
    {LIFT_OBSERVABLE, "process", LIFT_OLD, "name", NULL, NULL, "6.13.1", WHY_GONE},
    {LIFT_OBSERVABLE, "process", LIFT_OLD, "arguments", NULL, NULL, "6.13.1", WHY_GONE},
    {LIFT_EXTENSION, "windows-process-ext", LIFT_NEW, NULL, "integrity_level", NULL, "6.13.2",
     WHY_NEW},
    {LIFT_OBSERVABLE, "software", LIFT_NEW, NULL, "swid", NULL, "6.14.1", WHY_NEW},
    {LIFT_OBSERVABLE, "user-account", LIFT_NEW, NULL, "credential", NULL, "6.16.1", WHY_NEW},
    {LIFT_OBSERVABLE, "user-account", LIFT_RENAME, "password_last_changed",
     "credential_last_changed", NULL, "6.16.1", "2.1 knows other credentials than passwords"},
    {LIFT_OBSERVABLE, "windows-registry-key", LIFT_RENAME, "modified", "modified_time", NULL,
     "6.17.1", WHY_TIME},
};

size_t lift_row_count(void) {
    return sizeof ROWS / sizeof *ROWS;
}

const struct lift_row *lift_row_at(size_t index) {
    return &ROWS[index];
}

bool lift_row_is_of(const struct lift_row *row, enum lift_scope scope, struct str type) {
    return row->scope == scope && (!row->type || str_equal(str_of(row->type), type));
}

const struct lift_row *lift_row_find(enum lift_scope scope, struct str type, struct str key,
                                     bool is_up) {
    for (size_t i = 0; i < lift_row_count(); i++) {
        const struct lift_row *row = &ROWS[i];
        const char *name = is_up ? row->old : row->new;
        if (row->scope != scope || !name || row->act == LIFT_NEED) continue;
        if (key.size && name[0] == key.data[0] && str_equal(str_of(name), key) &&
            lift_row_is_of(row, scope, type))
            return row;
    }
    return NULL;
}

const struct lift_row *lift_row_of_type(struct str type) {
    static const struct lift_row OBSERVABLE = {
        .act = LIFT_NO_TYPE,
        .section = "6",
        .why = "STIX 2.0 has observables only inside of observed data"};
    const struct kind *kind = kind_find(type);
    if (kind && kind->group == KIND_SCO) return &OBSERVABLE;
    for (size_t i = 0; i < lift_row_count(); i++)
        if (ROWS[i].act == LIFT_NO_TYPE && str_equal(str_of(ROWS[i].type), type)) return &ROWS[i];
    return NULL;
}

// ---- labels of the Traffic Light Protocol ----

#define LABEL(uuid) "marking-definition--" uuid
static const struct label_row {
    enum tlp tlp;
    const char *id, *name;
} OLD_LABELS[] = {
    {TLP_CLEAR, LABEL("613f2e26-407d-48c7-9eca-b8e91df99dc9"), "TLP:WHITE"},
    {TLP_GREEN, LABEL("34098fce-860f-48ae-8e50-ebd3cc5e41da"), "TLP:GREEN"},
    {TLP_AMBER, LABEL("f88d31f6-486f-44da-b317-01333bde0b82"), "TLP:AMBER"},
    // TLP 1.0 has no AMBER+STRICT: its AMBER allows more, so it is the next label above.
    {TLP_RED, LABEL("5e57c739-391a-4eb3-b6be-7d15ca92d5ed"), "TLP:RED"},
};
#define OLD_LABEL_COUNT (sizeof OLD_LABELS / sizeof *OLD_LABELS)

struct str lift_old_label(struct str marking_id) {
    enum tlp tlp = tlp_of_marking(marking_id);
    if (tlp == TLP_NONE || !str_equal_fold(marking_id, str_of(tlp_marking_id(tlp))))
        return STR_NONE;
    for (size_t i = 0; i < OLD_LABEL_COUNT; i++)
        if (OLD_LABELS[i].tlp >= tlp) return str_of(OLD_LABELS[i].id);
    return STR_NONE;
}

struct str lift_label_name(struct str marking_id) {
    for (size_t i = 0; i < OLD_LABEL_COUNT; i++)
        if (str_equal_fold(marking_id, str_of(OLD_LABELS[i].id))) return str_of(OLD_LABELS[i].name);
    return STR_NONE;
}
