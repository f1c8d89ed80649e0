/** Returns AG06_BROKER_URL; undefined if it is unset or empty. */
export function readBrokerUrl(): string | undefined {
  const url = process.env.AG06_BROKER_URL;
  return url === '' ? undefined : url;
}
