import { type Answer, passOn, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';
import { cutMetadata, rewrite } from './cut-answer.ts';

/** The list of all: what is asked for by its name is Orthanc's to answer. */
export const metadataRoute = '/(patients|studies|series|instances)/([^/]+)/metadata';

/** The metadata of a resource. What labels a study has by rule is for those who see every label. */
export function makeMetadata(tools: Tools): Answer {
  return (request) => {
    const answer = passOn(tools, request);
    return scopeOf(readAsking(tools, request), 'view').everything
      ? answer
      : rewrite(tools, answer, cutMetadata);
  };
}
