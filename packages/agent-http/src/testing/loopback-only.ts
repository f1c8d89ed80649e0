import { buildConnector } from 'undici';

/**
 * Connects to this machine only, and notes every other address that it was told to connect to: a guard that lets one
 * through fails its test, and nothing leaves the machine.
 */
export function createLoopbackDialler(strays: string[]): typeof buildConnector {
  const isStray = (address: string): boolean => !address.startsWith('127.') && address !== '::1';
  return (options) => {
    if (options === undefined || !('lookup' in options)) throw new Error('There is no lookup.');
    const { lookup } = options;
    const connect = buildConnector({
      ...options,
      lookup: (host, how, callback) =>
        lookup?.(host, how, (error, found, family) => {
          const stray = [found].flat().map(toAddress).find(isStray);
          if (error !== null || stray === undefined) return callback(error, found, family);
          strays.push(stray);
          callback(new Error(`${stray} would have been connected to.`), []);
        }),
    });
    return (target, callback) => {
      const isName = !/^[\d.]+$|:/.test(target.hostname);
      if (isName || !isStray(target.hostname)) return connect(target, callback);
      strays.push(target.hostname);
      queueMicrotask(() => callback(new Error(`${target.hostname} would have been connected to.`), null));
    };
  };
}

const toAddress = (found: string | { readonly address: string }): string =>
  typeof found === 'string' ? found : found.address;
