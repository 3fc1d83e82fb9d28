// windows.svelte.ts - holds the pages of a long list that are near what is looked at.
//
// `want` asks for the rows in view; what left the view before its answer came is cancelled; at most
// `most` pages are held. `count` never claims more than the server said or was seen.
import { isAborted } from './api';
import { SvelteMap } from 'svelte/reactivity';
import { farthest, knownRows, pagesOf } from './window';
import type { Total } from './types';

export interface Page<T> {
  rows: T[];
  hasMore: boolean;
  total: Total;
}

export type Load<T> = (offset: number, limit: number, signal: AbortSignal) => Promise<Page<T>>;

export class Windows<T> {
  readonly size: number;
  readonly most: number;
  total = $state.raw<Total | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  loading = $state(false);
  #pages = new SvelteMap<number, T[]>();
  #asked = new Map<number, AbortController>();
  #seen = $state(0);
  #hasMore = $state(true);
  #load: Load<T> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #centre = 0;

  constructor(size = 200, most = 30) {
    this.size = size;
    this.most = most;
  }

  count = $derived.by(() =>
    this.total ? knownRows(this.total, this.#seen, this.#hasMore, this.size) : 0,
  );

  // What may be said about the number of rows: the end was seen, or the server counted.
  stated = $derived.by<Total | undefined>(() => {
    if (!this.total || this.total.exact) return this.total;
    return this.#hasMore
      ? { count: Math.max(this.total.count, this.#seen), exact: false }
      : { count: this.#seen, exact: true };
  });

  row(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / this.size))?.[index % this.size];
  }

  // Every row that is held, for summaries of what is on the page.
  *held(): Iterable<T> {
    for (const rows of this.#pages.values()) yield* rows;
  }

  // A new question: forgets everything, and asks for the first page at once.
  start(load: Load<T>): void {
    this.stop();
    this.#load = load;
    this.error = undefined;
    this.#ask(0, true);
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const asked of this.#asked.values()) asked.abort();
    this.#asked.clear();
    this.loading = false;
  }

  retry(): void {
    this.error = undefined;
    this.#ask(this.total ? this.#centre : 0, !this.total);
  }

  want(first: number, last: number): void {
    if (!this.#load || !this.total) return;
    const pages = pagesOf(first, last, this.size);
    const missing = pages.filter((page) => !this.#pages.has(page) && !this.#asked.has(page));
    this.#centre = pages[Math.floor(pages.length / 2)] ?? 0;
    for (const [page, asked] of this.#asked)
      if (!pages.includes(page)) {
        asked.abort();
        this.#asked.delete(page);
      }
    this.loading = this.#asked.size > 0;
    clearTimeout(this.#timer);
    if (missing.length > 0)
      // A moment's rest, so that dragging the scroll bar does not ask for every page on the way.
      this.#timer = setTimeout(() => missing.forEach((page) => this.#ask(page, false)), 40);
  }

  async #ask(page: number, isNew: boolean): Promise<void> {
    const running = new AbortController();
    this.#asked.set(page, running);
    this.loading = true;
    try {
      const answer = await this.#load!(page * this.size, this.size, running.signal);
      if (running.signal.aborted) return;
      if (isNew) {
        this.#pages.clear();
        this.#seen = 0;
        this.#hasMore = true;
      }
      this.total = answer.total;
      const end = page * this.size + answer.rows.length;
      if (answer.rows.length > 0) this.#seen = Math.max(this.#seen, end);
      if (!answer.hasMore && (answer.rows.length > 0 || page === 0)) this.#hasMore = false;
      this.#pages.set(page, answer.rows);
      for (const far of farthest(this.#pages.keys(), page, this.most)) this.#pages.delete(far);
      this.error = undefined;
    } catch (error) {
      if (!isAborted(error) && !running.signal.aborted) this.error = error;
    } finally {
      if (this.#asked.get(page) === running) this.#asked.delete(page);
      this.loading = this.#asked.size > 0;
    }
  }
}
