import { cache, Enums, type Types } from '@cornerstonejs/core';
import { signal } from '@preact/signals';
import type { ImageNotes } from '../pixels/description.ts';
import { fromImageId } from '../pixels/image-id.ts';
import { asPixelError, PixelError, type Reason } from '../pixels/pixel-error.ts';
import { renderingUrl } from '../pixels/rendered-picture.ts';
import type { GreyRange } from '../pixels/window.ts';
import type { Library } from './library.ts';
import { loadImage } from './load-image.ts';
import { Prefetcher } from './prefetch.ts';
import { whenRendered, whenSized } from './screen.ts';
import { ToolBindings, type ToolName } from './tool-bindings.ts';
import { type PixelUnderPointer, readGeometry, readPixel, type ViewGeometry } from './view-geometry.ts';

/** What is on the screen. `shown` is said only once the image is drawn. */
export type ViewStatus =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly imageId: string; readonly notes: ImageNotes }
  | { readonly kind: 'failed'; readonly imageId: string; readonly reason: Reason };

let opened = 0;

/**
 * One series on the screen. The library is never asked to show an image before it is loaded: it would keep the old one under
 * the new number. One viewport per series: a broken image may spoil a viewport for good.
 */
export class StackView {
  readonly status = signal<ViewStatus>({ kind: 'loading' });
  readonly index = signal(0);
  readonly range = signal<GreyRange | null>(null);
  readonly geometry = signal<ViewGeometry | null>(null);
  readonly pixel = signal<PixelUnderPointer | null>(null);
  readonly unit = signal('');
  /** Whether the values are real numbers rather than whole ones: their windows are counted differently. */
  readonly exact = signal(false);
  readonly inverted = signal(false);
  readonly smooth = signal(true);
  readonly tool = signal<ToolName>('window');
  /** ms from one frame to the next, once an image is loaded. */
  readonly frameMilliseconds = signal<number | null>(null);

  readonly #id = `view-${++opened}`;
  readonly #prefetcher = new Prefetcher();
  readonly #ready: Promise<Types.IStackViewport>;
  readonly #cleanUp: (() => void)[] = [];
  #viewport: Types.IStackViewport | null = null;
  #tools: ToolBindings | null = null;
  #image: Types.IImage | null = null;
  /** Chosen by the reader; null: each image's own. */
  #range: GreyRange | null = null;
  #ticket = 0;
  /** Client coordinates of the pointer, while it is over the picture. */
  #pointer: readonly [x: number, y: number] | null = null;
  #stacked = false;
  #scrolled = 0;
  #disposed = false;

  constructor(
    readonly host: HTMLDivElement,
    readonly imageIds: readonly string[],
    readonly library: Library,
  ) {
    this.#ready = this.#enable();
  }

  get count(): number {
    return this.imageIds.length;
  }

