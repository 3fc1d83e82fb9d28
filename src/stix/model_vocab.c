// tidy: table
#include "stix/model_rows.h"

// STIX 2.1, chapter 10: the vocabularies, open and closed, in the order of the text. Where the
// summary of a section and its table differ (10.11, 10.17), the table is meant.

static const struct str ACCOUNT_TYPE[] = {
    NAME("facebook"),       NAME("ldap"),   NAME("nis"),     NAME("openid"), NAME("radius"),
    NAME("skype"),          NAME("tacacs"), NAME("twitter"), NAME("unix"),   NAME("windows-local"),
    NAME("windows-domain"),
};
const struct model_vocab VOCAB_ACCOUNT_TYPE = {
    "account-type-ov", "10.1", false, ACCOUNT_TYPE, sizeof ACCOUNT_TYPE / sizeof *ACCOUNT_TYPE,
};

static const struct str ATTACK_MOTIVATION[] = {
    NAME("accidental"),    NAME("coercion"),
    NAME("dominance"),     NAME("ideology"),
    NAME("notoriety"),     NAME("organizational-gain"),
    NAME("personal-gain"), NAME("personal-satisfaction"),
    NAME("revenge"),       NAME("unpredictable"),
};
const struct model_vocab VOCAB_ATTACK_MOTIVATION = {
    "attack-motivation-ov",
    "10.2",
    false,
    ATTACK_MOTIVATION,
    sizeof ATTACK_MOTIVATION / sizeof *ATTACK_MOTIVATION,
};

static const struct str ATTACK_RESOURCE_LEVEL[] = {
    NAME("individual"), NAME("club"),         NAME("contest"),
    NAME("team"),       NAME("organization"), NAME("government"),
};
const struct model_vocab VOCAB_ATTACK_RESOURCE_LEVEL = {
    "attack-resource-level-ov",
    "10.3",
    false,
    ATTACK_RESOURCE_LEVEL,
    sizeof ATTACK_RESOURCE_LEVEL / sizeof *ATTACK_RESOURCE_LEVEL,
};

static const struct str ENCRYPTION_ALGORITHM[] = {
    NAME("AES-256-GCM"),
    NAME("ChaCha20-Poly1305"),
    NAME("mime-type-indicated"),
};
const struct model_vocab VOCAB_ENCRYPTION_ALGORITHM = {
    "encryption-algorithm-enum",
    "10.4",
    true,
    ENCRYPTION_ALGORITHM,
    sizeof ENCRYPTION_ALGORITHM / sizeof *ENCRYPTION_ALGORITHM,
};

static const struct str EXTENSION_TYPE[] = {
    NAME("new-sdo"),
    NAME("new-sco"),
    NAME("new-sro"),
    NAME("property-extension"),
    NAME("toplevel-property-extension"),
};
const struct model_vocab VOCAB_EXTENSION_TYPE = {
    "extension-type-enum",
    "10.5",
    true,
    EXTENSION_TYPE,
    sizeof EXTENSION_TYPE / sizeof *EXTENSION_TYPE,
};

static const struct str GROUPING_CONTEXT[] = {
    NAME("suspicious-activity"),
    NAME("malware-analysis"),
    NAME("unspecified"),
};
const struct model_vocab VOCAB_GROUPING_CONTEXT = {
    "grouping-context-ov",
    "10.6",
    false,
    GROUPING_CONTEXT,
    sizeof GROUPING_CONTEXT / sizeof *GROUPING_CONTEXT,
};

static const struct str HASH_ALGORITHM[] = {
    NAME("MD5"),      NAME("SHA-1"),    NAME("SHA-256"), NAME("SHA-512"),
    NAME("SHA3-256"), NAME("SHA3-512"), NAME("SSDEEP"),  NAME("TLSH"),
};
const struct model_vocab VOCAB_HASH_ALGORITHM = {
    "hash-algorithm-ov",
    "10.7",
    false,
    HASH_ALGORITHM,
    sizeof HASH_ALGORITHM / sizeof *HASH_ALGORITHM,
};

