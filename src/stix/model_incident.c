// tidy: table
#include "stix/model_types.h"

// The incident of OASIS CTI common objects: "Incident Core Extension Version 2.1 for STIX Version
// 2.1", draft of 20 February 2024; sections are its own. Its parts say what an incident, an event,
// an impact or a task has to have; properties of other versions of that draft are let pass.

static const struct str EVENT_TYPE_VALUES[] = {
    NAME("aggregation-information-phishing-schemes"),
    NAME("benign"),
    NAME("blocked"),
    NAME("brute-force-attempt"),
    NAME("c&c-server-hosting"),
    NAME("compromised-system"),
    NAME("confirmed"),
    NAME("connection-malware-port"),
    NAME("connection-malware-system"),
    NAME("content-forbidden-by-law"),
    NAME("control-system-bypass"),
    NAME("copyrighted-content"),
    NAME("data-exfiltration"),
    NAME("deferred"),
    NAME("deletion-information"),
    NAME("denial-of-service"),
    NAME("destruction"),
    NAME("dictionary-attack-attempt"),
    NAME("discarded"),
    NAME("disruption-data-transmission"),
    NAME("dissemination-malware-email"),
    NAME("dissemination-phishing-emails"),
    NAME("dns-cache-poisoning"),
    NAME("dns-local-resolver-hijacking"),
    NAME("dns-spoofing-registered"),
    NAME("dns-rebinding"),
    NAME("dns-server-compromise"),
    NAME("dns-spoofing-unregistered"),
    NAME("dns-stub-resolver-hijacking"),
    NAME("dns-zone-transfer"),
    NAME("domain-name-compromise"),
    NAME("duplicate"),
    NAME("email-flooding"),
    NAME("equipment-loss"),
    NAME("equipment-theft"),
    NAME("exploit"),
    NAME("exploit-attempt"),
    NAME("exploit-framework-exhausting-resources"),
    NAME("exploit-tool-exhausting-resources"),
    NAME("failed"),
    NAME("file-inclusion"),
    NAME("file-inclusion-attempt"),
    NAME("hosting-malware-webpage"),
    NAME("hosting-phishing-sites"),
    NAME("illegitimate-use-name"),
    NAME("illegitimate-use-resources"),
    NAME("infected-by-known-malware"),
    NAME("insufficient-data"),
    NAME("known-malware"),
    NAME("lame-delegations"),
    NAME("major"),
    NAME("modification-information"),
    NAME("misconfiguration"),
    NAME("natural"),
    NAME("negotiation"),
    NAME("network-scanning"),
    NAME("no-apt"),
    NAME("packet-flood"),
    NAME("password-cracking-attempt"),
    NAME("policy-violation"),
    NAME("ransomware"),
    NAME("ransomware-payment"),
    NAME("refuted"),
    NAME("scan-probe"),
    NAME("silently-discarded"),
    NAME("supply-chain-customer"),
    NAME("supply-chain-vendor"),
    NAME("spam"),
    NAME("sql-injection"),
    NAME("sql-injection-attempt"),
    NAME("successful"),
    NAME("system-probe"),
    NAME("theft-access-credentials"),
    NAME("unattributed"),
    NAME("unauthorized-access-information"),
    NAME("unauthorized-access-system"),
    NAME("unauthorized-equipment"),
    NAME("unauthorized-release"),
    NAME("unauthorized-use"),
    NAME("undetermined"),
    NAME("unintentional"),
    NAME("unknown-apt"),
    NAME("unspecified"),
    NAME("vandalism"),
    NAME("wiretapping"),
    NAME("worm-spreading"),
    NAME("xss"),
    NAME("xss-attempt"),
};
static const struct model_vocab EVENT_TYPE = {
    "event-type-ov", "Incident 4.4", false, EVENT_TYPE_VALUES, COUNT(EVENT_TYPE_VALUES),
};

static const struct str DETECTION_METHODS_VALUES[] = {
    NAME("automated-tool"), NAME("commercial-solution"),   NAME("external-notification"),
    NAME("human-review"),   NAME("message-from-attacker"), NAME("propriety-solution"),
    NAME("system-outage"),  NAME("user-reporting"),
};
static const struct model_vocab DETECTION_METHODS = {
    "detection-methods-ov",          "Incident 4.2", false, DETECTION_METHODS_VALUES,
    COUNT(DETECTION_METHODS_VALUES),
};

