/** @returns undefined where the variable is not set; call it after wrong values were dropped */
export function numberIn(environment: NodeJS.ProcessEnv, name: string): number | undefined {
  const value = environment[name];
  return value ? Number(value) : undefined;
}
