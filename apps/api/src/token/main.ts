import { parseArgs } from 'node:util';
import type { User } from '#libs/cqrs';
import { signLocalToken } from '#libs/http';
import { LOCAL_TOKENS } from '../local-tokens.js';

const USAGE = `npm run --silent token -- --role <role> --name <name> [--department <department>]
Prints a token that the server on this machine takes for 12 hours. Roles are admin, manager and user; --role may be
given more than once.`;

const options = {
  role: { type: 'string', multiple: true },
  name: { type: 'string' },
  department: { type: 'string' },
} as const;

/** @throws {Error} with what is wrong with the arguments */
function userOf(args: readonly string[]): User {
  const { role: roles, name, department } = parseArgs({ args: [...args], options }).values;
  if (!roles) throw new Error('--role is missing');
  if (name === undefined) throw new Error('--name is missing');
  return { id: name, roles, ...(department !== undefined && { department }) };
}

try {
  process.stdout.write(`${await signLocalToken(userOf(process.argv.slice(2)), LOCAL_TOKENS)}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
