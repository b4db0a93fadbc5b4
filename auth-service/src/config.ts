import { type Setting, settings } from './settings.ts';

type Parsed<S> = S extends Setting<infer T, infer Fallback> ? T | Fallback : never;

/** The validated settings, by the names of their environment variables. Frozen. */
export type Config = Readonly<
  { [N in keyof typeof settings]: Parsed<(typeof settings)[N]> } & { PUBLIC_URL: string }
>;

/** What is wrong with the settings, one sentence each; no secret's value is in it. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';

  constructor(readonly problems: readonly string[]) {
    super(['These settings are not valid:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and validates every setting. An empty variable counts as unset.
 * @throws InvalidSettings with everything that is wrong
 */
export function loadConfig(environment: Environment): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const text = read(environment, name) ?? setting.default;
    if (text === undefined) {
      values[name] = undefined;
      continue;
    }
    const result = setting.parse(text);
    if ('problem' in result) problems.push(`${name} ${result.problem}`);
    else values[name] = result.value;
  }
  const config = values as Config;
  problems.push(...findConflicts(config, environment));
  if (problems.length > 0) throw new InvalidSettings(problems);
  return Object.freeze({
    ...config,
    PUBLIC_URL: config.PUBLIC_URL ?? `http://localhost:${config.HTTP_PORT}`,
  });
}

/** The settings that anybody may see, as they are used. */
export function describeConfig(config: Config): Record<string, unknown> {
  const open = Object.entries<Setting>(settings).filter(([, setting]) => !setting.secret);
  return Object.fromEntries(open.map(([name]) => [name, config[name as keyof Config] ?? null]));
}

/** The text of `.env.example`: every setting with its description, commented out. */
export function writeEnvExample(): string {
  const blocks = Object.entries<Setting>(settings).map(([name, setting]) =>
    [...wrap(setting.description, 110).map((line) => `# ${line}`), `#${name}=${setting.default ?? ''}`].join(
      '\n',
    ),
  );
  const head =
    '# Copy to .env and change what you need. Every setting is optional; lines that begin with # are ignored.';
  return `${[head, ...blocks].join('\n\n')}\n`;
}

const read = (environment: Environment, name: string): string | undefined =>
  environment[name]?.trim() || undefined;

function findConflicts(config: Config, environment: Environment): string[] {
  const problems: string[] = [];
  const pairs = [
    ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
    ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  ] as const;
  for (const [one, other] of pairs) {
    const missing = [one, other].filter((name) => read(environment, name) === undefined);
    if (missing.length === 1) problems.push(`${missing[0]} is missing: ${one} and ${other} go together`);
  }
  const ports = ['HTTP_PORT', 'DICOM_PORT', 'AUTH_PORT'] as const;
  ports.forEach((name, index) => {
    const same = ports.slice(0, index).find((earlier) => config[earlier] === config[name]);
    if (config[name] && same) problems.push(`${name} must differ from ${same}, both are ${config[name]}`);
  });
  return problems;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
