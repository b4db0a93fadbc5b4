import { beforeAll, describe, expect, test } from 'vitest';
import { answerProfile, startStandIn } from './gate-stand-in.ts';
import {
  type Catalogue,
  describeByInside,
  expectAnswer,
  fillOrthanc,
  type Level,
  levels,
  type ModelScope,
  makeSearch,
  post,
  Random,
} from './list-model.ts';
import type { Client } from './stack/people.ts';
import { freshOrthanc } from './stack/stack.ts';

const random = new Random(2026);

let everything: Client;
let catalogue: Catalogue;
let scopes: ModelScope[];
/** Somebody who may view these studies. */
let viewer: (scope: ModelScope) => Client;

beforeAll(async () => {
  const service = await startStandIn();
  // Everybody's token says what they may do.
  service.answer = (request, response) => {
    const token: string = JSON.parse(request.body || '{}')['token-value'] ?? '';
    const grants = JSON.parse(Buffer.from(token, 'base64url').toString() || '[]');
    answerProfile({ grants, 'user-id': token.slice(0, 40) })(request, response);
  };
  const { url } = await freshOrthanc({ serviceUrl: service.url });
  const holder =
    (grants: object[]): Client =>
    (path, init = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: { token: Buffer.from(JSON.stringify(grants)).toString('base64url') },
      });
  everything = holder([{ permissions: ['all'], labels: ['*'] }]);
  viewer = (scope) =>
    holder([
      { permissions: ['view'], ...scope },
      { permissions: ['download'], labels: ['x'] },
    ]);
  catalogue = await fillOrthanc(everything, random);
  const studies = catalogue.list('Study');
  const sharing = studies.filter((study) => catalogue.studyUids.get(study) === '2.25.1000');
  scopes = [
    { labels: ['a'], studies: [] },
    { labels: ['a', 'b', 'c'], studies: [] },
    { labels: ['c', 'unheard-of'], studies: [] },
    { labels: ['unheard-of'], studies: [] },
    { labels: [], studies: studies.slice(3, 4) },
    { labels: [], studies: [...studies.slice(4, 7), 'nonsense'] },
    { labels: ['b'], studies: studies.slice(0, 2) },
    { labels: [], studies: [...sharing.slice(0, 1), ...studies.slice(2, 3)] },
  ];
});

const read = async (client: Client, path: string): Promise<unknown> => {
  const response = await client(path);
  expect(`${path} ${response.status}`).toBe(`${path} 200`);
  return response.json();
};

/** What of a level is in a scope, in Orthanc's order. */
const listInside = (level: Level, scope: ModelScope) =>
  catalogue
    .list(level)
    .filter((id) => catalogue.isInside(id, scope))
    .sort();

test('a search of any kind finds exactly what is inside, page by page, and counts as much', async () => {
  let found = 0;
  for (let number = 0; number < 320; number++) {
    const search = makeSearch(random, catalogue);
    const scope = scopes[number % scopes.length] ?? { labels: [], studies: [] };
    const expected = await expectAnswer(everything, { search, scope, catalogue });
    const client = viewer(scope);
    const where = JSON.stringify({ scope, search });
    expect(await post(client, '/tools/find', search), where).toEqual(expected.page);
    const { Level, Query, Labels, LabelsConstraint, ParentPatient, ParentStudy, ParentSeries } = search;
    const criteria = { Level, Query, Labels, LabelsConstraint, ParentPatient, ParentStudy, ParentSeries };
    expect(await post(client, '/tools/count-resources', criteria), where).toEqual({ Count: expected.count });
    found += expected.page.length;
  }
  // Otherwise it proves nothing.
  expect(found).toBeGreaterThan(400);
});

test('lists have pages of what is inside', async () => {
  const paths = { Patient: '/patients', Study: '/studies', Series: '/series' } as const;
  for (const scope of scopes) {
    const client = viewer(scope);
    for (const level of ['Patient', 'Study', 'Series'] as const) {
      const inside = listInside(level, scope);
      expect(await read(client, paths[level])).toEqual(inside);
      expect(await read(client, `${paths[level]}?since=1&limit=2`)).toEqual(inside.slice(1, 3));
      const query = `${paths[level]}?expand&requested-tags=PatientID&full`;
      const all = (await read(everything, query)) as { ID: string; Labels?: string[]; Studies?: string[] }[];
      const search = { Level: level, Query: {}, Expand: true, RequestedTags: ['PatientID'], Full: true };
      const described = await Promise.all(
        all
          .filter(({ ID }) => inside.includes(ID))
          .map((answer) => describeByInside(everything, answer, { search, scope, catalogue })),
      );
      const expanded = (described as typeof all).map(({ Labels, Studies, ...rest }) => ({
        ...rest,
        ...(Labels && { Labels: Labels.filter((label) => scope.labels.includes(label)) }),
        ...(Studies && { Studies: Studies.filter((study) => catalogue.isInside(study, scope)) }),
      }));
      expect(await read(client, query)).toEqual(expanded);
    }
    // What is uploaded has the same address: a route of ours would have both.
    expect((await client('/instances')).status).toBe(403);
  }
});

