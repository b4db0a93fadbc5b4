import { errors } from '@sgim/auth-service/contract/errors';
import { permissions } from '@sgim/auth-service/contract/permissions';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { fr } from './fr.ts';

type Tree = { [key: string]: unknown };

/** Every text by its path. */
function texts(tree: Tree, path = ''): [path: string, text: unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? texts(value as Tree, `${path}${key}.`)
      : [[path + key, value]],
  );
}

const french = new Map(texts(fr));
const english = new Map(texts(en));

test('both catalogues have the same texts, and none is empty', () => {
  expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
  for (const text of [...french.values(), ...english.values()]) expect(text).not.toBe('');
});

test('every error and every permission has its text', () => {
  for (const code of Object.keys(errors)) expect(french.get(`problems.${code}`) ?? fr.problems).toBeTruthy();
  expect(Object.keys(fr.permissions).sort()).toEqual([...permissions].sort());
});

test('French is written with typographic apostrophes and no double spaces', () => {
  for (const [path, text] of french) {
    if (typeof text !== 'string') continue;
    expect(text, path).not.toMatch(/'| {2}/);
  }
});

test('counts are French and English: zero is singular in French alone', () => {
  expect(fr.common.images(0)).toBe('0 image');
  expect(fr.common.images(1)).toBe('1 image');
  expect(fr.common.images(12_345)).toBe(`${new Intl.NumberFormat('fr-FR').format(12_345)} images`);
  expect(en.common.images(0)).toBe('0 images');
  expect(en.common.images(1)).toBe('1 image');
  expect(en.common.images(12_345)).toBe('12,345 images');
});
