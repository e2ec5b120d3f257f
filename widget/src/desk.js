/** An agent's chats over one connection: events -> the view of each; what the agent does -> requests. */

import {AssistClient, newId} from './client.js'
import {EMPTY, after} from './state.js'

/** @import {EventDetail, Report, Suggestion, Token, View} from './types' */

/** @typedef {{view: View, refused: boolean, ours: Set<string>}} Chat `ours`: what the stream has yet to echo */

/** The most chats that are followed at once. */
export const MOST = 64
const OVER = new Set(['stopped', 'unsupported'])
/** @type {Chat} */
const NONE = {view: EMPTY, refused: false, ours: new Set()}

export class Desk {
  /** @type {AssistClient | null} */
  #client = null
  #server = ''
  /** @type {Token} */
  #token = ''
  /** @type {Map<string, Chat>} */
  #chats = new Map()
  #changed
  #connected

  /**
   * @param {(event: EventDetail | null) => void} changed a chat looks different
   * @param {(report: Report) => void} connected
   */
  constructor(changed, connected) {
    this.#changed = changed
    this.#connected = connected
  }

  /** @returns {Report} */
  get connection() {
    return this.#client?.connection ?? {state: 'idle'}
  }

  /** Be connected to `server`, '' for none. @param {string} server @param {Token} token */
  serve(server, token) {
    if (server && server !== this.#server) this.#attach(server, token)
    if (!server || !this.#client) return this.#client?.close()
    const changed = token !== this.#token
    this.#client.token = this.#token = token
    // What the service has ended for good does not begin again because the agent opens another chat.
    if (changed || !OVER.has(this.connection.state)) this.#client.connect()
  }

  /** Follow these chats, and no others. @param {readonly string[]} conversations */
  follow(conversations) {
    const wanted = new Set(conversations.filter(Boolean).slice(0, MOST))
    for (const conversation of this.#chats.keys()) {
      if (wanted.has(conversation)) continue
      this.#client?.unfollow(conversation)
      this.#chats.delete(conversation)
    }
    for (const conversation of wanted) {
      if (!this.#chats.has(conversation)) this.#reset(conversation)
      this.#client?.follow(conversation)
    }
  }

  /** @param {string} conversation */
  view(conversation) {
    return (this.#chats.get(conversation) ?? NONE).view
  }

  /** Whether this token may not follow it. @param {string} conversation */
  refused(conversation) {
    return (this.#chats.get(conversation) ?? NONE).refused
  }

  /** @param {string} conversation @param {(view: View) => View} step */
  turn(conversation, step) {
    const chat = this.#chats.get(conversation)
    if (chat) chat.view = step(chat.view)
  }

  /** @param {string} conversation @param {Suggestion} card @param {'displayed' | 'accepted' | 'dismissed'} decision @param {boolean} [copied] */
  decide(conversation, {suggestion_id}, decision, copied) {
    const decided = {suggestion_id, decision_id: newId(), decision}
    this.#act(conversation, 'suggestion.decided', {...decided, copied}, decided.decision_id)
    // Refused when the card ended meanwhile: the stream has told us how.
    this.#client?.decide(conversation, decided).catch(() => {})
  }

  /** @param {string} conversation @param {string} kind @param {boolean} muted */
  mute(conversation, kind, muted) {
    const said = {mute_id: newId(), kind, muted}
    this.#act(conversation, 'kind.muted', said, said.mute_id)
    this.#client?.mute(conversation, said).catch(() => this.#failed(conversation, 'kind.muted', {kind, muted: !muted}))
  }

  /** @param {string} conversation @param {string} messageId @param {string | null} tone @param {string | null} before */
  correct(conversation, messageId, tone, before) {
    const said = {correction_id: newId(), message_id: messageId, tone}
    this.#act(conversation, 'reading.corrected', said, said.correction_id)
    const undone = {...said, tone: before}
    this.#client?.correct(conversation, said).catch(() => this.#failed(conversation, 'reading.corrected', undone))
  }

  /** @param {string} conversation @param {string} text */
  async check(conversation, text) {
    return this.#client?.check(conversation, text) ?? null
  }

  /** @param {string} conversation @param {string} kind @param {object} data @param {string} id */
  #act(conversation, kind, data, id) {
    this.#chats.get(conversation)?.ours.add(id)
    this.turn(conversation, view => after(view, kind, data))
  }

  /** The service said no: as it was before. @param {string} conversation @param {string} kind @param {object} data */
  #failed(conversation, kind, data) {
    this.turn(conversation, view => ({...after(view, kind, data), deed: {what: 'failed', card: null}}))
    this.#changed(null)
  }

  /** @param {string} server @param {Token} token */
  #attach(server, token) {
    this.#client?.close()
    const client = new AssistClient({server, token, name: 'agent-assist'})
    this.#client = client
    this.#server = server
    for (const conversation of this.#chats.keys()) {
      this.#reset(conversation)
      client.follow(conversation)
    }
    const mine = (/** @type {string} */ type, /** @type {(detail: any) => void} */ act) =>
      client.addEventListener(type, event => {
        if (client === this.#client) act(/** @type {CustomEvent} */ (event).detail)
      })
    mine('connection', report => this.#connected(report))
    mine('event', event => this.#happened(event))
    mine('refresh_due', () => this.#connected({state: 'live', key: 'refresh_due'}))
    mine('reset', ({conversation}) => {
      this.#reset(conversation)
      this.#changed(null)
    })
    mine('refused', ({conversation}) => {
      this.#chats.set(conversation, {...NONE, refused: true})
      this.#changed(null)
    })
  }

  /** @param {string} conversation */
  #reset(conversation) {
    this.#chats.set(conversation, {view: EMPTY, refused: false, ours: new Set()})
  }

  /** @param {EventDetail} event */
  #happened(event) {
    const {conversation, kind, data} = event
    const chat = this.#chats.get(conversation)
    if (!chat || chat.ours.delete(data.decision_id ?? data.mute_id ?? data.correction_id)) return
    chat.view = after(chat.view, kind, data)
    this.#changed(event)
  }
}
