// tidy: table
#include "stix/model_types.h"

// Markings that do not speak TLP, as extensions of a marking-definition (OASIS CTI common objects).
// Sections are those of their specifications. None of them is a label of marking.h.

// "ACS Data Markings": the schema isa-acs-3-0, after Access Control Specification 3.0a. Texts that
// it leaves to lists that are not public (nationalities, controls) are strings.
static const struct str CLASSIFICATIONS[] = {NAME("U"), NAME("C"), NAME("S"), NAME("TS")};
static const struct model_vocab CLASSIFICATION = {
    "acs-classification", "ACS 3.0a", true, CLASSIFICATIONS, COUNT(CLASSIFICATIONS),
};
static const struct str DETERMINATIONS[] = {
    NAME("PUBREL"),
    NAME("NF"),
    NAME("AIS"),
    NAME("PII-NECESSARY-TO-UNDERSTAND-THREAT"),
    NAME("NO-PII-PRESENT"),
    NAME("FOUO"),
    NAME("INFORMATION-DIRECTLY-RELATED-TO-CYBERSECURITY-THREAT"),
};
static const struct model_vocab DETERMINATION = {
    "acs-formal-determination", "ACS 3.0a", true, DETERMINATIONS, COUNT(DETERMINATIONS),
};
static const struct str CAVEATS[] = {
    NAME("FISA"),
    NAME("POSSIBLEPII"),
    NAME("CISAPROPRIETARY"),
};
static const struct model_vocab CAVEAT = {
    "acs-caveat", "ACS 3.0a", true, CAVEATS, COUNT(CAVEATS),
};
static const struct str SENSITIVITIES[] = {
    NAME("NTOC_DHS_ECYBER_SVC_SHARE.NSA.NSA"),
    NAME("PCII"),
    NAME("LES"),
    NAME("INT"),
    NAME("PII"),
    NAME("PR"),
    NAME("TEI"),
};
static const struct model_vocab SENSITIVITY = {
    "acs-sensitivity", "ACS 3.0a", true, SENSITIVITIES, COUNT(SENSITIVITIES),
};
// The last word stands in the scope of a privilege alone.
static const struct str SHAREABILITIES[] = {
    NAME("NCC"), NAME("EM"), NAME("LE"), NAME("IC"), NAME("ALL"),
};
static const struct model_vocab SHAREABILITY = {
    "acs-shareability", "ACS 3.0a", true, SHAREABILITIES, COUNT(SHAREABILITIES) - 1,
};
static const struct model_vocab SCOPE_SHAREABILITY = {
    "acs-scope-shareability", "ACS 3.0a", true, SHAREABILITIES, COUNT(SHAREABILITIES),
};
static const struct str ENTITIES[] = {
    NAME("MIL"), NAME("GOV"), NAME("CTR"), NAME("SVR"),
    NAME("SVC"), NAME("DEV"), NAME("NET"), NAME("ALL"),
};
static const struct model_vocab ENTITY = {
    "acs-entity", "ACS 3.0a", true, ENTITIES, COUNT(ENTITIES) - 1,
};
static const struct model_vocab SCOPE_ENTITY = {
    "acs-scope-entity", "ACS 3.0a", true, ENTITIES, COUNT(ENTITIES),
};
static const struct str ACTIONS[] = {
    NAME("DSPLY"),   NAME("IDSRC"),           NAME("TENOT"),    NAME("NETDEF"),
    NAME("LEGAL"),   NAME("INTEL"),           NAME("TEARLINE"), NAME("OPACTION"),
    NAME("REQUEST"), NAME("ANONYMOUSACCESS"), NAME("CISAUSES"), NAME("ALL"),
};
static const struct model_vocab ACTION = {
    "acs-privilege-action", "ACS 3.0a", true, ACTIONS, COUNT(ACTIONS),
};
static const struct str EFFECTS[] = {NAME("permit"), NAME("deny")};
static const struct model_vocab EFFECT = {
    "acs-rule-effect", "ACS 3.0a", true, EFFECTS, COUNT(EFFECTS),
};

