import { expect, it } from '@jest/globals';
import { judgeServerError } from './judge-server-error.ts';

it.each([
  ['28P01', 'password authentication failed', 'DATABASE_REFUSED'],
  ['', 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'DATABASE_REFUSED'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', 'BROKER_CERTIFICATE_REFUSED'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', 'BROKER_CERTIFICATE_REFUSED'],
  ['08P01', 'unsupported startup parameter: options', 'DATABASE_POOLER_UNSUPPORTED'],
])('the server error %s %s names its remedy', (code, message, expected) => {
  const refusal = judgeServerError(Object.assign(new Error(message), code === '' ? {} : { code }));
  expect(refusal).toMatchObject({ code: expected, message: expect.stringMatching(/^[A-Z].*\. [A-Z].*\.$/) });
});

it.each([
  ['57P03', 'the database system is starting up'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['08006', 'connection failure'],
])('a server error that may pass is not judged: %s %s', (code, message) => {
  expect(judgeServerError(Object.assign(new Error(message), { code }))).toBeUndefined();
});
