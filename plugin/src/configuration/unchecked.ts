import type { Problems, Section } from './section.ts';

/** What is open to everybody, for reading: GET alone. */
export interface Unchecked {
  /** Normalised paths. */
  resources: ReadonlySet<string>;
  /** With a slash at both ends. */
  folders: readonly string[];
}

/** The levels that `/tokens/validate` is asked about. */
export interface CheckedLevels {
  patient: boolean;
  study: boolean;
  series: boolean;
  instance: boolean;
}

/** `"UncheckedResources"` and `"UncheckedFolders"`, with those of the standard configurations. */
export function readUnchecked(
  section: Section,
  standard: { resources: readonly string[]; folders: readonly string[] },
  problems: Problems,
): Unchecked {
  const read = (key: string, add: readonly string[]) => {
    const paths = [...section.texts(key), ...add];
    for (const path of paths.filter((one) => !one.startsWith('/')))
      problems.push(`"Authorization.${key}" must be paths that begin with a slash: not ${path}`);
    return paths.map((path) => path.replace(/\/+$/, ''));
  };
  const resources = read('UncheckedResources', standard.resources).map((path) => path || '/');
  const folders = read('UncheckedFolders', standard.folders);
  if (folders.includes('')) problems.push('"Authorization.UncheckedFolders" must not open everything: not /');
  return { resources: new Set(resources), folders: folders.map((folder) => `${folder}/`) };
}

type Level = keyof CheckedLevels | 'system';

const levels: Readonly<Record<string, Level>> = {
  patient: 'patient',
  patients: 'patient',
  study: 'study',
  studies: 'study',
  series: 'series',
  instance: 'instance',
  instances: 'instance',
  system: 'system',
};

/** `"CheckedLevel"` is the only one that is checked; or else, `"UncheckedLevels"` are those that are not. */
export function readCheckedLevels(section: Section, problems: Problems): CheckedLevels {
  const only = section.text('CheckedLevel');
  const except = section.texts('UncheckedLevels');
  const read = (key: string, name: string) => {
    const level = levels[name.toLowerCase()];
    if (level === undefined)
      problems.push(`"Authorization.${key}" must be of patients, studies, series, instances: not ${name}`);
    return level;
  };
  if (only !== '' && except.length > 0)
    problems.push('Of "Authorization.CheckedLevel" and "Authorization.UncheckedLevels" only one may be set');
  const checked = only === '' ? undefined : read('CheckedLevel', only);
  const unchecked = new Set(except.map((name) => read('UncheckedLevels', name)));
  const isChecked = (level: Level) => (checked === undefined ? !unchecked.has(level) : checked === level);
  return {
    patient: isChecked('patient'),
    study: isChecked('study'),
    series: isChecked('series'),
    instance: isChecked('instance'),
  };
}
