/** `<agent-assist>`: attributes, keys and clicks <-> the desk, the view and the reply field. */

import {Acts} from './acts.js'
import {Desk} from './desk.js'
import {adopt} from './elements.js'
import {KEYS, matches} from './keys.js'
import {learn} from './messages.js'
import {modelOf} from './model.js'
import {onShow} from './state.js'
import {createView} from './view.js'

/** @import {EventDetail, Report, Token, Words} from './types' */

const TICK = 15_000

/** The widget; docs/widget.md says what a page may set, hear and replace. */
export class AgentAssistElement extends HTMLElement {
  static observedAttributes = ['conversation', 'conversations', 'server', 'token', 'lang', 'theme', 'form', 'words']

  /** @param {string} tag @param {CustomElementRegistry} registry */
  static define(tag = 'agent-assist', registry = customElements) {
    if (!registry.get(tag)) registry.define(tag, this)
    return this
  }

  #desk = new Desk(
    event => this.#happened(event),
    report => this.#connected(report)
  )
  /** @type {Token | null} */
  #token = null
  /** @type {Record<string, string>} */
  #names = {}
  #keys = KEYS
  #asked = ''
  /** @type {{words: Words, lang: string} | null} */
  #language = null
  #trouble = 'idle'
  #shown = ''
  #replaced = false
  #syncing = false
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock
  #view
  #acts

  constructor() {
    super()
    const root = this.attachShadow({mode: 'open'})
    this.#view = createView(root, {
      insert: () => this.insert(),
      dismiss: () => this.dismiss(),
      undo: () => this.undo(),
      mute: () => this.mute(),
      wake: kind => this.#acts.mute(kind, false),
      correct: tone => this.correct(tone),
      look: conversation => this.look(conversation),
      turned: () => this.#seen()
    })
    const page = {element: this, emit: this.#emit.bind(this), show: () => this.#show(), look: this.#view}
    this.#acts = new Acts(page, this.#desk)
  }

  /** The token that the service asks for: a string, or a function that fetches a new one. */
  get token() {
    return this.#token ?? this.getAttribute('token') ?? ''
  }

  set token(token) {
    this.#token = token
    this.#sync()
  }

  /** The keys, as chords: `{insert: 'Alt+Enter', dismiss: 'Alt+X'}`. */
  get keys() {
    return this.#keys
  }

  set keys(keys) {
    this.#keys = {...KEYS, ...keys}
    this.#show()
  }

  /** What the chats of `conversations` are called: `{c1: 'Maria'}`. */
  get names() {
    return this.#names
  }

  set names(names) {
    this.#names = {...names}
    this.#show()
  }

  /** The reply that is being written, as it was last read; a page without a reply field sets it. */
  get draft() {
    return this.#acts.draft
  }

  set draft(text) {
    this.#acts.draft = text
  }

  /** What is wrong with it, the one that matters first. */
  get findings() {
    return this.#acts.findings
  }

  /** The card on show, or null. */
  get card() {
    return onShow(this.#now)
  }

  /** How the customer's last message felt, or null. */
  get tone() {
    return this.#now.tone
  }

  /** The state of the connection, as one word. */
  get connection() {
    return this.#desk.connection.state
  }

  /** The reply field that `for` names, in the widget's own tree or in the page. */
  get composer() {
    const id = this.getAttribute('for')
    if (!id) return null
    const root = /** @type {Document | ShadowRoot} */ (this.getRootNode())
    return root.getElementById?.(id) ?? this.ownerDocument.getElementById(id)
  }

  get #conversation() {
    return this.getAttribute('conversation') ?? ''
  }

  get #now() {
    return this.#desk.view(this.#conversation)
  }

  /** The agent's chats, the open one first. */
  get #chats() {
    const listed = (this.getAttribute('conversations') ?? '').split(/\s+/)
    return [...new Set([this.#conversation, ...listed])].filter(Boolean)
  }

  connectedCallback() {
    adopt(this, ['token', 'keys', 'names', 'draft'])
    document.addEventListener('keydown', this, {capture: true})
    document.addEventListener('visibilitychange', this)
    this.#acts.start()
    this.#clock = setInterval(() => this.#show(), TICK)
    this.#sync()
    this.#show()
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this, {capture: true})
    document.removeEventListener('visibilitychange', this)
    this.#acts.stop()
    this.#view.close()
    clearInterval(this.#clock)
    this.#sync()
  }

  attributeChangedCallback() {
    this.#sync()
    if (this.isConnected) this.#show()
  }

  /** @param {Event} event */
  handleEvent(event) {
    return event instanceof KeyboardEvent ? this.#pressed(event) : this.#seen()
  }

  /** Put the card's words into the reply field; the agent reads and sends. */
  insert() {
    return this.#acts.insert()
  }

  /** Put the card aside, or the glance that lies over it. */
  dismiss() {
    this.#acts.dismiss()
  }

  /** Take back what was done last: words leave the reply, a card returns, a kind or a feeling is as before. */
  undo() {
    return this.#acts.undo()
  }

  /** No card of this kind in this chat any more: of the one on show, or the one just put aside. */
  mute() {
    this.#acts.mute(this.#acts.kind, true)
  }

  /** Say how the customer's last message feels: a tone, or `neutral`; null: as it was read. @param {string | null} tone */
  correct(tone) {
    this.#acts.correct(tone)
  }

  /** Put the first finding's edit into the draft. */
  mend() {
    return this.#acts.mend()
  }

  /** Go to another chat. @param {string} conversation */
  look(conversation) {
    if (this.#emit('agent-assist-switch', {conversation})) this.setAttribute('conversation', conversation)
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.repeat || event.isComposing) return
    const path = event.composedPath()
    const composer = this.composer
    if (!path.includes(this) && !(composer && path.includes(composer))) return
    const name = /** @type {(keyof typeof KEYS)[]} */ (Object.keys(KEYS)).find(key => matches(event, this.#keys[key]))
    const act = name && this.#acts.keyed(name)
    if (!act) return
    event.preventDefault()
    event.stopImmediatePropagation()
    act()
  }

  /** Attributes often change several at once: look at them together, once they are all set. */
  #sync() {
    if (this.#syncing) return
    this.#syncing = true
    queueMicrotask(() => {
      this.#syncing = false
      this.#follow()
    })
  }

  #follow() {
    this.#desk.follow(this.#chats)
    this.#acts.follow()
    this.#desk.serve((this.isConnected && this.getAttribute('server')) || '', this.token)
    this.#show()
  }

  /** @param {Report} report */
  #connected(report) {
    const ours = this.#emit('agent-assist-connection', report)
    const known = report.key && this.#language?.words.connections[report.key] ? report.key : report.state
    this.#trouble = ours && report.state !== 'live' ? known : ''
    this.#show()
  }

  /** @param {EventDetail | null} event */
  #happened(event) {
    if (event) this.#acts.heard(event)
    if (!event?.behind) this.#show()
  }

  #show() {
    if (!this.isConnected) return
    const tag = this.closest('[lang]')?.getAttribute('lang') || navigator.language
    this.#learn(tag, this.getAttribute('words') ?? '')
    if (!this.#language) return
    const id = this.card?.suggestion_id ?? ''
    if (id !== this.#shown) {
      this.#shown = id
      this.#replaced = !this.#emit('agent-assist-card', {suggestion: this.card})
    }
    this.#view.show(
      modelOf(this.#desk, this.#conversation, {
        chats: this.#chats,
        names: this.#names,
        language: this.#language,
        form: this.getAttribute('form'),
        keys: this.#keys,
        trouble: this.#trouble,
        replaced: this.#replaced,
        mirror: this.#acts.mirror,
        clock: Date.now() / 1000
      })
    )
    this.#seen()
  }

  /** @param {string} tag @param {string} address */
  async #learn(tag, address) {
    const asked = `${tag} ${address}`
    if (asked === this.#asked) return
    this.#asked = asked
    const language = await learn(tag, address)
    if (asked === this.#asked) this.#language = language
    this.#show()
  }

  #seen() {
    if (!this.card || this.#now.displayed || document.visibilityState !== 'visible' || !this.#view.form.readable) return
    this.#desk.decide(this.#conversation, this.card, 'displayed')
  }

  /** Tell the page; true unless it takes the default over. @param {string} name @param {object} detail */
  #emit(name, detail) {
    const told = {conversation: this.#conversation, ...detail}
    return this.dispatchEvent(new CustomEvent(name, {detail: told, cancelable: true, bubbles: true, composed: true}))
  }
}
