// Every combination of what the rule may be told, against a truth table written from DESIGN ("Who
// sees what") without looking at policy.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/policy.h"

#define NOW 1000

struct question {
    struct viewer viewer;
    struct standing standing;
    struct place place;
    struct audience audience;
};

enum {
    BIT_ACCOUNT, BIT_OPERATOR, BIT_TALLY, BIT_COMMUNITY, BIT_MEMBER, BIT_WRITER, BIT_CLIENT,
    BIT_PUBLIC, BIT_COMMUNITY_READS, BIT_VOTE, BIT_AUTHOR, BIT_RECIPIENT, BIT_ADMINISTRATOR,
    BIT_ORGANISATION, BIT_GRANT, BITS
};

static struct question question_of(unsigned bits, enum tlp tlp) {
    return (struct question){
        {.account_no = bits >> BIT_ACCOUNT & 1,
         .organisation_no = bits >> BIT_ORGANISATION & 1,
         .is_operator = bits >> BIT_OPERATOR & 1,
         .is_tally = bits >> BIT_TALLY & 1,
         .is_administrator = bits >> BIT_ADMINISTRATOR & 1},
        {.in_community = bits >> BIT_COMMUNITY & 1,
         .is_member_reader = bits >> BIT_MEMBER & 1,
         .is_member_writer = bits >> BIT_WRITER & 1,
         .is_client_reader = bits >> BIT_CLIENT & 1,
         .is_granted_reader = bits >> BIT_GRANT & 1,
         .is_granted_writer = bits >> BIT_GRANT & 1},
        {.is_public = bits >> BIT_PUBLIC & 1, .community_reads = bits >> BIT_COMMUNITY_READS & 1},
        {.tlp = tlp,
         .is_vote = bits >> BIT_VOTE & 1,
         .is_author = bits >> BIT_AUTHOR & 1,
         .is_recipient = bits >> BIT_RECIPIENT & 1},
    };
}

static bool may_read(const struct question *q, enum rule *why) {
    return policy_may_read(why, &q->viewer, &q->standing, &q->place, &q->audience, NOW);
}

// Columns: member reader, client reader, organisation of a community that reads, named person
// (author or recipient) with any of these rights. Rows: labels.
static const char *const TABLE[] = {
    [TLP_NONE] = "...n",  [TLP_CLEAR] = "mck.",        [TLP_GREEN] = "mck.",
    [TLP_AMBER] = "mc..", [TLP_AMBER_STRICT] = "m...", [TLP_RED] = "...n",
};

// A person with an account, or an organisation's eyes.
static bool is_somebody(const struct question *q) {
    return q->viewer.account_no != 0 || q->viewer.organisation_no != 0;
}

static bool expected(const struct question *q) {
    bool signed_on = is_somebody(q);
    bool columns[4] = {
        signed_on && (q->standing.is_member_reader || q->standing.is_granted_reader),
        signed_on && q->standing.is_client_reader,
        signed_on && q->standing.in_community && q->place.community_reads,
    };
    bool any = columns[0] || columns[1] || columns[2];
    columns[3] = any && (q->audience.is_author || q->audience.is_recipient);
    if (q->viewer.is_tally) return q->audience.is_vote;
    if (q->audience.is_vote) return any && q->audience.is_author;
    if (q->viewer.is_operator) return true;
    bool read = q->place.is_public && q->audience.tlp == TLP_CLEAR;
    for (int i = 0; i < 4; i++) read = read || (columns[i] && TABLE[q->audience.tlp][i] != '.');
    return read;
}

static void the_rule_is_the_table_for_every_combination(void **state) {
    (void)state;
    size_t allowed = 0, refused = 0;
    for (unsigned bits = 0; bits < 1u << BITS; bits++) {
        for (int tlp = TLP_NONE; tlp <= TLP_RED; tlp++) {
            struct question q = question_of(bits, (enum tlp)tlp);
            enum rule why;
            bool is_allowed = may_read(&q, &why);
            if (is_allowed != expected(&q)) fail_msg("bits %x, label %d", bits, tlp);
            *(is_allowed ? &allowed : &refused) += 1;
        }
    }
    assert_true(allowed > 1000 && refused > 1000);
}

