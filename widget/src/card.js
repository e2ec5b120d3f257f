/** A suggestion -> the card: what it does, the words, the reason. */

import {button, html} from './elements.js'
import {fill, why} from './messages.js'
import {onShow} from './state.js'

/** @import {Model, Suggestion, Words} from './types' */

/**
 * The card. `show` returns it as one text, '' for none.
 * @param {{insert: () => void, dismiss: () => void}} actions
 */
export function createCard(actions) {
  const kind = html('strong', 'kind')
  const rule = html('span', 'rule')
  const policy = html('span', 'policy')
  const text = html('p', 'text')
  const reason = html('p', 'why')
  const insert = button('insert', actions.insert)
  const dismiss = button('dismiss', actions.dismiss)
  const foot = html('div', 'foot', reason, html('div', 'actions', dismiss.button, insert.button))
  const over = html('span', 'over')
  const card = html('div', 'card', html('div', 'top', kind, rule, policy), text, foot, over)
  card.hidden = true
  card.role = 'group'
  card.setAttribute('aria-describedby', (over.id = 'over'))
  over.hidden = true
  // What scrolls must be in reach of the keyboard; its room changes too, with a notice above it.
  const reach = () => {
    if (text.scrollHeight > text.clientHeight + 1) text.tabIndex = 0
    else text.removeAttribute('tabindex')
  }
  new ResizeObserver(reach).observe(text)
  return {
    card,
    /** @param {Model} model */
    show({view, words: say, keys, mac}) {
      const suggestion = onShow(view)
      card.hidden = !suggestion
      if (!suggestion) return ''
      const care = suggestion.kind === 'agent-care'
      card.dataset.kind = suggestion.kind
      kind.textContent = say.kinds[suggestion.kind] ?? suggestion.title
      over.textContent = outranked(say, suggestion)
      kind.title = [suggestion.about, over.textContent].filter(Boolean).join('\n')
      rule.textContent = suggestion.title
      policy.textContent = suggestion.policy ?? ''
      policy.title = say.policy
      if (text.textContent !== suggestion.text) {
        text.textContent = suggestion.text
        text.scrollTop = 0
      }
      text.lang = suggestion.language
      reach()
      card.ariaLabel = `${kind.textContent}: ${suggestion.text}`
      renderWhy(reason, say, suggestion)
      insert.button.hidden = care
      insert.label(say.insert, keys.insert, mac)
      dismiss.label(care ? say.understood : say.dismiss, keys.dismiss, mac)
      return fill(say.suggestion, {kind: kind.textContent, text: suggestion.text})
    }
  }
}

/** The kinds that gave way to this card, in words; '' for none. @param {Words} words @param {Suggestion} suggestion */
function outranked({nouns, over}, {outranked: others = []}) {
  const kinds = others.map(({kind}) => nouns[kind] ?? kind)
  return kinds.length ? fill(over, {kinds: kinds.join(', ')}) : ''
}

/** @param {HTMLElement} line @param {Words} words @param {Suggestion} suggestion */
function renderWhy(line, words, suggestion) {
  const {quotes, meanings} = why(words, suggestion.because)
  const parts = quotes.flatMap(quote => [html('span', 'quote', fill(words.quote, {words: quote})), ' '])
  const meaning = meanings.join(', ') || (quotes.length ? '' : suggestion.about)
  line.replaceChildren(...parts, meaning && parts.length ? '· ' : '', meaning)
  line.title = suggestion.about
}
