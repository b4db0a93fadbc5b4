import { expect, test } from 'vitest';
import { filesOfDrop, reasonToSkip } from './collect.ts';

const file = (name: string, content = 'x') => new File([content], name);

const fileEntry = (fullPath: string) => ({
  isFile: true,
  isDirectory: false,
  fullPath,
  file: (resolve: (file: File) => void) => resolve(file(fullPath.split('/').at(-1) ?? '')),
});

/** A folder that gives its entries at most a hundred at a time, as browsers do. */
const folderEntry = (fullPath: string, children: object[]) => ({
  isFile: false,
  isDirectory: true,
  fullPath,
  createReader() {
    let at = 0;
    return {
      readEntries(resolve: (entries: object[]) => void) {
        resolve(children.slice(at, at + 100));
        at += 100;
      },
    };
  },
});

const drop = (entries: (object | null)[]) =>
  ({ items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })) }) as unknown as DataTransfer;

test('folders are read down to the last level, however many files they hold', async () => {
  const many = Array.from({ length: 250 }, (_, index) => fileEntry(`/CD/DICOM/IM${index}`));
  const found = await filesOfDrop(
    drop([
      folderEntry('/CD', [folderEntry('/CD/DICOM', many), fileEntry('/CD/README')]),
      fileEntry('/one.dcm'),
      null,
    ]),
  );
  expect(found).toHaveLength(252);
  expect(found[0]?.path).toBe('CD/DICOM/IM0');
  expect(found.at(-1)?.path).toBe('one.dcm');
});

test.each([
  ['.DS_Store', '.DS_Store', 'systemFile'],
  ['Thumbs.db', 'x/Thumbs.db', 'systemFile'],
  ['._IM1', 'x/._IM1', 'systemFile'],
  ['IM1', '__MACOSX/IM1', 'systemFile'],
  ['DICOMDIR', 'CD/DICOMDIR', 'dicomdir'],
  ['IM1', 'CD/IM1', null],
  ['image.txt', 'image.txt', null],
])('%s at %s', (name, path, reason) => {
  expect(reasonToSkip({ file: file(name), path })).toBe(reason);
});

test('an empty file is skipped', () => {
  expect(reasonToSkip({ file: file('IM1', ''), path: 'IM1' })).toBe('emptyFile');
});