static void what_is_seen_under_a_label_is_seen_under_a_less_strict_one(void **state) {
    (void)state;
    for (unsigned bits = 0; bits < 1u << BITS; bits++) {
        for (int tlp = TLP_CLEAR; tlp < TLP_RED; tlp++) {
            struct question less = question_of(bits, (enum tlp)tlp);
            struct question more = question_of(bits, (enum tlp)(tlp + 1));
            enum rule why;
            bool by_name = may_read(&more, &why) &&
                           (why == RULE_AUTHOR || why == RULE_RECIPIENT) && tlp + 1 == TLP_RED;
            if (!by_name && may_read(&more, &why) && !may_read(&less, &why))
                fail_msg("bits %x, label %d", bits, tlp);
        }
    }
}

// More rights, a wider place, or being named never take anything away.
static void a_further_right_never_hides_anything(void **state) {
    static const int WIDENING[] = {BIT_ACCOUNT, BIT_COMMUNITY, BIT_MEMBER,    BIT_CLIENT,
                                   BIT_PUBLIC,  BIT_AUTHOR,    BIT_RECIPIENT, BIT_COMMUNITY_READS,
                                   BIT_OPERATOR,  BIT_ORGANISATION, BIT_GRANT};
    (void)state;
    for (unsigned bits = 0; bits < 1u << BITS; bits++) {
        for (size_t i = 0; i < sizeof WIDENING / sizeof *WIDENING * 5; i++) {
            enum tlp tlp = (enum tlp)(TLP_CLEAR + i % 5);
            struct question narrow = question_of(bits, tlp);
            struct question wide = question_of(bits | 1u << WIDENING[i / 5], tlp);
            enum rule why;
            if (may_read(&narrow, &why) && !may_read(&wide, &why))
                fail_msg("bits %x, bit %d", bits, WIDENING[i / 5]);
        }
    }
}

static void the_reason_fits_the_answer(void **state) {
    (void)state;
    for (unsigned bits = 0; bits < 1u << BITS; bits++) {
        for (int tlp = TLP_NONE; tlp <= TLP_RED; tlp++) {
            struct question q = question_of(bits, (enum tlp)tlp);
            enum rule why;
            bool is_allowed = may_read(&q, &why);
            bool is_label = why == RULE_NOT_MEMBER || why == RULE_NOT_NAMED;
            assert_int_equal(is_allowed, why <= RULE_TALLY);
            assert_true(why != RULE_VOTE || q.audience.is_vote);
            assert_true(why != RULE_TALLY || q.viewer.is_tally);
            assert_true(why != RULE_OPERATOR || q.viewer.is_operator);
            assert_true(why != RULE_AUTHOR || q.audience.is_author);
            assert_true(why != RULE_RECIPIENT || q.audience.is_recipient);
            assert_true(why != RULE_MEMBER || q.standing.is_member_reader);
            assert_true(why != RULE_GRANT || q.standing.is_granted_reader);
            assert_true(why != RULE_CLIENT || q.standing.is_client_reader);
            assert_true(why != RULE_COMMUNITY || q.standing.in_community);
            assert_true(!is_label || tlp != TLP_CLEAR);
        }
    }
}

static void a_part_is_hidden_where_an_object_under_its_label_would_be(void **state) {
    (void)state;
    const unsigned sets[] = {0, TLP_BIT(TLP_AMBER) | TLP_BIT(TLP_RED), tlp_above(TLP_NONE)};
    for (unsigned bits = 0; bits < 1u << BITS; bits++) {
        struct question q = question_of(bits, TLP_NONE);
        bool is_named = q.audience.is_author || q.audience.is_recipient;
        unsigned hidden = 0;
        q.audience.is_vote = false; // votes have no parts
        for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++) {
            q.audience.tlp = (enum tlp)tlp;
            if (!expected(&q)) hidden |= TLP_BIT(tlp);
        }
        for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
            if (policy_hidden(&q.viewer, &q.standing, &q.place, sets[i], is_named) !=
                (hidden & sets[i]))
                fail_msg("bits %x, set %zu", bits, i);
    }
}

