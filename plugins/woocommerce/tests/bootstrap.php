<?php
/**
 * Loads the plugin into a WordPress of stand-ins. The clock belongs to the tests.
 *
 * @package Tradepost_Sync
 */

namespace Tradepost_Sync {
	/** The plugin's time(): PHP looks into the namespace first. */
	function time() {
		return Clock::$now ?? \time();
	}

	/** Time as the tests want it; null: the real one. */
	final class Clock {
		public static $now;
	}
}

namespace {
	require __DIR__ . '/stand-ins/class-wpdb.php';
	require __DIR__ . '/stand-ins/wordpress.php';
	require __DIR__ . '/stand-ins/action-scheduler.php';
	require __DIR__ . '/stand-ins/woocommerce.php';
	World::begin();
	require dirname( __DIR__ ) . '/tradepost-sync.php';
	require __DIR__ . '/Shop.php';
}
