import { existsSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from './exit-codes.ts';
import { readText } from './read-text.ts';

/** The field `ag06` of a project's package.json. */
const ProjectSettings = z.strictObject({
  /** Modules of agents and workflows, as paths from the project's folder. */
  agents: z.array(z.string().min(1)).optional(),
  brokerUrl: z.string().min(1).optional(),
});

/**
 * Returns the environment with what the package.json of this folder says in its field `ag06`, where the environment itself says
 * nothing. Throws `UsageError` if that field is wrong. Without the file, or the field, the environment stays as it is.
 */
export function withProjectSettings(env: NodeJS.ProcessEnv, file = 'package.json'): NodeJS.ProcessEnv {
  const { agents, brokerUrl } = readProjectSettings(file);
  return {
    ...env,
    ...(agents !== undefined && !env.AG06_AGENTS && { AG06_AGENTS: agents.join(',') }),
    ...(brokerUrl !== undefined && !env.AG06_BROKER_URL && { AG06_BROKER_URL: brokerUrl }),
  };
}

function readProjectSettings(file: string): z.infer<typeof ProjectSettings> {
  if (!existsSync(file)) return {};
  const read = z.object({ ag06: ProjectSettings.optional() }).safeParse(parseFile(file));
  if (read.success) return read.data.ag06 ?? {};
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UsageError(
    `${file}: ${problems.join('; ')}. It takes { "ag06": { "agents": ["FILE"], "brokerUrl": "URL" } }.`,
  );
}

/** A file that is no JSON is npm's business: it says nothing to this command. */
function parseFile(file: string): object {
  try {
    const content: unknown = JSON.parse(readText(file));
    return typeof content === 'object' && content !== null && !Array.isArray(content) ? content : {};
  } catch {
    return {};
  }
}
