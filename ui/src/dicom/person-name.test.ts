import { expect, test } from 'vitest';
import { formatPersonName, parsePersonName } from './person-name.ts';

test.each([
  ['DUPONT^Jean', 'DUPONT Jean'],
  ['dupont^Jean', 'DUPONT Jean'],
  ['DUPONT^JEAN-MARIE', 'DUPONT Jean-Marie'],
  ["O'BRIEN^SINÉAD", "O'BRIEN Sinéad"],
  ['MARTIN^Anne^Sophie^Dr', 'Dr MARTIN Anne Sophie'],
  ['Adams^John Robert Quincy^^Rev.^B.A. M.Div.', 'Rev. ADAMS John Robert Quincy, B.A. M.Div.'],
  ['McDonald^Ewan', 'MCDONALD Ewan'],
  ['  Lopez  ^ María  José ', 'LOPEZ María José'],
  ['éluard^PAUL', 'ÉLUARD Paul'],
  ['SUBJECT^A1B2', 'SUBJECT A1B2'],
])('%s reads %s', (value, shown) => {
  expect(formatPersonName(value)).toBe(shown);
});

test('a name without components is left as it was written: which word is the family name is unknown', () => {
  expect(formatPersonName('Jean Dupont')).toBe('Jean Dupont');
  expect(formatPersonName('anonymous')).toBe('anonymous');
  expect(formatPersonName('Dupont^')).toBe('Dupont');
});

test('ideographic and phonetic writings are kept (PS3.5 annexes H and I)', () => {
  expect(formatPersonName('Yamada^Tarou=山田^太郎=やまだ^たろう')).toBe(
    'YAMADA Tarou (山田 太郎, やまだ たろう)',
  );
  expect(formatPersonName('Hong^Gildong=洪^吉洞=홍^길동')).toBe('HONG Gildong (洪 吉洞, 홍 길동)');
  expect(formatPersonName('=山田^太郎')).toBe('山田 太郎');
  expect(formatPersonName('ﾔﾏﾀﾞ^ﾀﾛｳ==やまだ^たろう')).toBe('ﾔﾏﾀﾞ ﾀﾛｳ (やまだ たろう)');
});

test.each(['', '^^^^', '==', ' ^ '])('an empty name (%j) is empty', (value) => {
  expect(formatPersonName(value)).toBe('');
});

test('the five components keep their places', () => {
  expect(parsePersonName('A^B^C^D^E').alphabetic).toEqual({
    family: 'A',
    given: 'B',
    middle: 'C',
    prefix: 'D',
    suffix: 'E',
  });
  expect(parsePersonName('A').ideographic).toBeNull();
});
