// form.h - texts of other standards that STIX 2.1 asks for: is this one?
//
// Each function looks at one text, takes time linear in it and no memory. They ask what the text of
// the standard asks for and no more: whether a language, a country or a host exists is another
// matter, but where the list is short it is here.
#pragma once

#include "base/str.h"

bool form_is_language(struct str text);     // RFC 5646, 2.1: well-formed
bool form_is_uri(struct str text);          // RFC 3986, 3: with a scheme
bool form_is_charset(struct str text);      // IANA character sets, the preferred name (3.9.1)
bool form_is_media_type(struct str text);   // RFC 6838, 4.2: type/subtype
bool form_is_cpe(struct str text);          // CPE 2.3 formatted string (NIST IR 7695, 6.2)
bool form_is_domain(struct str text);       // RFC 1034, 3.1; labels of RFC 5890, also with "_"
bool form_is_email(struct str text);        // RFC 5322, 3.4.1: addr-spec
bool form_is_ipv4(struct str text);         // dotted quad, perhaps /0 to /32
bool form_is_ipv6(struct str text);         // RFC 4291, perhaps /0 to /128
bool form_is_mac(struct str text);          // six small hexadecimal pairs with colons (6.10)
bool form_is_base64(struct str text);       // RFC 4648, 4
bool form_is_hex(struct str text);          // small digits, an even count (2.8)
bool form_is_country(struct str text);      // ISO 3166-1 alpha-2, in either case
bool form_is_area(struct str text);         // ISO 3166-2: the form
bool form_is_registry_key(struct str text); // begins with the whole name of a hive (6.17)
bool form_is_lower(struct str text);        // small letters, hyphens between words (2.14)
// Of published extensions (form_extension.c).
bool form_is_random_uuid(struct str text);    // RFC 4122, version 4 or 5
bool form_is_year(struct str text);           // four digits
bool form_is_acs_identifier(struct str text); // by the patterns of the schema isa-acs-3-0
bool form_is_acs_custodian(struct str text);
bool form_is_acs_authority(struct str text);
bool form_is_acs_policy(struct str text);
// Small letters, digits and `mark`, 3 to 250, the first a letter: names of types and properties.
bool form_is_name(struct str text, char mark);

// The form of a digest by the name of its algorithm (10.7); true for an algorithm not listed there.
bool form_is_hash(struct str algorithm, struct str digest);
