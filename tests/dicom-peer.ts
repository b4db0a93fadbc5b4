import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../tools/ports.mjs';
import { runDcmtk } from './stack/dcmtk.ts';
import { aet, type Orthanc } from './stack/orthanc.ts';

/** One answer to C-FIND, by attribute; sequences as the text of their first line. */
export type FindAnswer = Record<string, string>;

/** A modality as DCMTK plays it, under its AE title. */
export interface Peer {
  /** Where it waits for what is sent to it. */
  port: number;
  find(level: string, keys: readonly string[]): Promise<{ answers: FindAnswer[]; status: string }>;
  /** Asks for everything to be sent to itself, or to another one. */
  move(level: string, keys: readonly string[], to?: string): Promise<{ files: number; status: string }>;
  get(level: string, keys: readonly string[]): Promise<{ files: number; output: string }>;
  store(...paths: string[]): Promise<{ code: number | null; output: string }>;
  echo(): Promise<{ code: number | null; output: string }>;
}

/** @param folder for what it receives */
export async function createPeer(title: string, orthanc: Orthanc, folder: string): Promise<Peer> {
  const port = await findFreePort();
  const us = ['-aet', title];
  const them = ['-aec', aet, '127.0.0.1', String(orthanc.dicomPort)];
  /** The model of patients has all levels. */
  const identify = (level: string, keys: readonly string[]) => [
    level === 'PATIENT' ? '-P' : '-S',
    ...[`QueryRetrieveLevel=${level}`, ...keys].flatMap((key) => ['-k', key]),
  ];
  return {
    port,
    async find(level, keys) {
      const { output } = await runDcmtk('findscu', ['-v', ...us, ...identify(level, keys), ...them]);
      return { answers: readAnswers(output), status: readStatus('Find', output) };
    },
    async move(level, keys, to = title) {
      const received = await mkdtemp(join(folder, 'moved-'));
      const arrive = ['--port', String(port), '-od', received];
      const ask = ['-v', ...us, '-aem', to, ...arrive, ...identify(level, keys)];
      const { output } = await runDcmtk('movescu', [...ask, ...them]);
      return { files: (await readdir(received)).length, status: readStatus('Move', output) };
    },
    async get(level, keys) {
      const received = await mkdtemp(join(folder, 'got-'));
      const ask = ['-v', ...us, '-od', received, ...identify(level, keys)];
      const { output } = await runDcmtk('getscu', [...ask, ...them]);
      return { files: (await readdir(received)).length, output };
    },
    store: (...paths) => runDcmtk('storescu', [...us, ...them, ...paths]),
    echo: () => runDcmtk('echoscu', [...us, ...them]),
  };
}

const readStatus = (kind: 'Find' | 'Move', output: string): string =>
  new RegExp(`Received Final ${kind} Response \\((.*)\\)`).exec(output)?.[1] ?? output;

/** Reads what `findscu -v` prints of each answer. */
function readAnswers(output: string): FindAnswer[] {
  const [, ...blocks] = output.split(/^I: Find Response: \d+ \(Pending\)$/m);
  return blocks.map((block) =>
    Object.fromEntries(
      [...block.matchAll(/^I: *\(([0-9a-f]{4},[0-9a-f]{4})\) .. (.*?) *# .*?, \d+ .*$/gm)].map(
        ([, tag = '', value = '']) => [tag, value.replace(/^\[(.*?) *\]$/, '$1')],
      ),
    ),
  );
}
