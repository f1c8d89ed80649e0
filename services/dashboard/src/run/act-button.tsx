import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ErrorNotice } from '../parts/error-notice.tsx';

/** A button that acts at once, says so, and shows why it was refused. For what destroys nothing. */
export function ActButton({
  children,
  about,
  isPrimary = false,
  perform,
}: {
  readonly children: ComponentChildren;
  /** Completes the name of the button for screen readers. */
  readonly about?: string | undefined;
  readonly isPrimary?: boolean;
  readonly perform: () => Promise<unknown>;
}) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const act = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await perform();
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" class={isPrimary ? 'primary' : ''} disabled={isBusy} onClick={act}>
        {children}
        {about !== undefined && <span class="unseen"> {about}</span>}
      </button>
      {error !== undefined && <ErrorNotice error={error} />}
    </>
  );
}
