import { toStoreError } from './to-store-error.ts';

/** Wraps an object so that its methods reject with the error that `toStoreError` makes of a failure. */
export function guardRejections<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        try {
          return await value.apply(object, args);
        } catch (error) {
          throw toStoreError(error);
        }
      };
    },
  });
}
