import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../../tools/lock.mjs';
import { provision } from '../../../tools/runtime/index.mjs';
import { bundle } from '../../build/bundle.mjs';
import { digest, link } from '../../build/compile.mjs';
import { assembleEmbedded, compileHost, productFlags } from '../../build/host.mjs';
import { pack } from '../../build/pack.mjs';

const root = join(import.meta.dirname, '../../..');

const cacheFolder = join(root, '.runtime', 'cache');

/** How the host is built for a test. AddressSanitizer cannot be combined with ThreadSanitizer. */
const builds = {
  address: {
    flags: ['-O1', '-g1', '-fsanitize=address', '-fno-omit-frame-pointer'],
    // No warning is let through here, and only here: `npm start` must not fail on what a later compiler dislikes.
    // GCC sees uninitialised members in its own headers once they are instrumented.
    hostFlags: [
      '-Werror',
      '-Wno-maybe-uninitialized',
      '-fsanitize=undefined',
      '-fno-sanitize-recover=undefined',
    ],
    // cpp-httplib takes longer than all the rest, most of it for these two; a null pointer shows without them.
    fileFlags: { 'http-connection.cpp': ['-O0', '-fno-sanitize=null,alignment'] },
    linkFlags: ['-fsanitize=address,undefined'],
  },
  // Each QuickJS runtime belongs to one thread at a time. That is the host's doing, and the host is what is watched.
  thread: {
    flags: productFlags.flags,
    hostFlags: ['-O1', '-g1', '-fsanitize=thread'],
    fileFlags: {},
    linkFlags: ['-fsanitize=thread'],
  },
  product: { ...productFlags, fileFlags: {}, linkFlags: [] },
};

export type Build = keyof typeof builds;

/**
 * Compiles and links the host with its test harness.
 * @param script instead of `script.ts`; the program then stands alone in a temporary folder
 * @returns path of the program
 */
export async function buildHarness(build: Build, script?: string): Promise<string> {
  const { flags, hostFlags, fileFlags, linkFlags } = builds[build];
  const log = () => {};
  const runtime = await provision({ root, log });
  const folder = join(cacheFolder, 'host-test');
  await mkdir(folder, { recursive: true });
  return withLock(folder, log, async () => {
    const objects = await compileHost({
      runtime,
      // The product's own, so that what both need is compiled once.
      cacheFolder: join(cacheFolder, 'plugin', 'objects'),
      flags,
      hostFlags,
      fileFlags,
      sources: ['mock-orthanc.cpp', 'mock-dicom.cpp', 'harness.cpp'].map((source) =>
        join(import.meta.dirname, source),
      ),
      log,
    });
    const linkAll = async (content: string | Uint8Array, files: Buffer, work: string) => {
      await writeFile(join(work, 'bundle.js'), content);
      await writeFile(join(work, 'files.pack'), files);
      const embedded = await assembleEmbedded({
        folder: work,
        key: digest([content, files]),
        cacheFolder: work,
        log,
      });
      const linked = join(work, 'harness');
      await link([...objects, embedded, ...linkFlags, '-pthread', '-o', linked]);
      return linked;
    };
    const files = await packSample(folder);
    if (script !== undefined) return linkAll(script, files, await mkdtemp(join(tmpdir(), 'host-test-')));

    const content = await bundle(join(import.meta.dirname, 'script.ts'));
    const program = join(folder, `${build}-${digest([...objects, content, files, ...linkFlags])}`);
    if (await stat(program).catch(() => undefined)) return program;
    const work = await mkdtemp(join(folder, 'link-'));
    try {
      const linked = await linkAll(content, files, work);
      const old = (await readdir(folder)).filter((file) => file.startsWith(`${build}-`));
      await rename(linked, program);
      await Promise.all(old.map((file) => rm(join(folder, file), { force: true })));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return program;
  });
}

/** The content of the embedded `index.html`. */
export const samplePage = `<!doctype html>${'<p>hello</p>'.repeat(100)}`;

async function packSample(cache: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'host-test-'));
  try {
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), samplePage);
    await writeFile(join(folder, 'assets', 'tiny.js'), '1');
    await writeFile(join(folder, 'assets', 'inter.woff2'), Buffer.alloc(100));
    return await pack({ folder, cacheFolder: join(cache, 'compressed'), log: () => {} });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
