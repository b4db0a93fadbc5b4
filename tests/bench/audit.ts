import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '../../tools/postgres.mjs';
import { startAuthService } from '../stack/auth-service.ts';
import { createTemporaryFolder } from '../stack/temporary-folder.ts';
import { milliseconds, type Row } from './report.ts';
import { quantile } from './statistics.ts';

const batchSize = 1_000;
const goal = 5_000;

/**
 * How many audit events the service takes in a second, one delivery after the other as from one Orthanc, from two at once, and once
 * more what it knows already. PostgreSQL writes to the disk here: nobody may be told "stored" of what a power cut takes away.
 */
export async function measureAudit(batches: number): Promise<Row[]> {
  const folder = await createTemporaryFolder('bench-audit');
  const postgres = await startPostgres({ dataFolder: join(folder, 'postgres'), log: () => {} });
  try {
    const secret = randomBytes(32).toString('hex');
    const service = await startAuthService({
      databaseUrl: postgres.url,
      secret,
      publicUrl: 'http://localhost:8042',
      logFile: join(folder, 'service.log'),
      settings: { LOG_LEVEL: 'info' },
    });
    try {
      const deliver = makeDelivery(service.url, secret);
      const bodies = (count: number) => Array.from({ length: count }, makeBody);
      await measure(deliver, bodies(3), 1);
      const sent = bodies(batches);
      return [
        describe('one Orthanc', await measure(deliver, sent, 1)),
        describe('two Orthancs', await measure(deliver, bodies(batches), 2)),
        describe('known already', await measure(deliver, sent, 1)),
      ];
    } finally {
      await service.stop();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type Deliver = (body: string) => Promise<void>;

interface Pace {
  perSecond: number;
  /** Of one delivery each. */
  durationsMs: number[];
}

async function measure(deliver: Deliver, bodies: readonly string[], connections: number): Promise<Pace> {
  const left = [...bodies];
  const durationsMs: number[] = [];
  const begun = performance.now();
  const work = async () => {
    for (let body = left.pop(); body !== undefined; body = left.pop()) {
      const start = performance.now();
      await deliver(body);
      durationsMs.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  const seconds = (performance.now() - begun) / 1000;
  return { perSecond: (bodies.length * batchSize) / seconds, durationsMs };
}

function describe(name: string, { perSecond, durationsMs }: Pace): Row {
  const [middle, slow] = [0.5, 0.99].map((share) => milliseconds(quantile(durationsMs, share)));
  return {
    what: `audit events, ${batchSize} a delivery, ${name}`,
    goal: `≥ ${goal} per s`,
    measured: `**${perSecond.toFixed(0)} per s**, a delivery ${middle} (p99 ${slow})`,
    reached: perSecond >= goal,
  };
}

function makeDelivery(url: string, secret: string): Deliver {
  const authorization = `Basic ${Buffer.from(`sgim:${secret}`).toString('base64')}`;
  return async (body) => {
    const response = await fetch(`${url}/internal/audit-events`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body,
    });
    const answer = await response.text();
    if (answer !== `{"stored":${batchSize},"rejected":0}`) throw new Error(`${response.status} ${answer}`);
  };
}

/** As the gate writes them. */
const makeBody = (): string =>
  JSON.stringify({
    events: Array.from({ length: batchSize }, (_, index) => ({
      id: randomUUID(),
      at: new Date().toISOString(),
      serverId: 'bench',
      actor: { kind: 'user', id: randomUUID(), name: 'Ada Lovelace' },
      action: index % 5 === 0 ? 'download' : 'view',
      outcome: index % 50 === 0 ? 'refused' : 'success',
      address: '192.0.2.17',
      route: 'GET /studies/{id}',
      study: '0a9b3153-2512774b-2d9580de-1fc3dcf6-3bd83918',
      studyUid: '1.2.840.113619.2.176.2025.1499492.7391.1171285944.390',
      patientId: `P${index}`,
      detail: null,
      count: 1,
    })),
  });
