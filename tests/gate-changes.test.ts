import { gzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SmallImage } from './small-image.ts';
import type { Client } from './stack/people.ts';
import { ask, openWard, type Stored, type Study, type Ward } from './ward.ts';

const patience = { timeout: 20_000, interval: 50 };

let ward: Ward;
let administrator: Client;
let nurse: Client;
let stranger: Client;
let courier: Client;
beforeAll(async () => {
  ward = await openWard();
  ({ administrator, nurse, stranger, courier } = ward);
});

/** Of the ward, with a foreign label; of the same patient elsewhere; of another patient elsewhere. */
let mine: Study;
let other: Study;
let before: Stored;
beforeEach(async () => {
  await ward.clear();
  const tags = { PatientID: 'shared', PatientName: 'Shared' };
  mine = await ward.store(['ward', 'secret'], tags);
  await ward.store(['elsewhere'], tags);
  other = await ward.store(['elsewhere']);
  before = await ward.listAll();
});

const nothingHappened = async () => expect(await ward.listAll()).toEqual(before);

describe('modifying', () => {
  const call = (path: string, body: object, client = nurse) => ask(client, 'POST', path, body);

  test.each([
    ['modify', { Replace: { StudyDescription: 'x' } }],
    ['anonymize', {}],
    ['anonymize', { Asynchronous: true }],
  ])('%s %j makes a study that stays visible', async (operation, wish) => {
    expect((await call(`/studies/${mine.id}/${operation}`, wish)).status).toBe(200);
    await expect.poll(async () => (await ward.listAll()).size, patience).toBe(4);
    const [fresh] = [...(await ward.listAll()).keys()].filter((id) => !before.has(id));
    await expect.poll(async () => (await ask(nurse, 'GET', `/studies/${fresh}`)).status, patience).toBe(200);
    expect((await ask(stranger, 'GET', `/studies/${fresh}`)).status).toBe(403);
  });

  test.each<[string, () => object]>([
    ['a study outside', () => ({ Replace: { StudyInstanceUID: other.uids.study } })],
    ['a study outside, by its tag', () => ({ Replace: { '0020,000d': other.uids.study } })],
    ['a study outside, by a careless tag', () => ({ Replace: { '20,d': other.uids.study } })],
    ['a patient with a study outside', () => ({ Replace: { PatientID: 'shared' } })],
    ['the series of another study', () => ({ Replace: { SeriesInstanceUID: other.uids.series } })],
  ])('puts nothing into %s', async (_what, wish) => {
    const mine2 = await ward.store(['ward']);
    before = await ward.listAll();
    for (const operation of ['modify', 'anonymize']) {
      const body = { ...wish(), Force: true };
      expect([400, 403]).toContain((await call(`/studies/${mine2.id}/${operation}`, body)).status);
      const many = { ...body, Resources: [mine2.id], Level: 'Study' };
      expect([400, 403]).toContain((await call(`/tools/bulk-${operation}`, many)).status);
    }
    await nothingHappened();
  });

  test('does not change the record of a patient with studies outside', async () => {
    const body = { Replace: { PatientName: 'Changed' } };
    expect((await call(`/series/${mine.series[0]}/modify`, body)).status).toBe(403);
    await nothingHappened();
    const { json } = await ask(administrator, 'GET', `/patients/${mine.patient}`);
    expect(json.MainDicomTags.PatientName).toBe('Shared');
  });

  test('merges what is inside, and nothing else', async () => {
    const mine2 = await ward.store(['ward']);
    before = await ward.listAll();
    const path = `/studies/${mine.id}/merge`;
    for (const id of [other.id, other.series[0], other.instances[0]])
      expect((await call(path, { Resources: [mine2.id, id] })).status).toBe(404);
    expect((await call(`/studies/${other.id}/merge`, { Resources: [mine.id] })).status).toBe(403);
    await nothingHappened();
    expect((await call(path, { Resources: [mine2.id] })).status).toBe(200);
    const after = await ward.listAll();
    expect(after.get(mine.id)?.images).toBe(4);
    expect(after.has(mine2.id)).toBe(false);
  });

  test.each([{}, { Asynchronous: true }])('splits into a study that stays visible: %j', async (wish) => {
    const path = `/studies/${mine.id}/split`;
    expect((await call(path, { Series: [other.series[0]] })).status).toBe(404);
    await nothingHappened();
    expect((await call(path, { ...wish, Series: [mine.series[0]] })).status).toBe(200);
    await expect
      .poll(
        async () =>
          [...(await ward.listAll())].filter(([id]) => !before.has(id)).map(([, { labels }]) => labels),
        patience,
      )
      .toEqual([['secret', 'ward']]);
  });

  test('deletes no original for whoever may not delete', async () => {
    const clerk = await ward.employ(
      { permissions: ['anonymize', 'view'], labels: ['*'] },
      { permissions: ['delete'], labels: ['elsewhere'] },
    );
    const body = { KeepSource: false };
    expect((await call(`/studies/${mine.id}/anonymize`, body, clerk)).status).toBe(403);
    expect(
      (await call('/tools/bulk-anonymize', { ...body, Resources: [other.id, mine.id] }, clerk)).status,
    ).toBe(403);
    await nothingHappened();
    expect((await call(`/studies/${other.id}/anonymize`, body, clerk)).status).toBe(200);
    expect((await ward.listAll()).has(other.id)).toBe(false);
  });
});

