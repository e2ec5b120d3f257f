/** A frame with the widget in it -> calls and events of the page around it. Optional: docs/embedding has the messages. */

import {matches} from './keys.js'
import {Line} from './line.js'

/** @import {Token} from './types' */
/** @import {Message} from './line.js' */
/**
 * What the page does for the frame. `open`: the id of the conversation that is open right now.
 * `insert` and `mend` say whether the words are in: anything but false, null and undefined. What
 * has a method `undo`, as an insertion of composer.js, is taken back with it. `still`, to be asked
 * right before words go in, says whether the conversation is the same.
 * @typedef {{start: number, end: number, text: string, draft: string}} Edit
 * @typedef {{
 *   token: Token,
 *   open: () => string,
 *   insert: (text: string, still: () => boolean) => any,
 *   mend?: (edit: Edit, still: () => boolean) => any
 * }} Page
 */

/** Events: `card`, `switch`, `connection`, `focus`, `resize`, `unsupported`; `detail` is the message. */
export class AssistFrame extends EventTarget {
  #page
  #line
  /** @type {Record<string, unknown>} */
  #settings = {}
  /** @type {{id: string, undo?: () => unknown} | null} */
  #inserted = null
  /** @type {string[]} */
  #chords = []
  #draft = ''
  #ready = false

  /** @param {HTMLIFrameElement} frame @param {Page} page */
  constructor(frame, page) {
    super()
    this.#page = page
    this.#line = new Line({
      peer: () => frame.contentWindow,
      origin: new URL(frame.src, location.href).origin,
      hear: (type, message) => this.#hear(type, message)
    })
  }

  /** Set what the widget is to know; what is left out stays as it is. @param {Record<string, unknown>} settings */
  configure(settings) {
    Object.assign(this.#settings, settings)
    if (this.#ready) this.#line.say('configure', settings)
  }

  /** Say what stands in the reply field; the frame reads it at a pause. @param {string} text */
  draft(text) {
    this.#draft = text
    if (this.#ready) this.#line.say('draft', {text})
  }

  /** Hand a key on that was pressed in the reply field; true when the widget has a use for it. @param {KeyboardEvent} event */
  press(event) {
    const chord = event.repeat || event.isComposing ? undefined : this.#chords.find(chord => matches(event, chord))
    if (!chord) return false
    event.preventDefault()
    event.stopImmediatePropagation()
    this.#line.say('key', {chord})
    return true
  }

  /** Hear nothing more of the frame. */
  close() {
    this.#line.close()
  }

  /** @param {string} type @param {Message} message */
  async #hear(type, message) {
    if (type === 'ready') this.#configure()
    else if (type === 'token-wanted') await this.#giveToken()
    else if (type === 'insert') await this.#put(message, still => this.#page.insert(String(message.text), still))
    else if (type === 'mend') await this.#put(message, still => this.#page.mend?.(/** @type {any} */ (message), still))
    else if (type === 'undo') this.#undo(message)
    else if (type === 'keys') this.#chords = /** @type {string[]} */ (message.chords)
    else this.dispatchEvent(new CustomEvent(type, {detail: message}))
  }

  #configure() {
    this.#ready = true
    this.#chords = []
    this.#line.say('configure', this.#settings)
    if (this.#draft) this.#line.say('draft', {text: this.#draft})
  }

  async #giveToken() {
    const {token} = this.#page
    try {
      this.#line.say('token', {token: typeof token === 'function' ? await token() : token})
    } catch {
      // The frame asks again.
    }
  }

  /**
   * The agent may have gone to another conversation meanwhile.
   * @param {Message} message
   * @param {(still: () => boolean) => any} put
   */
  async #put({type, id, conversation}, put) {
    const still = () => this.#page.open() === conversation
    const done = still() ? await Promise.resolve(still).then(put).catch(() => null) : null
    const ok = done !== false && done !== null && done !== undefined
    if (ok && type === 'insert') this.#inserted = {id: String(id), undo: done.undo?.bind(done)}
    this.#line.say('inserted', ok ? {id, ok} : {id, ok, reason: still() ? 'composer' : 'conversation'})
  }

  /** @param {Message} message */
  #undo({id}) {
    if (this.#inserted?.id === id) this.#inserted?.undo?.()
    this.#inserted = null
  }
}
