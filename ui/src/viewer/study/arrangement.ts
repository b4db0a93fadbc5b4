import type { Tags } from '../../app/orthanc/resources.ts';
import { toImageId } from '../pixels/image-id.ts';
import { type ObjectKind, objectKind } from './object-kinds.ts';
import { sortForDisplay } from './series-order.ts';

/** A stored object without a picture. */
export interface OtherObject {
  readonly instanceId: string;
  readonly kind: ObjectKind;
}

export interface SeriesContent {
  /** In the order of display, multi-frame objects frame by frame. */
  readonly imageIds: readonly string[];
  /** Transfer syntax by instance, as the archive found it. */
  readonly syntaxes: ReadonlyMap<string, string>;
  readonly others: readonly OtherObject[];
}

/** What the search of the archive answers about one object. */
export interface FoundInstance {
  ID: string;
  MainDicomTags: Tags;
  Metadata: Record<string, string>;
}

/** Sorts and expands what the archive found. */
export function arrangeContent(found: readonly FoundInstance[]): SeriesContent {
  const objects = found.map(({ ID, MainDicomTags: tags, Metadata }) => ({
    instanceId: ID,
    kind: objectKind(Metadata.SopClassUid ?? ''),
    frames: Math.max(1, Number.parseInt(tags.NumberOfFrames ?? '1', 10) || 1),
    instanceNumber: toNumber(tags.InstanceNumber),
    position: toNumbers(tags.ImagePositionPatient),
    orientation: toNumbers(tags.ImageOrientationPatient),
  }));
  return {
    imageIds: sortForDisplay(objects.filter(({ kind }) => !kind)).flatMap(({ instanceId, frames }) =>
      Array.from({ length: frames }, (_, frame) => toImageId({ instanceId, frame })),
    ),
    syntaxes: new Map(found.map(({ ID, Metadata }) => [ID, Metadata.TransferSyntax ?? ''])),
    others: objects.flatMap(({ instanceId, kind }) => (kind ? [{ instanceId, kind }] : [])),
  };
}

function toNumber(value: string | undefined): number | null {
  const number = Number.parseInt(value ?? '', 10);
  return Number.isFinite(number) ? number : null;
}

function toNumbers(value: string | undefined): number[] | null {
  return value ? value.split('\\').map((part) => Number.parseFloat(part)) : null;
}
