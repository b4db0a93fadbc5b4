import { expect, test } from 'vitest';
import { isForm, isReserved } from './reserved.ts';

const names = { Ours: 5219, Theirs: 1024 };

test.each<[HttpMethod, string, boolean]>([
  ['PUT', '/studies/1/metadata/5219', true],
  ['PUT', '/studies/1/metadata/05219', true],
  ['PUT', '/studies/1/metadata/5222', true],
  ['DELETE', '/patients/1/metadata/5219', true],
  ['PUT', '/series/1/metadata/Ours', true],
  ['PUT', '/instances/1/metadata/5219', true],
  ['GET', '/studies/1/metadata/5219', false],
  ['PUT', '/studies/1/metadata/5220', false],
  ['PUT', '/studies/1/metadata/Theirs', false],
  ['PUT', '/studies/1/metadata/toString', false],
  ['PUT', '/studies/1/attachments/5219', false],
])('%s %s: %j', (method, path, expected) => {
  expect(isReserved({ method, path }, names)).toBe(expected);
});

test.each<[string, string | undefined, boolean]>([
  ['/dicom-web/servers/x/stow', 'multipart/form-data; boundary=x', true],
  ['/tools/bulk-delete', ' Multipart/Form-Data;boundary=x', true],
  ['/instances', 'multipart/form-data; boundary=x', false],
  ['/dicom-web/studies', 'multipart/related; type="application/dicom"; boundary=x', false],
  ['/tools/find', 'application/json', false],
  ['/tools/find', undefined, false],
])('%s of %s: %j', (path, type, expected) => {
  expect(isForm({ path, headers: type === undefined ? {} : { 'content-type': type } })).toBe(expected);
});
