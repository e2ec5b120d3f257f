/** Frames of the assist service <-> conversations followed, messages posted, cards decided. */

import {Connection} from './connection.js'
import {START, subscribed, verdict} from './stream.js'

/** @import {Context, Correction, Decision, DraftFinding, Frame, Message, Mute, Position, Token} from './types' */

/**
 * @typedef {{position: Position, top: number, asked: boolean}} Stream
 * @typedef {{frame: object, resolve: (ack: Frame) => void, reject: (error: Error) => void}} Request
 */

const UNRECOVERABLE = 112 // a `sub` that begins anew follows it
const MOST_RESUMED = 128
const ASK_AGAIN = 1000

/** A new id for a message or a decision. `crypto.randomUUID` is missing on plain http pages. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

/** The server said no, for good: `code` and `key` are those of its `err` frame. */
export class RefusedError extends Error {
  /** @param {number} code @param {string} key */
  constructor(code, key) {
    super(`the server refused the request: ${key} (${code})`)
    this.name = 'RefusedError'
    this.code = code
    this.key = key
  }
}

/**
 * Headless client: it follows conversations without loss or doubles over a connection that
 * may break, and holds what was sent until it is acknowledged.
 *
 * Events: `connection` (detail: Report), `event` (EventDetail: each event of a followed
 * conversation once, in order), `reset` ({conversation}: what was known of it is void; its first
 * events follow, or those that hold now), `refused` ({conversation, code, key}: it may not be
 * followed), `refresh_due` (a token that was given as a string runs out: set `token`).
 */
export class AssistClient extends EventTarget {
  /** @type {Map<string, Stream>} */
  #streams = new Map()
  /** @type {Map<number, Request>} */
  #requests = new Map()
  /** @type {Map<number, (findings: DraftFinding[] | null) => void>} */
  #drafts = new Map()
  /** @type {Map<number, string>} */
  #subscribing = new Map()
  #lastId = 0
  #due = false
  #connection

  /**
   * @param {{server: string, token: Token, name?: string}} options
   *   `server` is a ws: or wss: address, `name` says in the server's log who this is
   */
  constructor({server, token, name = 'widget'}) {
    super()
    this.#connection = new Connection({
      server,
      token,
      hello: () => ({client: name, ...this.#resume()}),
      onframe: frame => this.#receive(frame),
      onreport: report => {
        if (report.state !== 'live') this.#forgetDrafts()
        this.#emit('connection', report)
      }
    })
  }

  /** What the connection last reported: its state, and why it ended. */
  get connection() {
    return this.#connection.report
  }

