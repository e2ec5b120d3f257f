/** Words of a card -> the agent's reply field, and back out again. It never sends. */

/**
 * @typedef {{value: string, start: number, end: number}} Field the text and its selection
 * @typedef {{value: string, start: number, end: number, inserted: string, replaced: string}} Splice
 * @typedef {{undo: () => boolean}} Insertion
 * @typedef {HTMLTextAreaElement | HTMLInputElement} TextField
 */

/**
 * Put `text` in place of the selection, with a space where it would touch a word.
 * `start` and `end` bound what was inserted: the caret belongs at `end`.
 * @param {Field} field
 * @param {string} text
 * @returns {Splice}
 */
export function splice({value, start, end}, text) {
  const before = value.slice(0, start)
  const rest = value.slice(end)
  const inserted = (/\S$/.test(before) ? ' ' : '') + text + (/^\S/.test(rest) && !/\s$/.test(text) ? ' ' : '')
  return {
    value: before + inserted + rest,
    start,
    end: start + inserted.length,
    inserted,
    replaced: value.slice(start, end)
  }
}

/**
 * Where an insertion still stands unchanged in a text that may have been edited around it.
 * @param {string} value
 * @param {Splice} done
 * @returns {{start: number, end: number} | null}
 */
export function standing(value, {start, inserted}) {
  const here = value.startsWith(inserted, start) ? start : value.indexOf(inserted)
  return here < 0 ? null : {start: here, end: here + inserted.length}
}

/**
 * The editable element that `element` is or holds, open shadow trees included.
 * @param {Element | null} element
 * @returns {HTMLElement | null}
 */
export function editableIn(element) {
  if (!(element instanceof HTMLElement)) return null
  if (isTextField(element) || element.isContentEditable) return element
  const selector = 'textarea, input[type=text], input:not([type]), [contenteditable]:not([contenteditable=false])'
  const inner = element.querySelector(selector) ?? element.shadowRoot?.querySelector(selector)
  return inner instanceof HTMLElement ? inner : null
}

/**
 * Insert `text` at the caret of `element`, as a person's typing would: the editor hears of it
 * and its own undo knows it. Resolves to null where the element does not take it.
 * @param {HTMLElement} element
 * @param {string} text
 * @returns {Promise<Insertion | null>}
 */
export async function insert(element, text) {
  return isTextField(element) ? insertIntoField(element, text) : insertIntoRich(element, text)
}

/** For where nothing can be inserted: the agent pastes. Resolves to whether it worked. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** @param {Element} element @returns {element is TextField} */
function isTextField(element) {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement
}

/** @param {TextField} field @param {string} text @returns {Insertion | null} */
function insertIntoField(field, text) {
  const selection = {start: field.selectionStart ?? field.value.length, end: field.selectionEnd ?? field.value.length}
  const done = splice({value: field.value, ...selection}, text)
  if (!replace(field, selection, done.inserted)) return null
  return {
    undo() {
      const place = standing(field.value, done)
      return place !== null && replace(field, place, done.replaced)
    }
  }
}

/**
 * `execCommand` is the one way that keeps the field's own undo; where it does nothing, the
 * text is set and the `input` event that frameworks listen for is sent by us.
 * @param {TextField} field
 * @param {{start: number, end: number}} range
 * @param {string} text
 */
function replace(field, {start, end}, text) {
  if (field.readOnly || field.disabled) return false
  const expected = field.value.slice(0, start) + text + field.value.slice(end)
  if (field.value === expected) return true
  field.focus()
  field.setSelectionRange(start, end)
  if (text) document.execCommand('insertText', false, text)
  else document.execCommand('delete')
  if (field.value !== expected) {
    field.setRangeText(text, start, end, 'end')
    field.dispatchEvent(
      new InputEvent('input', {bubbles: true, composed: true, inputType: 'insertText', data: text})
    )
  }
  field.setSelectionRange(start + text.length, start + text.length)
  return field.value === expected
}

/**
 * Rich editors keep a model of their own. Those that have one take a paste; a plain
 * contenteditable leaves the paste alone and takes `insertText`.
 * @param {HTMLElement} editor
 * @param {string} text
 * @returns {Promise<Insertion | null>}
 */
async function insertIntoRich(editor, text) {
  editor.focus()
  const before = editor.textContent
  const {value, spaced} = caretIn(editor, text)
  await new Promise(resolve => setTimeout(resolve, 120)) // Slate hears of a new caret 100 ms late
  const data = new DataTransfer()
  data.setData('text/plain', spaced)
  const paste = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true, composed: true})
  if (editor.dispatchEvent(paste)) document.execCommand('insertText', false, spaced)
  await new Promise(resolve => setTimeout(resolve))
  const after = editor.textContent
  if (after === value) return null
  return {
    undo() {
      if (editor.textContent !== after) return false
      editor.focus()
      document.execCommand('undo')
      return editor.textContent === before
    }
  }
}

/**
 * Leave the caret where it stands in the editor, else set it at the end.
 * @param {HTMLElement} editor
 * @param {string} text
 */
function caretIn(editor, text) {
  const selection = /** @type {Selection} */ (document.getSelection())
  if (!selection.anchorNode || !editor.contains(selection.anchorNode)) {
    const end = document.createRange()
    end.selectNodeContents(editor)
    end.collapse(false)
    selection.removeAllRanges()
    selection.addRange(end)
  }
  const value = editor.textContent ?? ''
  const before = document.createRange()
  before.selectNodeContents(editor)
  const caret = selection.getRangeAt(0)
  before.setEnd(caret.startContainer, caret.startOffset)
  const start = before.toString().length
  const {inserted} = splice({value, start, end: start + caret.toString().length}, text)
  return {value, spaced: inserted}
}
