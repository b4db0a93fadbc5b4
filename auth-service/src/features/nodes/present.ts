import type { NodeRow } from './store.ts';

export const presentNode = ({ updatedAt, ...node }: NodeRow) => ({
  ...node,
  updatedAt: updatedAt.toISOString(),
});
