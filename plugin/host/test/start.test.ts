import { describe, expect, test } from 'vitest';
import { startHarnessWith } from './harness.ts';

const timeoutMs = 600_000;

describe('Orthanc is told to refuse to start when', () => {
  test.each([
    ['the script is not JavaScript', 'orthanc.filter(', /SyntaxError.*plugin\.js:1/],
    ['it throws', 'throw new Error("not today")', /not today.*plugin\.js:1/],
    ['it never ends', 'for (;;);', /took too long/],
    ['it takes all memory', 'const all = []; for (;;) all.push(new Uint8Array(1 << 20));', /out of memory/],
    ['it recurses without end', '(function again() { again(); 1 })()', /stack overflow/],
    ['there are two filters', 'orthanc.filter(() => true); orthanc.filter(() => true)', /only one filter/],
    [
      'there are too many routes',
      'for (let i = 0; i < 65; i++) orthanc.route(String(i), () => ({}))',
      /at most 64/,
    ],
    ['a filter is no function', 'orthanc.filter(true)', /must be a function/],
    ...['findHandler', 'storedInstance', 'instanceFilter'].map((name): [string, string, RegExp] => [
      `there are two of ${name}`,
      `orthanc.${name}(() => {}); orthanc.${name}(() => {})`,
      /only one/,
    ]),
    [
      'there are two move handlers',
      'for (let i = 0; i < 2; i++) orthanc.moveHandler(() => [], () => {})',
      /only one/,
    ],
    ['the spool cannot be', 'orthanc.spool.open("/dev/null/spool")', /cannot make its folder/],
    ['an interval is none', 'orthanc.every(0, () => {})', /interval/],
  ])(
    '%s',
    async (_, script, reason) => {
      const host = await startHarnessWith(script);
      expect(await host.quit()).toEqual({ code: 3, errors: expect.stringMatching(reason) });
    },
    timeoutMs,
  );
});

test(
  'a script that registers something else the next time is refused, and so is the request',
  async () => {
    const host = await startHarnessWith(`
    orthanc.filter(({ path }) => path === '/deep'
      ? orthanc.restApi({ method: 'GET', uri: '/nested', afterPlugins: true }).status === 200
      : true);
    orthanc.route('/nested', () => ({ status: 200, body: 'fine' }));
    const times = Number(orthanc.cache.get('times') ?? 0) + 1;
    orthanc.cache.set('times', String(times), 60000);
    if (times > 1) orthanc.route('/other', () => ({ status: 200 }));
  `);
    expect(await host.filter('GET', '/')).toBe(1);
    expect(await host.filter('GET', '/deep')).toBe(0);
    expect(await host.log()).toContainEqual(expect.stringMatching(/registers other callbacks/));
    expect((await host.quit()).code).toBe(0);
  },
  timeoutMs,
);
