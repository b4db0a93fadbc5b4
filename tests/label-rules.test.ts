import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LabelCondition } from '../auth-service/contract/label-rules.ts';
import { createPeer } from './dicom-peer.ts';
import { uidsOf, writeSmallImage } from './small-image.ts';
import type { Orthanc } from './stack/orthanc.ts';
import { type Client, createToken, createUser, signIn, withToken } from './stack/people.ts';
import { freshOrthanc, temporaryFolder } from './stack/stack.ts';

const patience = { timeout: 30_000, interval: 50 };
const folder = await temporaryFolder('rules');
/** Of this file alone: the service is shared, and its rules are for every Orthanc. */
const mark = randomUUID();
const institution = `Clinic ${mark}`;
const soon = { configuration: { StableAge: 1 } };

let orthanc: Orthanc;
let client: Client;
let session: Client;
let secret: string;
const created: string[] = [];

beforeAll(async () => {
  orthanc = await freshOrthanc(soon);
  session = await signIn();
  secret = await createToken(['nodes-manage', 'view', 'upload', 'edit-labels']);
  client = withToken(secret, orthanc);
});
afterEach(async () => {
  for (const id of created.splice(0))
    await session(`/sgim/api/label-rules/${id}?relabel=false`, { method: 'DELETE' });
});

const send = async <T>(path: string, method: string, body?: object): Promise<T> => {
  const answer = await session(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(answer.ok, await answer.clone().text()).toBe(true);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
};

const ruleOf = (labels: string[], ...conditions: LabelCondition[]) => ({
  name: `test ${mark}`,
  enabled: true,
  conditions: [{ field: 'institution' as const, operator: 'is' as const, value: institution }, ...conditions],
  labels,
});

async function createRule(labels: string[], ...conditions: LabelCondition[]): Promise<string> {
  const { id } = await send<{ id: string }>('/sgim/api/label-rules', 'POST', {
    ...ruleOf(labels, ...conditions),
    relabel: false,
  });
  created.push(id);
  return id;
}

/** A study of the institution, stored by REST. */
async function upload(study: string, by: Client = client): Promise<string> {
  const tags = { InstitutionName: institution };
  const body = await readFile(await writeSmallImage(folder, { study, tags }));
  const answer = await by('/instances', { method: 'POST', body });
  return ((await answer.json()) as { ParentStudy: string }).ParentStudy;
}

const labelsOf = async (study: string, by: Client = client): Promise<string[]> =>
  ((await (await by(`/studies/${study}/labels`)).json()) as string[]).sort();

interface Job {
  id: string;
  state: string;
  done: number;
  total: number;
  changed: number;
}

/** The jobs of our Orthanc alone can be told by how many studies there are: nobody else has these. */
const listJobs = () => send<Job[]>('/sgim/api/label-jobs', 'GET');

describe('a study that is complete gets the labels of the rules', () => {
  test('by what its images say', async () => {
    await createRule(['by-institution']);
    await createRule(['by-modality'], { field: 'modality', operator: 'is', value: 'ot' });
    await createRule(['never'], { field: 'modality', operator: 'is', value: 'CT' });
    const study = await upload(`a-${mark}`);
    await expect.poll(() => labelsOf(study), patience).toEqual(['by-institution', 'by-modality']);
  });

  test('by the modality that sent it, and what it called us', async () => {
    await createRule(
      ['by-aet'],
      { field: 'calling-aet', operator: 'begins-with', value: 'RULER' },
      { field: 'called-aet', operator: 'is', value: 'ORTHANC' },
    );
    const peer = await createPeer('RULER', orthanc, folder);
    await client('/modalities/ruler', {
      method: 'PUT',
      body: JSON.stringify({ AET: 'RULER', Host: '127.0.0.1', Port: peer.port, AllowStore: true }),
    });
    const image = { study: `b-${mark}`, tags: { InstitutionName: institution } };
    expect((await peer.store(await writeSmallImage(folder, image))).code).toBe(0);
    const uid = uidsOf(image).study;
    const answer = await client('/tools/lookup', { method: 'POST', body: uid });
    const [found] = (await answer.json()) as { ID: string }[];
    await expect.poll(() => labelsOf(found?.ID ?? ''), patience).toEqual(['by-aet']);
  });

  test('by who uploaded it', async () => {
    const person = await createUser({ grants: [{ permissions: ['upload', 'view'], labels: ['*'] }] });
    const { url } = orthanc;
    const own = await signIn(person, { url });
    await createRule(['by-uploader'], { field: 'uploader', operator: 'is', value: person.id });
    const study = await upload(`c-${mark}`, own);
    const other = await upload(`d-${mark}`);
    await expect.poll(() => labelsOf(study), patience).toEqual(['by-uploader']);
    expect(await labelsOf(other)).toEqual([]);
  });

  test('also when Orthanc is killed before it is', async () => {
    const own = await freshOrthanc(soon);
    await createRule(['survivor']);
    const study = await upload(`e-${mark}`, withToken(secret, own));
    await own.kill();
    const { httpPort, dicomPort, folder: data } = own;
    const back = await freshOrthanc({ ...soon, httpPort, dicomPort, folder: data });
    await expect.poll(() => labelsOf(study, withToken(secret, back)), patience).toEqual(['survivor']);
  });
});

describe('when rules change', () => {
  test('a job takes back what only they gave, and reports how far it is', async () => {
    const id = await createRule(['old']);
    const study = await upload(`f-${mark}`);
    await expect.poll(() => labelsOf(study), patience).toEqual(['old']);
    await client(`/studies/${study}/labels/by-hand`, { method: 'PUT', body: '' });
    await send(`/sgim/api/label-rules/${id}`, 'PUT', ruleOf(['new', 'by-hand']));
    await expect.poll(() => labelsOf(study), patience).toEqual(['by-hand', 'new']);

    const { length } = (await (await client('/studies')).json()) as string[];
    const finished = async () => {
      const jobs = await listJobs();
      return jobs.find(({ state, total, changed }) => state === 'done' && total === length && changed > 0);
    };
    await expect.poll(finished, patience).toMatchObject({ done: length });

    await send(`/sgim/api/label-rules/${id}`, 'DELETE');
    created.length = 0;
    await expect.poll(() => labelsOf(study), patience).toEqual(['by-hand']);
  });

  test('a job that is stopped stops', async () => {
    const studies = await Promise.all(
      Array.from({ length: 150 }, (_, number) => upload(`many-${number}-${mark}`)),
    );
    await createRule(['stopped']);
    const job = await send<Job>('/sgim/api/label-jobs', 'POST');
    const find = async (id: string) => (await listJobs()).find((one) => one.id === id);
    const stopped = await send<Job>(`/sgim/api/label-jobs/${job.id}/stop`, 'POST');
    expect(stopped.state).toBe('stopped');
    await expect.poll(async () => (await find(job.id))?.state, patience).toBe('stopped');
    const again = await send<Job>('/sgim/api/label-jobs', 'POST');
    await expect
      .poll(async () => {
        const labelled = await Promise.all(studies.map((study) => labelsOf(study)));
        return labelled.filter((labels) => labels.includes('stopped')).length;
      }, patience)
      .toBe(studies.length);
    expect(again.id).not.toBe(job.id);
  });
});
