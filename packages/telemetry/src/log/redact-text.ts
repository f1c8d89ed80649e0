/** Patterns of possible secrets in foreign text, and their replacements. */
const RULES: readonly (readonly [RegExp, string])[] = [
  // Credentials in a URL: the last @ ends them.
  [/\b([a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/"']{1,300}@/gi, '$1***@'],
  [/\b(bearer|basic)\s+[a-z0-9._~+/=-]{6,}/gi, '$1 ***'],
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s?[:=]\s?)["']?[^\s"'][^"'\n]*/gi, '$1$2***'],
  [
    /(password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)(["']?\s?[:=]\s?)["']?[^\s"'&,;(){}]{4,}/gi,
    '$1$2***',
  ],
  // Keys with a known prefix.
  [/\b(?:sk|pk|ghp|gho|ghs|glpat|xox[abprs])[-_][\w-]{16,}/g, '***'],
  [/\bAKIA[0-9A-Z]{16}\b/g, '***'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '***'],
];

/** Removes what looks like a secret from a text. The work is linear in its length. */
export function redactText(text: string): string {
  let redacted = text;
  for (const [pattern, instead] of RULES) redacted = redacted.replace(pattern, instead);
  return redacted;
}
