import { data } from 'dcmjs';
import { demoUid } from './uid.mjs';

const explicitLittleEndian = '1.2.840.10008.1.2.1';

/** @typedef {Record<string, unknown> & { SOPClassUID: string, SOPInstanceUID: string, PixelData: ArrayBuffer }} Image */

/**
 * A DICOM file (PS3.10) in explicit VR little endian.
 * @param {Image} image attributes by keyword
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function encodeFile(image) {
  const { DicomDict, DicomMetaDictionary } = data;
  const meta = DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: image.SOPClassUID,
    MediaStorageSOPInstanceUID: image.SOPInstanceUID,
    TransferSyntaxUID: explicitLittleEndian,
    ImplementationClassUID: demoUid('implementation'),
    ImplementationVersionName: 'SGIM-DEMO',
  });
  const file = new DicomDict(meta);
  file.dict = DicomMetaDictionary.denaturalizeDataset({
    ...image,
    PixelData: [image.PixelData],
    _vrMap: { PixelData: image.BitsAllocated === 8 ? 'OB' : 'OW' },
  });
  return new Uint8Array(file.write());
}
