<?php $warmline = erLhcoreClassModule::getExtensionInstance('erLhcoreClassExtensionWarmline')->settings(); ?>
<script type="module" src="<?php echo htmlspecialchars($warmline['server'] . '/widget/consoles/live-helper-chat/page.js?tenant=' . rawurlencode($warmline['tenant'])) ?>"></script>
