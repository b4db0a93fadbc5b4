import { readFileSync } from 'node:fs';
import { listOrthancRoutes } from '../gate-routes.ts';
import type { Stack } from '../stack/launch.ts';
import type { Orthanc } from '../stack/orthanc.ts';
import { Judge, type Outcome } from './judge.ts';
import { createPrey, type Prey, studies, type Who } from './prey.ts';
import { type Arsenal, type Attack, createAttack, listRoutes } from './requests.ts';
import { describeEverything, describeForeign, findWrongLines, readResidentMegabytes } from './watch.ts';
import { Wire } from './wire.ts';

export interface Plan {
  product: Stack;
  /** An Orthanc without our plugin: what it fails at too is not our doing. */
  bare: Pick<Orthanc, 'url'>;
  seed: number;
  /** How many, by those who may not write and by those who may. */
  counts: { readers: number; writers: number };
  log: (line: string) => void;
}

export interface Campaign extends Plan {
  prey: Prey;
  arsenal: Arsenal;
  pids: { orthanc: number; service: number };
}

export interface Finding {
  what: string;
  /** The request, where it is one. */
  attack?: Attack;
  outcome?: Outcome;
}

export interface Result {
  findings: Finding[];
  /** What Orthanc without us answers with an error of its own, too. */
  orthancs: Finding[];
  /** How often each status came. */
  statuses: Map<number, number>;
  seconds: number;
  /** Resident memory of Orthanc and of the service at the beginning of each tenth, and at the end. */
  memory: { orthanc: number; service: number }[];
  logLines: number;
}

const readers: readonly Who[] = ['nobody', 'junk', 'viewer', 'viewer', 'viewer', 'share', 'share'];
const writers: readonly Who[] = ['worker'];
/** Turns of writers: far from those of readers, so that the number of either does not change the others. */
const firstWriterTurn = 1_000_000_000;
const connectionCount = 8;
/**
 * What writers leave to readers: Orthanc 1.12.7 on SQLite stops for ever, with or without us, when an image is deleted while another is
 * rendered from its cache (`DeleteResource` and `DecodeDicomFrame` take their two locks in opposite orders).
 */
const rendering = /preview|rendered|image-u?int|numpy|matlab/i;
/** A request that waits so long has waited for both attempts of a {@link Wire}. */
const hangMs = 25_000;
/** After so many requests of writers what is missing is stored again, and the foreign studies are looked at. */
const roundLength = 500;

export const crowdOf = (turn: number): readonly Who[] => (turn >= firstWriterTurn ? writers : readers);

/** Fills both Orthancs, and makes the people who will attack. */
export async function prepare(plan: Plan): Promise<Campaign> {
  const { product, bare, seed } = plan;
  const prey = await createPrey(product.address);
  for (const file of Object.values(studies).flatMap(({ files }) => files)) {
    await fetch(`${bare.url}/instances`, { method: 'POST', body: new Uint8Array(file) });
  }
  return {
    ...plan,
    prey,
    arsenal: { seed, routes: listRoutes(await listOrthancRoutes()), prey },
    pids: { orthanc: product.orthanc.pid, service: product.service.pid },
  };
}

/** Attacks until all requests are sent. Nothing is asserted here: what is wrong is in the result. */
export async function attack(campaign: Campaign): Promise<Result> {
  const { prey, counts, pids, log } = campaign;
  const begun = performance.now();
  const logBefore = readFileSync(prey.address.logFiles.orthanc, 'utf8').length;
  const squad = new Squad(campaign);
  try {
    const before = await describeEverything(prey);
    await squad.run(0, counts.readers);
    if (!squad.isOver && (await describeEverything(prey)) !== before) {
      squad.findings.push({ what: 'something was changed by those who may not write' });
    }
    log(`${counts.readers} requests of readers are over`);
    if (!squad.isOver) await attackAsWriters(campaign, squad);
    if (!squad.isOver) await checkAlive(campaign, squad);
  } catch (error) {
    squad.giveUp(`Orthanc does not answer any more: ${error instanceof Error ? error.message : error}`);
  } finally {
    squad.close();
  }
  const seconds = (performance.now() - begun) / 1000;
  const orthancLog = readFileSync(prey.address.logFiles.orthanc, 'utf8').slice(logBefore);
  const serviceLog = readFileSync(prey.address.logFiles.service, 'utf8');
  for (const text of [orthancLog, serviceLog]) {
    for (const what of findWrongLines(text, prey.tokens, seconds)) squad.findings.push({ what });
  }
  const memory = squad.isOver ? squad.memory : [...squad.memory, measure(pids)];
  const [start, end] = [memory[Math.floor(memory.length / 3)], memory.at(-1)];
  if (start && end && (end.orthanc > start.orthanc * 1.5 + 100 || end.service > start.service * 1.5 + 100)) {
    squad.findings.push({ what: 'memory has grown' });
  }
  const logLines = orthancLog.split('\n').length;
  return {
    findings: squad.findings,
    orthancs: squad.orthancs,
    statuses: squad.statuses,
    seconds,
    memory,
    logLines,
  };
}

const measure = ({ orthanc, service }: Campaign['pids']) => ({
  orthanc: Math.round(readResidentMegabytes(orthanc)),
  service: Math.round(readResidentMegabytes(service)),
});

