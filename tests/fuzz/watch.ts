import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Study } from './images.ts';
import { type Prey, studies } from './prey.ts';

/** Everything that is stored, in a few words: for when nobody may have changed anything. */
export async function describeEverything({ asAdministrator }: Prey): Promise<string> {
  const texts = await Promise.all(
    ['/studies?expand', '/series?expand', '/instances?expand', '/patients?expand', '/tools/labels'].map(
      async (path) => withoutAge(await read(asAdministrator, path)),
    ),
  );
  return digest(texts);
}

/** The studies that are outside the label, as they are stored: no writer may change them. */
export async function describeForeign({ asAdministrator }: Prey): Promise<string> {
  const texts = await Promise.all(
    [studies.foreign, studies.sibling]
      .flatMap(pathsOf)
      .map(async (path) => withoutAge(await read(asAdministrator, path))),
  );
  return digest(texts);
}

const pathsOf = ({ ids }: Study): string[] => [
  `/studies/${ids.study}`,
  `/studies/${ids.study}/metadata?expand`,
  `/studies/${ids.study}/instances?expand`,
  `/series/${ids.series}`,
  `/series/${ids.series}/metadata?expand`,
  ...ids.instances.flatMap((id) => [
    `/instances/${id}/metadata?expand`,
    `/instances/${id}/attachments?full`,
    `/instances/${id}/attachments/dicom/md5`,
  ]),
];

async function read(call: Prey['asAdministrator'], path: string): Promise<string> {
  const response = await call(path);
  return `${path} ${response.status} ${await response.text()}`;
}

/** A study becomes stable by itself. */
const withoutAge = (text: string) => text.replace(/"(IsStable|StableAge)" ?: ?[^,\n}]*/g, '');

const digest = (texts: string[]) => createHash('sha256').update(texts.join('\n')).digest('hex');

/** 0 of a process that has ended. */
export function readResidentMegabytes(pid: number): number {
  const path = `/proc/${pid}/statm`;
  const [, pages = '0'] = existsSync(path) ? readFileSync(path, 'latin1').split(' ') : [];
  return (Number(pages) * 4096) / 2 ** 20;
}

/** What is wrong with what was logged: secrets of any kind, and refusals that are written again and again. */
export function findWrongLines(log: string, tokens: string[], seconds: number): string[] {
  const wrong: string[] = [];
  const lines = log.split('\n');
  const quote = (line: string) => line.slice(0, 300);
  for (const token of tokens) {
    const line = lines.find((text) => text.includes(token));
    if (line !== undefined) wrong.push(`a token is logged: ${quote(line)}`);
  }
  const junk = lines.find((text) => /sgim_(?!session|fuzz)[A-Za-z0-9_-]{4}|c2dpbTpzZ2lt/.test(text));
  if (junk !== undefined) wrong.push(`an invented token is logged: ${quote(junk)}`);
  const patient = lines.find((text) => Object.values(studies).some(({ secret }) => text.includes(secret)));
  if (patient !== undefined) wrong.push(`patient data is logged: ${quote(patient)}`);

  const refusals = new Map<string, number>();
  for (const [, sentence = ''] of log.matchAll(/Refused: (.*)/g)) {
    refusals.set(sentence, (refusals.get(sentence) ?? 0) + 1);
  }
  for (const [sentence, count] of refusals) {
    // Once in ten seconds, and two threads may write it at the same time.
    if (count > seconds / 5 + 3) wrong.push(`"${sentence}" is logged ${count} times`);
  }
  return wrong;
}
