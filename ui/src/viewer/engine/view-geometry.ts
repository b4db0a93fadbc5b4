import type { Types } from '@cornerstonejs/core';
import { utilities } from '@cornerstonejs/core';
import type { SpacingMeaning } from '../pixels/geometry.ts';
import { type Direction, edgeLetters } from '../study/orientation.ts';

/** How the picture lies on the screen, read from the library's camera so that no flip or rotation is forgotten. */
export interface ViewGeometry {
  /** CSS pixels for one pixel of the image, along its rows. */
  readonly zoom: number;
  /** CSS pixels for one millimetre, when the image says what a millimetre is. */
  readonly pixelsPerMillimetre: number | null;
  readonly meaning: SpacingMeaning;
  readonly edges: ReturnType<typeof edgeLetters> | null;
}

/**
 * @param columnSpacing of the image in world units (mm, or 1 when unknown)
 * @param hasPlane whether the image says how it lies in the patient
 */
export function readGeometry(
  viewport: Types.IStackViewport,
  columnSpacing: number,
  meaning: SpacingMeaning,
  hasPlane: boolean,
): ViewGeometry {
  const { clientWidth: width, clientHeight: height } = viewport.element;
  const center: Types.Point2 = [width / 2, height / 2];
  const origin = viewport.canvasToWorld(center);
  const toward = (x: number, y: number): Direction => {
    const [wx, wy, wz] = viewport.canvasToWorld([center[0] + x, center[1] + y]);
    return [wx - origin[0], wy - origin[1], wz - origin[2]];
  };
  const right = toward(100, 0);
  const perUnit = 100 / Math.hypot(...right);
  return {
    zoom: perUnit * columnSpacing,
    pixelsPerMillimetre: meaning === 'none' ? null : perUnit,
    meaning,
    edges: hasPlane ? edgeLetters(right, toward(0, 100)) : null,
  };
}

export interface PixelUnderPointer {
  /** 0-based. */
  readonly column: number;
  readonly row: number;
  /** One value for grey, three for colours. */
  readonly values: readonly number[];
}

/** The pixel of the image under a point of the viewport, in CSS pixels; null outside the image. */
export function readPixel(
  viewport: Types.IStackViewport,
  image: Types.IImage,
  point: Types.Point2,
): PixelUnderPointer | null {
  const data = viewport.getImageData();
  if (!data) return null;
  const index = utilities.transformWorldToIndexContinuous(data.imageData, viewport.canvasToWorld(point));
  const [column, row] = [Math.round(index[0] ?? -1), Math.round(index[1] ?? -1)];
  if (column < 0 || row < 0 || column >= image.columns || row >= image.rows) return null;
  const components = image.numberOfComponents || 1;
  const offset = (row * image.columns + column) * components;
  const pixels = image.getPixelData();
  return { column, row, values: Array.from(pixels.slice(offset, offset + Math.min(3, components))) };
}

const lengths = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];

/** The longest round length, in mm, whose bar fits; null when none does. */
export function chooseScaleLength(pixelsPerMillimetre: number, available: number): number | null {
  return lengths.find((length) => length * pixelsPerMillimetre <= available) ?? null;
}
