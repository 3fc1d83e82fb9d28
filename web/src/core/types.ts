// types.ts - the shapes of docs/formats/api.md, and nothing else.

export type Tlp = 'TLP:RED' | 'TLP:AMBER+STRICT' | 'TLP:AMBER' | 'TLP:GREEN' | 'TLP:CLEAR';

export interface Total {
  count: number;
  exact: boolean; // false: `count` is a lower bound
}

export interface Row {
  id: string;
  type: string;
  title: string;
  tlp: string | null;
  added: string;
  modified: string | null;
  revoked: boolean;
  creator: { id: string; name: string | null } | null;
  collection: { id: string; title: string } | null;
  lang?: string;
  valid_until?: string;
  sighting_of?: { type: string; title?: string }; // a sighting that has no words of its own
  is_cut?: true; // parts were cut out by their marking
}

export interface Me {
  name: string;
  display: string;
  organisation: {
    id?: string;
    slug?: string;
    name?: string;
    sector?: string;
    country?: string;
  } | null; // without members: one acts for none
  role: string;
  is_operator: boolean;
  is_administrator: boolean;
  must_enrol: boolean; // a second factor is asked of them, and nothing else is open
  organisations: { slug: string; name: string; role: string }[]; // for which one may act
}

export interface AuditRecord {
  id: string;
  at: string;
  act: string;
  result: 'done' | 'refused';
  who: { name: string; id?: string; organisation?: string };
  from?: string;
  on?: { kind: string; name?: string };
  objects?: string[];
  object_count?: number;
  count?: number;
  until?: string;
}

export interface Rows {
  rows: Row[];
  next: string | null;
  total: Total;
  search: { behind: number };
}

export interface Facets {
  types: ({ type: string } & Total)[];
  tlp: ({ tlp: string } & Total)[];
  collections: ({ id: string; title: string } & Total)[];
  total: Total;
}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type StixObject = { [name: string]: Json };

// An object in another version of STIX than the one that it came in, and what that changes.
export interface View {
  spec: string;
  sent: boolean;
  changes: { what: string; path: string; to?: string; section: string; why: string }[];
  total: number;
}

// What other languages make the sentence of a finding of.
export interface SaidFinding {
  code?: string;
  values?: Record<string, string>;
  why?: Refusal;
}

// What a version breaks of the rules of STIX 2.1.
export interface Deviations {
  findings: (SaidFinding & { rule: string; section: string; path: string; sentence: string })[];
  left_out: number;
}

export type MarkKind = 'tlp' | 'statement' | 'pap' | 'acs' | 'cui' | 'iep' | 'other';

// A marking of an object: what it says in short, of the whole or of parts.
export interface Mark {
  id: string;
  kind: MarkKind;
  text: string | null;
  detail: string | null; // acs: the classification; iep: the colour that its policy names
  has_more: boolean; // of the text
  is_here: boolean; // its definition can be seen
  is_whole: boolean;
  parts: string[]; // selectors
  parts_left_out: number;
}

export interface Markings {
  rows: Mark[];
  left_out: number;
}

export interface ObjectAnswer {
  row: Row;
  object: StixObject;
  spec: string; // the version of STIX that it came in
  view: View | null; // null: as it came
  deviations: Deviations | null;
  observables: { kind: string; value: string }[];
  markings: Markings;
  versions: { modified: string; added: string; revoked: boolean }[];
  collections: { id: string; title: string; tlp: string | null; added: string; why: string }[];
}

export interface AudienceParties {
  sectors: string[];
  countries: string[];
}

// Who can see an object, and why.
export interface Audience {
  places: {
    id: string;
    title: string;
    tlp: string | null;
    embargo_until: string | null;
    group: { id: string; name: string } | null;
    only: AudienceParties;
    never: AudienceParties;
  }[];
  is_public: boolean;
  is_for_named: boolean;
  needs_ends: boolean;
  readers: {
    slug: string;
    name: string;
    sector: string;
    country: string;
    whom: 'all' | 'role' | 'named';
    why: string;
  }[];
  has_others: boolean;
}

export interface AudiencePerson {
  person: string;
  may_read: boolean;
  why: string;
  until: string | null;
}

export interface Relation {
  role: string;
  direction: 'out' | 'in';
  via: Row | null;
  object: Row | null;
  id: string;
}

export interface Correlation {
  kind: string;
  value: string;
  count: number;
  exact: boolean;
  objects: Row[];
}

export interface ImportResult {
  taken: number;
  known: number;
  differs: number;
  refused: number;
  deviating: number; // of `taken`
  bytes: number;
  form: string;
  refusals: (Refusal & { index: number | null; line: number | null; id: string | null })[];
  refusals_left_out: number;
  damage: Refusal | null;
}

export interface Sightings {
  count: number;
  exact: boolean;
  number: number; // how often they say that it was seen
  first_seen: string | null;
  last_seen: string | null;
  rows: (Row & { count?: number; sighted_by: { id: string; name: string | null }[] })[];
}

export interface LookupMatch {
  relation: 'same' | 'parent' | 'network' | 'host';
  kind: string;
  value: string;
  count: number;
  exact: boolean;
  objects: (Row & {
    confidence: number | null;
    valid_from: string | null;
    said_since: string | null;
  })[];
  sightings?: Sightings; // when they were asked for
}

export interface Lookup {
  sightings: boolean;
  results: LookupResult[];
}

export interface LookupResult {
  value: string;
  kind: string | null;
  canonical: string | null;
  matches: LookupMatch[];
}

