import { expect, test } from 'vitest';
import { isForm, isReserved } from './reserved.ts';

test.each<[string, boolean]>([
  ['/studies/1/metadata/5219', true],
  ['/studies/1/metadata/05219', true],
  ['/studies/1/metadata/5222', true],
  ['/patients/1/metadata/5219', true],
  ['/instances/1/metadata/5219', true],
  ['/studies/1/metadata', false],
  ['/studies/1/metadata/5220', false],
  ['/studies/1/metadata/Theirs', false],
  ['/studies/1/metadata/toString', false],
  ['/studies/1/attachments/5219', false],
])('%s: %j', (path, expected) => {
  expect(isReserved(path)).toBe(expected);
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
