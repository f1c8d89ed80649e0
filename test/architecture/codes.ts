import type { Repository } from './repository.ts';

const TABLE = 'packages/contracts/src/codes';

/** Settings, and what others say: OpenTelemetry, Node, Fastify, OpenSSL, S3. */
const FOREIGN =
  /^(AG06|OTEL|AWS|UND_ERR|ERR|HPE|FST_ERR|EAI)_|_CERT(_|$)|^CERT_|_SIGNATURE$|^(NO_COLOR|FORCE_COLOR|LOG_LEVEL|NODE_ENV|WHEN_REQUIRED)$/;

/** Reasons that come with a sentence of their own (of a tuner, and of how far a simulation may be trusted), and who reads codes of others. */
const REASONS =
  /^packages\/(tuning|simulation)\/|\/simulation\/fleet-caveats\.ts$|\/simulation-description\.ts$|^services\/dashboard\//;

/** Told before modules are loaded, within a sentence. */
const IN_TEXTS: readonly string[] = ['NODE_TOO_OLD'];

/** A mark that one part of the store gives another, a placeholder of documents, and a note of the optimizer's trace. */
const INTERNAL: readonly string[] = ['RECORD_INVALID', 'NOUN_CONDITION', 'ON_ALL'];

/**
 * Every code of the sources has a row that says what it means and what to do, and every row is of a code of the sources.
 *
 * @param told the codes that have one
 */
export function checkCodes({ workspaces }: Repository, told: ReadonlySet<string>): readonly string[] {
  const sources = workspaces
    .filter(({ group }) => group === 'packages' || group === 'services')
    .flatMap((workspace) => workspace.sources.filter(({ isTest }) => !isTest));
  const untold = sources
    .filter(({ path }) => !REASONS.test(path))
    .flatMap(({ path, codes }) =>
      [...new Set(codes)]
        .filter(
          (code) => code.includes('_') && !FOREIGN.test(code) && !INTERNAL.includes(code) && !told.has(code),
        )
        .map((code) => `${path}: ${code} has no row in ${TABLE}: say what it means, and what to do`),
    );
  const found = new Set(sources.flatMap(({ codes }) => codes));
  const gone = [...told]
    .filter((code) => !found.has(code) && !IN_TEXTS.includes(code))
    .map((code) => `${TABLE}: no source has the code ${code}`);
  return [...untold, ...gone];
}
