/** The plugin that the host's tests run: each path does one thing, well or badly. */

let calls = 0;
let kept: ArrayBuffer | undefined;
let keptRequest: FilteredRequest | undefined;
let keptInstance: IncomingInstance | undefined;

const { Spool: spool } = JSON.parse(orthanc.configuration());
if (spool !== '') orthanc.spool.open(spool);

const json = (value: unknown): RouteResponse => ({
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: JSON.stringify(value),
});

/** What goes wrong inside of JavaScript. */
const faults: Record<string, () => void> = {
  '/loop': () => {
    for (;;);
  },
  '/loop-that-catches': () => {
    for (;;) {
      try {
        for (;;);
      } catch {}
    }
  },
  '/recursion': function again() {
    again();
    calls++;
  },
  '/regex': () => void /^(a+)+$/.test(`${'a'.repeat(50)}b`),
  '/memory': () => {
    for (const all: unknown[] = []; ; ) all.push(new Uint8Array(1 << 20));
  },
  '/memory-that-catches': () => {
    try {
      for (const all: unknown[] = []; ; ) all.push(new Uint8Array(1 << 20));
    } catch {}
  },
  '/throw': () => {
    throw new Error('thrown on purpose');
  },
  '/throw-nothing': () => {
    throw undefined;
  },
  '/throw-hostile': () => {
    throw {
      toString() {
        for (;;);
      },
    };
  },
  '/late-registration': () => orthanc.filter(() => true),
  '/bad-argument': () => orthanc.cache.set('a', 1 as never, 1),
  '/hostile-getter': () => {
    orthanc.http({
      get url(): string {
        throw new Error('from the getter');
      },
      method: 'GET',
      timeoutMs: 10,
    });
  },
};

orthanc.filter((request) => {
  faults[request.path]?.();
  if (request.path === '/truthy') return 'true' as never;
  if (request.path === '/promise') return Promise.resolve(true) as never;
  if (request.path === '/nothing') return undefined as never;
  if (request.path === '/no-context') return {} as never;
  if (request.path === '/context-number') return { context: 1 } as never;
  if (request.path === '/from-elsewhere') return { context: 'x', address: '203.0.113.5' };
  if (request.path.startsWith('/everything/')) return { context: 'x', seesEverything: true };
  if (request.path.startsWith('/as/')) return { context: request.path.slice(4) };
  return request.path !== '/refused' && request.headers.host === 'localhost';
});

orthanc.route('/fault(/.*)', ({ groups }) => {
  faults[groups[0] ?? '']?.();
  return json('no fault');
});

const answers: Record<string, unknown> = {
  '/empty': { status: 200 },
  '/not-an-object': 5,
  '/none': undefined,
  '/no-status': { body: 'x' },
  '/status-in-words': { status: '200' },
  '/status-101': { status: 101 },
  '/status-fraction': { status: 200.5 },
  '/body-number': { status: 200, body: 5 },
  '/body-bytes': { status: 200, body: new Uint8Array([1]) },
  '/headers-object': { status: 200, headers: { a: 'b' } },
  '/line-break': { status: 200, headers: [['X-Name', 'a\r\nSet-Cookie: stolen=1']] },
  '/line-feed': { status: 200, headers: [['X-Name', 'a\nb']] },
  '/nul': { status: 200, headers: [['X-Name', 'a\0b']] },
  '/name-break': { status: 200, headers: [['X\r\nY', 'a']] },
  '/no-asset': { status: 200, body: { asset: 'nothing.js', encoding: 'identity' } },
  '/no-form': { status: 200, body: { asset: 'index.html', encoding: 'zstd' } },
  '/asset': {
    status: 200,
    headers: [['Content-Type', 'text/html']],
    body: { asset: 'index.html', encoding: 'gzip' },
  },
};

orthanc.route('/answer(/.*)', ({ groups }) => answers[groups[0] ?? ''] as RouteResponse);

orthanc.route('/status/([0-9]+)', ({ groups }) => ({
  status: Number(groups[0]),
  headers: [
    ['Content-Type', 'application/json'],
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
    ['Allow', 'GET'],
    ['Content-Length', '7'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'close'],
  ],
  body: '{"a":1}',
}));

orthanc.route('/request', (request) =>
  json({
    ...request,
    inherited: 'toString' in request.headers,
    body: request.body && orthanc.utf8.decode(request.body),
  }),
);

