// window.ts - the arithmetic of a table with a million rows, of which thirty are drawn.
//
// Two lengths: the virtual one (rows times height) and the physical one, the height of the element
// that scrolls, which browsers limit. While they are equal a pixel is a pixel. Beyond the limit small
// movements stay exact (a pixel is a pixel, so that the wheel moves three rows and not sixty) and
// large ones are jumps along the whole; `settle` moves the scroll bar to where it belongs afterwards.

export const physicalMax = 16_000_000; // Firefox gives up a little above, Chromium at 33 million

export interface Measure {
  rows: number;
  rowHeight: number;
  viewport: number;
}

export function virtualHeight(m: Measure): number {
  return m.rows * m.rowHeight;
}

export function physicalHeight(m: Measure): number {
  return Math.min(virtualHeight(m), physicalMax);
}

function virtualEnd(m: Measure): number {
  return Math.max(0, virtualHeight(m) - m.viewport);
}

function physicalEnd(m: Measure): number {
  return Math.max(0, physicalHeight(m) - m.viewport);
}

export function isScaled(m: Measure): boolean {
  return virtualHeight(m) > physicalMax;
}

export function toVirtual(m: Measure, physical: number): number {
  const end = physicalEnd(m);
  if (end === 0) return 0;
  if (!isScaled(m)) return Math.min(physical, virtualEnd(m));
  return Math.min(1, physical / end) * virtualEnd(m);
}

export function toPhysical(m: Measure, virtual: number): number {
  const end = virtualEnd(m);
  if (end === 0) return 0;
  if (!isScaled(m)) return Math.min(virtual, end);
  return Math.min(1, virtual / end) * physicalEnd(m);
}

// Where the view is after the scroll bar moved from `before` to `after`, when it was at `virtual`.
export function scrolled(m: Measure, virtual: number, before: number, after: number): number {
  if (!isScaled(m)) return toVirtual(m, after);
  if (after <= 0) return 0;
  if (after >= physicalEnd(m) - 1) return virtualEnd(m);
  if (Math.abs(after - before) > m.viewport) return toVirtual(m, after);
  return Math.min(virtualEnd(m), Math.max(0, virtual + after - before));
}

// The rows to draw, `over` more on each side: [first, last).
export function drawn(m: Measure, virtual: number, over = 4): [number, number] {
  const first = Math.max(0, Math.floor(virtual / m.rowHeight) - over);
  const last = Math.min(m.rows, Math.ceil((virtual + m.viewport) / m.rowHeight) + over);
  return [Math.min(first, last), last];
}

// The position that shows `row` with the least movement.
export function reveal(m: Measure, virtual: number, row: number): number {
  const top = row * m.rowHeight;
  if (top < virtual) return top;
  if (top + m.rowHeight > virtual + m.viewport)
    return Math.max(0, Math.min(virtualEnd(m), top + m.rowHeight - m.viewport));
  return Math.min(virtual, virtualEnd(m));
}

// The windows (numbers of pages of `size` rows) that hold [first, last).
export function pagesOf(first: number, last: number, size: number): number[] {
  const pages: number[] = [];
  if (last <= first) return pages;
  for (let page = Math.floor(first / size); page * size < last; page++) pages.push(page);
  return pages;
}

// Which pages to forget so that at most `most` remain: those furthest from `near`.
export function farthest(held: Iterable<number>, near: number, most: number): number[] {
  const sorted = [...held].sort((a, b) => Math.abs(a - near) - Math.abs(b - near) || a - b);
  return sorted.slice(most);
}

// How many rows there are, when the server only knows a lower bound: what it says, or what has been
// seen, and room to scroll on while it says that there is more.
export function knownRows(
  total: { count: number; exact: boolean },
  seen: number,
  hasMore: boolean,
  size: number,
): number {
  if (total.exact) return total.count;
  return Math.max(total.count, hasMore ? seen + size : seen);
}
