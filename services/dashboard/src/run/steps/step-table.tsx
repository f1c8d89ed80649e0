import type { StepView } from '@ag06/client';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import type { GraphStep } from '../graph/definition-graph.ts';
import { lookOf, wordOf } from '../graph/status-glyphs.ts';
import { tellProgress, tellStep, tellWait } from '../graph/tell-step.ts';
import './step-table.css';

interface StepTableProps {
  /** Empty while the definition is not loaded. */
  readonly steps: readonly GraphStep[];
  readonly states: Readonly<Record<string, StepView>>;
  readonly chosen: string | undefined;
  readonly onChoose: (step: string) => void;
}

/** The steps as a table, with all that the graph shows. */
export function StepTable({ steps, states, chosen, onChoose }: StepTableProps) {
  const known = new Map(steps.map((step) => [step.id, step]));
  const all = Object.values(states);
  const columns: Columns = {
    progress: all.some((state) => tellProgress(state) !== ''),
    wait: all.some((state) => tellWait(state) !== ''),
  };
  return (
    <ScrollArea class="step-table scroll-x" label="Table of the steps">
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Status</th>
            <th scope="col">Does</th>
            {columns.progress && <th scope="col">So far</th>}
            {columns.wait && <th scope="col">Waits for</th>}
          </tr>
        </thead>
        <tbody>
          {Object.entries(states).map(([id, state]) => (
            <Row
              key={id}
              id={id}
              state={state}
              step={known.get(id)}
              columns={columns}
              isChosen={id === chosen}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

/** Columns that are there only if a step has something to say in them. */
interface Columns {
  readonly progress: boolean;
  readonly wait: boolean;
}

interface RowProps {
  readonly id: string;
  readonly state: StepView;
  readonly step: GraphStep | undefined;
  readonly columns: Columns;
  readonly isChosen: boolean;
  readonly onChoose: (step: string) => void;
}

function Row({ id, state, step, columns, isChosen, onChoose }: RowProps) {
  const { sign, tone } = lookOf(state.status);
  return (
    <tr class={isChosen ? 'chosen' : ''}>
      <th scope="row">
        <button type="button" class="link" aria-pressed={isChosen} onClick={() => onChoose(id)}>
          {id}
        </button>
      </th>
      <td class={`tone-${tone}`}>
        <span aria-hidden="true">{sign}</span> {wordOf(state.status)}
      </td>
      <td>{step === undefined ? '' : tellStep(step)}</td>
      {columns.progress && <td>{tellProgress(state)}</td>}
      {columns.wait && <td>{tellWait(state)}</td>}
    </tr>
  );
}