describe('QIDO-RS', () => {
  const identifiers = { studies: '0020000D', series: '0020000E', instances: '00080018' };
  type DicomJson = Record<string, { Value?: string[] }>;
  /** Each by its own and its study's UID and the patient: two studies have the same. */
  const search = async (client: Client, path: string, level: keyof typeof identifiers) => {
    const response = await client(path);
    if (response.status === 204) return [];
    expect(`${path} ${response.status}`).toBe(`${path} 200`);
    return ((await response.json()) as DicomJson[]).map((found) =>
      [identifiers[level], '0020000D', '00100020'].map((tag) => found[tag]?.Value?.[0] ?? '').join(' '),
    );
  };

  test.each(Object.keys(identifiers) as (keyof typeof identifiers)[])(
    'finds %s that are inside, page by page',
    async (level) => {
      const path = `/dicom-web/${level}?includefield=PatientID&includefield=StudyInstanceUID`;
      const all = await search(everything, path, level);
      for (const scope of scopes) {
        const client = viewer(scope);
        const inside = await search(client, path, level);
        const count = listInside(
          level === 'studies' ? 'Study' : level === 'series' ? 'Series' : 'Instance',
          scope,
        );
        expect(inside).toHaveLength(count.length);
        expect(all).toEqual(expect.arrayContaining(inside));
        const pages: string[] = [];
        for (let offset = 0; offset <= inside.length; offset += 4)
          pages.push(...(await search(client, `${path}&limit=4&offset=${offset}`, level)));
        expect(pages).toEqual(inside);
      }
    },
  );

  test('finds the series of a study that is inside, and of no other', async () => {
    const [scope] = scopes;
    for (const study of catalogue.list('Study')) {
      const uid = catalogue.studyUids.get(study);
      // Under this one there is something outside, too: the gate refuses it as a whole.
      if (uid === '2.25.1000' || scope === undefined) continue;
      const response = await viewer(scope)(`/dicom-web/studies/${uid}/series`);
      expect(response.status).toBe(catalogue.isInside(study, scope) ? 200 : 403);
      await response.arrayBuffer();
    }
  });
});

test('whoever follows the changes sees those inside, and comes to the end', async () => {
  for (const scope of scopes.slice(0, 6)) {
    const client = viewer(scope);
    const seen = new Set<string>();
    let log: { Changes: { ID: string }[]; Done: boolean; Last: number };
    let since = 0;
    do {
      log = (await read(client, `/changes?since=${since}&limit=25`)) as typeof log;
      for (const { ID } of log.Changes) seen.add(ID);
      expect(log.Last).toBeGreaterThanOrEqual(since);
      since = log.Last;
    } while (!log.Done);
    const inside = levels.flatMap((level) => listInside(level, scope));
    // What happens to a patient may be that another study came.
    const isWhole = (id: string) =>
      catalogue.studiesOf(id).every((study) => catalogue.isInside(study, scope));
    expect([...seen].sort()).toEqual(inside.filter(isWhole).sort());
  }
});

test('statistics are of what is inside', async () => {
  for (const scope of scopes) {
    const sizes = await Promise.all(
      listInside('Study', scope).map((study) => read(everything, `/studies/${study}/statistics`)),
    );
    const bytes = (sizes as { DiskSize: string }[]).reduce((sum, { DiskSize }) => sum + Number(DiskSize), 0);
    expect(await read(viewer(scope), '/statistics')).toMatchObject({
      CountPatients: listInside('Patient', scope).length,
      CountStudies: listInside('Study', scope).length,
      CountSeries: listInside('Series', scope).length,
      CountInstances: listInside('Instance', scope).length,
      TotalDiskSize: String(bytes),
    });
  }
});

test('labels and identifiers of others are not to be found', async () => {
  expect(await read(everything, '/tools/labels')).toEqual(['a', 'b', 'c', 'x']);
  for (const scope of scopes) {
    const client = viewer(scope);
    const labels = ['a', 'b', 'c'].filter((label) => scope.labels.includes(label));
    expect(await read(client, '/tools/labels')).toEqual(labels);
    for (const uid of ['2.25.1000', '2.25.1004', '2.25.1005.0', '2.25.1006.0.0', 'P1', 'p1']) {
      const look = async (who: Client) =>
        (await (await who('/tools/lookup', { method: 'POST', body: uid })).json()) as { ID: string }[];
      const all = await look(everything);
      expect(await look(client)).toEqual(all.filter(({ ID }) => catalogue.isInside(ID, scope)));
    }
  }
});

test('identifiers that are more than they seem lead to nothing outside', async () => {
  const outside = catalogue.list('Study').find((study) => catalogue.labelsOf(study).length === 0) ?? '';
  const uid = catalogue.studyUids.get(outside);
  for (const [number, StudyInstanceUID] of [`2.25.9\\${uid}`, '2.25.*', '*', `${uid} `].entries()) {
    const tags = { PatientID: `*\\P${number}`, StudyInstanceUID };
    const stored = (await post(everything, '/tools/create-dicom', { Tags: tags, Force: true })) as {
      ParentStudy: string;
    };
    await everything(`/studies/${stored.ParentStudy}/labels/trap`, { method: 'PUT', body: '' });
  }
  const client = viewer({ labels: ['trap'], studies: [] });
  for (const Level of levels) {
    for (const shape of [{}, { Expand: true }, { Limit: 100 }]) {
      const found = (await post(client, '/tools/find', { Level, Query: {}, ...shape })) as (
        | string
        | { ID: string }
      )[];
      const ids = found.map((one) => (typeof one === 'string' ? one : one.ID));
      expect(ids.filter((id) => catalogue.resources.has(id))).toEqual([]);
    }
  }
});
