// stream.worker.ts - the SharedWorker: one EventSource, as many tabs as there are.
import { connect, type Connection, type Signal } from './stream.connect';

const ports = new Set<MessagePort>();
let connection: Connection | null = null;
let state: Signal = { what: 'state', open: false };

function send(signal: Signal): void {
  if (signal.what === 'state') state = signal;
  for (const port of ports) port.postMessage(signal);
}

function join(port: MessagePort): void {
  ports.add(port);
  connection ??= connect(send);
  port.postMessage(state);
}

function leave(port: MessagePort): void {
  ports.delete(port);
  if (ports.size > 0) return;
  connection?.close();
  connection = null;
  state = { what: 'state', open: false };
}

(globalThis as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const port = event.ports[0]!;
  port.onmessage = (message: MessageEvent<string>) => {
    if (message.data === 'restart') connection?.restart();
    else if (message.data === 'bye') leave(port);
    else if (message.data === 'hello') join(port);
  };
  join(port);
};
