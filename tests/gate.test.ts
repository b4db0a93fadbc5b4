import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerProfile, type StandIn, startStandIn } from './gate-stand-in.ts';
import { startAuthService } from './stack/auth-service.ts';
import type { Stack } from './stack/launch.ts';
import { anonymous, type Client, createToken, createUser, signIn, withToken } from './stack/people.ts';
import { freshOrthanc, freshStack, readLog, stack } from './stack/stack.ts';

/** Sends a path exactly as it is written, which `fetch` would tidy up. */
function sendRaw(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  const { hostname, port } = new URL(stack.url);
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request({ hostname, port, path, agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    // Orthanc's web server hangs up on what is not HTTP enough for it.
    sent.on('error', (error) =>
      'code' in error && error.code === 'ECONNRESET' ? resolve({ status: 0, body: '' }) : reject(error),
    );
    sent.end();
  });
}

const statusOf = async (answer: Promise<Response>) => {
  const response = await answer;
  await response.arrayBuffer();
  return response.status;
};

const patience = { timeout: 20_000 };

describe('who is asking', () => {
  let secret: string;
  let session: Client;
  beforeAll(async () => {
    session = await signIn();
    secret = await createToken(['view'], session);
  });

  test('is told by a token in every place that the ecosystem uses', async () => {
    for (const name of ['token', 'auth-token', 'api-key']) {
      expect(await statusOf(anonymous('/system', { headers: { [name]: secret } }))).toBe(200);
    }
    for (const name of ['token', 'auth-token', 'authorization']) {
      expect(await statusOf(anonymous(`/system?${name}=${encodeURIComponent(secret)}`))).toBe(200);
    }
    expect(await statusOf(anonymous('/system', { headers: { authorization: `Bearer ${secret}` } }))).toBe(
      200,
    );
    expect(await statusOf(session('/system'))).toBe(200);
  });

  test('a token in the address never opens more than reading', async () => {
    const uploader = await createToken(['upload'], session);
    expect(await statusOf(anonymous('/instances', { method: 'POST', headers: { token: uploader } }))).toBe(
      400,
    );
    expect(await statusOf(anonymous(`/instances?token=${uploader}`, { method: 'POST' }))).toBe(403);
  });

  test.each<[string, Record<string, string>]>([
    ['a bearer token', { authorization: 'Bearer wrong' }],
    ['a password', { authorization: 'Basic c2dpbTpzZ2lt' }],
    ['an empty token', { token: '' }],
    ['a token header', { 'api-key': 'wrong' }],
  ])('a session does not stand in for %s that is wrong', async (_what, headers) => {
    expect(await statusOf(session('/system'))).toBe(200);
    expect(await statusOf(session('/system', { headers }))).toBe(403);
  });

  test('a session does not stand in for a token in the address that is wrong', async () => {
    expect(await statusOf(session('/system?token=wrong'))).toBe(403);
    expect(await statusOf(session('/system?token=%zz'))).toBe(403);
    expect(await statusOf(session('/system?token='))).toBe(403);
  });

  test('a forged, doubled or broken cookie opens nothing', async () => {
    for (const cookie of [
      'sgim_session=s%3Aforged.signature',
      'sgim_session=',
      'sgim_session=%',
      'sgim_session=a; sgim_session=b',
    ]) {
      expect(await statusOf(anonymous('/system', { headers: { cookie } }))).toBe(403);
    }
  });
});

