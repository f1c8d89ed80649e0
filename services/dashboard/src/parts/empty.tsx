import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import './empty.css';

/** Tells that there is nothing, and what to do: often a command to copy. */
export function Empty({
  children,
  command,
}: {
  readonly children: ComponentChildren;
  readonly command?: string;
}) {
  return (
    <div class="empty">
      <p>{children}</p>
      {command !== undefined && <Command text={command} />}
    </div>
  );
}

/** A command with a button that copies it, where the browser lets a page do that: not over plain HTTP from another machine. */
export function Command({ text }: { readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <p class="command">
      <code>{text}</code>
      {'clipboard' in navigator && (
        <button type="button" onClick={copy} aria-label={`Copy: ${text}`}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
      )}
    </p>
  );
}
