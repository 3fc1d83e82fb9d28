#include "cli/command.h"

#include <ctype.h>
#include <stdio.h>

#define WORDS_SIZE_MAX 60 // that stand in the usage of a command

#define BESIDE OPTION_STORE, OPTION_SOCKET
#define REACH                                                                                      \
    BESIDE, OPTION_SERVER, OPTION_TOKEN, OPTION_AUTHORITY, OPTION_CERTIFICATE, OPTION_KEY, OPTION_AS

static const enum option serve_options[] = {BESIDE,
                                            OPTION_LISTEN,
                                            OPTION_PORT,
                                            OPTION_PORT_FILE,
                                            OPTION_CERTIFICATE,
                                            OPTION_KEY,
                                            OPTION_CLIENT_AUTHORITIES,
                                            OPTION_THREADS,
                                            OPTION_USER,
                                            OPTION_NO_SANDBOX,
                                            OPTION_LIMIT_REQUESTS,
                                            OPTION_LIMIT_WORK,
                                            OPTION_LIMIT_STREAMS,
                                            OPTION_LIMIT_UPLOAD,
                                            OPTION_QUIET,
                                            OPTION_WITNESS_EVERY,
                                            OPTION_REACH,
                                            OPTION_AUTHORITY,
                                            OPTION_COUNT};
static const enum option init_options[] = {BESIDE,      OPTION_ORGANISATION, OPTION_NAME,
                                           OPTION_JSON, OPTION_QUIET,        OPTION_COUNT};
static const enum option setup_options[] = {BESIDE, OPTION_JSON, OPTION_QUIET, OPTION_COUNT};
static const enum option admin_options[] = {REACH,       OPTION_SCOPES, OPTION_DAYS,
                                            OPTION_JSON, OPTION_QUIET,  OPTION_COUNT};
static const enum option import_options[] = {
    REACH,       OPTION_COLLECTION, OPTION_ALL_OR_NOTHING, OPTION_STRENGTH,
    OPTION_JSON, OPTION_QUIET,      OPTION_RECEIPTS,       OPTION_COUNT};
static const enum option export_options[] = {
    REACH,       OPTION_FORMAT, OPTION_TYPE,  OPTION_COLLECTION,   OPTION_TLP,   OPTION_SINCE,
    OPTION_SPEC, OPTION_UNTIL,  OPTION_WORDS, OPTION_ALL_VERSIONS, OPTION_QUIET, OPTION_COUNT};
static const enum option lookup_options[] = {REACH, OPTION_JSON, OPTION_QUIET, OPTION_COUNT};
static const enum option match_options[] = {REACH,       OPTION_INDICATORS, OPTION_FOLLOW,
                                            OPTION_JSON, OPTION_QUIET,      OPTION_COUNT};
static const enum option check_options[] = {OPTION_STRICT, OPTION_LENIENT, OPTION_JSON,
                                            OPTION_QUIET, OPTION_COUNT};
static const enum option explain_options[] = {REACH, OPTION_PERSON, OPTION_JSON, OPTION_COUNT};
static const enum option types_options[] = {OPTION_JSON, OPTION_COUNT};
static const enum option routes_options[] = {OPTION_JSON, OPTION_COUNT};
static const enum option store_options[] = {BESIDE,      OPTION_FROM,  OPTION_TO,
                                            OPTION_JSON, OPTION_QUIET, OPTION_COUNT};
static const enum option backup_options[] = {OPTION_STORE, OPTION_OVERWRITE, OPTION_JSON,
                                             OPTION_QUIET, OPTION_COUNT};
static const enum option restore_options[] = {OPTION_STORE, OPTION_JSON, OPTION_QUIET,
                                              OPTION_COUNT};
static const enum option doctor_options[] = {
    BESIDE,     OPTION_LISTEN, OPTION_TOKEN, OPTION_CERTIFICATE, OPTION_CLIENT_AUTHORITIES,
    OPTION_KEY, OPTION_JSON,   OPTION_QUIET, OPTION_COUNT};
