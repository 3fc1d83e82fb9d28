// resource.svelte.ts - something that is asked for: the answer, the failure, or neither yet.
// A new question cancels the one before; an old answer never overwrites a newer one.
import { isAborted } from './api';

export class Resource<T> {
  value = $state.raw<T | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  loading = $state(false);
  #running: AbortController | null = null;

  async load(question: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.loading = true;
    try {
      const value = await question(running.signal);
      if (this.#running !== running) return;
      this.value = value;
      this.error = undefined;
    } catch (error) {
      if (this.#running !== running || isAborted(error)) return;
      this.error = error;
    } finally {
      if (this.#running === running) {
        this.#running = null;
        this.loading = false;
      }
    }
  }

  drop(): void {
    this.#running?.abort();
    this.#running = null;
    this.loading = false;
    this.value = undefined;
    this.error = undefined;
  }
}
