import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { findLabels, type LabelRule, type StudyFacts } from '../../../auth-service/contract/label-rules.ts';
import { startHarness } from './harness.ts';

test('the label rules find the same in QuickJS as in Node: Unicode forms, accents and case, without Intl', async () => {
  const condition = (field: string, operator: string, value: string) => ({ field, operator, value });
  const rules = [
    { labels: ['folded'], conditions: [condition('institution', 'is', 'CLINIQUE DE LA FORE\u0302T')] },
    { labels: ['name'], conditions: [condition('referring-physician', 'begins-with', 'lefevre elodie')] },
    { labels: ['wide'], conditions: [condition('station', 'is', 'ct1')] },
    { labels: ['greek'], conditions: [condition('study-description', 'matches', 'ΣΙΣ*?Τ')] },
    { labels: ['not'], conditions: [condition('station', 'matches', 'ct?2')] },
  ] as LabelRule[];
  const facts: StudyFacts = {
    institution: [' Clinique  de la Forêt\0'],
    'referring-physician': ['LEFÈVRE^Élodie^^Dr='],
    station: ['ＣＴ１'],
    'study-description': ['σις – τ'],
  };
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, '../../../auth-service/contract/label-rules.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'rules',
    target: 'es2023',
  });
  const host = await startHarness('address');
  const given = `${JSON.stringify(rules)}, ${JSON.stringify(facts)}`;
  const inQuickJs = await host.evaluate(`${bundle.outputFiles[0]?.text}; rules.findLabels(${given})`);
  await host.quit();
  expect(inQuickJs).toEqual({ value: ['folded', 'name', 'wide', 'greek'] });
  expect(findLabels(rules, facts)).toEqual(inQuickJs.value);
});
