/** Hue of each modality's badge, in degrees; related modalities are neighbours. */
const hues: Record<string, number> = {
  CT: 230,
  MR: 295,
  US: 175,
  CR: 75,
  DX: 60,
  RF: 45,
  XA: 30,
  MG: 350,
  PT: 130,
  NM: 150,
  SM: 330,
  ES: 15,
  OP: 105,
  ECG: 5,
  OT: 260,
  SC: 265,
};

export const modalityHue = (modality: string): number => hues[modality] ?? 220;

/** What people can choose from in a search. */
export const commonModalities = [
  'CT',
  'MR',
  'US',
  'CR',
  'DX',
  'MG',
  'XA',
  'RF',
  'NM',
  'PT',
  'SM',
  'OT',
] as const;

/** Series that hold no picture: structured reports, presentation states, plans, documents. */
const withoutPicture = new Set([
  'SR',
  'KO',
  'PR',
  'RTSTRUCT',
  'RTPLAN',
  'RTRECORD',
  'REG',
  'DOC',
  'PLAN',
  'AU',
  'FID',
  'ECG',
  'EPS',
  'HD',
  'RESP',
  'SMR',
  'SEG',
  'ANN',
  'M3D',
]);

export const hasPicture = (modality: string): boolean => !withoutPicture.has(modality);
