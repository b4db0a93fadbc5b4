import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { generateDemo } from '../tools/demo/index.mjs';
import { test } from './stack/browser.ts';
import { type Client, signIn } from './stack/people.ts';
import { stack } from './stack/stack.ts';
import { patience, signInByForm } from './ui-person.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const looks = [
  { width: 1440, height: 900, locale: 'fr-FR', colorScheme: 'light' },
  { width: 1024, height: 768, locale: 'en-GB', colorScheme: 'dark' },
  { width: 768, height: 1024, locale: 'fr-FR', colorScheme: 'dark' },
  { width: 390, height: 844, locale: 'en-GB', colorScheme: 'light' },
] as const;

const studies: string[] = [];
let admin: Client;
let studyUid = '';

beforeAll(async () => {
  admin = await signIn();
  for await (const { bytes } of generateDemo({ ctSlices: 2, mrSlices: 2, ultrasoundFrames: 2 })) {
    const response = await admin('/instances', { method: 'POST', body: bytes });
    const { ParentStudy } = (await response.json()) as { ParentStudy: string };
    if (!studies.includes(ParentStudy)) studies.push(ParentStudy);
  }
  const study = (await (await admin(`/studies/${studies[0]}`)).json()) as {
    MainDicomTags: { StudyInstanceUID: string };
  };
  studyUid = study.MainDicomTags.StudyInstanceUID;
});

afterAll(async () => {
  for (const id of studies) await admin(`/studies/${id}`, { method: 'DELETE' });
});

/** What axe has to say against the page, by the rules of WCAG 2.1 A and AA and good practice. */
async function violations(page: Page): Promise<string[]> {
  // Through the debugger, which stands above the page's policy on scripts.
  await page.evaluate(axeSource);
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

/** Nothing is cut off or scrolls sideways. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.each(looks)('at $width pixels, $locale, $colorScheme', ({ width, height, locale, colorScheme }) => {
  const options = { viewport: { width, height }, locale, colorScheme, reducedMotion: 'reduce' as const };

  test('the public pages have no flaw that axe knows', async ({ openPage }) => {
    const page = await openPage(options);
    for (const address of ['', 'sign-in', 'setup#code', 'help', 'nowhere']) {
      await page.goto(`/sgim/app/${address}`);
      await page.locator('h1').waitFor();
      expect(await violations(page), address).toEqual([]);
      expect(await overflow(page), address).toBe(0);
    }
  });

  test('the application has no flaw that axe knows', async ({ openPage }) => {
    const page = await openPage(options);
    await signInByForm(page);
    for (const address of ['studies', `studies/${studyUid}`, 'studies/1.2.3', 'import', 'profile', 'help']) {
      await page.goto(`/sgim/app/${address}`);
      await page.locator('h1').waitFor();
      await page.locator('[role=status][aria-label]').waitFor({ state: 'detached' });
      expect(await violations(page), address).toEqual([]);
      expect(await overflow(page), address).toBe(0);
    }
  });

  test('language and theme are those of the device from the first paint on', async ({ openPage }) => {
    const page = await openPage(options);
    await page.goto('/sgim/app/sign-in', { waitUntil: 'commit' });
    await page.waitForFunction(() => document.readyState !== 'loading');
    expect(
      await page.evaluate(() => ({
        ...document.documentElement.dataset,
        lang: document.documentElement.lang,
      })),
    ).toEqual({
      theme: colorScheme,
      lang: locale.slice(0, 2),
    });
  });
});

test('the whole way works by keyboard alone', async ({ page }) => {
  await page.goto('/sgim/app/');
  await page.getByRole('link', { name: 'Se connecter' }).first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sign-in');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('name')), patience)
    .toBe('email');
  await page.keyboard.type(stack.admin.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(stack.admin.password);
  await page.keyboard.press('Enter');
  await page.locator('tbody tr a').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/studies/*');
  await page.getByRole('heading', { level: 2, name: 'Séries' }).waitFor();
});

test('a choice of language and theme lasts', async ({ page }) => {
  await signInByForm(page);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Studies' }).waitFor();
  await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
  await page.reload();
  await page.getByRole('heading', { name: 'Studies' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});
