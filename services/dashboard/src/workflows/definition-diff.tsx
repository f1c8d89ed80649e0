import { useMemo } from 'preact/hooks';
import { formatNoun } from '../parts/format.ts';
import { ScrollArea } from '../parts/scroll-area.tsx';
import { diffLines } from './diff-lines.ts';

/** Lines around a difference that are shown too. */
const AROUND = 3;
/** The most lines that are shown. */
const SHOWN_MAX = 2_000;

/** What differs between two definitions, line by line. */
export function DefinitionDiff({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  const lines = useMemo(() => {
    const all = diffLines(toText(before), toText(after));
    const isNear = (at: number) => all.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(isDifferent);
    return all.filter((_, at) => isNear(at));
  }, [before, after]);
  if (lines.length === 0) return <p>The definitions are equal.</p>;
  const count = lines.filter(isDifferent).length;
  return (
    <>
      <p>{formatNoun(count, 'line')} differ.</p>
      <ScrollArea class="diff" label="Differences">
        {lines.slice(0, SHOWN_MAX).map(({ kind, text }, at) => (
          <div key={String(at)} class={kind}>
            {kind === 'added' ? '+ ' : kind === 'removed' ? '− ' : '  '}
            {text}
          </div>
        ))}
      </ScrollArea>
    </>
  );
}

const isDifferent = ({ kind }: { readonly kind: string }): boolean => kind !== 'same';
const toText = (value: unknown): string => JSON.stringify(value, undefined, 2) ?? '';
