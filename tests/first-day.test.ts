import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { describe, expect } from 'vitest';
import { generateDemo } from '../tools/demo/index.mjs';
import { test } from './stack/browser.ts';
import type { StackAddress } from './stack/launch.ts';
import { freshStack } from './stack/stack.ts';

const person = { name: 'Camille Martin', email: 'camille@example.org', password: 'une phrase assez longue' };

describe('the first day', () => {
  test('a set-up link leads to imported images on the screen, and signing out takes everything away', async ({
    openPage,
    problems,
  }) => {
    const { address } = await freshStack({ withAdmin: false });
    const page = await openPage({ baseURL: address.url });

    await page.goto(`/sgim/app/setup#${await readSetUpCode(address)}`);
    await page.getByLabel('Nom complet').fill(person.name);
    await page.getByLabel('Adresse électronique').fill(person.email);
    await page.getByLabel('Mot de passe', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Créer le compte' }).click();
    await page.getByRole('heading', { name: 'Examens' }).waitFor();
    await page.getByText('Aucun examen pour l’instant').waitFor();

    await signOut(page);
    await page.goto('/sgim/app/sign-in');
    await page.getByLabel('Adresse électronique').fill(person.email);
    await page.getByLabel('Mot de passe', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('heading', { name: 'Examens' }).waitFor();

    const images = await collectDemo();
    const navigation = page.getByRole('navigation', { name: 'Navigation principale' });
    await navigation.getByRole('link', { name: 'Importer' }).click();
    await page.getByLabel('Choisir des fichiers').setInputFiles(images);
    await page.getByRole('heading', { name: 'Import terminé' }).waitFor();
    await page.getByRole('button', { name: `Enregistrés ${images.length}` }).waitFor();

    await navigation.getByRole('link', { name: 'Examens' }).click();
    await page.getByRole('link', { name: /DÉMO/ }).nth(3).waitFor();
    await page.getByRole('searchbox', { name: 'Rechercher un examen' }).fill('démo fantôme scanner');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('link', { name: /DÉMO/ }).count()).toBe(1);
    await page.getByRole('link', { name: /DÉMO/ }).click();
    await page.getByText('Scanner thoracique (fantôme)').first().waitFor();
    await page.getByRole('link', { name: 'Ouvrir dans la visionneuse' }).click();

    const canvas = page.locator('main canvas').first();
    await canvas.waitFor();
    await expect
      .poll(async () => describePicture(await canvas.screenshot()), { timeout: 30_000 })
      .toEqual({
        hasManyGreys: true,
        isMostlyDark: false,
      });
    const viewer = page.url();
    const picture = await imageAddress(page);

    await page.goto('/sgim/app/studies');
    await signOut(page);
    problems.expect(/status of 403/);
    for (const path of ['/studies', '/system', picture]) {
      expect((await page.request.get(path)).status(), path).toBe(403);
    }
    await page.goto(viewer);
    await page.getByRole('heading', { name: 'Connexion' }).waitFor();
    expect(await page.locator('canvas').count()).toBe(0);
  });
});

async function readSetUpCode({ serviceUrl, serviceSecret }: StackAddress): Promise<string> {
  const credentials = Buffer.from(`sgim:${serviceSecret}`).toString('base64');
  const response = await fetch(`${serviceUrl}/internal/set-up-code`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
  });
  return ((await response.json()) as { code: string }).code;
}

async function collectDemo() {
  const images = [];
  for await (const { name, bytes } of generateDemo({ ctSlices: 9, mrSlices: 3, ultrasoundFrames: 4 })) {
    images.push({ name, mimeType: 'application/dicom', buffer: Buffer.from(bytes) });
  }
  return images;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await page
    .getByRole('link', { name: 'Se connecter' })
    .or(page.getByRole('heading', { name: 'Connexion' }))
    .first()
    .waitFor();
}

/** The address of an image's file, while somebody may still read it. */
async function imageAddress(page: Page): Promise<string> {
  const instances = (await (await page.request.get('/instances')).json()) as string[];
  const path = `/instances/${instances[0]}/file`;
  expect((await page.request.get(path)).status()).toBe(200);
  return path;
}

/** A slice through a chest fills much of the screen with many shades of grey. */
function describePicture(screenshot: Buffer): { hasManyGreys: boolean; isMostlyDark: boolean } {
  const { data } = PNG.sync.read(screenshot);
  const levels = new Uint32Array(256);
  for (let offset = 0; offset < data.length; offset += 4)
    levels[data[offset] ?? 0] = (levels[data[offset] ?? 0] ?? 0) + 1;
  const pixels = data.length / 4;
  const dark = levels.slice(0, 16).reduce((sum, count) => sum + count, 0);
  return {
    hasManyGreys: levels.filter((count) => count > 20).length > 50,
    isMostlyDark: dark / pixels > 0.9,
  };
}
