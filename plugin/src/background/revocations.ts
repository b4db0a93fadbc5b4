import type { revocationRoutes } from '@sgim/auth-service/contract/revocations';
import { describeFailure, type InternalService } from '../internal-service.ts';
import { makeQuietLog } from '../quiet-log.ts';

type Route = typeof revocationRoutes.waitForRevocations;

/** What is to be forgotten, by whom it is about. */
export interface Forgetting {
  /** Of a person, a token owner or a link. */
  user(userId: string): void;
  /** Of everybody. */
  everybody(): void;
  /** Label rules and jobs. */
  labels(): void;
  /** DICOM nodes. */
  nodes(): void;
}

/** How long the service may wait for something to happen. */
const waitSeconds = 20;
/** Enough for a service that answers at the last moment. */
const timeoutMs = (waitSeconds + 5) * 1000;
/** Of one run: what a runtime has gathered in an hour and a half is let go. */
const maxPolls = 250;

const sequenceKey = 'revocations up to';
const sequenceMs = 24 * 3600 * 1000;

/**
 * Waits at the service for revocations and forgets what they are about, poll after poll. Where it began, what was known may
 * have been revoked before, and so it is after whatever made the thread lose count.
 */
export function makeRevocationWatch(
  host: Pick<Orthanc, 'cache' | 'log'>,
  ask: InternalService,
  forget: Forgetting,
): () => void {
  const warn = makeQuietLog(host);

  const forgetEverything = () => {
    forget.everybody();
    forget.labels();
    forget.nodes();
  };

  const forgetSubject = (subject: string) => {
    if (subject === '*') forget.everybody();
    else if (subject === 'config:labels') forget.labels();
    else if (subject === 'config:nodes') forget.nodes();
    else forget.user(subject);
  };

  /** Gives the point up to which everything is forgotten. */
  const poll = (after: string | null): string => {
    const { sequence, subjects, all } = ask<Route>({
      method: 'POST',
      path: '/internal/revocations/wait',
      body: { after, waitSeconds },
      timeoutMs,
    });
    if (all || after === null) forgetEverything();
    for (const subject of subjects) forgetSubject(subject);
    return sequence;
  };

  return () => {
    let after = host.cache.get(sequenceKey) ?? null;
    for (let polls = 0; polls < maxPolls; polls++) {
      try {
        after = poll(after);
      } catch (error) {
        warn(`Revocations cannot be had: ${describeFailure(error)}`);
        return;
      }
      // After forgetting, which may have emptied the cache.
      host.cache.set(sequenceKey, after, sequenceMs);
    }
  };
}
