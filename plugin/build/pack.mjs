import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { inParallel } from './compile.mjs';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** In the order of the numbers that stand for them in a pack (plugin/host/pack.h). */
const encodings = /** @type {const} */ (['identity', 'gzip', 'br']);

/** @typedef {{ type: string, compressible: boolean }} MediaType */

/** @type {Record<string, MediaType>} */
const mediaTypes = {
  '.html': { type: 'text/html; charset=utf-8', compressible: true },
  '.js': { type: 'text/javascript; charset=utf-8', compressible: true },
  '.mjs': { type: 'text/javascript; charset=utf-8', compressible: true },
  '.css': { type: 'text/css; charset=utf-8', compressible: true },
  '.json': { type: 'application/json', compressible: true },
  '.map': { type: 'application/json', compressible: true },
  '.webmanifest': { type: 'application/manifest+json', compressible: true },
  '.svg': { type: 'image/svg+xml', compressible: true },
  '.txt': { type: 'text/plain; charset=utf-8', compressible: true },
  '.wasm': { type: 'application/wasm', compressible: true },
  '.ico': { type: 'image/x-icon', compressible: true },
  '.png': { type: 'image/png', compressible: false },
  '.jpg': { type: 'image/jpeg', compressible: false },
  '.webp': { type: 'image/webp', compressible: false },
  '.avif': { type: 'image/avif', compressible: false },
  '.woff2': { type: 'font/woff2', compressible: false },
};

/**
 * Packs a folder into one file that the host embeds: each file as it is and, where that is smaller, compressed by gzip
 * and Brotli at their best. Compressed forms are kept by content, so that only changed files cost time.
 * @param {object} options
 * @param {string | undefined} options.folder undefined packs nothing
 * @param {string} options.cacheFolder
 * @param {(message: string) => void} options.log
 * @returns {Promise<Buffer>}
 */
export async function pack({ folder, cacheFolder, log }) {
  await mkdir(cacheFolder, { recursive: true });
  const paths = folder === undefined ? [] : await listFiles(folder);
  const files = await Promise.all(
    paths.map(async (path) => {
      const content = await readFile(path);
      const { type, compressible } = mediaTypes[extname(path)] ?? {
        type: 'application/octet-stream',
        compressible: false,
      };
      const hash = createHash('sha256').update(content).digest('hex').slice(0, 32);
      const name = relative(/** @type {string} */ (folder), path)
        .split(sep)
        .join('/');
      /** @type {Map<string, Buffer>} */
      const forms = new Map([['identity', content]]);
      return { name, type, hash, compressible, forms };
    }),
  );
  await addCompressedForms(
    files.filter((file) => file.compressible),
    cacheFolder,
    log,
  );
  return write(files);
}

/**
 * @param {{ hash: string, forms: Map<string, Buffer> }[]} files
 * @param {string} cacheFolder
 * @param {(message: string) => void} log
 */
async function addCompressedForms(files, cacheFolder, log) {
  /** @type {{ content: Buffer, path: string, encoding: 'gzip' | 'br' }[]} */
  const missing = [];
  /** @param {{ hash: string }} file @param {string} encoding */
  const cached = (file, encoding) => join(cacheFolder, `${file.hash}.${encoding}`);
  for (const file of files) {
    const content = /** @type {Buffer} */ (file.forms.get('identity'));
    for (const encoding of /** @type {const} */ (['gzip', 'br'])) {
      const path = cached(file, encoding);
      const form = await readFile(path).catch(() => undefined);
      if (form) file.forms.set(encoding, form);
      else missing.push({ content, path, encoding });
    }
  }
  if (missing.length > 0) log(`Compressing ${new Set(missing.map(({ content }) => content)).size} UI files`);
  await inParallel(missing, async ({ content, path, encoding }) => {
    const compressed =
      encoding === 'br' ? await toBrotli(content) : await compressGzip(content, { level: 9 });
    const temporary = `${path}.${process.pid}.tmp`;
    await writeFile(temporary, compressed);
    await rename(temporary, path);
  });
  for (const file of files) {
    const size = /** @type {Buffer} */ (file.forms.get('identity')).length;
    for (const encoding of /** @type {const} */ (['gzip', 'br'])) {
      const form = file.forms.get(encoding) ?? (await readFile(cached(file, encoding)));
      if (form.length < size) file.forms.set(encoding, form);
      else file.forms.delete(encoding);
    }
  }
}

/** @param {Buffer} content */
function toBrotli(content) {
  return compressBrotli(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}

/** @param {string} folder @returns {Promise<string[]>} sorted */
async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * The format is described in plugin/host/pack.h.
 * @param {{ name: string, type: string, hash: string, forms: Map<string, Buffer> }[]} files
 */
function write(files) {
  /** @param {number} dataStart @returns {{ index: Buffer, data: Buffer[] }} */
  const layOut = (dataStart) => {
    const index = [Buffer.from('SGIMPACK'), number(files.length, 4)];
    /** @type {Buffer[]} */
    const data = [];
    let offset = dataStart;
    for (const file of files) {
      const forms = encodings.filter((encoding) => file.forms.has(encoding));
      index.push(text(file.name), text(file.type), text(file.hash), number(forms.length, 1));
      for (const encoding of forms) {
        const content = /** @type {Buffer} */ (file.forms.get(encoding));
        index.push(number(encodings.indexOf(encoding), 1), number(offset, 8), number(content.length, 8));
        data.push(content);
        offset += content.length;
      }
    }
    return { index: Buffer.concat(index), data };
  };
  const indexBytes = layOut(0).index.length;
  const { index, data } = layOut(indexBytes);
  return Buffer.concat([index, ...data]);
}

/** @param {number} value @param {1 | 2 | 4 | 8} bytes little-endian */
function number(value, bytes) {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer.subarray(0, bytes);
}

/** @param {string} value */
function text(value) {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length, 2), bytes]);
}
