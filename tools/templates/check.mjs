import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../command.mjs';
import { offsetOf, positionOf } from './mapped-text.mjs';
import { TemplateError, toTsx } from './to-tsx.mjs';

/**
 * @typedef {object} Finding
 * @property {string} file relative to the root
 * @property {number} line from 1
 * @property {number} column from 1
 * @property {string} message
 */

/**
 * Checks the types in the `html` templates of a package: each module with templates is rewritten as JSX in a scratch folder, where
 * TypeScript sees it in the place of the original (`rootDirs`), and what it finds is said of the original.
 *
 * @param {{ root: string, folder: string }} where the repository, and the package within it: `src/` and `tsconfig.json`
 * @returns {Promise<{ findings: Finding[], files: number }>}
 */
export async function checkTemplates({ root, folder }) {
  const scratch = path.join(root, '.htmcheck', String(process.pid));
  /** @type {Map<string, { source: string, tsx: import('./mapped-text.mjs').MappedText }>} */
  const modules = new Map();
  /** @type {Finding[]} */
  const findings = [];
  try {
    for (const file of await listModules(root, folder)) {
      const source = await readFile(path.join(root, file), 'utf8');
      try {
        const tsx = toTsx(source, file);
        if (!tsx) continue;
        modules.set(`${file}x`, { source, tsx });
        await mkdir(path.dirname(path.join(scratch, file)), { recursive: true });
        await writeFile(path.join(scratch, `${file}x`), tsx.text);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        findings.push({ file, ...positionOf(source, error.offset), message: error.message });
      }
    }
    if (modules.size > 0) findings.push(...(await checkTypes({ root, folder, scratch, modules })));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return { findings, files: modules.size };
}

/** @param {string} root @param {string} folder */
async function listModules(root, folder) {
  const entries = await readdir(path.join(root, folder, 'src'), { recursive: true });
  return entries
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.join(folder, 'src', name))
    .sort();
}

/**
 * @param {object} what
 * @param {string} what.root
 * @param {string} what.folder
 * @param {string} what.scratch
 * @param {Map<string, { source: string, tsx: import('./mapped-text.mjs').MappedText }>} what.modules
 * @returns {Promise<Finding[]>}
 */
async function checkTypes({ root, folder, scratch, modules }) {
  const original = path.join(root, folder);
  await writeFile(
    path.join(scratch, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(original, 'tsconfig.json'),
      compilerOptions: {
        noEmit: true,
        jsx: 'react-jsx',
        jsxImportSource: 'preact',
        rootDirs: [original, path.join(scratch, folder)],
      },
      include: [`${folder}/**/*.tsx`],
    }),
  );
  const tsc = path.join(root, 'node_modules/.bin/tsc');
  const outcome = await runCommand(tsc, ['-p', scratch, '--pretty', 'false'], { cwd: scratch });
  if (outcome.code === 0) return [];
  if (!outcome.stdout.includes(': error TS'))
    throw new Error(`tsc failed:\n${outcome.stdout}${outcome.stderr}`);
  return readFindings(outcome.stdout, modules);
}

/**
 * What tsc said of the rewritten modules. What it said of others it says again when it checks the package itself.
 * @param {string} output of tsc
 * @param {Map<string, { source: string, tsx: import('./mapped-text.mjs').MappedText }>} modules
 * @returns {Finding[]}
 */
function readFindings(output, modules) {
  /** @type {Finding[]} */
  const findings = [];
  /** @type {Finding | undefined} the one that indented lines belong to */
  let current;
  for (const line of output.split('\n')) {
    const match = /^(.+?)\((\d+),(\d+)\): (.*)$/.exec(line);
    if (!match) {
      if (current && line.trim()) current.message += `\n${line}`;
      continue;
    }
    const [, file = '', row, column, message = ''] = match;
    const module = modules.get(path.normalize(file));
    current = undefined;
    if (!module) continue;
    const offset = module.tsx.sourceOf(
      offsetOf(module.tsx.text, { line: Number(row), column: Number(column) }),
    );
    current = { file: file.slice(0, -1), ...positionOf(module.source, offset), message };
    findings.push(current);
  }
  return findings;
}