static const struct str IDENTITY_CLASS[] = {
    NAME("individual"),   NAME("group"), NAME("system"),
    NAME("organization"), NAME("class"), NAME("unknown"),
};
const struct model_vocab VOCAB_IDENTITY_CLASS = {
    "identity-class-ov",
    "10.8",
    false,
    IDENTITY_CLASS,
    sizeof IDENTITY_CLASS / sizeof *IDENTITY_CLASS,
};

static const struct str IMPLEMENTATION_LANGUAGE[] = {
    NAME("applescript"), NAME("bash"),        NAME("c"),          NAME("c++"),
    NAME("c#"),          NAME("go"),          NAME("java"),       NAME("javascript"),
    NAME("lua"),         NAME("objective-c"), NAME("perl"),       NAME("php"),
    NAME("powershell"),  NAME("python"),      NAME("ruby"),       NAME("rust"),
    NAME("scala"),       NAME("swift"),       NAME("typescript"), NAME("visual-basic"),
    NAME("x86-32"),      NAME("x86-64"),
};
const struct model_vocab VOCAB_IMPLEMENTATION_LANGUAGE = {
    "implementation-language-ov",
    "10.9",
    false,
    IMPLEMENTATION_LANGUAGE,
    sizeof IMPLEMENTATION_LANGUAGE / sizeof *IMPLEMENTATION_LANGUAGE,
};

static const struct str INDICATOR_TYPE[] = {
    NAME("anomalous-activity"), NAME("anonymization"), NAME("benign"),  NAME("compromised"),
    NAME("malicious-activity"), NAME("attribution"),   NAME("unknown"),
};
const struct model_vocab VOCAB_INDICATOR_TYPE = {
    "indicator-type-ov",
    "10.10",
    false,
    INDICATOR_TYPE,
    sizeof INDICATOR_TYPE / sizeof *INDICATOR_TYPE,
};

static const struct str INDUSTRY_SECTOR[] = {
    NAME("agriculture"),
    NAME("aerospace"),
    NAME("automotive"),
    NAME("chemical"),
    NAME("commercial"),
    NAME("communications"),
    NAME("construction"),
    NAME("defense"),
    NAME("education"),
    NAME("energy"),
    NAME("entertainment"),
    NAME("financial-services"),
    NAME("government"),
    NAME("emergency-services"),
    NAME("government-local"),
    NAME("government-national"),
    NAME("government-public-services"),
    NAME("government-regional"),
    NAME("healthcare"),
    NAME("hospitality-leisure"),
    NAME("infrastructure"),
    NAME("dams"),
    NAME("nuclear"),
    NAME("water"),
    NAME("insurance"),
    NAME("legal"),
    NAME("manufacturing"),
    NAME("mining"),
    NAME("non-profit"),
    NAME("pharmaceuticals"),
    NAME("retail"),
    NAME("technology"),
    NAME("telecommunications"),
    NAME("transportation"),
    NAME("utilities"),
};
const struct model_vocab VOCAB_INDUSTRY_SECTOR = {
    "industry-sector-ov",
    "10.11",
    false,
    INDUSTRY_SECTOR,
    sizeof INDUSTRY_SECTOR / sizeof *INDUSTRY_SECTOR,
};

static const struct str INFRASTRUCTURE_TYPE[] = {
    NAME("amplification"),
    NAME("anonymization"),
    NAME("botnet"),
    NAME("command-and-control"),
    NAME("control-system"),
    NAME("exfiltration"),
    NAME("firewall"),
    NAME("hosting-malware"),
    NAME("hosting-target-lists"),
    NAME("phishing"),
    NAME("reconnaissance"),
    NAME("routers-switches"),
    NAME("staging"),
    NAME("workstation"),
    NAME("unknown"),
};
const struct model_vocab VOCAB_INFRASTRUCTURE_TYPE = {
    "infrastructure-type-ov",
    "10.12",
    false,
    INFRASTRUCTURE_TYPE,
    sizeof INFRASTRUCTURE_TYPE / sizeof *INFRASTRUCTURE_TYPE,
};

