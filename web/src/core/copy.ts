// copy.ts - to the clipboard. Values are shown live and copied defanged, unless one chose raw.
import { defang } from './defang';
import { prefs } from './prefs.svelte';

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Over plain HTTP there is no clipboard; the old way still works.
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'offscreen';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}

// Only what could be clicked or resolved needs defanging: `invoice.pdf.exe` is a file's name.
const harmless = /^(file|mutex|windows-registry|registry|user-agent|process|cve|as|mac)/;

export const copyValue = (value: string, kind = ''): Promise<boolean> =>
  copyText(prefs.copy === 'raw' || harmless.test(kind) ? value : defang(value));

// Ctrl+C on a selection that touches a value: the same rule.
export function startCopy(): void {
  document.addEventListener('copy', (event) => {
    if (prefs.copy === 'raw' || !event.clipboardData) return;
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return;
    const touches = [...document.querySelectorAll('[data-live]')].some((element) =>
      selection.containsNode(element, true),
    );
    if (!touches) return;
    event.clipboardData.setData('text/plain', defang(selection.toString()));
    event.preventDefault();
  });
}
