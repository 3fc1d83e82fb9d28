// party.ts - organisations, persons and communities, as docs/formats/api.md says.

export const roles = ['reader', 'contributor', 'curator', 'administrator'] as const;
export type Role = (typeof roles)[number];
export type PartyState = 'active' | 'suspended' | 'left';

export interface Organisation {
  slug: string;
  id: string;
  name: string;
  sector: '' | 'state' | 'private' | 'civil-society' | 'academia' | 'international';
  country: string;
  industries: string[];
  languages: string[];
  patron: string;
  state: PartyState;
  verified: string | null;
  verifier: string;
  may_administer: boolean;
}

export interface Person {
  name: string;
  display: string;
  role: Role;
  state: PartyState;
  account_state: PartyState;
  is_service: boolean;
  is_operator: boolean;
  since: string;
}

export interface Invitation {
  id: string;
  role: Role;
  note: string;
  maker: string;
  made: string;
  expires: string;
  taken: string | null;
  taker: string;
  is_open: boolean;
  secret?: string;
}

export interface JoinRequest {
  id: string;
  organisation: { slug: string; name: string };
  community: { slug: string; name: string } | null;
  name: string;
  display: string;
  words: string;
  made: string;
  decided: string | null;
  verdict: 'open' | 'accepted' | 'declined' | 'withdrawn';
  is_own: boolean;
  may_decide: boolean;
}

export interface Community {
  slug: string;
  title: string;
  description: string;
  standing: 'inside' | 'waiting' | 'outside';
  may_be_asked: boolean;
  may_curate: boolean;
  terms: {
    text: {
      number: number;
      purpose: string;
      relaying: string;
      default_tlp: string;
      joining: 'asked' | 'invited';
      curator: string;
      days: number;
    };
    digest: string;
    made: string;
    maker: string;
    accepted: string | null;
    accepter: string;
  } | null;
  members: { slug: string; name: string; accept_by: string | null; accepted: number }[];
}
