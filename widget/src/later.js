/** What no first card waits for: loaded while the agent reads it. Menus, words into the reply field, its mirror. */

import './policy.js'

export {copy, editableIn, insert} from './composer.js'
export {DraftMirror} from './draft.js'
export {CSS} from './findings-style.js'
export {createFindings, headline} from './findings.js'
export {createMenu} from './menu.js'
