import { describe, expect, test } from 'vitest';
import { formatMessage, placeholders } from '../src/core/message';

describe('a sentence of the catalogue', () => {
  test('takes its values, and writes numbers as the language does', () => {
    expect(formatMessage('{name}: {count}', { name: 'a.txt', count: 1234567 }, 'en')).toBe(
      'a.txt: 1,234,567',
    );
  });
  test('chooses between one and many', () => {
    const text = '{n, plural, =0 {none} one {# file} other {# files of {who}}}';
    expect(formatMessage(text, { n: 0, who: 'x' }, 'en')).toBe('none');
    expect(formatMessage(text, { n: 1, who: 'x' }, 'en')).toBe('1 file');
    expect(formatMessage(text, { n: 2000, who: 'x' }, 'en')).toBe('2,000 files of x');
  });
  test('says of a lower bound that it is one, and never that it is one thing', () => {
    const text = '{n, plural, one {# object} other {# objects}} of {n}';
    const values = (count: number, exact: boolean) => ({ n: { count, exact } });
    expect(formatMessage(text, values(10_000, false), 'en')).toBe('10,000+ objects of 10,000+');
    expect(formatMessage(text, values(1, false), 'en')).toBe('1+ objects of 1+');
    expect(formatMessage(text, values(1, true), 'en')).toBe('1 object of 1');
  });
  test('has one form in Japanese', () => {
    expect(formatMessage('{n, plural, other {# 件}}', { n: 1 }, 'ja')).toBe('1 件');
  });
  test('shows the name of a value that is missing, rather than nothing', () => {
    expect(formatMessage('{who} is here', {}, 'en')).toBe('{who} is here');
  });
  test('never reads a value as a pattern', () => {
    expect(formatMessage('{a}', { a: '{b}' }, 'en')).toBe('{b}');
  });
  test('names what it needs, inside of branches too', () => {
    expect(placeholders('{n, plural, one {{a}} other {{b} #}} {c}')).toEqual(['a', 'b', 'c', 'n']);
  });
  test('is refused when its braces do not close', () => {
    expect(() => placeholders('{a')).toThrow();
  });
});
