/** Who asks. Comes in with every command and query. */
export interface User {
  readonly id: string;
  readonly roles: readonly string[];
}

/** The caller on loopback. */
export const LOCAL_USER: User = { id: 'local', roles: ['admin'] };
