import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import './confirm.css';
import { ErrorNotice } from './error-notice.tsx';

/** A modal dialog that is open as long as it is shown. Escape closes it, unless it is at work: its end has to be seen. */
export function Dialog({
  title,
  isBusy = false,
  onClose,
  children,
}: {
  readonly title: string;
  readonly isBusy?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      aria-busy={isBusy}
      onKeyDown={(event) => {
        // A second Escape would close it even if its `cancel` is prevented.
        if (isBusy && event.key === 'Escape') event.preventDefault();
      }}
      onCancel={(event) => {
        if (isBusy) event.preventDefault();
      }}
      onClose={() => (isBusy ? ref.current?.showModal() : onClose())}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

/** Asks before an action, does it, and tells why it was refused. */
export function Confirm({
  title,
  action,
  isDangerous = false,
  typed,
  onConfirm,
  onClose,
  staysOpen = false,
  children,
}: {
  readonly title: string;
  /** What the button says: the action and what it acts on. */
  readonly action: string;
  readonly isDangerous?: boolean;
  /** What has to be typed before the button works. */
  readonly typed?: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  /** What comes after it takes its place. */
  readonly staysOpen?: boolean;
  readonly children?: ComponentChildren;
}) {
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      if (!staysOpen) onClose();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  const isReady = typed === undefined || text === typed;
  return (
    <Dialog title={title} isBusy={isBusy} onClose={onClose}>
      <form onSubmit={confirm}>
        {children}
        {typed !== undefined && (
          <label>
            Type <b>{typed}</b> to go on
            <input value={text} onInput={(event) => setText(event.currentTarget.value)} autocomplete="off" />
          </label>
        )}
        {error !== undefined && <ErrorNotice error={error} />}
        <p class="buttons">
          <button type="submit" class={isDangerous ? 'danger' : 'primary'} disabled={!isReady || isBusy}>
            {isBusy ? 'Working …' : action}
          </button>
          <button type="button" disabled={isBusy} onClick={onClose}>
            Close
          </button>
        </p>
      </form>
    </Dialog>
  );
}
