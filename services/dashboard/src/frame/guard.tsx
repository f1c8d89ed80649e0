import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ErrorNotice } from '../parts/error-notice.tsx';

/** Shows why its content could not be drawn, in its place, until another page is opened. What is around it stays as it is. */
export function Guard({ children }: { readonly children: ComponentChildren }) {
  const { path } = useLocation();
  const [error, reset] = useErrorBoundary();
  useEffect(() => reset(), [path, reset]);
  if (error !== undefined) return <ErrorNotice error={error} onRetry={reset} />;
  return <>{children}</>;
}
