import type { TuningDecisionView } from '@ag06/client';
import { client } from '../client.ts';
import { JsonView } from '../parts/json-view.tsx';
import { Table } from '../parts/table.tsx';
import { toPreview } from '../parts/to-members.ts';
import { When } from '../parts/when.tsx';
import { ReasonAction } from './reason-action.tsx';

/** What the optimizer has decided, with its evidence. A person takes it back, or gives it to all. */
export function Decisions({
  agent,
  decisions,
  onDone,
}: {
  readonly agent: string;
  readonly decisions: readonly TuningDecisionView[];
  readonly onDone: () => void;
}) {
  return (
    <Table label="Decisions" columns={['When', 'What and why', 'From → to', 'Evidence', 'Result', 'Action']}>
      {decisions.map((decision) => (
        <Decision key={decision.number} agent={agent} decision={decision} onDone={onDone} />
      ))}
    </Table>
  );
}

function Decision({
  agent,
  decision: { number, at, mode, version, sentence, from, to, evidence, result, prediction, undo },
  onDone,
}: {
  readonly agent: string;
  readonly decision: TuningDecisionView;
  readonly onDone: () => void;
}) {
  return (
    <tr>
      <td>
        #{number} <When at={at} />
        <br />
        <span class="faint">{mode}</span>
      </td>
      <td>{sentence}</td>
      <td>
        <code>{toPreview(from)}</code> → <code>{toPreview(to)}</code>
      </td>
      <td>
        <JsonView value={evidence} />
      </td>
      <td>
        {prediction !== null &&
          `${prediction.of}: ${toShort(prediction.low)} to ${toShort(prediction.high)} predicted`}
        {result !== null && `, ${toShort(result.value)} measured${result.isWithin ? '' : ', outside of it'}`}
      </td>
      <td class="acts">
        {version === null ? (
          <ReasonAction
            label="Apply"
            about={`decision ${number}`}
            title={`Publish decision ${number}?`}
            perform={(reason) => client.tuning.apply(agent, { decision: number, reason }).then(onDone)}
          />
        ) : (
          undo !== null && (
            <ReasonAction
              label="Roll back"
              about={`decision ${number}`}
              title={`Take decision ${number} back?`}
              isDangerous
              perform={(reason) => client.tuning.rollBack(agent, { decision: number, reason }).then(onDone)}
            >
              <p>Its settings go back to what they were, and are locked.</p>
            </ReasonAction>
          )
        )}
      </td>
    </tr>
  );
}

const toShort = (value: number): number => Number(value.toPrecision(3));
