import { type PermissionRows, readPermissionRows } from './configuration/permission-rows.ts';
import { readOrigin } from './configuration/public-origin.ts';
import { hasSection, type Problems, readSection, type Section } from './configuration/section.ts';
import { readStandards } from './configuration/standard.ts';
import { readTokenNames, type TokenNames } from './configuration/token-names.ts';
import {
  type CheckedLevels,
  readCheckedLevels,
  readUnchecked,
  type Unchecked,
} from './configuration/unchecked.ts';
import { readServiceSettings, type ServiceSettings } from './configuration/web-service.ts';
import { isOurMetadata } from './ear/reserved.ts';

/** What the plugin takes from Orthanc's configuration. */
export interface Configuration {
  service: ServiceSettings;
  /** Where requests carry a credential. */
  tokenNames: TokenNames;
  unchecked: Unchecked;
  checkedLevels: CheckedLevels;
  permissionRows: PermissionRows;
  /** The origin that browsers see, such as `https://images.example.org`, when it is known. */
  publicOrigin: string | undefined;
  /** Addresses whose `X-Forwarded-For` is believed. */
  trustedProxies: ReadonlySet<string>;
  /** Where audit events wait for their delivery. Undefined where nobody takes them. */
  spoolFolder: string | undefined;
  /** What is odd but keeps nothing from working. */
  warnings: readonly string[];
}

const ipAddress = /^[0-9a-f.:]{2,45}$/i;

/**
 * Reads and checks the sections `"Authorization"`, which is that of the ecosystem's authorization plugin, and `"Sgim"`, which is there
 * when the auth service is ours.
 *
 * @param utf8 Encodes the service's user name and password.
 * @throws Error that names everything that is wrong: thrown while the bundle is evaluated, it keeps Orthanc from starting.
 */
export function readConfiguration(json: string, utf8: Orthanc['utf8']): Configuration {
  const problems: Problems = [];
  const all: unknown = JSON.parse(json);
  const isOwn = hasSection(all, 'Sgim');
  const authorization = readSection(all, 'Authorization', problems);
  const standard = readStandards(authorization, problems);
  const roots = {
    dicomWeb: readRoot(all, 'DicomWeb', 'dicom-web', problems),
    explorer2: readRoot(all, 'OrthancExplorer2', 'ui', problems),
  };
  const configuration = {
    service: readServiceSettings(authorization, isOwn, utf8, problems),
    tokenNames: readTokenNames(authorization, standard, isOwn, problems),
    unchecked: readUnchecked(authorization, standard, problems),
    checkedLevels: readCheckedLevels(authorization, problems),
    permissionRows: readPermissionRows(authorization, roots, problems),
    ...readOwnSection(readSection(all, 'Sgim', problems), problems),
  };
  // Another name for one of these would be a way around what is said about the numbers.
  for (const number of Object.values(readNames(all, 'UserMetadata')))
    if (isOurMetadata(String(number))) problems.push(`"UserMetadata" must not name ${number}, which is ours`);
  // The audit trail is kept whatever this says.
  authorization.value('EnableAuditLogs');
  if (problems.length > 0) throw new Error(`The configuration is not valid: ${problems.join('; ')}`);
  return { ...configuration, warnings: describeUnknown(authorization) };
}

function readOwnSection(
  section: Section,
  problems: Problems,
): Pick<Configuration, 'publicOrigin' | 'trustedProxies' | 'spoolFolder'> {
  const publicUrl = section.text('PublicUrl');
  const publicOrigin = readOrigin(publicUrl);
  if (publicUrl !== '' && publicOrigin === undefined) {
    problems.push('"Sgim.PublicUrl" must be an origin such as https://images.example.org');
  }
  const trustedProxies = section.text('TrustedProxies').split(' ').filter(Boolean);
  if (!trustedProxies.every((proxy) => ipAddress.test(proxy))) {
    problems.push('"Sgim.TrustedProxies" must be IP addresses with spaces between them');
  }
  const spoolFolder = section.text('SpoolDirectory');
  if (spoolFolder !== '' && !spoolFolder.startsWith('/')) {
    problems.push('"Sgim.SpoolDirectory" must be an absolute path');
  }
  return {
    publicOrigin,
    trustedProxies: new Set(trustedProxies),
    spoolFolder: spoolFolder === '' ? undefined : spoolFolder,
  };
}

/** Where a plugin has its routes, without slashes around it. */
function readRoot(all: unknown, section: string, usual: string, problems: Problems): string {
  const root = readSection(all, section, problems)
    .text('Root')
    .replace(/^\/+|\/+$/g, '');
  return root === '' ? usual : root;
}

function describeUnknown(section: Section): string[] {
  const unknown = section.unknownKeys();
  if (unknown.length === 0) return [];
  return [`Nothing is known of ${unknown.map((key) => `"Authorization.${key}"`).join(', ')}: not used`];
}

/** A section that gives names to numbers. */
function readNames(all: unknown, name: string): object {
  const section: unknown = (all as Record<string, unknown> | null)?.[name];
  return typeof section === 'object' && section !== null ? section : {};
}
