import { expect, test } from 'vitest';
import { understandWords } from './search-words.ts';
import { everything } from './study-search.ts';

const today = new Date(2026, 10, 23);
const understand = (words: string) => understandWords(words, today);

test.each([
  ['dupont irm hier', { name: 'dupont', modalities: ['MR'], from: '20261122', to: '20261122' }],
  ['Échographie aujourd’hui', { modalities: ['US'], from: '20261123', to: '20261123' }],
  ['martin anne scanner', { name: 'martin anne', modalities: ['CT'] }],
  ['radio', { modalities: ['CR', 'DX'] }],
  ['CT MR', { modalities: ['CT', 'MR'] }],
  ['31/01/2026', { from: '20260131', to: '20260131' }],
  ['2026-01-31', { from: '20260131', to: '20260131' }],
  ['02/2024', { from: '20240201', to: '20240229' }],
  ['PAT-0042', { patientId: 'PAT-0042' }],
  ['dupont 8001234', { name: 'dupont', patientId: '8001234' }],
  ['', {}],
])('« %s »', (words, meant) => {
  expect(understand(words)).toEqual({ ...everything, ...meant });
});

test('a code in small letters may be a name', () => {
  expect(understand('us')).toEqual({ ...everything, name: 'us' });
});

test('a day that does not exist is taken for an identifier', () => {
  expect(understand('31/02/2026')).toEqual({ ...everything, patientId: '31/02/2026' });
});

test('a modality named twice counts once', () => {
  expect(understand('irm MR').modalities).toEqual(['MR']);
});
