const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const TAG = /<([a-z][a-z0-9]*)\s([^<>]*)>/gi;
const ATTRIBUTE = /\b(href|src|id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/gi;

/** Targets of `<a href>` and `<img src>`, and what `id` and `<a name>` make linkable, in a piece of HTML. */
export function readHtml(html: string): { targets: string[]; anchors: string[] } {
  const targets: string[] = [];
  const anchors: string[] = [];
  for (const [, tag = '', attributes = ''] of html.replace(COMMENT, '').matchAll(TAG)) {
    for (const [, name = '', ...values] of attributes.matchAll(ATTRIBUTE)) {
      const value = (values.find((candidate) => candidate !== undefined) ?? '').replaceAll('&amp;', '&');
      const place = `${tag} ${name}`.toLowerCase();
      if (place === 'a href' || place === 'img src') targets.push(value);
      if (place === 'a name' || name.toLowerCase() === 'id') anchors.push(value);
    }
  }
  return { targets, anchors };
}
