import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

const ALGORITHM = 'ES256';

/** The file has something else in it than a key that this program made. */
class DamagedKey extends Error {
  constructor(file: string) {
    super(`${file} is no key for tokens: delete it, a new one is made, and tokens of the old one are no longer taken`);
  }
}

/** A private key that signs tokens on this machine. */
export interface LocalKey {
  readonly algorithm: string;
  readonly id: string;
  readonly private: CryptoKey;
  readonly public: CryptoKey;
}

/**
 * The key in a file, which is made if it is not there. Processes that make it at once get the same.
 * @throws {DamagedKey}
 */
export async function localKey(file: string): Promise<LocalKey> {
  const text = readIfThere(file) ?? (await made(file));
  try {
    return await keyOf(JSON.parse(text) as JWK);
  } catch {
    // Nothing of what the library says: it may show the key.
    throw new DamagedKey(file);
  }
}

async function keyOf({ kty = '', crv = '', x = '', y = '', d = '' }: JWK): Promise<LocalKey> {
  const jwk = { kty, crv, x, y };
  const [id, secret, open] = await Promise.all([
    calculateJwkThumbprint(jwk),
    importJWK({ ...jwk, d }, ALGORITHM),
    importJWK(jwk, ALGORITHM),
  ]);
  if (!('type' in secret && 'type' in open && secret.type === 'private')) throw new Error('no private key');
  return { algorithm: ALGORITHM, id, private: secret, public: open };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all under its name, and only by the first of those who try. */
async function made(file: string): Promise<string> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const text = `${JSON.stringify(await exportJWK(privateKey))}\n`;
  const beside = `${file}.${randomUUID()}`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeSynced(beside, text);
    linkSync(beside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  return readFileSync(file, 'utf8');
}

function writeSynced(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
