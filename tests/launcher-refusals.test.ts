import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
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

/** What the launcher says last, after it has refused and left nothing running. */
async function refusal(settings: Record<string, string> = {}, options: string[] = []): Promise<string> {
  const launcher = new Launcher(place, settings, options);
  expect(await launcher.exited).toBe(1);
  return launcher.output;
}

describe('npm start refuses with one sentence', () => {
  it.each([
    ['HTTP_PORT', 'eighty', /HTTP_PORT must be a port number/],
    ['DICOM_AET', 'much too long for an AE title', /DICOM_AET must have 1 to 16 ASCII characters/],
    ['ADMIN_EMAIL', 'admin@example.org', /ADMIN_PASSWORD is missing/],
  ])('a bad setting: %s=%s', async (name, value, sentence) => {
    expect(await refusal({ [name]: value })).toMatch(sentence);
    expect(await place.findProcesses()).toEqual([]);
  });

  it.each(['HTTP_PORT', 'DICOM_PORT', 'AUTH_PORT'])('a port that is taken: %s', async (name) => {
    const port = Number(place.settings[name]);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      expect(await refusal()).toContain(`${name} ${port} is taken by another program`);
    } finally {
      other.close();
    }
    expect(await place.findProcesses()).toEqual([]);
  });

  it('a data folder that cannot be written', async () => {
    const file = join(place.folder, 'a file');
    await writeFile(file, '');
    const folder = join(file, 'data');
    expect(await refusal({ SGIM_DATA: folder })).toContain(
      `The folder SGIM_DATA ${folder} cannot be written`,
    );
  });

  it('a folder that exists and is no place for data', async () => {
    expect(await refusal({ SGIM_DATA: '/proc/sgim' })).toContain(
      'The folder SGIM_DATA /proc/sgim cannot be written',
    );
  });

  it('an option that it does not know', async () => {
    expect(await refusal({}, ['--dmeo'])).toContain('There is no option --dmeo');
  });

  it('a second start on the same data, while the first goes on', async () => {
    const first = new Launcher(place);
    await first.untilRunning();
    expect(await refusal()).toContain(`SGIM already runs on ${place.dataFolder}`);
    expect((await fetch(`${place.url}/sgim/app/`)).status).toBe(200);
  });

  it('one of two starts at the same time', async () => {
    const both = [new Launcher(place), new Launcher(place)];
    const outcomes = await Promise.allSettled(both.map((launcher) => launcher.untilRunning()));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const loser = both.find((launcher) => !launcher.output.includes('SGIM is running'));
    expect(loser?.output).toContain('SGIM already runs on');
  });
});
