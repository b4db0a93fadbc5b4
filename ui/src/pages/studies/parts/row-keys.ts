import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isTyping } from '../../../app/shell/typing.ts';

/** `j` and `k` move the focus from one study's link to the next; Enter then follows it, as on any link. */
export function useRowKeys(rowCount: number): RefObject<HTMLTableSectionElement | null> {
  const body = useRef<HTMLTableSectionElement>(null);
  // Before the rows are painted: whoever sees them may press a key.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        (event.key !== 'j' && event.key !== 'k') ||
        event.ctrlKey ||
        event.metaKey ||
        isTyping(event.target)
      )
        return;
      const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>('tr a') ?? [])];
      const present = links.indexOf(document.activeElement as HTMLAnchorElement);
      const next = present < 0 ? 0 : present + (event.key === 'j' ? 1 : -1);
      links[Math.max(0, Math.min(next, links.length - 1))]?.focus();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [rowCount]);
  return body;
}
