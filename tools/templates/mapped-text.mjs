/**
 * Text that is made from a source, and knows for each of its characters where in the source it comes from.
 */
export class MappedText {
  text = '';
  /** @type {{ at: number, source: number }[]} by ascending `at` */
  #pieces = [];

  /**
   * Adds a stretch of the source as it is.
   * @param {string} source
   * @param {number} start
   * @param {number} end
   */
  copy(source, start, end) {
    if (start >= end) return;
    this.#pieces.push({ at: this.text.length, source: start });
    this.text += source.slice(start, end);
  }

  /**
   * Adds text that stands for a place of the source.
   * @param {string} text
   * @param {number} source
   */
  add(text, source) {
    this.#pieces.push({ at: this.text.length, source });
    this.text += text;
  }

  /**
   * The place in the source of the character at `offset`.
   * @param {number} offset
   */
  sourceOf(offset) {
    let found = { at: 0, source: 0 };
    for (const piece of this.#pieces) {
      if (piece.at > offset) break;
      found = piece;
    }
    return found.source + offset - found.at;
  }
}

/**
 * Line and column, both from 1, of an offset.
 * @param {string} text
 * @param {number} offset
 */
export function positionOf(text, offset) {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/**
 * The opposite of `positionOf`.
 * @param {string} text
 * @param {{ line: number, column: number }} position
 */
export function offsetOf(text, { line, column }) {
  let start = 0;
  for (let number = 1; number < line; number += 1) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}
