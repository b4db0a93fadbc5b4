/** One picture: a frame of a stored object. */
export interface FrameAddress {
  /** Orthanc's identifier of the instance. */
  readonly instanceId: string;
  /** 0-based. */
  readonly frame: number;
}

/** The scheme under which Cornerstone asks this viewer's loader. */
export const scheme = 'sgim';

export function toImageId({ instanceId, frame }: FrameAddress): string {
  return `${scheme}:${instanceId}/${frame}`;
}

export function fromImageId(imageId: string): FrameAddress {
  const [instanceId = '', frame = '0'] = imageId.slice(scheme.length + 1).split('/');
  return { instanceId, frame: Number(frame) };
}
