/** Variables with a wrong value; the message names each with what is allowed. */
export class ConfigurationError extends Error {}

/** For the start of a program: what is wrong goes to the terminal, without a stack. */
export function orExit<Config>(read: () => Config): Config {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
