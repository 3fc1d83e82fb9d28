// sign_on.ts - to a provider of OpenID Connect and back: this page leaves, and comes back as /sign-on.
//
// Where one wanted to go is kept for this tab and taken out on the way back. Nothing else is.
import { get, post } from './api';

export interface Provider {
  slug: string;
  name: string;
}

const key = 'renkei.next';

export async function readProviders(signal?: AbortSignal): Promise<Provider[]> {
  return (await get<{ providers: Provider[] }>('/providers', undefined, signal)).providers;
}

// A path of this site and no other: `//elsewhere.example` would be another one.
export function ownPath(wanted: string | null, otherwise: string): string {
  const url = new URL(wanted ?? otherwise, location.origin);
  const isOwn = url.origin === location.origin && !['/sign-in', '/sign-on'].includes(url.pathname);
  return isOwn ? url.pathname + url.search + url.hash : otherwise;
}

export async function leaveFor(path: string, provider: string, next: string): Promise<void> {
  const { url } = await post<{ url: string }>(path, { provider });
  try {
    sessionStorage.setItem(key, next);
  } catch {
    // Then one comes back to the beginning.
  }
  location.assign(url);
}

export function takeNext(otherwise: string): string {
  try {
    const next = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return ownPath(next, otherwise);
  } catch {
    return otherwise;
  }
}
