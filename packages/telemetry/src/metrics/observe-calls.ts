/** The name under which calls of a method are measured, or how to find it from the arguments. */
export type CallNames<T> = {
  readonly [M in keyof T]?: T[M] extends (...args: infer A) => Promise<unknown>
    ? string | ((...args: A) => string)
    : never;
};

export interface CallObserver {
  answered(name: string, ms: number, args: readonly unknown[], answer: unknown): void;
  failed(name: string, ms: number, args: readonly unknown[], error: unknown): void;
}

type AnyMethod = (...args: unknown[]) => unknown;

/**
 * Wraps `port`: reports each call of the named methods to `observer`, and leaves everything else as it is. It returns
 * the port's own promise, so a call takes no longer.
 */
export function observeCalls<T extends object>(port: T, names: CallNames<T>, observer: CallObserver): T {
  const standIn = Object.create(null) as Record<string, unknown>;
  for (const key of findKeys(port)) {
    const value = Reflect.get(port, key) as unknown;
    const name = names[key as keyof T] as string | ((...args: unknown[]) => string) | undefined;
    if (typeof value !== 'function')
      Object.defineProperty(standIn, key, { get: () => Reflect.get(port, key) });
    else if (name === undefined) standIn[key] = value.bind(port);
    else standIn[key] = observe(port, value as AnyMethod, name, observer);
  }
  return standIn as T;
}

function observe(
  port: object,
  method: AnyMethod,
  name: string | ((...args: unknown[]) => string),
  observer: CallObserver,
): AnyMethod {
  return (...args) => {
    const startedAt = performance.now();
    const answered = method.apply(port, args) as Promise<unknown>;
    const called = typeof name === 'string' ? name : name(...args);
    answered.then(
      (answer) => observer.answered(called, performance.now() - startedAt, args, answer),
      (error: unknown) => observer.failed(called, performance.now() - startedAt, args, error),
    );
    return answered;
  };
}

/** The methods of the object and of its classes. */
function findKeys(port: object): readonly string[] {
  const keys = new Set<string>();
  for (let at = port; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at))
    for (const key of Object.getOwnPropertyNames(at)) keys.add(key);
  keys.delete('constructor');
  return [...keys];
}
