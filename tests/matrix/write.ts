/// <reference path="../../plugin/bindings/orthanc.d.ts" />
import { makePermissionTable } from '../../plugin/src/gate/permissions.ts';
import { nativeRoutes } from '../../plugin/src/gate/routes.ts';
import type { NativeRoute } from '../gate-routes.ts';

/** What an identity gets: nothing, only the study inside its scope, or every study (also: what says nothing of any study). */
export type Cell = 'no' | 'inside' | 'every';

const signs: Record<Cell, string> = { no: '·', inside: 'in', every: 'yes' };

const introduction = `# Who may do what: every route of Orthanc 1.12.7 and DICOMweb

Written by \`tests/authorization-matrix.test.ts\` from a run on a real Orthanc: each identity asks each route about a study that is in the scope of those
whose scope is limited, and about one that is not. \`npx vitest run --project system tests/authorization-matrix.test.ts -u\` writes it anew; a test fails when it changes.

- \`yes\`: allowed on every study, or it says nothing of any study;
- \`in\`: only on the study inside the scope: the other is refused, looks as if it did not exist, or is cut out of the answer;
- \`·\`: refused.

What is allowed may still end in an error of Orthanc, for a job or modality that does not exist. A route that is not in this list is refused to everybody.
`;

/** The matrix as a Markdown document. */
export function writeMatrix(
  identities: readonly string[],
  rows: readonly { route: NativeRoute; cells: readonly Cell[] }[],
): string {
  const findRule = makePermissionTable(nativeRoutes);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = rows.map(({ route, cells }) => {
    const rule = findRule(route.method, route.path);
    const words = rule?.permissions.filter((word) => word !== 'all').join(' ') ?? 'nobody';
    return line([`\`${route.method} ${route.template}\``, words, ...cells.map((cell) => signs[cell])]);
  });
  const head = ['route', 'any one of', ...identities];
  return [introduction, line(head), line(head.map(() => '---')), ...lines, ''].join('\n');
}
