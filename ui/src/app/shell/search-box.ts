import { html } from 'htm/preact';
import { Search } from 'lucide';
import type { TargetedEvent, TargetedInputEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { Icon } from '../../components/icon.ts';
import { text } from '../../i18n/language.ts';
import { pages } from '../address.ts';
import { refreshFragment } from '../fragment.ts';
import { understandWords } from '../orthanc/search-words.ts';
import { writeStudySearch } from '../orthanc/study-search.ts';
import { isTyping } from './typing.ts';

/** The one search box: words become filters of the list, where they can be seen and taken off one by one. */
export function SearchBox() {
  const t = text.value.shell;
  const { route } = useLocation();
  const [words, setWords] = useState('');
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);

  const onInput = (event: TargetedInputEvent<HTMLInputElement>) => setWords(event.currentTarget.value);
  const onSubmit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fragment = writeStudySearch(understandWords(words)).toString();
    route(fragment ? `${pages.studies}#${fragment}` : pages.studies);
    refreshFragment();
    setWords('');
    input.current?.blur();
  };

  return html`<form role="search" class="relative w-full max-w-xl" onSubmit=${onSubmit}>
    <span class="pointer-events-none absolute inset-y-0 left-3 flex items-center text-ink-2">
      <${Icon} node=${Search} />
    </span>
    <input
      ref=${input}
      type="search"
      value=${words}
      placeholder=${t.searchExample}
      aria-label=${t.search}
      aria-keyshortcuts="/"
      title=${t.searchHint}
      autocomplete="off"
      spellcheck=${false}
      class="h-9 w-full rounded border border-line bg-surface pr-10 pl-9 placeholder:text-ink-2 hover:border-ink-2 focus-visible:outline-offset-0"
      onInput=${onInput}
    />
    <kbd
      aria-hidden="true"
      class="pointer-events-none absolute top-2 right-2 hidden h-5 w-5 items-center justify-center rounded-small border border-line font-mono text-12 text-ink-2 md:flex"
      >/</kbd
    >
  </form>`;
}
