// stream.ts - one stream of events for all tabs of this browser.
//
// HTTP/1.1 allows six connections a host, and a stream keeps one for good: so a SharedWorker holds
// the EventSource. Where there is no SharedWorker (Chrome on Android), the tabs agree through a lock
// on one that holds it and broadcasts. Listeners cannot tell the difference.
import workerUrl from './stream.worker?worker&url';
import { connect, type Signal } from './stream.connect';
import type { StreamEvent } from './types';
import { checkWorkerUrl } from './worker_url';

type Listener = (event: StreamEvent) => void;
const listeners = new Set<Listener>();
const stateListeners = new Set<(open: boolean) => void>();
let isOpen = false;
let restart: () => void = () => {};

function receive(signal: Signal): void {
  if (signal.what === 'event') for (const listener of [...listeners]) listener(signal.event);
  else if (signal.what === 'state') {
    isOpen = signal.open;
    for (const listener of stateListeners) listener(isOpen);
  }
}

export function onStream(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function onStreamState(listener: (open: boolean) => void): () => void {
  stateListeners.add(listener);
  listener(isOpen);
  return () => stateListeners.delete(listener);
}

export function restartStream(): void {
  restart();
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

function trustedWorkerUrl(): string {
  const check = (url: string) => checkWorkerUrl(url, location.origin);
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!types) return check(workerUrl);
  return types.createPolicy('renkei', { createScriptURL: check }).createScriptURL(workerUrl);
}

export function startStream(): void {
  if ('SharedWorker' in globalThis) startWorker();
  else if ('locks' in navigator) startAmongTabs();
  else restart = connect(receive).restart;
}

function startWorker(): void {
  const worker = new SharedWorker(trustedWorkerUrl(), { type: 'module', name: 'renkei-stream' });
  worker.port.onmessage = (message: MessageEvent<Signal>) => receive(message.data);
  worker.port.start();
  restart = () => worker.port.postMessage('restart');
  window.addEventListener('pagehide', () => worker.port.postMessage('bye'));
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) worker.port.postMessage('hello');
  });
}

function startAmongTabs(): void {
  const channel = new BroadcastChannel('renkei-stream');
  channel.onmessage = (message: MessageEvent<Signal>) => receive(message.data);
  restart = () => channel.postMessage({ what: 'restart' } satisfies Signal);
  void navigator.locks.request('renkei-stream', () => {
    const connection = connect((signal) => {
      receive(signal);
      channel.postMessage(signal);
    });
    restart = connection.restart;
    channel.onmessage = (message: MessageEvent<Signal>) => {
      if (message.data.what === 'restart') connection.restart();
    };
    return new Promise(() => {}); // held until this tab is closed
  });
}
