<div data-agent-assist="<?php echo (int) $chat->id ?>" data-agent-assist-token="<?php echo erLhcoreClassDesign::baseurl('warmline/token') ?>/<?php echo (int) $chat->id ?>"></div>