/** What is left of a request after its callback. */
orthanc.route('/keep-request', (request) => {
  const before = keptRequest;
  keptRequest = request;
  try {
    return json(before && [before.path, before.headers.host]);
  } catch (error) {
    return json((error as Error).message);
  }
});

orthanc.route('/echo', ({ body }) => (body ? { status: 200, body } : { status: 204 }));

orthanc.route('/keep', ({ body }) => {
  const before = kept?.byteLength;
  kept = body;
  return json(before ?? null);
});

orthanc.route('/functions', () => json(listFunctions(orthanc, '')));

function listFunctions(object: object, prefix: string): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(object)).flatMap(([name, { value }]) =>
    typeof value === 'function' ? [prefix + name] : listFunctions(value, `${prefix}${name}.`),
  );
}

/** Runs an expression in the name of a test. */
orthanc.route('/evaluate', ({ body }) => {
  const source = orthanc.utf8.decode(body ?? new ArrayBuffer(0));
  try {
    // biome-ignore lint/security/noGlobalEval: the tests send the expressions
    const evaluate = eval;
    return json({ value: evaluate(source) });
  } catch (error) {
    return json({ error: (error as Error).message });
  }
});

/** Where it comes from: as the request says, and as the thread knows. */
orthanc.route('/address', ({ ip }) => json([ip, orthanc.requestAddress() ?? null]));

/** On whose behalf it is asked: as the request says, and as the thread knows. */
orthanc.route('/cutting', ({ method }) => json(`cut ${method}`), true);
orthanc.route('/context', ({ context }) => json([context ?? null, orthanc.requestContext() ?? null]));

/** The same, of a request that Orthanc makes of itself while it serves this one. */
orthanc.route('/nested-context', () => {
  const { body } = orthanc.restApi({ method: 'GET', uri: '/context', afterPlugins: true });
  return json(JSON.parse(orthanc.utf8.decode(body)));
});

/** Whether a thread among many has the context that its own filter gave it. */
orthanc.route('/own-context', ({ path, context }) => ({
  status: context === '' && orthanc.requestContext() === '' && path === '/own-context' ? 200 : 500,
}));

/** An expression about the headers of a request. */
orthanc.route('/headers', ({ headers, body }) => {
  const source = JSON.parse(orthanc.utf8.decode(body ?? new ArrayBuffer(0)));
  try {
    return json(new Function('headers', `'use strict'; return (${source})`)(headers));
  } catch (error) {
    return json((error as Error).message);
  }
});

const keep = (key: string, value: unknown) => orthanc.cache.set(key, JSON.stringify(value), 60_000);

orthanc.instanceFilter((instance) => {
  const context = orthanc.requestContext();
  const { origin, remoteAet } = instance;
  keep('filtered', { context, origin, remoteAet, tags: JSON.parse(instance.json()) });
  if (context === 'throws') throw new Error('no decision');
  if (context === 'truthy') return 1 as never;
  if (context === 'keeps') keptInstance = instance;
  return context !== 'refused';
});

orthanc.storedInstance((instance) => {
  const { id, origin, remoteAet } = instance;
  keep('stored', { id, origin, remoteAet, tags: JSON.parse(instance.json()) });
  if (remoteAet === 'THROWS') throw new Error('not handled');
});

orthanc.route('/kept-instance', () => {
  try {
    return json(keptInstance && [keptInstance.origin, keptInstance.json()]);
  } catch (error) {
    return json((error as Error).message);
  }
});

/** What a find handler answers, by who asks. */
const found: Record<string, (query: FindQuery) => unknown> = {
  ECHO: (query) => ({ answers: [JSON.stringify(query)], complete: true }),
  PART: () => ({ answers: ['{}', '{}'], complete: false }),
  UNWRITABLE: () => ({ answers: ['{"a":1}', '"unwritable"', '{"b":2}'], complete: true }),
  THROWS: () => {
    throw new Error('not found');
  },
  NUMBERS: () => ({ answers: [1], complete: true }),
  NOTHING: () => undefined,
  INCOMPLETE: () => ({ answers: [] }),
};
orthanc.findHandler((query) => found[query.issuerAet]?.(query) as FindAnswers);

orthanc.moveHandler(
  (request) => {
    if (request.targetAet === 'THROWS') throw new Error('no such target');
    if (request.targetAet === 'NUMBERS') return [1] as never;
    keep('moved', []);
    return request.targetAet === 'NOBODY' ? [] : [JSON.stringify(request), 'fails', 'last'];
  },
  (step) => {
    if (step === 'fails') throw new Error('cannot be sent');
    keep('moved', [...JSON.parse(orthanc.cache.get('moved') ?? ''), step]);
  },
);

