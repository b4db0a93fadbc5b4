import { describe, expect } from 'vitest';
import { hasSamples, listSamples, samplesFolder } from './dicom-samples.ts';
import { test } from './stack/browser.ts';
import { freshStack } from './stack/stack.ts';

describe.skipIf(!hasSamples)('real files (skipped where ../shared/dicom-samples is absent)', () => {
  test('imported through the browser as one folder are each stored, known already, or refused with a reason', {
    timeout: 240_000,
  }, async ({ openPage, problems }) => {
    const { address, orthanc } = await freshStack();
    const page = await openPage({ baseURL: address.url });
    // The browser reports each refusal by itself.
    problems.expect(/status of 40[04]/);
    await page.goto('/sgim/app/sign-in');
    await page.getByLabel('Adresse électronique').fill(address.admin.email);
    await page.getByLabel('Mot de passe', { exact: true }).fill(address.admin.password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('link', { name: 'Importer', exact: true }).first().click();
    await page.getByLabel('Choisir un dossier').setInputFiles(samplesFolder);
    await page.getByRole('heading', { name: 'Import terminé' }).waitFor({ timeout: 200_000 });

    const filters = await page.getByRole('group', { name: 'Afficher' }).getByRole('button').allInnerTexts();
    const counts = Object.fromEntries(
      filters.map((label) => [label.replace(/\s+\d+$/, ''), Number(/\d+$/.exec(label)?.[0])]),
    );
    const { Tous: all, Enregistrés: stored = 0, 'Déjà présents': known = 0, Refusés: refused = 0 } = counts;
    const { Ignorés: ignored = 0 } = counts;
    // The folder's index is no image.
    expect(all).toBe(listSamples().length + 1);
    expect(stored + known + refused + ignored).toBe(all);
    expect(stored + known).toBe(402);
    const { CountInstances } = (await (await page.request.get('/statistics')).json()) as {
      CountInstances: number;
    };
    expect(CountInstances).toBe(stored);

    for (const name of ['Refusés', 'Ignorés']) {
      await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
      const reasons = await page.locator('tbody tr td:nth-child(2)').allInnerTexts();
      expect(reasons.length).toBe(counts[name]);
      for (const reason of reasons) expect(reason.trim()).not.toMatch(/^(Refusés|Ignorés)?$/);
    }
    expect(orthanc.isRunning()).toBe(true);
  });
});
