import type { Command } from '@ag06/protocol';
import { cleanJsonText, cleanTexts, hasCleanValues } from './clean-texts.ts';
import type { Store } from './store.ts';

/**
 * The one place where texts are made such as every store can keep: each adapter gives its ports out behind it, so that
 * all keep, find and answer alike. Texts of JSON (inputs, outputs, errors) are kept to the letter: what they escape is
 * no text of the store's. What is looked up by its own text, such as tags, is cleaned wherever it is written.
 */
export function guardTexts(store: Store): Store {
  const { runs, workflows, fleet, feed, shared, samples } = store;
  return {
    ...store,
    runs: guardPort(runs, { apply: cleanCommand }),
    workflows: guardPort(workflows),
    fleet: guardPort(fleet),
    feed: guardPort(feed),
    shared: guardPort(shared),
    samples: guardPort(samples),
  };
}

function cleanCommand(command: Command): Command {
  const cleaned = hasCleanValues(command) ? command : cleanTexts(command);
  return cleaned.kind === 'submit' ? { ...cleaned, meta: cleanJsonText(cleaned.meta) } : cleaned;
}

type Clean = (argument: never) => unknown;

/** Cleans the arguments of every method; `first` says how that of some methods is cleaned. */
function guardPort<Port extends object>(port: Port, first: Readonly<Record<string, Clean>> = {}): Port {
  /** By the method itself, which somebody may put another in place of. */
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
