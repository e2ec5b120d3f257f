/** Runs in the console's page: watches it, shows the panel beside the reply field, puts words in. */

import {insert, replaceText, textOf, editableIn} from '../../src/composer.js'
import {matches} from '../../src/keys.js'
import {remember} from './bounded.js'
import {findAll} from './find.js'
import {Host} from './host.js'
import {Line} from './line.js'
import {openOn, rowsOf} from './page.js'
import {BLANK, SETTLE, looked, turned} from './reading.js'

/** @import {Open, PageConfig, Said} from './types' */

const PAUSE = 700
const LATEST = 250 // a hidden tab draws no frames
const GRACE = 1500 // between two conversations a console may have no reply field

class Page {
  #secret = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('')
  #line = new Line(`page:${this.#secret}`, {
    onmessage: message => this.#heard(message),
    onpaired: () => this.#again(),
    onend: () => this.#end()
  })
  /** @type {PageConfig | null} */
  #config = null
  /** @type {Open | null} */
  #open = null
  /** @type {Host | null} */
  #host = null
  #book = BLANK
  /** @type {Set<string>} */
  #chords = new Set()
  #draft = ''
  /** @type {Map<string, () => Promise<boolean>>} */
  #undo = new Map()
  #scheduled = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #leaving
  #watched = new WeakSet()
  #observer = new MutationObserver(() => this.#soon())
  #listeners = new AbortController()

  constructor() {
    const {signal} = this.#listeners
    const on = (/** @type {EventTarget | undefined} */ target, /** @type {string} */ name, /** @type {(event: any) => void} */ act) =>
      target?.addEventListener(name, act, {capture: true, signal})
    this.#watch(document)
    for (const name of ['popstate', 'hashchange', 'resize', 'focus']) on(window, name, () => this.#soon())
    on(/** @type {any} */ (window).navigation, 'currententrychange', () => this.#soon())
    on(window, 'keydown', event => this.#pressed(event))
    on(window, 'pointerdown', event => this.#host && !this.#host.holds(event) && this.#line.send({t: 'fold'}))
    for (const name of ['input', 'keyup', 'cut', 'paste', 'drop']) on(document, name, event => this.#typed(event, PAUSE))
    on(document, 'focusout', event => this.#typed(event, 0))
  }

  /** @param {Said} message */
  #heard(message) {
    if (message.t === 'configure') this.#configure(/** @type {any} */ (message))
    else if (message.t === 'size') this.#host?.resize(/** @type {any} */ (message))
    else if (message.t === 'armed') this.#chords = new Set(message.chords)
    else if (message.t === 'insert') this.#insert(message)
    else if (message.t === 'mend') this.#mend(message)
    else if (message.t === 'undo') this.#takeBack(message)
  }

  /** @param {PageConfig} config */
  #configure(config) {
    if (this.#config && this.#config.form !== config.form) this.#unmount()
    this.#config = config
    this.#soon()
  }

  /** The panel is there, or there again, and knows nothing: the service tells doubles apart. */
  #again() {
    this.#chords.clear()
    this.#book = {...BLANK, elsewhere: this.#book.elsewhere}
    this.#draft = ''
    this.#tell()
    this.#read()
    this.#soon()
  }

  /** What pages do they do in bursts: look once, after the next frame. */
  #soon() {
    if (this.#scheduled) return
    this.#scheduled = true
    const once = () => {
      if (!this.#scheduled) return
      this.#scheduled = false
      this.#look()
    }
    requestAnimationFrame(() => setTimeout(once))
    setTimeout(once, LATEST)
  }

  #look() {
    if (!this.#config) return
    const found = openOn(this.#config)
    const before = this.#open?.conversation
    this.#open = found
    if (!found) return this.#leave(before)
    clearTimeout(this.#leaving)
    this.#leaving = undefined
    this.#host ??= new Host(`${chrome.runtime.getURL('panel.html')}#${this.#secret}`, this.#config.form, 'Warmline')
    this.#host.follow(found)
    this.#watch(found.composer.getRootNode())
    if (before !== found.conversation) this.#turn()
    // Consoles empty the field after sending without a word.
    else if (this.#draft && !this.#text()) this.#read()
    this.#rows()
  }

  /** No chat is open: the panel goes, unless one opens at once. @param {string | undefined} before */
  #leave(before) {
    if (before) this.#turn()
    if (this.#host) this.#leaving ??= setTimeout(() => this.#unmount(), GRACE)
  }

  /** Another conversation: nothing of the last one may reach it. */
  #turn() {
    this.#undo.clear()
    this.#chords.clear()
    this.#draft = ''
    this.#tell()
    this.#read()
  }

  #tell() {
    this.#line.send({t: 'open', conversation: this.#open?.conversation ?? null, form: this.#host?.form})
  }

  #rows() {
    const messages = this.#config?.reads && this.#open?.recipe.messages
    if (!messages || !this.#open) return
    const {conversation} = this.#open
    const [first] = findAll(messages.row)
    if (first) this.#watch(first.getRootNode())
    const {book, say, again} = looked(turned(this.#book, conversation), rowsOf(messages), Date.now())
    this.#book = book
    if (say.length) this.#line.send({t: 'said', conversation, messages: say})
    clearTimeout(this.#rest)
    if (again) this.#rest = setTimeout(() => this.#look(), SETTLE)
  }

  /** @param {Node} root whose changes are to be seen; a shadow tree is a page of its own */
  #watch(root) {
    if (this.#watched.has(root)) return
    this.#watched.add(root)
    this.#observer.observe(root, {childList: true, subtree: true, characterData: true})
  }

  /** @param {Event} event @param {number} pause */
  #typed(event, pause) {
    if (!this.#open || !event.composedPath().includes(this.#open.composer)) return
    clearTimeout(this.#pause)
    this.#pause = setTimeout(() => this.#read(), pause)
  }

  #text() {
    const field = editableIn(this.#open?.composer ?? null)
    return field ? textOf(field) : ''
  }

  #read() {
    if (!this.#open || !this.#config?.mirror) return
    const text = this.#text()
    if (text === this.#draft) return
    this.#draft = text
    this.#line.send({t: 'draft', conversation: this.#open.conversation, text})
  }

  /** Keys belong to the console unless the panel has something for them. @param {KeyboardEvent} event */
  #pressed(event) {
    if (!event.isTrusted || event.repeat || event.isComposing || !this.#open) return
    if (!event.composedPath().includes(this.#open.composer)) return
    const chord = [...this.#chords].find(one => matches(event, one))
    if (!chord) return
    event.preventDefault()
    event.stopImmediatePropagation()
    this.#line.send({t: 'key', chord})
  }

  /** The reply field, if this conversation is still the open one: looked up now, not remembered. @param {string} conversation */
  #field(conversation) {
    const open = this.#config && openOn(this.#config)
    return open?.conversation === conversation ? editableIn(open.composer) : null
  }

  /** @param {Said} message */
  async #insert({id, conversation, text}) {
    await this.#put(id, conversation, (field, still) => insert(field, text, still))
  }

  /** @param {Said} message */
  async #mend({id, conversation, edit, of}) {
    await this.#put(id, conversation, (field, still) => replaceText(field, {...edit, of}, edit.text, still))
  }

  /**
   * @param {string} id
   * @param {string} conversation
   * @param {(field: HTMLElement, still: () => boolean) => Promise<{undo: () => any} | null>} act
   */
  async #put(id, conversation, act) {
    const still = () => this.#field(conversation) !== null
    const field = this.#field(conversation)
    const done = field && (await act(field, still))
    if (done) remember(this.#undo, id, async () => done.undo())
    const why = done ? '' : field && still() ? 'composer' : 'conversation'
    this.#line.send({t: 'done', id, ok: Boolean(done), why})
    this.#draft = '' // read anew: what the panel thinks is there may not be
    this.#read()
  }

  /** @param {Said} message */
  async #takeBack({id, conversation}) {
    const undo = this.#undo.get(id)
    this.#undo.delete(id)
    if (undo && this.#field(conversation)) await undo()
    this.#read()
  }

  #unmount() {
    clearTimeout(this.#leaving)
    this.#leaving = undefined
    this.#host?.remove()
    this.#host = null
    this.#chords.clear()
    this.#book = BLANK
  }

  #end() {
    this.#listeners.abort()
    this.#observer.disconnect()
    this.#unmount()
    this.#config = null
    delete world.warmline
  }
}

/** @type {{warmline?: Page}} what this world of the page's process holds */
const world = /** @type {any} */ (globalThis)

/** Consoles have small frames for counters and sounds: no chat is in those. */
function begin() {
  const small = window !== top && (innerWidth < 200 || innerHeight < 100)
  if (small) addEventListener('resize', begin, {once: true})
  // A page that was open when its console was switched on gets this script once more.
  else world.warmline ??= new Page()
}

begin()