static const enum option pattern_options[] = {OPTION_DATA, OPTION_PATTERN_VERSION, OPTION_LENIENT,
                                              OPTION_JSON, OPTION_QUIET,           OPTION_COUNT};
static const enum option verify_options[] = {REACH,          OPTION_PROOF,   OPTION_CHECKPOINT,
                                             OPTION_LOG_KEY, OPTION_WITNESS, OPTION_JSON,
                                             OPTION_QUIET,   OPTION_COUNT};
static const enum option log_options[] = {
    BESIDE,          OPTION_AUTHORITY, OPTION_STATE, OPTION_LOG_KEY, OPTION_WITNESS, OPTION_EVERY,
    OPTION_PATIENCE, OPTION_ONCE,      OPTION_JSON,  OPTION_QUIET,   OPTION_COUNT};
static const enum option audit_options[] = {
    REACH,         OPTION_SINCE, OPTION_UNTIL,  OPTION_ACT,    OPTION_PERSON, OPTION_PLACE,
    OPTION_OBJECT, OPTION_WORDS, OPTION_FORMAT, OPTION_FOLLOW, OPTION_COUNT};
static const enum option no_options[] = {OPTION_COUNT};

// tidy: table
const struct command commands[] = {
    {"serve", "", "run the server",
     "Serves the browser, the HTTP interface and TAXII 2.1 on --listen and --port, and other "
     "commands on the same store through its local socket: beside a file, or where --socket says. "
     "For a store in PostgreSQL there is none without --socket; commands work on the database "
     "itself then. Stops on SIGTERM after it has finished what it accepted.\n\nWith --certificate "
     "and --key it speaks TLS; on SIGHUP it reads both again. With --client-authorities machines "
     "may sign in by a certificate (renkei admin certificate).\n\nBefore it answers anybody it "
     "gives "
     "up what it does not need: it can run no program, and open no file but in the folders of the "
     "store, the socket, the port file, certificate and key (seccomp, and Landlock where the "
     "kernel has it). Started as root it becomes --user when it has opened its port.\n\nIt asks "
     "the witnesses of its log "
     "(renkei log witness) for their cosignatures: at public addresses, and in the networks of "
     "--reach.",
     "0 stopped as asked, 2 could not start", "renkei serve --store renkei.db\n", serve_options,
     cmd_serve},
    {"init", "", "make a store with its first organisation and account",
     "Creates the store, the first organisation, a community and a collection for it, and an "
     "administrator, who is also the operator. Prints a password and a token, once.",
     "0 made, 1 there are accounts already, 2 could not be made",
     "renkei init --store renkei.db --organisation 'City Hospital'\n", init_options, cmd_init},
    {"setup", "FILE", "set up organisations, communities, collections and accounts from a file",
     "Reads a JSON file that says who there is; data/demo/world.json shows the form. What is "
     "there already is brought up to date, nothing is removed. All or nothing: a name in it that "
     "means nothing there, or a value of another kind, is refused with its place.",
     NULL, "renkei setup --store renkei.db world.json\n", setup_options, cmd_setup},
    {"admin", "WORD [SLUG|LABEL|ID|NAME...]",
     "sessions and tokens, new beginnings; organisations, persons and communities",
     "sessions, end, tokens, token, certificate, revoke: of the account that asks: at the machine "
     "of "
     "the one that --as names, and with --server of "
     "the "
     "one whose --token it is, which must have been made for admin.\n\nsessions: the browsers in "
     "which somebody is signed in, with since when, the last use, the address and what the browser "
     "calls itself. end: ends those whose IDs are given; without an ID all of them. What was open "
     "there shows nothing more from then on.\n\ntokens: the tokens of programs. token LABEL: makes "
     "one and prints it, once. --scopes says what it is for: read (all that its person may see), "
     "write (put in and take out objects, speak in dialogues), match (look-up, match and the list "
     "of "
     "known-bad values, and nothing else), admin (what its person may do as an administrator or "
     "operator, sessions and tokens included). Without --scopes it is for all but admin. --days "
     "says "
     "for how long; without it, until it is taken back. certificate LABEL: the same for a machine "
     "that "
     "shows a client certificate: whoever shows one of the key that this command showed (--server "
     "with --certificate and --key; the server must ask for it, see serve) comes without a token "
     "from then on. revoke LABEL: takes either back.\n\nneed-codes "
     "ORGANISATION: its persons must sign in with a code of a second factor, and set one up before "
     "anything else; need-no-codes takes that back. Without ORGANISATION, everybody. An "
     "administrator does so for the own organisation.\n\nrecover NAME, at the machine: makes an "
     "address that opens the account once, for who has lost password or device. There, a new "
     "password is chosen; the second factor, all sessions and all tokens of the account are gone "
     "then. Where another operator is, or an administrator of the organisation, one of them has to "
     "confirm it first, on the page Settings or by a token: recoveries lists what waits, confirm "
     "ID "
     "gives leave, refuse ID takes it away. It is open for an hour."
     "\n\nAll "
     "others: as the operator, or as an administrator of the organisation.\n\norganisations: who "
     "there is. organisation SLUG NAME=VALUE...: makes or changes one; its name, sector (state, "
     "private, civil-society, academia, international), country, industries, languages, patron. "
     "verify and doubt SLUG: whether somebody has made sure who that is. suspend, reopen and close "
     "SLUG. client and unclient PATRON CLIENT.\n\npersons SLUG. role SLUG NAME ROLE: reader, "
     "contributor, curator or administrator. pause and resume SLUG NAME: in that organisation. "
     "remove SLUG NAME. lock and unlock NAME: everywhere. service SLUG NAME ROLE [DISPLAY]: an "
     "account of a program, which comes by tokens. service-token SLUG NAME LABEL.\n\ninvite SLUG "
     "ROLE [NOTE]: prints a secret, once, that lets one person in within seven days, at the page "
     "/join of the server. invitations SLUG. uninvite ID.\n\nask SLUG [WORDS] and ask-community "
     "SLUG [WORDS]: ask to be let in. requests. accept ID [ROLE], decline ID, withdraw ID."
     "\n\ncommunities: with the digest of their terms. terms SLUG FILE: new terms, from JSON with "
     "purpose, relaying, default_tlp, joining (asked or invited), curator, days. agree SLUG "
     "DIGEST: "
     "accepts them. enter and leave SLUG ORGANISATION.\n\nprovider add SLUG NAME=VALUE..., at the "
     "machine: names a provider of OpenID Connect by which people sign on, or changes what is "
     "given: issuer, client (its client_id for this server), secret-file (a file with the client's "
     "secret), here (how browsers reach this server: https://renkei.example; the provider must "
     "know https://renkei.example/sign-on as where it answers), name (on the button), strong "
     "(values "
     "of acr and amr that count as a second factor, spaces between them). An account is made for "
     "who "
     "has none only with organisation (its slug) and domain (of verified mail addresses) or claim "
     "(NAME=VALUE), with role (reader without it). provider list. provider remove SLUG: who came "
     "by "
     "it is signed out, and all links with it are gone.",
     "0 done, 1 refused or not there, 2 error",
     "renkei admin sessions --as kenji\n"
     "renkei admin token 'sensor 3' --scopes match --days 90 --as kenji\n"
     "renkei admin certificate 'sensor 4' --scopes match --server https://renkei.example \\\n"
     "    --token token --certificate sensor.pem --key sensor-key.pem\n"
     "renkei admin revoke 'sensor 3' --as kenji\n"
     "renkei admin recover kenji\n"
     "renkei admin organisation hospital name='City Hospital' sector=private country=JP\n"
     "renkei admin invite hospital administrator 'Hanako'\n"
     "renkei admin role hospital kenji curator\n"
     "renkei admin provider add city issuer=https://login.city.example client=renkei \\\n"
     "    secret-file=secret here=https://renkei.example name='City'\n",
     admin_options, cmd_admin},
    {"import", "FILE...", "take in files",
     "Takes STIX 2.1 and 2.0 bundles, TAXII envelopes, single objects, JSON lines, plain lists of "
     "domains, addresses, URLs and hashes, and CSV with named columns, also packed as .gz, .xz "
     "or .zst. The file - is standard input. Memory does not grow with the file.\n\nOf a damaged "
     "file, what stands before the damage is kept and the place is reported; of JSON lines and "
     "lists, only the bad line is refused. --all-or-nothing keeps none. Taking the same file again "
     "changes nothing.\n\nAn object that its creator gives must keep every MUST of STIX 2.1; what "
     "came from others is kept with the rules that it breaks, which are shown with it. --strength "
     "strict (every MUST and SHOULD), standard or lenient says one for all.\n\nCtrl-C stops in "
     "order: what was read before is kept and counted, and further files are not begun.",
     "0 all taken, 1 some refused (each is listed with its reason), 2 unusable or stopped",
     "renkei import --collection home bundle.json\nrenkei import domains.txt.xz\n", import_options,
     cmd_import},
    {"export", "", "write out what is there",
     "Streams objects to standard output: a STIX bundle (stix), an object a line (jsonl), a "
     "table (csv), a value a line (list), or values with what they mean (values).\n\nEach object "
     "goes out as it came, whether of STIX 2.0 or 2.1. --spec writes all of them in one version; "
     "what that version cannot say is left out and counted, and --format changes lists what was "
     "left out and what was changed, an object a line.\n\nSearch by "
     "--words follows what comes in: it is waited for a few seconds.",
     "0 all written, 1 search was behind, or --spec left something out, 2 error",
     "renkei export --type indicator --format list\nrenkei export --spec 2.1 > bundle.json\n",
     export_options, cmd_export},
    {"lookup", "VALUE...", "tell what is known about values",
     "Indicators, objects and sightings that speak of a value; who said so, since when, and under "
     "which marking. Parent domains, networks and hosts of URLs are looked up too. De-fanged "
     "forms are understood. Without VALUE, values are read from standard input, one a line.",
     "0 nothing known, 1 something known, 2 error, or a VALUE that is none",
     "renkei lookup 'hxxp://login[.]example/a'\n", lookup_options, cmd_lookup},
    {"match", "FILE...", "find lines that hold a known-bad value",
     "Reads text of any kind (logs, mail, lists; also packed; - is standard input) and reports "
     "each line that holds a known-bad value: file, line, byte range, value, indicator, name and "
     "confidence. Known-bad values come from the store, from a server, or from --indicators "
     "files. Nothing of the text leaves this machine.",
     "0 nothing found, 1 found, 2 error",
     "renkei match access.log\nrenkei match --indicators domains.txt dns.log.gz\n", match_options,
     cmd_match},
    {"check", "FILE...", "tell whether files keep the rules of STIX 2.1",
     "Reads bundles, TAXII envelopes, single objects and JSON lines, also packed as .gz, .xz or "
     ".zst, and tells what breaks a rule of STIX 2.1: the object, the place in it, the rule and "
     "the section of the standard. The file - is standard input. Memory does not grow with the "
     "file. Nothing is sent or stored.\n\nWithout an option every MUST is asked for; --strict asks "
     "for every SHOULD and for the vocabularies, too; --lenient refuses only what could not be "
     "addressed, ordered or marked, as import does.\n\nWith --json each line is an object. "
     "Those with `rule` are findings: where (file, index, id, path), of which rule (rule, section, "
     "severity), what is wrong (sentence; code, values and why for programs), and whether the "
     "object passes (passes) and can be taken by any strength (usable). The one "
     "with `objects` ends its file: refused, unusable, bundle_refused, how many of each severity, "
     "left_out, and damage, which says why a file could not be read to its end. The manual "
     "(docs/manual/check.md) says all of it.",
     "0 all pass, 1 some do not, 2 unusable",
     "renkei check bundle.json\nrenkei check --strict --json *.json.gz\n", check_options,
     cmd_check},
    {"pattern", "check|explain|test PATTERN|FILE...",
     "check STIX patterns, tell in words what they say, or try them on observations",
     "check reads patterns by STIX 2.1, chapter 9, and tells of each that is none the line, the "
     "column and what was expected there. explain tells in indented lines what a pattern asks for, "
     "which values alone decide it, and its normal form, which is the same for patterns that "
     "differ in spelling and order only. test tries patterns on the observed-data of --data FILE "
     "(a bundle, JSON lines; also packed; - is standard input), all of them together, and tells "
     "which observations match and by which objects: yes, no, or undecided where the search "
     "would take too long. It ends with 2 when it is undecided, and when nothing matches but some "
     "observations cannot be used.\n\nWhat begins with [ or ( is a pattern, everything else a "
     "file with a pattern a line; - is standard input, which is also read when nothing is named. "
     "--lenient takes what others write beside the standard and tells what it was: ==, <>, "
     "comments, "
     "capital hex digits, wide integers, AND between different types of objects. "
     "--pattern-version 2.0 is for patterns of STIX 2.0: START and STOP take plain strings, and "
     "there is no EXISTS.\n\nNo store is needed.",
     "0 all are patterns (test: none matches), 1 some are not (test: one matches), 2 error",
     "renkei pattern check \"[domain-name:value = 'evil.example']\"\n"
     "renkei pattern explain --json patterns.txt\n"
     "renkei pattern test \"[ipv4-addr:value ISSUBSET '192.0.2.0/24']\" --data observed.json\n",
     pattern_options, cmd_pattern},
    {"explain", "ID", "tell who can see an object, and why",
     "Where you see the object, under which label and conditions; which organisations read it "
     "there and by which rule. Names only organisations that you know: your own, and those of "
     "communities that you share.\n\nWith --person it says whether somebody can see it, and which "
     "rule decides. The operator asks for anybody, an administrator for persons of the own "
     "organisation. Of what you do not see yourself nothing is said.",
     "0 told, 1 the person cannot see it, 2 error, or there is no such object for you",
     "renkei explain indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f\n", explain_options,
     cmd_explain},
    {"types", "[TYPE...]", "list what STIX 2.1 defines",
     "Writes the types of STIX 2.1 with their properties, the common properties, the extensions "
     "and "
     "the vocabularies, as the table has them by which check looks at objects. With --json the "
     "same "
     "is a JSON Schema.\n\nNo store is needed.",
     NULL, "renkei types indicator\nrenkei types --json > stix-types.json\n", types_options,
     cmd_types},
    {"store", "copy|check", "copy a store to another place, or check it",
     "store copy: copies the store at --from to the empty place --to, from SQLite to PostgreSQL or "
     "back: every object, account, token, number and time as it is; only full-text search is made "
     "anew. A file is --from PATH, a database --from postgresql://USER@HOST/NAME. Each table is "
     "read back, and counted and compared by a digest, before the copy is a store that other "
     "commands take. A copy that ended too early (Ctrl-C too) goes on when the same is given "
     "again. Nothing may write to the source meanwhile: stop its server first. The source is not "
     "changed.\n\nstore check: reads the whole store at --store and tells whether everything in it "
     "is as it must be: the database itself, and what must hold between its tables. Prints ok, or "
     "the first thing that is wrong. Changes nothing.",
     "0 copied and the same, or sound; 1 damaged; 2 not copied, not finished, or not checked",
     "renkei store copy --from renkei.db --to postgresql://renkei@db.example/renkei\n"
     "renkei store copy --from postgresql://renkei@db.example/renkei --to sqlite:renkei.db\n"
     "renkei store check --store renkei.db\n",
     store_options, cmd_store},
    {"verify", "store|consistency|object|checkpoint|evidence [FILE|ID]",
     "hold the log against the store, its past or an object",
     "Everything that is taken in or taken out is an entry of a log that can only grow, and that "
     "anybody may read without learning anything from it.\n\nverify store: makes every entry and "
     "the whole tree again from the stored bytes, and prints the first place where something is "
     "not what was logged. With --checkpoint the log must also begin with that older one: whoever "
     "has the store can write a whole new log, but not the one that others remember.\n\nverify "
     "checkpoint: prints the checkpoint of now, to be kept elsewhere.\n\nverify consistency: asks "
     "a server, or the store, whether its log begins with that of --checkpoint. Nothing that it "
     "says is believed: it is calculated from its tiles.\n\nverify evidence ID: prints the "
     "evidence of an object that you may read.\n\nverify object FILE: whether the object in FILE, "
     "or each of a bundle, is what the evidence in --proof is of, or the receipts of an import, "
     "without any server or store. With --witness, which may be given again, the checkpoint in it "
     "must have been cosigned by that witness, too.\n\n--log-key is the key "
     "that you were given; without it the key is taken from what is verified, and printed.",
     "0 it holds; 1 it does not, and where; 2 could not be looked at",
     "renkei verify store --store renkei.db\n"
     "renkei verify checkpoint > checkpoint.txt\n"
     "renkei verify consistency --checkpoint checkpoint.txt --server https://renkei.example\n"
     "renkei verify object indicator.json --proof indicator.evidence.json\n",
     verify_options, cmd_verify},
    {"log", "witnesses|witness|unwitness|cosign|uncosign|monitor [KEY|NAME|URL...]",
     "have the log cosigned, cosign those of others, and watch one",
     "A witness is a server that cosigns the checkpoints of logs, each only when it follows from "
     "the last one. So nobody can show one log to some and another to others. Every renkei can be "
     "a witness for others.\n\nlog witnesses: the keys of this log and of this witness, who is "
     "asked to cosign this log and what came of it, and which logs are cosigned here.\n\nlog "
     "witness KEY URL: from now on the server asks this witness, whenever the log has grown. For a "
     "renkei the URL is that of the server and /log/witness, and KEY what its operator sees by "
     "log witnesses. log unwitness NAME: does not ask it any more.\n\nlog cosign KEY: from now on "
     "this server cosigns the log that has this key. log uncosign NAME: does not any more. What it "
     "has cosigned it remembers for ever.\n\nlog monitor URL: stays, looks at the log of the "
     "server at URL every --every seconds, and keeps in --state what it was. Ends with an alarm, "
     "on standard error, when the log was cut, forked or written anew, when its checkpoint is not "
     "signed by its key, or when for longer than --patience it was not to be seen, or a witness of "
     "--witness, which may be given again, has not cosigned it. The checkpoint that the alarm is "
     "about is then in the file STATE-alarm. With --once it looks once. With --json it prints a "
     "line of JSON for each look.",
     "0 done, all is well; 1 an alarm, or no such name; 2 could not be done or seen",
     "renkei log witnesses --store renkei.db\n"
     "renkei log witness 'renkei/...+...+...' https://other.example/log/witness\n"
     "renkei log cosign 'renkei/...+...+...'\n"
     "renkei log monitor https://other.example --state other.json --log-key 'renkei/...+...+...'\n"
     "renkei log monitor https://other.example --state other.json --once --quiet\n",
     log_options, cmd_log},
    {"audit", "", "show the record of acts",
     "Prints what was done by whom, from where, to what and with which result, the oldest first: "
     "signing in, refusals, reading what is marked TLP:RED, changes of rights, tokens and "
     "passwords, exports, and acts of the operator. The operator sees all; an administrator what "
     "persons of the own organisation did, and what others did to its things.\n\nEach is an entry "
     "of the log, so that nobody removes one unnoticed: see renkei verify. --act takes a name such "
     "as sign_in.wrong; docs/manual/audit.md lists them. --person takes the name of an account, "
     "--place an address as it stands in the record, --object the id of an object, --words words "
     "that stand anywhere in it.\n\n--format is text, jsonl (as it is committed to), cef (ArcSight "
     "Common Event Format) or syslog (RFC 5424), a line each. --follow goes on as more is done.",
     "0 all printed, 1 not allowed, 2 error",
     "renkei audit --since 2026-01-01T00:00:00Z --act sign_in.wrong\n"
     "renkei audit --format cef --follow\n",
     audit_options, cmd_audit},
    {"backup", "FILE", "write a backup of a store into a file, also while its server runs",
     "Writes all that the store at --store holds at one moment into FILE: what was acknowledged "
     "before the backup began is in it, and nothing half. A server goes on meanwhile, and so does "
     "who writes to it. FILE gets its name when it has been read whole and compared with the "
     "store; until then it is FILE-unfinished, and whatever ends the command, FILE is a whole "
     "backup or there is none.\n\nOnly full-text search is left out: it is filled again. A backup "
     "holds what is marked TLP:RED, passwords as digests and the keys of the server: keep it as "
     "safe as the store. It is written by the store's user. A FILE that is there already is "
     "replaced by --overwrite only, and a store in use never.\n\nA store in PostgreSQL is backed "
     "up by PostgreSQL itself; the manual (docs/manual/operator.md) says how.",
     "0 made and read back, 2 not made",
     "renkei backup --store renkei.db monday.backup\n"
     "renkei backup --store renkei.db --overwrite last.backup\n",
     backup_options, cmd_backup},
    {"restore", "FILE", "make a store from a backup",
     "Reads the backup FILE whole, and makes the store at --store of it, where none may be: stop "
     "the server and move away what is left of the old store first (PATH, PATH-wal and PATH-shm, "
     "all to one place). FILE is not changed, and may be of an older version of renkei.\n\nWhat "
     "was taken in or changed after the backup began is not in it. Passwords and tokens are those "
     "of that moment: one that was taken back since is good again.",
     "0 restored, 2 not restored", "renkei restore --store renkei.db monday.backup\n",
     restore_options, cmd_restore},
    {"routes", "", "list the requests that a server answers",
     "Writes a line for each request that a server answers: method, path, who may come (anybody, "
     "who is signed in, or only the operator at the machine) and what a token must be for. With "
     "--json each line is an object. What is asked and answered there is told by "
     "docs/formats/api.md and openapi.json.",
     NULL, "renkei routes --json\n", routes_options, cmd_routes},
    {"doctor", "", "tell what is wrong with an installation, and what to do about it",
     "Looks at the installation that the options of serve describe; give it the same --config. It "
     "looks at the store (can it be read, of which schema, are its pages sound), the room on its "
     "disk, who may read the files, the clock, the certificate (does it fit its key, when does it "
     "end), whether passwords would go over a network in the open, and the server: does it run "
     "and answer, is search behind, how many files may it have open. For a database: its version, "
     "and whether this user may write there.\n\nNothing is changed and nobody is kept waiting. Ask "
     "as the user that the server runs as. It prints a line a check: well, mend with what to do, "
     "or unknown where it could not look.",
     "0 all well, 1 something to mend, 2 something could not be looked at",
     "renkei doctor --store renkei.db --listen ::\n", doctor_options, cmd_doctor},
    {"man", "[COMMAND]", "write a man page",
     "Writes the man page of a command, or of the program, as roff to standard output.", NULL,
     "renkei man import | man -l -\n", no_options, cmd_man},
    {"completion", "bash|zsh|fish", "write completions for a shell",
     "Writes a script that completes commands and options.", NULL,
     "eval \"$(renkei completion bash)\"\n", no_options, cmd_completion},
    {"help", "[COMMAND]", "show help", "Shows what a command does and takes.", NULL,
     "renkei help import\n", no_options, cmd_help},
};
const size_t command_count = sizeof commands / sizeof *commands;

