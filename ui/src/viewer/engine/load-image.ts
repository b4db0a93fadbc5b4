import { cache, imageLoader, type Types } from '@cornerstonejs/core';

const running = new Map<string, Promise<Types.IImage>>();

/**
 * The image from the library's cache, or loaded into it. Once for everybody who asks meanwhile. Not the library's own function
 * of this kind: a failure in there leaves a rejection that nobody can handle.
 *
 * @throws PixelError
 */
export async function loadImage(imageId: string): Promise<Types.IImage> {
  const cached = cache.isLoaded(imageId) ? cache.getImage(imageId) : undefined;
  if (cached) return cached;
  let loading = running.get(imageId);
  if (!loading) {
    loading = load(imageId).finally(() => running.delete(imageId));
    running.set(imageId, loading);
  }
  return loading;
}

async function load(imageId: string): Promise<Types.IImage> {
  const image = await imageLoader.loadImage(imageId);
  if (!cache.isLoaded(imageId)) cache.putImageSync(imageId, image);
  return image;
}
