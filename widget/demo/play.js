/** A written chat -> its turns in time: play, pause, step, at a speed, with or without the agent. */

/**
 * @typedef {{speaker: 'customer' | 'agent', at: number, text: string}} Turn
 * @typedef {{at: number, context: Omit<import('/widget/types').Context, 'context_id'>}} Known what the platform tells
 * @typedef {{id: string, title: string, language: 'en' | 'fr', name: string, about: string, turns: (Turn | Known)[]}} Script
 * @typedef {'ready' | 'playing' | 'paused' | 'yours' | 'done'} PlayState
 */

/** @param {string} id @returns {Promise<Script>} */
export async function script(id) {
  return (await fetch(`/demo/chats/${id}.json`)).json()
}

/** @returns {Promise<Script[]>} */
export async function scripts() {
  const ids = /** @type {string[]} */ (await (await fetch('/demo/chats.json')).json())
  return Promise.all(ids.map(script))
}

/** Events: `change`, whenever `state` or `next` moved. */
export class Player extends EventTarget {
  /** @type {PlayState} */
  state = 'ready'
  next = 0
  speed = 1
  self = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer

  /**
   * @param {Script} script
   * @param {(turn: Turn | Known) => Promise<unknown>} say
   */
  constructor(script, say) {
    super()
    this.script = script
    this.say = say
  }

  play() {
    if (this.state === 'done' || this.state === 'yours') return
    this.#become('playing')
    this.#wait()
  }

  pause() {
    clearTimeout(this.#timer)
    if (this.state === 'playing') this.#become('paused')
  }

  /**
   * Say the next turn now; playing goes on after it. What is told at the same time comes before it.
   * @returns {Promise<void>}
   */
  async step() {
    clearTimeout(this.#timer)
    const turn = this.script.turns[this.next]
    if (!turn || this.state === 'yours') return
    if (isAgents(turn) && this.self) return this.#become('yours')
    this.next += 1
    await this.say(turn)
    if ('context' in turn && this.script.turns[this.next]?.at === turn.at) return this.step()
    this.#goOn(this.state)
  }

  /** The agent has answered by hand: the written answers of this turn are not said. */
  answered() {
    if (this.state !== 'yours') return
    while (isAgents(this.script.turns[this.next])) this.next += 1
    this.#goOn('playing')
  }

  stop() {
    clearTimeout(this.#timer)
    this.#become('done')
  }

  /** @param {PlayState} state what it was before the turn */
  #goOn(state) {
    const over = this.next >= this.script.turns.length
    const going = !over && state === 'playing'
    this.#become(over ? 'done' : going ? 'playing' : 'paused')
    if (going) this.#wait()
  }

  #wait() {
    const {turns} = this.script
    const gap = (turns[this.next]?.at ?? 0) - (turns[this.next - 1]?.at ?? 0)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.step(), (gap * 1000) / this.speed)
  }

  /** @param {PlayState} state */
  #become(state) {
    this.state = state
    this.dispatchEvent(new Event('change'))
  }
}

/** @param {Turn | Known | undefined} turn */
const isAgents = turn => turn !== undefined && 'speaker' in turn && turn.speaker === 'agent'
