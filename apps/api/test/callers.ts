import { signLocalToken } from '#libs/http';
import type { User } from '#libs/cqrs';
import { LOCAL_TOKENS } from '../src/local-tokens.js';

/** Headers of a caller who is known by a token of this machine. */
export async function asCaller(id: string, roles: readonly string[], department?: string) {
  const user: User = { id, roles, ...(department !== undefined && { department }) };
  return { authorization: `Bearer ${await signLocalToken(user, LOCAL_TOKENS)}` };
}