  /** Shows an image; the latest wish wins. Never rejects: what goes wrong becomes the status. */
  async show(wanted: number): Promise<void> {
    const index = Math.max(0, Math.min(this.count - 1, wanted));
    const imageId = this.imageIds[index];
    if (!imageId) return;
    const ticket = ++this.#ticket;
    this.index.value = index;
    if (!cache.isLoaded(imageId)) this.status.value = { kind: 'loading' };
    try {
      const viewport = await this.#ready;
      if (!cache.isLoaded(imageId) && this.#stacked) await pause();
      if (ticket !== this.#ticket) return;
      const image = await loadImage(imageId);
      if (ticket !== this.#ticket || this.#disposed) return;
      await this.#display(viewport, image, index);
      if (ticket !== this.#ticket || this.#disposed) return;
      const notes = this.library.images.notes(imageId) ?? { route: 'browser', missing: 0 };
      this.status.value = { kind: 'shown', imageId, notes };
    } catch (error) {
      if (ticket !== this.#ticket || this.#disposed) return;
      const { reason } = asPixelError(error, 'drawing');
      this.status.value = { kind: 'failed', imageId, reason };
    }
    this.#prefetcher.around(this.imageIds, index);
  }

  scrollBy(images: number): void {
    const target = this.index.value + images;
    if (target !== this.index.value && target >= 0 && target < this.count) void this.show(target);
  }

  /** Tries a failed image again. */
  retry(): void {
    void this.show(this.index.value);
  }

  /** Where the server's own rendering of the wanted image is, to bridge the time until the first one is drawn. */
  get previewUrl(): string | null {
    const imageId = this.imageIds[this.index.value];
    return imageId ? renderingUrl(fromImageId(imageId)) : null;
  }

  useTool(name: ToolName): void {
    this.tool.value = name;
    this.#tools?.activate(name);
  }

  setRange(range: GreyRange | null): void {
    this.#range = range;
    this.#applyLook();
  }

  setInverted(inverted: boolean): void {
    this.inverted.value = inverted;
    this.#applyLook();
  }

  setSmooth(smooth: boolean): void {
    this.smooth.value = smooth;
    this.#applyLook();
  }

  /** Turns the picture clockwise, degrees. */
  rotateBy(degrees: number): void {
    this.#change((viewport) => {
      const { rotation = 0 } = viewport.getViewPresentation();
      viewport.setViewPresentation({ rotation: (rotation + degrees + 360) % 360 });
    });
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    this.#change((viewport) => {
      const { flipHorizontal = false, flipVertical = false } = viewport.getCamera();
      viewport.setCamera(
        axis === 'horizontal' ? { flipHorizontal: !flipHorizontal } : { flipVertical: !flipVertical },
      );
    });
  }

  zoomBy(factor: number): void {
    this.#change((viewport) => viewport.setZoom(viewport.getZoom() * factor));
  }

  /** The whole image, centred, turned and flipped as it is. */
  fit(): void {
    this.#change((viewport) => {
      const { rotation = 0 } = viewport.getViewPresentation();
      const { flipHorizontal = false, flipVertical = false } = viewport.getCamera();
      // Not a zoom of 1: that is the fit of the size which the viewport had at first.
      viewport.resetCamera();
      viewport.setCamera({ flipHorizontal, flipVertical });
      viewport.setViewPresentation({ rotation });
    });
  }

  /** Everything as it was when the series was opened. */
  reset(): void {
    this.#range = null;
    this.inverted.value = false;
    this.#change((viewport) => viewport.resetCamera());
    this.#applyLook();
  }

  dispose(): void {
    this.#disposed = true;
    this.#ticket += 1;
    this.#prefetcher.stop();
    for (const undo of this.#cleanUp) undo();
    this.#tools?.dispose();
    if (this.#viewport) this.library.engine.disableElement(this.#id);
    this.#viewport = null;
  }

  async #enable(): Promise<Types.IStackViewport> {
    await whenSized(this.host);
    if (this.#disposed) throw new PixelError('drawing');
    const { engine } = this.library;
    engine.enableElement({
      viewportId: this.#id,
      element: this.host,
      type: Enums.ViewportType.STACK,
      defaultOptions: { background: [0, 0, 0] },
    });
    const viewport = engine.getViewport(this.#id) as Types.IStackViewport;
    this.#viewport = viewport;
    this.#tools = new ToolBindings(this.#id, engine.id, {
      onWindow: (right, down) => this.#dragWindow(right, down),
      onScroll: (_, down) => this.#dragSlices(down),
    });
    this.#tools.activate(this.tool.value);
    this.#listen();
    return viewport;
  }

  #listen(): void {
    const { host } = this;
    const on = (target: EventTarget, type: string, listener: (event: Event) => void) => {
      target.addEventListener(type, listener);
      this.#cleanUp.push(() => target.removeEventListener(type, listener));
    };
    on(host, Enums.Events.CAMERA_MODIFIED, () => this.#readGeometry());
    on(host, 'pointermove', (event) => {
      const { clientX, clientY } = event as PointerEvent;
      this.#pointer = [clientX, clientY];
      this.#readPixel();
    });
    on(host, 'pointerleave', () => {
      this.#pointer = null;
      this.#readPixel();
    });
    const sizes = new ResizeObserver(() => {
      if (host.clientWidth === 0 || host.clientHeight === 0) return;
      const isFitted = this.#viewport && isWhole(this.#viewport);
      this.library.engine.resize(true, true);
      if (isFitted) this.fit();
      this.#readGeometry();
    });
    sizes.observe(host);
    this.#cleanUp.push(() => sizes.disconnect());
  }

  async #display(viewport: Types.IStackViewport, image: Types.IImage, index: number): Promise<void> {
    const drawn = whenRendered(this.host);
    drawn.catch(() => null);
    this.#image = image;
    if (this.#stacked) await viewport.setImageIdIndex(index);
    else await viewport.setStack([...this.imageIds], index);
    this.#stacked = true;
    const description = this.library.images.describe(image.imageId);
    this.unit.value = description?.unit ?? '';
    this.exact.value = description?.exact ?? false;
    this.frameMilliseconds.value = description?.frameMilliseconds ?? null;
    this.#applyLook();
    await drawn;
    this.#readGeometry();
  }

  /** Window, inversion and smoothing are set anew for each image: the library mixes up those of different kinds of images. */
  #applyLook(): void {
    const image = this.#image;
    if (!image || !this.#stacked) return;
    const voiRange = this.#range ?? ownRange(image);
    this.range.value = voiRange;
    this.#change((viewport) => {
      viewport.setProperties({
        voiRange,
        invert: image.invert !== this.inverted.value,
        interpolationType: this.smooth.value
          ? Enums.InterpolationType.LINEAR
          : Enums.InterpolationType.NEAREST,
      });
    });
  }

  #change(change: (viewport: Types.IStackViewport) => void): void {
    if (!this.#viewport || !this.#stacked) return;
    change(this.#viewport);
    this.#viewport.render();
  }

  /** Right widens the window, down makes the picture brighter, a screen height or so for the whole range of the image. */
  #dragWindow(right: number, down: number): void {
    const image = this.#image;
    if (!image) return;
    const { lower, upper } = this.#range ?? ownRange(image);
    const step = Math.max(image.maxPixelValue - image.minPixelValue, 0.01) / 1024;
    const half = Math.max(upper - lower + right * step, step) / 2;
    const middle = (lower + upper) / 2 + down * step;
    this.setRange({ lower: middle - half, upper: middle + half });
  }

  #dragSlices(down: number): void {
    const perImage = Math.max(3, Math.min(20, this.host.clientHeight / Math.max(1, this.count)));
    this.#scrolled += down;
    const images = Math.trunc(this.#scrolled / perImage);
    this.#scrolled -= images * perImage;
    if (images !== 0) this.scrollBy(images);
  }

  #readGeometry(): void {
    if (!this.#viewport || !this.#image) return;
    const description = this.library.images.describe(this.#image.imageId);
    const { column = 1, meaning = 'none' } = description?.spacing ?? {};
    this.geometry.value = readGeometry(this.#viewport, column, meaning, description?.plane.known ?? false);
    this.#readPixel();
  }

  #readPixel(): void {
    const image = this.#image;
    if (!this.#viewport || !image || !this.#pointer) {
      this.pixel.value = null;
      return;
    }
    const { left, top } = this.host.getBoundingClientRect();
    const [x, y] = this.#pointer;
    this.pixel.value = readPixel(this.#viewport, image, [x - left, y - top]);
  }
}

/** Whether the reader has neither zoomed nor moved the picture. */
function isWhole(viewport: Types.IStackViewport): boolean {
  const [x, y] = viewport.getPan();
  return Math.abs(viewport.getZoom() - 1) < 1e-3 && Math.hypot(x, y) < 0.5;
}

/** The range of an image's own window. */
function ownRange({ windowCenter, windowWidth }: Types.IImage): GreyRange {
  const first = (value: number | number[]) => (Array.isArray(value) ? (value[0] ?? 0) : value);
  const half = (first(windowWidth) - 1) / 2;
  const middle = first(windowCenter) - 0.5;
  return { lower: middle - half, upper: middle + half };
}

/** Long enough for a turning wheel to pass over images that are not loaded. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 40));
