import { computed, effect, signal } from '@preact/signals';
import type { StackView } from './engine/stack-view.ts';
import type { ToolName } from './engine/tool-bindings.ts';
import type { SeriesContent } from './study/arrangement.ts';
import { readSeriesContent, type SeriesSummary } from './study/content.ts';

/** What is known of the selected series. */
export type ContentState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly problem: unknown }
  | { readonly kind: 'ready'; readonly series: SeriesSummary; readonly content: SeriesContent };

/** ms between frames when the file does not say. */
const usualFrameMilliseconds = 100;

/** A reader's visit to one study: which series is open, in which view, and what runs in it. */
export class ViewerSession {
  readonly selected = signal(0);
  readonly content = signal<ContentState>({ kind: 'loading' });
  readonly view = signal<StackView | null>(null);
  readonly playing = signal(false);
  readonly current = computed(() => this.series[this.selected.value] ?? null);
  /** Pictures taken from the screen, by series, for those of which the server has none. */
  readonly thumbnails = signal<ReadonlyMap<string, string>>(new Map());

  #abort = new AbortController();
  #tool: ToolName = 'window';
  readonly #stopPlaying: () => void;

  constructor(readonly series: readonly SeriesSummary[]) {
    this.#stopPlaying = effect(() => {
      const view = this.view.value;
      if (!this.playing.value || !view) return undefined;
      const period = Math.max(16, view.frameMilliseconds.value ?? usualFrameMilliseconds);
      const timer = setInterval(() => this.#playOn(view), period);
      return () => clearInterval(timer);
    });
  }

  /** Opens a series; the first one with pictures when none is named. */
  async select(index: number): Promise<void> {
    const series = this.series[index];
    if (!series) return;
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.playing.value = false;
    this.selected.value = index;
    this.content.value = { kind: 'loading' };
    try {
      const content = await readSeriesContent(series.id, abort.signal);
      if (!abort.signal.aborted) this.content.value = { kind: 'ready', series, content };
    } catch (problem) {
      if (!abort.signal.aborted) this.content.value = { kind: 'failed', problem };
    }
  }

  selectBy(steps: number): void {
    const index = this.selected.value + steps;
    if (this.series[index]) void this.select(index);
  }

  /** Puts the images of a series into an element. Cornerstone is loaded only now. Returns how to take them out again. */
  mount(host: HTMLDivElement, seriesId: string, content: SeriesContent): () => void {
    let view: StackView | null = null;
    let gone = false;
    void loadEngine().then(({ startLibrary, StackView }) => {
      if (gone) return;
      const library = startLibrary();
      for (const [instanceId, syntax] of content.syntaxes) library.images.announce(instanceId, syntax);
      view = new StackView(host, content.imageIds, library);
      view.useTool(this.#tool);
      this.view.value = view;
      void view.show(0).then(() => this.#keepThumbnail(host, seriesId));
    });
    return () => {
      gone = true;
      this.playing.value = false;
      if (this.view.value === view) this.view.value = null;
      view?.dispose();
    };
  }

  useTool(name: ToolName): void {
    this.#tool = name;
    this.view.value?.useTool(name);
  }

  dispose(): void {
    this.#abort.abort();
    this.#stopPlaying();
  }

  #playOn(view: StackView): void {
    // A slow connection slows the film down instead of skipping what nobody has seen.
    if (view.status.value.kind === 'loading') return;
    void view.show((view.index.value + 1) % view.count);
  }

  #keepThumbnail(host: HTMLDivElement, seriesId: string): void {
    const canvas = host.querySelector('canvas');
    if (!canvas || this.view.value?.status.value.kind !== 'shown') return;
    const small = Object.assign(document.createElement('canvas'), { width: 128, height: 128 });
    const scale = Math.min(128 / canvas.width, 128 / canvas.height);
    const [width, height] = [canvas.width * scale, canvas.height * scale];
    small.getContext('2d')?.drawImage(canvas, (128 - width) / 2, (128 - height) / 2, width, height);
    this.thumbnails.value = new Map([
      ...this.thumbnails.value,
      [seriesId, small.toDataURL('image/jpeg', 0.8)],
    ]);
  }
}

/** One chunk of its own: 800 KB that the shell and the preview do not wait for. */
async function loadEngine() {
  const [{ startLibrary }, { StackView }] = await Promise.all([
    import('./engine/library.ts'),
    import('./engine/stack-view.ts'),
  ]);
  return { startLibrary, StackView };
}
