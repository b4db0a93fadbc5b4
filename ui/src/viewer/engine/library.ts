import {
  cache,
  imageLoader,
  init as initCore,
  metaData,
  RenderingEngine,
  type Types,
} from '@cornerstonejs/core';
import { init as initLoader } from '@cornerstonejs/dicom-image-loader/imageLoader';
import { init as initTools } from '@cornerstonejs/tools';
import { scheme } from '../pixels/image-id.ts';
import { ImageSource } from '../pixels/image-source.ts';

export interface Library {
  readonly images: ImageSource;
  readonly engine: RenderingEngine;
}

/** Decoded images are kept up to this size, least recently used first out. Phones get by with less. */
const cacheBytes = (navigator.maxTouchPoints > 0 && screen.width < 1024 ? 256 : 768) * 2 ** 20;

/** Half of what the cache holds may be filled ahead of the reader. */
export const prefetchBytes = cacheBytes / 2;

let started: Library | null = null;

/** Starts Cornerstone once for the life of the page and gives it our images and metadata. */
export function startLibrary(): Library {
  if (started) return started;
  initCore();
  initTools();
  // The other metadata provider fails on deflated files, some fragmented multi-frames and odd value representations.
  initLoader({
    useLegacyMetadataProvider: true,
    maxWebWorkers: Math.max(1, Math.min(4, Math.floor((navigator.hardwareConcurrency || 2) / 2))),
  });
  cache.setMaxCacheSize(cacheBytes);
  const images = new ImageSource();
  imageLoader.registerImageLoader(scheme, (imageId: string) => ({
    promise: images.load(imageId) as Promise<Types.IImage & Record<string, unknown>>,
  }));
  metaData.addProvider(images.provide, 10_000);
  started = { images, engine: new RenderingEngine('sgim') };
  return started;
}
