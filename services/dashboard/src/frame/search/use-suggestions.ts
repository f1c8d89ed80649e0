import { useEffect, useState } from 'preact/hooks';
import { client } from '../../client.ts';
import { hasRuns } from './has-runs.ts';
import { type Mark, type Names, NO_NAMES, type Suggestion, suggest, toMarks } from './suggest.ts';

/** Names are read anew when the search is opened, if they are older than this. */
const NAMES_MS = 30_000;
/** Schedules whose names are known: one page. */
const SCHEDULES_MAX = 100;
/** Runs are asked for once the typing rests for so long. */
const REST_MS = 250;

const names: { value: Names; at: number } = { value: NO_NAMES, at: Number.NEGATIVE_INFINITY };

/**
 * Returns what a text may mean, as far as the fleet is known. While the search is open it asks for the names of the fleet, at most
 * once in a while, and once per rest of the typing for one run with each mark that the text may be: at most three.
 */
export function useSuggestions(sought: string, isOpen: boolean): readonly Suggestion[] {
  const [known, setKnown] = useState(names.value);
  const [found, setFound] = useState<ReadonlyMap<Mark, boolean>>(new Map());
  useEffect(() => {
    if (!isOpen || performance.now() - names.at < NAMES_MS) return setKnown(names.value);
    const controller = new AbortController();
    const { signal } = controller;
    void loadNames(signal).then((value) => {
      if (signal.aborted) return;
      Object.assign(names, { value, at: performance.now() });
      setKnown(value);
    });
    return () => controller.abort();
  }, [isOpen]);
  useEffect(() => {
    setFound(new Map());
    if (!isOpen || sought.trim().length < 2) return;
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      for (const { kind, href } of toMarks(sought))
        void hasRuns(href, signal).then(
          (has) => !signal.aborted && setFound((before) => new Map(before).set(kind, has)),
          // What is not known stays suggested.
          () => {},
        );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [sought, isOpen]);
  return suggest(sought, known, found);
}

/** What cannot be read has no names. */
async function loadNames(signal: AbortSignal): Promise<Names> {
  const options = { signal, retryForMs: 0 };
  const namesOf = (list: Promise<{ readonly items: readonly { readonly name: string }[] }>) =>
    list.then(
      ({ items }) => items.map(({ name }) => name),
      () => [],
    );
  const [workflow, agent, schedule] = await Promise.all([
    namesOf(client.workflows.list(options)),
    namesOf(client.fleet.agents(options)),
    namesOf(client.schedules.list({ ...options, limit: SCHEDULES_MAX })),
  ]);
  return { workflow, agent, schedule };
}
