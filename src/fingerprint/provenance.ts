/**
 * What one environment vouches for to the next, as a record that cannot be changed unnoticed.
 *
 * The digest is SHA-256 over the canonical JSON of the record. The signature, where there is a key, is Ed25519 (RFC 8032) over the
 * 64 hex digits of the digest. A key's id is the first 16 hex digits of SHA-256 over its public half in DER (SPKI).
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Provenance, ProvenanceRecord } from '../domain/provenance.ts';
import { canonicalDigest, sha256Hex } from './canonical.ts';

/** @param privateKey - Ed25519 in PEM; undefined: the record has its digest alone. @throws Error when it is no such key. */
export const sealProvenance = (record: ProvenanceRecord, privateKey?: string): Provenance => {
  const digest = canonicalDigest(record);
  const sealed = { apiVersion: 'serin/v1', kind: 'Provenance', record, digest } as const;
  if (privateKey === undefined) return sealed;
  const key = ed25519(createPrivateKey(privateKey));
  const value = sign(null, Buffer.from(digest), key).toString('base64');
  return { ...sealed, signature: { algorithm: 'ed25519', keyId: keyIdOf(createPublicKey(key)), value } };
};

export type Trust =
  | { readonly kind: 'signed'; readonly keyId: string }
  /** Nobody signed it, or nobody that is trusted; the digest is right, and whoever imports it has to know it. */
  | { readonly kind: 'digest' }
  | { readonly kind: 'refused'; readonly why: string };

/** @param trusted - Ed25519 public keys in PEM. With any of them, only a signature by one of them will do. */
export const checkProvenance = (provenance: Provenance, trusted: readonly string[]): Trust => {
  if (canonicalDigest(provenance.record) !== provenance.digest) {
    return { kind: 'refused', why: 'the record does not have the digest that it states: it was changed' };
  }
  if (trusted.length === 0) return { kind: 'digest' };
  const { signature, digest } = provenance;
  if (signature === undefined)
    return { kind: 'refused', why: 'it is not signed, and this server trusts keys' };
  const key = trusted.map(publicKeyOf).find((each) => keyIdOf(each) === signature.keyId);
  if (key === undefined) {
    return { kind: 'refused', why: `it is signed by key ${signature.keyId}, which is not trusted here` };
  }
  return verify(null, Buffer.from(digest), key, Buffer.from(signature.value, 'base64'))
    ? { kind: 'signed', keyId: signature.keyId }
    : { kind: 'refused', why: `the signature is not that of key ${signature.keyId}` };
};

/** @throws Error for any other kind of key. */
const ed25519 = (key: KeyObject): KeyObject => {
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new Error(`an Ed25519 key is needed, and this is ${key.asymmetricKeyType ?? 'none'}`);
};

const publicKeyOf = (pem: string): KeyObject => ed25519(createPublicKey(pem));

/** What a key is called in records. @throws Error when it is no public Ed25519 key in PEM. */
export const trustedKeyId = (pem: string): string => keyIdOf(publicKeyOf(pem));

/** The same of a private key. @throws Error when it is none. */
export const signingKeyId = (pem: string): string => keyIdOf(createPublicKey(ed25519(createPrivateKey(pem))));

const keyIdOf = (publicKey: KeyObject): string =>
  sha256Hex(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16);
