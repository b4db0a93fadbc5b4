import { expect, test } from 'vitest';
import { arrangeContent } from './arrangement.ts';

const object = (ID: string, sopClass: string, tags: Record<string, string> = {}) => ({
  ID,
  MainDicomTags: tags,
  Metadata: { SopClassUid: `1.2.840.10008.5.1.4.1.1.${sopClass}`, TransferSyntax: '1.2.840.10008.1.2.1' },
});

test('multi-frame objects are expanded in their place, other objects are set aside with what they are', () => {
  const content = arrangeContent([
    object('b', '3.1', { InstanceNumber: '2', NumberOfFrames: '3' }),
    object('a', '3.1', { InstanceNumber: '1', NumberOfFrames: '' }),
    object('r', '88.22', { InstanceNumber: '3' }),
  ]);
  expect(content.imageIds).toEqual(['sgim:a/0', 'sgim:b/0', 'sgim:b/1', 'sgim:b/2']);
  expect(content.others).toEqual([{ instanceId: 'r', kind: 'report' }]);
  expect(content.syntaxes.get('b')).toBe('1.2.840.10008.1.2.1');
});
