<?php

$Module = array('name' => 'Warmline');

$ViewList = array();

$ViewList['token'] = array('params' => array('chat_id'), 'uparams' => array());

$FunctionList = array();
