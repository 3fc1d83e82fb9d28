// router.svelte.ts - the address is the state. Pages read `router.url`, and change it with `go`.
import { matchRoute, type Match } from './routes';

class Router {
  url = $state.raw(new URL(location.href));
  match = $derived<Match>(matchRoute(this.url.pathname));
  visits = $state(0); // counts changes of the path, so that the page can move the focus
}

export const router = new Router();

function read(): void {
  const before = router.url.pathname;
  router.url = new URL(location.href);
  if (before !== router.url.pathname) router.visits++;
}

export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  const url = new URL(to, location.href);
  if (url.origin !== location.origin) return;
  if (url.href === location.href) return;
  if (how === 'push') history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  read();
}

// Changes some parameters of the address and leaves the others.
export function setQuery(
  changes: Record<string, string | null>,
  how: 'push' | 'replace' = 'push',
): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes))
    if (value === null || value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  go(url.href, how);
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const anchor = (event.target as Element).closest?.('a');
  if (!anchor || anchor.target || anchor.hasAttribute('download')) return;
  const url = new URL(anchor.href, location.href);
  if (url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  if (url.pathname === location.pathname && url.search === location.search && url.hash) return;
  event.preventDefault();
  go(url.href);
}

export function startRouter(): void {
  window.addEventListener('popstate', read);
  document.addEventListener('click', onClick);
}
