import { html } from 'htm/preact';
import type { IconNode } from 'lucide';
import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { Icon } from './icon.ts';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';
type Size = 'normal' | 'compact' | 'medium' | 'large';

const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent border-accent hover:brightness-110 active:brightness-95',
  secondary: 'bg-panel text-ink border-line hover:bg-panel-2',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-panel-2 hover:text-ink',
  danger: 'bg-panel text-danger border-line hover:border-danger',
};

const sizes: Record<Size, string> = {
  compact: 'h-8 px-2.5 gap-1.5 text-13',
  medium: 'h-9 px-3.5 gap-2 text-14',
  normal: 'h-10 px-4 gap-2 text-14',
  large: 'h-12 px-6 gap-2 text-16',
};

const shape =
  'inline-flex items-center justify-center rounded border font-medium whitespace-nowrap transition-[background-color,border-color,filter] duration-150 ease-calm disabled:opacity-55';

/** How a button looks, for links that act like one. */
export const buttonClass = (look: Look = 'secondary', size: Size = 'normal'): string =>
  `${shape} ${looks[look]} ${sizes[size]}`;

interface ButtonProps {
  children: ComponentChildren;
  look?: Look;
  size?: Size;
  icon?: IconNode;
  type?: 'button' | 'submit';
  disabled?: boolean;
  /** Work is under way: cannot be pressed again, and says so. */
  busy?: boolean;
  class?: string;
  onClick?: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
}

export function Button({
  children,
  look = 'secondary',
  size = 'normal',
  icon,
  type = 'button',
  disabled = false,
  busy = false,
  class: className = '',
  onClick,
}: ButtonProps) {
  return html`<button
    type=${type}
    class=${`${buttonClass(look, size)} ${className}`}
    disabled=${disabled || busy}
    aria-busy=${busy}
    onClick=${onClick}
  >
    ${icon && html`<${Icon} node=${icon} />`}${children}
  </button>`;
}

interface IconButtonProps {
  label: string;
  icon: IconNode;
  class?: string;
  pressed?: boolean;
  expanded?: boolean;
  onClick: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
}

/** A button that is an icon alone; its label is read out and shown on hover. */
export function IconButton({
  label,
  icon,
  class: className = '',
  pressed,
  expanded,
  onClick,
}: IconButtonProps) {
  return html`<button
    type="button"
    class=${`inline-flex size-10 items-center justify-center rounded text-ink-2 transition-colors duration-150 hover:bg-panel-2 hover:text-ink ${className}`}
    title=${label}
    aria-label=${label}
    aria-pressed=${pressed}
    aria-expanded=${expanded}
    onClick=${onClick}
  >
    <${Icon} node=${icon} size=${20} />
  </button>`;
}
