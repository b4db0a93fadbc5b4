import { getShouldUseCPURendering, type Types } from '@cornerstonejs/core';
import { createImage } from '@cornerstonejs/dicom-image-loader/imageLoader';
import type { DataSet } from 'dicom-parser';
import { colourImage, ensureWindow, withColours, withGreyValues } from './assembly.ts';
import { describeFrame, type FrameDescription, type ImageNotes } from './description.ts';
import { explicitLittleEndian } from './dicom-file.ts';
import { readEncapsulatedFrame } from './encapsulated-frame.ts';
import { FileStore } from './file-store.ts';
import { type FrameAddress, fromImageId } from './image-id.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { hasOtherSign, readAnew } from './jpeg2000-sign.ts';
import { applyPalette, applyTable } from './lookup-table.ts';
import { toModules } from './metadata-modules.ts';
import { cutNativeFrame } from './native-frame.ts';
import { asPixelError, PixelError, settleWithin } from './pixel-error.ts';
import { type PixelFacts, readPixelFacts } from './pixel-facts.ts';
import { fetchRenderedPicture } from './rendered-picture.ts';
import { chooseRoutes, needsJpegHeader, type Route } from './route.ts';

/** A decoder that has not answered by then never will: a few are known to hang on broken streams. */
const decodeMilliseconds = 30_000;

/** These say that the file itself cannot be had: no other route leads to it. */
const final = new Set(['network', 'refused', 'not-found', 'stalled', 'no-pixels', 'no-size']);

/**
 * Where Cornerstone gets its images and their metadata from: stored files by Orthanc's own REST interface, through the best
 * route that leads to a right picture.
 */
export class ImageSource {
  readonly #files = new FileStore();
  readonly #modules = new Map<string, Record<string, unknown>>();
  readonly #descriptions = new Map<string, FrameDescription>();
  readonly #notes = new Map<string, ImageNotes>();
  readonly #syntaxes = new Map<string, string>();

  /** Tells what the archive knows about an object before its images are loaded. */
  announce(instanceId: string, transferSyntax: string): void {
    this.#syntaxes.set(instanceId, transferSyntax);
  }

  /** Cornerstone's metadata provider. */
  readonly provide = (type: string, imageId: unknown): unknown =>
    typeof imageId === 'string' ? this.#modules.get(imageId)?.[type] : undefined;

  /** Of an image that has been loaded. A server's picture has notes but no description. */
  describe(imageId: string): FrameDescription | null {
    return this.#descriptions.get(imageId) ?? null;
  }

  notes(imageId: string): ImageNotes | null {
    return this.#notes.get(imageId) ?? null;
  }

  /** Cornerstone's image loader. @throws PixelError */
  async load(imageId: string): Promise<Types.IImage> {
    const address = fromImageId(imageId);
    const url = `/instances/${address.instanceId}/file`;
    let routes: readonly Route[] = ['recoded', 'rendered'];
    let first: PixelError | null = null;
    try {
      const file = await this.#files.read(url, this.#syntaxes.get(address.instanceId) ?? null);
      const facts = readPixelFacts(file);
      routes = chooseRoutes(facts, jpegHeaderOf(file, address.frame, facts));
    } catch (error) {
      first = asPixelError(error, 'unreadable');
      if (first.reason !== 'unreadable') throw first;
    }
    for (const route of routes) {
      try {
        return await this.#loadBy(route, imageId, address);
      } catch (error) {
        first ??= asPixelError(error, 'decoding');
        if (final.has(first.reason)) throw first;
      }
    }
    throw first ?? new PixelError('decoding');
  }

