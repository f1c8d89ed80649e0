import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ErrorNotice } from '../parts/error-notice.tsx';

/** Shows why its content could not be drawn, in its place, until another page is opened. What is around it stays as it is. */
export function Guard({ children }: { readonly children: ComponentChildren }) {
  const { path } = useLocation();
  const [error, reset] = useErrorBoundary();
  // It is another function each time, so an effect of it would show the content again at once, without end.
  const latest = useRef(reset);
  latest.current = reset;
  const failedAt = useRef(path);
  useEffect(() => {
    if (failedAt.current !== path) latest.current();
    failedAt.current = path;
  }, [path]);
  if (error !== undefined) return <ErrorNotice error={error} onRetry={reset} />;
  return <>{children}</>;
}
