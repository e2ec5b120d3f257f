/** What stands in an editable element -> its text, and where in the page each letter of it stands. */

/** @typedef {readonly [node: Node, offset: number]} Place */
/**
 * `at[i]` is the place to put a caret before letter i (UTF-16), `from[i]` the first place of the
 * page that means the same; both have one more item than the text has letters.
 * @typedef {{text: string, at: Place[], from: Place[]}} Reading
 */

// Editors keep carets alive in empty places with letters that nobody sees: Slate, CKEditor 5.
const FILLER = /[\uFEFF\u200B]|\u2060{7}/g

/**
 * A block is a line, and so is what a `<br>` ends; the `<br>` that only keeps a line open is none.
 * @param {HTMLElement} editor
 * @returns {Reading}
 */
export function read(editor) {
  const page = new Page(editor)
  for (const child of editor.childNodes) visit(child, page)
  return page.done()
}

/**
 * @param {Reading} reading
 * @param {Node} node
 * @param {number} offset
 * @returns {number} the letter before which a place of the page stands
 */
export function letterAt({from}, node, offset) {
  const point = document.createRange()
  point.setStart(node, offset)
  const next = from.findIndex(([other, at]) => point.comparePoint(other, at) > 0)
  return Math.max(0, (next < 0 ? from.length : next) - 1)
}

/** @param {Node} node @param {Page} page */
function visit(node, page) {
  if (node instanceof Text) return visitText(node, page)
  if (!(node instanceof HTMLElement) || node.contentEditable === 'false') return
  if (node instanceof HTMLBRElement) return page.end(...around(node))
  const {display} = getComputedStyle(node)
  if (display === 'none') return
  const block = !/^(inline|contents|ruby)/.test(display)
  const [before, after] = around(node)
  if (block) page.block(before)
  for (const child of node.childNodes) visit(child, page)
  if (block) page.block(after)
}

/** @param {Text} node @param {Page} page */
function visitText(node, page) {
  const {whiteSpace} = getComputedStyle(/** @type {Element} */ (node.parentElement))
  const lines = /^(pre|break)/.test(whiteSpace)
  const spaces = lines && whiteSpace !== 'pre-line'
  const text = node.data.replace(FILLER, filler => '\0'.repeat(filler.length))
  for (let at = 0; at < text.length; at += 1) {
    const letter = /** @type {string} */ (text[at])
    if (letter === '\0') page.filler([node, at])
    else if (lines && letter === '\n') page.end([node, at], [node, at + 1])
    else if (spaces || !/[ \t\r\n\xA0]/.test(letter)) page.letter(letter, node, at)
    else page.space(node, at, letter === '\xA0')
  }
}

/** @param {Node} node @returns {[before: Place, after: Place]} */
function around(node) {
  const parent = /** @type {Node} */ (node.parentNode)
  const index = Array.prototype.indexOf.call(parent.childNodes, node)
  return [[parent, index], [parent, index + 1]]
}

/** The text so far, and the line end that counts only if something comes after it. */
class Page {
  /** @type {string[]} */
  #letters = []
  /** @type {Place[]} */
  #at = []
  /** @type {Place[]} */
  #from = []
  /** @type {Place} */
  #here
  /** @type {Place} */
  #edge
  /** @type {{next: Place, block: boolean} | null} */
  #due = null
  #started = false
  #bare = true
  #loose = false

  /** @param {Node} editor */
  constructor(editor) {
    this.#here = this.#edge = [editor, 0]
  }

  /** @param {string} letter @param {Node} node @param {number} at */
  letter(letter, node, at) {
    this.#break()
    this.#push(letter, [node, at])
    this.#here = this.#edge = [node, at + 1]
    this.#bare = this.#loose = false
  }

  /** A space where the page folds spaces: `hard` ones stay. @param {Node} node @param {number} at @param {boolean} hard */
  space(node, at, hard) {
    if (!hard && (this.#bare || this.#due || this.#loose)) return
    this.letter(' ', node, at)
    this.#loose = !hard
  }

  /** @param {Place} place */
  filler(place) {
    this.#break()
    if (this.#bare) this.#here = place
    this.#started = true
  }

  /** A line end that stands in the text. @param {Place} before @param {Place} next */
  end(before, next) {
    this.#break()
    if (this.#bare && !(this.#here[0] instanceof Text)) this.#here = before
    this.#due = {next, block: false}
    this.#started = true
  }

  /** Where a block begins or ends. @param {Place} place */
  block(place) {
    if (this.#started && !this.#due?.block) this.#due = {next: place, block: true}
  }

  /** @returns {Reading} */
  done() {
    this.#fold()
    return {text: this.#letters.join(''), at: [...this.#at, this.#here], from: [...this.#from, this.#edge]}
  }

  #break() {
    if (!this.#due) return
    this.#fold()
    this.#push('\n', this.#here)
    this.#here = this.#edge = this.#due.next
    this.#due = null
    this.#bare = true
  }

  /** A soft space at the end of a line is not seen. */
  #fold() {
    if (!this.#loose) return
    this.#letters.pop()
    this.#here = /** @type {Place} */ (this.#at.pop())
    this.#edge = /** @type {Place} */ (this.#from.pop())
    this.#loose = false
  }

  /** @param {string} letter @param {Place} place */
  #push(letter, place) {
    this.#letters.push(letter)
    this.#at.push(place)
    this.#from.push(this.#edge)
    this.#started = true
  }
}
