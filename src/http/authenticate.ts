/** Who is asking. Keys are compared by digest, in constant time, and all of them every time. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { SerinError } from '../domain/errors.ts';
import { mayActAs } from './options.ts';
import type { ApiKey, Role } from './options.ts';

export interface Caller {
  readonly name: string;
  readonly role: Role;
  readonly tenant: string;
}

/** `open`: nobody is asked for a key. */
export type Access = 'open' | Role;

const digestOf = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** With no keys configured, everybody; `main` starts such a server on a loopback address only. */
const everybody: Caller = { name: 'anonymous', role: 'admin', tenant: 'default' };

/** @returns a function from the Authorization header to the caller, or undefined when the key is absent or unknown. */
export const authenticator = (
  apiKeys: readonly ApiKey[],
): ((header: string | undefined) => Caller | undefined) => {
  if (apiKeys.length === 0) return () => everybody;
  const known = apiKeys.map(({ name, role, tenant, key }) => ({
    digest: digestOf(key),
    caller: { name, role, tenant },
  }));
  return (header) => {
    const [, token] = /^bearer +(\S+) *$/i.exec(header ?? '') ?? [];
    if (token === undefined) return undefined;
    const digest = digestOf(token);
    let found: Caller | undefined;
    for (const candidate of known) {
      if (timingSafeEqual(candidate.digest, digest)) found = candidate.caller;
    }
    return found;
  };
};

/** @throws SerinError UNAUTHENTICATED, FORBIDDEN */
export const admit = (caller: Caller | undefined, access: Role): Caller => {
  if (caller === undefined) {
    throw new SerinError('UNAUTHENTICATED', 'send an API key of this server: Authorization: Bearer KEY');
  }
  if (!mayActAs(caller.role, access)) {
    throw new SerinError(
      'FORBIDDEN',
      `this is for ${access}s, and the role of the key ${caller.name} is ${caller.role}`,
    );
  }
  return caller;
};
