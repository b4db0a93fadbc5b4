import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { problemText } from './problem.ts';

/** Sends a form: one at a time, with the text of what went wrong. */
export function useSubmit(send: () => Promise<void>): {
  submit: (event: TargetedEvent<HTMLFormElement>) => void;
  busy: boolean;
  problem: string | null;
} {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await send();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return { submit, busy, problem: problem === null ? null : problemText(problem) };
}