describe('a request that changes something, by cookie', () => {
  test.each<[string, Record<string, string>, number]>([
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 400],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sibling domain', { 'sec-fetch-site': 'same-site' }, 403],
    ['another site, in an older browser', { origin: 'https://evil.test' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
  ])('from %s', async (_what, headers, status) => {
    const session = await signIn();
    expect(await statusOf(session('/instances', { method: 'POST', headers }))).toBe(status);
  });

  test('from a link of another site that rewrites the method', async () => {
    const session = await signIn();
    const headers = { origin: '', 'sec-fetch-site': 'cross-site' };
    const study = '/studies/00000000-00000000-00000000-00000000-00000000';
    expect(await statusOf(session(study, { headers }))).toBe(404);
    expect(await statusOf(session(`${study}?_method=DELETE`, { headers }))).toBe(403);
    const override = { ...headers, 'x-http-method-override': 'DELETE' };
    expect(await statusOf(session(study, { headers: override }))).toBe(403);
  });

  test('by token is a client’s own business', async () => {
    const uploader = withToken(await createToken(['upload']));
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect(await statusOf(uploader('/instances', { method: 'POST', headers }))).toBe(400);
  });
});

describe('ways around', () => {
  let page: string;
  beforeAll(async () => {
    page = (await sendRaw('/sgim/app/')).body;
  });

  test.each([
    '/system',
    '/system/',
    '/system///',
    '//system',
    '/./system',
    '/sgim/../system',
    '/sgim/app/../../system',
    '/sgim/app/..%2f..%2fsystem',
    '/sgim/app/%2e%2e/%2e%2e/system',
    '/sgim/app/%252e%252e/%252e%252e/system',
    '/sgim/app/..\\..\\system',
    '/sgim/app/..%5c..%5csystem',
    '/sgim/app/..;/..;/system',
    '/sgim/app%00/../../system',
    '/system%00',
    '/system%00/sgim/app/',
    '/%73ystem',
    '/SYSTEM',
    '/system?/sgim/app/',
    '/system#/sgim/app/',
    '/auth/../system',
    '/auth/%2e%2e/system',
    '/sgim/api/..%2f..%2fsystem',
    'http://localhost/system',
    '/tools/find',
    '/studies?expand',
    '/app/explorer.html',
    '/webdav/',
    '/dicom-web/app/client/index.html',
    '/plugins/explorer.js',
  ])('%s tells nothing to anybody', async (path) => {
    const { status, body } = await sendRaw(path);
    expect([0, 200, 302, 400, 403, 404]).toContain(status);
    // What is left of some of them is an address of the application, whose page has no data.
    if (status === 200) expect(body).toBe(page);
    else expect(body).not.toMatch(/DicomAet|Version/);
  });

  test.each([
    '/auth/../internal/set-up-code',
    '/auth/%2e%2e/internal/set-up-code',
    '/auth/..%2finternal/set-up-code',
    '/auth/%252e%252e/internal/set-up-code',
    '/sgim/api/../../user/get-profile',
    '/internal/set-up-code',
    '/user/get-profile',
    '/health',
    '/auth/x%2f..%2f..%2fhealth',
  ])('%s never reaches what is the service’s own', async (path) => {
    for (const method of ['GET', 'POST']) {
      const { status, body } = await sendRaw(path, { method, headers: { 'content-length': '0' } });
      expect([400, 403, 404]).toContain(status);
      expect(body).not.toMatch(/"ok"|"code":null|permissions"/);
    }
  });

  test.each(['HEAD', 'OPTIONS', 'PROPFIND', 'PROPPATCH', 'LOCK', 'MKCOL', 'PATCH', 'TRACE'])(
    '%s is no way in',
    async (method) => {
      const { status } = await sendRaw('/system', { method });
      expect([400, 403, 405]).toContain(status);
    },
  );
});

describe('who may anonymise', () => {
  /** An image of a patient of its own. */
  const store = async () => {
    const client = withToken(await createToken(['upload']));
    const body = JSON.stringify({ Tags: { PatientID: randomUUID(), PatientName: 'Test' } });
    const answer = await client('/tools/create-dicom', { method: 'POST', body });
    return (await answer.json()) as { ParentStudy: string };
  };
  const anonymize = async (client: Client, study: string, keepSource: boolean) => {
    const single = { KeepSource: keepSource, Synchronous: true };
    const bulk = { ...single, Resources: [study] };
    const send = (path: string, body: object) =>
      statusOf(client(path, { method: 'POST', body: JSON.stringify(body) }));
    return [await send(`/studies/${study}/anonymize`, single), await send('/tools/bulk-anonymize', bulk)];
  };

  test('does not thereby delete the original', async () => {
    const { ParentStudy: study } = await store();
    const viewer = withToken(await createToken(['view']));
    const anonymizer = withToken(await createToken(['anonymize']));
    expect(await anonymize(anonymizer, study, false)).toEqual([403, 403]);
    expect(await statusOf(viewer(`/studies/${study}`))).toBe(200);
    expect(await anonymize(anonymizer, study, true)).toEqual([200, 200]);
    expect(await statusOf(viewer(`/studies/${study}`))).toBe(200);
    const both = withToken(await createToken(['anonymize', 'delete']));
    expect((await anonymize(both, study, false))[0]).toBe(200);
    expect(await statusOf(viewer(`/studies/${study}`))).toBe(404);
  });
});

test('an image that somebody uploads goes straight to Orthanc, and says where it came from', async () => {
  const client = withToken(await createToken(['upload', 'view', 'delete']));
  const body = JSON.stringify({
    Tags: { PatientID: randomUUID(), SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' },
  });
  const created = (await (await client('/tools/create-dicom', { method: 'POST', body })).json()) as {
    ID: string;
  };
  const file = await (await client(`/instances/${created.ID}/file`)).arrayBuffer();
  await client(`/instances/${created.ID}`, { method: 'DELETE' });
  const answer = await client('/instances', { method: 'POST', body: file });
  expect(await answer.json()).toMatchObject({ ID: created.ID, Status: 'Success' });
  const read = async (name: string) => (await client(`/instances/${created.ID}/metadata/${name}`)).text();
  expect([await read('Origin'), await read('RemoteIP')]).toEqual(['RestApi', '127.0.0.1']);
});

describe('what credentials are worth', () => {
  test('ends at once when somebody signs out', async () => {
    const session = await signIn();
    expect(await statusOf(session('/system'))).toBe(200);
    expect(await statusOf(session('/auth/sign-out', { method: 'POST' }))).toBe(204);
    expect(await statusOf(session('/system'))).toBe(403);
  });

  test('ends at once when a token is revoked', async () => {
    const session = await signIn();
    const created = await session('/sgim/api/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'short', permissions: ['view'], validDays: 1 }),
    });
    const { token, secret } = (await created.json()) as { token: { id: string }; secret: string };
    expect(await statusOf(withToken(secret)('/system'))).toBe(200);
    expect(await statusOf(session(`/sgim/api/tokens/${token.id}`, { method: 'DELETE' }))).toBe(204);
    expect(await statusOf(withToken(secret)('/system'))).toBe(403);
  });

  test('is never more than the permissions of a token', async () => {
    const viewer = withToken(await createToken(['view']));
    expect(await statusOf(viewer('/studies'))).toBe(200);
    expect(await statusOf(viewer('/instances', { method: 'POST' }))).toBe(403);
    expect(await statusOf(viewer('/modalities/x', { method: 'PUT' }))).toBe(403);
  });

  test('is an empty archive for somebody whose labels no study carries', async () => {
    const user = await signIn(await createUser({ roles: ['PHYSICIAN'] }));
    for (const path of ['/studies', '/patients?expand', '/dicom-web/studies', '/tools/labels']) {
      expect(await (await user(path)).json()).toEqual([]);
    }
    expect(await (await user('/statistics')).json()).toMatchObject({ CountStudies: 0, CountInstances: 0 });
    expect(await (await user('/changes')).json()).toMatchObject({ Changes: [] });
    const body = JSON.stringify({ Level: 'Study', Query: {} });
    expect(await (await user('/tools/find', { method: 'POST', body })).json()).toEqual([]);
    for (const path of ['/jobs', '/tools/log-level', '/exports', '/queries']) {
      expect(await statusOf(user(path))).toBe(403);
    }
  });
});

test('the log says why, without what was sent', async () => {
  await statusOf(
    anonymous('/patients/DUPONT-JEAN?token=never-to-be-seen', { headers: { cookie: 'sgim_session=hush' } }),
  );
  await statusOf(anonymous('/system', { headers: { authorization: 'Bearer also-never-to-be-seen' } }));
  const log = readLog('orthanc');
  expect(log).toContain('Refused: no permission covers this GET route');
  expect(log).not.toMatch(/DUPONT|never-to-be-seen|hush/);
});

describe('the auth service away', () => {
  let own: Stack;
  let known: Client;
  let unknown: Client;
  beforeAll(async () => {
    own = await freshStack();
    const session = await signIn(own.address.admin, own.address);
    known = withToken(await createToken(['view'], session), own.address);
    unknown = withToken(await createToken(['view'], session), own.address);
    expect(await statusOf(known('/system'))).toBe(200);
  });

  test('leaves those in who were known, lets nobody else in, and everything recovers by itself', async () => {
    await own.service.kill();
    expect(await statusOf(known('/system'))).toBe(200);
    expect(await statusOf(unknown('/system'))).toBe(403);
    expect(await statusOf(unknown('/sgim/app/'))).toBe(200);
    expect(await statusOf(unknown('/auth/session'))).toBe(503);

    const back = await startAuthService({
      databaseUrl: own.address.databaseUrl,
      secret: own.address.serviceSecret,
      publicUrl: own.address.url,
      port: own.service.port,
      logFile: own.address.logFiles.service,
    });
    await expect.poll(() => statusOf(unknown('/system')), patience).toBe(200);
    expect(await statusOf(known('/system'))).toBe(200);
    await back.stop();
  });
});

describe('asking a service that speaks the contract', () => {
  let service: StandIn;
  let orthanc: { url: string };
  let count = 0;
  /** Somebody whom the gate has not met. */
  const stranger = (): Client => {
    count += 1;
    return withToken(`stranger-${count}`, orthanc);
  };
  beforeAll(async () => {
    service = await startStandIn();
    orthanc = await freshOrthanc({ serviceUrl: service.url });
    service.arrived.length = 0;
  });

  test('50 requests at once with one new credential are one question', async () => {
    service.arrived.length = 0;
    const answer = answerProfile();
    service.answer = (request, response) => setTimeout(() => answer(request, response), 100);
    const client = stranger();
    const statuses = await Promise.all(Array.from({ length: 50 }, () => statusOf(client('/system'))));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(service.arrived.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /user/get-profile']);
    expect(service.arrived[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from(`sgim:${stack.serviceSecret}`).toString('base64')}`,
    );
  });

  test('the public pages and strangers without a credential are no question', async () => {
    service.arrived.length = 0;
    const nobody = (path: string) => fetch(`${orthanc.url}${path}`);
    expect(await statusOf(nobody('/sgim/app/'))).toBe(200);
    expect(await statusOf(nobody('/system'))).toBe(403);
    expect(service.arrived).toEqual([]);
  });

  test('a service that knows no grants gives its permissions on its labels', async () => {
    service.answer = answerProfile();
    expect(await statusOf(stranger()('/system'))).toBe(200);
    service.answer = answerProfile({ 'authorized-labels': ['site-a'] });
    expect(await statusOf(stranger()('/system'))).toBe(200);
    expect(await statusOf(stranger()(`/studies/${Array(5).fill('0'.repeat(8)).join('-')}`))).toBe(403);
    service.answer = answerProfile({ permissions: ['all'] });
    expect(await statusOf(stranger()('/tools/log-level'))).toBe(200);
  });

  test.each<[string, StandIn['answer']]>([
    ['a profile of another shape', answerProfile({ grants: [{ permissions: 'view', labels: '*' }] })],
    ['a validity that is no integer', answerProfile({ validity: 60.5 })],
    ['an error', (_, response) => response.writeHead(500).end('{}')],
    ['a redirect', (_, response) => response.writeHead(302, { location: service.url }).end()],
    ['no JSON', (_, response) => response.end('<html>')],
    ['half an answer', (_, response) => response.writeHead(200, { 'content-length': '100' }).end('{')],
    ['a cut connection', (_, response) => response.destroy()],
    ['nothing, ever', () => {}],
  ])('%s opens nothing', async (_what, answer) => {
    service.answer = answer;
    expect(await statusOf(stranger()('/system'))).toBe(403);
    service.answer = answerProfile();
    await expect.poll(() => statusOf(stranger()('/system')), patience).toBe(200);
  });
});