static const struct model_row CONTROL_SET_ROWS[] = {
    {ROW("classification", MODEL_ENUM, MODEL_REQUIRED), .vocab = &CLASSIFICATION},
    {ROW("sci_controls", MODEL_STRING, MODEL_LIST)},
    {ROW("logical_authority_category", MODEL_STRING, MODEL_LIST)},
    {ROW("formal_determination", MODEL_ENUM, MODEL_LIST), .vocab = &DETERMINATION},
    {ROW("caveat", MODEL_ENUM, MODEL_LIST), .vocab = &CAVEAT},
    {ROW("sensitivity", MODEL_ENUM, MODEL_LIST), .vocab = &SENSITIVITY},
    {ROW("shareability", MODEL_ENUM, MODEL_LIST), .vocab = &SHAREABILITY},
    {ROW("entity", MODEL_ENUM, MODEL_LIST), .vocab = &ENTITY},
    {ROW("permitted_nationalities", MODEL_STRING, MODEL_LIST)},
    {ROW("permitted_organizations", MODEL_STRING, MODEL_LIST)},
};
static const struct model_part CONTROL_SET = {
    "acs-control-set", "ACS 3.0a", CONTROL_SET_ROWS, COUNT(CONTROL_SET_ROWS), false,
};
static const struct model_row ORIGINAL_ROWS[] = {
    {ROW("classified_by", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("classified_on", MODEL_TIMESTAMP, 0)},
    {ROW("classification_reason", MODEL_STRING, 0)},
    {ROW("compilation_reason", MODEL_STRING, 0)},
};
static const struct model_part ORIGINAL = {
    "acs-original-classification", "ACS 3.0a", ORIGINAL_ROWS, COUNT(ORIGINAL_ROWS), false,
};
static const struct model_row DERIVATIVE_ROWS[] = {
    {ROW("classified_by", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("classified_on", MODEL_TIMESTAMP, 0)},
    {ROW("derived_from", MODEL_STRING, MODEL_REQUIRED)},
};
static const struct model_part DERIVATIVE = {
    "acs-derivative-classification", "ACS 3.0a", DERIVATIVE_ROWS, COUNT(DERIVATIVE_ROWS), false,
};
static const struct model_row DECLASSIFICATION_ROWS[] = {
    {ROW("declass_exemption", MODEL_STRING, 0)},
    {ROW("declass_period", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("declass_date", MODEL_TIMESTAMP, 0)},
    {ROW("declass_event", MODEL_STRING, 0)},
};
static const struct model_part DECLASSIFICATION = {
    "acs-declassification", "ACS 3.0a", DECLASSIFICATION_ROWS, COUNT(DECLASSIFICATION_ROWS), true,
};
static const struct model_row DISPOSITION_ROWS[] = {
    {ROW("disposition_date", MODEL_TIMESTAMP, MODEL_REQUIRED)},
    {ROW("disposition_process", MODEL_STRING, MODEL_REQUIRED)},
};
static const struct model_part DISPOSITION = {
    "acs-resource-disposition", "ACS 3.0a", DISPOSITION_ROWS, COUNT(DISPOSITION_ROWS), false,
};
static const struct model_row RELEASE_ROWS[] = {
    {ROW("released_by", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("released_on", MODEL_TIMESTAMP, 0)},
};
static const struct model_part RELEASE = {
    "acs-public-release", "ACS 3.0a", RELEASE_ROWS, COUNT(RELEASE_ROWS), false,
};
static const struct model_row SCOPE_ROWS[] = {
    {ROW("permitted_nationalities", MODEL_STRING, MODEL_LIST)},
    {ROW("permitted_organizations", MODEL_STRING, MODEL_LIST)},
    {ROW("shareability", MODEL_ENUM, MODEL_LIST), .vocab = &SCOPE_SHAREABILITY},
    {ROW("entity", MODEL_ENUM, MODEL_LIST), .vocab = &SCOPE_ENTITY},
};
static const struct model_part SCOPE = {
    "acs-privilege-scope", "ACS 3.0a", SCOPE_ROWS, COUNT(SCOPE_ROWS), true,
};
static const struct model_row PRIVILEGE_ROWS[] = {
    {ROW("privilege_action", MODEL_ENUM, MODEL_REQUIRED), .vocab = &ACTION},
    {ROW("privilege_scope", MODEL_PART, MODEL_REQUIRED), .part = &SCOPE},
    {ROW("rule_effect", MODEL_ENUM, MODEL_REQUIRED), .vocab = &EFFECT},
};
static const struct model_part PRIVILEGE = {
    "acs-access-privilege", "ACS 3.0a", PRIVILEGE_ROWS, COUNT(PRIVILEGE_ROWS), false,
};
static const struct model_row SHARING_ROWS[] = {
    {ROW("sharing_scope", MODEL_STRING, MODEL_REQUIRED | MODEL_LIST)},
    {ROW("rule_effect", MODEL_ENUM, MODEL_REQUIRED), .vocab = &EFFECT},
};
static const struct model_part SHARING = {
    "acs-further-sharing", "ACS 3.0a", SHARING_ROWS, COUNT(SHARING_ROWS), false,
};
static const struct model_row ACS_ROWS[] = {
    {ROW("identifier", MODEL_ACS_IDENTIFIER, MODEL_REQUIRED)},
    {ROW("name", MODEL_STRING, 0)},
    {ROW("create_date_time", MODEL_TIMESTAMP, MODEL_REQUIRED)},
    {ROW("responsible_entity_custodian", MODEL_ACS_CUSTODIAN, MODEL_REQUIRED)},
    {ROW("responsible_entity_originator", MODEL_STRING, 0)},
    {ROW("authority_reference", MODEL_ACS_AUTHORITY, MODEL_LIST)},
    {ROW("policy_reference", MODEL_ACS_POLICY, MODEL_REQUIRED)},
    {ROW("original_classification", MODEL_PART, 0), .part = &ORIGINAL},
    {ROW("derivative_classification", MODEL_PART, 0), .part = &DERIVATIVE},
    {ROW("declassification", MODEL_PART, 0), .part = &DECLASSIFICATION},
    {ROW("resource_disposition", MODEL_PART, 0), .part = &DISPOSITION},
    {ROW("public_release", MODEL_PART, 0), .part = &RELEASE},
    {ROW("access_privilege", MODEL_PART, MODEL_LIST), .part = &PRIVILEGE},
    {ROW("further_sharing", MODEL_PART, MODEL_LIST), .part = &SHARING},
    {ROW("control_set", MODEL_PART, MODEL_REQUIRED), .part = &CONTROL_SET},
};

// "CUI Marking Definition for STIX Version 2.1" (draft of 4 March 2023), 2. Categories and controls
// come from registries of the National Archives, which change; they are strings here.
static const struct str CUI_CONTROLS[] = {NAME("CONTROLLED"), NAME("CUI")};
static const struct model_vocab CUI_CONTROL = {
    "cui-control", "CUI 2", true, CUI_CONTROLS, COUNT(CUI_CONTROLS),
};
static const struct model_row CUI_ROWS[] = {
    {ROW("control", MODEL_ENUM, MODEL_REQUIRED), .vocab = &CUI_CONTROL},
    {ROW("designator_ref", MODEL_ID, MODEL_REQUIRED), .targets = "identity"},
    {ROW("categories", MODEL_STRING, MODEL_LIST)},
    {ROW("disseminations", MODEL_STRING, MODEL_LIST)},
    {ROW("required_statements", MODEL_STRING, MODEL_LIST)},
    {ROW("supplemental_administrative", MODEL_STRING, MODEL_LIST)},
};

// "IEP Marking Definition Version 2.0 for STIX Version 2.1" (draft of 19 December 2022), 2.
static const struct str IEP_WORDS[] = {
    NAME("must-not"), // provider_attribution has all, the others two that stand side by side
    NAME("may"),
    NAME("must"),
};
static const struct model_vocab IEP_MUST = {"iep-may-must", "IEP 2", true, IEP_WORDS + 1, 2};
static const struct model_vocab IEP_MAY = {"iep-may-must-not", "IEP 2", true, IEP_WORDS, 2};
static const struct model_vocab IEP_ATTRIBUTION = {
    "iep-provider-attribution", "IEP 2", true, IEP_WORDS, 3,
};
static const struct str IEP_TLP_VALUES[] = {
    NAME("red"),
    NAME("amber"),
    NAME("green"),
    NAME("white"),
};
static const struct model_vocab IEP_TLP = {
    "iep-tlp", "IEP 2", true, IEP_TLP_VALUES, COUNT(IEP_TLP_VALUES),
};
static const struct str IEP_ACTIONS[] = {
    NAME("none"),
    NAME("contact-for-instruction"),
    NAME("internally-visible-actions"),
    NAME("externally-visible-indirect-actions"),
    NAME("externally-visible-direct-actions"),
};
static const struct model_vocab IEP_ACTION = {
    "iep-permitted-actions-enum", "IEP 2", true, IEP_ACTIONS, COUNT(IEP_ACTIONS),
};
static const struct model_row IEP_ROWS[] = {
    {ROW("encrypt_in_transit", MODEL_ENUM, MODEL_REQUIRED), .vocab = &IEP_MUST},
    {ROW("permitted_actions", MODEL_ENUM, MODEL_REQUIRED), .vocab = &IEP_ACTION},
    {ROW("affected_party_notifications", MODEL_ENUM, MODEL_REQUIRED), .vocab = &IEP_MAY},
    {ROW("tlp", MODEL_ENUM, MODEL_REQUIRED), .vocab = &IEP_TLP},
    {ROW("provider_attribution", MODEL_ENUM, MODEL_REQUIRED), .vocab = &IEP_ATTRIBUTION},
    {ROW("unmodified_resale", MODEL_ENUM, MODEL_REQUIRED), .vocab = &IEP_MAY},
    {ROW("iep_id", MODEL_UUID, MODEL_REQUIRED)},
    {ROW("iep_version", MODEL_FLOAT, MODEL_REQUIRED), RANGE(2, 2)},
    {ROW("description", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("start_date", MODEL_TIMESTAMP, MODEL_REQUIRED)},
    {ROW("end_date", MODEL_TIMESTAMP, 0)},
};

const struct model_placed model_markings[] = {
    {{"extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce", "ACS 3.0a", ACS_ROWS,
      COUNT(ACS_ROWS), false},
     "marking-definition"},
    {{"extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a", "CUI 2", CUI_ROWS,
      COUNT(CUI_ROWS), false},
     "marking-definition"},
    {{"extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a", "IEP 2", IEP_ROWS,
      COUNT(IEP_ROWS), false},
     "marking-definition"},
};
const size_t model_markings_count = COUNT(model_markings);
