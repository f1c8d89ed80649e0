import { CODE_SECTIONS } from '@ag06/contracts/codes';
import { REASON_RULES, type ReasonRule } from '@ag06/health';

/** Returns `docs/reference/errors.md`: every code, where it stands, what it means and what to do. */
export function toErrorsPage(): string {
  const sections = CODE_SECTIONS.map(([title, codes]) => {
    const rows = Object.entries(codes)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(
        ([code, [at, means, cure]]) => `| \`${code}\` | ${toCell(at)} | ${toCell(means)} | ${toCell(cure)} |`,
      );
    return `## ${title}\n\n| code | at | meaning | what to do |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Codes

Each refusal, failure and warning has a code, which never changes its meaning: match the code, and read the message. \`ag06 help CODE\` prints a row of this
page. *At* is the HTTP status of an answer, or where else the code stands: in the \`error\` of a run, a step or an attempt (\`ag06 runs show RUN\`), where a process
starts, in what \`ag06 doctor\` finds, on a dead letter, in a log. Handlers give codes of their own (\`NonRetryable\`), which are not here.

Answers with 429 and 503 may be repeated after \`Retry-After\`, under the same \`Idempotency-Key\`; the client does so by itself. Codes that begin with \`HTTP_\` and a
status (\`HTTP_502\`) come from the client: something between it and the dispatcher answered without a code.

${sections.join('\n')}
## Reasons of health

\`ag06 health\` (\`GET /health\`) gives a component fewer points for each. STORE_FULL and STORE_NEARLY_FULL are above.

| code | component | judged by | what to do |
| --- | --- | --- | --- |
${toHealthRows().join('\n')}

Written by \`npm run docs:reference\`; a test compares it with the code, and the table with all codes of the sources.
`;
}

function toHealthRows(): readonly string[] {
  const told = new Set(CODE_SECTIONS.flatMap(([, codes]) => Object.keys(codes)));
  return Object.entries<ReasonRule>(REASON_RULES)
    .filter(([code]) => !told.has(code))
    .sort(([a], [b]) => a.localeCompare(b))
    .map(
      ([code, { component, measure, remedy }]) =>
        `| \`${code}\` | ${component} | ${toCell(measure)} | ${toCell(remedy)} |`,
    );
}

const toCell = (text: string): string => text.replaceAll('|', '\\|');
