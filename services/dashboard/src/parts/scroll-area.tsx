import type { ComponentChildren, RefObject } from 'preact';

/** What scrolls by itself. It takes the focus, so that the arrow keys scroll it. */
export function ScrollArea({
  label,
  class: name = '',
  frame,
  height,
  onScroll,
  children,
}: {
  readonly label: string;
  readonly class?: string;
  readonly frame?: RefObject<HTMLElement | null>;
  /** In pixels. */
  readonly height?: number;
  readonly onScroll?: (scrollTop: number) => void;
  readonly children: ComponentChildren;
}) {
  return (
    <section
      class={name}
      {...(frame !== undefined && { ref: frame })}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it, the keyboard could not scroll it everywhere
      tabIndex={0}
      {...(height !== undefined && { style: { height: `${height}px` } })}
      onScroll={(event) => onScroll?.(event.currentTarget.scrollTop)}
    >
      {children}
    </section>
  );
}