describe('uploading', () => {
  const upload = async (client: Client, image: SmallImage) =>
    ask(client, 'POST', '/instances', await ward.write(image));

  test('makes studies that their sender sees, however many images arrive at once', async () => {
    const images = Array.from({ length: 8 }, (_, index) => ({ study: 'new', series: `${index}` }));
    const replies = await Promise.all(images.map((image) => upload(nurse, image)));
    expect(replies.map(({ json }) => json.Status)).toEqual(images.map(() => 'Success'));
    const id = replies[0]?.json.ParentStudy;
    expect((await ward.listAll()).get(id)).toEqual({ labels: ['ward'], images: 8 });
    expect((await ask(nurse, 'GET', `/studies/${id}`)).status).toBe(200);
  });

  test('adds to studies inside, and to no others', async () => {
    const tags = { PatientID: 'shared', PatientName: 'Shared' };
    expect((await upload(nurse, { study: mine.name, series: '3', tags })).json.Status).toBe('Success');
    expect((await ward.listAll()).get(mine.id)).toEqual({ labels: ['secret', 'ward'], images: 3 });
    before = await ward.listAll();

    expect((await upload(nurse, { study: other.name, series: '3' })).json.Status).toBe('FilteredOut');
    // The same study under another patient, and a series of it under another study.
    expect((await upload(nurse, { study: other.name, series: '3', tags })).json.Status).toBe('FilteredOut');
    const stolen = { SeriesInstanceUID: other.uids.series };
    expect((await upload(nurse, { study: 'fresh', tags: stolen })).json.Status).toBe('FilteredOut');
    const compressed = gzipSync(await ward.write({ study: other.name, series: '3' }));
    const gzip = { 'content-encoding': 'gzip' };
    expect((await ask(nurse, 'POST', '/instances', compressed, gzip)).json.Status).toBe('FilteredOut');
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(await ward.write({ study: other.name, series: '4' }))]));
    expect((await nurse('/instances', { method: 'POST', body: form })).status).toBe(200);
    await nothingHappened();
  });

  test('by STOW-RS follows the same rules', async () => {
    const stow = async (client: Client, path: string, image: SmallImage) => {
      const boundary = 'boundary';
      const body = Buffer.concat([
        Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
        await ward.write(image),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]);
      const type = `multipart/related; type="application/dicom"; boundary=${boundary}`;
      return ask(client, 'POST', path, body, { 'content-type': type, accept: 'application/dicom+json' });
    };
    await stow(nurse, '/dicom-web/studies', { study: other.name, series: '5' });
    await stow(nurse, `/dicom-web/studies/${other.uids.study}`, { study: other.name, series: '6' });
    await nothingHappened();
    const image = { study: 'web' };
    expect((await stow(nurse, '/dicom-web/studies', image)).status).toBe(200);
    const [fresh] = [...(await ward.listAll())].filter(([id]) => !before.has(id));
    expect(fresh?.[1]).toEqual({ labels: ['ward'], images: 1 });
  });

  test('notes who has brought a study, for label rules', async () => {
    const { json } = await upload(courier, { study: 'noted' });
    const { Metadata } = (
      await ask(administrator, 'POST', '/tools/bulk-content', { Resources: [json.ParentStudy] })
    ).json[0];
    expect(Metadata['5222']).toMatch(/^\S+$/);
    expect((await ward.listAll()).get(json.ParentStudy)?.labels).toEqual([]);
  });
});

describe('creating images', () => {
  const create = (body: object, client = nurse) => ask(client, 'POST', '/tools/create-dicom', body);

  test('makes studies that their maker sees, and adds to studies inside', async () => {
    const fresh = await create({ Tags: { PatientName: 'New' } });
    expect(fresh.status).toBe(200);
    expect((await ward.listAll()).get(fresh.json.ParentStudy)).toEqual({ labels: ['ward'], images: 1 });
    expect((await create({ Parent: mine.id, Tags: {} })).json.ParentStudy).toBe(mine.id);
  });

  test('adds to no others', async () => {
    for (const Parent of [other.id, other.series[0], mine.patient, 'nothing'])
      expect((await create({ Parent, Tags: {} })).status).toBe(404);
    const tags = { StudyInstanceUID: other.uids.study, PatientID: 'anybody' };
    expect((await create({ Tags: tags, Force: true })).status).toBe(403);
    await nothingHappened();
  });

  // Found with Orthanc 1.12.7: a bad image among several takes the series with it to which the one before was added.
  test('cannot be used to delete a series', async () => {
    const content = [
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
      'bad',
    ];
    const [first] = (await ask(administrator, 'GET', `/studies/${other.id}/instances`)).json;
    const tags = {
      PatientID: (await ask(administrator, 'GET', `/patients/${other.patient}`)).json.MainDicomTags.PatientID,
      StudyInstanceUID: other.uids.study,
      SeriesInstanceUID: (await ask(administrator, 'GET', `/series/${first.ParentSeries}`)).json.MainDicomTags
        .SeriesInstanceUID,
      SOPInstanceUID: first.MainDicomTags.SOPInstanceUID,
    };
    expect((await create({ Tags: tags, Content: content, Force: true }, courier)).status).toBe(403);
    expect((await create({ Tags: tags, Content: content, Force: true })).status).toBe(403);
    expect((await create({ Parent: other.series[0], Tags: {}, Content: content }, courier)).status).toBe(403);
    await nothingHappened();
  });
});
