/** These and no others: what the machine's own environment says is no part of a spec. */
export function setOtelVariables(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
  Object.assign(process.env, variables);
}
