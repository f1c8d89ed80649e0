import { client } from '../client.ts';
import { Shown } from '../parts/shown.tsx';
import { useLoad } from '../parts/use-load.ts';
import { type LetterActions, Letters } from './letters.tsx';

/** The dead letter that the address of the page names, above all others. */
export function OneLetter({ id, onDone, onRedriven }: LetterActions & { readonly id: string }) {
  const loaded = useLoad((signal) => client.deadLetters.get(id, { signal }), [id]);
  return (
    <section aria-label={`Dead letter ${id}`}>
      <h2>
        Dead letter <code>{id}</code>
      </h2>
      <Shown of={loaded}>
        {(letter) => (
          <>
            {letter.remedy !== undefined && <p>{letter.remedy}</p>}
            <Letters letters={[letter]} onDone={onDone} onRedriven={onRedriven} />
          </>
        )}
      </Shown>
    </section>
  );
}
