import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPeer, type Peer } from './dicom-peer.ts';
import { type SmallImage, uidsOf, writeSmallImage } from './small-image.ts';
import type { Orthanc } from './stack/orthanc.ts';
import { type Client, createToken, signIn, withToken } from './stack/people.ts';
import { freshOrthanc, temporaryFolder } from './stack/stack.ts';

const patience = { timeout: 20_000, interval: 50 };
const folder = await temporaryFolder('scope');

/** Two studies of site A, of which one shares its patient with one of site B, and one that is nobody's. */
const images: (SmallImage & { labels: string[] })[] = [
  {
    study: 'lung',
    labels: ['site-a'],
    tags: {
      Modality: 'CT',
      PatientName: 'DÉMO^Zoé',
      PatientID: 'abc',
      AccessionNumber: 'A1',
      ReferringPhysicianName: 'HOUSE^Gregory',
    },
  },
  { study: 'lung', series: '2', labels: ['site-a'], tags: { Modality: 'SR', PatientID: 'abc' } },
  { study: 'knee', labels: ['site-a', 'teaching'], tags: { PatientID: 'both', Modality: 'MR' } },
  { study: 'head', labels: ['site-b'], tags: { PatientID: 'both', Modality: 'CT', AccessionNumber: 'B1' } },
  {
    study: 'skin',
    labels: [],
    tags: {
      PatientID: 'ABC',
      StudyDate: '20250102',
      ProcedureCodeSequence: [{ CodeValue: 'S1', CodingSchemeDesignator: '99X', CodeMeaning: 'Skin' }],
    },
  },
];

const everyRight = { AllowEcho: true, AllowStore: true, AllowFind: true, AllowMove: true, AllowGet: true };

let orthanc: Orthanc;
let administrator: Client;
/** The service's API, on the shared product. */
let session: Client;
/** What each may see. */
let free: Peer;
let siteA: Peer;
let blind: Peer;

