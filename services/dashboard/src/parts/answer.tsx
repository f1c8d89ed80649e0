import type { ComponentChildren } from 'preact';
import './answer.css';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** The head of a page: its name, and the answer to its question in one sentence. */
export function Answer({
  title,
  tone = 'plain',
  children,
}: {
  readonly title: string;
  readonly tone?: Tone;
  readonly children?: ComponentChildren;
}) {
  return (
    <header class="answer">
      <h1>{title}</h1>
      <p class={`tone-${tone}`} role="status">
        {children}
      </p>
    </header>
  );
}
