import type { AuditRow } from './store.ts';

/** A page of events. One more than was asked for says that others follow. */
export function presentPage(rows: readonly AuditRow[], limit: number) {
  const shown = rows.slice(0, limit);
  return {
    events: shown.map(({ at, actorKind, actorId, actorName, ...event }) => ({
      ...event,
      at: at.toISOString(),
      actor: { kind: actorKind, id: actorId, name: actorName },
    })),
    next: rows.length > limit ? (shown.at(-1)?.sequence ?? null) : null,
  };
}
