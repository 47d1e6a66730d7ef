const terminal = process.stderr.isTTY === true;
const colours = terminal && !process.env.NO_COLOR;
const LINE_INTERVAL_MS = terminal ? 1000 : 10_000;

const paint = (code, text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
const write = (text) => process.stderr.write(text);
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

export const say = {
  line: (text) => write(`${paint(2, 'set-up')}  ${text}\n`),
  failure: (text) => write(`${paint(31, 'set-up failed')}  ${text}\n`),
};

/** Says what is done, that it goes on, and how long it took; in a terminal all on one line. */
export async function step(doing, done, work) {
  const startedAt = performance.now();
  say.line(`${doing} …`);
  const ticker = setInterval(() => {
    if (terminal) write('\u001b[1A\u001b[2K');
    say.line(`${doing} … ${seconds(startedAt)}`);
  }, LINE_INTERVAL_MS);
  try {
    await work();
  } finally {
    clearInterval(ticker);
  }
  if (terminal) write('\u001b[1A\u001b[2K');
  say.line(`${paint(32, done)} in ${seconds(startedAt)}`);
}
