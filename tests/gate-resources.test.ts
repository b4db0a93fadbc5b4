import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from './stack/people.ts';
import { ask, openWard, type Stored, type Study, type Ward } from './ward.ts';

const patience = { timeout: 20_000, interval: 50 };

let ward: Ward;
let administrator: Client;
let nurse: Client;
let stranger: Client;
beforeAll(async () => {
  ward = await openWard();
  ({ administrator, nurse, stranger } = ward);
});

/** Of the ward, with a foreign label; of the same patient elsewhere; of another patient elsewhere. */
let mine: Study;
let sibling: Study;
let other: Study;
let before: Stored;
beforeEach(async () => {
  await ward.clear();
  const tags = { PatientID: 'shared', PatientName: 'Shared' };
  mine = await ward.store(['ward', 'secret'], tags);
  sibling = await ward.store(['elsewhere'], tags);
  other = await ward.store(['elsewhere']);
  before = await ward.listAll();
});

const nothingHappened = async () => expect(await ward.listAll()).toEqual(before);

describe('a patient with studies inside and outside', () => {
  const get = (path: string, client = nurse) => ask(client, 'GET', path);

  test('has only those inside', async () => {
    const path = `/patients/${mine.patient}`;
    expect((await get(path)).json.Studies).toEqual([mine.id]);
    expect((await get(path, administrator)).json.Studies.sort()).toEqual([mine.id, sibling.id].sort());
    expect((await get(`${path}/studies`)).json.map(({ ID }: { ID: string }) => ID)).toEqual([mine.id]);
    expect((await get(`${path}/studies?expand=false`)).json).toEqual([mine.id]);
    expect((await get(`${path}/series?expand=false`)).json.sort()).toEqual([...mine.series].sort());
    expect((await get(`${path}/instances`)).json).toHaveLength(2);
    expect((await get(`${path}/statistics`)).json).toMatchObject({
      CountStudies: 1,
      CountSeries: 2,
      CountInstances: 2,
    });
    expect(Object.keys((await get(`${path}/instances-tags?simplify`)).json).sort()).toEqual(
      [...mine.instances].sort(),
    );
    expect((await get(`${path}/module?simplify`)).json).toMatchObject({ PatientID: 'shared' });
    expect((await get(`/studies/${mine.id}/patient`)).json.Studies).toEqual([mine.id]);
    expect((await get(`/instances/${mine.instances[0]}/patient`)).json.Studies).toEqual([mine.id]);
  });

  test('has the same statistics as Orthanc counts for whoever may see all of it', async () => {
    const { json } = await get(`/patients/${other.patient}/statistics`, administrator);
    expect((await get(`/patients/${other.patient}/statistics`, stranger)).json).toEqual(json);
  });

  test('is not there for whoever may see none of them', async () => {
    for (const part of ['', '/studies', '/module', '/statistics', '/instances-tags'])
      expect((await get(`/patients/${other.patient}${part}`)).status).toBe(404);
  });

  test('is only what the studies inside say of it', async () => {
    const tags = { PatientID: 'guessed', PatientName: 'True^Name', PatientBirthDate: '19700101' };
    const { patient } = await ward.store(['elsewhere'], tags);
    await ask(administrator, 'PUT', `/patients/${patient}/metadata/2000`, 'note');
    const probe = await ward.write({ study: 'probe', tags: { PatientID: 'guessed', PatientName: 'Any' } });
    const { json } = await ask(nurse, 'POST', '/instances', probe);
    expect(json.ParentPatient).toBe(patient);

    const known = { PatientID: 'guessed', PatientName: 'Any' };
    expect((await get(`/patients/${patient}`)).json.MainDicomTags).toEqual(known);
    expect((await get(`/patients/${patient}?short`)).json.MainDicomTags).toHaveProperty('0010,0010', 'Any');
    expect((await get(`/studies/${json.ParentStudy}/patient`)).json.MainDicomTags).toEqual(known);
    const bulk = await ask(nurse, 'POST', '/tools/bulk-content', { Resources: [patient], Metadata: true });
    expect(bulk.json).toMatchObject([{ MainDicomTags: known, Metadata: {} }]);

    const find = async (more: object) =>
      (
        await ask(nurse, 'POST', '/tools/find', {
          Level: 'Patient',
          Query: { PatientID: 'guessed' },
          ...more,
        })
      ).json;
    const RequestedTags = ['PatientName', 'PatientBirthDate'];
    const ResponseContent = ['MainDicomTags', 'Metadata', 'Attachments', 'RequestedTags'];
    expect(await find({ ResponseContent, RequestedTags })).toEqual([
      {
        ID: patient,
        Type: 'Patient',
        MainDicomTags: known,
        RequestedTags: { PatientName: 'Any', PatientBirthDate: null },
        Metadata: {},
        Attachments: [],
      },
    ]);
    expect(await find({ Query: { PatientName: 'True*' } })).toEqual([]);
    expect(await find({ Query: { PatientName: 'An*', PatientBirthDate: '' } })).toEqual([patient]);
    expect(await find({ MetadataQuery: { 2000: 'n*' } })).toHaveProperty('code', 'request.invalid');
  });

  test('cannot be deleted with its foreign study', async () => {
    expect((await ask(nurse, 'DELETE', `/patients/${mine.patient}`)).status).toBe(403);
    await nothingHappened();
  });
});

