import type { Project } from '../project.ts';

const START: Readonly<Record<Project['broker'], string>> = {
  embedded: 'npx ag06 up          # the fleet, with its data in .ag06; nothing else is needed',
  redis: 'docker compose up redis --detach\nnpx ag06 up          # the fleet, on Redis at 127.0.0.1:6379',
  postgres:
    'docker compose up postgres --detach\nnpx ag06 migrate && npx ag06 up          # the fleet, on PostgreSQL at 127.0.0.1:5432',
};

/** README.md */
export function readme({ name, broker }: Project): string {
  return `# ${name}

Agents and a workflow for AG06, a fleet of agent workers.

\`\`\`sh
npm install
npm test             # a fleet in the process of the tests: no server
${START[broker]}
npm run call -- "a fleet of agents"
\`\`\`

- \`src/agents.ts\`: the agents. Each is a function with a name; add yours.
- \`src/longest-word.ts\`: a workflow of them. \`ag06 up\` registers it, because package.json names both files under \`ag06\`.
- \`src/longest-word.test.ts\`: tests of both. \`src/call.ts\`: how another service calls the workflow.
- Another port or machine: set \`AG06_URL\`, such as \`AG06_URL=http://127.0.0.1:4700 npm run call\`. Without it, callers ask 127.0.0.1:4606.
- \`compose.yaml\`: the fleet on a server, with two workers: \`docker compose up\`.

\`ag06 up\` reads the agents when it starts: after a change, stop it and start it again.

See what happens: \`npx ag06 runs list\`, \`npx ag06 runs show RUN\`, \`npx ag06 feed\`. All commands: \`npx ag06 help\`.
`;
}
