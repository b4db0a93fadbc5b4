import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { provision } from './index.mjs';

vi.setConfig({ testTimeout: 120_000 });

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sgim runtime '));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

const refusal = (): Promise<unknown> => provision({ root, log: () => {} }).catch((error: unknown) => error);

describe('provision says in one sentence', () => {
  it('that the compiler is missing, before it downloads anything', async () => {
    vi.stubEnv('CXX', 'no-such-compiler');
    expect(await refusal()).toMatchObject({
      name: 'Failure',
      message: 'The C++ compiler no-such-compiler is missing: install it with "apt-get install g++".',
    });
  });

  it('that apt is missing', async () => {
    vi.stubEnv('PATH', root);
    expect(await refusal()).toMatchObject({
      name: 'Failure',
      message: expect.stringMatching(/^apt-get is missing/),
    });
  });

  it('that the archive cannot be reached, and leaves nothing that looks finished', async () => {
    vi.stubEnv('DEBIAN_MIRROR', 'http://127.0.0.1:9/debian');
    expect(await refusal()).toMatchObject({
      name: 'Failure',
      message: expect.stringMatching(/^The Debian archive cannot be reached/),
    });
    expect(await readdir(join(root, '.runtime'))).toEqual(['downloads']);
  });
});
