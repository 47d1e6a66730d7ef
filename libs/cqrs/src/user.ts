/** Who asks, and what for. Comes in with every command and query. */
export interface User {
  /** Opaque and stable: the subject of the token. */
  readonly id: string;
  readonly roles: readonly string[];
  readonly department?: string;
}

/** The caller on loopback. */
export const LOCAL_USER: User = { id: 'local', roles: ['admin'] };
