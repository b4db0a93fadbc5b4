import { expect, test } from 'vitest';
import { createFormat } from './format.ts';

const fr = createFormat('fr');
const en = createFormat('en');
const date = new Date(2026, 10, 23, 14, 5);

test('dates are dd/MM/yyyy in both languages', () => {
  expect(fr.date(date)).toBe('23/11/2026');
  expect(en.date(date)).toBe('23/11/2026');
  expect(fr.time(date)).toBe('14:05');
});

test.each([
  [0, 'aujourd’hui'],
  [-1, 'hier'],
  [1, 'demain'],
  [-6, 'il y a 6 jours'],
])('%i days from now is « %s »', (days, words) => {
  const now = new Date(2026, 10, 23, 0, 30);
  const then = new Date(2026, 10, 23 + days, 23, 45);
  expect(fr.relativeDay(then, now)).toBe(words);
});

test('further than a week, the date itself says more', () => {
  expect(fr.relativeDay(new Date(2026, 10, 1), date)).toBeNull();
});

test('the day before a change of the clocks is yesterday', () => {
  expect(en.relativeDay(new Date(2026, 2, 28, 12), new Date(2026, 2, 29, 12))).toBe('yesterday');
});

test.each([
  [0, '0 o', '0 B'],
  [999, '999 o', '999 B'],
  [1500, '1,5 ko', '1.5 KB'],
  [107_400_000, '107 Mo', '107 MB'],
  [2_340_000_000, '2,3 Go', '2.3 GB'],
])('%i bytes', (bytes, french, english) => {
  expect(fr.bytes(bytes).replace(/\s/g, ' ')).toBe(french);
  expect(en.bytes(bytes)).toBe(english);
});

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [90, '2 min'],
  [7500, '2 h 05'],
])('%d seconds left', (seconds, words) => {
  expect(fr.duration(seconds)).toBe(words);
});
