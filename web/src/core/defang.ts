// defang.ts - makes values safe to paste into a mail, and reads them back.

// The scheme and the dots of the host, never the path: `hxxps://evil[.]example/a.html`.
const live = new RegExp(
  [
    String.raw`\b(https?|ftps?):\/\/([^\s\/?#"'<>\])]+)([^\s"'<>]*)`, // a URL, whole
    String.raw`\b([a-z0-9._%+-]+)@((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)\b`, // an address of mail
    String.raw`\b(?:\d{1,3}\.){3}\d{1,3}\b`,
    // A name: letters of any script, at least one dot, no digits alone at the end.
    String.raw`(?<![\p{L}\p{N}_.-])(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,})(?![\p{L}\p{N}_-])`,
  ].join('|'),
  'giu',
);

export function defang(text: string): string {
  return text.replace(
    live,
    (whole, scheme?: string, host?: string, rest?: string, user?: string, at?: string) => {
      if (scheme && host)
        return `${unscheme(scheme)}://${host.replaceAll('.', '[.]')}${rest ?? ''}`;
      if (user && at) return `${user}[@]${at.replaceAll('.', '[.]')}`;
      return whole.replaceAll('.', '[.]');
    },
  );
}

function unscheme(scheme: string): string {
  return /^ftp/i.test(scheme) ? scheme.replace(/ftp/i, 'fxp') : scheme.replace(/tt/i, 'xx');
}

export function refang(text: string): string {
  return text
    .replace(/\bhxxp(s?)(?=:|\[:\])/gi, 'http$1')
    .replace(/\bfxp(s?)(?=:|\[:\])/gi, 'ftp$1')
    .replace(/\[:\]|\[:\/\/\]/g, (found) => found.slice(1, -1))
    .replace(/\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)/gi, '.')
    .replace(/\[@\]|\(@\)|\[at\]|\(at\)/gi, '@');
}

// Whether a text is worth asking POST /lookup about. The server decides what it is; this only
// decides whether to ask, so it may be generous.
export function looksLikeValue(text: string): boolean {
  const value = refang(text.trim());
  if (value.length < 4 || value.length > 4096 || /\s/.test(value)) return false;
  return (
    /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i.test(
      value,
    ) ||
    /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(value) ||
    /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?(?::\d+)?$/.test(value) ||
    /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\/\d{1,3})?$/i.test(value) ||
    /^\S+@[^@\s]+\.[^@\s]{2,}$/.test(value) ||
    /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,})\.?$/iu.test(
      value,
    ) ||
    /^cve-\d{4}-\d{4,}$/i.test(value) ||
    /^as\d{1,10}$/i.test(value) ||
    /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value)
  );
}

// A STIX id, which has a page of its own.
export function looksLikeId(text: string): boolean {
  return /^[a-z][a-z0-9-]*--[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text.trim());
}
