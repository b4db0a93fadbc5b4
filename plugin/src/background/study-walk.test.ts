import { expect, test } from 'vitest';
import { makeFakeHost, utf8 } from '../fake-host.ts';
import { makeStudyWalk } from './study-walk.ts';

/** Identifiers in an order of their own, as a hash gives them. */
const makeId = (number: number) =>
  Array.from({ length: 5 }, (_, part) =>
    (((number + 1) * 2654435761 * (part + 1)) >>> 0).toString(16).padStart(8, '0'),
  ).join('-');

function open(count: number, indent = ' ') {
  const ids = Array.from({ length: count }, (_, number) => makeId(number));
  const list = `[${indent}${ids.map((id) => `"${id}"`).join(`,${indent}`)}${indent}]\n`;
  const host = makeFakeHost(
    () => expect.unreachable(),
    () => ({ status: 200, headers: [], body: utf8.encode(list) }),
  );
  return { walk: makeStudyWalk(host), sorted: [...ids].sort() };
}

test.each([[' '], [''], ['\n      ']])('every study comes once, leg by leg (separated by "%s")', (indent) => {
  const { walk, sorted } = open(20_000, indent);
  const seen: string[] = [];
  for (let legs = 0; legs < 10; legs++) {
    const { studies, before, total } = walk(seen.at(-1) ?? null, 3000);
    expect([before, total]).toEqual([seen.length, 20_000]);
    seen.push(...studies);
  }
  expect(seen).toEqual(sorted);
});

test('an empty Orthanc', () => {
  expect(open(0).walk(null, 10)).toEqual({ studies: [], before: 0, total: 0 });
});

test('it goes on after a study that is gone', () => {
  const { walk, sorted } = open(3);
  expect(walk(`${sorted[0]?.slice(0, -1)}~`, 10).studies).toEqual(sorted.slice(1));
});
