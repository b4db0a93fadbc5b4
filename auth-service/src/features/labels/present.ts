import type { JobRow } from './job-store.ts';
import type { RuleRow } from './rule-store.ts';

export const presentRule = ({ createdAt, updatedAt, ...rule }: RuleRow) => ({
  ...rule,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

/** A job without what is between it and its worker. */
export const presentJob = ({ position: _, ...job }: JobRow) => ({
  ...job,
  createdAt: job.createdAt.toISOString(),
  startedAt: job.startedAt?.toISOString() ?? null,
  finishedAt: job.finishedAt?.toISOString() ?? null,
});