test('labels are those that somebody holds', async () => {
  const labelsFor = async (client: Client, path: string) => (await ask(client, 'GET', path)).json.Labels;
  expect(await labelsFor(nurse, `/studies/${mine.id}`)).toEqual(['ward']);
  expect(await labelsFor(administrator, `/studies/${mine.id}`)).toEqual(['secret', 'ward']);
  expect(await labelsFor(nurse, `/series/${mine.series[0]}/study`)).toEqual(['ward']);
  expect((await ask(nurse, 'GET', `/studies/${mine.id}/labels`)).json).toEqual(['ward']);
  expect((await ask(nurse, 'GET', `/studies/${mine.id}/labels/secret`)).status).toBe(404);
  expect((await ask(nurse, 'GET', `/studies/${mine.id}/labels/ward`)).status).toBe(200);

  expect((await ask(nurse, 'PUT', `/studies/${mine.id}/labels/other`)).status).toBe(403);
  expect((await ask(nurse, 'DELETE', `/studies/${mine.id}/labels/secret`)).status).toBe(403);
  // Held, but only for viewing.
  expect((await ask(nurse, 'PUT', `/studies/${mine.id}/labels/library`)).status).toBe(403);
  expect((await ask(administrator, 'PUT', `/studies/${mine.id}/labels/two%20words`)).status).not.toBe(200);
  await nothingHappened();

  // Whoever takes a study out of the own scope does not see it any more, at once.
  expect((await ask(nurse, 'DELETE', `/studies/${mine.id}/labels/ward`)).status).toBe(200);
  expect((await ask(nurse, 'GET', `/studies/${mine.id}`)).status).toBe(403);
});

test('what is noted about a study to label it is written by nobody', async () => {
  const path = `/studies/${mine.id}/metadata/5219`;
  expect((await ask(administrator, 'PUT', path, '["ward"]')).status).toBe(403);
  expect((await ask(administrator, 'DELETE', path)).status).toBe(403);
  expect((await ask(administrator, 'PUT', `/studies/${mine.id}/metadata/1024`, 'x')).status).toBe(200);
  expect((await ask(nurse, 'GET', `/studies/${mine.id}/metadata?expand`)).json).not.toHaveProperty('5222');
});

test('deleting says what is left, as Orthanc does', async () => {
  expect((await ask(nurse, 'DELETE', `/instances/${mine.instances[0]}`)).json).toEqual({
    RemainingAncestor: { ID: mine.id, Path: `/studies/${mine.id}`, Type: 'Study' },
  });
  // Of the patient there is another study, but not for this person.
  expect((await ask(nurse, 'DELETE', `/studies/${mine.id}`)).json).toEqual({ RemainingAncestor: null });
  expect((await ask(administrator, 'GET', `/patients/${mine.patient}`)).status).toBe(200);
});

