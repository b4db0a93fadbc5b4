import { Enums } from '@cornerstonejs/core';
import { PixelError } from '../pixels/pixel-error.ts';

/** The library draws nothing in an element without a size, and never says so: waits until there is one. */
export function whenSized(element: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const sizes = new ResizeObserver(() => {
      if (element.clientWidth === 0 || element.clientHeight === 0) return;
      sizes.disconnect();
      resolve();
    });
    sizes.observe(element);
  });
}

/** Drawing takes one frame; a graphics card that has gone away never draws. */
const drawMilliseconds = 10_000;

/**
 * Resolves when the library has drawn into the element the next time.
 * @throws PixelError `drawing` when it does not, though the page is in view: hidden pages draw nothing
 */
export function whenRendered(element: HTMLElement): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      element.removeEventListener(Enums.Events.IMAGE_RENDERED, drawn);
      finish();
    };
    const drawn = () => settle(resolve);
    const check = () => {
      if (!element.isConnected) settle(resolve);
      else if (document.hidden || element.clientWidth === 0) arm();
      else settle(() => reject(new PixelError('drawing')));
    };
    const arm = () => {
      timer = setTimeout(check, drawMilliseconds);
    };
    element.addEventListener(Enums.Events.IMAGE_RENDERED, drawn);
    arm();
  });
}
