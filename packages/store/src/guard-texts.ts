import type { Command } from '@ag06/protocol';
import { cleanJsonText, cleanTexts, hasCleanValues } from './clean-texts.ts';
import type { Store } from './store.ts';

/**
 * Cleans every text on its way into a store, so that all adapters keep, find and return the same. Each adapter wraps its
 * ports with it. JSON texts (inputs, outputs, errors) are kept to the letter, because their escapes are no texts of the
 * store. Texts that are looked up by, such as tags, are cleaned wherever they are written.
 */
export function guardTexts(store: Store): Store {
  const { runs, workflows, fleet, feed, shared, samples, schedules, events, groups } = store;
  return {
    ...store,
    runs: guardPort(runs, { apply: cleanCommand }),
    workflows: guardPort(workflows),
    fleet: guardPort(fleet),
    feed: guardPort(feed),
    shared: guardPort(shared),
    samples: guardPort(samples),
    schedules: guardPort(schedules),
    events: guardPort(events),
    groups: guardPort(groups),
  };
}

function cleanCommand(command: Command): Command {
  const cleaned = hasCleanValues(command) ? command : cleanTexts(command);
  return cleaned.kind === 'submit' ? { ...cleaned, meta: cleanJsonText(cleaned.meta) } : cleaned;
}

type Clean = (argument: never) => unknown;

/** Cleans the arguments of every method. `first` has the methods whose first argument is cleaned in another way. */
function guardPort<Port extends object>(port: Port, first: Readonly<Record<string, Clean>> = {}): Port {
  /** Keyed by the original method, because a test may replace a method later. */
  const guarded = new WeakMap<object, unknown>();
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const known = guarded.get(member);
      if (known !== undefined) return known;
      const clean: Clean = Object.hasOwn(first, name) ? (first[String(name)] ?? cleanTexts) : cleanTexts;
      const method = (...args: readonly unknown[]): unknown =>
        Reflect.apply(
          member,
          target,
          args.map((argument, i) => (i === 0 ? clean(argument as never) : cleanTexts(argument))),
        );
      guarded.set(member, method);
      return method;
    },
  });
}
