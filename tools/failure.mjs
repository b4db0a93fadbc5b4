/**
 * Something the person at the keyboard can do something about. Its message is one sentence that names what is wrong and what to
 * do; it is shown without a stack.
 */
export class Failure extends Error {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'Failure';
  }
}
