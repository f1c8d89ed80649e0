import type { ComponentChildren } from 'preact';
import { ErrorNotice } from './error-notice.tsx';
import type { Loaded } from './use-load.ts';

/** What was loaded; what kept it from being loaded, above what was loaded before. */
export function Shown<T>({
  of,
  children,
}: {
  readonly of: Loaded<T> & { readonly reload: () => void };
  readonly children: (value: T) => ComponentChildren;
}) {
  switch (of.status) {
    case 'loading':
      return <p role="status">Loading …</p>;
    case 'failed':
      return <ErrorNotice error={of.error} onRetry={of.reload} />;
    case 'ready':
      return (
        <>
          {of.error !== undefined && <ErrorNotice error={of.error} onRetry={of.reload} />}
          {children(of.value)}
        </>
      );
  }
}
