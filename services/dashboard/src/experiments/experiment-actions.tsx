import type { ExperimentView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { formatNoun } from '../parts/format.ts';
import { ReasonAction } from '../tuning/reason-action.tsx';
import { parseResults } from './to-experiments-answer.ts';

/** Ends an experiment, publishes its winner, and records what was measured of runs. */
export function ExperimentActions({
  experiment: { id, agent, status, metric, ended, promoted },
  onDone,
}: {
  readonly experiment: ExperimentView;
  readonly onDone: () => void;
}) {
  const winner = ended?.winner ?? null;
  return (
    <p class="buttons">
      {status === 'running' &&
        (['a', 'b'] as const).map((arm) => (
          <ReasonAction
            key={arm}
            label={`${arm.toUpperCase()} wins`}
            about={agent}
            title={`End it with ${arm.toUpperCase()} as the winner?`}
            perform={(reason) => client.experiments.decide(id, { winner: arm, reason }).then(onDone)}
          >
            <p>Whatever its results say. Its settings are published only when you promote it.</p>
          </ReasonAction>
        ))}
      {status === 'running' && (
        <ReasonAction
          label="Stop"
          about={agent}
          title="End it without a winner?"
          isDangerous
          perform={(reason) => client.experiments.stop(id, { reason }).then(onDone)}
        />
      )}
      {winner !== null && promoted === null && (
        <ReasonAction
          label={`Publish ${winner.toUpperCase()}`}
          about={agent}
          title={`Publish the settings of ${winner.toUpperCase()} for ${agent}?`}
          perform={(reason) => client.experiments.promote(id, reason).then(onDone)}
        >
          <p>All workers use them at once.</p>
        </ReasonAction>
      )}
      {status === 'running' && metric === 'recorded' && (
        <RecordButton id={id} agent={agent} onDone={onDone} />
      )}
    </p>
  );
}

function RecordButton({
  id,
  agent,
  onDone,
}: {
  readonly id: string;
  readonly agent: string;
  readonly onDone: () => void;
}) {
  const [text, setText] = useState('');
  const parsed = parseResults(text);
  const record = async () => {
    if ('wrong' in parsed)
      throw new Error(`Expected RUN=VALUE in each line, got "${parsed.wrong.slice(0, 80)}".`);
    await client.experiments.record(id, { results: parsed.results });
    setText('');
    onDone();
  };
  return (
    <ActionButton
      label="Record results"
      about={agent}
      title="Record what you have measured of runs"
      perform={record}
    >
      <label>
        One RUN=VALUE in each line; more is better
        <textarea rows={6} cols={40} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <p role="status">
        {'wrong' in parsed
          ? `Not RUN=VALUE: ${parsed.wrong.slice(0, 80)}`
          : formatNoun(parsed.results.length, 'result')}
      </p>
    </ActionButton>
  );
}
