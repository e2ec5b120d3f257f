/**
 * A page with converse.js 14 -> `<agent-assist>` above the reply field of the chat that is open.
 *
 * The reply field is a plain textarea, so the widget itself puts words in at the caret, reads the
 * draft and takes words back. `insertIntoTextArea` of converse.js writes at the end alone, and
 * leaves the browser's undo without a way back.
 */

import '/widget/index.js'

/** @import {AgentAssistElement} from '/widget/index.js' */
/** @import {Chats, Converse, Plugin} from './types' */

const NAME = 'agent-assist'
const FIELD = 'agent-assist-reply'
const CHAT = 'converse-chat, converse-muc'
const FORMS = 'converse-chat converse-message-form, converse-muc-bottom-panel converse-muc-message-form'
const SETTINGS = {
  agent_assist_server: '',
  agent_assist_token: '',
  agent_assist_prefix: '',
  agent_assist_form: 'bar',
  agent_assist_theme: 'auto'
}

/** The one widget of the page: it moves to the chat that is open, and its connection stays. */
class Beside {
  #assist = /** @type {AgentAssistElement} */ (document.createElement('agent-assist'))
  /** Where it waits while no chat is open; out of the page it would close its connection. */
  #shelter = document.createElement('div')
  /** @type {Element | null} */
  #form = null
  #plugin

  /** @param {Plugin} plugin */
  constructor(plugin) {
    this.#plugin = plugin
    const {settings} = plugin.api
    this.#assist.token = settings.get('agent_assist_token')
    const attributes = {for: FIELD, server: settings.get('agent_assist_server')}
    const looks = {form: settings.get('agent_assist_form'), theme: settings.get('agent_assist_theme')}
    for (const [name, value] of Object.entries({...attributes, ...looks})) this.#set(name, value)
    this.#shelter.hidden = true
    document.body.append(this.#shelter)
    this.#listen()
    this.#follow()
  }

  #listen() {
    new MutationObserver(() => this.#follow()).observe(document.body, {childList: true, subtree: true})
    document.addEventListener('focusin', () => this.#follow())
    // Nothing goes in if it is another chat's by now: the widget compares after this event.
    this.#assist.addEventListener('agent-assist-insert', () => this.#follow())
    this.#assist.addEventListener('agent-assist-mend', () => this.#follow())
    this.#assist.addEventListener('agent-assist-switch', event => {
      event.preventDefault()
      this.#open(/** @type {CustomEvent} */ (event).detail.conversation)
    })
  }

  /** Be beside the open chat; Lit draws late and draws anew, so this is asked at each change. */
  #follow() {
    this.#form = this.#openForm()
    const field = this.#form?.querySelector('textarea') ?? null
    const held = document.getElementById(FIELD)
    if (held && held !== field) held.removeAttribute('id')
    if (field) field.id = FIELD
    const parent = this.#form?.parentElement ?? this.#shelter
    if (this.#assist.parentElement !== parent) parent.insertBefore(this.#assist, this.#form)
    const jid = this.#form && jidOf(this.#form)
    this.#set('lang', document.querySelector('converse-root')?.getAttribute('lang'))
    this.#set('conversation', jid && this.#prefix + jid)
    this.#list()
  }

  /** Several are on show beside each other in the view mode `overlayed`: the one with the focus counts, then the last that had it. */
  #openForm() {
    const forms = [...document.querySelectorAll(FORMS)]
    const focused = forms.find(form => form.contains(document.activeElement))
    return focused ?? forms.find(form => form === this.#form) ?? forms.at(-1) ?? null
  }

  /** The agent's other chats, with their names. */
  #list() {
    const chats = this.#chats.filter(chat => /^chat(box|room)$/.test(chat.get('type')) && !chat.get('closed'))
    const names = Object.fromEntries(chats.map(chat => [this.#prefix + chat.get('jid'), chat.getDisplayName()]))
    if (JSON.stringify(names) !== JSON.stringify(this.#assist.names)) this.#assist.names = names
    this.#set('conversations', chats.length > 1 ? Object.keys(names).join(' ') : null)
  }

  /** @param {string} conversation */
  #open(conversation) {
    const chat = this.#chats.find(chat => this.#prefix + chat.get('jid') === conversation)
    chat?.maybeShow(true)
    // It may have been on show already.
    const forms = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(FORMS)])
    forms.find(form => jidOf(form) === chat?.get('jid'))?.querySelector('textarea')?.focus()
  }

  /** @returns {Chats} none before the agent has signed in */
  get #chats() {
    return this.#plugin.state.chatboxes ?? []
  }

  get #prefix() {
    return this.#plugin.api.settings.get('agent_assist_prefix')
  }

  /** @param {string} name @param {string | null | undefined} value */
  #set(name, value) {
    if (!value) this.#assist.removeAttribute(name)
    else if (this.#assist.getAttribute(name) !== value) this.#assist.setAttribute(name, value)
  }
}

/** @param {Element} form */
function jidOf(form) {
  return form.closest(CHAT)?.getAttribute('jid')
}

const {converse} = /** @type {{converse: Converse}} */ (/** @type {unknown} */ (globalThis))
converse.plugins.add(NAME, {
  initialize() {
    const plugin = this._converse
    plugin.api.settings.extend(SETTINGS)
    new Beside(plugin)
  }
})
