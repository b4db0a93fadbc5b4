import {
  ChevronsUpDown,
  CirclePlay,
  Contrast,
  FlipHorizontal2,
  FlipVertical2,
  Grid2x2,
  type IconNode,
  Maximize,
  Move,
  RotateCcw,
  RotateCcwSquare,
  RotateCw,
  SunMoon,
  ZoomIn,
} from 'lucide';
import { text } from '../i18n/language.ts';
import type { ToolName } from './engine/tool-bindings.ts';
import { toRange } from './pixels/window.ts';
import type { ViewerSession } from './session.ts';

type ActionNames = keyof typeof text.value.viewer.actions;

/** Something that can be done in the viewer; the toolbar, the menus and the keyboard all read it here. */
export interface Action {
  readonly id: string;
  readonly label: () => string;
  /** Values of `KeyboardEvent.key`. */
  readonly keys: readonly string[];
  /** Absent: not in the toolbar. */
  readonly icon?: IconNode;
  /** For what can be on or off. */
  readonly pressed?: (session: ViewerSession) => boolean;
  readonly enabled?: (session: ViewerSession) => boolean;
  readonly run: (session: ViewerSession) => void;
}

const named = (name: ActionNames) => () => text.value.viewer.actions[name];

function tool(name: ToolName, icon: IconNode, keys: string[]): Action {
  return {
    id: name,
    label: named(name),
    keys,
    icon,
    pressed: ({ view }) => view.value?.tool.value === name,
    run: (session) => session.useTool(name),
  };
}

const hasView = ({ view }: ViewerSession) => view.value !== null;
const hasSeveral = ({ view }: ViewerSession) => (view.value?.count ?? 0) > 1;

/** The tools of the left button. */
export const toolActions: readonly Action[] = [
  tool('window', Contrast, ['w']),
  tool('zoom', ZoomIn, ['z']),
  tool('pan', Move, ['p']),
  tool('scroll', ChevronsUpDown, ['s']),
];

/** What changes the picture. */
export const pictureActions: readonly Action[] = [
  {
    id: 'invert',
    label: named('invert'),
    keys: ['i'],
    icon: SunMoon,
    pressed: ({ view }) => view.value?.inverted.value === true,
    run: ({ view }) => view.value?.setInverted(!view.value.inverted.value),
  },
  {
    id: 'rotate-right',
    label: named('rotateRight'),
    keys: ['r'],
    icon: RotateCw,
    run: ({ view }) => view.value?.rotateBy(90),
  },
  {
    id: 'rotate-left',
    label: named('rotateLeft'),
    keys: ['l'],
    icon: RotateCcw,
    run: ({ view }) => view.value?.rotateBy(-90),
  },
  {
    id: 'flip-horizontal',
    label: named('flipHorizontal'),
    keys: ['h'],
    icon: FlipHorizontal2,
    run: ({ view }) => view.value?.flip('horizontal'),
  },
  {
    id: 'flip-vertical',
    label: named('flipVertical'),
    keys: ['v'],
    icon: FlipVertical2,
    run: ({ view }) => view.value?.flip('vertical'),
  },
  {
    id: 'smooth',
    label: named('smooth'),
    keys: ['n'],
    icon: Grid2x2,
    pressed: ({ view }) => view.value?.smooth.value === true,
    run: ({ view }) => view.value?.setSmooth(!view.value.smooth.value),
  },
  { id: 'fit', label: named('fit'), keys: ['='], icon: Maximize, run: ({ view }) => view.value?.fit() },
  {
    id: 'play',
    label: named('play'),
    keys: ['c'],
    icon: CirclePlay,
    enabled: hasSeveral,
    pressed: ({ playing }) => playing.value,
    run: ({ playing }) => {
      playing.value = !playing.value;
    },
  },
  {
    id: 'reset',
    label: named('reset'),
    keys: [' '],
    icon: RotateCcwSquare,
    run: ({ view }) => view.value?.reset(),
  },
];

const move = (id: string, name: ActionNames, keys: string[], run: Action['run']): Action => ({
  id,
  label: named(name),
  keys,
  run,
});

/** What the keyboard alone does: the wheel and the list of series do it for the pointer. */
const movements: readonly Action[] = [
  move('zoom-in', 'zoomIn', ['+'], ({ view }) => view.value?.zoomBy(1.2)),
  move('zoom-out', 'zoomOut', ['-'], ({ view }) => view.value?.zoomBy(1 / 1.2)),
  move('next-image', 'nextImage', ['ArrowDown', 'ArrowRight'], ({ view }) => view.value?.scrollBy(1)),
  move('previous-image', 'previousImage', ['ArrowUp', 'ArrowLeft'], ({ view }) => view.value?.scrollBy(-1)),
  move('first-image', 'firstImage', ['Home'], ({ view }) => void view.value?.show(0)),
  move('last-image', 'lastImage', ['End'], ({ view }) => void view.value?.show(view.value.count - 1)),
  move('next-series', 'nextSeries', ['PageDown'], (session) => session.selectBy(1)),
  move('previous-series', 'previousSeries', ['PageUp'], (session) => session.selectBy(-1)),
];

/** Centre and width in Hounsfield units: they mean nothing on anything but a CT. */
const ctWindows = {
  soft: [40, 400],
  lung: [-600, 1500],
  liver: [90, 150],
  bone: [480, 2500],
  brain: [40, 80],
} as const;

export const presetActions: readonly Action[] = Object.entries(ctWindows).map(
  ([name, [center, width]], index) => ({
    id: `preset-${name}`,
    label: () => text.value.viewer.presets[name as keyof typeof ctWindows],
    keys: [String(index + 1)],
    enabled: ({ view }) => view.value?.unit.value === 'HU',
    run: ({ view }) => view.value?.setRange(toRange({ center, width, shape: 'LINEAR' })),
  }),
);

export const ownWindowAction: Action = {
  id: 'own-window',
  label: named('ownWindow'),
  keys: ['0'],
  run: ({ view }) => view.value?.setRange(null),
};

export const allActions: readonly Action[] = [
  ...toolActions,
  ...pictureActions,
  ...movements,
  ...presetActions,
  ownWindowAction,
];

/** Whether an action can be run now. */
export const isEnabled = (action: Action, session: ViewerSession): boolean =>
  (action.enabled ?? (action.id.endsWith('-series') ? () => true : hasView))(session);
