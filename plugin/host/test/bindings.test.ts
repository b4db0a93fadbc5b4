import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync, type TSSignature } from 'oxc-parser';
import { expect, test } from 'vitest';
import { startHarness } from './harness.ts';

/** The paths of all functions below the members of an interface. */
function listFunctions(members: TSSignature[], prefix = ''): string[] {
  return members.flatMap((member) => {
    if (!('key' in member) || member.key.type !== 'Identifier') return [];
    const path = prefix + member.key.name;
    if (member.type === 'TSMethodSignature') return [path];
    const type = member.type === 'TSPropertySignature' ? member.typeAnnotation?.typeAnnotation : undefined;
    return type?.type === 'TSTypeLiteral' ? listFunctions(type.members, `${path}.`) : [];
  });
}

test('orthanc.d.ts tells of every native function, and every function it tells of is there', async () => {
  const path = join(import.meta.dirname, '../../bindings/orthanc.d.ts');
  const { program } = parseSync(path, await readFile(path, 'utf8'));
  const declared = program.body.flatMap((statement) =>
    statement.type === 'TSInterfaceDeclaration' && statement.id.name === 'Orthanc'
      ? listFunctions(statement.body.body)
      : [],
  );
  const host = await startHarness('address');
  const registered = (await host.ask('/functions')) as string[];
  await host.quit();
  expect(declared.length).toBeGreaterThan(15);
  expect(registered.sort()).toEqual(declared.sort());
}, 600_000);
