// api.ts - asking the server, and what a refusal looks like.
//
// Every answer is JSON. A refusal is thrown as a Problem whose `code` is a key of the catalogue;
// a network that does not answer is a Problem too, so that pages know one kind of failure.

export const base = '/api/v1';

export class Problem extends Error {
  readonly status: number; // 0: the server could not be reached
  readonly code: string;
  readonly place: string;
  readonly detail: string; // English, from the server
  readonly body: unknown;

  constructor(
    status: number,
    members: { code?: string; place?: string; detail?: string; title?: string } = {},
  ) {
    super(members.title ?? members.code ?? String(status));
    this.status = status;
    this.code = members.code ?? codeOf(status);
    this.place = members.place ?? '';
    this.detail = members.detail ?? members.title ?? '';
    this.body = members;
  }
}

// The sentence for a status that came without a code: a proxy in between answers like this.
export function codeOf(status: number): string {
  if (status === 0) return 'problem.unreachable';
  if (status === 401) return 'problem.sign_in';
  if (status === 403) return 'problem.forbidden';
  if (status === 404) return 'problem.not_found';
  if (status === 409 || status === 412) return 'problem.changed_meanwhile';
  if (status === 413) return 'problem.too_large';
  if (status === 429) return 'problem.too_many';
  if (status === 503) return 'problem.busy';
  if (status === 507) return 'problem.full';
  return status >= 500 ? 'problem.failed' : 'problem.malformed';
}

export type Query = Record<string, string | number | null | undefined> | URLSearchParams;

export function link(path: string, query?: Query): string {
  const search = query instanceof URLSearchParams ? query : new URLSearchParams();
  if (query && !(query instanceof URLSearchParams))
    for (const [name, value] of Object.entries(query))
      if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return base + path + (text ? '?' + text : '');
}

export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

interface Ask {
  method?: string;
  query?: Query;
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

// Who is asked to prove again to be the one, before a dangerous act; core/proof sets it.
let prove: (() => Promise<boolean>) | null = null;
export function whenUnproved(handler: () => Promise<boolean>): void {
  prove = handler;
}

// A request that was refused for want of a proof is sent once more after it.
export async function ask<T>(path: string, options: Ask = {}): Promise<T> {
  try {
    return await askOnce<T>(path, options);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'problem.prove' || !prove) throw error;
    if (!(await prove())) throw error;
    return askOnce<T>(path, options);
  }
}

async function askOnce<T>(path: string, options: Ask): Promise<T> {
  const method = options.method ?? 'GET';
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  let body = options.body;
  if (options.json !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(options.json);
  }
  if (method !== 'GET') headers['renkei-request'] = '1';
  let response: Response;
  try {
    response = await fetch(link(path, options.query), {
      method,
      headers,
      body: body ?? null,
      signal: options.signal ?? null,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
    });
  } catch (error) {
    if (isAborted(error)) throw error;
    throw new Problem(0);
  }
  return readAnswer<T>(response.status, await response.text());
}

// Shared with uploads, which XMLHttpRequest sends because fetch cannot tell how far it is.
export function readAnswer<T>(status: number, text: string): T {
  let value: unknown = null;
  if (text) {
    try {
      value = JSON.parse(text);
    } catch {
      throw new Problem(status >= 400 ? status : 502);
    }
  }
  if (status < 200 || status >= 300)
    throw new Problem(status, typeof value === 'object' && value !== null ? value : {});
  return value as T;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  ask<T>(path, { ...(query ? { query } : {}), signal });
export const post = <T>(path: string, json: unknown, signal?: AbortSignal) =>
  ask<T>(path, { method: 'POST', json, signal });
export const put = <T>(path: string, json: unknown, headers?: Record<string, string>) =>
  ask<T>(path, { method: 'PUT', json, ...(headers ? { headers } : {}) });
export const remove = <T>(path: string, headers?: Record<string, string>) =>
  ask<T>(path, { method: 'DELETE', ...(headers ? { headers } : {}) });

// Ids stand in paths: a STIX id has no slash, but a stranger's might.
export const part = encodeURIComponent;
