import type { User } from '#libs/cqrs';
import { asCaller } from './callers.js';

/** Whose tokens are right. */
export const users = {
  admin: { id: 'root', roles: ['admin'] },
  sales: { id: 'sam', roles: ['manager'], department: 'sales' },
  legal: { id: 'lea', roles: ['manager'], department: 'legal' },
  ann: { id: 'ann', roles: ['user'] },
  bob: { id: 'bob', roles: ['user'] },
  nobody: { id: 'eve', roles: [] },
} as const satisfies Record<string, User>;

export type UserName = keyof typeof users;
export const userNames = Object.keys(users) as UserName[];

/** Who sends a token that is none. */
export const strangerNames = ['unsigned', 'tampered', 'truncated', 'basic', 'twice', 'garbage'] as const;
type StrangerName = (typeof strangerNames)[number];

/** `local` sends nothing, and so is the admin of this machine. */
export type CallerName = UserName | StrangerName | 'local';

export const isStranger = (caller: CallerName): caller is StrangerName => strangerNames.some((name) => name === caller);

export const isAdmin = (caller: CallerName) => caller === 'local' || caller === 'admin';

export type Authorizations = Readonly<Record<CallerName, string | string[] | undefined>>;

/** What each sends as `Authorization`. */
export async function authorizations(): Promise<Authorizations> {
  const tokens = await Promise.all(
    userNames.map(async (name) => {
      const { id, roles, ...more } = users[name];
      const department = 'department' in more ? more.department : undefined;
      return [name, (await asCaller(id, roles, department)).authorization] as const;
    }),
  );
  const right = Object.fromEntries(tokens) as Record<UserName, string>;
  const [header = '', payload = '', signature = ''] = right.nobody.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const admin = Buffer.from(JSON.stringify({ ...claims, roles: ['admin'] })).toString('base64url');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  return {
    ...right,
    local: undefined,
    unsigned: `Bearer ${none}.${admin}.`,
    tampered: `${header}.${admin}.${signature}`,
    truncated: right.admin.slice(0, -10),
    basic: 'Basic YWRtaW46YWRtaW4=',
    twice: [right.admin, right.admin],
    garbage: 'Bearer ÿ=',
  };
}
