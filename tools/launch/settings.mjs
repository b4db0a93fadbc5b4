import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runCommand } from '../command.mjs';
import { Failure } from '../failure.mjs';

/**
 * @typedef {object} Settings what the launcher itself uses of them
 * @property {string} PUBLIC_URL
 * @property {string | null} TRUSTED_PROXIES
 * @property {number} HTTP_PORT
 * @property {number} DICOM_PORT
 * @property {string} DICOM_AET
 * @property {string} SGIM_DATA absolute
 * @property {string} AUTH_HOST
 * @property {number} AUTH_PORT
 * @property {string | null} ADMIN_EMAIL
 */

/**
 * Adds the settings of `.env` to the environment, which wins.
 * @param {string} root
 */
export function loadEnvironmentFile(root) {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * Has the auth service, the one place that knows them, check all settings.
 * @param {string} service its program
 * @param {string} root
 * @returns {Promise<Settings>}
 * @throws {Failure} with everything that is wrong
 */
export async function readSettings(service, root) {
  const outcome = await runCommand(process.execPath, [service, 'config'], { env: process.env });
  if (outcome.code !== 0) throw new Failure(outcome.stderr.trim());
  /** @type {Settings} */
  const settings = JSON.parse(outcome.stdout);
  return { ...settings, SGIM_DATA: resolve(root, settings.SGIM_DATA) };
}
