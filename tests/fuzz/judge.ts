import type { Study } from './images.ts';
import { studies, type Who } from './prey.ts';
import type { Attack } from './requests.ts';

/** What an answer must not hold. */
interface Marker {
  text: string;
  /** Never part of a request: wherever it turns up, it comes from the study. */
  isSecret: boolean;
}

const secretsOf = ({ secret, patientName }: Study): string[] => {
  const [family = ''] = patientName.split('^');
  return [secret, ...(family.startsWith('Q') ? [family] : [])];
};

const markersOf = (study: Study, isPatientForeign: boolean): Marker[] => [
  ...secretsOf(study).map((text) => ({ text, isSecret: true })),
  ...[study.ids.study, study.ids.series, ...study.ids.instances, study.uids.study, study.uids.series]
    .concat(study.uids.instances, isPatientForeign ? [study.ids.patient, study.patientId] : [])
    .map((text) => ({ text, isSecret: false })),
];

const labelMarkers: Marker[] = ['qx-foreign-label', 'qx-second-label', 'qx-third-label'].map((text) => ({
  text,
  isSecret: false,
}));

const { own, other, sibling, foreign } = studies;
const strange = [...markersOf(foreign, true), ...markersOf(sibling, false), ...labelMarkers];
const everything = [...strange, ...markersOf(own, true), ...markersOf(other, true)];

const forbidden: Record<Who, Marker[]> = {
  nobody: everything,
  junk: everything,
  viewer: strange,
  worker: strange,
  share: [...strange, ...markersOf(other, true)],
};

/** What Orthanc, its DICOMweb plugin and our own routes answer with. 0: it hung up, as it does on what is not HTTP. */
const expected = new Set([
  0, 200, 204, 206, 302, 303, 304, 307, 400, 401, 403, 404, 405, 406, 409, 411, 413, 414, 415, 416, 422, 431,
]);

export interface Outcome {
  /** Of every answer that came back. */
  statuses: number[];
  text: string;
  millis: number;
}

/**
 * What somebody has stored under foreign identifiers is no leak when it comes back: what writers have said is remembered.
 */
export class Judge {
  readonly #written: string[] = [];

  /** @returns what is wrong, in a sentence */
  judge(attack: Attack, outcome: Outcome): string | undefined {
    const leaked = forbidden[attack.who].find(
      ({ text, isSecret }) =>
        outcome.text.includes(text) &&
        (isSecret || !(attack.isImage || attack.said.includes(text) || this.#written.includes(text))),
    );
    if (leaked !== undefined) return `${attack.who} is told ${leaked.text}`;
    const odd = outcome.statuses.find((status) => !expected.has(status));
    if (odd !== undefined) return `status ${odd}`;
    if (outcome.millis > 5000) return `an answer after ${Math.round(outcome.millis)} ms`;
    return undefined;
  }

  /** To be told of every request that may have written. */
  remember({ who, said }: Attack, { statuses }: Outcome): void {
    if (who !== 'worker' || !statuses.some((status) => status >= 200 && status < 300)) return;
    for (const { text, isSecret } of strange) {
      if (!isSecret && said.includes(text) && !this.#written.includes(text)) this.#written.push(text);
    }
  }
}
