import { html } from 'htm/preact';
import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { text } from '../../../i18n/language.ts';
import { computeSlice, lesionDiameter, size, slices } from './volume.ts';
import { applyWindow, dragWindow } from './window.ts';

const computed = new Map<number, Int16Array>();

function sliceAt(index: number): Int16Array {
  const known = computed.get(index);
  if (known) return known;
  const slice = computeSlice(index);
  computed.set(index, slice);
  return slice;
}

const clampSlice = (index: number) => Math.max(0, Math.min(slices - 1, index));

/** Slices per second while it plays by itself. */
const playRate = 9;

/** A generated head to try the gestures of the viewer on: the wheel scrolls, dragging windows, the arrow keys scroll too. */
export function PhantomView() {
  const t = text.value.landing;
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [index, setIndex] = useState(lesionDiameter.slice);
  const [window, setWindow] = useState({ center: 36, width: 110 });
  const [playing, setPlaying] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  const [dragging, setDragging] = useState(false);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(size, size);
    applyWindow(sliceAt(index), window, image);
    context.putImageData(image, 0, 0);
  }, [index, window]);

  usePlayOnce(playing, setIndex, () => setPlaying(false));

  // Preact listens passively; the wheel has to be taken from the page while there are slices to scroll.
  useEffect(() => {
    const onWheel = (event: WheelEvent) => {
      setPlaying(false);
      setIndex((present) => {
        const next = clampSlice(present + Math.sign(event.deltaY));
        return next;
      });
      const atEnd = event.deltaY > 0 ? index === slices - 1 : index === 0;
      if (!atEnd) event.preventDefault();
    };
    const element = stage.current;
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [index]);

  const onPointerDown = (event: TargetedPointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setPlaying(false);
    setDragging(true);
  };
  const onPointerMove = (event: TargetedPointerEvent<HTMLDivElement>) => {
    if (dragging) setWindow(dragWindow(window, event.movementX, event.movementY));
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[
      event.key
    ];
    if (step === undefined) return;
    event.preventDefault();
    setPlaying(false);
    setIndex(clampSlice(index + step));
  };

  return html`<figure class="w-full max-w-lg">
    <div
      ref=${stage}
      role="slider"
      tabindex=${0}
      aria-label=${t.phantomLabel}
      aria-valuemin=${1}
      aria-valuemax=${slices}
      aria-valuenow=${index + 1}
      aria-valuetext=${t.phantomSlice(index + 1, slices)}
      class=${`relative aspect-square touch-pan-y overflow-hidden rounded-panel border border-line bg-viewer text-12 text-viewer-ink tabular-nums select-none ${dragging ? 'cursor-grabbing' : 'cursor-crosshair'}`}
      onPointerDown=${onPointerDown}
      onPointerMove=${onPointerMove}
      onPointerUp=${() => setDragging(false)}
      onPointerCancel=${() => setDragging(false)}
      onKeyDown=${onKeyDown}
    >
      <canvas ref=${canvas} width=${size} height=${size} class="size-full"></canvas>
      ${Math.abs(index - lesionDiameter.slice) <= 1 && html`<${Measurement} />`}
      <p class="absolute bottom-3 left-4">${t.phantomSlice(index + 1, slices)}</p>
      <p class="absolute right-4 bottom-3">WL ${window.center} / WW ${window.width}</p>
      <p class="absolute top-3 left-4">${t.phantomNote}</p>
    </div>
    <figcaption class="mt-3 text-center text-13 text-ink-2">${t.phantomHint}</figcaption>
  </figure>`;
}

/** The length of the lesion, drawn as the viewer draws one. */
function Measurement() {
  const { from, to, millimetres } = lesionDiameter;
  return html`<svg viewBox=${`0 0 ${size} ${size}`} class="pointer-events-none absolute inset-0" aria-hidden="true">
    <g class="stroke-measure fill-measure" stroke-width="1">
      <line
        x1=${from[0]}
        y1=${from[1]}
        x2=${to[0]}
        y2=${to[1]}
        pathLength="1"
        stroke-dasharray="1"
        class="animate-[draw_900ms_ease-out_both]"
      />
      <circle cx=${from[0]} cy=${from[1]} r="1.5" />
      <circle cx=${to[0]} cy=${to[1]} r="1.5" class="animate-[appear_200ms_800ms_both]" />
      <text x=${to[0] + 6} y=${to[1] + 3} font-size="8" stroke="none" class="animate-[appear_200ms_900ms_both]">
        ${millimetres} mm
      </text>
    </g>
  </svg>`;
}

/** Runs once through the volume, down, up and back to where it began. */
function usePlayOnce(playing: boolean, setIndex: (index: number) => void, onEnd: () => void): void {
  useEffect(() => {
    if (!playing) return;
    const path = [
      ...range(lesionDiameter.slice, slices - 12, 1),
      ...range(slices - 12, 12, -1),
      ...range(12, lesionDiameter.slice, 1),
      lesionDiameter.slice,
    ];
    let step = 0;
    const timer = setInterval(() => {
      const next = path[step];
      step += 1;
      if (next === undefined) {
        clearInterval(timer);
        onEnd();
      } else setIndex(next);
    }, 1000 / playRate);
    return () => clearInterval(timer);
  }, [playing]);
}

function range(from: number, to: number, step: 1 | -1): number[] {
  return Array.from({ length: Math.abs(to - from) }, (_, offset) => from + offset * step);
}
