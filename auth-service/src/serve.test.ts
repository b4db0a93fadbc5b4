import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { createTestDatabase } from '../../tests/stack/postgres.ts';
import { buildProgram, type Program, waitUntilListening } from '../test/program.ts';
import { openRelay } from '../test/relay.ts';
import { basic, password, publicUrl, serviceSecret } from '../test/service.ts';
import { loadConfig, writeEnvExample } from './config.ts';
import { settings } from './settings.ts';

// Each of these starts the program several times.
vi.setConfig({ testTimeout: 60_000 });

const run = await buildProgram();
const databaseUrl = await createTestDatabase();
const admin = { ADMIN_EMAIL: 'Ada@example.org', ADMIN_PASSWORD: password };

async function serve(more: Record<string, string> = {}): Promise<Program> {
  const program = await run([], { DATABASE_URL: databaseUrl, PUBLIC_URL: publicUrl, ...more });
  await waitUntilListening(program);
  return program;
}
const send = ({ port }: Program, path: string, init: RequestInit) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    ...init,
    headers: {
      'x-sgim-door': serviceSecret,
      origin: publicUrl,
      'content-type': 'application/json',
      ...Object.fromEntries(new Headers(init.headers)),
    },
  });
const signIn = (program: Program, email = admin.ADMIN_EMAIL) =>
  send(program, '/auth/sign-in', { method: 'POST', body: JSON.stringify({ email, password }) });
const stop = async (program: Program, signal: NodeJS.Signals = 'SIGTERM') => {
  program.process.kill(signal);
  return program.exited;
};

describe('config', () => {
  it('prints the settings that are not secret', async () => {
    const program = await run(['config'], { ...admin, HTTP_PORT: '9000' });
    expect(await program.exited).toEqual({ code: 0, signal: null });
    const shown = JSON.parse(program.output.stdout);
    expect(shown).toMatchObject({
      HTTP_PORT: 9000,
      PUBLIC_URL: 'http://localhost:9000',
      AUTH_HOST: '127.0.0.1',
    });
    expect(program.output.stdout).not.toContain(serviceSecret);
    expect(program.output.stdout).not.toContain(password);
  });

  it('prints everything that is wrong, and fails', async () => {
    const program = await run(['config'], { HTTP_PORT: 'x', LOG_LEVEL: 'x' });
    expect(await program.exited).toEqual({ code: 1, signal: null });
    expect(program.output).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^These settings are not valid:\n {2}HTTP_PORT .*\n {2}LOG_LEVEL .*\n$/),
    });
  });
});

it('env-example prints the content of .env.example', async () => {
  const program = await run(['env-example']);
  expect(await program.exited).toEqual({ code: 0, signal: null });
  expect(program.output.stdout).toBe(writeEnvExample());
});

it('an unknown command fails with how it is used', async () => {
  const program = await run(['sevre']);
  expect(await program.exited).toEqual({ code: 1, signal: null });
  expect(program.output.stderr).toMatch(/^usage: main\.js/);
});

describe('serve', () => {
  it('needs a database and the shared secret', async () => {
    const program = await run([], { AUTH_SERVICE_SECRET: '' });
    expect(await program.exited).toEqual({ code: 1, signal: null });
    expect(program.output.stderr).toBe(
      'These settings are not valid:\n  DATABASE_URL is missing\n  AUTH_SERVICE_SECRET is missing\n',
    );
  });

  it('creates the first administrator from the settings, and no second one from others', async () => {
    const first = await serve(admin);
    expect((await signIn(first)).status).toBe(200);
    await stop(first);
    const second = await serve({ ADMIN_EMAIL: 'eve@example.org', ADMIN_PASSWORD: password });
    expect((await signIn(second, 'eve@example.org')).status).toBe(401);
    expect((await signIn(second)).status).toBe(200);
    const code = await send(second, '/internal/set-up-code', {
      method: 'POST',
      headers: { 'x-sgim-door': '', authorization: basic },
    });
    expect(await code.json()).toEqual({ code: null });
    await stop(second);
  });

  it('keeps sessions over a restart and shares them among replicas, without SESSION_SECRET', async () => {
    const first = await serve(admin);
    const [cookie = ''] = (await signIn(first)).headers.getSetCookie()[0]?.split(';') ?? [];
    const read = async (program: Program) => {
      const response = await send(program, '/auth/session', { headers: { cookie } });
      return ((await response.json()) as { user: { email: string } | null }).user?.email;
    };
    const replica = await serve(admin);
    expect(await read(replica)).toBe('ada@example.org');
    await stop(replica, 'SIGKILL');
    await stop(first, 'SIGKILL');
    const restarted = await serve(admin);
    expect(await read(restarted)).toBe('ada@example.org');
    await stop(restarted);
    const other = await serve({ ...admin, SESSION_SECRET: 'another-key-for-session-cookies-0123' });
    expect(await read(other)).toBeUndefined();
    await stop(other);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes what it is doing on %s, takes nothing new and ends well',
    async (signal) => {
      const program = await serve(admin);
      // An idle connection that a plugin keeps must not hold it up.
      const idle = connect(program.port, '127.0.0.1');
      const answers = [1, 2, 3].map(() => signIn(program));
      await Promise.race(answers);
      const [exit, ...statuses] = await Promise.all([
        stop(program, signal),
        ...answers.map(async (answer) => (await answer).status),
      ]);
      idle.destroy();
      expect(exit).toEqual({ code: 0, signal: null });
      expect(statuses).toEqual([200, 200, 200]);
      expect(program.output.stdout).toContain('"stopped"');
      await expect(signIn(program)).rejects.toThrow();
    },
  );

  it('ends on SIGTERM although PostgreSQL hangs', async () => {
    const relay = await openRelay(databaseUrl);
    const program = await serve({ ...admin, DATABASE_URL: relay.url });
    expect((await signIn(program)).status).toBe(200);
    relay.freeze();
    const hanging = signIn(program).catch(() => undefined);
    const exit = await stop(program);
    expect(exit.signal).toBeNull();
    await hanging;
  });

  it('waits for a PostgreSQL that starts later', async () => {
    const relay = await openRelay(databaseUrl);
    await relay.cut();
    const program = await run([], { DATABASE_URL: relay.url, ...admin });
    await expect.poll(() => program.output.stdout, { timeout: 10_000 }).toContain('waiting for the database');
    await relay.mend();
    await waitUntilListening(program);
    expect((await fetch(`http://127.0.0.1:${program.port}/health`)).status).toBe(200);
    await stop(program);
  });

  it.each([
    ['a port that is taken', { AUTH_PORT: new URL(databaseUrl).port }, /EADDRINUSE/],
    [
      'a wrong database password',
      { DATABASE_URL: databaseUrl.replace(/:[^:@]*@/, ':wrong@') },
      /password authentication failed/,
    ],
    ['an unknown database', { DATABASE_URL: `${databaseUrl}x` }, /does not exist/],
  ])('ends with the cause for %s', async (_name, more, cause) => {
    const program = await run([], { DATABASE_URL: databaseUrl, ...more });
    expect(await program.exited).toEqual({ code: 1, signal: null });
    expect(program.output.stderr).toMatch(cause);
    expect(program.output.stderr).not.toContain(serviceSecret);
  });
});

it('every setting that the service itself uses is read from the environment by its name', () => {
  const config = loadConfig({});
  expect(Object.keys(config).sort()).toEqual(Object.keys(settings).sort());
});