static const struct str INCIDENT_INVESTIGATION_VALUES[] = {
    NAME("closed"),
    NAME("new"),
    NAME("open"),
};
static const struct model_vocab INCIDENT_INVESTIGATION = {
    "incident-investigation-ov",          "Incident 4.6", false, INCIDENT_INVESTIGATION_VALUES,
    COUNT(INCIDENT_INVESTIGATION_VALUES),
};

static const struct str STATE_CHANGE_TYPE_VALUES[] = {
    NAME("caused"),    NAME("contributed-to"), NAME("input"),
    NAME("mitigated"), NAME("output"),         NAME("resolved"),
};
static const struct model_vocab STATE_CHANGE_TYPE = {
    "state-change-type-ov",          "Incident 4.9", false, STATE_CHANGE_TYPE_VALUES,
    COUNT(STATE_CHANGE_TYPE_VALUES),
};

static const struct str TASK_TYPE_VALUES[] = {
    NAME("administrative"),
    NAME("attribution"),
    NAME("containment"),
    NAME("declared"),
    NAME("detected"),
    NAME("eradication"),
    NAME("escalated"),
    NAME("exercised-control"),
    NAME("external-intelligence"),
    NAME("external-outreach"),
    NAME("external-support"),
    NAME("implemented-control"),
    NAME("investigation"),
    NAME("negotiation"),
    NAME("playbook-execution"),
    NAME("playbook-step-execution"),
    NAME("ransom-payment"),
    NAME("recovery"),
    NAME("reported"),
    NAME("routine-updates"),
    NAME("victim-notification"),
};
static const struct model_vocab TASK_TYPE = {
    "task-type-ov", "Incident 4.10", false, TASK_TYPE_VALUES, COUNT(TASK_TYPE_VALUES),
};

static const struct str ACTIVITY_CONDITION_VALUES[] = {
    NAME("optional"),
    NAME("required"),
    NAME("unknown"),
};
static const struct model_vocab ACTIVITY_CONDITION = {
    "activity-condition-enum",        "Incident 5.1", true, ACTIVITY_CONDITION_VALUES,
    COUNT(ACTIVITY_CONDITION_VALUES),
};

static const struct str ACTIVITY_TRANSITION_VALUES[] = {
    NAME("completion"),
    NAME("failure"),
    NAME("success"),
    NAME("unknown"),
};
static const struct model_vocab ACTIVITY_TRANSITION = {
    "activity-transition-enum",        "Incident 5.2", true, ACTIVITY_TRANSITION_VALUES,
    COUNT(ACTIVITY_TRANSITION_VALUES),
};

static const struct str EVENT_STATUS_VALUES[] = {
    NAME("ongoing"), NAME("occurred"), NAME("not-occurred"), NAME("pending"), NAME("undetermined"),
};
static const struct model_vocab EVENT_STATUS = {
    "event-status-enum", "Incident 5.3", true, EVENT_STATUS_VALUES, COUNT(EVENT_STATUS_VALUES),
};

static const struct str INCIDENT_DETERMINATION_VALUES[] = {
    NAME("blocked"),        NAME("confirmed"), NAME("failed-attempt"),
    NAME("false-positive"), NAME("suspected"),
};
static const struct model_vocab INCIDENT_DETERMINATION = {
    "incident-determination-enum",        "Incident 5.5", true, INCIDENT_DETERMINATION_VALUES,
    COUNT(INCIDENT_DETERMINATION_VALUES),
};

static const struct str RECOVERABILITY_VALUES[] = {
    NAME("extended"), NAME("not-applicable"), NAME("not-recoverable"),
    NAME("regular"),  NAME("supplemented"),
};
static const struct model_vocab RECOVERABILITY = {
    "recoverability-enum",        "Incident 5.8", true, RECOVERABILITY_VALUES,
    COUNT(RECOVERABILITY_VALUES),
};

static const struct str TASK_OUTCOME_VALUES[] = {
    NAME("cancelled"), NAME("failed"),     NAME("ongoing"),
    NAME("pending"),   NAME("successful"), NAME("unknown"),
};
static const struct model_vocab TASK_OUTCOME = {
    "task-outcome-enum", "Incident 5.9", true, TASK_OUTCOME_VALUES, COUNT(TASK_OUTCOME_VALUES),
};

