const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Tells what is going on: on a terminal one line that moves, elsewhere one plain line for each step.
 * @param {NodeJS.WriteStream} [output]
 */
export function createProgress(output = process.stdout) {
  // The reader may be gone (a closed terminal, a pipe to head): that is no reason to stop.
  output.on('error', () => {});
  const isTerminal = output.isTTY && process.env.TERM !== 'dumb';
  const started = performance.now();
  let current = '';
  let frame = 0;
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  const draw = () => {
    if (!current) return;
    const line = `${frames[frame++ % frames.length]} ${current} (${seconds()})`;
    output.write(`\r\x1b[2K${line.slice(0, (output.columns || 80) - 1)}`);
  };
  const timer = isTerminal ? setInterval(draw, 100).unref() : undefined;

  return {
    /** @param {string} message what is being done now */
    step(message) {
      current = message;
      if (isTerminal) draw();
      else output.write(`${message}\n`);
    },
    /** @param {string} text stays on the screen */
    print(text) {
      output.write(`${isTerminal ? '\r\x1b[2K' : ''}${text}\n`);
    },
    /** Nothing is going on any more. */
    rest() {
      current = '';
      if (isTerminal) output.write('\r\x1b[2K');
    },
    end() {
      this.rest();
      clearInterval(timer);
    },
  };
}
