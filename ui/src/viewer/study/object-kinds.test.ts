import { expect, test } from 'vitest';
import { objectKind } from './object-kinds.ts';

test.each([
  ['1.2.840.10008.5.1.4.1.1.88.22', 'report'],
  ['1.2.840.10008.5.1.4.1.1.88.59', 'key-images'],
  ['1.2.840.10008.5.1.4.1.1.104.1', 'pdf'],
  ['1.2.840.10008.5.1.4.1.1.66.4', 'segmentation'],
  ['1.2.840.10008.5.1.4.1.1.66', 'raw'],
  ['1.2.840.10008.5.1.4.1.1.11.1', 'presentation'],
  ['1.2.840.10008.5.1.4.1.1.481.3', 'rt-structures'],
  ['1.2.840.10008.5.1.4.1.1.9.1.1', 'waveform'],
])('%s is shown as what it is: %s', (sopClass, kind) => expect(objectKind(sopClass)).toBe(kind));

test.each([
  '1.2.840.10008.5.1.4.1.1.2', // CT
  '1.2.840.10008.5.1.4.1.1.7', // secondary capture
  '1.2.840.10008.5.1.4.1.1.481.1', // RT image
  '1.2.840.10008.5.1.4.1.1.481.2', // RT dose
  '1.3.46.670589.5.0.1.1', // private
  '',
])('%s may be a picture', (sopClass) => expect(objectKind(sopClass)).toBeNull());
