import type { auditRoutes } from '@sgim/auth-service/contract/audit';
import { describeFailure, type InternalService, ServiceRefusal } from '../internal-service.ts';
import { makeQuietLog } from '../quiet-log.ts';

type Route = typeof auditRoutes.storeAuditEvents;

/** Of one reading. */
const maxLines = 500;
/** Of one delivery, in characters: far enough below what the service takes, whatever they are in UTF-8. */
const maxCharacters = 600_000;
/** Nobody waits for it. */
const timeoutMs = 10_000;
/** Of one run, so that a spool that fills as fast as it is emptied does not keep a runtime for ever. */
const maxReadings = 100;

/** Delivers what the spool holds, oldest first. Away or failing, the service gets it later, and perhaps twice: it knows by the ids. */
export function makeAuditDelivery(
  host: Pick<Orthanc, 'spool' | 'cache' | 'log'>,
  ask: InternalService,
): () => void {
  const warn = makeQuietLog(host);

  /** Gives how many of them the service did not take. */
  const send = (events: unknown[]): number => {
    try {
      const body = { events };
      return ask<Route>({ method: 'POST', path: '/internal/audit-events', body, timeoutMs }).rejected;
    } catch (error) {
      if (!isAboutWhatWasSent(error)) throw error;
      if (events.length === 1) return 1;
      // Something in it cannot be had: all the rest can.
      const middle = Math.ceil(events.length / 2);
      return send(events.slice(0, middle)) + send(events.slice(middle));
    }
  };

  const deliver = (lines: readonly string[]) => {
    const parcels = pack(lines);
    let lost = lines.length - parcels.flat().length;
    for (const parcel of parcels) lost += send(parcel);
    if (lost > 0) warn(`${lost} audit events were malformed and are lost`);
  };

  return () => {
    for (let readings = 0; readings < maxReadings; readings++) {
      const waiting = host.spool.read(maxLines);
      if (waiting === undefined) return;
      try {
        deliver(waiting.lines);
      } catch (error) {
        warn(`Audit events wait: ${describeFailure(error)}`);
        return;
      }
      host.spool.acknowledge(waiting.position);
    }
  };
}

/** Sending it again is no use. */
const isAboutWhatWasSent = (error: unknown) =>
  error instanceof ServiceRefusal && [400, 413, 422].includes(error.status);

/** Sorts events into deliveries of a size that the service takes. */
function pack(lines: readonly string[]): unknown[][] {
  const parcels: unknown[][] = [];
  let characters = maxCharacters;
  for (const line of lines) {
    const event = parse(line);
    if (event === undefined) continue;
    if (characters + line.length > maxCharacters) {
      parcels.push([]);
      characters = 0;
    }
    parcels.at(-1)?.push(event);
    characters += line.length;
  }
  return parcels;
}

/** Undefined for half a line, as a power cut may leave one. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