export interface MatchEntry {
  id: string;
  name: string | null;
  confidence: number | null;
  tlp: string | null;
  source: string | null;
  valid_from: string | null;
  valid_until: string | null;
}

export interface MatchLine {
  line: number;
  text: string;
  begin: number; // bytes of UTF-8
  end: number;
}

export interface MatchGroup {
  kind: string;
  value: string;
  count: number;
  entries: MatchEntry[];
  lines: MatchLine[];
}

export interface MatchAnswer {
  lines: number;
  bytes: number;
  hits: number;
  groups: MatchGroup[];
  hits_left_out?: number; // hits of such values
  values: number;
  ms: number;
}

export interface OverviewAnswer {
  total: number;
  exact: boolean; // of this and what is counted by type, marking and day
  by_type: { type: string; count: number }[];
  by_tlp: { tlp: string; count: number }[];
  by_day: { day: string; count: number }[];
  latest: Row[];
  sightings: Total & { rows: Row[] };
  search: { behind: number };
}

export interface Collection {
  id: string;
  alias: string | null;
  title: string;
  description: string | null;
  community: { slug: string; title: string } | null;
  default_tlp: string | null;
  is_public: boolean;
  community_reads: boolean;
  can_read: boolean;
  can_write: boolean;
  members: { id: string; name: string; country: string | null; can_write: boolean }[];
  count: number;
  exact: boolean;
  by_type: { type: string; count: number }[];
  newest: string | null;
}

export type Sector = 'policy' | 'business' | 'academia' | 'civil-society';

export interface DialogueRow {
  id: string;
  title: string;
  start: string;
  end: string;
  countries: string[];
  time_zones: string[];
  tlp: string | null;
  questions: number;
  participants: number;
}

export interface Participant {
  name: string;
  title: string | null;
  organisation: string | null;
  sector: Sector;
  country: string | null;
  roles: string[];
}

export interface AgendaItem {
  id: string;
  kind: string;
  title: string;
  title_ja: string | null;
  minutes: number;
  start: string;
  end: string;
  speakers: string[];
  moderator: string | null;
  issue: string | null;
}

export interface Dialogue {
  id: string;
  version: number | string;
  title: string;
  purpose: string | null;
  start: string;
  end: string;
  time_zones: string[];
  countries: string[];
  languages: string[];
  venue: string | null;
  tlp: string | null;
  rule: string | null;
  participants: Participant[];
  agenda: AgendaItem[];
  now: string | null;
  next: string | null;
  server_time: string;
  can_edit: boolean;
  can_ask: boolean;
  can_moderate: boolean;
}

export type QuestionState = 'open' | 'answering' | 'answered' | 'declined';

export interface Question {
  id: string;
  text: string;
  lang: string | null;
  author: { name: string; organisation: string | null } | null;
  item: string | null;
  asked: string;
  state: QuestionState;
  answer: string | null;
  reason: string | null;
  votes: number;
  voted: boolean;
  mine: boolean;
}

export interface Issue {
  id: string;
  title: string;
  text: string | null;
  lang: string | null;
  author: { name: string; organisation: string | null } | string | null;
  proposed: string;
  support: number;
  supported: boolean;
  mine: boolean;
}

// The stream.
export type StreamEvent =
  | { name: 'objects'; data: { added: string; count: number; exact: boolean } }
  | { name: 'dialogue'; data: { id: string; what: 'agenda' | 'questions' | 'issues' } }
  | {
      name: 'import';
      data: { watch: string; bytes: number; taken: number; known: number; refused: number };
    }
  | { name: 'lost'; data: null };

// Patterns, and what a check finds. Offsets are bytes of UTF-8; columns are code points.
export interface PatternLine {
  depth: number;
  saying: string;
  arguments: string[];
  text: string;
  begin: number;
  end: number;
}

export interface PatternTried {
  answer: 'yes' | 'no' | 'undecided';
  why?: string;
  observations: number;
  refused: number;
  refusals: (Refusal & { index: number; at: number; line: number; column: number })[];
  matches: {
    observation: string;
    first_observed: string;
    last_observed: string;
    times: number;
    begin: number;
    end: number;
    key: string;
    shown: string;
    at: number;
    line: number;
    column: number;
  }[];
  matches_left_out: number;
}

// Why something was refused: in English, and what other languages make their sentence of.
export interface Refusal {
  reason: string;
  place?: string;
  code?: string;
  value?: string;
  finding?: SaidFinding; // of a rule of STIX 2.1, which `value` names
}

export interface PatternAnswer {
  ok: boolean;
  error?: {
    code: 'expected' | 'regex' | 'limit';
    text: string;
    refusal?: Refusal; // unless something else was expected
    expected?: string;
    found?: string;
    at: number;
    line: number;
    column: number;
  };
  printed?: string;
  normal?: string;
  deviations?: string[];
  values?: { kind: string; value: string; enough: boolean; needed: boolean }[];
  lines?: PatternLine[];
  test?: PatternTried;
}

export type Severity = 'must' | 'should' | 'vocabulary' | 'custom';

export interface CheckFinding extends SaidFinding {
  index: number | null; // null: the bundle itself
  id?: string;
  path: string;
  rule: string;
  section: string;
  severity: Severity;
  sentence: string;
  at: number;
  line: number;
  column: number;
  size: number; // 0: only the place is known
}

export interface CheckAnswer {
  strength: 'strict' | 'standard' | 'lenient';
  objects: number;
  refused: number;
  bundle_refused: boolean | null;
  counts: Record<Severity, number>;
  findings: CheckFinding[];
  left_out: Record<Severity, number>;
  damage: (Refusal & { at: number; line: number; column: number }) | null;
}
