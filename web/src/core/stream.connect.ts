// stream.connect.ts - holds the EventSource, in a worker or in a tab.
import type { StreamEvent } from './types';

export type Signal =
  { what: 'event'; event: StreamEvent } | { what: 'state'; open: boolean } | { what: 'restart' };

const names = ['objects', 'dialogue', 'import', 'lost'] as const;
const firstWait = 1_000;
const longestWait = 60_000;

export interface Connection {
  restart(): void;
  close(): void;
}

export function connect(send: (signal: Signal) => void): Connection {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = firstWait;
  let wasOpen = false;

  function open(): void {
    clearTimeout(timer);
    source?.close();
    source = new EventSource('/api/v1/stream');
    source.onopen = () => {
      wait = firstWait;
      send({ what: 'state', open: true });
      // A new EventSource starts without the last id: what came in between is not known.
      if (wasOpen) send({ what: 'event', event: { name: 'lost', data: null } });
      wasOpen = true;
    };
    source.onerror = () => {
      send({ what: 'state', open: false });
      if (source?.readyState !== EventSource.CLOSED) {
        wasOpen = false; // the browser itself goes on, with Last-Event-ID
        return;
      }
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, longestWait);
    };
    for (const name of names)
      source.addEventListener(name, (message: MessageEvent<string>) => {
        try {
          const data = name === 'lost' ? null : (JSON.parse(message.data) as unknown);
          send({ what: 'event', event: { name, data } as StreamEvent });
        } catch {
          // An event that cannot be read is one that was lost.
          send({ what: 'event', event: { name: 'lost', data: null } });
        }
      });
  }

  open();
  return {
    restart() {
      wait = firstWait;
      open();
    },
    close() {
      clearTimeout(timer);
      source?.close();
      source = null;
    },
  };
}
