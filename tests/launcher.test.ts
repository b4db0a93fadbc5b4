import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPlace, Launcher, type Place } from './stack/launcher.ts';

// A start builds what has changed, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeEach(async () => {
  place = await createPlace();
});
afterEach(() => place.remove());

const statusOf = async (path: string) => (await fetch(`${place.url}${path}`)).status;

/** The process of Orthanc among those of the place. */
async function findOrthanc(): Promise<number> {
  for (const pid of await place.findProcesses()) {
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('sbin/Orthanc')) return pid;
  }
  throw new Error('Orthanc does not run');
}

describe('npm start', () => {
  it('starts everything, says where it is, and leaves nothing running when it is told to stop', async () => {
    const launcher = new Launcher(place);
    await launcher.untilRunning();

    expect(launcher.output).toContain(`http://localhost:${place.settings.HTTP_PORT}`);
    expect(launcher.output).toMatch(/\/sgim\/app\/setup#[\w-]{20,}/);
    expect(launcher.output).toContain(join(place.dataFolder, 'logs'));
    expect(await statusOf('/sgim/app/')).toBe(200);
    expect(await statusOf('/auth/session')).toBe(200);
    expect(await statusOf('/system')).toBe(403);

    launcher.signal('SIGTERM');
    expect(await launcher.exited).toBe(0);
    expect(await place.findProcesses()).toEqual([]);
  });

  it('keeps logs and secrets from others', async () => {
    const launcher = new Launcher(place);
    await launcher.untilRunning();
    for (const folder of ['logs', 'secrets']) {
      for (const name of await readdir(join(place.dataFolder, folder))) {
        const { mode } = await stat(join(place.dataFolder, folder, name));
        expect(`${name} ${(mode & 0o777).toString(8)}`).toBe(`${name} 600`);
      }
    }
    const secret = (await readFile(join(place.dataFolder, 'secrets/auth-service'), 'utf8')).trim();
    for (const name of await readdir(join(place.dataFolder, 'logs'))) {
      expect(await readFile(join(place.dataFolder, 'logs', name), 'utf8')).not.toContain(secret);
    }
  });

  it('starts again right after it has stopped, and has forgotten nothing', async () => {
    const settings = { ADMIN_EMAIL: 'admin@example.org', ADMIN_PASSWORD: 'a long enough one' };
    const first = new Launcher(place, settings);
    await first.untilRunning();
    first.signal('SIGINT');
    await first.exited;

    const second = new Launcher(place);
    await second.untilRunning();
    expect(second.output).not.toContain('First administrator');
    expect(await statusOf('/sgim/app/')).toBe(200);
  });

  it('starts again after everything was killed', async () => {
    const first = new Launcher(place);
    await first.untilRunning();
    await place.killAll();

    await new Launcher(place).untilRunning();
    expect(await statusOf('/sgim/app/')).toBe(200);
  });

  it('takes over after the launcher alone was killed', async () => {
    const first = new Launcher(place);
    await first.untilRunning();
    const orphan = await findOrthanc();
    first.signal('SIGKILL');
    await first.exited;

    await new Launcher(place).untilRunning();
    expect(await place.findProcesses()).not.toContain(orphan);
    expect(await statusOf('/sgim/app/')).toBe(200);
  });

  it('stops the others, and says who and why, when a part dies', async () => {
    const launcher = new Launcher(place);
    await launcher.untilRunning();
    process.kill(await findOrthanc(), 'SIGKILL');

    expect(await launcher.exited).toBe(1);
    expect(launcher.output).toMatch(/Orthanc ended \(signal SIGKILL\), see .*orthanc\.log/);
    expect(await place.findProcesses()).toEqual([]);
  });

  it('imports the demonstration studies once', async () => {
    const first = new Launcher(place, {}, ['--demo']);
    await first.untilRunning();
    expect(first.output).toMatch(/Imported \d+ demonstration images/);
    first.signal('SIGTERM');
    await first.exited;

    const second = new Launcher(place, {}, ['--demo']);
    await second.untilRunning();
    expect(second.output).toContain('The demonstration studies are there already.');
  });
});
