import { useState } from 'preact/hooks';

/** The text of a box in a form. */
export function useText(initial = ''): { value: string; set: (value: string) => void } {
  const [value, set] = useState(initial);
  return { value, set };
}