// ---- conditions ----

// What is asked beside the label: an embargo, a group, and rules of the object and the collection.
enum {
    ASK_EMBARGO, ASK_GROUP, ASK_RELEASE, ASK_PLACE, IS_OVER, IS_EARLY, IS_IN_GROUP, IS_STATE,
    IS_GIVERS, ASKS
};
static const struct uuid THEM = {{7}}, GROUP = {{8}};

// Both rules ask for the sector "state".
static void set_conditions(struct question *q, struct conditions *object, struct conditions *place,
                           unsigned asks) {
    static struct str state = {"state", 5};
    static struct uuid them;
    them = THEM;
    *object = *place = (struct conditions){0};
    if (asks >> ASK_EMBARGO & 1) {
        object->embargo = asks >> IS_OVER & 1 ? NOW : NOW + 1;
        object->early = &them;
        object->early_count = asks >> IS_EARLY & 1;
    }
    object->has_group = asks >> ASK_GROUP & 1;
    object->group = GROUP;
    if (asks >> ASK_RELEASE & 1) object->only = (struct conditions_parties){&state, NULL, 1, 0};
    if (asks >> ASK_PLACE & 1) place->only = (struct conditions_parties){&state, NULL, 1, 0};
    q->viewer.organisation_identity.uuid = THEM;
    q->standing.party.groups = &GROUP;
    q->standing.party.group_count = asks >> IS_IN_GROUP & 1;
    q->standing.party.sector = asks >> IS_STATE & 1 ? state : STR("");
    q->place.conditions = place;
    q->audience.conditions = object;
    q->audience.is_givers = asks >> IS_GIVERS & 1;
}

static bool passes(const struct question *q, unsigned asks) {
    bool is_state = asks >> IS_STATE & 1;
    if (asks >> ASK_PLACE & 1 && !is_state) return false;
    if (asks >> IS_GIVERS & 1) return true;
    bool is_early = asks >> IS_EARLY & 1 && q->viewer.organisation_no;
    if (asks >> ASK_EMBARGO & 1 && !(asks >> IS_OVER & 1) && !is_early) return false;
    if (asks >> ASK_GROUP & 1 && !(asks >> IS_IN_GROUP & 1)) return false;
    return !(asks >> ASK_RELEASE & 1) || is_state;
}

static void conditions_take_away_and_never_give(void **state) {
    (void)state;
    struct conditions object, place;
    size_t taken = 0;
    for (unsigned bits = 0; bits < 1u << BITS; bits += 3) {
        for (unsigned asks = 0; asks < 1u << ASKS; asks++) {
            enum tlp tlp = (enum tlp)((bits + asks) % 6);
            struct question q = question_of(bits, tlp);
            enum rule why;
            bool before = may_read(&q, &why);
            bool is_above = why == RULE_TALLY || why == RULE_OPERATOR;
            set_conditions(&q, &object, &place, asks);
            bool after = may_read(&q, &why);
            if (after != (before && (is_above || passes(&q, asks))))
                fail_msg("bits %x, asks %x, label %d", bits, asks, (int)tlp);
            taken += before && !after;
            if (before && !after) assert_true(why >= RULE_EMBARGO);
        }
    }
    assert_true(taken > 1000);
}

static bool is_released(struct conditions_parties only, struct conditions_parties never,
                        struct str sector, struct str country) {
    struct question q = question_of(1u << BIT_ACCOUNT | 1u << BIT_MEMBER, TLP_GREEN);
    struct conditions conditions = {.only = only, .never = never};
    enum rule why;
    q.audience.conditions = &conditions;
    q.standing.party = (struct party){.sector = sector, .country = country};
    return may_read(&q, &why);
}

