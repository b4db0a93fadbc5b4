import type { labelRoutes } from '@sgim/auth-service/contract/labels';
import type { Labelling } from '../ear/labelling.ts';
import { describeFailure, type InternalService } from '../internal-service.ts';
import { makeQuietLog } from '../quiet-log.ts';
import type { LabelRules } from './label-rules.ts';
import { makeStudyWalk } from './study-walk.ts';

interface Parts {
  ask: InternalService;
  rules: Pick<LabelRules, 'readNow'>;
  label: Labelling;
}

/** What is kept of a job from one run to the next. */
interface Job {
  id: string;
  after: string | null;
  /** Studies that got other labels. */
  changed: number;
}

export interface Relabelling {
  /** A slice of the job that there is. To be called again and again. */
  work(): void;
  /** There may be another job. */
  look(): void;
}

/** Of one run: far below what a runtime may compute. */
const sliceMs = 5000;
/** Whichever comes first. */
const reportStudies = 100;
const reportMs = 1000;
/** Of one list of studies. */
const walkStudies = 5000;
const timeoutMs = 5000;
/** How often the service is asked without having announced anything: a job may have been left by another Orthanc. */
const lookMs = 10_000;
/** Beyond the 30 s of silence after which the service gives the job to others. */
const jobMs = 60_000;

const jobKey = 'relabelling job';
const lookedKey = 'relabelling job looked for';

/**
 * Applies the label rules to every study, in jobs that the service gives out, slice by slice. Each goes on where its last report
 * was, whoever works on it.
 */
export function makeRelabelling(
  host: Pick<Orthanc, 'cache' | 'log' | 'restApi' | 'utf8'>,
  serverId: () => string,
  { ask, rules, label }: Parts,
): Relabelling {
  const { cache } = host;
  const warn = makeQuietLog(host);
  const walk = makeStudyWalk(host);

  const claim = (): Job | undefined => {
    if (cache.get(lookedKey) !== undefined) return undefined;
    cache.set(lookedKey, '', lookMs);
    const { job } = ask<typeof labelRoutes.claimLabelJob>({
      method: 'POST',
      path: '/internal/label-jobs/claim',
      body: { serverId: serverId() },
      timeoutMs,
    });
    return job === null ? undefined : { id: job.id, after: job.after, changed: job.changed };
  };

  const keep = (job: Job | undefined): void => {
    if (job === undefined) cache.delete(jobKey);
    else cache.set(jobKey, JSON.stringify(job), jobMs);
  };

  /** Whether to go on. */
  const report = (job: Job, done: number, total: number, state?: 'done' | 'failed'): boolean => {
    const { stop } = ask<typeof labelRoutes.reportLabelJob>({
      method: 'POST',
      path: `/internal/label-jobs/${job.id}/progress`,
      body: { done, total, changed: job.changed, after: job.after, ...(state !== undefined && { state }) },
      timeoutMs,
    });
    return !stop && state === undefined;
  };

  /** @returns the job as it is after this slice, or undefined if it is over */
  const advance = (start: Job): Job | undefined => {
    const job = { ...start };
    const current = rules.readNow();
    const end = Date.now() + sliceMs;
    while (Date.now() < end) {
      const { studies, before, total } = walk(job.after, walkStudies);
      if (studies.length === 0) {
        report(job, before, total, 'done');
        return undefined;
      }
      let reported = { at: Date.now(), done: before };
      let done = before;
      for (const study of studies) {
        if (labelOne(study, current)) job.changed += 1;
        job.after = study;
        done += 1;
        const isDue = done - reported.done >= reportStudies || Date.now() - reported.at >= reportMs;
        if (isDue) {
          if (!report(job, done, Math.max(total, done))) return undefined;
          reported = { at: Date.now(), done };
        }
        if (Date.now() >= end) break;
      }
      if (done > reported.done && !report(job, done, Math.max(total, done))) return undefined;
    }
    return job;
  };

  const labelOne: (...given: Parameters<Labelling>) => boolean = (study, current) => {
    try {
      return label(study, current) === 'changed';
    } catch (error) {
      warn(`A study has not been relabelled: ${error instanceof Error ? error.message : 'unknown'}`);
      return false;
    }
  };

  return {
    work: () => {
      const kept = cache.get(jobKey);
      try {
        const job: Job | undefined = kept === undefined ? claim() : JSON.parse(kept);
        if (job !== undefined) keep(advance(job));
      } catch (error) {
        // The job is still ours for a while, or is given out again.
        warn(`Relabelling waits: ${describeFailure(error)}`);
      }
    },
    look: () => cache.delete(lookedKey),
  };
}
