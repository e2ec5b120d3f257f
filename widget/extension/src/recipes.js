/** The recipes that come along, in the order in which they are tried. */

import chatwoot from '../recipes/chatwoot.json' with {type: 'json'}
import cinny from '../recipes/cinny.json' with {type: 'json'}
import converse from '../recipes/converse.json' with {type: 'json'}
import element from '../recipes/element.json' with {type: 'json'}
import intercom from '../recipes/intercom.json' with {type: 'json'}
import libredesk from '../recipes/libredesk.json' with {type: 'json'}
import liveHelperChat from '../recipes/live-helper-chat.json' with {type: 'json'}
import rocketChat from '../recipes/rocket-chat.json' with {type: 'json'}
import zammad from '../recipes/zammad.json' with {type: 'json'}

/** @import {Recipe} from './types' */

export const RECIPES = /** @type {readonly Recipe[]} */ (
  Object.freeze([intercom, chatwoot, liveHelperChat, rocketChat, libredesk, zammad, converse, cinny, element])
)
