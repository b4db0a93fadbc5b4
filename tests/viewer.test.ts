import { beforeAll, describe, expect } from 'vitest';
import { generateDemo } from '../tools/demo/index.mjs';
import { test } from './stack/browser.ts';
import {
  type Archive,
  drawn,
  openViewer,
  readLevels,
  readState,
  settle,
  startArchive,
  store,
} from './viewer-page.ts';

const slices = 5;
const size = 256;
let archive: Archive;
const studies: Record<string, string> = {};

beforeAll(async () => {
  archive = await startArchive();
  for await (const { name, bytes } of generateDemo({ ctSlices: slices, mrSlices: 1, ultrasoundFrames: 4 })) {
    studies[name.slice(0, 2)] = await store(archive, bytes);
  }
});

const ct = () => studies.ct ?? '';

describe('a series in the viewer', () => {
  test('is the one that was chosen on the page of the study', async ({ page }) => {
    const { client } = archive;
    const found = await client('/tools/find', {
      method: 'POST',
      body: JSON.stringify({ Level: 'Series', Query: { StudyInstanceUID: studies.mr ?? '' } }),
    });
    const [original] = (await found.json()) as string[];
    const copied = await client(`/series/${original}/modify`, {
      method: 'POST',
      body: JSON.stringify({
        Replace: { SeriesDescription: 'Seconde', SeriesNumber: '2' },
        KeepSource: true,
        Force: true,
      }),
    });
    expect(copied.status).toBe(200);
    await openViewer(page, archive, studies.mr ?? '');
    expect(await page.locator('[data-overlay="study"]').innerText()).not.toContain('Seconde');
    await page.goto(`${archive.orthanc.url}/sgim/app/studies/${studies.mr}`);
    await page.getByRole('link', { name: /Seconde/ }).click();
    await settle(page);
    expect(await page.locator('[data-overlay="study"]').innerText()).toContain('Seconde');
  });

  test('says whose it is, which image, which window and how the patient lies', async ({ page }) => {
    await openViewer(page, archive, ct());
    const overlay = (name: string) => page.locator(`[data-overlay="${name}"]`).innerText();
    expect(await overlay('patient')).toContain('DÉMO Fantôme');
    expect(await overlay('patient')).toContain('SGIM-DEMO-1');
    expect(await overlay('study')).toContain('Scanner thoracique (fantôme)');
    expect(await overlay('place')).toContain(`1/${slices}`);
    expect(await overlay('place')).toMatch(/\d+ mm/);
    expect(await overlay('facts')).toMatch(/L\s+400\s+C\s+40/);
    expect((await overlay('orientation')).split(/\s+/)).toEqual(['A', 'P', 'R', 'L']);
    expect(await page.getByText('Non destiné au diagnostic').isVisible()).toBe(true);
  });

  test('is scrolled by the wheel and the keys, and stops at its ends', async ({ page }) => {
    await openViewer(page, archive, ct());
    const at = (index: number) => page.locator(`[data-status="shown"][data-image="${index}"]`).waitFor();
    await page.locator('[data-viewport]').hover();
    await page.mouse.wheel(0, 100);
    await at(1);
    for (const [key, index] of [
      ['ArrowDown', 2],
      ['ArrowUp', 1],
      ['End', slices - 1],
      ['ArrowDown', slices - 1],
      ['Home', 0],
      ['ArrowUp', 0],
    ] as const) {
      await page.keyboard.press(key);
      await at(index);
    }
  });

  test('is windowed by dragging, by presets, and goes back to the window of the file', async ({ page }) => {
    await openViewer(page, archive, ct());
    const windowed = (range: string) => page.locator(`[data-range="${range}"]`).waitFor();
    await windowed('-160,239');
    await page.keyboard.press('2');
    await windowed('-1350,149');
    const box = await page.locator('[data-viewport]').boundingBox();
    if (!box) throw new Error('no viewport');
    await page.mouse.move(box.x + 200, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 260, box.y + 200, { steps: 4 });
    await page.mouse.up();
    await page.locator('[data-range="-1350,149"]').waitFor({ state: 'detached' });
    const [lower = 0, upper = 0] = (await readState(page)).range?.split(',').map(Number) ?? [];
    expect(upper - lower).toBeGreaterThan(1499);
    expect((lower + upper) / 2).toBeCloseTo(-600.5, 0);
    await page.keyboard.press(' ');
    await windowed('-160,239');
  });

  test('is inverted, flipped and turned, and the letters follow', async ({ page }) => {
    await openViewer(page, archive, ct());
    const letters = async () => (await page.locator('[data-overlay="orientation"]').innerText()).split(/\s+/);
    const before = await readLevels(page, size, size);
    await drawn(page, () => page.keyboard.press('i'));
    const inverted = await readLevels(page, size, size);
    expect(inverted.rgb.every((level, at) => Math.abs(255 - level - (before.rgb[at] ?? 0)) <= 1)).toBe(true);
    await drawn(page, () => page.keyboard.press('i'));
    await drawn(page, () => page.keyboard.press('h'));
    expect(await letters()).toEqual(['A', 'P', 'L', 'R']);
    const flipped = await readLevels(page, size, size);
    expect(columnOf(flipped, 0)).toEqual(columnOf(before, size - 1));
    await drawn(page, () => page.keyboard.press('h'));
    await drawn(page, () => page.keyboard.press('r'));
    expect(await letters()).toEqual(['R', 'L', 'P', 'A']);
    await drawn(page, () => page.keyboard.press(' '));
    expect(await letters()).toEqual(['A', 'P', 'R', 'L']);
  });

  test('keeps the reader’s window from one image to the next', async ({ page }) => {
    await openViewer(page, archive, ct());
    await page.keyboard.press('4');
    await page.locator('[data-range="-770,1729"]').waitFor();
    await page.keyboard.press('End');
    await page.locator(`[data-status="shown"][data-image="${slices - 1}"][data-range="-770,1729"]`).waitFor();
  });

  test('tells the value under the pointer in Hounsfield units', async ({ page }) => {
    await openViewer(page, archive, ct());
    const box = await page.locator('[data-viewport]').boundingBox();
    if (!box) throw new Error('no viewport');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => page.locator('[data-overlay="facts"]').innerText()).toMatch(/-?\d+ HU/);
  });

  test('plays its frames', async ({ page }) => {
    await openViewer(page, archive, studies.us ?? '');
    await page.keyboard.press('c');
    await page.locator('[data-status="shown"][data-image="2"]').waitFor();
    await page.keyboard.press('c');
  });

  test('fits a phone, without the page scrolling sideways', async ({ openPage }) => {
    const page = await openPage({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    expect(await openViewer(page, archive, ct())).toMatchObject({ status: 'shown' });
    const box = await page.locator('[data-viewport]').boundingBox();
    expect(box?.width).toBe(390);
    expect(box?.height).toBeGreaterThan(400);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});

function columnOf(
  { columns, rows, rgb }: { columns: number; rows: number; rgb: Uint8Array },
  column: number,
) {
  return Array.from({ length: rows }, (_, row) => rgb[3 * (row * columns + column)]);
}

describe('what cannot be shown', () => {
  test('is drawn by the server, marked as not diagnostic, when the browser cannot read the file', async ({
    page,
  }) => {
    await page.route(/\/instances\/[^/]+\/file/, (route) => route.fulfill({ body: 'not a DICOM file' }));
    expect(await openViewer(page, archive, ct())).toMatchObject({ status: 'shown', route: 'rendered' });
    await page.getByText('Rendu du serveur, non diagnostique').waitFor();
    expect(await page.locator('[data-overlay="orientation"]').count()).toBe(0);
  });

  test('says why, keeps no old picture, and can be tried again', async ({ page, problems }) => {
    problems.expect(/status of 500/);
    await openViewer(page, archive, ct());
    let broken = true;
    await page.route(/\/instances\/[^/]+\/(file|frames)/, (route) =>
      broken ? route.fulfill({ status: 500 }) : route.continue(),
    );
    await page.reload();
    expect(await settle(page)).toMatchObject({ status: 'failed', reason: 'server' });
    await page.getByText('Le serveur n’a pas pu fournir cette image.').waitFor();
    broken = false;
    await page.getByRole('button', { name: 'Réessayer' }).click();
    expect(await settle(page)).toMatchObject({ status: 'shown', route: 'browser' });
  });

  test('of a study that does not exist is said in words', async ({ page }) => {
    await openViewer(page, archive, ct());
    await page.goto(`${archive.orthanc.url}/sgim/app/viewer/1.2.3`);
    await page.getByText('Rien à afficher').waitFor();
  });
});