static const struct str TIMESTAMP_FIDELITY_VALUES[] = {
    NAME("day"), NAME("hour"), NAME("minute"), NAME("month"), NAME("second"), NAME("year"),
};
static const struct model_vocab TIMESTAMP_FIDELITY = {
    "timestamp-fidelity-enum",        "Incident 5.10", true, TIMESTAMP_FIDELITY_VALUES,
    COUNT(TIMESTAMP_FIDELITY_VALUES),
};

static const struct model_row EVENT_SEQUENCE_ROWS[] = {
    {ROW("condition_type", MODEL_ENUM, MODEL_REQUIRED), .vocab = &ACTIVITY_CONDITION},
    {ROW("event_ref", MODEL_ID, MODEL_REQUIRED), .targets = "event"},
    {ROW("transition_type", MODEL_ENUM, MODEL_REQUIRED), .vocab = &ACTIVITY_TRANSITION},
};
static const struct model_part EVENT_SEQUENCE = {
    "event-sequence-entry", "Incident 3.2", EVENT_SEQUENCE_ROWS, COUNT(EVENT_SEQUENCE_ROWS), false,
};

static const struct model_row EVENT_ENTRY_ROWS[] = {
    {ROW("event_ref", MODEL_ID, MODEL_REQUIRED), .targets = "event"},
    {ROW("next_steps", MODEL_PART, MODEL_LIST), .part = &EVENT_SEQUENCE},
    {ROW("sequence_start", MODEL_BOOLEAN, 0)},
};
static const struct model_part EVENT_ENTRY = {
    "event-entry", "Incident 3.3", EVENT_ENTRY_ROWS, COUNT(EVENT_ENTRY_ROWS), false,
};

static const struct model_row TASK_SEQUENCE_ROWS[] = {
    {ROW("condition_type", MODEL_ENUM, MODEL_REQUIRED), .vocab = &ACTIVITY_CONDITION},
    {ROW("task_ref", MODEL_ID, MODEL_REQUIRED), .targets = "task"},
    {ROW("transition_type", MODEL_ENUM, MODEL_REQUIRED), .vocab = &ACTIVITY_TRANSITION},
};
static const struct model_part TASK_SEQUENCE = {
    "task-sequence-entry", "Incident 3.6", TASK_SEQUENCE_ROWS, COUNT(TASK_SEQUENCE_ROWS), false,
};

static const struct model_row TASK_ENTRY_ROWS[] = {
    {ROW("task_ref", MODEL_ID, MODEL_REQUIRED), .targets = "task"},
    {ROW("next_steps", MODEL_PART, MODEL_LIST), .part = &TASK_SEQUENCE},
    {ROW("sequence_start", MODEL_BOOLEAN, 0)},
};
static const struct model_part TASK_ENTRY = {
    "task-entry", "Incident 3.7", TASK_ENTRY_ROWS, COUNT(TASK_ENTRY_ROWS), false,
};

