import type { RunStore, Store } from '@ag06/store';

/**
 * Sends commands to two stores in turn; everything else goes to the first. Commands of one turn of the event loop go to the
 * same store in their order, because two stores have no common order.
 */
export function storesInTurn(first: Store, second: RunStore): Store {
  let turns = 0;
  let isChosen = false;
  const apply: RunStore['apply'] = (command) => {
    if (!isChosen) {
      isChosen = true;
      turns++;
      setImmediate(() => {
        isChosen = false;
      });
    }
    return (turns % 2 === 0 ? first.runs : second).apply(command);
  };
  const runs = new Proxy(first.runs, {
    get(target, name) {
      const member: unknown = name === 'apply' ? apply : Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { ...first, runs };
}
