import { expect, test } from 'vitest';
import { ImportQueue } from './queue.ts';
import type { Reply } from './send-file.ts';

interface Sent {
  name: string;
  aborted: boolean;
  progress: (bytes: number) => void;
  answer: (reply: Reply | 'unreadable') => Promise<void>;
}

/** A queue whose server answers, and whose clock moves, when the test says so. */
function createQueue({ denied = 'refused' as 'session' | 'refused' } = {}) {
  const sent: Sent[] = [];
  let timers: { run: () => void; milliseconds: number }[] = [];
  let now = 0;
  const queue = new ImportQueue({
    parallel: 2,
    now: () => now,
    later(run, milliseconds) {
      const timer = { run, milliseconds };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    whyDenied: async () => denied,
    send: (file, { signal, onProgress }) =>
      new Promise((resolve) => {
        const one: Sent = {
          name: file.name,
          aborted: false,
          progress: onProgress,
          answer: async (reply) => {
            resolve(reply);
            await settle();
          },
        };
        signal.addEventListener('abort', () => {
          one.aborted = true;
          resolve({ status: 0, body: null });
        });
        sent.push(one);
      }),
  });
  /** Runs what was put off, up to a delay; the pages then see the latest state. */
  const pass = (milliseconds = 200) => {
    now += milliseconds;
    const due = timers.filter((timer) => timer.milliseconds <= milliseconds);
    timers = timers.filter((timer) => timer.milliseconds > milliseconds);
    for (const { run } of due) run();
  };
  const see = () => {
    pass();
    return queue.progress.value;
  };
  return { queue, sent, see, pass };
}

/** Lets everything happen that waits for nothing but a promise. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

const files = (...names: string[]) =>
  names.map((name) => ({ file: new File(['1234'], name), path: `CD/${name}` }));

const success: Reply = { status: 200, body: { Status: 'Success', ParentStudy: 's1' } };
const notDicom: Reply = { status: 400, body: { OrthancStatus: 15 } };

test('files travel several at a time, in their order, and one that fails stops none', async () => {
  const { queue, sent, see } = createQueue();
  queue.add(files('a', 'b', 'c'));
  expect(sent.map(({ name }) => name)).toEqual(['a', 'b']);
  await sent[0]?.answer(notDicom);
  expect(sent.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  await sent[1]?.answer(success);
  await sent[2]?.answer({ status: 200, body: { Status: 'AlreadyStored', ParentStudy: 's1' } });
  expect(see()).toMatchObject({ phase: 'done', counts: { stored: 1, known: 1, refused: 1, waiting: 0 } });
  expect([...queue.arrivals.values()]).toEqual([{ study: 's1', stored: 1, known: 1 }]);
  expect(queue.items[0]?.reason).toEqual({ text: 'notDicom' });
});

test('files of the operating system are not sent, and are reported', () => {
  const { queue, sent, see } = createQueue();
  queue.add(files('.DS_Store'));
  expect(sent).toEqual([]);
  expect(see()).toMatchObject({ phase: 'done', counts: { ignored: 1 } });
});

test('a file that the browser cannot read is refused, and the rest goes on', async () => {
  const { queue, sent, see } = createQueue();
  queue.add(files('a', 'b'));
  await sent[0]?.answer('unreadable');
  await sent[1]?.answer(success);
  expect(see()).toMatchObject({ phase: 'done', counts: { refused: 1, stored: 1 } });
});

test('without network everything halts, waits longer each time, and loses nothing', async () => {
  const { queue, sent, see, pass } = createQueue();
  queue.add(files('a', 'b', 'c'));
  await sent[0]?.answer({ status: 0, body: null });
  expect(see()).toMatchObject({ phase: 'network', counts: { waiting: 3, sending: 0 } });
  expect(sent[1]?.aborted).toBe(true);
  pass(1000);
  expect(queue.progress.value.phase).toBe('network');
  expect(sent).toHaveLength(4);
  await sent[2]?.answer({ status: 503, body: null });
  pass(1000);
  expect(sent, 'the second wait is longer').toHaveLength(4);
  pass(2000);
  expect(sent).toHaveLength(6);
  await sent[4]?.answer(success);
  await sent[5]?.answer(success);
  await sent[6]?.answer(success);
  expect(see()).toMatchObject({ phase: 'done', counts: { stored: 3 } });
});

test.each(['session', 'refused'] as const)(
  'denied (%s): it waits for a person, then goes on',
  async (denied) => {
    const { queue, sent, see } = createQueue({ denied });
    queue.add(files('a', 'b'));
    await sent[0]?.answer({ status: 403, body: null });
    expect(see()).toMatchObject({ phase: denied, counts: { waiting: 2 } });
    queue.resume();
    for (const one of sent.slice(2)) await one.answer(success);
    expect(see()).toMatchObject({ phase: 'done', counts: { stored: 2 } });
  },
);

test('a pause takes back what is on its way; going on sends it again', async () => {
  const { queue, sent, see } = createQueue();
  queue.add(files('a', 'b', 'c'));
  queue.pause();
  await settle();
  expect(see()).toMatchObject({ phase: 'paused', counts: { waiting: 3, sending: 0 } });
  queue.add(files('d'));
  expect(sent, 'what is added while paused waits too').toHaveLength(2);
  queue.resume();
  expect(
    sent
      .slice(2)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['a', 'b']);
});

test('cancelling keeps what is stored and gives up the rest; the report can then be cleared', async () => {
  const { queue, sent, see } = createQueue();
  queue.add(files('a', 'b', 'c'));
  await sent[0]?.answer(success);
  queue.cancel();
  await settle();
  expect(see()).toMatchObject({ phase: 'done', counts: { stored: 1, cancelled: 2, waiting: 0, sending: 0 } });
  queue.clear();
  expect(see()).toMatchObject({ phase: 'idle', total: 0, totalBytes: 0 });
});

test('bytes, rate and time left are those of the transfer', async () => {
  const { queue, sent, see, pass } = createQueue();
  queue.add(files('a', 'b'));
  expect(see()).toMatchObject({ bytes: 0, totalBytes: 8 });
  sent[0]?.progress(2);
  pass(1000);
  expect(queue.progress.value).toMatchObject({ bytes: 2, bytesPerSecond: 2, secondsLeft: 3 });
});
