// stix.ts - what a page needs to know about STIX objects to show them readably.
import type { Json, StixObject } from './types';

// One letter and one hue a family: colour is never alone.
export type Family = 'signal' | 'actor' | 'tool' | 'defence' | 'link' | 'value' | 'talk' | 'other';

const families: Record<string, Family> = {
  indicator: 'signal',
  'observed-data': 'signal',
  sighting: 'signal',
  incident: 'signal',
  report: 'signal',
  'threat-actor': 'actor',
  'intrusion-set': 'actor',
  campaign: 'actor',
  identity: 'actor',
  location: 'actor',
  malware: 'tool',
  'malware-analysis': 'tool',
  tool: 'tool',
  infrastructure: 'tool',
  'attack-pattern': 'tool',
  vulnerability: 'tool',
  'course-of-action': 'defence',
  grouping: 'defence',
  relationship: 'link',
  note: 'talk',
  opinion: 'talk',
  'marking-definition': 'other',
  'extension-definition': 'other',
  'language-content': 'other',
};

const values = new Set([
  'artifact',
  'autonomous-system',
  'directory',
  'domain-name',
  'email-addr',
  'email-message',
  'file',
  'ipv4-addr',
  'ipv6-addr',
  'mac-addr',
  'mutex',
  'network-traffic',
  'process',
  'software',
  'url',
  'user-account',
  'windows-registry-key',
  'x509-certificate',
]);

export function familyOf(type: string): Family {
  return families[type] ?? (values.has(type) ? 'value' : type.startsWith('x-') ? 'talk' : 'other');
}

// What the head of the page says already, or a section of its own shows.
const elsewhere = new Set([
  'type',
  'id',
  'object_marking_refs',
  'spec_version',
  'revoked',
  'created_by_ref',
]);
const first = [
  'name',
  'value',
  'description',
  'abstract',
  'content',
  'explanation',
  'opinion',
  'pattern',
  'pattern_type',
  'indicator_types',
  'aliases',
  'labels',
  'confidence',
  'valid_from',
  'valid_until',
  'hashes',
  'published',
];
const last = ['external_references', 'created', 'modified', 'extensions'];

function rank(name: string): number {
  const early = first.indexOf(name);
  if (early >= 0) return early;
  const late = last.indexOf(name);
  return late >= 0 ? 1000 + late : 500;
}

export function shownProperties(object: StixObject): [string, Json][] {
  return Object.entries(object)
    .filter(([name]) => !elsewhere.has(name))
    .filter(([name]) => name !== 'external_references' || !isReferences(object[name]))
    .filter(([name]) => name !== 'granular_markings' || !areMarkings(object[name]))
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => rank(a.entry[0]) - rank(b.entry[0]) || a.index - b.index)
    .map(({ entry }) => entry);
}

export interface Reference {
  source_name: string;
  description?: string;
  url?: string;
  external_id?: string;
}

// What others send is kept whatever its shape: then it is shown as any other property.
function isReferences(value: Json | undefined): boolean {
  const isReference = (one: Json): boolean =>
    typeof one === 'object' &&
    one !== null &&
    Object.entries(one).every(([name, part]) => name === 'hashes' || typeof part === 'string');
  return Array.isArray(value) && value.every(isReference);
}

// Parts marked by their language stand in no section of their own (STIX 2.1, 7.2.3).
function areMarkings(value: Json | undefined): boolean {
  const isMarking = (one: Json): boolean =>
    typeof one === 'object' && one !== null && !Array.isArray(one) && isId(`${one.marking_ref}`);
  return Array.isArray(value) && value.every(isMarking);
}

export function references(object: StixObject): Reference[] {
  const found = object.external_references;
  return isReferences(found) ? (found as unknown as Reference[]) : [];
}

export function isId(text: string): boolean {
  return /^[a-z][a-z0-9-]*--[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text);
}

export function typeOfId(id: string): string {
  const at = id.indexOf('--');
  return at > 0 ? id.slice(0, at) : '';
}

export function shortId(id: string): string {
  const at = id.indexOf('--');
  return at > 0 ? id.slice(at + 2, at + 10) : id;
}

export function isStamp(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text);
}

// A link a person may follow: https and http only, nothing that runs.
export function safeUrl(text: string | undefined): string | null {
  if (!text) return null;
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

export type Validity = 'coming' | 'valid' | 'over' | 'open';

// An indicator without an end is valid until someone revokes it, which is worth saying.
export function validityAt(from: string | null, until: string | null, now: number): Validity {
  if (from && Date.parse(from) > now) return 'coming';
  if (until && Date.parse(until) <= now) return 'over';
  return until ? 'valid' : 'open';
}

// crypto.randomUUID exists only in secure contexts; an intranet over plain HTTP is none.
export function newId(type: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const uuid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
  return `${type}--${uuid}`;
}

// A sighting says that something was seen, how often and by whom; never in which line.
export function sightingBundle(options: {
  of: string;
  count: number;
  marking: string | null;
  creator: string | null;
  now: string;
}): StixObject {
  const sighting: StixObject = {
    type: 'sighting',
    spec_version: '2.1',
    id: newId('sighting'),
    created: options.now,
    modified: options.now,
    sighting_of_ref: options.of,
    count: Math.min(Math.max(1, options.count), 999_999_999),
  };
  if (options.creator) {
    sighting.created_by_ref = options.creator;
    sighting.where_sighted_refs = [options.creator];
  }
  if (options.marking) sighting.object_marking_refs = [options.marking];
  return { type: 'bundle', id: newId('bundle'), objects: [sighting] };
}
