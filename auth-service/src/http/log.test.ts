import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { basic, password, publicUrl, serviceSecret, startTestService } from '../../test/service.ts';
import { createLog } from './log.ts';

function createRecorder() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, log: createLog('trace', stream) };
}

it('says what was answered, and nothing that opens a door or names a person', async () => {
  const { lines, log } = createRecorder();
  const service = await startTestService({ log });
  const { body } = await service.ask('/internal/set-up-code');
  const setUp = await service.call('POST /auth/set-up', {
    body: { code: body.code, name: 'Ada Lovelace', email: 'ada@example.org', password },
  });
  const cookie = setUp.cookie ?? '';
  const created = await service.call('POST /sgim/api/tokens', {
    cookie,
    body: { name: 'nightly export', permissions: ['view'], validDays: 1 },
  });
  const token: string = created.body.secret;
  await service.call(`GET /auth/session?token=${token}`);
  await service.call('GET /auth/session', { token, headers: { 'api-key': token } });
  await service.ask('/user/get-profile', { 'token-key': 'cookie', 'token-value': cookie });
  const minted = await service.call('PUT /tokens/viewer-instant-link', {
    body: { resources: [{ 'dicom-uid': '1.2.840.4711' }] },
    headers: { 'x-sgim-door': undefined, authorization: basic },
  });
  const link: string = minted.body.token;
  const shown = { 'token-key': 'token', 'token-value': link };
  await service.ask('/tokens/decode', shown);
  await service.ask('/tokens/validate', {
    ...shown,
    method: 'get',
    level: 'study',
    'dicom-uid': '1.2.840.4711',
  });
  await service.call('POST /auth/sign-in', { body: { email: 'ada@example.org', password: `${password}!` } });
  await service.call('POST /auth/sign-in', { body: `{"password":"${password}"` });
  await service.call('GET /sgim/api/nothing?PatientName=DOE^JANE');
  // A failure of ours, whose message from PostgreSQL quotes what was asked for.
  await service.database.knex.raw('alter table users rename to persons');
  const failed = await service.call('POST /auth/sign-in', { body: { email: 'ada@example.org', password } });
  expect([failed.status, failed.body.code]).toEqual([500, 'internal']);

  const text = lines.join('');
  const secrets = [serviceSecret, password, body.code, token, link, cookie, decodeURIComponent(cookie)];
  for (const secret of [
    ...secrets,
    publicUrl,
    '4711',
    'ada@example',
    'Lovelace',
    'nightly',
    'DOE',
    'Bearer',
    'Basic',
  ]) {
    expect(text).not.toContain(secret);
  }
  const records = lines.map((line) => JSON.parse(line));
  expect(records.find(({ msg }) => msg === 'request completed')).toEqual({
    level: 'info',
    time: expect.any(String),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    request: { method: 'POST', path: '/internal/set-up-code' },
    response: { status: 200 },
    durationMs: expect.any(Number),
    msg: 'request completed',
  });
  expect(records.at(-1)).toMatchObject({
    level: 'error',
    request: { path: '/auth/sign-in' },
    response: { status: 500 },
    msg: 'request errored',
  });
  const cause = records.find(({ msg }) => msg === 'request failed');
  expect(cause.requestId).toBe(failed.body.requestId);
  expect(cause.err.message).toContain('relation "users" does not exist');
});

it('keeps the beginning of an endless path', async () => {
  const { lines, log } = createRecorder();
  const service = await startTestService({ log });
  await service.ask(`/auth/${'a'.repeat(7_000)}`);
  const record = lines.map((line) => JSON.parse(line)).find(({ request }) => request !== undefined);
  expect(record.request.path).toBe(`/auth/${'a'.repeat(194)}`);
});

it('does not keep what a driver adds to an error', () => {
  const { lines, log } = createRecorder();
  const cause = Object.assign(new Error('inner'), { detail: 'Key (email)=(ada@example.org) exists.' });
  log.error(
    { err: Object.assign(new Error('outer', { cause }), { code: '23505', where: 'ada@example.org' }) },
    'x',
  );
  expect(lines.join('')).not.toContain('ada@example.org');
  expect(JSON.parse(lines.join('')).err).toMatchObject({
    message: 'outer',
    code: '23505',
    cause: { message: 'inner' },
  });
});
