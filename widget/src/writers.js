/** A text field or a rich editor -> its draft, its selection, and ways to change them as a person would. */

import {letterAt, read} from './reading.js'

/** @import {Field, Span} from './splice.js' */
/**
 * `select` focuses, waits until the editor knows of the selection and resolves to whether it stands;
 * null leaves the caret where it is, or sets it at the end where there is none. `give` puts text in
 * place of the selection, or what `kept` of an earlier one holds, and resolves to whether the draft
 * changed.
 * @typedef {{
 *   draft(): Field & {inside: boolean},
 *   fit(text: string): string,
 *   mark(span: Span): void,
 *   select(span: Span | null): Promise<boolean>,
 *   keep(): DataTransfer | null,
 *   give(text: string, kept?: DataTransfer | null): Promise<boolean>
 * }} Writer
 * @typedef {HTMLTextAreaElement | HTMLInputElement} TextField
 */

const STEP = 20
// Slate hears of a new caret 100 ms late. Steps, for a busy page runs its timers late too.
const HEARD = 6
// An editor that was still drawing puts its own caret back.
const TRIES = 3
// An editor that draws late has drawn by then.
const DRAWN = 15

/** An input that has no caret, as a checkbox, is none. @param {Element} element @returns {element is TextField} */
export function isTextField(element) {
  if (element instanceof HTMLInputElement) return element.selectionStart !== null
  return element instanceof HTMLTextAreaElement
}

/** @param {HTMLElement} element @returns {Writer} */
export function writerFor(element) {
  return isTextField(element) ? fieldWriter(element) : richWriter(element)
}

/** @param {TextField} field @returns {Writer} */
function fieldWriter(field) {
  const length = () => field.value.length
  const draft = () => ({
    value: field.value,
    start: field.selectionStart ?? length(),
    end: field.selectionEnd ?? length(),
    inside: true
  })
  return {
    draft,
    fit: text => (field instanceof HTMLInputElement ? text.replace(/\s*[\r\n]+\s*/g, ' ') : text),
    mark: ({start, end}) => field.setSelectionRange(start, end),
    async select(span) {
      const {start, end} = span ?? draft()
      field.focus()
      field.setSelectionRange(start, end)
      return true
    },
    keep: () => null,
    give: async text => typed(field, draft(), text)
  }
}

/**
 * `execCommand` is the one way that keeps the field's own undo; where it does nothing, the
 * text is set and the `input` event that frameworks listen for is sent by us.
 * @param {TextField} field
 * @param {Field} draft
 * @param {string} text
 */
function typed(field, {value, start, end}, text) {
  if (field.matches(':read-only')) return false
  if (field.maxLength >= 0 && value.length - (end - start) + text.length > field.maxLength) return false
  const expected = value.slice(0, start) + text + value.slice(end)
  if (value === expected) return true
  if (text) document.execCommand('insertText', false, text)
  else document.execCommand('delete')
  if (field.value === value) {
    field.setRangeText(text, start, end, 'end')
    field.dispatchEvent(
      new InputEvent('input', {bubbles: true, composed: true, inputType: 'insertText', data: text})
    )
  }
  if (field.value === expected) field.setSelectionRange(start + text.length, start + text.length)
  return field.value !== value
}

/** @param {HTMLElement} editor @returns {Writer} */
function richWriter(editor) {
  const mark = (/** @type {Span} */ {start, end}) => {
    const {at} = read(editor)
    const [anchor, before] = at[start] ?? [editor, 0]
    const [focus, after] = at[end] ?? [editor, 0]
    selectionIn(editor).setBaseAndExtent(anchor, before, focus, after)
  }
  return {
    draft: () => richDraft(editor),
    fit: text => text,
    mark,
    async select(span) {
      const {start, end, inside} = richDraft(editor)
      editor.focus()
      if (!span && inside) return pause(HEARD)
      const wanted = span ?? {start, end}
      for (let tries = 0; tries < TRIES; tries += 1) {
        mark(wanted)
        await pause(HEARD)
        const now = richDraft(editor)
        if (now.start === wanted.start && now.end === wanted.end) return true
      }
      return false
    },
    keep: () => kept(editor),
    async give(text, data) {
      const {text: before} = read(editor)
      if (text) paste(editor, data ?? plain(text))
      else if (fire(editor, 'cut', new DataTransfer())) document.execCommand('delete')
      for (let step = 0; step < DRAWN; step += 1) {
        await pause(1)
        if (read(editor).text !== before) return true
      }
      return false
    }
  }
}

/** @param {HTMLElement} editor @returns {Field & {inside: boolean}} without a caret in it, the selection is the end */
function richDraft(editor) {
  const reading = read(editor)
  const selection = selectionIn(editor)
  const end = reading.text.length
  const range = selection.rangeCount ? selection.getRangeAt(0) : null
  if (!range || !editor.contains(range.commonAncestorContainer)) {
    return {value: reading.text, start: end, end, inside: false}
  }
  return {
    value: reading.text,
    start: letterAt(reading, range.startContainer, range.startOffset),
    end: letterAt(reading, range.endContainer, range.endOffset),
    inside: true
  }
}

/**
 * Rich editors keep a model of their own, and all of them take a paste, some in the shape of the
 * input that a browser makes of it. A plain contenteditable leaves both alone and takes `insertText`.
 * @param {HTMLElement} editor
 * @param {DataTransfer} data
 */
function paste(editor, data) {
  if (!fire(editor, 'paste', data)) return
  const input = {inputType: 'insertFromPaste', dataTransfer: data, bubbles: true, cancelable: true, composed: true}
  if (!editor.dispatchEvent(new InputEvent('beforeinput', input))) return
  document.execCommand('insertText', false, data.getData('text/plain'))
}

/** What the editor itself would copy of its selection: only it knows its bold words. @param {HTMLElement} editor */
function kept(editor) {
  const selected = selectionIn(editor).toString()
  const data = new DataTransfer()
  if (selected) fire(editor, 'copy', data)
  return data.types.length ? data : null
}

/** @param {HTMLElement} editor @param {'copy' | 'cut' | 'paste'} type @param {DataTransfer} clipboardData */
function fire(editor, type, clipboardData) {
  return editor.dispatchEvent(
    new ClipboardEvent(type, {clipboardData, bubbles: true, cancelable: true, composed: true})
  )
}

/** @param {string} text */
function plain(text) {
  const data = new DataTransfer()
  data.setData('text/plain', text)
  return data
}

/** Chromium keeps the selection of an open shadow tree with the tree. @param {HTMLElement} editor */
function selectionIn(editor) {
  const root = /** @type {{getSelection?(): Selection | null}} */ (editor.getRootNode())
  return /** @type {Selection} */ (root.getSelection?.() ?? document.getSelection())
}

/** @param {number} steps */
async function pause(steps) {
  for (let step = 0; step < steps; step += 1) await new Promise(resolve => setTimeout(resolve, STEP))
  return true
}
