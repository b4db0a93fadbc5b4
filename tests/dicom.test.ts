import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateDemo } from '../tools/demo/index.mjs';
import { runDcmtk } from './stack/dcmtk.ts';
import { aet, type Orthanc } from './stack/orthanc.ts';
import { type Client, createToken, withToken } from './stack/people.ts';
import { freshOrthanc, temporaryFolder } from './stack/stack.ts';

const folder = await temporaryFolder('dicom');

let orthanc: Orthanc;
let administrator: Client;
let files: string[];

beforeAll(async () => {
  orthanc = await freshOrthanc();
  administrator = withToken(await createToken(['nodes-manage', 'view']), orthanc);
  files = [];
  for await (const { name, bytes } of generateDemo({ ctSlices: 3, mrSlices: 0, ultrasoundFrames: 2 })) {
    files.push(join(folder, name));
    await writeFile(join(folder, name), bytes);
  }
});

interface Rights {
  AllowEcho?: boolean;
  AllowStore?: boolean;
  Host?: string;
}

/** Registers a modality as the README says. */
const register = (client: Client, title: string, rights: Rights) =>
  client(`/modalities/${title.toLowerCase()}`, {
    method: 'PUT',
    body: JSON.stringify({
      AET: title,
      Host: '127.0.0.1',
      Port: 104,
      AllowEcho: false,
      AllowStore: false,
      AllowFind: false,
      AllowGet: false,
      AllowMove: false,
      ...rights,
    }),
  });

const peer = () => ['-aec', aet, '127.0.0.1', String(orthanc.dicomPort)];
const echo = (title: string) => runDcmtk('echoscu', ['-aet', title, ...peer()]);
const store = (title: string, ...paths: string[]) =>
  runDcmtk('storescu', ['-aet', title, ...peer(), ...paths]);
const find = (title: string) =>
  runDcmtk('findscu', [
    '-S',
    '-aet',
    title,
    '-k',
    'QueryRetrieveLevel=STUDY',
    '-k',
    'PatientName',
    ...peer(),
  ]);

const countInstances = async () => {
  const response = await administrator('/tools/count-resources', {
    method: 'POST',
    body: JSON.stringify({ Level: 'Instance', Query: {} }),
  });
  return ((await response.json()) as { Count: number }).Count;
};

describe('a sender that nobody has registered', () => {
  test('has its association rejected, and is told that its AE title is not recognised', async () => {
    for (const attempt of [echo('STRANGER'), store('STRANGER', ...files), find('STRANGER')]) {
      const { code, output } = await attempt;
      expect(code).not.toBe(0);
      expect(output).toContain('Association Rejected');
      expect(output).toContain('Calling AE Title Not Recognized');
    }
    expect(await countInstances()).toBe(0);
  });

  test('cannot register itself: that takes a token with the right to manage nodes', async () => {
    const nobody = withToken('not-a-token', orthanc);
    const viewer = withToken(await createToken(['view', 'upload']), orthanc);
    for (const client of [nobody, viewer]) {
      expect((await register(client, 'INTRUDER', { AllowEcho: true, AllowStore: true })).status).toBe(403);
    }
    expect((await echo('INTRUDER')).code).not.toBe(0);
  });
});

describe('a registered modality', () => {
  test('may do what it was registered for and nothing else', async () => {
    expect((await register(administrator, 'ECHOER', { AllowEcho: true })).status).toBe(200);
    expect(await echo('ECHOER')).toEqual({ code: 0, output: '' });
    // Orthanc accepts the association and cuts it at the first request that is not allowed.
    for (const attempt of [store('ECHOER', ...files), find('ECHOER')]) {
      const { output } = await attempt;
      expect(output).toContain('Peer aborted Association');
    }
    expect(await countInstances()).toBe(0);
  });

  test('is believed only from its registered address', async () => {
    await register(administrator, 'ELSEWHERE', { AllowEcho: true, AllowStore: true, Host: '127.0.0.2' });
    const { code, output } = await echo('ELSEWHERE');
    expect(code).not.toBe(0);
    expect(output).toContain('Calling AE Title Not Recognized');
  });

  test('sends images, which REST then finds by their attributes, accents included', async () => {
    await register(administrator, 'CT1', { AllowEcho: true, AllowStore: true });
    expect((await store('CT1', ...files)).code).toBe(0);
    expect(await countInstances()).toBe(files.length);

    const found = await administrator('/tools/find', {
      method: 'POST',
      body: JSON.stringify({
        Level: 'Study',
        Query: { PatientName: 'démo^fant*', ModalitiesInStudy: 'CT' },
        Expand: true,
        RequestedTags: ['ModalitiesInStudy'],
      }),
    });
    const studies = (await found.json()) as {
      PatientMainDicomTags: Record<string, string>;
      Series: string[];
    }[];
    expect(studies).toHaveLength(1);
    expect(studies[0]?.PatientMainDicomTags.PatientName).toBe('DÉMO^Fantôme');

    const { origin } = await originOf(studies[0]?.Series[0] ?? '');
    expect(origin).toEqual({ RemoteAET: 'CT1', CalledAET: aet, RemoteIP: '127.0.0.1' });
  });

  test('may send in implicit VR, which every DICOM application speaks', async () => {
    const { code, output } = await store('CT1', '--verbose', '--propose-implicit', ...files);
    expect(code).toBe(0);
    expect(output).toContain('-> Little Endian Implicit');
    expect(output.match(/Received Store Response \(Success\)/g)).toHaveLength(files.length);
  });

  test('may send the same images again without changing anything', async () => {
    const before = await countInstances();
    expect((await store('CT1', ...files)).code).toBe(0);
    expect(await countInstances()).toBe(before);
  });

  test('is refused again as soon as it is removed', async () => {
    expect((await administrator('/modalities/ct1', { method: 'DELETE' })).status).toBe(200);
    expect((await echo('CT1')).output).toContain('Calling AE Title Not Recognized');
  });
});

/** Who sent a series' first image, from the metadata that Orthanc keeps. */
async function originOf(series: string): Promise<{ origin: Record<string, string> }> {
  const { Instances } = (await (await administrator(`/series/${series}`)).json()) as { Instances: string[] };
  const read = async (name: string) =>
    (await administrator(`/instances/${Instances[0]}/metadata/${name}`)).text();
  const names = ['RemoteAET', 'CalledAET', 'RemoteIP'];
  return {
    origin: Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)]))),
  };
}
