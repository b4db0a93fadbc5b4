import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeConfig, InvalidSettings, loadConfig, writeEnvExample } from './config.ts';
import { type Setting, settings } from './settings.ts';

const good = {
  PUBLIC_URL: 'https://images.example.org/',
  HTTP_PORT: '80',
  DATABASE_URL: 'postgres://sgim:s3cr3t-of-postgres@db:5432/sgim',
  ADMIN_EMAIL: 'ada@example.org',
  ADMIN_PASSWORD: 's3cr3t-of-ada-lovelace',
  SESSION_SECRET: 's3cr3t-of-sessions-0123456789abcdef',
  AUTH_SERVICE_SECRET: 's3cr3t-of-service-0123456789abcdef',
  GOOGLE_CLIENT_ID: 'id',
  GOOGLE_CLIENT_SECRET: 's3cr3t-of-google',
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof InvalidSettings) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  it('needs no setting at all', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      PUBLIC_URL: 'http://localhost:8042',
      HTTP_PORT: 8042,
      DICOM_PORT: 4242,
      AUTH_PORT: 8043,
      AUTH_HOST: '127.0.0.1',
      SGIM_DATA: '.data',
      LOG_LEVEL: 'info',
    });
    expect(config.DATABASE_URL).toBeUndefined();
  });

  it('takes an empty variable for an unset one, as compose files write them', () => {
    expect(loadConfig(Object.fromEntries(Object.keys(settings).map((name) => [name, ''])))).toEqual(
      loadConfig({}),
    );
  });

  it('follows HTTP_PORT in the default of PUBLIC_URL', () => {
    expect(loadConfig({ HTTP_PORT: '9000' }).PUBLIC_URL).toBe('http://localhost:9000');
  });

  it('keeps the origin of PUBLIC_URL', () => {
    expect(loadConfig(good).PUBLIC_URL).toBe('https://images.example.org');
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true);
  });

  it.each([
    ['PUBLIC_URL', 'images.example.org'],
    ['PUBLIC_URL', 'ftp://images.example.org'],
    ['PUBLIC_URL', 'https://images.example.org/orthanc'],
    ['PUBLIC_URL', 'https://user:pass@images.example.org'],
    ['HTTP_PORT', '0'],
    ['HTTP_PORT', '65536'],
    ['DICOM_PORT', '4242x'],
    ['AUTH_PORT', '-1'],
    ['DATABASE_URL', 'mysql://db/sgim'],
    ['DATABASE_URL', 'db:5432'],
    ['ADMIN_EMAIL', 'ada@localhost'],
    ['ADMIN_PASSWORD', 'short'],
    ['SESSION_SECRET', 'x'.repeat(31)],
    ['AUTH_SERVICE_SECRET', `${'x'.repeat(40)} y`],
    ['LOG_LEVEL', 'loud'],
    ['SGIM_DATA', '~/data'],
    ['GOOGLE_TOKEN_URL', 'javascript:alert(1)'],
    ['DEBIAN_MIRROR', 'debian'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ ...good, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} must`)),
    ]);
  });

  it('says everything that is wrong at once', () => {
    expect(problemsOf({ HTTP_PORT: 'x', LOG_LEVEL: 'x', ADMIN_EMAIL: 'ada@example.org' })).toEqual([
      expect.stringMatching(/^HTTP_PORT /),
      expect.stringMatching(/^LOG_LEVEL /),
      expect.stringMatching(/^ADMIN_PASSWORD is missing/),
    ]);
  });

  it('refuses one port for two things', () => {
    expect(problemsOf({ HTTP_PORT: '8043' })).toEqual([
      'AUTH_PORT must differ from HTTP_PORT, both are 8043',
    ]);
  });

  it('never repeats a secret that is wrong', () => {
    for (const [name, setting] of Object.entries<Setting>(settings)) {
      if (!setting.secret) continue;
      expect(problemsOf({ ...good, [name]: 'b4d secret' }).join()).not.toContain('b4d');
    }
  });
});

describe('describeConfig', () => {
  it('shows every setting but the secret ones', () => {
    const shown = describeConfig(loadConfig(good));
    expect(shown).toMatchObject({
      PUBLIC_URL: 'https://images.example.org',
      HTTP_PORT: 80,
      DEBIAN_MIRROR: null,
    });
    expect(JSON.stringify(shown)).not.toContain('s3cr3t');
  });
});

describe('.env.example', () => {
  it('is what the settings say', () => {
    expect(readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8')).toBe(writeEnvExample());
  });

  it('has each setting once, commented out', () => {
    for (const name of Object.keys(settings)) {
      expect(writeEnvExample().match(new RegExp(`^#${name}=`, 'gm'))).toHaveLength(1);
    }
  });
});
