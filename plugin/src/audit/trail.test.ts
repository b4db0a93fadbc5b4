import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerJson, type FakeHost, makeFakeHost } from '../fake-host.ts';
import type { Deed } from './audit.ts';
import { makeAudit } from './trail.ts';

const settings = { spoolFolder: '/audit', service: { serverId: 'paris' } };
const study = '11111111-11111111-11111111-11111111-11111111';
const ada = { profile: { userId: '0190c0de-0000-7000-8000-000000000001', name: 'Ada', grants: [] } };
const viewing: Deed = {
  actor: ada,
  action: 'view',
  outcome: 'success',
  address: '10.0.0.7',
  route: 'GET /instances',
  study,
};

let host: FakeHost;
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 27, 10) });
  host = makeFakeHost(
    () => answerJson(200, {}),
    ({ uri }) =>
      uri === `/studies/${study}`
        ? answerJson(200, {
            MainDicomTags: { StudyInstanceUID: '1.2.3' },
            PatientMainDicomTags: { PatientID: 'P1' },
          })
        : answerJson(404, {}),
  );
  let drawn = 0;
  host.crypto.randomUuid = () => {
    drawn += 1;
    return `aaaaaaaa-bbbb-4ccc-8ddd-${String(drawn).padStart(12, '0')}`;
  };
});
afterEach(() => {
  vi.useRealTimers();
});

const events = () => host.spooled.map((line) => JSON.parse(line));

test('an event says who did what with which study', () => {
  makeAudit(host, settings).record(viewing);
  expect(events()).toEqual([
    {
      id: expect.stringMatching(/^01a21c72-9100-7ccc-8ddd-0{11}1$/),
      at: '2026-11-27T10:00:00.000Z',
      serverId: 'paris',
      actor: { kind: 'user', id: ada.profile.userId, name: 'Ada' },
      action: 'view',
      outcome: 'success',
      address: '10.0.0.7',
      route: 'GET /instances',
      study,
      studyUid: '1.2.3',
      patientId: 'P1',
      detail: null,
      count: 1,
    },
  ]);
});

test('an event without a study, or with one that is gone', () => {
  const audit = makeAudit(host, settings);
  audit.record({ ...viewing, study: null });
  audit.record({ ...viewing, study: study.replaceAll('1', '2'), detail: 'x'.repeat(1000) });
  expect(events()).toMatchObject([
    { study: null, studyUid: null, patientId: null },
    { study: study.replaceAll('1', '2'), studyUid: null, patientId: null, detail: 'x'.repeat(500) },
  ]);
});

test.each<[Deed['actor'], object]>([
  [undefined, { kind: 'anonymous', id: null, name: '' }],
  [{ aet: 'CT1' }, { kind: 'ae', id: 'CT1', name: 'CT1' }],
  [
    { profile: { ...ada.profile, userId: null, name: 'Nobody' } },
    { kind: 'anonymous', id: null, name: 'Nobody' },
  ],
  [{ profile: { ...ada.profile, userId: 'service:1' } }, { kind: 'service', id: 'service:1', name: 'Ada' }],
  [{ profile: { ...ada.profile, userId: 'link:1' } }, { kind: 'link', id: 'link:1', name: 'Ada' }],
])('whoever did it: %j', (actor, described) => {
  makeAudit(host, settings).record({ ...viewing, actor });
  expect(events()[0].actor).toEqual(described);
});

test('a viewing is one event with a count; another person, action, outcome or study is another', () => {
  const audit = makeAudit(host, settings);
  for (let image = 0; image < 300; image++) audit.count({ ...viewing, route: `GET /${image}` });
  expect(events()).toHaveLength(1);
  expect(host.asked).toHaveLength(1);
  for (const other of [
    { actor: { aet: 'CT1' } },
    { action: 'download' as const },
    { outcome: 'refused' as const },
    { study: null },
  ])
    audit.count({ ...viewing, ...other });
  expect(events()).toHaveLength(5);
  host.endWindows();
  expect(events().slice(5)).toEqual([{ id: events()[0].id, count: 300 }]);
  audit.count(viewing);
  expect(events()).toHaveLength(7);
  expect(host.asked).toHaveLength(1);
});

test('what cannot be written down must not happen', () => {
  const audit = makeAudit(host, settings);
  host.spool.append = host.spool.begin = () => {
    throw new Error('disk full');
  };
  expect(() => audit.record(viewing)).toThrow('disk full');
  expect(() => audit.count(viewing)).toThrow('disk full');
});

test('without a folder nothing is kept, and the log says so', () => {
  const audit = makeAudit(host, { ...settings, spoolFolder: undefined });
  audit.record(viewing);
  audit.count(viewing);
  expect(host.spooled).toEqual([]);
  expect(host.logged).toEqual([expect.stringContaining('No audit trail is kept')]);
});
