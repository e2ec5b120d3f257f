/**
 * A reply that is being written -> what is wrong with it, asked for when the agent pauses.
 *
 *     const mirror = new DraftMirror({
 *       field: () => element.composer,
 *       check: (conversation, text) => client.check(conversation, text),
 *       tell: findings => true, // they changed; false: the page shows them itself
 *       mend: detail => true, // an edit is wanted; false: the page puts it in itself
 *       show: () => render({...model, mirror: mirror.view})
 *     })
 *     mirror.start(document) // and mirror.stop()
 *     mirror.conversation = 'c1' // whenever another one is opened
 *     mirror.heard(kind, data) // each event of that conversation
 *     mirror.trust(card.text) // these words were inserted: alone they need no second look
 *     mirror.acts // what the keys do while something lies over the card, else null
 *
 * Text goes out after a pause or when the focus leaves the field, never as it is typed. Which keys
 * are pressed, and when, is not looked at; nothing is kept beyond the draft that is being written.
 */

import {BLANK, answered, putAside, turned, worthReading} from './asides.js'
import {editableIn, replaceText, textOf} from './composer.js'
import {edited, inverse, placed} from './edits.js'

/** @import {Draft} from './asides.js' */
/** @import {DraftFinding, MendDetail, MirrorView, Replacement} from './types' */

/** @typedef {{text: string, undo: () => Promise<boolean>}} Put */

/** How long nothing is typed before the draft is read, in ms. */
export const PAUSE = 700
const LOOK = 500
const HEARD = ['input', 'keyup', 'paste', 'cut', 'drop', 'focusin', 'focusout', 'compositionstart', 'compositionend']
/** What the agent is to see, rather than what they have mended. */
const NEWS = new Set(['message.posted', 'message.revised', 'suggestion.offered', 'handover.made'])

/** Watches one reply field, and asks. */
export class DraftMirror {
  #page
  /** @type {EventTarget | null} */
  #root = null
  #conversation = ''
  #given = ''
  #trusted = ''
  #draft = BLANK
  #seen = ''
  #asked = ''
  #turn = 0
  #composing = false
  #ours = true
  #busy = false
  /** @type {{finding: DraftFinding, before: Draft} & Put | null} */
  #mended = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #look

  /**
   * @param {{
   *   field: () => HTMLElement | null,
   *   check: (conversation: string, text: string) => Promise<DraftFinding[] | null>,
   *   tell: (findings: readonly DraftFinding[]) => boolean,
   *   mend: (detail: MendDetail) => boolean,
   *   show: () => void
   * }} page `field`: the reply field, or what holds it; `check` gives null where nobody has read it
   */
  constructor(page) {
    this.#page = page
  }

  /** What is wrong with the draft, the opened one first. */
  get findings() {
    return this.#draft.findings
  }

  /** The draft that was last read; a page without a reply field in reach sets the text. */
  get draft() {
    return this.#draft.read
  }

  set draft(text) {
    this.#given = text
    this.#touched()
  }

