import { type Types, utilities } from '@cornerstonejs/core';
import { fullRange, toWindow } from './window.ts';

type Values = Uint8Array | Uint16Array | Float32Array;

/** The decoded image with other grey values in it, for what the library cannot do itself. */
export function withGreyValues(image: Types.IImage, values: Values): Types.IImage {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (!(greatest >= least)) [least, greatest] = [0, 1];
  return {
    ...withValues(image, values, 1),
    minPixelValue: least,
    maxPixelValue: greatest,
  };
}

/** The decoded image with RGB pixels in it, three bytes each. */
export function withColours(image: Types.IImage, rgb: Uint8Array, useRgba: boolean): Types.IImage {
  const pixels = useRgba ? addAlpha(rgb) : rgb;
  return {
    ...withValues(image, pixels, useRgba ? 4 : 3),
    color: true,
    rgba: useRgba,
    invert: false,
    minPixelValue: 0,
    maxPixelValue: 255,
    windowCenter: 128,
    windowWidth: 256,
  };
}

/** An image made of RGB pixels alone, such as a picture from the server. */
export function colourImage(
  imageId: string,
  rgb: Uint8Array,
  columns: number,
  rows: number,
  useRgba: boolean,
) {
  const blank = {
    imageId,
    columns,
    rows,
    width: columns,
    height: rows,
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    slope: 1,
    intercept: 0,
    imageFrame: {},
  } as Types.IImage;
  return withColours(blank, rgb, useRgba);
}

/**
 * Gives the image a window where the file has none: all its values. Zero-length ranges (a uniform image) get a length, or
 * nothing could be drawn any more.
 */
export function ensureWindow(image: Types.IImage, hasWindow: boolean): void {
  if (hasWindow || image.color) return;
  const { center, width } = toWindow(fullRange(image.minPixelValue, image.maxPixelValue));
  image.windowCenter = center;
  image.windowWidth = width;
}

function withValues(image: Types.IImage, values: Values, numberOfComponents: number): Types.IImage {
  const { columns: width, rows: height } = image;
  const photometricInterpretation =
    numberOfComponents > 1 ? 'RGB' : image.imageFrame?.photometricInterpretation;
  return {
    ...image,
    imageFrame: { ...image.imageFrame, photometricInterpretation, pixelData: values } as Types.IImageFrame,
    dataType: values.constructor.name as Types.PixelDataTypedArrayString,
    numberOfComponents,
    sizeInBytes: values.byteLength,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      scalarData: values,
      width,
      height,
      numberOfComponents,
    }) as NonNullable<Types.IImage['voxelManager']>,
    getPixelData: () => values,
  };
}

function addAlpha(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba.set(rgb.subarray(from, from + 3), to);
  }
  return rgba;
}
