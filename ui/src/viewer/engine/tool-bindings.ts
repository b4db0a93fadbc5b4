import { addTool, Enums, PanTool, ToolGroupManager, ZoomTool } from '@cornerstonejs/tools';
import { type DragHandler, SliceDragTool, WindowDragTool } from './drag-tools.ts';

/** What the left button, or one finger, does. */
export type ToolName = 'window' | 'zoom' | 'pan' | 'scroll';

const tools = { window: WindowDragTool, zoom: ZoomTool, pan: PanTool, scroll: SliceDragTool } as const;
const { MouseBindings } = Enums;
let registered = false;

/**
 * Binds buttons and fingers to the tools of one viewport: left button or one finger the active tool, middle button pan, right
 * button or two fingers zoom. The wheel is not bound here: it scrolls, always.
 */
export class ToolBindings {
  readonly #group;

  constructor(
    readonly viewportId: string,
    renderingEngineId: string,
    handlers: { readonly onWindow: DragHandler; readonly onScroll: DragHandler },
  ) {
    if (!registered) for (const tool of Object.values(tools)) addTool(tool);
    registered = true;
    const group = ToolGroupManager.createToolGroup(viewportId);
    if (!group) throw new Error(`The tools of ${viewportId} exist already`);
    this.#group = group;
    group.addTool(WindowDragTool.toolName, { onDrag: handlers.onWindow });
    group.addTool(SliceDragTool.toolName, { onDrag: handlers.onScroll });
    group.addTool(ZoomTool.toolName);
    group.addTool(PanTool.toolName);
    group.addViewport(viewportId, renderingEngineId);
  }

  activate(name: ToolName): void {
    for (const tool of Object.values(tools))
      this.#group.setToolPassive(tool.toolName, { removeAllBindings: true });
    const primary = { mouseButton: MouseBindings.Primary };
    const pan = { mouseButton: MouseBindings.Auxiliary };
    const zoom = [{ mouseButton: MouseBindings.Secondary }, { numTouchPoints: 2 }];
    const bind = (tool: ToolName, own: object[]) => {
      const bindings = tool === name ? [primary, ...own] : own;
      if (bindings.length > 0) this.#group.setToolActive(tools[tool].toolName, { bindings });
    };
    bind('pan', [pan]);
    bind('zoom', zoom);
    bind('window', []);
    bind('scroll', []);
  }

  dispose(): void {
    ToolGroupManager.destroyToolGroup(this.viewportId);
  }
}
