import type { User } from '#libs/cqrs';
import type { JWTPayload } from 'jose';
import { invalidToken } from './challenge.js';

/** Where an issuer puts what is no standard claim: names, or paths such as `realm_access.roles`. */
export interface ClaimPaths {
  readonly roles: string;
  readonly department: string;
}

const MAX_LENGTH = 255;

/**
 * Who a verified token is about. A token without roles or department is one of a user without them.
 * @throws {HttpProblem} a claim is not what it must be
 */
export function userOfClaims(claims: JWTPayload, paths: ClaimPaths): User {
  const { sub: id } = claims;
  if (!isText(id)) throw invalidToken('the subject is missing or malformed');
  const roles = claimAt(claims, paths.roles) ?? [];
  if (!Array.isArray(roles) || !roles.every(isText)) throw invalidToken('the claim with the roles is no list of texts');
  const department = claimAt(claims, paths.department) ?? '';
  if (department === '') return { id, roles };
  if (!isText(department)) throw invalidToken('the claim with the department is no text');
  return { id, roles, department };
}

/** What can be stored and shown as it is: no control characters, no halves of characters. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LENGTH && /^[^\p{Cc}\p{Cs}]+$/u.test(value);
}

/** A name may have dots itself, as those that are URLs. */
function claimAt(claims: unknown, path: string): unknown {
  if (ownValue(claims, path) !== undefined) return ownValue(claims, path);
  return path.split('.').reduce(ownValue, claims);
}

function ownValue(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, name)
    ? (object as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
