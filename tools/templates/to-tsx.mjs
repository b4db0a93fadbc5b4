import { parseSync, Visitor } from 'oxc-parser';
import { MappedText } from './mapped-text.mjs';

/** @typedef {import('oxc-parser').TaggedTemplateExpression} Template */

/** A template that htm itself would misread. */
export class TemplateError extends Error {
  /**
   * @param {string} message
   * @param {number} offset in the source
   */
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
}

/** Stands for an expression in the text of a template. */
const slot = '\u0001';

/**
 * Rewrites the `html` templates of a module as JSX, which TypeScript can check: tags, properties, handlers and children.
 *
 * @param {string} source
 * @param {string} file its name, for messages
 * @returns {MappedText | null} null when there is no template in it
 * @throws {TemplateError}
 */
export function toTsx(source, file) {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error) throw new TemplateError(error.message, error.labels[0]?.start ?? 0);
  /** @type {Template[]} */
  const templates = [];
  new Visitor({
    TaggedTemplateExpression(node) {
      if (node.tag.type === 'Identifier' && node.tag.name === 'html') templates.push(node);
    },
  }).visit(program);
  if (templates.length === 0) return null;
  const out = new MappedText();
  const module = { source, out, templates: templates.sort((a, b) => a.start - b.start) };
  copyCode(module, 0, source.length);
  return out;
}

/**
 * @typedef {object} Module
 * @property {string} source
 * @property {MappedText} out
 * @property {Template[]} templates
 */

/**
 * Copies code, with the templates in it rewritten.
 * @param {Module} module
 * @param {number} start
 * @param {number} end
 */
function copyCode(module, start, end) {
  let at = start;
  for (const template of module.templates) {
    if (template.start < at || template.end > end) continue;
    module.out.copy(module.source, at, template.start);
    new TemplateWriter(module, template).write();
    at = template.end;
  }
  module.out.copy(module.source, at, end);
}

class TemplateWriter {
  /** The text of the template, a slot for each expression. */
  #text = '';
  /** @type {number[]} where each character of the text is in the source */
  #offsets = [];
  /** @type {{ name: string, offset: number }[]} tags that are open */
  #open = [];
  #at = 0;
  #slots = 0;
  #module;
  #expressions;

  /** @param {Module} module @param {Template} template */
  constructor(module, template) {
    this.#module = module;
    this.#expressions = template.quasi.expressions;
    template.quasi.quasis.forEach(({ start, value }, index) => {
      // Some versions of the syntax tree count the delimiter before the text, others do not.
      const first = module.source.startsWith(value.raw, start) ? start : start + 1;
      for (let i = 0; i < value.raw.length; i += 1) this.#push(value.raw[i] ?? '', first + i);
      const expression = this.#expressions[index];
      if (expression) this.#push(slot, expression.start);
    });
  }

