import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Confirm } from './confirm.tsx';

/**
 * A button whose action is confirmed in a dialog. `children` tell what the action will do. A dialog stays what it was opened as: if
 * the button has another action by then, it does nothing and says so.
 */
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
  const [opened, setOpened] = useState<{ readonly title: string; readonly label: string }>();
  const isSame = opened?.title === title && opened.label === label;
  return (
    <>
      <button
        type="button"
        class={isDangerous ? 'danger' : ''}
        aria-label={`${label}: ${about}`}
        onClick={() => setOpened({ title, label })}
      >
        {label}
      </button>
      {opened !== undefined && (
        <Confirm
          title={opened.title}
          action={opened.label}
          isDangerous={isDangerous}
          {...(typed !== undefined && { typed })}
          onConfirm={isSame ? perform : tellChanged}
          onClose={() => setOpened(undefined)}
        >
          {isSame && children}
        </Confirm>
      )}
    </>
  );
}

async function tellChanged(): Promise<never> {
  throw new Error('What this acts on has changed meanwhile. Nothing was done: close this, and look again.');
}
