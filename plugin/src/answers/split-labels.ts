import { makeStudyLabels } from '../ear/study-labels.ts';
import type { Profile } from '../gate/profile.ts';
import { parseObject, type Tools } from './answer.ts';
import { readStarted } from './jobs.ts';

/** Gives the study that a split creates the labels of the study it is split from: Orthanc gives it none, and nobody would see it. */
export interface SplitLabels {
  /** @param answer Orthanc's to a split: its result, or the job that works on it */
  follow(answer: RouteResponse, gift: Gift): void;
  /** To be called every second or so: looks after the jobs. */
  work(): void;
}

interface Gift {
  labels: readonly string[];
  /** Who splits. */
  giver: Pick<Profile, 'userId' | 'name'>;
}

interface Split extends Gift {
  job: string;
}

const listKey = 'splits';
/** Longer than a job waits. */
const splitMs = 24 * 3600 * 1000;

export function makeSplitLabels(tools: Tools): SplitLabels {
  const { host, studies, audit } = tools;
  const studyLabels = makeStudyLabels(host, studies, audit);

  /** Whether there is such a study yet. */
  const give = (study: unknown, { labels, giver: { userId, name } }: Gift): boolean => {
    if (typeof study !== 'string' || studyLabels.read(study) === undefined) return false;
    const actor = { profile: { userId, name, grants: [] } };
    studyLabels.change(study, { add: labels }, { actor, route: 'POST /studies/split' });
    return true;
  };

  const readList = (): Split[] => JSON.parse(host.cache.get(listKey) ?? '[]');

  const change = (next: (splits: Split[]) => Split[]): void =>
    alone(host.cache, listKey, () => host.cache.set(listKey, JSON.stringify(next(readList())), splitMs));

  /** Whether there is nothing more to do. */
  const finish = ({ job, ...gift }: Split): boolean => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/jobs/${job}` });
    if (status !== 200) return true;
    const { State, Content }: { State: string; Content: { TargetStudy?: string } } = JSON.parse(
      host.utf8.decode(body),
    );
    return give(Content.TargetStudy, gift) || State === 'Success' || State === 'Failure';
  };

  return {
    follow: (answer, { labels, giver: { userId, name } }) => {
      if (answer.status !== 200 || !(answer.body instanceof ArrayBuffer)) return;
      const gift = { labels, giver: { userId, name } };
      const job = readStarted(tools, answer);
      if (job === undefined) give(parseObject(tools, answer.body)?.TargetStudy, gift);
      else change((splits) => [...splits, { job, ...gift }]);
    },
    work: () => {
      const finished = new Set(readList().flatMap((split) => (finish(split) ? [split.job] : [])));
      if (finished.size > 0) change((splits) => splits.filter(({ job }) => !finished.has(job)));
    },
  };
}

/** Runs `work` when nobody else runs any under the same name. */
function alone(cache: Orthanc['cache'], name: string, work: () => void): void {
  for (let isDone = false; !isDone; ) {
    cache.getOrCompute(`alone with ${name}`, () => {
      isDone = true;
      work();
      return undefined;
    });
  }
}