describe('bodies that name what is inside and outside', () => {
  const bulk = (operation: string, body: object) => ask(nurse, 'POST', `/tools/bulk-${operation}`, body);

  test.each([
    ['delete', {}],
    ['modify', { Replace: { StudyDescription: 'x' } }],
    ['anonymize', {}],
    ['content', {}],
  ])('bulk-%s does all or nothing', async (operation, wish) => {
    const foreign = [other.id, other.series[0], other.instances[0], other.patient, mine.patient, sibling.id];
    for (const id of foreign) {
      if (operation === 'content' && id === mine.patient) continue;
      expect((await bulk(operation, { ...wish, Resources: [mine.id, id] })).status).toBe(404);
    }
    expect((await bulk(operation, { ...wish, Resources: [mine.id, 'nothing'] })).status).toBe(404);
    expect((await bulk(operation, { ...wish, Resources: mine.id })).status).toBe(400);
    await nothingHappened();
  });

  test('bulk-delete deletes what is inside', async () => {
    expect((await bulk('delete', { Resources: [mine.series[0], mine.instances[1]] })).status).toBe(200);
    expect((await ward.listAll()).has(mine.id)).toBe(false);
  });

  test('bulk-content goes down from a patient only to studies inside', async () => {
    const { json } = await bulk('content', { Resources: [mine.patient], Level: 'Instance', Metadata: true });
    expect(json.map(({ ID }: { ID: string }) => ID).sort()).toEqual([...mine.instances].sort());
    const studies = await bulk('content', { Resources: [mine.patient], Level: 'Study' });
    expect(studies.json).toMatchObject([{ ID: mine.id, Labels: ['ward'] }]);
    const patients = await bulk('content', { Resources: [mine.instances[0]], Level: 'Patient' });
    expect(patients.json).toMatchObject([{ ID: mine.patient, Studies: [mine.id] }]);
  });
});

describe('archives', () => {
  const create = (body: unknown, client = nurse, kind = 'archive') =>
    ask(client, 'POST', `/tools/create-${kind}`, body);

  test('of what is inside are ZIP files under the name that was asked for', async () => {
    for (const kind of ['archive', 'media', 'media-extended']) {
      const reply = await create({ Resources: [mine.id], Filename: 'mine.zip' }, nurse, kind);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe('application/zip');
      expect(reply.headers.get('content-disposition')).toContain('filename="mine.zip"');
      expect(reply.bytes.subarray(0, 2).toString()).toBe('PK');
    }
    const link = await ask(
      nurse,
      'GET',
      `/tools/create-archive?resources=${mine.series.join(',')}&filename=a.zip`,
    );
    expect(link.headers.get('content-disposition')).toContain('filename="a.zip"');
    expect(link.bytes.subarray(0, 2).toString()).toBe('PK');
  });

  test('of anything else are not made', async () => {
    for (const id of [other.id, other.instances[0], mine.patient, 'nothing']) {
      expect((await create([mine.id, id])).status).toBe(404);
      expect((await create({ Resources: [mine.id, id], Asynchronous: true })).status).toBe(404);
      expect((await ask(nurse, 'GET', `/tools/create-archive?resources=${mine.id},${id}`)).status).toBe(403);
    }
  });

  test('that Orthanc makes by a job are for whoever asked', async () => {
    const { json } = await create({ Resources: [mine.id], Asynchronous: true });
    await expect
      .poll(async () => (await ask(nurse, 'GET', `/jobs/${json.ID}`)).json.State, patience)
      .toBe('Success');
    expect((await ask(stranger, 'GET', `/jobs/${json.ID}`)).status).toBe(403);
    expect((await ask(stranger, 'GET', `/jobs/${json.ID}/archive`)).status).toBe(403);
    const path = `/jobs/${json.ID}/archive`;
    expect((await ask(nurse, 'GET', path)).bytes.subarray(0, 2).toString()).toBe('PK');
    await ask(administrator, 'DELETE', `/studies/${mine.id}/labels/ward`);
    expect((await ask(nurse, 'GET', path)).status).toBe(403);
  });

  test('that may be large are fetched from the disk', async () => {
    const reply = await create({ Resources: [mine.id], Transcode: '1.2.840.10008.1.2.1', Filename: 'b.zip' });
    expect(reply.status).toBe(303);
    const location = reply.headers.get('location') ?? '';
    expect(location).toMatch(/^\/jobs\/[0-9a-f-]+\/archive$/);
    expect((await ask(stranger, 'GET', location)).status).toBe(403);
    const archive = await ask(nurse, 'GET', location);
    expect(archive.bytes.subarray(0, 2).toString()).toBe('PK');
    expect(archive.headers.get('content-disposition')).toContain('filename="b.zip"');
  });
});