  /** @param {Token} token used from the next connection on, and for this one when its own runs out */
  set token(token) {
    const other = token !== this.#connection.token
    this.#connection.token = token
    if (other && this.#due) this.#refresh()
  }

  /** Connect, and stay connected until `close`. */
  connect() {
    this.#connection.open()
  }

  /** Let go of the connection; what is not acknowledged stays for the next `connect`. */
  close() {
    this.#connection.close()
  }

  /** @param {string} conversation */
  follow(conversation) {
    if (this.#streams.has(conversation)) return
    this.#streams.set(conversation, {position: START, top: 0, asked: false})
    this.#subscribe(conversation)
  }

  /** @param {string} conversation */
  unfollow(conversation) {
    if (!this.#streams.delete(conversation)) return
    this.#connection.send({t: 'unsubscribe', id: ++this.#lastId, c: conversation})
  }

  /**
   * Post a message (role `platform`). Resolves once it is durable; its id makes it safe to repeat.
   * @param {string} conversation
   * @param {Message} message
   */
  post(conversation, message) {
    return this.#request({t: 'message.post', c: conversation, ...message})
  }

  /**
   * Tell what the platform knows beside the words (role `platform`).
   * @param {string} conversation
   * @param {Context} context
   */
  tell(conversation, context) {
    return this.#request({t: 'context.give', c: conversation, ...context})
  }

  /**
   * Say what became of a card; `displayed` again takes a decision back.
   * @param {string} conversation
   * @param {Decision} decision
   */
  decide(conversation, decision) {
    return this.#request({t: 'suggestion.decide', c: conversation, ...decision})
  }

  /**
   * No card of this kind in this conversation any more (`muted`), or again.
   * @param {string} conversation
   * @param {Mute} mute
   */
  mute(conversation, mute) {
    return this.#request({t: 'kind.mute', c: conversation, ...mute})
  }

  /**
   * Say how a customer's message really feels; without a `tone` it is as it was read.
   * @param {string} conversation
   * @param {Correction} correction
   */
  correct(conversation, correction) {
    return this.#request({t: 'reading.correct', c: conversation, ...correction})
  }

  /**
   * What is wrong with a reply before it is sent. It is kept nowhere, and a draft waits for no
   * connection: null when there is none, or when the service has no answer.
   * @param {string} conversation
   * @param {string} text
   * @returns {Promise<DraftFinding[] | null>}
   */
  check(conversation, text) {
    if (!this.#connection.live) return Promise.resolve(null)
    const id = ++this.#lastId
    this.#connection.send({t: 'draft.check', id, c: conversation, text})
    return new Promise(resolve => this.#drafts.set(id, resolve))
  }

  #resume() {
    const known = [...this.#streams].filter(([, {position}]) => position.epoch !== null).slice(0, MOST_RESUMED)
    const resume = known.map(([conversation, {position}]) => [conversation, position.epoch, position.offset])
    for (const [conversation, stream] of this.#streams) stream.asked = known.some(([c]) => c === conversation)
    return resume.length ? {resume} : {}
  }

  /** @param {Frame} frame */
  #receive(frame) {
    if (frame.t === 'welcome') this.#welcome()
    else if (frame.t === 'sub') this.#subscribed(frame)
    else if (frame.t === 'snap') this.#stands(frame)
    else if (frame.t === 'ev') this.#event(frame)
    else if (frame.t === 'refresh_due') this.#refresh()
    else if (frame.t === 'ack') this.#acknowledged(frame)
    else if (frame.t === 'draft') this.#checked(frame.id, frame.findings)
    else if (frame.t === 'err') this.#error(frame)
  }

  #welcome() {
    this.#due = false
    this.#subscribing.clear()
    for (const conversation of this.#streams.keys()) this.#subscribe(conversation)
    for (const [id, {frame}] of this.#requests) this.#connection.send({...frame, id})
  }

  /** With another token the connection stays. Without, the server ends it, and the next one asks again. */
  async #refresh() {
    const {token} = this.#connection
    this.#due = typeof token === 'string' && !this.#due
    if (this.#due) return this.#emit('refresh_due', {})
    try {
      this.#connection.send({t: 'refresh', id: ++this.#lastId, token: typeof token === 'function' ? await token() : token})
    } catch {}
  }

  /** @param {string} conversation */
  #subscribe(conversation) {
    const stream = this.#streams.get(conversation)
    if (!stream || stream.asked || !this.#connection.live) return
    const {epoch, offset} = stream.position
    stream.asked = true
    this.#subscribing.set(++this.#lastId, conversation)
    const from = epoch ? {epoch, offset} : {}
    this.#connection.send({t: 'subscribe', id: this.#lastId, c: conversation, ...from})
  }

  /** @param {Frame} frame */
  #subscribed(frame) {
    const stream = this.#streams.get(frame.c)
    if (!stream) return
    const known = stream.position.epoch !== null
    stream.asked = false
    stream.top = frame.top
    stream.position = subscribed(stream.position, /** @type {any} */ (frame))
    if (known && !frame.recovered) this.#emit('reset', {conversation: frame.c})
  }

  /** Where it stands, in the place of all events up to `o`. @param {Frame} frame */
  #stands({c, e, o, events}) {
    const stream = this.#streams.get(c)
    if (!stream) return
    stream.position = {epoch: e, offset: o}
    let behind = events.length
    for (const {k, d} of events) this.#emit('event', {conversation: c, offset: o, kind: k, data: d, behind: --behind})
  }

  /** @param {Frame} frame */
  #event({c, e, o, k, d}) {
    const stream = this.#streams.get(c)
    if (!stream) return
    const next = verdict(stream.position, o, e)
    if (next === 'gap') this.#subscribe(c)
    if (next !== 'apply') return
    stream.position = {epoch: e ?? stream.position.epoch, offset: o}
    this.#emit('event', {conversation: c, offset: o, kind: k, data: d, behind: Math.max(0, stream.top - o)})
  }

  /** @param {Frame} frame */
  #acknowledged(frame) {
    this.#requests.get(frame.id)?.resolve(frame)
    this.#requests.delete(frame.id)
  }

  /** @param {number} id @param {DraftFinding[] | null} findings */
  #checked(id, findings) {
    this.#drafts.get(id)?.(findings)
    this.#drafts.delete(id)
  }

  #forgetDrafts() {
    for (const id of this.#drafts.keys()) this.#checked(id, null)
  }

  /** @param {Frame} frame */
  #error({id, c, code, key, temporary, retry_ms: wait = ASK_AGAIN}) {
    const conversation = this.#subscribing.get(id) ?? c
    const stream = this.#streams.get(conversation)
    if (stream && code !== UNRECOVERABLE) {
      stream.asked = false
      if (temporary) setTimeout(() => this.#subscribe(conversation), wait)
      else this.#emit('refused', {conversation, code, key})
      return
    }
    this.#checked(id, null)
    const request = this.#requests.get(id)
    if (!request) return
    if (temporary) {
      setTimeout(() => this.#requests.has(id) && this.#connection.send({...request.frame, id}), wait)
      return
    }
    this.#requests.delete(id)
    request.reject(new RefusedError(code, key))
  }

  /** @param {object} frame @returns {Promise<Frame>} */
  #request(frame) {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#requests.set(id, {frame, resolve, reject})
      if (this.#connection.live) this.#connection.send({...frame, id})
    })
  }

  /** @param {string} type @param {object} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail}))
  }
}
