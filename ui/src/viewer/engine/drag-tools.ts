import { BaseTool, type Types } from '@cornerstonejs/tools';

/** What a drag tool of ours reports to: CSS pixels moved since the last report, right and down. */
export type DragHandler = (right: number, down: number) => void;

interface DragEvent {
  detail: { deltaPoints: { canvas: readonly number[] } };
}

class DragTool extends BaseTool {
  constructor(props: Types.PublicToolProps = {}) {
    super(props, { supportedInteractionTypes: ['Mouse', 'Touch'], configuration: {} });
  }

  mouseDragCallback(event: DragEvent): void {
    const [right = 0, down = 0] = event.detail.deltaPoints.canvas;
    const { onDrag } = this.configuration as { onDrag?: DragHandler };
    onDrag?.(right, down);
  }

  touchDragCallback(event: DragEvent): void {
    this.mouseDragCallback(event);
  }
}

/** Changes the window. The library's own tool throws on 8-bit signed and 32-bit values. */
export class WindowDragTool extends DragTool {
  static override toolName = 'SgimWindow';
}

/** Moves through the images. The library's own tool shows the old image under the new number when one cannot be loaded. */
export class SliceDragTool extends DragTool {
  static override toolName = 'SgimSlices';
}