static const struct str MALWARE_CAPABILITIES[] = {
    NAME("accesses-remote-machines"),
    NAME("anti-debugging"),
    NAME("anti-disassembly"),
    NAME("anti-emulation"),
    NAME("anti-memory-forensics"),
    NAME("anti-sandbox"),
    NAME("anti-vm"),
    NAME("captures-input-peripherals"),
    NAME("captures-output-peripherals"),
    NAME("captures-system-state-data"),
    NAME("cleans-traces-of-infection"),
    NAME("commits-fraud"),
    NAME("communicates-with-c2"),
    NAME("compromises-data-availability"),
    NAME("compromises-data-integrity"),
    NAME("compromises-system-availability"),
    NAME("controls-local-machine"),
    NAME("degrades-security-software"),
    NAME("degrades-system-updates"),
    NAME("determines-c2-server"),
    NAME("emails-spam"),
    NAME("escalates-privileges"),
    NAME("evades-av"),
    NAME("exfiltrates-data"),
    NAME("fingerprints-host"),
    NAME("hides-artifacts"),
    NAME("hides-executing-code"),
    NAME("infects-files"),
    NAME("infects-remote-machines"),
    NAME("installs-other-components"),
    NAME("persists-after-system-reboot"),
    NAME("prevents-artifact-access"),
    NAME("prevents-artifact-deletion"),
    NAME("probes-network-environment"),
    NAME("self-modifies"),
    NAME("steals-authentication-credentials"),
    NAME("violates-system-operational-integrity"),
    NAME("violates-system-operational-integrity"),
};
const struct model_vocab VOCAB_MALWARE_CAPABILITIES = {
    "malware-capabilities-ov",
    "10.13",
    false,
    MALWARE_CAPABILITIES,
    sizeof MALWARE_CAPABILITIES / sizeof *MALWARE_CAPABILITIES,
};

static const struct str MALWARE_RESULT[] = {
    NAME("malicious"),
    NAME("suspicious"),
    NAME("benign"),
    NAME("unknown"),
};
const struct model_vocab VOCAB_MALWARE_RESULT = {
    "malware-result-ov",
    "10.14",
    false,
    MALWARE_RESULT,
    sizeof MALWARE_RESULT / sizeof *MALWARE_RESULT,
};

static const struct str MALWARE_TYPE[] = {
    NAME("adware"),
    NAME("backdoor"),
    NAME("bot"),
    NAME("bootkit"),
    NAME("ddos"),
    NAME("downloader"),
    NAME("dropper"),
    NAME("exploit-kit"),
    NAME("keylogger"),
    NAME("ransomware"),
    NAME("remote-access-trojan"),
    NAME("resource-exploitation"),
    NAME("rogue-security-software"),
    NAME("rootkit"),
    NAME("screen-capture"),
    NAME("spyware"),
    NAME("trojan"),
    NAME("unknown"),
    NAME("virus"),
    NAME("webshell"),
    NAME("wiper"),
    NAME("worm"),
};
const struct model_vocab VOCAB_MALWARE_TYPE = {
    "malware-type-ov", "10.15", false, MALWARE_TYPE, sizeof MALWARE_TYPE / sizeof *MALWARE_TYPE,
};

static const struct str NETWORK_SOCKET_ADDRESS_FAMILY[] = {
    NAME("AF_UNSPEC"),  NAME("AF_INET"),  NAME("AF_IPX"),  NAME("AF_APPLETALK"),
    NAME("AF_NETBIOS"), NAME("AF_INET6"), NAME("AF_IRDA"), NAME("AF_BTH"),
};
const struct model_vocab VOCAB_NETWORK_SOCKET_ADDRESS_FAMILY = {
    "network-socket-address-family-enum",
    "10.16",
    true,
    NETWORK_SOCKET_ADDRESS_FAMILY,
    sizeof NETWORK_SOCKET_ADDRESS_FAMILY / sizeof *NETWORK_SOCKET_ADDRESS_FAMILY,
};

static const struct str NETWORK_SOCKET_TYPE[] = {
    NAME("SOCK_STREAM"), NAME("SOCK_DGRAM"),     NAME("SOCK_RAW"),
    NAME("SOCK_RDM"),    NAME("SOCK_SEQPACKET"),
};
const struct model_vocab VOCAB_NETWORK_SOCKET_TYPE = {
    "network-socket-type-enum",
    "10.17",
    true,
    NETWORK_SOCKET_TYPE,
    sizeof NETWORK_SOCKET_TYPE / sizeof *NETWORK_SOCKET_TYPE,
};

