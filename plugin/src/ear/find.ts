import { type FindQuery as Search, writeFind } from '../answers/find-query.ts';
import { makeScopedFind } from '../answers/find-scope.ts';
import type { Audit } from '../audit/audit.ts';
import type { Scope } from '../gate/scope.ts';
import type { Studies } from '../gate/studies.ts';
import { matchesCase, type ReadQuery, readQuery } from './find-query.ts';
import { makeModalities } from './modalities.ts';
import type { Nodes } from './nodes.ts';
import { makePatientCounts } from './patient-counts.ts';

interface Parts {
  nodes: Nodes;
  studies: Studies;
  audit: Audit;
}

/** A resource as `/tools/find` gives it. */
interface Row {
  ID: string;
  /** Sequences are lists of objects, what is not there is null. Not there when nothing was asked for. */
  RequestedTags?: Readonly<Record<string, unknown>>;
}

/** As many as fit into a runtime's memory. Whoever asks is told that there are more. */
const maxAnswers = 5000;

/**
 * Answers C-FIND as Orthanc does, cut to what the modality may see, as people's searches are.
 *
 * @param aet Ours, from which what is found can be retrieved.
 */
export function makeFind(
  host: Pick<Orthanc, 'restApi' | 'utf8' | 'cache' | 'requestContext'>,
  { nodes, studies, audit }: Parts,
  aet: string,
): (query: FindQuery) => FindAnswers {
  const scoped = makeScopedFind({ host, studies });
  const findModality = makeModalities(host);
  const countPatient = makePatientCounts(host, studies);

  const lookUp = ({ level, constraints, tags }: ReadQuery, scope: Scope): Row[] => {
    // A search within a scope puts the series and images of many studies together only where all are wanted.
    const isPage = scope.everything || level === 'Patient' || level === 'Study';
    const search: Search = {
      level,
      tags: Object.entries(constraints),
      caseSensitive: false,
      ...(isPage && { limit: maxAnswers + 1 }),
      shape: { RequestedTags: tags, ResponseContent: ['RequestedTags'], Short: true },
    };
    return JSON.parse(toText(scope.everything ? findEverywhere(search) : scoped.find(search, scope)));
  };

  const findEverywhere = (search: Search): ArrayBuffer => {
    const { status, body } = host.restApi({ method: 'POST', uri: '/tools/find', body: writeFind(search) });
    if (status !== 200) throw new Error(`Orthanc cannot answer a C-FIND request at level ${search.level}`);
    return body;
  };

  const toText = (found: ArrayBuffer | string) =>
    typeof found === 'string' ? found : host.utf8.decode(found);

  const readTags = ({ ID, RequestedTags = {} }: Row, { level, tags }: ReadQuery, scope: Scope) =>
    level === 'Patient' && !scope.everything
      ? { ...RequestedTags, ...countPatient(ID, tags, scope) }
      : RequestedTags;

  return (asked) => {
    const query = readQuery(asked);
    const { scope } = nodes.find(asked.issuerAet);
    audit.count({
      actor: { aet: asked.issuerAet },
      action: 'find',
      outcome: 'success',
      address: findModality(asked.issuerAet)?.address ?? null,
      route: 'C-FIND',
      study: null,
    });
    const rows = lookUp(query, scope);
    const answers = rows
      .slice(0, maxAnswers)
      .filter(({ RequestedTags = {} }) => matchesCase(query.constraints, RequestedTags))
      .map((row) => JSON.stringify(writeAnswer(readTags(row, query, scope), asked, aet)));
    return { answers, complete: rows.length <= maxAnswers };
  };
}

const levelTag = '0008,0052';
const retrieveAetTag = '0008,0054';
/** Says how an answer is written, which is up to whoever writes it. */
const characterSetTag = '0008,0005';

/** Every attribute that was asked for, with the value that it has or none (PS3.4 § C.4.1.1.3.2). */
function writeAnswer(
  values: Readonly<Record<string, unknown>>,
  asked: FindQuery,
  aet: string,
): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const [tag, value] of asked.tags) {
    if (tag === characterSetTag || tag.endsWith(',0000')) continue;
    const found = values[tag];
    answer[tag] = tag === levelTag ? value : typeof found === 'string' || Array.isArray(found) ? found : '';
  }
  answer[retrieveAetTag] = aet;
  return answer;
}