static void who_does_not_say_of_where_it_is_stands_outside_every_rule(void **state) {
    (void)state;
    struct str state_word = STR("state"), japan = STR("JP");
    struct conditions_parties none = {0}, sector = {&state_word, NULL, 1, 0},
                              country = {NULL, &japan, 0, 1},
                              both = {&state_word, &japan, 1, 1};
    assert_true(is_released(none, none, STR(""), STR("")));
    assert_true(is_released(sector, none, STR("state"), STR("")));
    assert_false(is_released(sector, none, STR("private"), STR("")));
    assert_false(is_released(sector, none, STR(""), STR("JP")));
    assert_true(is_released(country, none, STR(""), STR("jp")));
    assert_false(is_released(none, country, STR("state"), STR("JP")));
    assert_false(is_released(none, country, STR("state"), STR("")));
    assert_true(is_released(none, country, STR("state"), STR("DE")));
    assert_true(is_released(both, none, STR("state"), STR("JP")));
    assert_false(is_released(both, none, STR("state"), STR("DE")));
    assert_false(is_released(both, none, STR("private"), STR("JP")));
}

static void a_grant_is_for_whom_it_says(void **state) {
    (void)state;
    struct viewer viewer = {.account_no = 1, .organisation_no = 5, .role = ROLE_CONTRIBUTOR};
    struct standing here = {
        .in_community = true,
        .party = {STR("state"), STR("JP"), &GROUP, 1}};
    struct standing far = here;
    far.in_community = false;
    struct grant any = {.can_read = true};
    assert_true(policy_is_granted(&any, &viewer, &here));
    assert_false(policy_is_granted(&any, &viewer, &far));
    assert_false(policy_is_granted(&any, &(struct viewer){0}, &here));
    struct grant grant = {.sector = STR("state"), .country = STR("jp"), .role = ROLE_CONTRIBUTOR};
    assert_true(policy_is_granted(&grant, &viewer, &here));
    grant.role = ROLE_CURATOR;
    assert_false(policy_is_granted(&grant, &viewer, &here));
    viewer.is_administrator = true;
    assert_true(policy_is_granted(&grant, &viewer, &here));
    grant.country = STR("DE");
    assert_false(policy_is_granted(&grant, &viewer, &here));
    struct grant group = {.has_group = true, .group = GROUP};
    assert_true(policy_is_granted(&group, &viewer, &far));
    group.group = THEM;
    assert_false(policy_is_granted(&group, &viewer, &here));
    assert_true(policy_is_granted(&(struct grant){.organisation_no = 5}, &viewer, &far));
    assert_false(policy_is_granted(&(struct grant){.organisation_no = 6}, &viewer, &here));
}

static void a_stranger_reads_only_what_is_public_and_never_writes(void **state) {
    (void)state;
    for (unsigned bits = 0; bits < 1u << BITS; bits++) {
        struct question q = question_of(bits, TLP_CLEAR);
        if (is_somebody(&q) || q.viewer.is_operator || q.viewer.is_tally) continue;
        enum rule why;
        if (may_read(&q, &why)) assert_int_equal(why, RULE_PUBLIC);
        assert_false(policy_may_write(&why, &q.viewer, &q.standing));
        assert_int_equal(why, RULE_NO_WRITE);
    }
}

static void the_operator_reads_everything_but_votes(void **state) {
    (void)state;
    struct question q = question_of(1u << BIT_ACCOUNT | 1u << BIT_OPERATOR, TLP_RED);
    enum rule why;
    assert_true(may_read(&q, &why));
    assert_int_equal(why, RULE_OPERATOR);
    q.audience.is_vote = true;
    assert_false(may_read(&q, &why));
    assert_int_equal(why, RULE_VOTE);
}

static void the_tally_reads_votes_and_nothing_else(void **state) {
    (void)state;
    struct question q = question_of(1u << BIT_TALLY | 1u << BIT_OPERATOR | 1u << BIT_MEMBER |
                                        1u << BIT_WRITER | 1u << BIT_ACCOUNT | 1u << BIT_PUBLIC,
                                    TLP_CLEAR);
    enum rule why;
    assert_false(may_read(&q, &why));
    assert_false(policy_may_write(&why, &q.viewer, &q.standing));
    q.audience.is_vote = true;
    assert_true(may_read(&q, &why));
    assert_int_equal(why, RULE_TALLY);
}

