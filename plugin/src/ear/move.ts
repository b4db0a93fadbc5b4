import type { Audit, Deed } from '../audit/audit.ts';
import type { Studies } from '../gate/studies.ts';
import { makeModalities } from './modalities.ts';
import { divide, makeMoveSelection, type Selected } from './move-selection.ts';
import { makeSending } from './move-sending.ts';
import type { Nodes } from './nodes.ts';

interface Parts {
  nodes: Nodes;
  studies: Studies;
  audit: Audit;
}

type Host = Pick<Orthanc, 'restApi' | 'utf8' | 'cache' | 'crypto' | 'sleep'>;
type Handler = Parameters<Orthanc['moveHandler']>;

/** Carries out C-MOVE as Orthanc does, cut to what the modality may see. What it may not see is not there. */
export function makeMove(
  host: Host,
  { nodes, studies, audit }: Parts,
): { prepare: Handler[0]; apply: Handler[1] } {
  const select = makeMoveSelection(host, studies);
  const { plan, send } = makeSending(host);
  const findModality = makeModalities(host);

  const writeDown = (
    write: Audit['record'],
    outcome: Deed['outcome'],
    { originatorAet, targetAet }: MoveRequest,
    selected: readonly Selected[],
  ) => {
    const address = findModality(originatorAet)?.address ?? null;
    for (const study of new Set(selected.map((one) => one.study))) {
      write({
        actor: { aet: originatorAet },
        action: 'move',
        outcome,
        address,
        route: 'C-MOVE',
        study,
        detail: `to ${targetAet.trim()}`,
      });
    }
  };

  return {
    prepare: (request) => {
      const { scope } = nodes.find(request.originatorAet);
      const modality = findModality(request.targetAet)?.name;
      if (modality === undefined)
        throw new Error('a C-MOVE request has a destination that is not registered');
      const { inside, outside } = divide(select(request), studies, scope);
      writeDown(audit.count, 'refused', request, outside);
      if (inside.length === 0) throw new Error('a C-MOVE request names nothing that is there');
      writeDown(audit.record, 'success', request, inside);
      return plan(inside, {
        modality,
        originatorAet: request.originatorAet,
        originatorId: request.originatorId,
      });
    },
    apply: send,
  };
}
