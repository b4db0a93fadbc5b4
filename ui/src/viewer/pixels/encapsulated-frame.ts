import {
  createJPEGBasicOffsetTable,
  type DataSet,
  readEncapsulatedImageFrame,
  readEncapsulatedPixelDataFromFragments,
} from 'dicom-parser';
import { PixelError } from './pixel-error.ts';

/**
 * The compressed bytes of one frame (PS3.5 A.4), found by the offset table when there is one, by one fragment per frame, or
 * by the ends of the JPEG streams.
 *
 * @param frame 0-based
 * @throws PixelError `too-short` when the file has no such frame
 */
export function readEncapsulatedFrame(dataSet: DataSet, frame: number, frames: number): Uint8Array {
  const element = dataSet.elements.x7fe00010;
  const fragments = element?.fragments ?? [];
  if (!element || fragments.length === 0) throw new PixelError('no-pixels');
  try {
    if (frames === 1) return readEncapsulatedPixelDataFromFragments(dataSet, element, 0, fragments.length);
    if (element.basicOffsetTable && element.basicOffsetTable.length > 0) {
      return readEncapsulatedImageFrame(dataSet, element, frame);
    }
    if (fragments.length === frames) return readEncapsulatedPixelDataFromFragments(dataSet, element, frame);
    const ends = createJPEGBasicOffsetTable(dataSet, element);
    return readEncapsulatedImageFrame(dataSet, element, frame, ends);
  } catch (error) {
    throw new PixelError('too-short', error);
  }
}
