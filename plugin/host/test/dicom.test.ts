import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

let host: Harness;
beforeAll(async () => {
  host = await startHarness('address');
}, 600_000);

// A driver that was not freed would be an error here.
afterAll(async () => {
  expect(await host.quit()).toEqual({ code: 0, errors: '' });
}, 60_000);

/** As in OrthancPluginInstanceOrigin. */
const dimse = 2;
const rest = 3;
/** OrthancPluginErrorCode_Plugin. */
const plugin = 1;

/** What a callback has left in the cache. */
async function left(key: string): Promise<unknown> {
  const text = (
    await host.evaluate(`const t = orthanc.cache.get('${key}'); orthanc.cache.delete('${key}'); t`)
  ).value as string | undefined;
  return text === undefined ? undefined : JSON.parse(text);
}

describe('the instance filter', () => {
  test('is asked about what somebody sends, and may look into it', async () => {
    await host.filter('POST', '/as/alice');
    expect(await host.store(rest, 'none', { PatientID: 'é' })).toBe('0');
    expect(await left('filtered')).toEqual({
      context: 'alice',
      origin: 'rest',
      remoteAet: 'none',
      tags: { PatientID: 'é' },
    });
  });

  test('is not asked about what comes on another thread, or for nobody', async () => {
    await host.filter('POST', '/as/refused');
    expect(await host.elsewhere.store(dimse, 'CT1', {})).toBe('0');
    await host.filter('POST', '/fine');
    expect(await host.store(rest, 'none', {})).toBe('0');
    expect(await left('filtered')).toBeUndefined();
  });

  test.each(['refused', 'throws', 'truthy'])('refuses: %s', async (who) => {
    await left('stored');
    await host.filter('POST', `/as/${who}`);
    expect(await host.store(rest, 'none', {})).toBe('FilteredOut');
    expect(await left('stored')).toBeUndefined();
  });

  test('fails towards another plugin, which would take a discarded image for a stored one', async () => {
    await host.filter('POST', '/as/refused');
    expect(await host.store(4, 'none', {})).toBe('failed');
  });

  test('does not where the script itself stores', async () => {
    const store = `orthanc.utf8.decode(orthanc.restApi({ method: 'POST', uri: '/store' }).body)`;
    await host.filter('POST', '/as/refused');
    expect((await host.evaluate(store)).value).toBe('FilteredOut');
    await host.filter('POST', '/as/alice');
    expect((await host.evaluate(store)).value).toBe('0');
  });

  test('sees nothing of an instance any more once it has decided', async () => {
    await host.filter('POST', '/as/keeps');
    await host.store(rest, 'none', {});
    await expect
      .poll(() => host.ask('/kept-instance'))
      .toBe('what Orthanc lent for the time of a callback is gone');
  });
});

describe('the handler of stored instances', () => {
  test.each([
    [dimse, 'dimse'],
    [rest, 'rest'],
    [4, 'plugin'],
    [5, 'lua'],
    [6, 'webdav'],
    [1, 'unknown'],
  ])('is told of what is stored, origin %d', async (origin, name) => {
    expect(await host.elsewhere.store(origin, 'CT1', { StudyInstanceUID: '1.2' })).toBe('0');
    expect(await left('stored')).toEqual({
      id: 'the-id',
      origin: name,
      remoteAet: 'CT1',
      tags: { StudyInstanceUID: '1.2' },
    });
  });

  test('may fail: it is logged', async () => {
    await host.log();
    expect(await host.elsewhere.store(dimse, 'THROWS', {})).toBe('0');
    expect(await host.log()).toEqual([expect.stringMatching(/not handled/)]);
  });
});

describe('a find handler', () => {
  test('is given the query, and what it answers becomes data sets', async () => {
    expect(
      await host.find('ECHO', [
        ['0008,0052', 'STUDY'],
        ['0010,0010', 'MÜLLER^*'],
        ['0028,0010', 'null'],
        ['7fe0,ffff', ''],
      ]),
    ).toEqual({
      code: 0,
      isComplete: true,
      answers: [
        {
          issuerAet: 'ECHO',
          calledAet: 'ORTHANC',
          tags: [
            ['0008,0052', 'STUDY'],
            ['0010,0010', 'MÜLLER^*'],
            ['0028,0010', ''],
            ['7fe0,ffff', ''],
          ],
        },
      ],
    });
  });

  test('may say that there is more', async () => {
    expect(await host.find('PART')).toEqual({ code: 0, isComplete: false, answers: [{}, {}] });
  });

  test('loses only the answer that Orthanc cannot write, and does not hide it', async () => {
    await host.log();
    expect(await host.find('UNWRITABLE')).toEqual({
      code: 0,
      isComplete: false,
      answers: [{ a: 1 }, { b: 2 }],
    });
    expect(await host.log()).toEqual([expect.stringMatching(/left out/)]);
  });

  test.each(['THROWS', 'NUMBERS', 'NOTHING', 'INCOMPLETE'])('fails as a whole: %s', async (aet) => {
    await host.log();
    expect(await host.find(aet)).toEqual({ code: plugin, isComplete: true, answers: [] });
    expect(await host.log()).toHaveLength(1);
  });
});

describe('a move handler', () => {
  test('carries out one step after the other, also after one that failed', async () => {
    await host.log();
    expect(await host.move(1, '1.2.3', 'WS')).toBe(`0 0 ${plugin}`);
    const [first, ...others] = (await left('moved')) as string[];
    expect(others).toEqual(['last']);
    expect(JSON.parse(first ?? '')).toEqual({
      level: 'Study',
      studyInstanceUid: '1.2.3',
      originatorAet: 'CT1',
      sourceAet: 'ORTHANC',
      targetAet: 'WS',
      originatorId: 7,
    });
    expect(await host.log()).toEqual([expect.stringMatching(/cannot be sent/)]);
  });

  test.each([
    [0, 'Patient'],
    [2, 'Series'],
    [3, 'Instance'],
    [4, undefined],
  ])('knows level %d', async (number, level) => {
    await host.move(number, '', 'WS');
    const [request] = (await left('moved')) as string[];
    expect(JSON.parse(request ?? '').level).toBe(level);
  });

  test('may have nothing to do', async () => {
    expect(await host.move(1, '', 'NOBODY')).toBe('');
  });

  test.each(['THROWS', 'NUMBERS'])('fails as a whole: %s', async (target) => {
    expect(await host.move(1, '', target)).toBe('failed');
  });
});
