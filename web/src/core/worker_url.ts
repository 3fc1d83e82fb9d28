// worker_url.ts - the policy `renkei` of the content security policy: a worker may come from this
// origin, as a file of the build, and from nowhere else.
export function checkWorkerUrl(url: string, origin: string): string {
  const target = new URL(url, origin);
  if (target.protocol !== 'https:' && target.protocol !== 'http:')
    throw new TypeError('a worker that is not a file');
  if (target.origin !== origin) throw new TypeError('a worker of another origin');
  return target.href;
}
