import { createHash } from 'node:crypto';
import { encodeFile } from '../../tools/demo/dicom-file.mjs';
import { demoUid } from '../../tools/demo/uid.mjs';

/** What is known of a study before it is stored: the same in every run. */
export interface Planned {
  key: string;
  patientId: string;
  patientName: string;
  /** In what no request ever says. */
  secret: string;
  labels: string[];
}

export interface Study extends Planned {
  files: Buffer[];
  ids: { patient: string; study: string; series: string; instances: string[] };
  uids: { study: string; series: string; instances: string[] };
}

const imageCount = 2;

/** A study of two images, whose identifiers need not be asked for. */
export function createStudy(planned: Planned): Study {
  const { key, patientId } = planned;
  const uids = {
    study: demoUid(`fuzz/${key}`),
    series: demoUid(`fuzz/${key}/series`),
    instances: Array.from({ length: imageCount }, (_, index) => demoUid(`fuzz/${key}/${index}`)),
  };
  const files = uids.instances.map((uid, index) => createImage(planned, uids.study, uids.series, uid, index));
  return {
    ...planned,
    files,
    uids,
    ids: {
      patient: orthancId(patientId),
      study: orthancId(patientId, uids.study),
      series: orthancId(patientId, uids.study, uids.series),
      instances: uids.instances.map((uid) => orthancId(patientId, uids.study, uids.series, uid)),
    },
  };
}

/** https://orthanc.uclouvain.be/book/faq/orthanc-ids.html */
function orthancId(...identifiers: string[]): string {
  const digest = createHash('sha1').update(identifiers.join('|')).digest('hex');
  return digest.match(/.{8}/g)?.join('-') ?? '';
}

export function createImage(
  { key, patientId, patientName, secret }: Planned,
  study: string,
  series: string,
  uid: string,
  index: number,
): Buffer {
  const pixels = Buffer.alloc(16 * 16, 0x20);
  pixels.write(`${secret}-PIXELS`);
  const file = encodeFile({
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: uid,
    StudyInstanceUID: study,
    SeriesInstanceUID: series,
    PatientID: patientId,
    PatientName: patientName,
    PatientBirthDate: '19700101',
    StudyDate: '20261127',
    StudyTime: '101500',
    AccessionNumber: `${secret}-ACC`.slice(0, 16),
    StudyID: key,
    StudyDescription: `${secret}-STUDY`,
    SeriesDescription: `${secret}-SERIES`,
    InstitutionName: `${secret}-INSTITUTION`,
    ReferringPhysicianName: `${secret}^REFERRER`,
    Modality: 'OT',
    SeriesNumber: 1,
    InstanceNumber: index + 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: 16,
    Columns: 16,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: new Uint8Array(pixels).buffer,
  });
  return Buffer.from(file);
}
