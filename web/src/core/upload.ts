// upload.ts - sends a file and tells how far it is, which fetch cannot.
import { link, Problem, readAnswer, type Query } from './api';

export interface Upload<T> {
  done: Promise<T>;
  cancel(): void;
}

export function upload<T>(
  path: string,
  query: Query,
  body: Blob,
  onprogress: (sent: number, total: number) => void,
): Upload<T> {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.open('POST', link(path, query));
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('renkei-request', '1');
    request.upload.onprogress = (event) => onprogress(event.loaded, event.total || body.size);
    request.upload.onload = () => onprogress(body.size, body.size);
    request.onerror = () => reject(new Problem(0));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    request.onload = () => {
      try {
        resolve(readAnswer<T>(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    request.send(body);
  });
  return { done, cancel: () => request.abort() };
}