static const struct model_row SCORE_ROWS[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("value", MODEL_FLOAT, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
};
static const struct model_part SCORE = {
    "incident-score", "Incident 3.4", SCORE_ROWS, COUNT(SCORE_ROWS), false,
};

static const struct model_row STATE_CHANGE_ROWS[] = {
    {ROW("state_change_type", MODEL_OPEN, MODEL_REQUIRED), .vocab = &STATE_CHANGE_TYPE},
    {ROW("initial_ref", MODEL_ID, 0)},
    {ROW("result_ref", MODEL_ID, 0)},
};
static const struct model_part STATE_CHANGE = {
    "state-change", "Incident 3.5", STATE_CHANGE_ROWS, COUNT(STATE_CHANGE_ROWS), false,
};

// 2.1
const struct model_row model_incident_rows[MODEL_INCIDENT_COUNT] = {
    {ROW("determination", MODEL_ENUM, MODEL_REQUIRED), .vocab = &INCIDENT_DETERMINATION},
    {ROW("investigation_status", MODEL_OPEN, MODEL_REQUIRED), .vocab = &INCIDENT_INVESTIGATION},
    {ROW("criticality", MODEL_INTEGER, 0), RANGE(0, 100)},
    {ROW("detection_methods", MODEL_OPEN, MODEL_LIST), .vocab = &DETECTION_METHODS},
    {ROW("events", MODEL_PART, MODEL_LIST), .part = &EVENT_ENTRY},
    {ROW("impact_refs", MODEL_ID, MODEL_LIST), .targets = "impact"},
    {ROW("impacted_entity_counts", MODEL_DICT_OF_INTEGER, 0)},
    {ROW("incident_types", MODEL_OPEN, MODEL_LIST), .vocab = &EVENT_TYPE},
    {ROW("recoverability", MODEL_ENUM, 0), .vocab = &RECOVERABILITY},
    {ROW("scores", MODEL_PART, MODEL_LIST), .part = &SCORE},
    {ROW("tasks", MODEL_PART, MODEL_LIST), .part = &TASK_ENTRY},
};

// 2.2
static const struct model_row EVENT[] = {
    {ROW("status", MODEL_ENUM, MODEL_REQUIRED), .vocab = &EVENT_STATUS},
    {ROW("changed_objects", MODEL_PART, MODEL_LIST), .part = &STATE_CHANGE},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("end_time", MODEL_TIMESTAMP, 0)},
    {ROW("end_time_fidelity", MODEL_ENUM, 0), .vocab = &TIMESTAMP_FIDELITY},
    {ROW("start_time", MODEL_TIMESTAMP, 0)},
    {ROW("start_time_fidelity", MODEL_ENUM, 0), .vocab = &TIMESTAMP_FIDELITY},
    {ROW("event_types", MODEL_OPEN, MODEL_LIST), .vocab = &EVENT_TYPE},
    {ROW("goal", MODEL_STRING, 0)},
    {ROW("name", MODEL_STRING, 0)},
    {ROW("sighting_refs", MODEL_ID, MODEL_LIST), .targets = "sighting"},
    {ROW("subevents", MODEL_PART, MODEL_LIST), .part = &EVENT_ENTRY},
};

// 2.3
static const struct model_row IMPACT[] = {
    {ROW("impact_category", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("criticality", MODEL_INTEGER, 0), RANGE(0, 100)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("end_time", MODEL_TIMESTAMP, 0)},
    {ROW("end_time_fidelity", MODEL_ENUM, 0), .vocab = &TIMESTAMP_FIDELITY},
    {ROW("start_time", MODEL_TIMESTAMP, 0)},
    {ROW("start_time_fidelity", MODEL_ENUM, 0), .vocab = &TIMESTAMP_FIDELITY},
    {ROW("impacted_entity_counts", MODEL_DICT_OF_INTEGER, 0)},
    {ROW("impacted_refs", MODEL_ID, MODEL_LIST), .targets = "SDO SCO"},
    {ROW("recoverability", MODEL_ENUM, 0), .vocab = &RECOVERABILITY},
    {ROW("superseded_by_ref", MODEL_ID, 0), .targets = "impact"},
};

// 2.4
static const struct model_row TASK[] = {
    {ROW("outcome", MODEL_ENUM, MODEL_REQUIRED), .vocab = &TASK_OUTCOME},
    {ROW("changed_objects", MODEL_PART, MODEL_LIST), .part = &STATE_CHANGE},
    {ROW("task_types", MODEL_OPEN, MODEL_LIST), .vocab = &TASK_TYPE},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("end_time", MODEL_TIMESTAMP, 0)},
    {ROW("end_time_fidelity", MODEL_ENUM, 0), .vocab = &TIMESTAMP_FIDELITY},
    {ROW("start_time", MODEL_TIMESTAMP, 0)},
    {ROW("start_time_fidelity", MODEL_ENUM, 0), .vocab = &TIMESTAMP_FIDELITY},
    {ROW("error", MODEL_STRING, 0)},
    {ROW("impacted_entity_counts", MODEL_DICT_OF_INTEGER, 0)},
    {ROW("name", MODEL_STRING, 0)},
    {ROW("priority", MODEL_INTEGER, 0), RANGE(0, 100)},
    {ROW("subtasks", MODEL_PART, MODEL_LIST), .part = &TASK_ENTRY},
};