  /** What the widget shows of it: nothing while the page shows the findings. @returns {MirrorView} */
  get view() {
    if (!this.#ours) return {findings: [], read: '', mended: null}
    const mended = this.#mended && {finding: this.#mended.finding, read: this.#mended.before.read}
    return {findings: this.findings, read: this.draft, mended}
  }

  /** What the keys do while something lies over the card; null while nothing does. */
  get acts() {
    const [first] = this.findings
    if (!first) return this.#mended && {insert: null, dismiss: () => this.undo()}
    return {insert: first.edit && (() => this.mend()), dismiss: () => this.leave()}
  }

  /** @param {string} conversation */
  set conversation(conversation) {
    if (conversation === this.#conversation) return
    this.#conversation = conversation
    this.#given = this.#trusted = ''
    this.#forget()
  }

  /** @param {EventTarget} root where the events of the field pass by */
  start(root) {
    this.#root = root
    for (const name of HEARD) root.addEventListener(name, this, {capture: true, passive: true})
  }

  /** Hear nothing more, and forget the draft. */
  stop() {
    for (const name of HEARD) this.#root?.removeEventListener(name, this, {capture: true})
    this.#root = null
    this.#forget()
  }

  /** @param {Event} event */
  handleEvent(event) {
    const field = this.#page.field()
    if (!field || !event.composedPath().includes(field)) return
    if (event.type === 'compositionstart') this.#composing = true
    else if (event.type !== 'input' && event.type !== 'keyup') this.#composing = false
    if (event.type === 'focusout') this.#ask()
    else this.#touched()
  }

  /**
   * Once the draft is sent nothing is left of it. What the customer writes may put it in another
   * light: it is read again at the next pause.
   * @param {string} kind
   * @param {any} data
   */
  heard(kind, data) {
    if (NEWS.has(kind)) this.#settle()
    if (kind !== 'message.posted') return
    this.#asked = ''
    const text = this.#text()
    const words = text.trim()
    // The service hides card numbers in what was sent, letter by letter.
    const sent = data.text.trim().replace(/•/g, (/** @type {string} */ _, /** @type {number} */ at) => words[at])
    if (data.speaker === 'agent' && [sent, ''].includes(words)) this.#forget(text)
  }

  /** Words of a card that were inserted: a draft of these words alone is not asked about. @param {string} text */
  trust(text) {
    this.#trusted = text.trim()
  }

  /** Put the first finding aside, for as long as this draft lasts. */
  leave() {
    this.#set(putAside(this.#draft))
  }

  /** Open the other finding. */
  turn() {
    this.#set(turned(this.#draft))
  }

  /** Put the first finding's edit into the draft; where that cannot be done it offers none any more. */
  async mend() {
    const [finding] = this.findings
    if (!finding?.edit || this.#busy) return
    const before = this.#draft
    const edit = placed(this.#text(), finding.edit, before.read)
    const put = await this.#alone(() => edit && this.#put(finding, edit))
    if (put === undefined) return
    if (put) this.#mended = {...put, finding, before}
    const left = put ? [] : [{...finding, edit: null}]
    this.#set({...this.#draft, findings: this.findings.flatMap(other => (other === finding ? left : [other]))})
  }

  /** Take the last mend back: the words and the finding return. */
  async undo() {
    const mended = this.#mended
    if (!mended || this.#busy) return
    const undone = await this.#alone(mended.undo)
    if (undone === undefined) return
    this.#mended = null
    if (undone) this.#asked = mended.before.read
    this.#set(undone ? mended.before : this.#draft)
  }

  /**
   * One change of the draft at a time; undefined where the agent went elsewhere meanwhile.
   * @template T
   * @param {() => T | Promise<T>} change
   */
  async #alone(change) {
    const conversation = this.#conversation
    this.#busy = true
    try {
      const done = await change()
      return conversation === this.#conversation ? done : undefined
    } finally {
      this.#busy = false
    }
  }

  /**
   * @param {DraftFinding} finding
   * @param {Replacement} edit
   * @returns {Promise<Put | null>} null where it could not be put in
   */
  async #put(finding, edit) {
    const of = this.#text()
    const text = edited(of, edit)
    const {mend} = this.#page
    if (!mend({finding, edit, text})) {
      return {text, undo: async () => !mend({finding, edit: inverse(of, edit), text: of})}
    }
    const field = this.#field()
    const conversation = this.#conversation
    const done = field && (await replaceText(field, {...edit, of}, edit.text, () => conversation === this.#conversation).catch(() => null))
    return done && {text: this.#text(), undo: done.undo}
  }

  #field() {
    return editableIn(this.#page.field())
  }

  #text() {
    const field = this.#field()
    return field ? textOf(field) : this.#given
  }

  #touched() {
    clearTimeout(this.#timer)
    const text = this.#text()
    const changed = text !== this.#seen
    this.#seen = text
    if (!text.trim()) return this.#forget()
    if (changed && !this.#busy && text !== this.#mended?.text) this.#settle()
    if (!this.#composing) this.#timer = setTimeout(() => this.#ask(), PAUSE)
  }

  async #ask() {
    clearTimeout(this.#timer)
    const text = this.#text()
    const words = text.trim()
    if (!words || !this.#conversation || words === this.#asked.trim()) return
    this.#asked = text
    const turn = ++this.#turn
    const silent = words === this.#trusted || !worthReading(text)
    const found = silent ? [] : await this.#page.check(this.#conversation, text)
    if (turn !== this.#turn) return
    // Nobody has read it, or it is another text by now.
    if (!found || this.#text() !== text) this.#asked = ''
    if (!found || this.#text() === text) this.#set(answered(this.#draft, text, found ?? []))
  }

  /** What was mended stays so, and covers nothing any more. */
  #settle() {
    if (!this.#mended) return
    this.#mended = null
    this.#set(this.#draft)
  }

  /** @param {string} [asked] what is not asked about again */
  #forget(asked = '') {
    clearTimeout(this.#timer)
    this.#turn += 1
    this.#asked = asked
    const blank = this.#draft === BLANK && !this.#mended
    this.#mended = null
    if (!blank) this.#set(BLANK)
  }

  /** @param {Draft} draft */
  #set(draft) {
    const same = JSON.stringify(draft.findings) === JSON.stringify(this.findings)
    this.#draft = draft
    if (!same) this.#ours = this.#page.tell(draft.findings)
    clearInterval(this.#look)
    // A console may empty the field after sending without a word.
    if (draft.findings.length || this.#mended) {
      this.#look = setInterval(() => this.#text() !== this.#seen && this.#touched(), LOOK)
    }
    this.#page.show()
  }
}
