/**
 * Chatwoot's `appContext` -> the widget in a dashboard app, a tab beside the messages.
 *
 * The exchange is plain postMessage and has no script of its maker. Who is the page around is the
 * server's word (`frame-ancestors`), so whatever it says counts, and nobody else's.
 */

import {Desk} from '../desk.js'

const ASK = 'chatwoot-dashboard-app:fetch-info'
const AGAIN = 500
const TRIES = 20
const PATIENCE = 1000

let open = ''
let answered = false
/** @type {Set<(conversation: string) => void>} */
const waiting = new Set()

// There is no call that inserts: the widget copies the words.
const desk = new Desk({insert: () => false, open: asked})

/** @param {unknown} data @returns {any} what the console says of the chat on show, null for anything else */
function contextIn(data) {
  if (typeof data !== 'string') return null
  try {
    const said = JSON.parse(data)
    return said?.event === 'appContext' ? said.data : null
  } catch {
    return null
  }
}

function ask() {
  // Compared as it stands, and the console does not say its origin beforehand; it tells nothing.
  parent.postMessage(ASK, '*')
}

/** @returns {Promise<string>} the conversation as the console says it now, or as it said it last */
function asked() {
  ask()
  setTimeout(answer, PATIENCE)
  return new Promise(resolve => waiting.add(resolve))
}

function answer() {
  for (const resolve of waiting) resolve(open)
  waiting.clear()
}

addEventListener('message', ({source, data}) => {
  const context = source === parent && contextIn(data)
  const id = context?.conversation?.id
  if (!Number.isSafeInteger(id) && typeof id !== 'string') return
  answered = true
  open = String(id)
  // Who waits shows it itself, once it has answered the widget.
  if (waiting.size) answer()
  else desk.show(open)
  if (context.theme === 'dark' || context.theme === 'light') desk.look({theme: context.theme})
})

// The console drops what it is asked before it listens.
let tries = 0
const asking = setInterval(() => {
  if (answered || ++tries > TRIES) clearInterval(asking)
  else ask()
}, AGAIN)
ask()
// It does not tell when another chat is opened in the same tab.
addEventListener('pointerenter', ask)
addEventListener('focus', ask)
