import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

let host: Harness;
beforeAll(async () => {
  host = await startHarness('address');
}, 600_000);

afterAll(async () => {
  expect(await host.quit()).toEqual({ code: 0, errors: '' });
}, 60_000);

/** What a route sees in its request, and what the thread knows. */
const context = () => host.ask('/context');

test('where a request comes from is known as long as it is served', async () => {
  await host.filter('POST', '/address');
  expect(await host.ask('/address')).toEqual(['192.0.2.7', '192.0.2.7']);
});

test('a filter may know better where a request comes from, until the next one', async () => {
  await host.filter('GET', '/from-elsewhere');
  expect(await host.ask('/address')).toEqual(['203.0.113.5', '203.0.113.5']);
  await host.filter('GET', '/fine');
  expect(await host.ask('/address')).toEqual(['192.0.2.7', '192.0.2.7']);
});

describe('a route that only cuts', () => {
  const mock = { Name: 'mock' };

  test('is not entered for whoever sees everything, but for DELETE', async () => {
    await host.filter('GET', '/everything/x');
    expect(await host.ask('/cutting')).toEqual(mock);
    expect(await host.ask('/context')).toEqual(['x', 'x']);
    expect((await host.route('DELETE', '/cutting')).body.toString()).toBe('"cut DELETE"');
  });

  test.each(['/as/alice', '/fine', '/refused'])(
    'is entered for anybody else, also after: %s',
    async (path) => {
      await host.filter('GET', '/everything/x');
      await host.filter('GET', path);
      expect(await host.ask('/cutting')).toBe('cut POST');
    },
  );
});

describe('the context that a filter gives', () => {
  test('is that of the routes, and of what they ask of Orthanc', async () => {
    expect(await host.filter('GET', '/as/alice')).toBe(1);
    expect(await context()).toEqual(['alice', 'alice']);
    expect(await host.ask('/nested-context')).toEqual(['alice', 'alice']);
    expect(await context()).toEqual(['alice', 'alice']);
  });

  test('may be long, and in any script', async () => {
    const name = `Zoë-Łukasz-名前-${'x'.repeat(5000)}`;
    await host.filter('GET', `/as/${name}`);
    expect(await context()).toEqual([name, name]);
  });

  test.each(['/fine', '/as/'])('is empty after %s', async (path) => {
    await host.filter('GET', '/as/alice');
    expect(await host.filter('GET', path)).toBe(1);
    expect(await context()).toEqual(['', '']);
  });

  test.each(['/refused', '/truthy', '/throw', '/no-context', '/context-number'])(
    'does not outlive its request when the next one is refused: %s',
    async (path) => {
      await host.filter('GET', '/as/alice');
      expect(await host.filter('GET', path)).toBe(0);
      expect(await context()).toEqual(['', '']);
    },
  );

  test('is not known on a thread without a filter', async () => {
    await host.filter('GET', '/as/alice');
    expect(await host.elsewhere.ask('/context')).toEqual([null, null]);
    expect(await host.elsewhere.ask('/nested-context')).toEqual([null, null]);
  });

  test('belongs to one thread among many', async () => {
    expect(await host.threads(20, 20, '/own-context')).toMatchObject({ allowed: 400, answered: 400 });
  });
});

describe('the headers of a request', () => {
  const value = async (source: string) => (await host.evaluate(source)).value;

  test('are those that came, and no others', async () => {
    expect(
      await host.ask(
        '/headers',
        `[headers.host, headers.none, headers.toString, headers[0], headers[Symbol('host')],
          'host' in headers, 'none' in headers, Object.keys(headers), { ...headers }.cookie]`,
      ),
    ).toEqual([
      'localhost',
      null,
      null,
      null,
      null,
      true,
      false,
      ['host', 'cookie', '__proto__', 'x-bytes'],
      'session=abc',
    ]);
  });

  test.each([
    `headers.host = 'other'`,
    `headers.none = 'new'`,
    `Object.defineProperty(headers, 'host', { value: 1 })`,
  ])('cannot be changed: %s', async (source) => {
    expect(await host.ask('/headers', source)).toMatch(/cannot be changed|read-only/);
  });

  test('are gone after the callback', async () => {
    await expect
      .poll(() => host.ask('/keep-request'))
      .toBe('what Orthanc lent for the time of a callback is gone');
    expect(await value('1')).toBe(1);
  });
});

test('properties are kept by Orthanc, from number 1024', async () => {
  const value = async (source: string) => (await host.evaluate(`orthanc.properties.${source}`)).value;
  const error = async (source: string) => (await host.evaluate(`orthanc.properties.${source}`)).error;
  expect(await value(`get(1024)`)).toBeUndefined();
  expect(await value(`set(1024, 'é')`)).toBeUndefined();
  expect(await value(`get(1024)`)).toBe('é');
  await value(`set(1024, '')`);
  expect(await value(`get(1024)`)).toBe('');
  for (const property of ['1023', '-1', '1024.5', '2147483648', 'NaN', 'Infinity']) {
    expect(await error(`get(${property})`)).toMatch(/from 1024/);
    expect(await error(`set(${property}, '')`)).toMatch(/from 1024/);
  }
  expect(await error(`set(1024, 'a\\0b')`)).toMatch(/NUL/);
  expect(await error(`set(1024, 1)`)).toMatch(/must be a string/);
});
