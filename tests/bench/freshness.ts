import { setTimeout as pause } from 'node:timers/promises';
import { startOrthanc } from '../stack/orthanc.ts';
import { RawConnection } from '../stack/raw-connection.ts';
import { writeRequest } from './browser.ts';
import { milliseconds, type Row } from './report.ts';
import type { Stage } from './stage.ts';
import { quantile } from './statistics.ts';

/** Long enough to tell "late" from "never heard of it". */
const patienceMs = 3000;

interface Right {
  /** The header line that it is claimed by. */
  credential: string;
  /** Takes it away; resolves when that is done. */
  revoke(): Promise<unknown>;
}

/** How long a second Orthanc still serves somebody whose right has just been taken away through the first, or by hand. */
export async function measureFreshness(stage: Stage, times: number): Promise<Row[]> {
  const { address } = stage.product;
  const second = await startOrthanc({
    serviceUrl: address.serviceUrl,
    serviceSecret: address.serviceSecret,
  });
  try {
    const rows: Row[] = [];
    for (const [name, create] of Object.entries(kinds)) {
      const delays: number[] = [];
      for (let time = 0; time < times; time += 1) {
        delays.push(await measureOne(second.url, await create(stage)));
        // Whoever is never heard of is not asked fifty times.
        if (delays.length >= 3 && delays.every((delay) => delay >= patienceMs)) break;
      }
      const worst = Math.max(...delays);
      rows.push({
        what: `${name}: until a second Orthanc refuses`,
        goal: '≤ 1 s',
        measured:
          quantile(delays, 0.5) >= patienceMs
            ? `over ${milliseconds(patienceMs)}`
            : `p50 ${milliseconds(quantile(delays, 0.5))}, p99 ${milliseconds(quantile(delays, 0.99))}, worst ${milliseconds(worst)} (${delays.length})`,
        reached: worst <= 1000,
      });
    }
    return rows;
  } finally {
    await second.stop();
  }
}

const kinds: Record<string, (stage: Stage) => Promise<Right>> = {
  'Sign-out': async (stage) => {
    const { url } = stage.product.address;
    const { cookie } = await stage.signIn([{ permissions: ['view'], labels: ['*'] }]);
    const headers = { cookie: cookie.replace(/^Cookie: /, ''), origin: url };
    return {
      credential: cookie,
      revoke: () => fetch(`${url}/auth/sign-out`, { method: 'POST', headers }),
    };
  },
  'API token revoked': async (stage) => {
    const [token = ''] = await stage.createTokens(1, ['view'], ['*']);
    return {
      credential: `Authorization: Bearer ${token}`,
      revoke: () =>
        stage.database.query(
          `update api_tokens set revoked_at = now() where hash = sha256(convert_to($1, 'UTF8'))`,
          [token],
        ),
    };
  },
  'Grant taken away by SQL': async (stage) => {
    const { id, cookie } = await stage.signIn([{ permissions: ['view'], labels: ['*'] }]);
    return {
      credential: cookie,
      revoke: () => stage.database.query('delete from grants where user_id = $1', [id]),
    };
  },
};

async function measureOne(url: string, { credential, revoke }: Right): Promise<number> {
  const connection = new RawConnection(url);
  const request = writeRequest('GET', '/system', new URL(url).host, [credential]);
  try {
    const before = await connection.send(request);
    if (before.status !== 200) throw new Error(`not served even before: ${before.status}`);
    await revoke();
    const begun = performance.now();
    for (;;) {
      const { status } = await connection.send(request);
      const delay = performance.now() - begun;
      if (status === 403) return delay;
      if (delay > patienceMs) return patienceMs;
      await pause(1);
    }
  } finally {
    connection.close();
  }
}
