// notice.h - what a marking says to a person, in a line.
//
// A label of TLP or PAP is known by the id of its definition alone; what others say stands in the
// definition: a statement (STIX 2.1, 7.2.1.3), the classification of ACS, the banner of CUI, the
// name of a policy of IEP. Only the labels of marking.h decide who may read; a notice decides
// nothing.
#pragma once

#include "stix/marking.h"

enum notice_kind {
    NOTICE_OTHER,
    NOTICE_TLP,
    NOTICE_STATEMENT,
    NOTICE_PAP,
    NOTICE_ACS,
    NOTICE_CUI,
    NOTICE_IEP
};
const char *notice_kind_name(enum notice_kind kind); // "other", "tlp", ...

#define NOTICE_BYTES_MAX 2000 // of a text

struct notice {
    enum notice_kind kind;
    struct str text;   // label, statement, banner, name or type; STR_NONE: it says nothing
    struct str detail; // ACS: the classification; IEP: the colour that its policy names
    bool has_more;     // of the text, which was too long
};

// Of the id of a marking-definition, whatever its definition says. False: it stands there.
bool notice_of_id(struct notice *out, struct str id);
// Of a marking-definition. Texts are in `arena`, or views into `definition`.
void notice_read(struct notice *out, struct json definition, struct arena *arena);
