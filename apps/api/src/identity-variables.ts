import { z } from 'zod';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** Only what runs on this machine can reach it. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Keys must come from who they claim to come from: without TLS only from this machine, or a name of a private network. */
function isIssuer(text: string): boolean {
  const { protocol, hostname, username, password, search, hash } = URL.parse(text) ?? {};
  if (protocol === undefined || username || password || search || hash || /[\s?#]/.test(text)) return false;
  return protocol === 'https:' || (protocol === 'http:' && isNearby(hostname ?? ''));
}

function isNearby(hostname: string): boolean {
  return isLoopback(hostname) || hostname.endsWith('.localhost') || /^[a-z\d_-]+$/.test(hostname);
}

const text = z.string().regex(/^\S+$/);

/** How callers are known; a file of its own, since they belong together. */
export const identityVariables = {
  OIDC_ISSUER: {
    schema: z.string().refine(isIssuer).optional(),
    default: 'none: who is on this machine is its admin',
    allowed: 'an https address, or an http one of loopback, of a name under `.localhost` or of a name without dots',
    meaning: 'The OpenID Connect issuer whose tokens are taken; without it the API listens on loopback only',
  },
  OIDC_AUDIENCE: {
    schema: text.default('clew-api'),
    allowed: 'a text without blanks',
    meaning: 'What tokens must be made for: one of their claim `aud`',
  },
  OIDC_ROLES_CLAIM: {
    schema: text.default('realm_access.roles'),
    allowed: 'the name of a claim, or a path with dots',
    meaning: 'Where tokens have the list of roles',
  },
  OIDC_DEPARTMENT_CLAIM: {
    schema: text.default('department'),
    allowed: 'the name of a claim, or a path with dots',
    meaning: 'Where tokens have the department',
  },
} as const;
