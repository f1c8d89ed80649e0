import type { ObjectStore } from '@ag06/objects';

/** For the `pass` of a process: it dies when it comes to this point. */
export const diesAt =
  <Point>(point: Point) =>
  (at: Point): void => {
    if (at === point) throw new Error('dies');
  };

/** Calls whose replies are counted together: one of them is lost. */
export interface LostReply {
  /** The same call. What it did stays done when its reply is the lost one. */
  over<A extends unknown[], T>(call: (...args: A) => Promise<T>): (...args: A) => Promise<T>;
  readonly wasLost: boolean;
}

/** Loses the reply of the nth call of all that it is laid over. */
export function loseReply(nth: number): LostReply {
  let left = nth;
  return {
    over:
      (call) =>
      async (...args) => {
        const answer = await call(...args);
        left--;
        if (left === 0) throw new Error('the reply is lost');
        return answer;
      },
    get wasLost() {
      return left <= 0;
    },
  };
}

export async function listKeys(objects: Pick<ObjectStore, 'list'>, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  return keys;
}