  /** @param {string} character @param {number} offset */
  #push(character, offset) {
    this.#text += character;
    this.#offsets.push(offset);
  }

  get #offset() {
    return this.#offsets[Math.min(this.#at, this.#offsets.length - 1)] ?? 0;
  }

  /** Always a fragment: it may hold any number of roots, as a template may. */
  write() {
    const { out } = this.#module;
    out.add('(<>', this.#offset);
    while (this.#at < this.#text.length) this.#writeNode();
    const unclosed = this.#open.at(-1);
    if (unclosed) throw new TemplateError(`<${unclosed.name}> is never closed`, unclosed.offset);
    out.add('</>)', this.#offset);
  }

  /** @param {RegExp} pattern sticky */
  #take(pattern) {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }

  #writeNode() {
    const { out } = this.#module;
    if (this.#take(/<!--[\s\S]*?-->/y)) return;
    if (this.#text.startsWith('</', this.#at)) return this.#writeClosingTag();
    if (this.#text[this.#at] === '<') return this.#writeOpeningTag();
    if (this.#text[this.#at] === slot) return this.#writeExpression('{', '}');
    const offset = this.#offset;
    const [words = ''] = this.#take(new RegExp(`[^<${slot}]+`, 'y')) ?? [];
    // JSX gives these three a meaning that htm does not.
    out.add(
      words.replace(/[{}>]/g, (character) => `{'${character}'}`),
      offset,
    );
  }

  #writeClosingTag() {
    const { out } = this.#module;
    const offset = this.#offset;
    const match = this.#take(new RegExp(`<\\/(\\/|${slot}|[\\w:.-]*)\\s*>`, 'y'));
    if (!match) throw new TemplateError('a closing tag is not finished', offset);
    const open = this.#open.pop();
    if (!open) throw new TemplateError('nothing is open that this tag could close', offset);
    const name = match[1] === slot ? this.#nextExpression().text : match[1];
    if (name !== '/' && name !== '' && name !== open.name)
      throw new TemplateError(`</${name}> closes <${open.name}>`, offset);
    out.add(`</${open.name}>`, offset);
  }

  #writeOpeningTag() {
    const { out } = this.#module;
    const offset = this.#offset;
    this.#at += 1;
    out.add('<', offset);
    const nameOffset = this.#offset;
    const match = this.#take(new RegExp(`${slot}|[\\w:.-]+`, 'y'));
    if (!match) throw new TemplateError('a tag has no name', offset);
    const name = match[0] === slot ? this.#nextExpression().text : match[0];
    if (match[0] === slot && !/^[A-Z][\w.]*$/.test(name))
      throw new TemplateError(`a component has to be a name with a capital, not ${name}`, nameOffset);
    out.add(name, nameOffset);
    for (;;) {
      if (this.#take(/\s+/y)) out.add(' ', this.#offset);
      else if (this.#take(/\/>/y)) return out.add('/>', this.#offset);
      else if (this.#take(/>/y)) break;
      else if (this.#at >= this.#text.length) throw new TemplateError(`<${name} is not finished`, offset);
      else this.#writeAttribute();
    }
    out.add('>', this.#offset);
    this.#open.push({ name, offset });
  }

  #writeAttribute() {
    const { out } = this.#module;
    const offset = this.#offset;
    if (this.#take(new RegExp(`\\.\\.\\.(?=${slot})`, 'y'))) return this.#writeExpression('{...(', ')}');
    const match = this.#take(new RegExp(`[^\\s=>/${slot}]+`, 'y'));
    if (!match) throw new TemplateError('this is not an attribute', offset);
    out.add(match[0], offset);
    if (!this.#take(/=/y)) return;
    out.add('=', this.#offset);
    if (this.#text[this.#at] === slot && /[\s/>]/.test(this.#text[this.#at + 1] ?? '>'))
      return this.#writeExpression('{', '}');
    this.#writeText();
  }

  /** The value of an attribute that is text, with or without expressions in it. */
  #writeText() {
    const { out } = this.#module;
    const offset = this.#offset;
    const quote = this.#take(/["']/y)?.[0];
    const end = quote
      ? this.#text.indexOf(quote, this.#at)
      : this.#text.slice(this.#at).search(/[\s>]/) + this.#at;
    if (end < this.#at) throw new TemplateError('a value is not finished', offset);
    out.add('{`', offset);
    while (this.#at < end) {
      if (this.#text[this.#at] === slot) this.#writeExpression('${', '}');
      else {
        const [words = ''] = this.#take(new RegExp(`[^${slot}]`, 'y')) ?? [];
        out.add(words.replace(/[`\\$]/, '\\$&'), this.#offset);
      }
    }
    out.add('`}', offset);
    if (quote) this.#at += 1;
  }

  /** @param {string} before @param {string} after */
  #writeExpression(before, after) {
    const { out } = this.#module;
    this.#at += 1;
    const { start, end } = this.#nextExpression();
    out.add(before, start);
    copyCode(this.#module, start, end);
    out.add(after, end);
  }

  #nextExpression() {
    const expression = this.#expressions[this.#slots];
    if (!expression) throw new TemplateError('an expression is missing', this.#offset);
    this.#slots += 1;
    const { start, end } = expression;
    return { start, end, text: this.#module.source.slice(start, end) };
  }
}
