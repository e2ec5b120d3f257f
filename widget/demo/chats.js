/** Conversations of the demo: their messages from the service, their list shared by all pages. */

import {AssistClient, newId} from '/widget/client.js'

/**
 * @typedef {{socket: string, tokens: {agent: string, platform: string}}} Config
 * @typedef {{messageId: string, speaker: 'customer' | 'agent', text: string, at: number, name: string, pending?: boolean}} Said
 * @typedef {{id: string, name: string, started: number}} Chat
 */

const LIST = 'warmline.chats'
const CURRENT = 'warmline.current'
const LONGEST_LIST = 12

/** @returns {Promise<Config>} */
export async function config() {
  const response = await fetch('/demo/config.json', {cache: 'no-store'})
  if (!response.ok) throw new Error(`/demo/config.json: ${response.status}; start the server with --demo`)
  return response.json()
}

/** The conversations that any page of this browser began, newest first. @returns {Chat[]} */
export const listed = () => JSON.parse(localStorage.getItem(LIST) ?? '[]')

/** The conversation that the customer page shows. */
export const current = () => localStorage.getItem(CURRENT) ?? ''

/** @param {string} id */
export const setCurrent = id => localStorage.setItem(CURRENT, id)

/** @param {Chat} chat */
export function remember(chat) {
  const others = listed().filter(({id}) => id !== chat.id)
  localStorage.setItem(LIST, JSON.stringify([chat, ...others].slice(0, LONGEST_LIST)))
}

/**
 * The platform's side of the chat, as any console has one: it posts what people write and
 * hears what was said. Events: `said` ({conversation, message}): it is durable; `changed`
 * ({conversation}): its messages are others now; `connection`.
 */
export class Chats extends EventTarget {
  /** @type {Map<string, Said[]>} */
  #messages = new Map()
  /** @type {Map<string, Said[]>} what was posted and is not durable yet */
  #pending = new Map()

  /** @param {Config} config */
  constructor({socket, tokens}) {
    super()
    const server = new URL(socket, location.href)
    server.protocol = server.protocol.replace('http', 'ws')
    this.client = new AssistClient({server: server.href, token: tokens.platform, name: 'demo-chat'})
    const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ act) =>
      this.client.addEventListener(type, event => act(/** @type {CustomEvent} */ (event).detail))
    on('event', ({conversation, kind, data}) => kind === 'message.posted' && this.#said(conversation, data))
    on('reset', ({conversation}) => {
      this.#messages.delete(conversation)
      this.#emit('changed', {conversation})
    })
    on('connection', detail => this.#emit('connection', detail))
    this.client.connect()
  }

  /** @param {string} conversation @returns {readonly Said[]} */
  messages(conversation) {
    return [...(this.#messages.get(conversation) ?? []), ...(this.#pending.get(conversation) ?? [])]
  }

  /** @param {string} conversation */
  follow(conversation) {
    this.client.follow(conversation)
  }

  /** @param {string} conversation */
  unfollow(conversation) {
    this.client.unfollow(conversation)
    this.#messages.delete(conversation)
  }

  /**
   * @param {string} conversation
   * @param {{speaker: 'customer' | 'agent', text: string, name?: string, language?: string}} message
   */
  async post(conversation, {name, language, ...message}) {
    const optional = {...(name ? {name} : {}), ...(language ? {language} : {})}
    const messageId = newId()
    const pending = {...message, messageId, at: Date.now() / 1000, name: name ?? '', pending: true}
    this.#pending.set(conversation, [...(this.#pending.get(conversation) ?? []), pending])
    this.#emit('changed', {conversation})
    try {
      await this.client.post(conversation, {message_id: messageId, ...message, ...optional})
    } catch (error) {
      this.#settle(conversation, messageId)
      this.#emit('changed', {conversation})
      throw error
    }
  }

  /**
   * Tell what the platform knows of a conversation.
   * @param {string} conversation
   * @param {import('./play.js').Known['context']} context
   */
  async tell(conversation, context) {
    await this.client.tell(conversation, {context_id: newId(), ...context})
  }

  /** @param {string} conversation @param {any} data */
  #said(conversation, {message_id: messageId, speaker, text, at, name}) {
    this.#settle(conversation, messageId)
    const message = {messageId, speaker, text, at, name: name ?? ''}
    this.#messages.set(conversation, [...(this.#messages.get(conversation) ?? []), message])
    this.#emit('said', {conversation, message})
    this.#emit('changed', {conversation})
  }

  /** @param {string} conversation @param {string} id */
  #settle(conversation, id) {
    const left = (this.#pending.get(conversation) ?? []).filter(({messageId}) => messageId !== id)
    this.#pending.set(conversation, left)
  }

  /** @param {string} type @param {object} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail}))
  }
}
