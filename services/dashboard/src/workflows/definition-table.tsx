import { JsonView } from '../parts/json-view.tsx';
import { ScrollArea } from '../parts/scroll-area.tsx';
import type { GraphStep } from '../run/graph/definition-graph.ts';
import { tellStep } from '../run/graph/tell-step.ts';
import '../run/steps/step-table.css';

/** The steps of a definition as a table, and the chosen one as its author wrote it. */
export function DefinitionTable({
  steps,
  definition,
  chosen,
  onChoose,
}: {
  readonly steps: readonly GraphStep[];
  readonly definition: unknown;
  readonly chosen: string | undefined;
  readonly onChoose: (step: string) => void;
}) {
  return (
    <>
      <ScrollArea class="step-table scroll-x" label="Table of the steps">
        <table>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Does</th>
              <th scope="col">Needs</th>
              <th scope="col">Always</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.id} class={step.id === chosen ? 'chosen' : ''}>
                <th scope="row">
                  <button
                    type="button"
                    class="link"
                    aria-pressed={step.id === chosen}
                    onClick={() => onChoose(step.id)}
                  >
                    {step.id}
                  </button>
                </th>
                <td>{tellStep(step)}</td>
                <td>{step.needs.join(', ')}</td>
                <td>{step.when !== undefined ? 'on a condition' : 'yes'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {chosen !== undefined && (
        <section aria-label={`Step ${chosen}`}>
          <h3>{chosen}</h3>
          <JsonView key={chosen} value={writtenStep(definition, chosen)} isOpen />
        </section>
      )}
    </>
  );
}

function writtenStep(definition: unknown, step: string): unknown {
  if (typeof definition !== 'object' || definition === null || !('steps' in definition)) return undefined;
  const { steps } = definition;
  if (typeof steps !== 'object' || steps === null) return undefined;
  return Object.entries(steps).find(([id]) => id === step)?.[1];
}