/** Appends its own path to the spool, in a line that takes a part of a page or many. */
orthanc.route('/append/(.*)', ({ groups }) => {
  orthanc.spool.append(`${groups[0]} ${'x'.repeat(groups[0]?.endsWith('0') ? 60_000 : 100)}.`);
  return json('appended');
});

/** Many threads do the same thing at once, which is to be written down once. */
orthanc.route('/window/(.*)', ({ groups: [key = ''] }) => {
  if (!orthanc.spool.count(key)) orthanc.spool.begin(key, 60_000, `id of ${key}`, `line of ${key}`);
  return json('counted');
});

/** Everything that the spool does, on many threads. */
orthanc.route('/busy-spool', () => {
  orthanc.spool.append('x'.repeat(20_000));
  if (!orthanc.spool.count('k')) orthanc.spool.begin('k', 2, 'id', 'line');
  const read = orthanc.spool.read(5);
  if (read !== undefined) orthanc.spool.acknowledge(read.position);
  return json('done');
});

/** The outcome of an exchange that a test asks for. */
orthanc.route('/http', ({ body }) => {
  const request = JSON.parse(orthanc.utf8.decode(body ?? new ArrayBuffer(0)));
  try {
    const {
      status,
      headers,
      body: answer,
    } = orthanc.http({
      ...request,
      ...(request.size && { body: new ArrayBuffer(request.size) }),
    });
    const bytes = new Uint8Array(answer);
    let sum = 0;
    for (let i = 0; i < bytes.length; i += 997) sum = (sum + (bytes[i] ?? 0)) % 65521;
    return json({
      status,
      headers,
      length: bytes.length,
      sum,
      text: bytes.length < 1000 ? orthanc.utf8.decode(answer) : '',
    });
  } catch (error) {
    return json({ error: (error as Error).message });
  }
});

/** Many threads ask for one key; how often it is computed is counted in the cache itself. */
orthanc.route('/single-flight', () => {
  const value = orthanc.cache.getOrCompute('flight', () => {
    const count = Number(orthanc.cache.get('flight-count') ?? '0') + 1;
    orthanc.cache.set('flight-count', String(count), 60_000);
    for (const end = Date.now() + 50; Date.now() < end; );
    return { value: 'landed', ttlMs: 60_000 };
  });
  return json(value);
});

/** A callback that calls Orthanc, which calls a callback, and so on, with a lease of a runtime for each. */
orthanc.route('/nested/([0-9]+)', ({ groups }) => {
  const depth = Number(groups[0]);
  if (depth === 0) return json('bottom');
  const { body } = orthanc.restApi({ method: 'GET', uri: `/nested/${depth - 1}`, afterPlugins: true });
  return json(JSON.parse(orthanc.utf8.decode(body)));
});

/** Computes a key while computing that very key, in another runtime on the same thread. */
orthanc.route('/nested-key/([0-9]+)', ({ groups }) => {
  const depth = Number(groups[0]);
  const value = orthanc.cache.getOrCompute('nested-key', () => {
    if (depth === 0) return { value: 'innermost', ttlMs: 1 };
    const { body } = orthanc.restApi({ method: 'GET', uri: `/nested-key/${depth - 1}`, afterPlugins: true });
    return { value: JSON.parse(orthanc.utf8.decode(body)), ttlMs: 1 };
  });
  return json(value);
});

/** Everything at once, as a request would do it. */
orthanc.route('/busy', ({ headers }) => {
  const key = `key-${calls++ % 50}`;
  const tag = `tag-${calls % 3}`;
  const value = orthanc.cache.getOrCompute(key, () => ({ value: JSON.stringify(headers), ttlMs: 5, tag }));
  if (calls % 40 === 0) orthanc.cache.clear();
  if (calls % 11 === 0) orthanc.cache.deleteTagged(tag);
  if (calls % 7 === 0) orthanc.cache.delete(key);
  const found = orthanc.restApi({ method: 'GET', uri: '/system' });
  return json([value?.length, found.status, orthanc.crypto.sha256(key), orthanc.crypto.randomUuid()]);
});

let ticks = 0;
orthanc.every(5, () => {
  orthanc.cache.set('ticks', String(++ticks), 60_000);
  if (orthanc.cache.get('background') === 'loop') for (;;);
  if (orthanc.cache.get('background') === 'throw') throw new Error('background failure');
});
