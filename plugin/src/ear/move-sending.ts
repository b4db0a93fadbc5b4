import type { Selected } from './move-selection.ts';

/** Where to and on whose behalf. */
interface Order {
  modality: string;
  originatorAet: string;
  /** The message id of the request; 0 for none. */
  originatorId: number;
}

/** One sub-operation. The first of a parcel brings all of it on its way. */
interface Step {
  order: Order;
  /** Of this request. */
  key: string;
  parcel: number;
  instance: string;
  /** Of the parcel, with its first step. */
  instances?: string[];
}

/** An instance with the size of its file. */
interface Sized {
  id: string;
  bytes: number;
}

/**
 * What goes in one association and one of Orthanc's jobs: an association for each image would take longer than the image, and a
 * parcel of hours would let whoever waits for the next response give up.
 */
const parcelInstances = 100;
const parcelBytes = 32 * 1024 * 1024;
const longestPauseMs = 100;
/** So many in a row that cannot be sent mean that none can. */
const patience = 3;
/** Until the last step of a request. */
const stateMs = 3600 * 1000;

/** Sends instances to a modality, parcel by parcel, in as many steps as there are instances: they are what is counted. */
export function makeSending(host: Pick<Orthanc, 'restApi' | 'utf8' | 'cache' | 'crypto' | 'sleep'>): {
  plan: (selected: readonly Selected[], order: Order) => string[];
  send: (step: string) => void;
} {
  const { cache } = host;

  const listInstances = ({ level, id }: Selected): Sized[] => {
    const parent = level === 'Instance' ? {} : { [level === 'Study' ? 'ParentStudy' : 'ParentSeries']: id };
    if (level === 'Instance') return [{ id, bytes: parcelBytes / parcelInstances }];
    const body = JSON.stringify({
      Level: 'Instance',
      Query: {},
      ResponseContent: ['Attachments'],
      ...parent,
    });
    const answer = host.restApi({ method: 'POST', uri: '/tools/find', body });
    if (answer.status !== 200) throw new Error('Orthanc does not list what a C-MOVE request names');
    const rows: { ID: string; Attachments: { ContentType: number; UncompressedSize: number }[] }[] =
      JSON.parse(host.utf8.decode(answer.body));
    return rows.map(({ ID, Attachments }) => ({
      id: ID,
      bytes: Attachments.find(({ ContentType }) => ContentType === 1)?.UncompressedSize ?? 0,
    }));
  };

  /** Whether all of them arrived. The job is waited for and removed: its like would push people's own out of Orthanc's history. */
  const store = (instances: readonly string[], { modality, originatorAet, originatorId }: Order): boolean => {
    const body = JSON.stringify({
      Resources: instances,
      Asynchronous: true,
      MoveOriginatorAet: originatorAet,
      MoveOriginatorID: originatorId,
    });
    const answer = host.restApi({ method: 'POST', uri: `/modalities/${modality}/store`, body });
    if (answer.status !== 200) return false;
    const { ID }: { ID: string } = JSON.parse(host.utf8.decode(answer.body));
    const state = awaitEnd(ID);
    host.restApi({ method: 'DELETE', uri: `/jobs/${ID}` });
    return state === 'Success';
  };

  const awaitEnd = (job: string): string => {
    for (let pauseMs = 2; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      const { status, body } = host.restApi({ method: 'GET', uri: `/jobs/${job}` });
      if (status !== 200) return 'Unknown';
      const { State }: { State: string } = JSON.parse(host.utf8.decode(body));
      if (State === 'Success' || State === 'Failure') return State;
      host.sleep(pauseMs);
    }
  };

  const sendOne = ({ instance, order, key }: Step): void => {
    const failuresKey = `move ${key} failures`;
    const failures = Number(cache.get(failuresKey) ?? 0);
    if (failures < patience && store([instance], order)) {
      cache.delete(failuresKey);
      return;
    }
    cache.set(failuresKey, String(failures + 1), stateMs);
    throw new Error('an image could not be sent to the destination of a C-MOVE request');
  };

  return {
    plan: (selected, order) => {
      const key = host.crypto.randomUuid();
      const parcels = pack(selected.flatMap(listInstances));
      return parcels.flatMap((instances, parcel) =>
        instances.map((instance, index) => {
          const step: Step = { order, key, parcel, instance, ...(index === 0 && { instances }) };
          return JSON.stringify(step);
        }),
      );
    },

    send: (text) => {
      const step: Step = JSON.parse(text);
      const { instances, order, key, parcel } = step;
      const sentKey = `move ${key} ${parcel}`;
      const hasGivenUp = Number(cache.get(`move ${key} failures`) ?? 0) >= patience;
      const isParcel = instances !== undefined && instances.length > 1;
      if (isParcel && !hasGivenUp && store(instances, order)) cache.set(sentKey, '', stateMs);
      // What did not go together goes alone, so that each counts for itself.
      if (cache.get(sentKey) === undefined) sendOne(step);
    },
  };
}

function pack(instances: readonly Sized[]): string[][] {
  const parcels: string[][] = [];
  let bytes = 0;
  for (const one of instances) {
    const last = parcels.at(-1);
    if (last !== undefined && last.length < parcelInstances && bytes + one.bytes <= parcelBytes)
      last.push(one.id);
    else {
      parcels.push([one.id]);
      bytes = 0;
    }
    bytes += one.bytes;
  }
  return parcels;
}