// 2.3.2: what an impact has beside its category; each is known on an impact alone.
static const struct str ASSET_TYPE_VALUES[] = {
    NAME("building-doors"),
    NAME("building-windows"),
    NAME("buildings"),
    NAME("computers-mobile"),
    NAME("computers-personal"),
    NAME("computers-server"),
    NAME("environment"),
    NAME("ics-actuator"),
    NAME("ics-engineering-workstation"),
    NAME("ics-historian"),
    NAME("ics-hmi"),
    NAME("ics-other"),
    NAME("ics-plc"),
    NAME("ics-safety-system"),
    NAME("ics-sensor"),
    NAME("inventory"),
    NAME("network-device"),
    NAME("private-infrastructure"),
    NAME("public-infrastructure"),
    NAME("security-containers"),
    NAME("vehicles"),
};
static const struct model_vocab ASSET_TYPE = {
    "asset-type-ov", "Incident 4.1", false, ASSET_TYPE_VALUES, COUNT(ASSET_TYPE_VALUES),
};
static const struct str EXTERNAL_IMPACT_VALUES[] = {
    NAME("economic"),          NAME("emergency-services"), NAME("foreign-relations"),
    NAME("national-security"), NAME("public-confidence"),  NAME("public-health"),
    NAME("public-safety"),
};
static const struct model_vocab EXTERNAL_IMPACT = {
    "external-impact-ov",          "Incident 4.5", false, EXTERNAL_IMPACT_VALUES,
    COUNT(EXTERNAL_IMPACT_VALUES),
};
static const struct str INFORMATION_TYPE_VALUES[] = {
    NAME("classified-material"),
    NAME("communication"),
    NAME("credentials-admin"),
    NAME("credentials-user"),
    NAME("financial"),
    NAME("legal"),
    NAME("payment"),
    NAME("phi"),
    NAME("pii"),
    NAME("proprietary"),
    NAME("system"),
};
static const struct model_vocab INFORMATION_TYPE = {
    "information-type-ov",          "Incident 4.7", false, INFORMATION_TYPE_VALUES,
    COUNT(INFORMATION_TYPE_VALUES),
};
static const struct str MONETARY_IMPACT_VALUES[] = {
    NAME("asset-and-fraud"),       NAME("brand-damage"),         NAME("business-disruption"),
    NAME("competitive-advantage"), NAME("legal-and-regulatory"), NAME("operating-costs"),
    NAME("ransom-demand"),         NAME("ransom-payment"),       NAME("response-and-recovery"),
    NAME("uncategorized"),
};
static const struct model_vocab MONETARY_IMPACT = {
    "monetary-impact-type-ov",     "Incident 4.8", false, MONETARY_IMPACT_VALUES,
    COUNT(MONETARY_IMPACT_VALUES),
};
static const struct str CONFIDENTIALITY_LOSS_VALUES[] = {
    NAME("confirmed-loss"), NAME("contained"),      NAME("exploited-loss"),
    NAME("none"),           NAME("suspected-loss"),
};
static const struct model_vocab CONFIDENTIALITY_LOSS = {
    "incident-confidentiality-loss-enum", "Incident 5.4", true, CONFIDENTIALITY_LOSS_VALUES,
    COUNT(CONFIDENTIALITY_LOSS_VALUES),
};
static const struct str INTEGRITY_ALTERATION_VALUES[] = {
    NAME("potential-destruction"),
    NAME("potential-modification"),
    NAME("partial-destruction"),
    NAME("partial-modification"),
    NAME("full-destruction"),
    NAME("full-modification"),
    NAME("none"),
};
static const struct model_vocab INTEGRITY_ALTERATION = {
    "integrity-alteration-enum",        "Incident 5.6", true, INTEGRITY_ALTERATION_VALUES,
    COUNT(INTEGRITY_ALTERATION_VALUES),
};
static const struct str PHYSICAL_IMPACT_VALUES[] = {
    NAME("damaged-functional"),
    NAME("damaged-nonfunctional"),
    NAME("destruction"),
    NAME("none"),
    NAME("unknown"),
};
static const struct model_vocab PHYSICAL_IMPACT = {
    "physical-impact-enum",        "Incident 5.7", true, PHYSICAL_IMPACT_VALUES,
    COUNT(PHYSICAL_IMPACT_VALUES),
};
static const struct str TRACEABILITY_VALUES[] = {
    NAME("accountability-lost"),
    NAME("partial-accountability"),
    NAME("provable-accountability"),
};
static const struct model_vocab TRACEABILITY = {
    "traceability-enum", "Incident 5.11", true, TRACEABILITY_VALUES, COUNT(TRACEABILITY_VALUES),
};
static const struct model_row AVAILABILITY_EXT[] = {
    {ROW("availability_impact", MODEL_INTEGER, MODEL_REQUIRED), RANGE(0, 100)},
};
static const struct model_row CONFIDENTIALITY_EXT[] = {
    {ROW("loss_type", MODEL_ENUM, MODEL_REQUIRED), .vocab = &CONFIDENTIALITY_LOSS},
    {ROW("information_type", MODEL_OPEN, 0), .vocab = &INFORMATION_TYPE},
    {ROW("record_count", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("record_size", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
};
static const struct model_row EXTERNAL_EXT[] = {
    {ROW("impact_type", MODEL_OPEN, MODEL_REQUIRED), .vocab = &EXTERNAL_IMPACT},
};
static const struct model_row INTEGRITY_EXT[] = {
    {ROW("alteration", MODEL_ENUM, MODEL_REQUIRED), .vocab = &INTEGRITY_ALTERATION},
    {ROW("information_type", MODEL_OPEN, 0), .vocab = &INFORMATION_TYPE},
    {ROW("record_count", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("record_size", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
};
static const struct model_row MONETARY_EXT[] = {
    {ROW("variety", MODEL_OPEN, MODEL_REQUIRED), .vocab = &MONETARY_IMPACT},
    {ROW("conversion_rate", MODEL_FLOAT, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("conversion_time", MODEL_TIMESTAMP, 0)},
    {ROW("currency", MODEL_STRING, 0)},
    {ROW("currency_actual", MODEL_STRING, 0)},
    {ROW("max_amount", MODEL_FLOAT, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("min_amount", MODEL_FLOAT, 0), RANGE(0, MODEL_INTEGER_MAX)},
};
static const struct model_row PHYSICAL_EXT[] = {
    {ROW("impact_type", MODEL_ENUM, MODEL_REQUIRED), .vocab = &PHYSICAL_IMPACT},
    {ROW("asset_type", MODEL_OPEN, 0), .vocab = &ASSET_TYPE},
};
static const struct model_row TRACEABILITY_EXT[] = {
    {ROW("traceability_impact", MODEL_ENUM, MODEL_REQUIRED), .vocab = &TRACEABILITY},
};

#define IMPACT_EXT(name, section, rows)                                                            \
    { {name, "Incident " section, rows, COUNT(rows), false}, "impact" }
const struct model_placed model_impact_parts[] = {
    IMPACT_EXT("availability-ext", "2.3.2.1", AVAILABILITY_EXT),
    IMPACT_EXT("confidentiality-ext", "2.3.2.2", CONFIDENTIALITY_EXT),
    IMPACT_EXT("external-ext", "2.3.2.3", EXTERNAL_EXT),
    IMPACT_EXT("integrity-ext", "2.3.2.4", INTEGRITY_EXT),
    IMPACT_EXT("monetary-ext", "2.3.2.5", MONETARY_EXT),
    IMPACT_EXT("physical-ext", "2.3.2.6", PHYSICAL_EXT),
    IMPACT_EXT("traceability-ext", "2.3.2.7", TRACEABILITY_EXT),
};
const size_t model_impact_parts_count = COUNT(model_impact_parts);

// The id of the extension stands where a type of chapter 6 names its predefined extensions.
const struct model_type model_incidents[] = {
    {"event", "Incident 2.2", MODEL_SDO, EVENT, COUNT(EVENT), NULL,
     "extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e"},
    {"impact", "Incident 2.3", MODEL_SDO, IMPACT, COUNT(IMPACT), NULL,
     "extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9 availability-ext "
     "confidentiality-ext external-ext integrity-ext monetary-ext physical-ext traceability-ext"},
    {"task", "Incident 2.4", MODEL_SDO, TASK, COUNT(TASK), NULL,
     "extension-definition--2074a052-8be4-4932-849e-f5e7798e0030"},
};
const size_t model_incidents_count = COUNT(model_incidents);