describe('sending', () => {
  const received: Buffer[] = [];
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push(Buffer.concat(chunks));
        const instances = (
          Buffer.concat(chunks)
            .toString('latin1')
            .match(/Content-Type: application\/dicom\r/g) ?? []
        ).map(() => ({}));
        response.setHeader('content-type', 'application/dicom+json');
        response.end(JSON.stringify({ '00081199': { vr: 'SQ', Value: instances } }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const north = { Url: `http://127.0.0.1:${port}/`, HasWadoRsUniversalTransferSyntax: true };
    expect((await ask(administrator, 'PUT', '/dicom-web/servers/north', north)).status).toBe(200);
    const nowhere = { AET: 'NOWHERE', Host: '127.0.0.1', Port: 9 };
    expect((await ask(administrator, 'PUT', '/modalities/nowhere', nowhere)).status).toBe(200);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    received.length = 0;
  });

  test('to a DICOMweb server sends what is inside, and nothing else', async () => {
    const path = '/dicom-web/servers/north/stow';
    for (const id of [other.id, other.instances[0], mine.patient, 'nothing'])
      expect((await ask(nurse, 'POST', path, { Resources: [mine.id, id] })).status).toBe(404);
    const twice = `{"Resources":["${other.id}"],"Resources":["${mine.instances[0]}"]}`;
    expect((await ask(nurse, 'POST', path, twice)).status).toBe(200);
    expect(received).toHaveLength(1);
    expect(received[0]?.includes(mine.uids.study)).toBe(true);
    expect(received[0]?.includes(other.uids.study)).toBe(false);
  });

  test('by a form goes nowhere', async () => {
    const form = new FormData();
    form.append('file', new Blob([JSON.stringify({ Resources: [other.id] })]));
    expect((await nurse('/dicom-web/servers/north/stow', { method: 'POST', body: form })).status).toBe(403);
    expect(received).toEqual([]);
  });

  test('to a modality tries what is inside, and nothing else', async () => {
    const path = '/modalities/nowhere/store';
    for (const body of [other.id, `"${other.id}"`, [mine.id, other.series[0]], { Resources: [mine.patient] }])
      expect((await ask(nurse, 'POST', path, body)).status).toBe(404);
    // Nobody listens there.
    for (const body of [mine.id, [mine.series[0]], { Resources: [mine.instances[0]] }])
      expect((await ask(nurse, 'POST', path, body)).status).toBe(500);
    const elsewhere = { Resources: [mine.id], Host: '127.0.0.2', Port: 4242 };
    expect((await ask(nurse, 'POST', path, elsewhere)).status).toBe(403);
    const commitment = { DicomInstances: [['1.2.840.10008.5.1.4.1.1.7', other.uids.instance]] };
    expect((await ask(nurse, 'POST', '/modalities/nowhere/storage-commitment', commitment)).status).toBe(404);
  });

  test('by a job belongs to whoever started it', async () => {
    const { json } = await ask(nurse, 'POST', '/modalities/nowhere/store', {
      Resources: [mine.id],
      Asynchronous: true,
    });
    expect((await ask(nurse, 'GET', `/jobs/${json.ID}`)).status).toBe(200);
    expect((await ask(stranger, 'GET', `/jobs/${json.ID}`)).status).toBe(403);
  });
});
