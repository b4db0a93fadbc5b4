import { beforeEach, describe, expect, test } from 'vitest';
import { answerJson, utf8 } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { archiveRoute, makeArchive } from './archive.ts';
import { ask, type FakeOrthanc, idOf, makeFakeOrthanc } from './fake-orthanc.ts';

const ward: HeldGrant[] = [{ permissions: ['download'], labels: ['ward'] }];
const everything: HeldGrant[] = [{ permissions: ['all'], labels: ['*'] }];

const zip: HttpClientResponse = {
  status: 200,
  headers: [
    ['content-type', 'application/zip'],
    ['content-disposition', 'attachment; filename="Archive.zip"'],
    ['connection', 'close'],
  ],
  body: utf8.encode('"zip"'),
};

let orthanc: FakeOrthanc;
let bytes: number;
let states: string[];
let slept: number;
beforeEach(() => {
  bytes = 1000;
  states = ['Success'];
  slept = 0;
  orthanc = makeFakeOrthanc(
    {
      mine: { patient: 'ann', labels: ['ward'], series: { s1: ['i1'] } },
      mine2: { patient: 'ben', labels: ['ward'], series: { s2: ['i2'] } },
      other: { patient: 'ann', labels: ['elsewhere'], series: { s3: ['i3'] } },
    },
    ({ method, uri, body }) => {
      if (uri.endsWith('/statistics')) return answerJson(200, { UncompressedSize: String(bytes) });
      if (uri === '/jobs/j1')
        return answerJson(200, { State: states.length > 1 ? states.shift() : states[0] });
      if (method !== 'POST') return undefined;
      const { Synchronous = true, Asynchronous = false } = JSON.parse(utf8.decode(body as ArrayBuffer));
      return Synchronous && !Asynchronous ? zip : answerJson(200, { ID: 'j1', Path: '/jobs/j1' });
    },
  );
});

const sleep = () => {
  slept += 1;
};

function call(
  method: HttpMethod,
  given: { grants?: HeldGrant[]; body?: unknown; query?: string },
  kind = 'archive',
) {
  return ask(
    archiveRoute,
    makeArchive(orthanc.tools, { sleep, tokenArguments: ['token'] }),
    orthanc.request(method, `/tools/create-${kind}`, { grants: ward, ...given }),
  );
}

const named = (...names: string[]) => ({ Resources: names.map(idOf) });

describe('what is asked for', () => {
  test.each<[unknown, number, string[]]>([
    [named('mine', 's2'), 200, ['download success mine', 'download success mine2']],
    [['mine', 'i2'].map(idOf), 200, ['download success mine', 'download success mine2']],
    [named('mine', 'other'), 404, ['download refused other']],
    [named('ann'), 404, ['download refused mine', 'download refused other']],
    [named('mine', 'nothing'), 404, ['download refused -']],
    [{ Resources: [`${idOf('mine')}\u0000\ud800`] }, 404, ['download refused -']],
    [{}, 400, []],
    ['x', 400, []],
    [{ Resources: 'x' }, 400, []],
    [{ ...named('mine'), Synchronous: 'no' }, 400, []],
    [undefined, 400, []],
  ])('%j: %i', (body, status, deeds) => {
    expect(call('POST', { body }).status).toBe(status);
    expect(orthanc.deeds).toEqual(deeds);
    expect(orthanc.done).toHaveLength(status === 200 ? 1 : 0);
  });

  test('whoever may download every study may name all of them', () => {
    expect(call('POST', { body: named('mine', 'other'), grants: everything }).status).toBe(200);
  });
});

describe('a small archive', () => {
  test('is answered as Orthanc makes it', () => {
    expect(call('POST', { body: { ...named('mine'), Filename: 'a.zip' } }, 'media')).toMatchObject({
      status: 200,
      headers: zip.headers.slice(0, 2),
    });
    expect(orthanc.done).toEqual([
      `POST /tools/create-media ${JSON.stringify({ ...named('mine'), Filename: 'a.zip' })}`,
    ]);
  });

  test('can be asked for by a link', () => {
    const query = `resources=${idOf('mine')},${idOf('s2')}&filename=a.zip`;
    expect(call('GET', { query }).status).toBe(200);
    expect(orthanc.done).toEqual([
      `POST /tools/create-archive ${JSON.stringify({ ...named('mine', 's2'), Filename: 'a.zip' })}`,
    ]);
    expect(call('GET', {}).status).toBe(400);
  });
});

describe('a large archive', () => {
  beforeEach(() => {
    bytes = 40 * 1024 * 1024;
  });
  const large = () => named('mine', 'mine2');

  test('is made by a job, to whose file whoever asked is sent', () => {
    states = ['Pending', 'Running', 'Success'];
    expect(call('POST', { body: { ...large(), Filename: 'a.zip' } })).toMatchObject({
      status: 303,
      headers: [['Location', '/jobs/j1/archive']],
    });
    expect(slept).toBe(2);
    expect(orthanc.done).toEqual([
      `POST /tools/create-archive ${JSON.stringify({ ...large(), Filename: 'a.zip', Synchronous: false })}`,
    ]);
    expect(orthanc.tools.owners.isOwner('j1', 'u1')).toBe(true);
  });

  test('opens with the token of the link that asked for it', () => {
    const query = `resources=${large().Resources}&token=abc%2B`;
    expect(call('GET', { query }).headers).toEqual([['Location', '/jobs/j1/archive?token=abc%2B']]);
  });

  test('is answered whole to whoever cannot own a job', () => {
    const request = orthanc.request('POST', '/tools/create-archive', { body: large() });
    const answer = makeArchive(orthanc.tools, { sleep, tokenArguments: [] });
    expect(ask(archiveRoute, answer, request).status).toBe(200);
  });

  test('that fails is said to have failed', () => {
    states = ['Running', 'Failure'];
    expect(call('POST', { body: large() })).toMatchObject({ status: 500 });
  });

  test('is one also where images may become larger', () => {
    bytes = 10;
    expect(call('GET', { query: `resources=${idOf('mine')}&transcode=1.2.840.10008.1.2.1` }).status).toBe(
      303,
    );
  });
});

test('a job that is not waited for is owned by whoever started it', () => {
  expect(call('POST', { body: { ...named('mine'), Asynchronous: true } })).toMatchObject({
    status: 200,
    json: { ID: 'j1' },
  });
  expect(orthanc.tools.owners.isOwner('j1', 'u1')).toBe(true);
  expect(orthanc.tools.owners.listStudies('j1')).toEqual([idOf('mine')]);
  expect(slept).toBe(0);
});
