import { makeGetGuard } from '../ear/get-guard.ts';
import { makeLabelling } from '../ear/labelling.ts';
import type { Nodes } from '../ear/nodes.ts';
import type { StudyLabels } from '../ear/study-labels.ts';
import type { Profiles } from '../gate/profile.ts';
import type { Studies } from '../gate/studies.ts';
import type { InternalService } from '../internal-service.ts';
import { makeAuditDelivery } from './audit-delivery.ts';
import { makeChangeLog } from './change-log.ts';
import { makeLabelRules } from './label-rules.ts';
import { makeRelabelling } from './relabelling.ts';
import { makeRevocationWatch } from './revocations.ts';
import { makeStableStudies } from './stable-studies.ts';

interface Parts {
  ask: InternalService;
  profiles: Pick<Profiles, 'forgetUser' | 'forgetAll'>;
  studies: Studies;
  nodes: Nodes;
  labels: StudyLabels;
}

interface Settings {
  /** Undefined where nothing is spooled. */
  spoolFolder: string | undefined;
  /** `WebServiceIdentifier`. */
  serverId: string | null;
  /** Orthanc's `StableAge`. */
  stableSeconds: number;
}

/** After a service that is away, and beside one that answers at once. */
const watchMs = 250;
const deliveryMs = 500;
const workMs = 1000;
/** Longer than a study that is being received stays without an image. */
const restlessMs = 60_000;

type Host = Pick<Orthanc, 'every' | 'restApi' | 'cache' | 'utf8' | 'log' | 'spool' | 'properties'>;

/** Everything that is done on threads of its own, for as long as Orthanc runs. */
export function registerBackground(
  orthanc: Host,
  { ask, profiles, studies, nodes, labels }: Parts,
  { spoolFolder, serverId, stableSeconds }: Settings,
): void {
  const rules = makeLabelRules(orthanc, ask);
  const label = makeLabelling(orthanc, labels);
  const relabelling = makeRelabelling(orthanc, () => serverId ?? findServerId(orthanc), {
    ask,
    rules,
    label,
  });
  const log = makeChangeLog(orthanc, stableSeconds * 1000 + restlessMs);

  const watch = makeRevocationWatch(orthanc, ask, {
    user: profiles.forgetUser,
    everybody: profiles.forgetAll,
    nodes: nodes.forget,
    labels: () => {
      rules.forget();
      relabelling.look();
    },
  });
  orthanc.every(watchMs, watch);
  if (spoolFolder !== undefined) orthanc.every(deliveryMs, makeAuditDelivery(orthanc, ask));
  orthanc.every(workMs, makeGetGuard(orthanc, nodes));
  orthanc.every(workMs, makeStableStudies(orthanc, { log, rules, label, studies }));
  orthanc.every(workMs, relabelling.work);
}

/** Without a name that somebody gave it, an Orthanc is its database's. */
function findServerId({ restApi, utf8 }: Pick<Orthanc, 'restApi' | 'utf8'>): string {
  const { status, body } = restApi({ method: 'GET', uri: '/system' });
  if (status !== 200) throw new Error('Orthanc does not say who it is');
  const { DatabaseServerIdentifier: id } = JSON.parse(utf8.decode(body));
  return typeof id === 'string' ? id : 'orthanc';
}