const setNode = (aet: string, node: { labels?: string[]; scope: string[] }) =>
  session(`/sgim/api/dicom-nodes/${aet}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ labels: [], ...node }),
  });

const register = (client: Client, aet: string, port: number, rights: object = {}) =>
  client(`/modalities/${aet.toLowerCase()}`, {
    method: 'PUT',
    body: JSON.stringify({
      AET: aet,
      Host: '127.0.0.1',
      Port: port,
      ...everyRight,
      AllowGet: false,
      ...rights,
    }),
  });

const readJson = async <T>(client: Client, path: string): Promise<T> =>
  (await (await client(path)).json()) as T;

/** Stores all images by REST, with their labels where there are people to give them. */
async function fill(client: Client, labelled: boolean): Promise<void> {
  for (const image of images) {
    const body = await readFile(await writeSmallImage(folder, image));
    const answer = await client('/instances', { method: 'POST', body });
    const { ParentStudy } = (await answer.json()) as { ParentStudy: string };
    for (const label of labelled ? image.labels : [])
      await client(`/studies/${ParentStudy}/labels/${label}`, { method: 'PUT', body: '' });
  }
}

beforeAll(async () => {
  session = await signIn();
  await setNode('SITE-A', { labels: ['site-a'], scope: ['site-a'] });
  await setNode('BLIND', { scope: [] });
  orthanc = await freshOrthanc();
  administrator = withToken(await createToken(['nodes-manage', 'view', 'upload', 'edit-labels']), orthanc);
  const create = async (title: string) => {
    const peer = await createPeer(title, orthanc, folder);
    expect((await register(administrator, title, peer.port)).status).toBe(200);
    return peer;
  };
  [free, siteA, blind] = [await create('FREE'), await create('SITE-A'), await create('BLIND')];
  await fill(administrator, true);
});

const uidOf = (study: string) => uidsOf({ study }).study;
const study = (name: string) => `StudyInstanceUID=${uidOf(name)}`;
const descriptions = async (peer: Peer, level: string, ...keys: string[]) => {
  const { answers, status } = await peer.find(level, ['StudyDescription', ...keys]);
  expect(status).toBe('Success');
  return answers.map((answer) => answer['0008,1030']).sort();
};

describe('C-FIND', () => {
  test('gives a modality that nobody has limited everything', async () => {
    expect(await descriptions(free, 'STUDY')).toEqual(['head', 'knee', 'lung', 'skin']);
    expect(await descriptions(free, 'STUDY', 'StudyDate=*')).toHaveLength(4);
    const { answers } = await free.find('STUDY', [study('skin'), 'ProcedureCodeSequence']);
    expect(answers[0]).toMatchObject({ '0008,1032': expect.stringContaining('#=1'), '0008,0100': 'S1' });
  });

  test('gives a modality that is limited to labels its studies, and one without a label none', async () => {
    expect(await descriptions(siteA, 'STUDY')).toEqual(['knee', 'lung']);
    expect(await descriptions(siteA, 'STUDY', study('head'))).toEqual([]);
    expect(await descriptions(siteA, 'SERIES', 'SeriesInstanceUID')).toEqual(['knee', 'lung', 'lung']);
    expect(await descriptions(siteA, 'SERIES', study('head'))).toEqual([]);
    expect(await descriptions(siteA, 'IMAGE', study('lung'), 'SOPInstanceUID')).toHaveLength(2);
    expect(await descriptions(siteA, 'IMAGE', study('head'))).toEqual([]);
    for (const level of ['PATIENT', 'STUDY', 'SERIES', 'IMAGE']) {
      expect(await blind.find(level, ['StudyInstanceUID'])).toEqual({ answers: [], status: 'Success' });
    }
  });

  test('counts and describes of a patient what may be seen of him', async () => {
    const keys = ['PatientID', 'NumberOfPatientRelatedStudies', 'NumberOfPatientRelatedInstances'];
    const seen = async (peer: Peer) => {
      const { answers } = await peer.find('PATIENT', keys);
      return answers.map((answer) => [answer['0010,0020'], answer['0020,1200'], answer['0020,1204']]).sort();
    };
    expect(await seen(siteA)).toEqual([
      ['abc', '1', '2'],
      ['both', '1', '1'],
    ]);
    expect(await seen(free)).toEqual([
      ['ABC', '1', '1'],
      ['abc', '1', '2'],
      ['both', '2', '2'],
    ]);
  });

  test('follows a change of the scope, and of labels, at once', async () => {
    const count = async () => (await descriptions(siteA, 'STUDY')).length;
    await setNode('SITE-A', { labels: ['site-a'], scope: ['site-a', 'site-b'] });
    await expect.poll(count, patience).toBe(3);
    await setNode('SITE-A', { labels: ['site-a'], scope: ['site-a'] });
    await expect.poll(count, patience).toBe(2);
  });
});

describe('C-FIND without a limit answers as Orthanc itself', () => {
  let native: Peer;
  beforeAll(async () => {
    const plain = await freshOrthanc({ withoutPlugin: true });
    const anybody: Client = (path, init) => fetch(`${plain.url}${path}`, init);
    native = await createPeer('FREE', plain, folder);
    await register(anybody, 'FREE', native.port);
    await fill(anybody, false);
  });

  const patientKeys = ['PatientID', 'PatientName', 'PatientBirthDate', '0010,1000'];
  test.each<[string, string[]]>([
    ['PATIENT', [...patientKeys, 'NumberOfPatientRelatedStudies', 'NumberOfPatientRelatedSeries']],
    ['PATIENT', ['PatientID=abc']],
    ['PATIENT', ['PatientID=AB*', 'PatientName']],
    [
      'STUDY',
      ['SpecificCharacterSet=ISO_IR 192', ...patientKeys, 'StudyDate', 'AccessionNumber', 'StudyTime'],
    ],
    ['STUDY', ['ModalitiesInStudy', 'NumberOfStudyRelatedSeries', 'NumberOfStudyRelatedInstances']],
    ['STUDY', ['ModalitiesInStudy=CT', 'StudyInstanceUID', 'SOPClassesInStudy']],
    ['STUDY', ['ModalitiesInStudy=MR\\SR', 'StudyDescription']],
    ['STUDY', ['SpecificCharacterSet=ISO_IR 192', 'PatientName=démo*', 'ReferringPhysicianName=house*']],
    ['STUDY', ['StudyDescription=LUNG']],
    ['STUDY', ['StudyDescription=l?ng', 'InstanceAvailability', 'TimezoneOffsetFromUTC=+0100']],
    ['STUDY', ['StudyDate=20260101-', 'StudyDescription']],
    ['STUDY', ['StudyDate=20250101-20251231', 'StudyDescription']],
    ['STUDY', ['AccessionNumber=A1\\B1', 'StudyInstanceUID']],
    ['STUDY', [study('lung'), 'ReferencedStudySequence', 'ProcedureCodeSequence']],
    ['STUDY', ['StudyInstanceUID=1.2.3', 'PatientID']],
    [
      'SERIES',
      [study('lung'), 'SeriesInstanceUID', 'Modality', 'NumberOfSeriesRelatedInstances', 'PatientName'],
    ],
    ['SERIES', ['Modality=CT', 'SeriesInstanceUID', 'Rows']],
    [
      'IMAGE',
      [study('lung'), 'SOPInstanceUID', 'SOPClassUID', 'InstanceNumber', 'Rows', 'InstanceAvailability'],
    ],
    ['NONSENSE', ['PatientID']],
    ['STUDY', ['StudyInstanceUID=1.2.*']],
  ])('%s %j', async (level, keys) => {
    const sort = (answers: object[]) => answers.map((answer) => JSON.stringify(answer)).sort();
    const ours = await free.find(level, keys);
    const theirs = await native.find(level, keys);
    expect(ours.status).toBe(theirs.status);
    expect(sort(ours.answers)).toEqual(sort(theirs.answers));
  });
});

describe('C-MOVE', () => {
  test('sends what is asked for', async () => {
    expect(await free.move('STUDY', [`${study('lung')}\\${uidOf('head')}`])).toEqual({
      files: 3,
      status: 'Success',
    });
    expect(await free.move('STUDY', ['AccessionNumber=B1'])).toMatchObject({ files: 1 });
    const { series, instance } = uidsOf({ study: 'lung', series: '2' });
    expect(await free.move('SERIES', [study('lung'), `SeriesInstanceUID=${series}`])).toMatchObject({
      files: 1,
    });
    expect(await free.move('IMAGE', [study('lung'), `SOPInstanceUID=${instance}`])).toMatchObject({
      files: 1,
    });
  });

  test('sends a modality that is limited to labels its studies alone', async () => {
    expect(await siteA.move('PATIENT', ['PatientID=both'])).toEqual({ files: 1, status: 'Success' });
    const nothing = { files: 0, status: 'Failed: UnableToProcess' };
    expect(await siteA.move('STUDY', [study('head')])).toEqual(nothing);
    expect(await siteA.move('STUDY', ['StudyInstanceUID=1.2.3'])).toEqual(nothing);
    const { series, instance } = uidsOf({ study: 'head' });
    expect(await siteA.move('SERIES', [study('knee'), `SeriesInstanceUID=${series}`])).toEqual(nothing);
    expect(await siteA.move('IMAGE', [study('knee'), `SOPInstanceUID=${instance}`])).toEqual(nothing);
    expect(await blind.move('STUDY', [study('knee')])).toEqual(nothing);
  });

  test('fails where the destination is unknown, or takes nothing', async () => {
    const failed = { files: 0, status: 'Failed: UnableToProcess' };
    expect(await free.move('STUDY', [study('lung')], 'NOWHERE')).toEqual(failed);
    const { files, status } = await free.move('STUDY', [study('lung')], 'SITE-A');
    expect(files).toBe(0);
    expect(status).toMatch(/^Warning: SubOperationsComplete/);
  });

  test('is written down by who asked, study and destination, and so is what is refused', async () => {
    const read = async () => {
      const { events } = await readJson<{ events: Record<string, unknown>[] }>(
        session,
        '/sgim/api/audit-events?actor=SITE-A&limit=1000',
      );
      return events
        .filter(({ action }) => action === 'move')
        .map(({ outcome, studyUid, address, detail }) => `${outcome} ${studyUid} ${address} ${detail}`);
    };
    await expect.poll(read, patience).toContain(`success ${uidOf('knee')} 127.0.0.1 to SITE-A`);
    expect(await read()).toContain(`refused ${uidOf('head')} 127.0.0.1 to SITE-A`);
  });
});

describe('C-GET', () => {
  const allowed = async (name: string) =>
    (await readJson<{ AllowGet: boolean }>(administrator, `/modalities/${name}/configuration`)).AllowGet;

  test('is refused at registering where it could not be limited', async () => {
    expect((await register(administrator, 'SITE-A', siteA.port, { AllowGet: true })).status).toBe(409);
    expect((await siteA.get('STUDY', [study('knee')])).output).toContain('Peer aborted Association');
  });

  test('is switched off as soon as a modality is limited', async () => {
    expect((await register(administrator, 'GETTER', 104, { AllowGet: true })).status).toBe(200);
    const getter = await createPeer('GETTER', orthanc, folder);
    expect((await getter.get('STUDY', [study('lung')])).files).toBe(2);
    await setNode('GETTER', { scope: ['site-b'] });
    await expect.poll(() => allowed('getter'), patience).toBe(false);
    const { files, output } = await getter.get('STUDY', [study('lung')]);
    expect(files).toBe(0);
    expect(output).toContain('Peer aborted Association');
    expect(orthanc.log()).toContain('C-GET is switched off for the modality getter');
  });
});

describe('a study that a modality sends', () => {
  test('has its labels before the modality is told that it is stored', async () => {
    const image = { study: 'sent' };
    const path = await writeSmallImage(folder, image);
    expect(await siteA.store(path)).toEqual({ code: 0, output: '' });
    const [found] = (await (
      await administrator('/tools/lookup', { method: 'POST', body: uidOf('sent') })
    ).json()) as { ID: string }[];
    expect(await readJson(administrator, `/studies/${found?.ID}/labels`)).toEqual(['site-a']);
    expect(await descriptions(siteA, 'STUDY', study('sent'))).toEqual(['sent']);
    const { answers } = await siteA.find('SERIES', [study('sent'), 'SeriesInstanceUID']);
    expect(answers).toHaveLength(1);
  });

  test('and that is of others does not open to whoever adds an image', async () => {
    const path = await writeSmallImage(folder, {
      study: 'head',
      series: 'added',
      tags: { PatientID: 'both' },
    });
    expect((await siteA.store(path)).code).toBe(0);
    expect(await descriptions(free, 'SERIES', study('head'))).toHaveLength(2);
    expect(await descriptions(siteA, 'STUDY', study('head'))).toEqual([]);
  });
});
