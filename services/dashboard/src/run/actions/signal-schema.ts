/** Returns the JSON Schema of the payload of a signal, as a step of the definition says; undefined if none does. */
export function findSignalSchema(definition: unknown, signal: string, step?: string): unknown {
  if (!isRecord(definition) || !isRecord(definition.steps)) return undefined;
  const { steps } = definition;
  const named = step === undefined || !Object.hasOwn(steps, step) ? Object.values(steps) : [steps[step]];
  const found = named.find((of) => isRecord(of) && of.signal === signal && of.schema !== undefined);
  return isRecord(found) ? found.schema : undefined;
}

/** The names of the signals that steps of a definition wait for. */
export function listSignals(definition: unknown): readonly string[] {
  if (!isRecord(definition) || !isRecord(definition.steps)) return [];
  const names = Object.values(definition.steps).flatMap((step) =>
    isRecord(step) && typeof step.signal === 'string' ? [step.signal] : [],
  );
  return [...new Set(names)];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
