import { chmod, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { runCommand } from '../tools/command.mjs';
import { findFreePort } from '../tools/ports.mjs';
import { provision } from '../tools/runtime/index.mjs';
import { compose, dockerfiles, environmentOf, root, stageOf } from './compose/files.ts';
import { createDatabase } from './stack/databases.ts';
import { type Running, startProcess, waitForAnswer } from './stack/process.ts';
import { temporaryFolder } from './stack/stack.ts';

// What the images do, as far as it can be done without a container engine: the same commands in an empty folder.

const folder = await temporaryFolder('image');
let service: Running | undefined;
afterAll(async () => {
  await service?.stop();
});

describe('the image of the auth service', () => {
  it('gets by with the packages that it installs, is healthy, and gives the set-up link', {
    timeout: 180_000,
  }, async () => {
    const dockerfile = dockerfiles.find(({ name }) => name === 'auth-service.Dockerfile');
    if (dockerfile === undefined) throw new Error('no auth-service.Dockerfile');
    const last = stageOf(dockerfile, undefined);
    for (const { keyword, rest } of [...stageOf(dockerfile, 'packages'), ...last]) {
      if (keyword === 'RUN') {
        const { code, stderr } = await runCommand('sh', ['-c', rest], { cwd: folder });
        expect(code, stderr).toBe(0);
      } else if (keyword === 'COPY') await copy(rest, folder);
    }

    const port = String(await findFreePort());
    const publicUrl = 'http://localhost:8042';
    const variables = {
      AUTH_SERVICE_SECRET: 'a'.repeat(64),
      SGIM_DATABASE_PASSWORD: 'unused',
      PUBLIC_URL: publicUrl,
    };
    const env = {
      PATH: process.env.PATH,
      ...environmentOf('auth-service', variables),
      DATABASE_URL: await createDatabase(inject('postgresUrl'), 'image'),
      AUTH_HOST: '127.0.0.1',
      AUTH_PORT: port,
    };
    const [command = '', ...args] = commandOf(last.find(({ keyword }) => keyword === 'CMD')?.rest);
    service = startProcess({ command, args, env, cwd: folder, logFile: join(folder, 'service.log') });
    await waitForAnswer(`http://127.0.0.1:${port}/health`, service);

    const [, program = '', ...probe] = compose.services['auth-service']?.healthcheck.test ?? [];
    const healthArgs = probe.map((argument) => argument.replace('8043', port));
    expect((await runCommand(program, healthArgs, { env, cwd: folder })).code).toBe(0);
    const away = probe.map((argument) => argument.replace('8043', '1'));
    expect((await runCommand(program, away, { env, cwd: folder })).code).toBe(1);

    const link = await runCommand('node', ['set-up-link.mjs'], { env, cwd: folder });
    expect(link.stdout).toMatch(/^http:\/\/localhost:8042\/sgim\/app\/setup#[\w-]{16,}\n$/);
    expect(service.log()).not.toContain(link.stdout.split('#')[1]?.trim());
  });
});

describe('the image of Orthanc', () => {
  it('starts Orthanc with a host id of its own each time', async () => {
    const { orthanc } = await provision({ root, log: () => {} });
    const program = join(folder, 'Orthanc');
    const quote = (word: string) => `'${word}'`;
    await writeFile(
      program,
      `#!/bin/sh\nexec ${[orthanc.command, ...orthanc.args('')].slice(0, -1).map(quote).join(' ')} "$@"\n`,
    );
    await chmod(program, 0o755);
    const hostIds = [];
    for (const name of ['one', 'two']) {
      const env = { ...orthanc.env, PATH: `${folder}:${process.env.PATH}`, HOST_ID_FILE: join(folder, name) };
      const { stdout } = await runCommand('docker/orthanc/start.sh', ['--version'], { cwd: root, env });
      expect(stdout).toContain('Orthanc');
      hostIds.push((await readFile(join(folder, name))).toString('hex'));
    }
    expect(new Set(hostIds).size).toBe(2);
    for (const hostId of hostIds) expect(hostId).toHaveLength(8);
  });
});

/** `COPY` of the Dockerfile, from the repository or from the stage that has built it; `packages` is this folder itself. */
async function copy(rest: string, target: string): Promise<void> {
  const words = rest.split(' ');
  const stage = words[0]?.startsWith('--from=') ? words.shift() : undefined;
  if (stage === '--from=packages') return;
  const destination = words.pop() ?? '';
  for (const word of words) {
    const source = join(root, stage === undefined ? word : word.replace('/build/', ''));
    const isFolder = destination.endsWith('/') && !word.endsWith('/');
    const name = isFolder ? join(destination, word.split('/').at(-1) ?? '') : destination;
    await cp(source, join(target, name), { recursive: true });
  }
}

/** The exec form of `CMD`. */
function commandOf(rest: string | undefined): string[] {
  return JSON.parse(rest ?? '[]') as string[];
}
