/** An address and a token -> one websocket that is kept alive, as frames and a state. */

import {delayBefore, stepAfter} from './retry.js'

/** @import {Frame, Report, Step, Token} from './types' */

const SUBPROTOCOL = 'assist.v1.json'
const PING = 25_000
const PATIENCE = 10_000 // this long after a ping was due nobody is there

export class Connection {
  /** @type {WebSocket | null} */
  #socket = null
  /** @type {Report} */
  #report = {state: 'idle'}
  /** @type {Frame | null} */
  #bye = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watch
  #wanted = false
  #opening = 0
  #attempt = 0
  #ping = PING
  #used = ''
  #refused = ''

  /**
   * @param {{
   *   server: string, token: Token, hello: () => object,
   *   onframe: (frame: Frame) => void, onreport: (report: Report) => void
   * }} options `hello` gives what the first frame says beside the token
   */
  constructor({server, token, hello, onframe, onreport}) {
    this.server = server
    this.token = token
    this.hello = hello
    this.onframe = onframe
    this.onreport = onreport
  }

  get report() {
    return this.#report
  }

  get live() {
    return this.#report.state === 'live'
  }

  /** Connect, and stay connected until `close`. */
  open() {
    if (this.#wanted) return
    this.#wanted = true
    this.#attempt = 0
    globalThis.addEventListener?.('online', this)
    globalThis.addEventListener?.('pageshow', this)
    this.#say({state: 'connecting'})
    this.#connect()
  }

  close() {
    this.#end({state: 'idle'})
  }

  /** Sends nothing while there is no connection. @param {object} frame */
  send(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame))
  }

  /** The network is back, or the page is: what we held may be dead, so do not wait. @param {Event} event */
  handleEvent(event) {
    if (event.type === 'pageshow' && !(/** @type {PageTransitionEvent} */ (event).persisted)) return
    this.#restart()
  }

  async #connect() {
    const opening = ++this.#opening
    let token
    try {
      token = typeof this.token === 'function' ? await this.token() : this.token
    } catch {
      if (opening === this.#opening) this.#again('retry')
      return
    }
    if (opening !== this.#opening || !this.#wanted) return
    if (!token || token === this.#refused) return this.#end({state: 'signed-out'})
    this.#used = token
    let socket
    try {
      socket = new WebSocket(this.server, [SUBPROTOCOL])
    } catch {
      return this.#end({state: 'unsupported'})
    }
    this.#socket = socket
    this.#alive()
    socket.onopen = () => this.send({t: 'hello', token, ...this.hello()})
    socket.onmessage = ({data}) => this.#receive(JSON.parse(data))
    socket.onclose = ({code}) => this.#closed(code)
  }

  /** @param {Frame} frame */
  #receive(frame) {
    this.#alive()
    if (frame.t === 'ping') return this.send({t: 'pong'})
    if (frame.t === 'bye') {
      this.#bye = frame // proxies may eat the close frame: this one says the same
      return this.#closed(frame.code)
    }
    if (frame.t === 'welcome') {
      this.#attempt = 0
      this.#ping = frame.ping_ms ?? PING
      this.#refused = ''
      this.#say({state: 'live'})
    }
    this.onframe(frame)
  }

  #alive() {
    clearTimeout(this.#watch)
    this.#watch = setTimeout(() => this.#restart(), this.#ping + PATIENCE)
  }

  #restart() {
    this.#drop()
    if (this.#report.state !== 'connecting') this.#say({state: 'reconnecting'})
    this.#connect()
  }

  /** @param {number} code */
  #closed(code) {
    const {key, retry_ms: retryMs} = this.#bye ?? /** @type {Partial<Frame>} */ ({})
    const step = stepAfter(code)
    this.#drop()
    if (step === 'token') {
      if (code === 4001) this.#refused = this.#used
      if (typeof this.token !== 'function' && this.token === this.#used) {
        return this.#end({state: 'signed-out', code, key})
      }
    }
    if (step === 'retry' || step === 'now' || step === 'token') return this.#again(step, {code, key}, retryMs)
    this.#end({state: step === 'stop' ? 'stopped' : step, code, key})
  }

  /** @param {Step} step @param {Partial<Report>} [why] @param {number} [retryMs] */
  #again(step, why, retryMs) {
    if (this.#report.state !== 'connecting') this.#say({state: 'reconnecting', ...why})
    const wait = delayBefore(step, this.#attempt, Math.random(), retryMs)
    this.#attempt += 1
    this.#timer = setTimeout(() => this.#connect(), wait)
  }

  /** @param {Report} report */
  #end(report) {
    if (!this.#wanted) return
    this.#wanted = false
    globalThis.removeEventListener?.('online', this)
    globalThis.removeEventListener?.('pageshow', this)
    this.#drop()
    this.#say(report)
  }

  #drop() {
    this.#opening += 1
    this.#bye = null
    clearTimeout(this.#timer)
    clearTimeout(this.#watch)
    const socket = this.#socket
    this.#socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }

  /** @param {Report} report */
  #say(report) {
    if (report.state === this.#report.state) return
    this.#report = report
    this.onreport(report)
  }
}
