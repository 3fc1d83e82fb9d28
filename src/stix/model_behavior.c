// tidy: table
#include "stix/model_types.h"

// Types and an extension for the analysis of malware (OASIS CTI common objects): "Malware Behavior
// Extension" 1.0.0 of 12 March 2023, and "Observed String Extension Version 1.0".

static const struct str TOOLS[] = {
    NAME("capa"), NAME("cape"), NAME("manual"), NAME("sigma"), NAME("yara"),
};
static const struct model_vocab TOOL = {
    "detection-tool-ov", "Malware behavior", false, TOOLS, COUNT(TOOLS),
};
static const struct str SYSTEMS[] = {
    NAME("android"), NAME("ios"), NAME("linux"), NAME("macos"), NAME("windows"),
};
static const struct model_vocab SYSTEM = {
    "os-type-ov", "Malware behavior", false, SYSTEMS, COUNT(SYSTEMS),
};

static const struct model_row DEFINITION_ROWS[] = {
    {ROW("source_name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("external_id", MODEL_STRING, 0)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("url", MODEL_URL, 0)},
};
static const struct model_part DEFINITION = {
    "object-definition", "Malware behavior", DEFINITION_ROWS, COUNT(DEFINITION_ROWS), false,
};
// The language comes from implementation-language-ov, to which the extension adds four names.
static const struct model_row SNIPPET_ROWS[] = {
    {ROW("snippet", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("exemplify_ref", MODEL_ID, MODEL_REQUIRED), .targets = "malware-behavior malware-method"},
    {ROW("language", MODEL_STRING, 0)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("references", MODEL_PART, MODEL_LIST), .part = &model_external_reference},
    {ROW("author_ref", MODEL_ID, 0), .targets = "identity"},
};
static const struct model_part SNIPPET = {
    "malware-snippet", "Malware behavior", SNIPPET_ROWS, COUNT(SNIPPET_ROWS), false,
};
// The schema writes defect_ref, its examples detect_ref.
static const struct model_row DETECTION_ROWS[] = {
    {ROW("rule_type", MODEL_OPEN, MODEL_REQUIRED), .vocab = &TOOL},
    {ROW("rule_name", MODEL_STRING, 0)},
    {ROW("rule", MODEL_STRING, 0)},
    {ROW("reference", MODEL_STRING, 0)},
    {ROW("defect_ref", MODEL_ID, 0), .targets = "malware-behavior malware-method"},
    {ROW("detect_ref", MODEL_ID, 0), .targets = "malware-behavior malware-method"},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("api_fncs", MODEL_STRING, MODEL_LIST)},
};
static const struct model_part DETECTION = {
    "malware-detection-rule", "Malware behavior", DETECTION_ROWS, COUNT(DETECTION_ROWS), false,
};

static const struct model_row BEHAVIOR[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("obj_defn", MODEL_PART, MODEL_REQUIRED), .part = &DEFINITION},
    {ROW("obj_version", MODEL_STRING, 0)},
    {ROW("related_object_refs", MODEL_ID, MODEL_LIST)},
    {ROW("tags", MODEL_DICT, 0)},
    {ROW("objective_refs", MODEL_ID, MODEL_LIST), .targets = "malware-objective"},
    {ROW("snippets", MODEL_PART, MODEL_LIST), .part = &SNIPPET},
    {ROW("detection_rules", MODEL_PART, MODEL_LIST), .part = &DETECTION},
    {ROW("contibutor_refs", MODEL_ID, MODEL_LIST), .targets = "identity"}, // spelled so
};
static const struct model_row METHOD[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("obj_defn", MODEL_PART, MODEL_REQUIRED), .part = &DEFINITION},
    {ROW("behavior_ref", MODEL_ID, MODEL_REQUIRED), .targets = "malware-behavior"},
    {ROW("contibutor_refs", MODEL_ID, MODEL_LIST), .targets = "identity"},
};
static const struct model_row OBJECTIVE[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("obj_defn", MODEL_PART, MODEL_REQUIRED), .part = &DEFINITION},
};
static const struct model_row MALWARE[] = {
    {ROW("obj_defn", MODEL_PART, MODEL_REQUIRED), .part = &DEFINITION},
    {ROW("year", MODEL_YEAR, 0)},
    {ROW("platforms", MODEL_OPEN, MODEL_LIST), .vocab = &SYSTEM},
};

// 3.1
static const struct str PURPOSES[] = {
    NAME("decoded"), NAME("document-text"), NAME("gui-text"),   NAME("mission-id"),
    NAME("pipe"),    NAME("unknown"),       NAME("user-agent"), NAME("uuid"),
};
static const struct model_vocab PURPOSE = {
    "string-purpose-ov", "Observed string 3.1", false, PURPOSES, COUNT(PURPOSES),
};
// 2
static const struct model_row OBSERVED_STRING[] = {
    {ROW("purpose", MODEL_OPEN, MODEL_REQUIRED), .vocab = &PURPOSE},
    {ROW("value", MODEL_STRING, MODEL_REQUIRED)},
};

#define MALWARE_BEHAVIOR "extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0"
const struct model_type model_behaviors[] = {
    {"malware-behavior", "Malware behavior", MODEL_SDO, BEHAVIOR, COUNT(BEHAVIOR), NULL,
     MALWARE_BEHAVIOR},
    {"malware-method", "Malware behavior", MODEL_SDO, METHOD, COUNT(METHOD), NULL,
     MALWARE_BEHAVIOR},
    {"malware-objective", "Malware behavior", MODEL_SDO, OBJECTIVE, COUNT(OBJECTIVE), NULL,
     MALWARE_BEHAVIOR},
    {"observed-string", "Observed string 2", MODEL_SCO, OBSERVED_STRING, COUNT(OBSERVED_STRING),
     "purpose value", "extension-definition--8b1aa84c-5532-4c69-a8e7-b6170facfd3d"},
};
const size_t model_behaviors_count = COUNT(model_behaviors);
const struct model_placed model_behavior_parts[] = {
    {{"extension-definition--8e9e338f-c9ee-4d4f-8cac-85b4dcfdf3c1", "Malware behavior", MALWARE,
      COUNT(MALWARE), false},
     "malware"},
};
const size_t model_behavior_parts_count = COUNT(model_behavior_parts);