async function attackAsWriters({ prey, counts, log }: Campaign, squad: Squad): Promise<void> {
  let intact = await describeForeign(prey);
  for (let sent = 0; sent < counts.writers; sent += roundLength) {
    squad.suspects.length = 0;
    await squad.run(firstWriterTurn + sent, Math.min(roundLength, counts.writers - sent));
    if (squad.isOver) return;
    const now = await describeForeign(prey);
    if (now !== intact) {
      for (const suspect of squad.suspects) {
        squad.findings.push({ what: 'a foreign study was changed, by one of these perhaps', ...suspect });
      }
      intact = now;
    }
    await prey.restock();
    // Restocking brings back what was deleted: that is another state than before.
    intact = await describeForeign(prey);
  }
  log(`${counts.writers} requests of writers are over`);
}

async function checkAlive({ prey }: Campaign, squad: Squad): Promise<void> {
  for (let time = 0; time < 5; time += 1) {
    const begun = performance.now();
    const { status } = await prey.asAdministrator('/system');
    const millis = performance.now() - begun;
    if (status !== 200 || millis > 1000) {
      squad.findings.push({ what: `afterwards /system answers ${status} in ${millis.toFixed(0)} ms` });
    }
  }
}

/** Some connections that attack side by side, and what they have seen. */
class Squad {
  readonly findings: Finding[] = [];
  readonly orthancs: Finding[] = [];
  readonly statuses = new Map<number, number>();
  readonly memory: { orthanc: number; service: number }[] = [];
  /** What may have written since somebody last looked. */
  readonly suspects: Required<Pick<Finding, 'attack' | 'outcome'>>[] = [];
  /** Somebody has died: nothing more is sent. */
  isOver = false;
  readonly #campaign: Campaign;
  /** The last few that were sent, those without an answer among them. */
  readonly #latest: Attack[] = [];
  readonly #wires: { ours: Wire; bare: Wire }[];
  readonly #judge = new Judge();

  constructor(campaign: Campaign) {
    this.#campaign = campaign;
    this.#wires = Array.from({ length: connectionCount }, () => ({
      ours: new Wire(campaign.prey.address.url),
      bare: new Wire(campaign.bare.url),
    }));
  }

  close(): void {
    for (const wire of this.#wires.flatMap(({ ours, bare }) => [ours, bare])) wire.close();
  }

  async run(first: number, count: number): Promise<void> {
    const { counts, pids } = this.#campaign;
    const step = Math.max(1, Math.floor((counts.readers + counts.writers) / 10));
    let next = first;
    await Promise.all(
      this.#wires.map(async ({ ours, bare }) => {
        while (next < first + count && !this.#noticeDeath()) {
          const turn = next;
          next += 1;
          if (turn % step === 0) this.memory.push(measure(pids));
          await this.#attackOnce(ours, bare, turn);
        }
      }),
    );
  }

  #noticeDeath(): boolean {
    const { orthanc, service } = this.#campaign.product;
    const dead = Object.entries({ orthanc, service }).find(([, process]) => !process.isRunning());
    if (dead !== undefined && !this.isOver) {
      const [name, { log }] = dead;
      this.giveUp(`${name} has died: ${log().split('\n').slice(-6).join(' ⏎ ')}`);
    }
    return this.isOver;
  }

  giveUp(what: string): void {
    this.isOver = true;
    this.findings.push({ what }, ...this.#latest.map((attack) => ({ what: 'just before', attack })));
  }

  async #attackOnce(ours: Wire, bare: Wire, turn: number): Promise<void> {
    const attack = createAttack(this.#campaign.arsenal, turn, crowdOf(turn));
    if (attack.who === 'worker' && rendering.test(attack.said)) return;
    this.#latest.push(attack);
    if (this.#latest.length > 2 * connectionCount) this.#latest.shift();
    const outcome = await ours.send(attack);
    for (const status of outcome.statuses) this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    const what = this.#judge.judge(attack, outcome) ?? (await findHangUp(ours, bare, attack, outcome));
    this.#judge.remember(attack, outcome);
    const isOk = outcome.statuses.some((status) => status >= 200 && status < 300);
    if (isOk && attack.who === 'worker' && !attack.bytes.toString('latin1', 0, 4).startsWith('GET ')) {
      this.suspects.push({ attack, outcome });
    }
    if (what === undefined) return;
    if (outcome.millis > hangMs) this.giveUp('Orthanc hangs');
    const isOrthancs = what.startsWith('status 5') && (await fails(bare, attack));
    (isOrthancs ? this.orthancs : this.findings).push({ what, attack, outcome });
  }
}

/**
 * Whoever hangs up on what Orthanc answers, without us, has lost the request somewhere. Twice: its web server hangs up by itself now and
 * then, with or without us.
 */
async function findHangUp(
  ours: Wire,
  bare: Wire,
  attack: Attack,
  { statuses }: Outcome,
): Promise<string | undefined> {
  const isHungUp = ({ statuses: [status] }: Pick<Outcome, 'statuses'>) => status === 0;
  if (attack.isOdd || !isHungUp({ statuses }) || !isHungUp(await ours.send(attack))) return undefined;
  return isHungUp(await bare.send(attack)) ? undefined : 'no answer at all';
}

async function fails(bare: Wire, attack: Attack): Promise<boolean> {
  const { statuses } = await bare.send(attack);
  return statuses.some((status) => status >= 500 || status === 0);
}
