// session.svelte.ts - who is asking. `null` is a stranger, `undefined` is not known yet.
import { get, post, put, remove } from './api';
import { restartStream } from './stream';
import type { Me } from './types';

class Session {
  me = $state.raw<Me | null | undefined>(undefined);
}

export const session = new Session();

export async function readSession(): Promise<void> {
  const answer = await get<Me | { name: null }>('/me');
  session.me = answer.name === null ? null : answer;
}

export async function signIn(name: string, password: string, code: string): Promise<void> {
  const answer = await post<Me | { me: Me }>('/session', { name, password, code });
  session.me = 'me' in answer ? answer.me : answer;
  restartStream(); // the stream shows what the new viewer may see
}

// For another of one's organisations, from here on and in all tabs of this browser.
export async function actFor(organisation: string): Promise<void> {
  await put('/me/organisation', { organisation });
  await readSession();
  restartStream();
}

export async function signOut(): Promise<void> {
  await remove('/session');
  session.me = null;
  restartStream();
}
