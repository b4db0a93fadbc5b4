import { describe, expect, it } from 'vitest';
import type { LinkedStudy, LinkTypeName } from '../../../contract/links.ts';
import type { Grant, Permission } from '../../../contract/permissions.ts';
import { type Asked, findEnd, mayRead, opens, type WishedEnd } from './rules.ts';

const one = '11111111-11111111-11111111-11111111-11111111';
const two = '22222222-22222222-22222222-22222222-22222222';
const ask = (more: Partial<Asked>): Asked => ({
  method: 'get',
  level: 'study',
  orthancId: undefined,
  dicomUid: undefined,
  labels: [],
  ...more,
});

describe('findEnd', () => {
  const now = new Date('2026-11-27T12:00:00Z');
  const year = 365 * 86_400;
  it.each<[string, LinkTypeName, Partial<WishedEnd>, number | undefined]>([
    ['no wish for an instant link', 'viewer-instant-link', {}, 200],
    ['no wish for a share', 'stone-viewer-publication', {}, 7 * 86_400],
    ['a duration', 'viewer-instant-link', { validitySeconds: 30 }, 30],
    ['two years', 'stone-viewer-publication', { validitySeconds: 2 * year }, year],
    ['a duration that is memory', 'viewer-instant-link', { validitySeconds: 1.8446744073709552e19 }, 200],
    ['another', 'stone-viewer-publication', { validitySeconds: 11 * year }, 7 * 86_400],
    ['none, as C++ writes it', 'stone-viewer-publication', { validitySeconds: 0 }, 7 * 86_400],
    ['less than none', 'stone-viewer-publication', { validitySeconds: -5 }, 7 * 86_400],
    ['a date', 'stone-viewer-publication', { expirationDate: '2026-11-27T13:00:00.000Z' }, 3_600],
    ['an offset', 'stone-viewer-publication', { expirationDate: '2026-11-27T13:00:00+01:00' }, undefined],
    ['a date without an offset', 'stone-viewer-publication', { expirationDate: '2026-11-27T12:00:07' }, 7],
    ['a day', 'stone-viewer-publication', { expirationDate: '2026-11-28' }, 12 * 3_600],
    [
      'a date and memory',
      'stone-viewer-publication',
      { expirationDate: '2026-11-27T13:00:00Z', validitySeconds: 140_737_488_355_328 },
      3_600,
    ],
    ['a far date', 'stone-viewer-publication', { expirationDate: '2036-01-01T00:00:00Z' }, year],
    ['a past date', 'stone-viewer-publication', { expirationDate: '2026-11-27T11:59:59Z' }, undefined],
    ['a date that is none', 'stone-viewer-publication', { expirationDate: '2026-13-45' }, undefined],
    ['words', 'stone-viewer-publication', { expirationDate: 'tomorrow' }, undefined],
  ])('%s', (_name, type, wish, seconds) => {
    const end = findEnd(type, { expirationDate: undefined, validitySeconds: undefined, ...wish }, now);
    expect(end && (end.getTime() - now.getTime()) / 1000).toBe(seconds);
  });
});

describe('a link opens', () => {
  const both: LinkedStudy = { orthancId: one, dicomUid: '1.2.3', level: 'study' };
  const uid: LinkedStudy = { ...both, orthancId: null };
  const id: LinkedStudy = { ...both, dicomUid: null };
  it.each<[boolean, string, LinkedStudy[], Partial<Asked>]>([
    [true, 'its study by identifier', [both], { orthancId: one }],
    [true, 'its study by UID', [both], { dicomUid: '1.2.3' }],
    [true, 'one of several', [{ ...both, orthancId: two }, id], { orthancId: one }],
    [true, 'a study of which it knows the UID', [uid], { orthancId: two, dicomUid: '1.2.3' }],
    [false, 'another study', [both], { orthancId: two, dicomUid: '4.5' }],
    [false, "another patient's study of the same UID", [both], { orthancId: two, dicomUid: '1.2.3' }],
    [false, 'a study of which only the UID is asked', [id], { dicomUid: '1.2.3' }],
    [false, 'nothing that is named', [both], {}],
    [false, 'a study to be changed', [both], { orthancId: one, method: 'put' }],
    [false, 'a study to be deleted', [both], { orthancId: one, method: 'delete' }],
    [false, 'a patient', [both], { orthancId: one, level: 'patient' }],
    [false, 'a series', [both], { orthancId: one, level: 'series' }],
    [false, 'an instance', [both], { orthancId: one, level: 'instance' }],
    [false, 'Orthanc itself', [both], { orthancId: one, level: 'system' }],
  ])('%s: %s', (expected, _name, resources, asked) => {
    expect(opens(resources, ask(asked))).toBe(expected);
  });
});

describe('mayRead', () => {
  const grant = (permissions: string, ...labels: string[]): Grant => ({
    permissions: permissions.split(' ') as Permission[],
    labels,
  });
  const read = 'view download';
  it.each<[boolean, string, Grant[], Partial<Asked>]>([
    [true, 'any study', [grant(read, '*')], {}],
    [true, 'any patient, series, instance', [grant(read, '*')], { level: 'series' }],
    [true, 'a study with a label', [grant(read, 'a')], { labels: ['b', 'a'] }],
    [true, 'by two grants', [grant('view', 'a'), grant('download', 'a', 'b')], { labels: ['a'] }],
    [false, 'a study without a label', [grant(read, 'a')], {}],
    [false, 'a study with another label', [grant(read, 'a')], { labels: ['b'] }],
    [false, 'by grants on two labels', [grant('view', 'a'), grant('download', 'b')], { labels: ['a', 'c'] }],
    [false, 'with view alone: it may be a download', [grant('view', '*')], {}],
    [false, 'with download alone', [grant('download', '*')], {}],
    [false, 'a series by a label', [grant(read, 'a')], { level: 'series', labels: ['a'] }],
    [false, 'a study whose label is called *', [grant(read, 'a')], { labels: ['*'] }],
    [false, 'Orthanc itself', [grant(read, '*')], { level: 'system' }],
    [false, 'to change it', [grant('view download modify', '*')], { method: 'post' }],
    [false, 'with nothing', [], { labels: ['a'] }],
  ])('%s: %s', (expected, _name, grants, asked) => {
    expect(mayRead(grants, ask(asked))).toBe(expected);
  });
});
