/** What is new -> one polite line for those who hear the page; what stays is not said again. */

import {html} from './elements.js'

// What an act leads to comes in several steps: the last of them is said.
const SETTLED = 150

export function createVoice() {
  const element = html('p', 'voice')
  element.ariaLive = 'polite'
  let chat = ''
  /** @type {Record<string, string>} */
  let known = {}
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  return {
    element,
    /**
     * @param {string} conversation
     * @param {Record<string, string>} sources each with what it says now, the most important first
     */
    say(conversation, sources) {
      // What was done in a chat is old when the agent comes back to it.
      if (chat !== (chat = conversation)) known = {notice: sources.notice ?? ''}
      const found = Object.entries(sources).find(([source, text]) => text && !known[source]?.startsWith(text))
      known = sources
      if (!found) return
      clearTimeout(timer)
      element.textContent = ''
      timer = setTimeout(() => (element.textContent = found[1]), SETTLED)
    }
  }
}
