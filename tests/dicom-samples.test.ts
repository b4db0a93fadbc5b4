import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasSamples, listBigEndian, listSamples, samplesFolder } from './dicom-samples.ts';
import { runDcmtk } from './stack/dcmtk.ts';
import { aet, type Orthanc } from './stack/orthanc.ts';
import { type Client, createToken, withToken } from './stack/people.ts';
import { freshOrthanc, temporaryFolder } from './stack/stack.ts';

const files = hasSamples ? listSamples() : [];
const long = { timeout: 180_000 };

/** What became of one file. */
interface Outcome {
  file: string;
  stored: boolean;
  reason: string;
}

describe.skipIf(!hasSamples)('real files (skipped where ../shared/dicom-samples is absent)', () => {
  test('sent over REST are each stored or refused with a reason', long, async () => {
    const { orthanc, client } = await startReceiver();
    const outcomes = await inParallel(files, 6, async (file): Promise<Outcome> => {
      const body = await readFile(join(samplesFolder, file));
      const response = await client('/instances', { method: 'POST', body });
      const answer = (await response.json()) as { Status?: string; Message?: string; Details?: string };
      const reason = answer.Status ?? `${response.status} ${answer.Message}: ${answer.Details ?? ''}`;
      return { file, stored: response.ok, reason };
    });
    expect(outcomes.filter(({ reason }) => reason === '')).toEqual([]);
    const refused = outcomes.filter(({ stored }) => !stored);
    expect(countBy(refused, ({ reason }) => reason.replace(/ \(size.*/, ''))).toEqual({
      '404 Inexistent tag: ': 28,
      '400 Bad file format: Cannot parse an invalid DICOM file': 11,
      '400 Bad file format: Received an empty DICOM file': 1,
      '400 Bad file format: missing StudyInstanceUID, SeriesInstanceUID or SOPInstanceUID': 4,
    });
    // Several samples are the same image in another form: the second is known already.
    const isNew = ({ reason }: Outcome) => reason === 'Success';
    expect(await countInstances(client)).toBe(outcomes.filter(isNew).length);
    await expectHealthy(orthanc, client);
  });

  test(
    'sent by C-STORE are each stored or refused with a reason, in the transfer syntax they have',
    long,
    async () => {
      const { orthanc, client } = await startReceiver();
      const reportFile = join(await temporaryFolder('samples'), 'report.txt');
      // --decompress-never: what is compressed travels as it is. --no-halt: goes on after a refusal.
      const options = [
        '--decompress-never',
        '--no-halt',
        '--no-uid-checks',
        '--scan-directories',
        '--recurse',
      ];
      const { output } = await runDcmtk('dcmsend', [
        ...['-aet', 'SENDER', '-aec', aet, ...options, '--create-report-file', reportFile],
        ...['127.0.0.1', String(orthanc.dicomPort), samplesFolder],
      ]);
      const sent = readReport(await readFile(reportFile, 'utf8'));
      const unreadable = [
        ...output.matchAll(/^E: cannot add DICOM file to the transfer list: (.+?): (.+)$/gm),
      ].map(
        ([, path = '', reason = '']): Outcome => ({ file: path, stored: false, reason: `sender: ${reason}` }),
      );
      const all = [...sent, ...unreadable].filter(({ file }) => !file.endsWith('/INDEX.tsv'));
      expect(all.map(({ file }) => file.slice(samplesFolder.length + 1)).sort()).toEqual(files);
      expect(all.filter(({ reason }) => reason === '')).toEqual([]);

      const stored = sent.filter((one) => one.stored);
      expect(stored.length).toBeGreaterThan(385);
      // What the receiver has acknowledged is there.
      const again = await inParallel(stored, 6, async ({ file }) => {
        const response = await client('/instances', { method: 'POST', body: await readFile(file) });
        return { file, status: ((await response.json()) as { Status?: string }).Status };
      });
      expect(again.filter(({ status }) => status !== 'AlreadyStored')).toEqual([]);
      const syntaxes = new Set(stored.map(({ syntax }) => syntax));
      for (const syntax of accepted) expect([...syntaxes]).toContain(syntax);
      const bigEndian = (await listBigEndian()).map((file) => join(samplesFolder, file));
      expect(bigEndian.length).toBeGreaterThan(5);
      expect(stored.map(({ file }) => file)).toEqual(expect.arrayContaining(bigEndian));
      await expectHealthy(orthanc, client);
    },
  );
});

/** PS3.6 table A-1. Of the uncompressed ones, sender and receiver choose explicit little endian, also for big endian files. */
const accepted = [
  '1.2.840.10008.1.2.1', // explicit
  '1.2.840.10008.1.2.1.99', // deflated
  '1.2.840.10008.1.2.4.50', // JPEG baseline
  '1.2.840.10008.1.2.4.51', // JPEG extended, 12 bits
  '1.2.840.10008.1.2.4.57', // JPEG lossless
  '1.2.840.10008.1.2.4.70', // JPEG lossless, first-order prediction
  '1.2.840.10008.1.2.4.80', // JPEG-LS lossless
  '1.2.840.10008.1.2.4.81', // JPEG-LS near-lossless
  '1.2.840.10008.1.2.4.90', // JPEG 2000 lossless
  '1.2.840.10008.1.2.4.91', // JPEG 2000
  '1.2.840.10008.1.2.5', // RLE
];

async function startReceiver(): Promise<{ orthanc: Orthanc; client: Client }> {
  const orthanc = await freshOrthanc();
  const client = withToken(await createToken(['nodes-manage', 'upload', 'view']), orthanc);
  const sender = { AET: 'SENDER', Host: '127.0.0.1', Port: 104, AllowEcho: true, AllowStore: true };
  await client('/modalities/sender', { method: 'PUT', body: JSON.stringify(sender) });
  return { orthanc, client };
}

/** The blocks of dcmsend's report: one for each file that it could read. */
function readReport(report: string): (Outcome & { syntax: string })[] {
  return report
    .split(/^Number {8}: \d+$/m)
    .slice(1)
    .map((block) => {
      const read = (name: string) => new RegExp(`^${name} *: (.*)$`, 'm').exec(block)?.[1]?.trim() ?? '';
      const status = read('DIMSE Status');
      return {
        file: read('Filename'),
        syntax: read('Network Xfer').split(' ')[0] ?? '',
        stored: status.startsWith('0x0000'),
        reason: status,
      };
    });
}

async function countInstances(client: Client): Promise<number> {
  const body = JSON.stringify({ Level: 'Instance', Query: {} });
  const response = await client('/tools/count-resources', { method: 'POST', body });
  return ((await response.json()) as { Count: number }).Count;
}

/** Still the same process, still answering, and nothing in its log that ends one. */
async function expectHealthy(orthanc: Orthanc, client: Client): Promise<void> {
  expect(orthanc.isRunning()).toBe(true);
  expect((await client('/system')).status).toBe(200);
  expect(orthanc.log()).not.toMatch(/^F\d{4} |SIGSEGV|terminate called/m);
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
