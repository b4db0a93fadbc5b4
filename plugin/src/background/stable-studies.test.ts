import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { type Change, makeChangeLog } from './change-log.ts';
import { makeStableStudies } from './stable-studies.ts';

const lagMs = 120_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open({ canFilter = true } = {}) {
  const changes: Change[] = [];
  const labelled: string[] = [];
  const state = { hasRules: true, failing: new Set<string>() };
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ uri }) => {
      if (uri === '/system') return answerJson(200, { Capabilities: { HasExtendedChanges: canFilter } });
      const query = new Map(
        uri
          .split('?')[1]
          ?.split('&')
          .map((one) => one.split('=') as [string, string]),
      );
      const Last = changes.at(-1)?.Seq ?? 0;
      if (query.has('last')) return answerJson(200, { Changes: changes.slice(-1), Done: true, Last });
      const types = query.get('type')?.split(';');
      expect(types !== undefined).toBe(canFilter);
      const page = changes
        .filter(({ Seq }) => Seq > Number(query.get('since')))
        .filter(({ ChangeType }) => types?.includes(ChangeType) ?? true)
        .slice(0, Number(query.get('limit')));
      return answerJson(200, { Changes: page, Done: true, Last: page.at(-1)?.Seq ?? Last });
    },
  );
  const log = makeChangeLog(host, lagMs);
  const work = makeStableStudies(host, {
    log,
    rules: {
      read: () => {
        if (!state.hasRules) throw new Error('the auth service gives no answer');
        return [];
      },
    },
    label: (study) => {
      if (state.failing.has(study)) throw new Error('cannot');
      labelled.push(study);
      return 'changed';
    },
    studies: { findStudy: (_level, id) => `study of ${id}` },
  });
  const happen = (ChangeType: string, ID: string) =>
    changes.push({
      Seq: changes.length + 1,
      ChangeType,
      ResourceType: ChangeType.replace(/New|Stable/, ''),
      ID,
    });
  return { host, changes, labelled, state, work, happen };
}

describe.each([[true], [false]])('with a database that sorts out by type: %s', (canFilter) => {
  test('what is stable is labelled, from now on', () => {
    const { work, happen, labelled } = open({ canFilter });
    happen('StableStudy', 'old');
    work();
    expect(labelled).toEqual([]);
    for (const type of ['NewStudy', 'NewSeries', 'NewInstance', 'StablePatient']) happen(type, 'a');
    happen('StableStudy', 'a');
    happen('StableStudy', 'b');
    work();
    work();
    expect(labelled).toEqual(['a', 'b']);
  });
});

test('hundreds at once', () => {
  const { work, happen, labelled } = open();
  work();
  for (let number = 0; number < 500; number++) happen('StableStudy', String(number));
  work();
  expect(labelled).toHaveLength(500);
});

test('where the rules cannot be had, everything waits', () => {
  const { work, happen, labelled, state, host } = open();
  work();
  happen('StableStudy', 'a');
  state.hasRules = false;
  work();
  expect(labelled).toEqual([]);
  expect(host.logged).toEqual(['Label rules wait: the auth service gives no answer']);
  state.hasRules = true;
  work();
  expect(labelled).toEqual(['a']);
});

test('a study that cannot be labelled is tried five times, and the others come', () => {
  const { work, happen, labelled, state } = open();
  work();
  state.failing.add('a');
  happen('StableStudy', 'a');
  happen('StableStudy', 'b');
  for (let run = 1; run <= 4; run++) work();
  expect(labelled).toEqual([]);
  work();
  expect(labelled).toEqual(['b']);
});

test('what was being received when the process ended is labelled by the next', () => {
  const { work, happen, labelled, host } = open();
  work();
  happen('NewStudy', 'a');
  happen('NewSeries', 's');
  work();
  host.cache.clear();
  happen('NewSeries', 't');
  work();
  expect(labelled).toEqual(['a', 'study of s', 'study of t']);
  happen('NewStudy', 'c');
  work();
  expect(labelled).toHaveLength(3);
});

test('what was settled long ago is not looked at again', () => {
  const { work, happen, labelled, host } = open();
  work();
  happen('NewStudy', 'a');
  happen('StableStudy', 'a');
  work();
  for (let minutes = 0; minutes < 5; minutes++) {
    vi.advanceTimersByTime(lagMs);
    work();
  }
  labelled.length = 0;
  host.cache.clear();
  work();
  expect(labelled).toEqual([]);
});