  #loadBy(route: Route, imageId: string, address: FrameAddress): Promise<Types.IImage> {
    if (route === 'rendered') return this.#loadPicture(imageId, address);
    const transcode = route === 'recoded' ? `?transcode=${explicitLittleEndian}` : '';
    return this.#loadFile(route, `/instances/${address.instanceId}/file${transcode}`, imageId);
  }

  async #loadFile(route: Route, url: string, imageId: string): Promise<Types.IImage> {
    const { instanceId, frame } = fromImageId(imageId);
    const file = await this.#files.read(url, this.#syntaxes.get(instanceId) ?? null);
    const facts = readPixelFacts(file);
    const { bytes, changed, missing } = facts.encapsulated
      ? { bytes: readEncapsulatedFrame(file, frame, facts.frames), changed: {}, missing: 0 }
      : cutNativeFrame(pixelValue(file, facts), frame, facts);
    if (missing >= bytes.length) throw new PixelError('too-short');
    const description = describeFrame(file, frame, { ...facts, ...changed });
    if (facts.frames === 1) this.#files.release(url);

    const otherSign = facts.encapsulated && hasOtherSign(bytes, facts);
    this.#modules.set(imageId, toModules(asDecoded(description, otherSign)));
    const decoding = createImage(imageId, bytes, decoderSyntax(facts), {
      useRGBA: getShouldUseCPURendering(),
    });
    const decoded = (await settleWithin(
      decoding as Promise<Types.IImage>,
      decodeMilliseconds,
    )) as Types.IImage;
    const image = otherSign
      ? withGreyValues(decoded, readAnew(decoded.getPixelData(), description))
      : finish(decoded, description);
    if (description.palette) this.#modules.set(imageId, toModules(asColour(description)));
    ensureWindow(image, description.window !== null);
    this.#descriptions.set(imageId, description);
    this.#notes.set(imageId, { route, missing: missing / bytes.length });
    return image;
  }

  async #loadPicture(imageId: string, address: FrameAddress): Promise<Types.IImage> {
    const { rgb, columns, rows } = await fetchRenderedPicture(address);
    this.#modules.set(imageId, pictureModules(columns, rows));
    this.#descriptions.delete(imageId);
    this.#notes.set(imageId, { route: 'rendered', missing: 0 });
    return colourImage(imageId, rgb, columns, rows, getShouldUseCPURendering());
  }
}

/** Native data have been brought into explicit little endian by now, whatever the file was in. */
const decoderSyntax = (facts: PixelFacts) =>
  facts.encapsulated ? facts.transferSyntax : explicitLittleEndian;

function pixelValue(file: DataSet, { element }: PixelFacts): Uint8Array {
  const { dataOffset = 0, length = 0 } = file.elements[element] ?? {};
  return file.byteArray.subarray(dataOffset, dataOffset + length) as Uint8Array;
}

function jpegHeaderOf(file: DataSet, frame: number, facts: PixelFacts) {
  return needsJpegHeader(facts) ? readJpegHeader(readEncapsulatedFrame(file, frame, facts.frames)) : null;
}

/** What the library ignores or gets wrong: the palette and the Modality LUT are applied here, on the decoded values. */
function finish(image: Types.IImage, { palette, modalityTable }: FrameDescription): Types.IImage {
  const values = image.getPixelData();
  if (palette) return withColours(image, applyPalette(values, palette), getShouldUseCPURendering());
  if (modalityTable) return withGreyValues(image, applyTable(values, modalityTable));
  return image;
}

/** What the decoder is told: palette images are indices, and values of the other sign are rescaled later. */
function asDecoded(description: FrameDescription, otherSign: boolean): FrameDescription {
  const rescale = { slope: 1, intercept: 0 };
  if (otherSign) {
    return { ...description, rescale, facts: { ...description.facts, signed: !description.facts.signed } };
  }
  if (!description.palette) return description;
  const facts = { ...description.facts, photometric: 'MONOCHROME2', samplesPerPixel: 1 };
  return { ...description, facts, window: null, rescale };
}

function asColour(description: FrameDescription): FrameDescription {
  return {
    ...description,
    facts: { ...description.facts, photometric: 'RGB', samplesPerPixel: 3 },
    window: null,
  };
}

function pictureModules(columns: number, rows: number): Record<string, unknown> {
  return {
    imagePixelModule: {
      samplesPerPixel: 3,
      photometricInterpretation: 'RGB',
      rows,
      columns,
      bitsAllocated: 8,
      bitsStored: 8,
      highBit: 7,
      pixelRepresentation: 0,
      planarConfiguration: 0,
    },
    imagePlaneModule: {
      rows,
      columns,
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      rowCosines: [1, 0, 0],
      columnCosines: [0, 1, 0],
      imagePositionPatient: [0, 0, 0],
      pixelSpacing: [1, 1],
      rowPixelSpacing: 1,
      columnPixelSpacing: 1,
      usingDefaultValues: true,
    },
    generalSeriesModule: { modality: 'OT' },
    generalImageModule: {},
    sopCommonModule: {},
    modalityLutModule: {},
    voiLutModule: {},
  };
}
