/** What texts and values must look like, wherever they come from. */

const orthancId = /^[0-9a-f]{8}(-[0-9a-f]{8}){4}$/;
const uid = /^[0-9.]{1,64}$/;

/** Whether a text may be one of Orthanc's identifiers: nothing has any other. */
export const isOrthancId = (text: string): boolean => orthancId.test(text);

/** Whether a text may be a UID: DICOM PS3.5 § 9.1, and the components with leading zeros that some systems write. */
export const isUid = (text: string): boolean => uid.test(text);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
