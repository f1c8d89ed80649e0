import { type ComponentChildren, toChildArray } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './answer.css';
import { withoutAges } from './without-ages.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/**
 * The head of a page: its name, which the tab has too, and the answer to its question in one sentence. Screen readers announce
 * the sentence when it says something new, not when only its ages grow.
 */
export function Answer({
  title,
  tone = 'plain',
  children,
}: {
  readonly title: string;
  readonly tone?: Tone;
  readonly children?: ComponentChildren;
}) {
  const said = withoutAges(
    toChildArray(children)
      .filter((child) => typeof child === 'string')
      .join(''),
  );
  const before = useRef<string | undefined>(undefined);
  const isNew = before.current !== said;
  useEffect(() => {
    document.title = `${title} · AG06`;
  }, [title]);
  useEffect(() => {
    before.current = said;
  }, [said]);
  return (
    <header class="answer">
      <h1>{title}</h1>
      <p class={`tone-${tone}`} role="status" aria-live={isNew ? 'polite' : 'off'}>
        {children}
      </p>
    </header>
  );
}
