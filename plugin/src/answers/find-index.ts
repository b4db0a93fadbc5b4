import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';
import { type FindQuery, shows, writeCount, writeFind } from './find-query.ts';
import { cutLabelsOfText } from './label-cut.ts';
import { Refusal, refusalOf } from './refusal.ts';

/** Orthanc's own search, without regard to anybody's scope. Whatever it does not answer is thrown as a {@link Refusal}. */
export interface FindIndex {
  /** The answer as it goes to whoever asks: without foreign labels. */
  answer(query: FindQuery, scope: Scope): ArrayBuffer | string;
  /** Resources, in whatever shape the query asks for. */
  list(query: FindQuery): Record<string, unknown>[];
  /** Orthanc's identifiers, unless the query asks for something else. */
  listIds(query: FindQuery): string[];
  count(query: FindQuery): number;
}

/** Bytes, their text and what it means: together they must fit into the memory of a runtime. */
export const largestAnswer = 6 * 1024 * 1024;

export function makeFindIndex({ host }: Pick<Tools, 'host'>): FindIndex {
  const ask = (uri: string, body: string): ArrayBuffer => {
    const answer = host.restApi({ method: 'POST', uri, body });
    if (answer.status !== 200) throw refusalOf(answer.status);
    return answer.body;
  };

  const read = (bytes: ArrayBuffer): string => {
    if (bytes.byteLength > largestAnswer) throw new Refusal(400, 'search.too-broad');
    return host.utf8.decode(bytes);
  };

  const find = (query: FindQuery) => JSON.parse(read(ask('/tools/find', writeFind(query))));

  return {
    answer: (query, scope) => {
      const bytes = ask('/tools/find', writeFind(query));
      const hasMetadata = shows(query, 'Metadata');
      if (!hasMetadata && !shows(query, 'Labels')) return bytes;
      const text = read(bytes);
      const cut = cutLabelsOfText(text, scope, hasMetadata);
      return cut === text ? bytes : cut;
    },
    list: find,
    listIds: find,
    count: (query) => {
      const { Count } = JSON.parse(read(ask('/tools/count-resources', writeCount(query))));
      return Count;
    },
  };
}