static void members_who_write_and_the_operator_write(void **state) {
    (void)state;
    for (unsigned bits = 0; bits < 1u << BITS; bits++) {
        struct question q = question_of(bits, TLP_CLEAR);
        enum rule why;
        bool is_writer = is_somebody(&q) &&
                         (q.standing.is_member_writer || q.standing.is_granted_writer);
        bool may_write = !q.viewer.is_tally && (q.viewer.is_operator || is_writer);
        assert_int_equal(policy_may_write(&why, &q.viewer, &q.standing), may_write);
    }
}

// Each bit is one thing that the rule is told; the rows are those of decision 0023.
static void new_versions_are_the_creators_its_delegates_and_the_operators(void **state) {
    (void)state;
    for (unsigned bits = 0; bits < 1u << 8; bits++) {
        struct viewer viewer = {
            .account_no = 1, .is_operator = bits & 1, .is_tally = bits >> 1 & 1};
        struct authorship who = {.is_creator = bits >> 2 & 1,
                                 .is_delegate = bits >> 3 & 1,
                                 .is_known = bits >> 4 & 1,
                                 .is_named = bits >> 5 & 1,
                                 .has_given = bits >> 6 & 1,
                                 .by_operator = bits >> 7 & 1};
        enum succession_kind kind = policy_succession(&viewer, &who);
        bool may_speak = viewer.is_operator || who.is_creator || who.is_delegate;
        if (viewer.is_tally) assert_int_equal(kind, SUCCESSION_FORGED);
        if (viewer.is_tally) continue;
        assert_int_equal(kind == SUCCESSION_OWN, may_speak || (!who.is_known && who.has_given));
        // Nobody is a second carrier of what has its creator here, or is somebody's own.
        if (kind == SUCCESSION_CARRIED)
            assert_true(!who.is_known && !may_speak && (who.is_named || who.by_operator));
        if (kind == SUCCESSION_FORGED)
            assert_true(!may_speak &&
                        (who.is_known || (!who.has_given && !who.is_named && !who.by_operator)));
    }
}

static void every_rule_has_a_sentence(void **state) {
    (void)state;
    for (int rule = RULE_OPERATOR; rule <= RULE_PLACE_RELEASE; rule++)
        assert_true(rule_sentence((enum rule)rule)[0] != '\0');
}

static void who_does_not_come_for_writing_writes_nowhere(void **state) {
    (void)state;
    for (unsigned withheld = 0; withheld <= ACT_ALL; withheld++) {
        for (unsigned bits = 0; bits < 1u << BITS; bits++) {
            struct question q = question_of(bits, TLP_CLEAR), same = q;
            enum rule why, before;
            bool may = policy_may_write(&before, &q.viewer, &q.standing);
            same.viewer.withheld = withheld;
            bool still = policy_may_write(&why, &same.viewer, &same.standing);
            assert_int_equal(still, may && !(withheld & ACT_WRITE));
            if (may && !still) assert_int_equal(why, RULE_NO_WRITE);
        }
        for (unsigned acts = 1; acts <= ACT_ALL; acts++)
            assert_int_equal(policy_may_come(&(struct viewer){.withheld = withheld}, acts),
                             (acts & withheld) != acts);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_does_not_come_for_writing_writes_nowhere),
        cmocka_unit_test(the_rule_is_the_table_for_every_combination),
        cmocka_unit_test(what_is_seen_under_a_label_is_seen_under_a_less_strict_one),
        cmocka_unit_test(a_further_right_never_hides_anything),
        cmocka_unit_test(the_reason_fits_the_answer),
        cmocka_unit_test(a_part_is_hidden_where_an_object_under_its_label_would_be),
        cmocka_unit_test(conditions_take_away_and_never_give),
        cmocka_unit_test(who_does_not_say_of_where_it_is_stands_outside_every_rule),
        cmocka_unit_test(a_grant_is_for_whom_it_says),
        cmocka_unit_test(a_stranger_reads_only_what_is_public_and_never_writes),
        cmocka_unit_test(the_operator_reads_everything_but_votes),
        cmocka_unit_test(the_tally_reads_votes_and_nothing_else),
        cmocka_unit_test(members_who_write_and_the_operator_write),
        cmocka_unit_test(new_versions_are_the_creators_its_delegates_and_the_operators),
        cmocka_unit_test(every_rule_has_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
