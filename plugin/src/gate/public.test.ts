import { expect, test } from 'vitest';
import { isUnchecked } from './public.ts';

const unchecked = {
  resources: new Set(['/system', '/', '/auth/tokens/x']),
  folders: ['/ui/app/', '/sgim/', '/auth/'],
};

test.each<[HttpMethod, string, boolean]>([
  ['GET', '/system', true],
  ['GET', '/', true],
  ['POST', '/system', false],
  ['PUT', '/ui/app/x', false],
  ['DELETE', '/ui/app/x', false],
  ['GET', '/system/x', false],
  ['GET', '/SYSTEM', false],
  ['GET', '/ui/app', true],
  ['GET', '/ui/app/index.html', true],
  ['GET', '/ui/app/a/b', true],
  ['GET', '/ui/application', false],
  ['GET', '/ui', false],
  ['GET', '/sgim/anything', false],
  ['GET', '/auth/tokens/x', false],
  ['GET', '/auth', false],
])('%s %s: %s', (method, path, is) => {
  expect(isUnchecked(method, path, unchecked)).toBe(is);
});

test('nothing is open where nothing is named', () => {
  expect(isUnchecked('GET', '/', { resources: new Set(), folders: [] })).toBe(false);
});
