import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkTemplates } from './check.mjs';

const repository = path.join(import.meta.dirname, '../..');
let root = '';

// Each check starts the TypeScript compiler.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'templates-'));
  await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
  await cp(path.join(repository, 'tsconfig.base.json'), path.join(root, 'tsconfig.base.json'));
  await cp(path.join(repository, 'ui/tsconfig.json'), path.join(root, 'ui/tsconfig.json'));
  await mkdir(path.join(root, 'ui/src/parts'), { recursive: true });
  await writeFile(
    path.join(root, 'ui/src/parts/button.ts'),
    `import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
interface Props { look?: 'primary' | 'quiet'; children: ComponentChildren; onPress: (times: number) => void }
export const Button = ({ look = 'quiet', children, onPress }: Props) =>
  html\`<button class=\${look} onClick=\${() => onPress(1)}>\${children}</button>\`;
`,
  );
});

afterEach(() => rm(root, { recursive: true, force: true }));

/** Checks a module whose template is given; lines count from the template's own first line. */
async function check(template: string) {
  const header = `import { html } from 'htm/preact';
import { Button } from './parts/button.ts';
const press = (times: number) => void times;
export const page = (words: string[]) => [press, Button, words, html\``;
  await writeFile(path.join(root, 'ui/src/page.ts'), `${header}${template}\`];\n`);
  const { findings } = await checkTemplates({ root, folder: 'ui' });
  return findings.map(({ line, column, message }) => ({ line: line - 3, column, message }));
}

test('right templates pass: components, lists, text with signs of JSX, values with expressions, comments', async () => {
  const findings = await check(`
    <!-- a comment -->
    <\${Button} look="primary" onPress=\${press}>Go { > }<//>
    <ul class="a \${words.length} b" hidden>
      \${words.map((word) => html\`<li key=\${word}>\${word}</li>\`)}
    </ul>
    <\${Button} ...\${{ onPress: press }}>Spread</\${Button}>
    <img src=/x.png alt='' />`);
  expect(findings).toEqual([]);
});

test('a wrong property is found at its place in the module', async () => {
  const findings = await check(`<p>
  <\${Button} look="primry" onPress=\${press}>Go<//></p>`);
  expect(findings).toEqual([
    {
      line: 2,
      column: 14,
      message: expect.stringContaining(`'"primry"' is not assignable to type '"primary"`),
    },
  ]);
});

test('a missing and an unknown property are found', async () => {
  const [missing, ...others] = await check(`<\${Button}>Go<//>`);
  expect(missing?.message).toContain("Property 'onPress' is missing");
  expect(others).toEqual([]);
  const [unknown] = await check(`<\${Button} onPress=\${press} colour="red">Go<//>`);
  expect(unknown?.message).toContain("Property 'colour' does not exist");
});

test('a handler of the wrong type is found inside a nested template', async () => {
  const [finding] = await check(`<div>
    \${words.map((word) => html\`<i key=\${word}>
      <\${Button} onPress=\${(name: string) => void name}>x<//>
    </i>\`)}
  </div>`);
  expect(finding).toMatchObject({ line: 3, column: 18 });
  expect(finding?.message).toContain('is not assignable to type');
});

test.each([
  ['a tag that is never closed', '<p><b>x</p>', '</p> closes <b>'],
  ['a tag that is left open at the end', '<p>', '<p> is never closed'],
  ['a closing tag without an opening one', 'x</p>', 'nothing is open that this tag could close'],
  ['a tag that does not end', '<p class="x"', '<p is not finished'],
  [
    'a component in small letters',
    '<${words}><//>',
    'a component has to be a name with a capital, not words',
  ],
])('%s is found', async (_, template, message) => {
  expect(await check(template)).toMatchObject([{ message }]);
});
