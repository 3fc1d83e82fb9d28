// tidy: table
#include "stix/model_types.h"

// STIX 2.1, chapters 4 and 5, in the order of the text.

// 4.1.1
static const struct model_row ATTACK_PATTERN[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("aliases", MODEL_STRING, MODEL_LIST)},
    {ROW("kill_chain_phases", MODEL_PART, MODEL_LIST), .part = &model_kill_chain_phase},
};

// 4.2.1
static const struct model_row CAMPAIGN[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)}, {ROW("description", MODEL_STRING, 0)},
    {ROW("aliases", MODEL_STRING, MODEL_LIST)},  {ROW("first_seen", MODEL_TIMESTAMP, 0)},
    {ROW("last_seen", MODEL_TIMESTAMP, 0)},      {ROW("objective", MODEL_STRING, 0)},
};

// 4.3.1
static const struct model_row COURSE_OF_ACTION[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("action", MODEL_RESERVED, 0)},
};

// 4.4.1
static const struct model_row GROUPING[] = {
    // Required in errata 01, optional in STIX 2.1.
    {ROW("name", MODEL_STRING, MODEL_DISPUTED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("context", MODEL_OPEN, MODEL_REQUIRED), .vocab = &VOCAB_GROUPING_CONTEXT},
    {ROW("object_refs", MODEL_ID, MODEL_REQUIRED | MODEL_LIST)},
};

// 4.5.1
static const struct model_row IDENTITY[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("roles", MODEL_STRING, MODEL_LIST)},
    {ROW("identity_class", MODEL_OPEN, 0), .vocab = &VOCAB_IDENTITY_CLASS},
    {ROW("sectors", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_INDUSTRY_SECTOR},
    {ROW("contact_information", MODEL_STRING, 0)},
};

// 4.6.1
static const struct model_row INCIDENT[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
};

// 4.7.1
static const struct model_row INDICATOR[] = {
    {ROW("name", MODEL_STRING, 0)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("indicator_types", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_INDICATOR_TYPE},
    {ROW("pattern", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("pattern_type", MODEL_OPEN, MODEL_REQUIRED), .vocab = &VOCAB_PATTERN_TYPE},
    {ROW("pattern_version", MODEL_STRING, 0)},
    {ROW("valid_from", MODEL_TIMESTAMP, MODEL_REQUIRED)},
    {ROW("valid_until", MODEL_TIMESTAMP, 0)},
    {ROW("kill_chain_phases", MODEL_PART, MODEL_LIST), .part = &model_kill_chain_phase},
};

// 4.8.1
static const struct model_row INFRASTRUCTURE[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("infrastructure_types", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_INFRASTRUCTURE_TYPE},
    {ROW("aliases", MODEL_STRING, MODEL_LIST)},
    {ROW("kill_chain_phases", MODEL_PART, MODEL_LIST), .part = &model_kill_chain_phase},
    {ROW("first_seen", MODEL_TIMESTAMP, 0)},
    {ROW("last_seen", MODEL_TIMESTAMP, 0)},
};

// 4.9.1
static const struct model_row INTRUSION_SET[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("aliases", MODEL_STRING, MODEL_LIST)},
    {ROW("first_seen", MODEL_TIMESTAMP, 0)},
    {ROW("last_seen", MODEL_TIMESTAMP, 0)},
    {ROW("goals", MODEL_STRING, MODEL_LIST)},
    {ROW("resource_level", MODEL_OPEN, 0), .vocab = &VOCAB_ATTACK_RESOURCE_LEVEL},
    {ROW("primary_motivation", MODEL_OPEN, 0), .vocab = &VOCAB_ATTACK_MOTIVATION},
    {ROW("secondary_motivations", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_ATTACK_MOTIVATION},
};

// 4.10.1
static const struct model_row LOCATION[] = {
    {ROW("name", MODEL_STRING, 0)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("latitude", MODEL_FLOAT, 0), RANGE(-90, 90)},
    {ROW("longitude", MODEL_FLOAT, 0), RANGE(-180, 180)},
    {ROW("precision", MODEL_FLOAT, 0)},
    {ROW("region", MODEL_OPEN, 0), .vocab = &VOCAB_REGION},
    {ROW("country", MODEL_COUNTRY, 0)},
    {ROW("administrative_area", MODEL_AREA, 0)},
    {ROW("city", MODEL_STRING, 0)},
    {ROW("street_address", MODEL_STRING, 0)},
    {ROW("postal_code", MODEL_STRING, 0)},
};

// 4.11.1
static const struct model_row MALWARE[] = {
    {ROW("name", MODEL_STRING, 0)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("malware_types", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_MALWARE_TYPE},
    // Optional in errata 01, required in STIX 2.1.
    {ROW("is_family", MODEL_BOOLEAN, MODEL_DISPUTED)},
    {ROW("aliases", MODEL_STRING, MODEL_LIST)},
    {ROW("kill_chain_phases", MODEL_PART, MODEL_LIST), .part = &model_kill_chain_phase},
    {ROW("first_seen", MODEL_TIMESTAMP, 0)},
    {ROW("last_seen", MODEL_TIMESTAMP, 0)},
    {ROW("operating_system_refs", MODEL_ID, MODEL_LIST), .targets = "software"},
    {ROW("architecture_execution_envs", MODEL_OPEN, MODEL_LIST),
     .vocab = &VOCAB_PROCESSOR_ARCHITECTURE},
    {ROW("implementation_languages", MODEL_OPEN, MODEL_LIST),
     .vocab = &VOCAB_IMPLEMENTATION_LANGUAGE},
    {ROW("capabilities", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_MALWARE_CAPABILITIES},
    {ROW("sample_refs", MODEL_ID, MODEL_LIST), .targets = "file artifact"},
};

// 4.12.1
static const struct model_row MALWARE_ANALYSIS[] = {
    {ROW("product", MODEL_LOWER, MODEL_REQUIRED)},
    {ROW("version", MODEL_STRING, 0)},
    {ROW("host_vm_ref", MODEL_ID, 0), .targets = "software"},
    {ROW("operating_system_ref", MODEL_ID, 0), .targets = "software"},
    {ROW("installed_software_refs", MODEL_ID, MODEL_LIST), .targets = "software"},
    {ROW("configuration_version", MODEL_STRING, 0)},
    {ROW("modules", MODEL_STRING, MODEL_LIST)},
    {ROW("analysis_engine_version", MODEL_STRING, 0)},
    {ROW("analysis_definition_version", MODEL_STRING, 0)},
    {ROW("submitted", MODEL_TIMESTAMP, 0)},
    {ROW("analysis_started", MODEL_TIMESTAMP, 0)},
    {ROW("analysis_ended", MODEL_TIMESTAMP, 0)},
    {ROW("result_name", MODEL_STRING, 0)},
    {ROW("result", MODEL_OPEN, 0), .vocab = &VOCAB_MALWARE_RESULT},
    {ROW("analysis_sco_refs", MODEL_ID, MODEL_LIST), .targets = "SCO"},
    {ROW("sample_ref", MODEL_ID, 0), .targets = "SCO"},
};

// 4.13.1
static const struct model_row NOTE[] = {
    {ROW("abstract", MODEL_STRING, 0)},
    {ROW("content", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("authors", MODEL_STRING, MODEL_LIST)},
    {ROW("object_refs", MODEL_ID, MODEL_REQUIRED | MODEL_LIST)},
};

// 4.14.1
static const struct model_row OBSERVED_DATA[] = {
    {ROW("first_observed", MODEL_TIMESTAMP, MODEL_REQUIRED)},
    {ROW("last_observed", MODEL_TIMESTAMP, MODEL_REQUIRED)},
    {ROW("number_observed", MODEL_INTEGER, MODEL_REQUIRED), RANGE(1, 999999999)},
    {ROW("objects", MODEL_CONTAINER, MODEL_DEPRECATED)},
    {ROW("object_refs", MODEL_ID, MODEL_LIST), .targets = "SCO SRO"},
};

// 4.15.1
static const struct model_row OPINION[] = {
    {ROW("explanation", MODEL_STRING, 0)},
    {ROW("authors", MODEL_STRING, MODEL_LIST)},
    {ROW("opinion", MODEL_ENUM, MODEL_REQUIRED), .vocab = &VOCAB_OPINION},
    {ROW("object_refs", MODEL_ID, MODEL_REQUIRED | MODEL_LIST)},
};

// 4.16.1
static const struct model_row REPORT[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("report_types", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_REPORT_TYPE},
    {ROW("published", MODEL_TIMESTAMP, MODEL_REQUIRED)},
    {ROW("object_refs", MODEL_ID, MODEL_REQUIRED | MODEL_LIST)},
};

// 4.17.1
static const struct model_row THREAT_ACTOR[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("threat_actor_types", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_THREAT_ACTOR_TYPE},
    {ROW("aliases", MODEL_STRING, MODEL_LIST)},
    {ROW("first_seen", MODEL_TIMESTAMP, 0)},
    {ROW("last_seen", MODEL_TIMESTAMP, 0)},
    {ROW("roles", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_THREAT_ACTOR_ROLE},
    {ROW("goals", MODEL_STRING, MODEL_LIST)},
    {ROW("sophistication", MODEL_OPEN, 0), .vocab = &VOCAB_THREAT_ACTOR_SOPHISTICATION},
    {ROW("resource_level", MODEL_OPEN, 0), .vocab = &VOCAB_ATTACK_RESOURCE_LEVEL},
    {ROW("primary_motivation", MODEL_OPEN, 0), .vocab = &VOCAB_ATTACK_MOTIVATION},
    {ROW("secondary_motivations", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_ATTACK_MOTIVATION},
    {ROW("personal_motivations", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_ATTACK_MOTIVATION},
};

// 4.18.1
static const struct model_row TOOL[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("tool_types", MODEL_OPEN, MODEL_LIST), .vocab = &VOCAB_TOOL_TYPE},
    {ROW("aliases", MODEL_STRING, MODEL_LIST)},
    {ROW("kill_chain_phases", MODEL_PART, MODEL_LIST), .part = &model_kill_chain_phase},
    {ROW("tool_version", MODEL_STRING, 0)},
};

// 4.19.1
static const struct model_row VULNERABILITY[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
};

// 5.1.2
static const struct model_row RELATIONSHIP[] = {
    {ROW("relationship_type", MODEL_RELATIONSHIP_TYPE, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("source_ref", MODEL_ID, MODEL_REQUIRED), .targets = "SDO SCO"},
    {ROW("target_ref", MODEL_ID, MODEL_REQUIRED), .targets = "SDO SCO"},
    {ROW("start_time", MODEL_TIMESTAMP, 0)},
    {ROW("stop_time", MODEL_TIMESTAMP, 0)},
};

// 5.2.1
static const struct model_row SIGHTING[] = {
    {ROW("description", MODEL_STRING, 0)},
    {ROW("first_seen", MODEL_TIMESTAMP, 0)},
    {ROW("last_seen", MODEL_TIMESTAMP, 0)},
    {ROW("count", MODEL_INTEGER, 0), RANGE(0, 999999999)},
    {ROW("sighting_of_ref", MODEL_ID, MODEL_REQUIRED), .targets = "SDO"},
    {ROW("observed_data_refs", MODEL_ID, MODEL_LIST), .targets = "observed-data"},
    {ROW("where_sighted_refs", MODEL_ID, MODEL_LIST), .targets = "identity location"},
    // A string in errata 01, a boolean in STIX 2.1.
    {ROW("summary", MODEL_FLAG, 0)},
};

const struct model_type model_sdos[] = {
    {"attack-pattern", "4.1.1", MODEL_SDO, ATTACK_PATTERN, COUNT(ATTACK_PATTERN), NULL, NULL},
    {"campaign", "4.2.1", MODEL_SDO, CAMPAIGN, COUNT(CAMPAIGN), NULL, NULL},
    {"course-of-action", "4.3.1", MODEL_SDO, COURSE_OF_ACTION, COUNT(COURSE_OF_ACTION), NULL, NULL},
    {"grouping", "4.4.1", MODEL_SDO, GROUPING, COUNT(GROUPING), NULL, NULL},
    {"identity", "4.5.1", MODEL_SDO, IDENTITY, COUNT(IDENTITY), NULL, NULL},
    {"incident", "4.6.1", MODEL_SDO, INCIDENT, COUNT(INCIDENT), NULL, NULL},
    {"indicator", "4.7.1", MODEL_SDO, INDICATOR, COUNT(INDICATOR), NULL, NULL},
    {"infrastructure", "4.8.1", MODEL_SDO, INFRASTRUCTURE, COUNT(INFRASTRUCTURE), NULL, NULL},
    {"intrusion-set", "4.9.1", MODEL_SDO, INTRUSION_SET, COUNT(INTRUSION_SET), NULL, NULL},
    {"location", "4.10.1", MODEL_SDO, LOCATION, COUNT(LOCATION), NULL, NULL},
    {"malware", "4.11.1", MODEL_SDO, MALWARE, COUNT(MALWARE), NULL, NULL},
    {"malware-analysis", "4.12.1", MODEL_SDO, MALWARE_ANALYSIS, COUNT(MALWARE_ANALYSIS), NULL,
     NULL},
    {"note", "4.13.1", MODEL_SDO, NOTE, COUNT(NOTE), NULL, NULL},
    {"observed-data", "4.14.1", MODEL_SDO, OBSERVED_DATA, COUNT(OBSERVED_DATA), NULL, NULL},
    {"opinion", "4.15.1", MODEL_SDO, OPINION, COUNT(OPINION), NULL, NULL},
    {"report", "4.16.1", MODEL_SDO, REPORT, COUNT(REPORT), NULL, NULL},
    {"threat-actor", "4.17.1", MODEL_SDO, THREAT_ACTOR, COUNT(THREAT_ACTOR), NULL, NULL},
    {"tool", "4.18.1", MODEL_SDO, TOOL, COUNT(TOOL), NULL, NULL},
    {"vulnerability", "4.19.1", MODEL_SDO, VULNERABILITY, COUNT(VULNERABILITY), NULL, NULL},
    {"relationship", "5.1.2", MODEL_SDO, RELATIONSHIP, COUNT(RELATIONSHIP), NULL, NULL},
    {"sighting", "5.2.1", MODEL_SDO, SIGHTING, COUNT(SIGHTING), NULL, NULL},
};
const size_t model_sdos_count = COUNT(model_sdos);
