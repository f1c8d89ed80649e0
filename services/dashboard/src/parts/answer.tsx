import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import './answer.css';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** The head of a page: its name, which the tab has too, and the answer to its question in one sentence. */
export function Answer({
  title,
  tone = 'plain',
  children,
}: {
  readonly title: string;
  readonly tone?: Tone;
  readonly children?: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} · AG06`;
  }, [title]);
  return (
    <header class="answer">
      <h1>{title}</h1>
      <p class={`tone-${tone}`} role="status">
        {children}
      </p>
    </header>
  );
}
