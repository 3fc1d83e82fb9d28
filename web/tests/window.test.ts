import { describe, expect, test } from 'vitest';
import {
  drawn,
  farthest,
  isScaled,
  knownRows,
  pagesOf,
  physicalHeight,
  physicalMax,
  reveal,
  scrolled,
  toPhysical,
  toVirtual,
  virtualHeight,
} from '../src/core/window';

const small = { rows: 1000, rowHeight: 28, viewport: 560 };
const million = { rows: 1_000_000, rowHeight: 28, viewport: 560 };
const huge = { rows: 50_000_000, rowHeight: 28, viewport: 560 };

describe('a window on a long list', () => {
  test('a short list scrolls pixel by pixel', () => {
    expect(isScaled(small)).toBe(false);
    expect(toVirtual(small, 1234)).toBe(1234);
    expect(toPhysical(small, 1234)).toBe(1234);
  });

  test('a list that fits does not scroll', () => {
    const three = { rows: 3, rowHeight: 28, viewport: 560 };
    expect(toVirtual(three, 50)).toBe(0);
    expect(drawn(three, 0)).toEqual([0, 3]);
  });

  test('an empty list draws nothing', () => {
    expect(drawn({ rows: 0, rowHeight: 28, viewport: 560 }, 0)).toEqual([0, 0]);
  });

  test.each([million, huge])('both ends of $rows rows can be reached', (m) => {
    expect(physicalHeight(m)).toBe(physicalMax);
    expect(toVirtual(m, 0)).toBe(0);
    expect(toVirtual(m, physicalMax - m.viewport)).toBe(virtualHeight(m) - m.viewport);
    const [, last] = drawn(m, toVirtual(m, physicalMax - m.viewport));
    expect(last).toBe(m.rows);
  });

  test.each([million, huge])('every row of $rows can be shown, at its very pixel', (m) => {
    for (const row of [0, 1, 999, 123_456, m.rows - 2, m.rows - 1]) {
      const at = reveal(m, 0, row);
      expect(row * m.rowHeight).toBeGreaterThanOrEqual(at);
      expect((row + 1) * m.rowHeight).toBeLessThanOrEqual(at + m.viewport);
    }
  });

  test('beyond the limit the wheel still moves pixel by pixel', () => {
    expect(isScaled(huge)).toBe(true);
    const at = 1_000_000;
    expect(scrolled(huge, at, 9_000, 9_100)).toBe(at + 100);
    expect(scrolled(huge, at, 9_100, 9_000)).toBe(at - 100);
  });

  test('dragging the scroll bar jumps along the whole', () => {
    const half = (physicalMax - huge.viewport) / 2;
    const at = scrolled(huge, 0, 0, half);
    expect(at / (virtualHeight(huge) - huge.viewport)).toBeCloseTo(0.5, 6);
  });

  test('the ends of the scroll bar are the ends of the list', () => {
    const end = physicalMax - huge.viewport;
    expect(scrolled(huge, 12_345, 50, 0)).toBe(0);
    expect(scrolled(huge, 12_345, end - 50, end)).toBe(virtualHeight(huge) - huge.viewport);
  });

  test('there and back is the same place', () => {
    for (const at of [0, 1_000, 5_000_000, 20_000_000])
      expect(toVirtual(million, toPhysical(million, at))).toBeCloseTo(at, 3);
  });

  test('a row that is seen already does not move the view', () => {
    expect(reveal(small, 280, 12)).toBe(280);
  });

  test('names the pages that hold the rows', () => {
    expect(pagesOf(0, 0, 200)).toEqual([]);
    expect(pagesOf(0, 200, 200)).toEqual([0]);
    expect(pagesOf(199, 201, 200)).toEqual([0, 1]);
    expect(pagesOf(999_980, 1_000_000, 200)).toEqual([4999]);
  });

  test('forgets the pages that are far away', () => {
    expect(farthest([0, 1, 2, 50, 51], 51, 3)).toEqual([1, 0]);
    expect(farthest([1, 2], 1, 3)).toEqual([]);
  });

  test('never claims rows that nobody counted', () => {
    expect(knownRows({ count: 37, exact: true }, 0, true, 200)).toBe(37);
    expect(knownRows({ count: 10_000, exact: false }, 200, true, 200)).toBe(10_000);
    expect(knownRows({ count: 10_000, exact: false }, 10_000, true, 200)).toBe(10_200);
    expect(knownRows({ count: 10_000, exact: false }, 10_050, false, 200)).toBe(10_050);
  });
});
