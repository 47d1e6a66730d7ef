import type { User } from '#libs/cqrs';
import { Forbidden } from '#libs/event-sourcing';

/** The log holds what everybody did. @throws {Forbidden} */
export function ensureAdmin({ roles }: User): void {
  if (!roles.includes('admin')) throw new Forbidden('needs the role admin');
}
