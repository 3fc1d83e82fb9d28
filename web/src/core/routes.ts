// routes.ts - the table of pages. Knows paths, loads nothing.

export type Page =
  | 'overview'
  | 'exchange'
  | 'object'
  | 'collections'
  | 'import'
  | 'match'
  | 'check'
  | 'dialogues'
  | 'dialogue'
  | 'record'
  | 'settings'
  | 'sign-in'
  | 'sign-on'
  | 'recover'
  | 'admin'
  | 'join'
  | 'missing';

export interface Match {
  page: Page;
  params: Record<string, string>;
}

export const routes: { path: string; page: Page }[] = [
  { path: '/', page: 'overview' },
  { path: '/exchange', page: 'exchange' },
  { path: '/exchange/collections', page: 'collections' },
  { path: '/exchange/import', page: 'import' },
  { path: '/o/:id', page: 'object' },
  { path: '/match', page: 'match' },
  { path: '/patterns', page: 'check' },
  { path: '/check', page: 'check' },
  { path: '/dialogues', page: 'dialogues' },
  { path: '/dialogues/:id', page: 'dialogue' },
  { path: '/admin/record', page: 'record' },
  { path: '/settings', page: 'settings' },
  { path: '/sign-in', page: 'sign-in' },
  { path: '/sign-on', page: 'sign-on' },
  { path: '/recover', page: 'recover' },
  { path: '/admin', page: 'admin' },
  { path: '/join', page: 'join' },
  // Shorter names, because people type them.
  { path: '/search', page: 'exchange' },
  { path: '/collections', page: 'collections' },
  { path: '/import', page: 'import' },
];

export function matchRoute(pathname: string): Match {
  const given = pathname.split('/').filter(Boolean);
  for (const route of routes) {
    const wanted = route.path.split('/').filter(Boolean);
    if (wanted.length !== given.length) continue;
    const params: Record<string, string> = {};
    const same = wanted.every((piece, i) => {
      if (!piece.startsWith(':')) return piece === given[i];
      try {
        params[piece.slice(1)] = decodeURIComponent(given[i]!);
        return true;
      } catch {
        return false; // a broken escape names no page
      }
    });
    if (same) return { page: route.page, params };
  }
  return { page: 'missing', params: {} };
}

export const objectPath = (id: string): string => '/o/' + encodeURIComponent(id);
export const dialoguePath = (id: string): string => '/dialogues/' + encodeURIComponent(id);
