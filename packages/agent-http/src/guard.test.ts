import { expect, it } from '@jest/globals';
import { findRefusal } from './guard.ts';
import { parseIpAddress } from './ip-address.ts';

function refusalOf(host: string, port: number, address: string) {
  const parsed = parseIpAddress(address);
  if (parsed === undefined) throw new Error(`${address} is no address.`);
  return findRefusal([{ kind: 'host', host: 'listed', port: undefined }], { host, port, address: parsed });
}

it('public hosts are reached at 80 and 443, listed ones wherever they are', () => {
  expect(refusalOf('a.example', 80, '8.8.8.8')).toBeUndefined();
  expect(refusalOf('a.example', 443, '2001:4860::1')).toBeUndefined();
  expect(refusalOf('listed', 25, '10.0.0.1')).toBeUndefined();
});

it('a special address is refused with its purpose and the remedy, and is not given away', () => {
  const refusal = refusalOf('a.example', 80, '10.1.2.3');
  expect(refusal).toMatchObject({ code: 'HTTP_TARGET_FORBIDDEN' });
  expect(refusal?.message).toMatch(/a\.example:80 .*private use.* AG06_HTTP_ALLOW/);
  expect(refusal?.message).not.toContain('10.1.2.3');
});

it('another port of a public host is refused', () => {
  expect(refusalOf('a.example', 6379, '8.8.8.8')?.message).toContain('80 or 443');
});
