import { formatNoun } from '../../parts/format.ts';
import { When } from '../../parts/when.tsx';
import { findObstacles, type Obstacle } from '../why/mends.ts';
import { MendControl } from './mend-control.tsx';
import type { VerdictProps } from './verdict-props.ts';

/** The most that are shown before the rest is asked for. */
const SHOWN_MAX = 12;

/** Why an open run does not move, each reason with what ends it; or what it is doing. */
export function Obstacles(props: VerdictProps) {
  const { run, explanation } = props;
  if (explanation === undefined) return <p class="faint">Asking what it waits for …</p>;
  const { first, others } = findObstacles(explanation.reasons, run);
  const isStill = first.length > 0;
  const isBusy = others.some(({ code }) => code === 'running' || code === 'evaluation');
  const title = !isStill ? 'It is on its way' : isBusy ? 'What part of it waits for' : 'Why it does not move';
  const [sentence] = explanation.sentences;
  return (
    <section class={`verdict ${isStill ? 'warn' : ''}`} aria-label={title} aria-live="polite">
      <h2>{title}</h2>
      <p class="sentence">{sentence}</p>
      <ul class="obstacles">
        {first.slice(0, SHOWN_MAX).map((obstacle) => (
          <One key={`${obstacle.step} ${obstacle.code}`} obstacle={obstacle} {...props} />
        ))}
      </ul>
      {first.length > SHOWN_MAX && <p>{formatNoun(first.length - SHOWN_MAX, 'more step')} wait.</p>}
      {others.length > 0 && (
        <details open={!isStill}>
          <summary>{formatNoun(others.length, 'other step')}</summary>
          <ul>
            {others.map(({ step, code, sentence: told }) => (
              <li key={`${step} ${code}`}>{told}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function One({ obstacle, run, definition }: VerdictProps & { readonly obstacle: Obstacle }) {
  const { sentence, since, until, mend, action } = obstacle;
  return (
    <li>
      <p>
        {sentence}{' '}
        {since !== undefined && (
          <span class="faint">
            Since <When at={since} />.{' '}
          </span>
        )}
        {until !== undefined && (
          <span class="faint">
            It goes on <When at={until} />.
          </span>
        )}
      </p>
      {mend !== undefined ? (
        <MendControl run={run} mend={mend} definition={definition} />
      ) : (
        action !== undefined && <p class="faint">{action}</p>
      )}
    </li>
  );
}
