import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const root = join(import.meta.dirname, '../..');

export interface Service {
  image: string;
  user: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  environment: Record<string, string | number>;
  ports?: string[];
  build?: { dockerfile: string };
  healthcheck: { test: string[] };
  profiles?: string[];
}

export interface Compose {
  services: Record<string, Service>;
}

export const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
export const compose = parse(composeText, { merge: true }) as Compose;

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}`, as Compose replaces them. */
const reference = /\$\{(?<name>\w+)(?::(?<operator>[-?])(?<rest>[^}]*))?\}/g;

/** The variables that a text takes from the environment; required is one that stops Compose when it is missing. */
export function findReferences(
  text: string,
): { name: string; required: boolean; fallback: string | undefined }[] {
  return [...text.matchAll(reference)].map(({ groups = {} }) => ({
    name: groups.name ?? '',
    required: groups.operator === '?',
    fallback: groups.operator === '-' ? groups.rest : undefined,
  }));
}

/** Replaces them. A missing variable without a default becomes empty. */
export function interpolate(text: string, environment: Record<string, string>): string {
  return text.replace(
    reference,
    (_, name: string, operator: string | undefined, rest: string | undefined) => {
      const given = environment[name];
      if (given) return given;
      return operator === '-' ? (rest ?? '') : '';
    },
  );
}

export function environmentOf(name: string, variables: Record<string, string>): Record<string, string> {
  const { environment = {} } = compose.services[name] ?? {};
  return Object.fromEntries(
    Object.entries(environment).map(([key, value]) => [key, interpolate(String(value), variables)]),
  );
}

export interface Dockerfile {
  name: string;
  instructions: { keyword: string; rest: string }[];
}

/** Dockerfiles without line continuations, which ours do not need. */
export const dockerfiles: Dockerfile[] = readdirSync(join(root, 'docker'))
  .filter((name) => name.endsWith('.Dockerfile'))
  .map((name) => ({
    name,
    instructions: readFileSync(join(root, 'docker', name), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [keyword = '', ...rest] = line.split(' ');
        return { keyword, rest: rest.join(' ') };
      }),
  }));

/** The commands of the stage that begins with `FROM … AS name`; of the last stage when it has no name. */
export function stageOf(dockerfile: Dockerfile, stage: string | undefined): Dockerfile['instructions'] {
  const starts = dockerfile.instructions.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []));
  const start = starts.find((index) => {
    const { rest = '' } = dockerfile.instructions[index] ?? {};
    return stage === undefined ? !rest.includes(' AS ') : rest.endsWith(` AS ${stage}`);
  });
  if (start === undefined) throw new Error(`${dockerfile.name} has no stage ${stage}`);
  return dockerfile.instructions.slice(
    start + 1,
    starts.find((index) => index > start),
  );
}
