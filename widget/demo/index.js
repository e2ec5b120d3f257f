/** The first page: where to go, and which chats there are to play. */

import {byId, make} from './log.js'
import {scripts} from './play.js'
import {language, speak} from './words.js'

speak()
byId('other', HTMLAnchorElement).href = `/demo/?lang=${language() === 'fr' ? 'en' : 'fr'}`
const list = byId('scripts', HTMLUListElement)
for (const {id, title, about, language: spoken} of await scripts()) {
  const link = Object.assign(document.createElement('a'), {href: `/demo/console.html?play=${id}`, target: 'warmline-console'})
  link.append(make('strong', '', title), make('span', 'about', about))
  const item = make('li')
  item.lang = spoken
  item.append(link)
  list.append(item)
}