const struct command *command_find(struct str name) {
    for (size_t i = 0; i < command_count; i++)
        if (str_equal(name, str_of(commands[i].name))) return &commands[i];
    return NULL;
}

struct str command_words(const struct command *command) {
    struct str all = str_of(command->operands);
    bool has_words = islower((unsigned char)command->operands[0]);
    return has_words ? str_cut(all, 0, str_find_byte(all, ' ')) : STR("");
}

struct str command_operands(const struct command *command) {
    struct str all = str_of(command->operands);
    size_t begin = command_words(command).size;
    return str_cut(all, begin > 0 ? begin + 1 : 0, all.size);
}

// Words at `width` columns, each line behind `indent` spaces.
static void print_wrapped(const char *text, int indent, int width) {
    int column = 0;
    for (const char *at = text; *at;) {
        if (*at == '\n') {
            printf("\n");
            column = 0;
            at++;
            continue;
        }
        int size = 0;
        while (at[size] && at[size] != ' ' && at[size] != '\n') size++;
        if (column && column + 1 + size > width) {
            printf("\n");
            column = 0;
        }
        column += printf("%*s%.*s", column ? 1 : indent, "", size, at);
        at += size;
        while (*at == ' ') at++;
    }
    printf("\n");
}

// The words of a command that has many.
static void print_words(struct str words, size_t width) {
    struct str word;
    size_t column = (size_t)printf("words:");
    while (str_take(&word, &words, '|')) {
        if (column + 1 + word.size > width) column = (size_t)printf("\n ") - 1;
        column += (size_t)printf(" %.*s", STR_ARG(word));
    }
    printf("\n\n");
}

