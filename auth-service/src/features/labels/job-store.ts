import type { Knex } from 'knex';

export interface JobRow {
  id: string;
  serverId: string | null;
  state: 'queued' | 'running' | 'stopped' | 'done' | 'failed';
  /** How far it came, in the worker's words. */
  position: string | null;
  done: number;
  total: number;
  changed: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

const columns = [
  'id',
  'server_id as serverId',
  'state',
  'position',
  'done',
  'total',
  'changed',
  'created_at as createdAt',
  'started_at as startedAt',
  'finished_at as finishedAt',
];

/** A worker that has said nothing for so long is gone. */
const silenceSeconds = 30;
const keptDays = 90;

export const listJobs = (knex: Knex, limit: number): Promise<JobRow[]> =>
  knex('label_jobs').orderBy('number', 'desc').limit(limit).select<JobRow[]>(columns);

/** Asks every Orthanc to apply the rules as they are now. What is on its way by older rules is stopped. */
export async function requestJob(trx: Knex.Transaction): Promise<JobRow> {
  await lockJobs(trx);
  await trx('label_jobs').whereIn('state', ['queued', 'running']).update(stopped(trx));
  await trx('label_jobs')
    .whereNotIn('state', ['queued', 'running'])
    .where('created_at', '<', trx.raw(`now() - ? * interval '1 day'`, [keptDays]))
    .delete();
  const [job] = await trx('label_jobs')
    .insert({ request: trx.raw('gen_random_uuid()') })
    .returning<JobRow[]>(columns);
  if (!job) throw new Error('the job was not stored');
  return job;
}

/** Stops a job, and keeps others from taking on what it was about. One that is over stays as it is. */
export async function stopJob(knex: Knex, id: string): Promise<JobRow | undefined> {
  await knex('label_jobs').where({ id }).whereIn('state', ['queued', 'running']).update(stopped(knex));
  return knex('label_jobs').where({ id }).first<JobRow | undefined>(columns);
}

/** Gives the newest request to a server that has not worked through it: its own job that was left, a queued one, or a new one. */
export async function claimJob(trx: Knex.Transaction, serverId: string): Promise<JobRow | undefined> {
  await lockJobs(trx);
  const newest = await trx('label_jobs')
    .orderBy('number', 'desc')
    .first<{ request: string } | undefined>('request');
  if (!newest) return undefined;
  const { request } = newest;
  const jobs = await trx('label_jobs')
    .where({ request })
    .select<{ id: string; server_id: string | null; state: JobRow['state']; is_silent: boolean | null }[]>(
      'id',
      'server_id',
      'state',
      trx.raw(`heartbeat_at < now() - ? * interval '1 second' as is_silent`, [silenceSeconds]),
    );
  if (jobs.some(({ state }) => state === 'stopped')) return undefined;
  const own = jobs.find((job) => job.server_id === serverId);
  if (own && !(own.state === 'running' && own.is_silent)) return undefined;
  const free = own ?? jobs.find((job) => job.server_id === null);
  const now = trx.fn.now();
  const claimed = { server_id: serverId, state: 'running', heartbeat_at: now };
  const [job] = free
    ? await trx('label_jobs')
        .where({ id: free.id })
        .update({ ...claimed, started_at: trx.raw('coalesce(started_at, now())') })
        .returning<JobRow[]>(columns)
    : await trx('label_jobs')
        .insert({ ...claimed, request, started_at: now })
        .returning<JobRow[]>(columns);
  return job;
}

export interface Progress extends Pick<JobRow, 'position' | 'done' | 'total' | 'changed'> {
  /** When it is over. */
  state: 'done' | 'failed' | undefined;
}

/** Notes how far a job is. Returns whether it is still to go on. */
export async function noteProgress(
  knex: Knex,
  id: string,
  { state, ...progress }: Progress,
): Promise<boolean> {
  const [job] = await knex('label_jobs')
    .where({ id })
    // What a worker has done before it learns that it was stopped, counts.
    .whereIn('state', ['running', 'stopped'])
    .update({
      ...progress,
      heartbeat_at: knex.fn.now(),
      ...(state && {
        state: knex.raw(`case state when 'running' then ? else state end`, [state]),
        finished_at: knex.raw('coalesce(finished_at, now())'),
      }),
    })
    .returning<{ state: string }[]>('state');
  return job?.state === 'running';
}

const stopped = (knex: Knex) => ({ state: 'stopped', finished_at: knex.fn.now() });

/** One after the other: they look at all jobs of a request before they change one. */
const lockJobs = (trx: Knex.Transaction) => trx.raw('lock table label_jobs in share row exclusive mode');
