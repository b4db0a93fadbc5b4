import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { allOf } from '../concurrency.mjs';
import { Failure } from '../failure.mjs';
import { tryLock } from '../lock.mjs';
import { probePort } from '../ports.mjs';
import { startPostgres } from '../postgres.mjs';
import { describeEnd, endLeftovers } from './child.mjs';
import { keepSecret, openDataFolder, rotateLog } from './data-folder.mjs';
import { startOrthanc } from './orthanc.mjs';
import { startService } from './service.mjs';

/**
 * @typedef {import('./child.mjs').Child} Child
 * @typedef {import('./service.mjs').AuthService} AuthService
 * @typedef {import('../postgres.mjs').Postgres} Postgres
 */

/**
 * Takes the data folder for ourselves: nobody else runs on it now, and nothing is left of one who did.
 * @param {import('./settings.mjs').Settings} settings
 * @param {(message: string) => void} log
 * @returns {Promise<import('./settings.mjs').Settings>} with the folder's real path
 * @throws {Failure}
 */
export async function claimDataFolder(settings, log) {
  await openDataFolder(settings.SGIM_DATA);
  const folder = await realpath(settings.SGIM_DATA);
  // Held until this process ends.
  if (!(await tryLock(folder)))
    throw new Failure(`SGIM already runs on ${folder}: stop it first, or set SGIM_DATA to another folder.`);
  const ended = await endLeftovers(folder);
  if (ended > 0) log(`Ended ${ended} processes of an earlier start that was killed`);
  await checkPorts(settings);
  return { ...settings, SGIM_DATA: folder };
}

/**
 * @param {import('./settings.mjs').Settings} settings
 * @throws {Failure} naming the setting of a port that cannot be used
 */
async function checkPorts({ HTTP_PORT, DICOM_PORT, AUTH_PORT, AUTH_HOST }) {
  /** @type {[string, number, string?][]} */
  const ports = [
    ['HTTP_PORT', HTTP_PORT],
    ['DICOM_PORT', DICOM_PORT],
    ['AUTH_PORT', AUTH_PORT, AUTH_HOST],
  ];
  for (const [name, port, host] of ports) {
    const state = await probePort(port, host);
    if (state === 'taken')
      throw new Failure(
        `${name} ${port} is taken by another program: stop that, or set ${name} to another port.`,
      );
    if (state === 'forbidden')
      throw new Failure(`${name} ${port} is for root alone: set ${name} to a port above 1023.`);
  }
}

/** The running processes. They stop in order: Orthanc, which needs the service, which needs the database. */
export class System {
  /** @type {Child | undefined} */
  #orthanc;
  /** @type {Child | undefined} */
  #service;
  /** @type {Promise<Postgres> | undefined} */
  #postgres;
  /** @type {Promise<void> | undefined} */
  #stopping;

  /**
   * Starts everything and waits until all of it answers.
   * @param {object} options
   * @param {string} options.root
   * @param {import('./settings.mjs').Settings} options.settings
   * @param {{ runtime: import('../runtime/index.mjs').Runtime, service: string, plugin: string }} options.built
   * @param {(message: string) => void} options.log
   * @returns {Promise<AuthService>}
   * @throws {Failure}
   */
  async start({ root, settings, built, log }) {
    const folder = settings.SGIM_DATA;
    const secret = process.env.AUTH_SERVICE_SECRET || (await keepSecret(folder, 'auth-service'));
    const [orthancLog, serviceLog] = [
      await rotateLog(folder, 'orthanc'),
      await rotateLog(folder, 'auth-service'),
    ];
    const startPeople = async () => {
      const databaseUrl = process.env.DATABASE_URL || (await this.#startDatabase(folder, log)).url;
      if (this.#stopping) throw new Failure('Stopped.');
      const program = built.service;
      const onStart = (/** @type {Child} */ child) => {
        this.#service = this.#adopt(child);
      };
      return startService({ program, settings, databaseUrl, secret, logFile: serviceLog, onStart });
    };
    const { runtime, plugin } = built;
    const onStart = (/** @type {Child} */ child) => {
      this.#orthanc = this.#adopt(child);
    };
    const [service] = await allOf([
      startPeople(),
      startOrthanc({ root, runtime, plugin, settings, secret, logFile: orthancLog, onStart }),
    ]);
    return service;
  }

  /** @param {string} folder @param {(message: string) => void} log */
  async #startDatabase(folder, log) {
    const logFile = await rotateLog(folder, 'postgres');
    this.#postgres = startPostgres({ dataFolder: join(folder, 'postgres'), logFile, log });
    return this.#postgres;
  }

  /** @param {Child} child */
  #adopt(child) {
    if (this.#stopping) child.kill();
    return child;
  }

  /**
   * @returns {Promise<string>} a sentence, once a process has ended that should not have
   */
  async untilOneEnds() {
    const children = [this.#orthanc, this.#service].filter((child) => child !== undefined);
    const ends = children.map(async (child) => describeEnd(child, await child.exited));
    const postgres = await this.#postgres;
    if (postgres) ends.push(postgres.exited.then((how) => `PostgreSQL ended (${how}), see its log.`));
    return Promise.race(ends);
  }

  /** Stops everything, whatever was started, and waits for it. */
  stop() {
    this.#stopping ??= (async () => {
      await this.#orthanc?.stop();
      await this.#service?.stop();
      const postgres = await this.#postgres?.catch(() => undefined);
      await postgres?.stop();
    })();
    return this.#stopping;
  }

  /** Ends everything at once. */
  kill() {
    this.#orthanc?.kill();
    this.#service?.kill();
    this.#postgres?.then(
      (postgres) => postgres.kill(),
      () => {},
    );
  }
}
