import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ActionButton } from '../parts/action-button.tsx';

/** An action on settings, which is recorded with a reason. */
export function ReasonAction({
  perform,
  children,
  ...button
}: {
  readonly label: string;
  readonly about: string;
  readonly title: string;
  readonly isDangerous?: boolean;
  /** Empty: no reason was given. */
  readonly perform: (reason: string) => Promise<unknown>;
  readonly children?: ComponentChildren;
}) {
  const [reason, setReason] = useState('');
  const act = async () => {
    await perform(reason.trim());
    setReason('');
  };
  return (
    <ActionButton {...button} perform={act}>
      {children}
      <label>
        Reason (optional, it is recorded)
        <input
          value={reason}
          maxLength={500}
          onInput={(event) => setReason(event.currentTarget.value)}
          autocomplete="off"
        />
      </label>
    </ActionButton>
  );
}
