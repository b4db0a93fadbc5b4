import type { DataSet } from 'dicom-parser';

/** Functional group macros that this viewer reads (PS3.3 C.7.6.16.2), by their sequences. */
const macros = {
  pixelMeasures: 'x00289110',
  planePosition: 'x00209113',
  planeOrientation: 'x00209116',
  frameVoiLut: 'x00289132',
  pixelValueTransformation: 'x00289145',
} as const;

/**
 * Where the attributes of a frame are found: in the object itself or, in enhanced multi-frame objects, in the functional
 * groups, those of the frame before those shared by all.
 */
export class FrameValues {
  readonly #places: readonly DataSet[];

  /** @param frame 0-based */
  constructor(
    readonly object: DataSet,
    frame: number,
  ) {
    const groups = [
      object.elements.x52009230?.items?.[frame]?.dataSet,
      object.elements.x52009229?.items?.[0]?.dataSet,
    ];
    const inGroups = groups.flatMap((group) =>
      Object.values(macros).flatMap((tag) => group?.elements[tag]?.items?.[0]?.dataSet ?? []),
    );
    this.#places = [...inGroups, object];
  }

  /** Decimal strings (DS) of the first place that has the attribute; null when absent or fewer than `least` values. */
  numbers(tag: string, least = 1): number[] | null {
    for (const place of this.#places) {
      const text = place.elements[tag] ? place.string(tag) : undefined;
      if (!text) continue;
      const values = text.split('\\').map((value) => Number.parseFloat(value));
      if (values.length >= least) return values;
    }
    return null;
  }

  string(tag: string): string | null {
    for (const place of this.#places) {
      const text = place.elements[tag] ? place.string(tag)?.trim() : undefined;
      if (text) return text;
    }
    return null;
  }

  /** The first item of a sequence. */
  item(tag: string): DataSet | null {
    for (const place of this.#places) {
      const item = place.elements[tag]?.items?.[0]?.dataSet;
      if (item) return item;
    }
    return null;
  }
}
