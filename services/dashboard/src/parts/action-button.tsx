import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Confirm } from './confirm.tsx';

/** A button whose action is confirmed in a dialog. `children` tell what the action will do. */
export function ActionButton({
  label,
  about,
  title,
  isDangerous = false,
  typed,
  perform,
  children,
}: {
  readonly label: string;
  /** What it acts on: the name of the button for screen readers. */
  readonly about: string;
  readonly title: string;
  readonly isDangerous?: boolean;
  readonly typed?: string;
  readonly perform: () => Promise<unknown>;
  readonly children?: ComponentChildren;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class={isDangerous ? 'danger' : ''}
        aria-label={`${label}: ${about}`}
        onClick={() => setOpen(true)}
      >
        {label}
      </button>
      {isOpen && (
        <Confirm
          title={title}
          action={label}
          isDangerous={isDangerous}
          {...(typed !== undefined && { typed })}
          onConfirm={perform}
          onClose={() => setOpen(false)}
        >
          {children}
        </Confirm>
      )}
    </>
  );
}
