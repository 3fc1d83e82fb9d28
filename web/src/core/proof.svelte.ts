// proof.svelte.ts - a dangerous act waits until its person has proved again to be the one.
//
// The server refuses such a request with `problem.prove`; api.ts then asks here, the dialog of the
// frame (parts/Prove) asks the person, and the request is sent once more.
import { whenUnproved } from './api';

class Proof {
  isAsked = $state(false);
  #waiting: ((isProved: boolean) => void)[] = [];

  // Several requests may wait for one dialog.
  ask(): Promise<boolean> {
    this.isAsked = true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  answer(isProved: boolean): void {
    this.isAsked = false;
    for (const resolve of this.#waiting.splice(0)) resolve(isProved);
  }
}

export const proof = new Proof();
whenUnproved(() => proof.ask());
