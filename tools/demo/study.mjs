import { demoUid } from './uid.mjs';

/**
 * What all images of one series have in common.
 * @param {object} series
 * @param {string} series.key names the study's and the series' UIDs
 * @param {string} series.patient name as DICOM's PN; the family name says that it is a demonstration
 * @param {string} series.patientId
 * @param {'F' | 'M' | 'O'} series.sex
 * @param {string} series.birthDate DA
 * @param {string} series.date DA
 * @param {string} series.time TM
 * @param {string} series.modality
 * @param {string} series.study description
 * @param {string} series.series description
 */
export function describeSeries(series) {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ImageType: ['DERIVED', 'SECONDARY'],
    StudyDate: series.date,
    SeriesDate: series.date,
    AcquisitionDate: series.date,
    ContentDate: series.date,
    StudyTime: series.time,
    SeriesTime: series.time,
    AcquisitionTime: series.time,
    ContentTime: series.time,
    AccessionNumber: `DEMO-${series.modality}-1`,
    Modality: series.modality,
    Manufacturer: 'SGIM',
    InstitutionName: 'Images de synthèse',
    ReferringPhysicianName: 'DÉMO^Médecin',
    StudyDescription: series.study,
    SeriesDescription: series.series,
    PatientName: series.patient,
    PatientID: series.patientId,
    PatientBirthDate: series.birthDate,
    PatientSex: series.sex,
    StudyInstanceUID: demoUid(`${series.key}/study`),
    SeriesInstanceUID: demoUid(`${series.key}/series`),
    StudyID: '1',
    SeriesNumber: 1,
  };
}

/**
 * Rounds values into unsigned 16-bit pixels.
 * @param {Float32Array} values
 * @param {number} highest largest stored value
 * @param {(value: number) => number} store from the value to the stored one
 */
export function toPixels(values, highest, store) {
  const pixels = new Uint16Array(values.length);
  for (const [index, value] of values.entries()) {
    pixels[index] = Math.min(highest, Math.max(0, Math.round(store(value))));
  }
  return pixels.buffer;
}
