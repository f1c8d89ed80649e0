import { expect, it } from '@jest/globals';
import { type AllowEntry, isAllowed, parseAllowEntry } from './allow-list.ts';
import { parseIpAddress } from './ip-address.ts';

function allow(...texts: readonly string[]): readonly AllowEntry[] {
  return texts.map((text) => {
    const parsed = parseAllowEntry(text);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.entry;
  });
}

function reaches(entry: string, host: string, port: number, address: string): boolean {
  const parsed = parseIpAddress(address);
  if (parsed === undefined) throw new Error(`${address} is no address.`);
  return isAllowed(allow(entry), { host, port, address: parsed });
}

it.each([
  ['billing.internal', 'billing.internal', 8080, '10.0.0.7'],
  ['Billing.Internal.', 'billing.internal.', 8080, '10.0.0.7'],
  ['billing.internal:8080', 'billing.internal', 8080, '10.0.0.7'],
  ['bücher.example', 'xn--bcher-kva.example', 80, '10.0.0.7'],
  ['10.0.0.0/8', 'billing.internal', 8080, '10.0.0.7'],
  ['10.0.0.7', 'billing.internal', 8080, '10.0.0.7'],
  ['10.0.0.7:8080', '10.0.0.7', 8080, '10.0.0.7'],
  ['127.0.0.0/8', '[::ffff:7f00:1]', 80, '::ffff:7f00:1'],
  ['::1', '[::1]', 80, '::1'],
  ['[::1]:8080', '[::1]', 8080, '::1'],
  ['fd00::/8', 'billing.internal', 80, 'fd00::7'],
])('%s opens %s:%i at %s', (entry, host, port, address) => {
  expect(reaches(entry, host, port, address)).toBe(true);
});

it.each([
  ['billing.internal', 'x.billing.internal', 80, '10.0.0.7'],
  ['billing.internal', 'billing.internal.example', 80, '10.0.0.7'],
  ['billing.internal:8080', 'billing.internal', 80, '10.0.0.7'],
  ['10.0.0.7:8080', '10.0.0.7', 80, '10.0.0.7'],
  ['10.0.0.0/8', 'billing.internal', 80, '11.0.0.7'],
  ['::/0', 'billing.internal', 80, '10.0.0.7'],
  ['10.0.0.0/8', '[64:ff9b::a00:7]', 80, '64:ff9b::a00:7'],
])('%s does not open %s:%i at %s', (entry, host, port, address) => {
  expect(reaches(entry, host, port, address)).toBe(false);
});

it.each([
  ...[
    '10.0.0.0/33',
    '10.0.0.1/8',
    'http://a',
    'a/b',
    'user@a',
    'a:0',
    'a:65536',
    'a:port',
    '*',
    '*.internal',
  ],
  ...['a b', '[::1', '[::g]', ':80', 'a?b', 'a#b', '%41', '256.0.0.1'],
])('%s is refused with what was expected', (text) => {
  const parsed = parseAllowEntry(text);
  expect(parsed).toMatchObject({ ok: false });
  expect(JSON.stringify(parsed)).toContain('expected a host');
});
