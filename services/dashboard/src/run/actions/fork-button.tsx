import type { RunForked, RunView } from '@ag06/client';
import { useId, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { client } from '../../client.ts';
import { parseExactJson } from '../../form/parse-exact-json.ts';
import { Confirm } from '../../parts/confirm.tsx';

/** Begins another run with the outcomes that this one had, from a step or an event on, perhaps with another input. */
export function ForkButton({ run, from }: { readonly run: RunView; readonly from?: string | number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {from === undefined ? 'Fork …' : `Fork from ${typeof from === 'number' ? `event ${from}` : from} …`}
      </button>
      {isOpen && <ForkDialog run={run} from={from} onClose={() => setOpen(false)} />}
    </>
  );
}

function ForkDialog({
  run,
  from: given,
  onClose,
}: {
  readonly run: RunView;
  readonly from: string | number | undefined;
  readonly onClose: () => void;
}) {
  const id = useId();
  const { route } = useLocation();
  const names = Object.keys(run.steps);
  const written = JSON.stringify(run.input, undefined, 2);
  const [from, setFrom] = useState<string | number>(given ?? names[0] ?? 1);
  const [effects, setEffects] = useState<'live' | 'recorded'>('live');
  const [input, setInput] = useState(written);
  const fork = async () => {
    const isOther = input !== written;
    const options = { from, effects, ...(isOther && { input: parseInput(input) }) };
    const forked: RunForked = await client.forks.start(run.runId, options);
    route(`/runs/${forked.runId}`);
  };
  return (
    <Confirm title={`Fork ${run.runId}`} action="Start the fork" onConfirm={fork} onClose={onClose}>
      <p>
        Another run begins with the outcomes of this one. What it forks from, and all behind it, is done
        again. This run stays as it is.
      </p>
      <div class="field">
        <label for={`${id}-from`}>From</label>
        {typeof from === 'number' && names.length > 0 && typeof given === 'number' ? (
          <input id={`${id}-from`} value={`event ${from}`} readOnly />
        ) : (
          <select id={`${id}-from`} value={from} onChange={(event) => setFrom(event.currentTarget.value)}>
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      <div class="field">
        <label for={`${id}-effects`}>Effects</label>
        <select
          id={`${id}-effects`}
          value={effects}
          onChange={(event) => setEffects(event.currentTarget.value === 'live' ? 'live' : 'recorded')}
        >
          <option value="live">live: steps act again</option>
          <option value="recorded">
            recorded: the same calls get the outcomes that they had, others wait for you
          </option>
        </select>
      </div>
      <div class="field">
        <label for={`${id}-input`}>Input – JSON</label>
        <textarea
          id={`${id}-input`}
          rows={8}
          spellcheck={false}
          value={input}
          onInput={(event) => setInput(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}

function parseInput(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw new Error(`The input is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
