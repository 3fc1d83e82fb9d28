// model_rows.h - how a row of the tables model_*.c is written; for them alone.
#pragma once

#include "stix/model.h"

#define NAME(text)                                                                                 \
    { text, sizeof text - 1 }
#define ROW(text, what, how) .name = NAME(text), .value = what, .flags = how
#define RANGE(low, high) .least = (low), .most = (high)
#define COUNT(array) (sizeof array / sizeof *array)

extern const struct model_vocab VOCAB_ACCOUNT_TYPE;
extern const struct model_vocab VOCAB_ATTACK_MOTIVATION;
extern const struct model_vocab VOCAB_ATTACK_RESOURCE_LEVEL;
extern const struct model_vocab VOCAB_ENCRYPTION_ALGORITHM;
extern const struct model_vocab VOCAB_GROUPING_CONTEXT;
extern const struct model_vocab VOCAB_IDENTITY_CLASS;
extern const struct model_vocab VOCAB_IMPLEMENTATION_LANGUAGE;
extern const struct model_vocab VOCAB_INDICATOR_TYPE;
extern const struct model_vocab VOCAB_INDUSTRY_SECTOR;
extern const struct model_vocab VOCAB_INFRASTRUCTURE_TYPE;
extern const struct model_vocab VOCAB_MALWARE_CAPABILITIES;
extern const struct model_vocab VOCAB_MALWARE_RESULT;
extern const struct model_vocab VOCAB_MALWARE_TYPE;
extern const struct model_vocab VOCAB_NETWORK_SOCKET_ADDRESS_FAMILY;
extern const struct model_vocab VOCAB_NETWORK_SOCKET_TYPE;
extern const struct model_vocab VOCAB_OPINION;
extern const struct model_vocab VOCAB_PATTERN_TYPE;
extern const struct model_vocab VOCAB_PROCESSOR_ARCHITECTURE;
extern const struct model_vocab VOCAB_REGION;
extern const struct model_vocab VOCAB_REPORT_TYPE;
extern const struct model_vocab VOCAB_THREAT_ACTOR_TYPE;
extern const struct model_vocab VOCAB_THREAT_ACTOR_ROLE;
extern const struct model_vocab VOCAB_THREAT_ACTOR_SOPHISTICATION;
extern const struct model_vocab VOCAB_TOOL_TYPE;
extern const struct model_vocab VOCAB_WINDOWS_INTEGRITY_LEVEL;
extern const struct model_vocab VOCAB_WINDOWS_PEBINARY_TYPE;
extern const struct model_vocab VOCAB_WINDOWS_REGISTRY_DATATYPE;
extern const struct model_vocab VOCAB_WINDOWS_SERVICE_START_TYPE;
extern const struct model_vocab VOCAB_WINDOWS_SERVICE_TYPE;
extern const struct model_vocab VOCAB_WINDOWS_SERVICE_STATUS;
extern const struct model_vocab VOCAB_MARKING_TYPE; // 7.2.1, of definition_type
