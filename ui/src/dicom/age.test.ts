import { expect, test } from 'vitest';
import { ageAt, formatAge, parseAge } from './age.ts';

test.each([
  ['19800615', '20260614', { value: 45, unit: 'year' }],
  ['19800615', '20260615', { value: 46, unit: 'year' }],
  ['20240101', '20251231', { value: 23, unit: 'month' }],
  ['20240101', '20260101', { value: 2, unit: 'year' }],
  ['20260310', '20260409', { value: 30, unit: 'day' }],
  ['20260310', '20260410', { value: 1, unit: 'month' }],
  ['20260310', '20260310', { value: 0, unit: 'day' }],
])('born %s, seen %s', (birth, study, age) => {
  expect(ageAt(birth, study)).toEqual(age);
});

test('dates that are missing or cannot both be true give no age', () => {
  expect(ageAt(undefined, '20260101')).toBeNull();
  expect(ageAt('19800101', '')).toBeNull();
  expect(ageAt('20260102', '20260101')).toBeNull();
  expect(ageAt('17890714', '20190604')).toBeNull();
});

test.each([
  ['042Y', { value: 42, unit: 'year' }],
  ['006M', { value: 6, unit: 'month' }],
  ['002W', { value: 2, unit: 'week' }],
  ['010D', { value: 10, unit: 'day' }],
])('the age string %s', (text, age) => {
  expect(parseAge(text)).toEqual(age);
});

test.each([undefined, '', '42Y', '042', '42 ans'])('%j is no age string', (text) => {
  expect(parseAge(text)).toBeNull();
});

test('ages are written in the language', () => {
  expect(formatAge({ value: 42, unit: 'year' }, 'fr')).toBe('42 ans');
  expect(formatAge({ value: 1, unit: 'month' }, 'en')).toBe('1 month');
});
