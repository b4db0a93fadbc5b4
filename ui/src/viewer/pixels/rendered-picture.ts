import { download } from './download.ts';
import type { FrameAddress } from './image-id.ts';
import { PixelError } from './pixel-error.ts';
import { largestSide } from './route.ts';

export interface Picture {
  readonly columns: number;
  readonly rows: number;
  /** Three bytes a pixel. */
  readonly rgb: Uint8Array;
}

/** Orthanc's own rendering of a frame: 8 bits, the file's window already applied. */
export function renderingUrl({ instanceId, frame }: FrameAddress): string {
  return `/instances/${instanceId}/frames/${frame}/rendered`;
}

/**
 * The server's rendering as pixels.
 * @throws PixelError, `server` when Orthanc cannot decode the image either
 */
export async function fetchRenderedPicture(address: FrameAddress): Promise<Picture> {
  const bytes = await download(renderingUrl(address), { accept: 'image/png' });
  try {
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }), {
      colorSpaceConversion: 'none',
    });
    const { width: columns, height: rows } = bitmap;
    if (Math.max(columns, rows) > largestSide) throw new PixelError('too-large');
    const context = Object.assign(document.createElement('canvas'), {
      width: columns,
      height: rows,
    }).getContext('2d');
    if (!context) throw new PixelError('drawing');
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const { data } = context.getImageData(0, 0, columns, rows);
    const rgb = new Uint8Array(3 * columns * rows);
    for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
      rgb.set(data.subarray(from, from + 3), to);
    }
    return { columns, rows, rgb };
  } catch (error) {
    throw error instanceof PixelError ? error : new PixelError('decoding', error);
  }
}
