import type { Audit } from '../audit/audit.ts';
import { isEmpty, type Scope } from '../gate/scope.ts';
import type { Studies } from '../gate/studies.ts';
import { matchesCase, type ReadQuery, readQuery } from './find-query.ts';
import type { Nodes } from './nodes.ts';
import { makePatientCut } from './patient-cut.ts';

interface Parts {
  nodes: Nodes;
  studies: Studies;
  audit: Audit;
}

/** A resource as `/tools/find` gives it. */
export interface Row {
  ID: string;
  ParentStudy?: string;
  ParentSeries?: string;
  /** Sequences are lists of objects, what is not there is null. */
  RequestedTags: Readonly<Record<string, unknown>>;
}

/** As many as fit into a runtime's memory. Whoever asks is told that there are more. */
const maxAnswers = 10_000;

/**
 * Answers C-FIND as Orthanc does, cut to what the modality may see: by labels inside the query for studies, by the study of each
 * answer at the other levels.
 *
 * @param aet Ours, from which what is found can be retrieved.
 */
export function makeFind(
  host: Pick<Orthanc, 'restApi' | 'utf8'>,
  { nodes, studies, audit }: Parts,
  aet: string,
): (query: FindQuery) => FindAnswers {
  const cutPatient = makePatientCut(host, studies);

  const lookUp = ({ level, constraints, tags }: ReadQuery, scope: Scope): Row[] => {
    const inQuery = level === 'Study' && !scope.everything;
    const question = {
      Level: level,
      Query: constraints,
      CaseSensitive: false,
      RequestedTags: tags,
      ResponseContent: ['RequestedTags', 'Parent'],
      Short: true,
      Limit: maxAnswers + 1,
      ...(inQuery && { Labels: scope.labels, LabelsConstraint: 'Any' }),
    };
    const body = JSON.stringify(question);
    const answer = host.restApi({ method: 'POST', uri: '/tools/find', body });
    if (answer.status !== 200) throw new Error(`Orthanc cannot answer a C-FIND request at level ${level}`);
    const found: (Omit<Row, 'RequestedTags'> & Partial<Row>)[] = JSON.parse(host.utf8.decode(answer.body));
    return found.map((row) => ({ RequestedTags: {}, ...row }));
  };

  /** What of a row may be seen: all of it, less, or nothing. */
  const cut = (row: Row, query: ReadQuery, scope: Scope): Row | undefined => {
    if (scope.everything || query.level === 'Study') return row;
    if (query.level === 'Patient') return cutPatient(row, query, scope);
    const study =
      query.level === 'Series' ? row.ParentStudy : studies.findStudy('series', row.ParentSeries ?? '');
    return study !== undefined && studies.isInside(study, scope) ? row : undefined;
  };

  return (asked) => {
    const query = readQuery(asked);
    const { scope } = nodes.find(asked.issuerAet);
    audit.count({
      actor: { aet: asked.issuerAet },
      action: 'find',
      outcome: 'success',
      address: null,
      route: 'C-FIND',
      study: null,
    });
    // No label at all would be no constraint at all.
    if (isEmpty(scope)) return { answers: [], complete: true };
    const rows = lookUp(query, scope);
    const answers = rows
      .slice(0, maxAnswers)
      .filter(({ RequestedTags }) => matchesCase(query.constraints, RequestedTags))
      .map((row) => cut(row, query, scope))
      .filter((row) => row !== undefined)
      .map((row) => JSON.stringify(writeAnswer(row, asked, aet)));
    return { answers, complete: rows.length <= maxAnswers };
  };
}

const levelTag = '0008,0052';
const retrieveAetTag = '0008,0054';
/** Says how an answer is written, which is up to whoever writes it. */
const characterSetTag = '0008,0005';

/** Every attribute that was asked for, with the value that it has or none (PS3.4 § C.4.1.1.3.2). */
function writeAnswer(row: Row, asked: FindQuery, aet: string): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const [tag, value] of asked.tags) {
    if (tag === characterSetTag || tag.endsWith(',0000')) continue;
    const found = row.RequestedTags[tag];
    answer[tag] = tag === levelTag ? value : typeof found === 'string' || Array.isArray(found) ? found : '';
  }
  answer[retrieveAetTag] = aet;
  return answer;
}
