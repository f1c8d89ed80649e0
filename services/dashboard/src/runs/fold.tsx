import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const WIDE = '(min-width: 46rem)';

/** Controls that are folded away on a phone, where they would take the place of what they act on. */
export function Fold({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const [isWide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const follow = () => setWide(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  if (isWide) return <>{children}</>;
  return (
    <details class="fold">
      <summary>{title}</summary>
      {children}
    </details>
  );
}