static const struct str OPINION[] = {
    NAME("strongly-disagree"), NAME("disagree"), NAME("neutral"), NAME("agree"),
    NAME("strongly-agree"),
};
const struct model_vocab VOCAB_OPINION = {
    "opinion-enum", "10.18", true, OPINION, sizeof OPINION / sizeof *OPINION,
};

static const struct str PATTERN_TYPE[] = {
    NAME("stix"), NAME("pcre"), NAME("sigma"), NAME("snort"), NAME("suricata"), NAME("yara"),
};
const struct model_vocab VOCAB_PATTERN_TYPE = {
    "pattern-type-ov", "10.19", false, PATTERN_TYPE, sizeof PATTERN_TYPE / sizeof *PATTERN_TYPE,
};

static const struct str PROCESSOR_ARCHITECTURE[] = {
    NAME("alpha"),   NAME("arm"),   NAME("ia-64"), NAME("mips"),
    NAME("powerpc"), NAME("sparc"), NAME("x86"),   NAME("x86-64"),
};
const struct model_vocab VOCAB_PROCESSOR_ARCHITECTURE = {
    "processor-architecture-ov",
    "10.20",
    false,
    PROCESSOR_ARCHITECTURE,
    sizeof PROCESSOR_ARCHITECTURE / sizeof *PROCESSOR_ARCHITECTURE,
};

static const struct str REGION[] = {
    NAME("africa"),
    NAME("eastern-africa"),
    NAME("middle-africa"),
    NAME("northern-africa"),
    NAME("southern-africa"),
    NAME("western-africa"),
    NAME("americas"),
    NAME("caribbean"),
    NAME("central-america"),
    NAME("latin-america-caribbean"),
    NAME("northern-america"),
    NAME("south-america"),
    NAME("asia"),
    NAME("central-asia"),
    NAME("eastern-asia"),
    NAME("southern-asia"),
    NAME("south-eastern-asia"),
    NAME("western-asia"),
    NAME("europe"),
    NAME("eastern-europe"),
    NAME("northern-europe"),
    NAME("southern-europe"),
    NAME("western-europe"),
    NAME("oceania"),
    NAME("antarctica"),
    NAME("australia-new-zealand"),
    NAME("melanesia"),
    NAME("micronesia"),
    NAME("polynesia"),
};
const struct model_vocab VOCAB_REGION = {
    "region-ov", "10.21", false, REGION, sizeof REGION / sizeof *REGION,
};

static const struct str REPORT_TYPE[] = {
    NAME("attack-pattern"), NAME("campaign"),      NAME("identity"), NAME("incident"),
    NAME("indicator"),      NAME("intrusion-set"), NAME("malware"),  NAME("observed-data"),
    NAME("threat-actor"),   NAME("threat-report"), NAME("tool"),     NAME("vulnerability"),
};
const struct model_vocab VOCAB_REPORT_TYPE = {
    "report-type-ov", "10.22", false, REPORT_TYPE, sizeof REPORT_TYPE / sizeof *REPORT_TYPE,
};

static const struct str THREAT_ACTOR_TYPE[] = {
    NAME("activist"),
    NAME("competitor"),
    NAME("crime-syndicate"),
    NAME("criminal"),
    NAME("hacker"),
    NAME("insider-accidental"),
    NAME("insider-disgruntled"),
    NAME("nation-state"),
    NAME("private-sector"),
    NAME("sensationalist"),
    NAME("spy"),
    NAME("terrorist"),
    NAME("unknown"),
};
const struct model_vocab VOCAB_THREAT_ACTOR_TYPE = {
    "threat-actor-type-ov",
    "10.23",
    false,
    THREAT_ACTOR_TYPE,
    sizeof THREAT_ACTOR_TYPE / sizeof *THREAT_ACTOR_TYPE,
};

static const struct str THREAT_ACTOR_ROLE[] = {
    NAME("agent"),
    NAME("director"),
    NAME("independent"),
    NAME("infrastructure-architect"),
    NAME("infrastructure-operator"),
    NAME("malware-author"),
    NAME("sponsor"),
};
const struct model_vocab VOCAB_THREAT_ACTOR_ROLE = {
    "threat-actor-role-ov",
    "10.24",
    false,
    THREAT_ACTOR_ROLE,
    sizeof THREAT_ACTOR_ROLE / sizeof *THREAT_ACTOR_ROLE,
};

