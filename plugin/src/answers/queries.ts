import { type Answer, passOn, type Tools } from './answer.ts';
import { readAsking, writeDown } from './asking.ts';
import { noteOwner } from './jobs.ts';

export const queryRoute = '/modalities/([^/]+)/query';

/** Asks a modality what it has. The answers are kept for whoever asked. */
export function makeQuery(tools: Tools): Answer {
  return (request) => {
    const asking = readAsking(tools, request);
    writeDown(asking, { action: 'query-retrieve', outcome: 'success', studies: [] });
    return noteOwner(asking, passOn(tools, request));
  };
}
