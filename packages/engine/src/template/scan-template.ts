/** A part of a string: literal text, or the source between `${` and `}`. `offset` is where the source starts. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly source: string; readonly offset: number };

type ScannedTemplate =
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  | { readonly ok: false; readonly offset: number };

/**
 * Splits a string into text and expressions. `$${` is a literal `${`. Braces in CEL's strings, comments and maps do not end
 * an expression. Not ok if an expression has no end.
 */
export function scanTemplate(template: string): ScannedTemplate {
  const parts: TemplatePart[] = [];
  let text = '';
  let position = 0;
  while (position < template.length) {
    const dollar = template.indexOf('$', position);
    if (dollar < 0) break;
    text += template.slice(position, dollar);
    position = dollar;
    if (template.startsWith('$${', position)) {
      text += '${';
      position += 3;
    } else if (template.startsWith('${', position)) {
      const end = findEnd(template, position + 2);
      if (end === undefined) return { ok: false, offset: position };
      if (text !== '') parts.push({ kind: 'text', text });
      text = '';
      parts.push({ kind: 'expression', source: template.slice(position + 2, end), offset: position + 2 });
      position = end + 1;
    } else {
      text += '$';
      position += 1;
    }
  }
  text += template.slice(position);
  if (text !== '' || parts.length === 0) parts.push({ kind: 'text', text });
  return { ok: true, parts };
}

/** Finds the brace that closes an expression. */
function findEnd(template: string, start: number): number | undefined {
  let depth = 0;
  let position = start;
  while (position < template.length) {
    const character = template[position];
    if (character === '"' || character === "'") {
      position = skipString(template, position, character);
      continue;
    }
    if (character === '/' && template[position + 1] === '/') {
      position = skipComment(template, position);
      continue;
    }
    if (character === '{') depth += 1;
    if (character === '}') {
      if (depth === 0) return position;
      depth -= 1;
    }
    position += 1;
  }
  return undefined;
}

/** Returns the position after a string literal; the end of the template if the literal is not closed. */
function skipString(template: string, start: number, quote: string): number {
  const triple = quote.repeat(3);
  const closing = template.startsWith(triple, start) ? triple : quote;
  let position = start + closing.length;
  while (position < template.length) {
    if (template[position] === '\\') position += 2;
    else if (template.startsWith(closing, position)) return position + closing.length;
    else position += 1;
  }
  return template.length;
}

function skipComment(template: string, start: number): number {
  const end = template.indexOf('\n', start);
  return end < 0 ? template.length : end;
}