static const struct str THREAT_ACTOR_SOPHISTICATION[] = {
    NAME("none"),   NAME("minimal"),   NAME("intermediate"), NAME("advanced"),
    NAME("expert"), NAME("innovator"), NAME("strategic"),
};
const struct model_vocab VOCAB_THREAT_ACTOR_SOPHISTICATION = {
    "threat-actor-sophistication-ov",
    "10.25",
    false,
    THREAT_ACTOR_SOPHISTICATION,
    sizeof THREAT_ACTOR_SOPHISTICATION / sizeof *THREAT_ACTOR_SOPHISTICATION,
};

static const struct str TOOL_TYPE[] = {
    NAME("denial-of-service"),       NAME("exploitation"),
    NAME("information-gathering"),   NAME("network-capture"),
    NAME("credential-exploitation"), NAME("remote-access"),
    NAME("vulnerability-scanning"),  NAME("unknown"),
};
const struct model_vocab VOCAB_TOOL_TYPE = {
    "tool-type-ov", "10.26", false, TOOL_TYPE, sizeof TOOL_TYPE / sizeof *TOOL_TYPE,
};

static const struct str WINDOWS_INTEGRITY_LEVEL[] = {
    NAME("low"),
    NAME("medium"),
    NAME("high"),
    NAME("system"),
};
const struct model_vocab VOCAB_WINDOWS_INTEGRITY_LEVEL = {
    "windows-integrity-level-enum",
    "10.27",
    true,
    WINDOWS_INTEGRITY_LEVEL,
    sizeof WINDOWS_INTEGRITY_LEVEL / sizeof *WINDOWS_INTEGRITY_LEVEL,
};

static const struct str WINDOWS_PEBINARY_TYPE[] = {
    NAME("dll"),
    NAME("exe"),
    NAME("sys"),
};
const struct model_vocab VOCAB_WINDOWS_PEBINARY_TYPE = {
    "windows-pebinary-type-ov",
    "10.28",
    false,
    WINDOWS_PEBINARY_TYPE,
    sizeof WINDOWS_PEBINARY_TYPE / sizeof *WINDOWS_PEBINARY_TYPE,
};

static const struct str WINDOWS_REGISTRY_DATATYPE[] = {
    NAME("REG_NONE"),
    NAME("REG_SZ"),
    NAME("REG_EXPAND_SZ"),
    NAME("REG_BINARY"),
    NAME("REG_DWORD"),
    NAME("REG_DWORD_BIG_ENDIAN"),
    NAME("REG_DWORD_LITTLE_ENDIAN"),
    NAME("REG_LINK"),
    NAME("REG_MULTI_SZ"),
    NAME("REG_RESOURCE_LIST"),
    NAME("REG_FULL_RESOURCE_DESCRIPTION"),
    NAME("REG_RESOURCE_REQUIREMENTS_LIST"),
    NAME("REG_QWORD"),
    NAME("REG_INVALID_TYPE"),
};
const struct model_vocab VOCAB_WINDOWS_REGISTRY_DATATYPE = {
    "windows-registry-datatype-enum",
    "10.29",
    true,
    WINDOWS_REGISTRY_DATATYPE,
    sizeof WINDOWS_REGISTRY_DATATYPE / sizeof *WINDOWS_REGISTRY_DATATYPE,
};

static const struct str WINDOWS_SERVICE_START_TYPE[] = {
    NAME("SERVICE_AUTO_START"), NAME("SERVICE_BOOT_START"),   NAME("SERVICE_DEMAND_START"),
    NAME("SERVICE_DISABLED"),   NAME("SERVICE_SYSTEM_ALERT"),
};
const struct model_vocab VOCAB_WINDOWS_SERVICE_START_TYPE = {
    "windows-service-start-type-enum",
    "10.30",
    true,
    WINDOWS_SERVICE_START_TYPE,
    sizeof WINDOWS_SERVICE_START_TYPE / sizeof *WINDOWS_SERVICE_START_TYPE,
};

