import { expect, test } from 'vitest';
import { formatDicomDate, parseDicomDate, parseDicomTime } from './date-time.ts';

test('a day and a time are local', () => {
  expect(parseDicomDate('20260131', '235959.999999')).toEqual(new Date(2026, 0, 31, 23, 59, 59));
  expect(parseDicomDate('20260131')).toEqual(new Date(2026, 0, 31));
});

test('the old form with points is read', () => {
  expect(parseDicomDate('1994.02.28')).toEqual(new Date(1994, 1, 28));
});

test.each([undefined, '', '2026', '20260230', '20261301', '99999999', '20260131-20260202', 'hier'])(
  '%j is no day',
  (date) => {
    expect(parseDicomDate(date)).toBeNull();
  },
);

test('29 February exists in leap years only', () => {
  expect(parseDicomDate('20240229')).not.toBeNull();
  expect(parseDicomDate('20250229')).toBeNull();
});

test.each([
  ['07', { hours: 7, minutes: 0, seconds: 0 }],
  ['0730', { hours: 7, minutes: 30, seconds: 0 }],
  ['073015', { hours: 7, minutes: 30, seconds: 15 }],
  ['073015.5', { hours: 7, minutes: 30, seconds: 15 }],
  ['07:30:15', { hours: 7, minutes: 30, seconds: 15 }],
  ['235960', { hours: 23, minutes: 59, seconds: 59 }],
])('the time %s may be cut short from the right', (time, expected) => {
  expect(parseDicomTime(time)).toEqual(expected);
});

test.each(['', '7', '2400', '0760', '073061', 'noon'])('%j is no time, and the day stays', (time) => {
  expect(parseDicomTime(time)).toBeNull();
  expect(parseDicomDate('20260131', time)).toEqual(new Date(2026, 0, 31));
});

test('a day is written as DICOM writes it', () => {
  expect(formatDicomDate(new Date(2026, 0, 5))).toBe('20260105');
});
