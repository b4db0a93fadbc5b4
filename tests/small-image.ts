import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeFile } from '../tools/demo/dicom-file.mjs';

/** An image of 2 × 2 pixels, of whose patient, study and series one only names what matters. */
export interface SmallImage {
  /** Tells studies, and patients without an identifier of their own, apart. */
  study: string;
  series?: string;
  instance?: string;
  /** More attributes by keyword, which win. */
  tags?: Record<string, unknown>;
}

/** The same UID for the same text (PS3.5 § B.2). */
const uidOf = (text: string) =>
  `2.25.${BigInt(`0x${createHash('sha256').update(text).digest('hex').slice(0, 31)}`)}`;

/** The UIDs that an image has, unless its tags say otherwise. */
export const uidsOf = ({ study, series = '1', instance = '1' }: SmallImage) => ({
  study: uidOf(study),
  series: uidOf(`${study}/${series}`),
  instance: uidOf(`${study}/${series}/${instance}`),
});

/** Writes a DICOM file into a folder and gives its path. */
export async function writeSmallImage(folder: string, image: SmallImage): Promise<string> {
  const { study, series = '1', instance = '1', tags = {} } = image;
  const uids = uidsOf(image);
  const bytes = encodeFile({
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: uids.instance,
    StudyInstanceUID: uids.study,
    SeriesInstanceUID: uids.series,
    PatientID: `id-${study}`,
    PatientName: `Name^${study}`,
    StudyDescription: study,
    StudyDate: '20260102',
    Modality: 'OT',
    SeriesNumber: 1,
    InstanceNumber: 1,
    Rows: 2,
    Columns: 2,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    ...tags,
    PixelData: new Uint8Array([0, 85, 170, 255]).buffer,
  });
  const path = join(folder, `${study}-${series}-${instance}.dcm`.replaceAll(/[^\w.-]/g, '_'));
  await writeFile(path, bytes);
  return path;
}