static void print_option(enum option option) {
    const struct option_row *row = option_row(option);
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", row->name, row->value ? " " : "",
             row->value ? row->value : "");
    printf("  %-24s %s", left, row->help);
    if (row->otherwise) printf(" (%s)", row->otherwise);
    printf("\n");
}

static void print_program(void) {
    printf("usage: renkei COMMAND [OPTION...] [OPERAND...]\n\n"
           "Organisations and nations warn each other of cyber threats and cooperate against "
           "them.\n\ncommands:\n");
    for (size_t i = 0; i < command_count; i++)
        printf("  %-12s %s\n", commands[i].name, commands[i].summary);
    printf("\nrenkei help COMMAND tells more. Options may also stand in a file (--config FILE, "
           "lines\nname = value) or in the environment (RENKEI_STORE=...).\n");
}

void command_help(const struct command *command) {
    if (!command) {
        print_program();
        return;
    }
    struct str words = command_words(command), operands = command_operands(command);
    bool is_long = words.size > WORDS_SIZE_MAX;
    struct str shown = is_long ? STR("WORD") : words;
    printf("usage: renkei %s%s%.*s [OPTION...]%s%.*s\n\n", command->name, shown.size ? " " : "",
           STR_ARG(shown), operands.size ? " " : "", STR_ARG(operands));
    if (is_long) print_words(words, 88);
    print_wrapped(command->description, 0, 88);
    printf("\noptions:\n");
    for (const enum option *option = command->options; *option != OPTION_COUNT; option++)
        print_option(*option);
    print_option(OPTION_CONFIG);
    print_option(OPTION_HELP);
    printf("\nexit code: %s\n", command->exits ? command->exits : "0 fine, 2 error");
    printf("\nexample:\n");
    struct str lines = str_of(command->examples), line;
    while (str_take(&line, &lines, '\n'))
        if (line.size) printf("  %.*s\n", STR_ARG(line));
}

int command_fail(const struct fault *fault) {
    fflush(stdout);
    fprintf(stderr, "renkei: %s\n", fault->text);
    return EXIT_UNUSABLE;
}

int cmd_help(const struct options *options, struct arena *arena) {
    (void)arena;
    if (!options->operand_count) {
        command_help(NULL);
        return EXIT_FINE;
    }
    const struct command *command = command_find(options->operands[0]);
    if (command) {
        command_help(command);
        return EXIT_FINE;
    }
    struct fault fault;
    fault_set(&fault, ABSENT, "there is no command %.*s", STR_ARG(options->operands[0]));
    return command_fail(&fault);
}