static const struct str WINDOWS_SERVICE_TYPE[] = {
    NAME("SERVICE_KERNEL_DRIVER"),
    NAME("SERVICE_FILE_SYSTEM_DRIVER"),
    NAME("SERVICE_WIN32_OWN_PROCESS"),
    NAME("SERVICE_WIN32_SHARE_PROCESS"),
};
const struct model_vocab VOCAB_WINDOWS_SERVICE_TYPE = {
    "windows-service-type-enum",
    "10.31",
    true,
    WINDOWS_SERVICE_TYPE,
    sizeof WINDOWS_SERVICE_TYPE / sizeof *WINDOWS_SERVICE_TYPE,
};

static const struct str WINDOWS_SERVICE_STATUS[] = {
    NAME("SERVICE_CONTINUE_PENDING"), NAME("SERVICE_PAUSE_PENDING"), NAME("SERVICE_PAUSED"),
    NAME("SERVICE_RUNNING"),          NAME("SERVICE_START_PENDING"), NAME("SERVICE_STOP_PENDING"),
    NAME("SERVICE_STOPPED"),
};
const struct model_vocab VOCAB_WINDOWS_SERVICE_STATUS = {
    "windows-service-status-enum",
    "10.32",
    true,
    WINDOWS_SERVICE_STATUS,
    sizeof WINDOWS_SERVICE_STATUS / sizeof *WINDOWS_SERVICE_STATUS,
};
static const struct str MARKING_TYPE[] = {NAME("statement"), NAME("tlp")};
const struct model_vocab VOCAB_MARKING_TYPE = {
    "statement or tlp", "7.2.1", false, MARKING_TYPE, sizeof MARKING_TYPE / sizeof *MARKING_TYPE,
};

static const struct model_vocab *const VOCABS[] = {
    &VOCAB_ACCOUNT_TYPE,
    &VOCAB_ATTACK_MOTIVATION,
    &VOCAB_ATTACK_RESOURCE_LEVEL,
    &VOCAB_ENCRYPTION_ALGORITHM,
    &VOCAB_EXTENSION_TYPE,
    &VOCAB_GROUPING_CONTEXT,
    &VOCAB_HASH_ALGORITHM,
    &VOCAB_IDENTITY_CLASS,
    &VOCAB_IMPLEMENTATION_LANGUAGE,
    &VOCAB_INDICATOR_TYPE,
    &VOCAB_INDUSTRY_SECTOR,
    &VOCAB_INFRASTRUCTURE_TYPE,
    &VOCAB_MALWARE_CAPABILITIES,
    &VOCAB_MALWARE_RESULT,
    &VOCAB_MALWARE_TYPE,
    &VOCAB_NETWORK_SOCKET_ADDRESS_FAMILY,
    &VOCAB_NETWORK_SOCKET_TYPE,
    &VOCAB_OPINION,
    &VOCAB_PATTERN_TYPE,
    &VOCAB_PROCESSOR_ARCHITECTURE,
    &VOCAB_REGION,
    &VOCAB_REPORT_TYPE,
    &VOCAB_THREAT_ACTOR_TYPE,
    &VOCAB_THREAT_ACTOR_ROLE,
    &VOCAB_THREAT_ACTOR_SOPHISTICATION,
    &VOCAB_TOOL_TYPE,
    &VOCAB_WINDOWS_INTEGRITY_LEVEL,
    &VOCAB_WINDOWS_PEBINARY_TYPE,
    &VOCAB_WINDOWS_REGISTRY_DATATYPE,
    &VOCAB_WINDOWS_SERVICE_START_TYPE,
    &VOCAB_WINDOWS_SERVICE_TYPE,
    &VOCAB_WINDOWS_SERVICE_STATUS,
    &VOCAB_MARKING_TYPE,
};

bool model_vocab_has(const struct model_vocab *vocab, struct str value) {
    for (size_t i = 0; i < vocab->count; i++)
        if (str_equal(vocab->values[i], value)) return true;
    return false;
}

const struct model_vocab *model_vocab_at(size_t index) {
    return index < COUNT(VOCABS) ? VOCABS[index] : NULL;
}
