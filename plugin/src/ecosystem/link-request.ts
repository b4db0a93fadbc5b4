import { parseObject, type Tools } from '../answers/answer.ts';
import { isOrthancId, isUid } from '../forms.ts';

/** By either identifier, or both. */
export interface NamedStudy {
  orthancId: string | undefined;
  dicomUid: string | undefined;
}

/** What is asked for with `PUT /auth/tokens/{type}`. */
export interface LinkRequest {
  id: string | undefined;
  studies: readonly NamedStudy[];
  expirationDate: string | undefined;
  validitySeconds: number | undefined;
}

const mostStudies = 100;

/**
 * Reads the body: `{ "ID"?, "Resources": [{ "OrthancId"?, "DicomUid"?, "Level" }], "ExpirationDate"?, "ValidityDuration"? }`. Other keys
 * are for other plugins. What is empty or null is not there.
 *
 * @returns undefined for a body that is not valid, and for resources that are no studies: a link opens whole studies
 */
export function readLinkRequest(
  tools: Pick<Tools, 'host'>,
  body: ArrayBuffer | undefined,
): LinkRequest | undefined {
  const values = parseObject(tools, body);
  if (values === undefined) return undefined;
  const id = readText(values.ID, 200);
  const expirationDate = readText(values.ExpirationDate, 40);
  const validitySeconds = values.ValidityDuration ?? undefined;
  const { Resources: resources } = values;
  if (id === null || expirationDate === null) return undefined;
  if (expirationDate !== undefined && Number.isNaN(Date.parse(expirationDate))) return undefined;
  if (validitySeconds !== undefined && !isDuration(validitySeconds)) return undefined;
  if (!Array.isArray(resources) || resources.length === 0 || resources.length > mostStudies) return undefined;
  const studies = resources.map(readStudy);
  if (!studies.every((study) => study !== undefined)) return undefined;
  return {
    id,
    studies,
    expirationDate,
    // Zero seconds are what is sent for no wish at all.
    validitySeconds: validitySeconds === 0 ? undefined : validitySeconds,
  };
}

function readStudy(resource: unknown): NamedStudy | undefined {
  if (typeof resource !== 'object' || resource === null) return undefined;
  const { OrthancId, DicomUid, Level } = resource as Record<string, unknown>;
  const byOrthanc = readText(OrthancId, 64);
  const byDicom = readText(DicomUid, 64);
  if (byOrthanc === null || byDicom === null || (byOrthanc ?? byDicom) === undefined) return undefined;
  if (typeof Level !== 'string' || !/^stud(?:y|ies)$/i.test(Level)) return undefined;
  if (byOrthanc !== undefined && !isOrthancId(byOrthanc)) return undefined;
  if (byDicom !== undefined && !isUid(byDicom)) return undefined;
  return { orthancId: byOrthanc, dicomUid: byDicom };
}

/** Null for what is no text. */
function readText(value: unknown, longest: number): string | undefined | null {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' && value.length <= longest ? value : null;
}

const isDuration = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;
