<?php
/**
 * Removes everything that the plugin stored, on every site of a network.
 *
 * @package Tradepost_Sync
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/**
 * Cleans the current site.
 */
function tradepost_sync_uninstall_site() {
	global $wpdb;

	if ( function_exists( 'wc_get_webhook' ) ) {
		foreach ( (array) get_option( 'tradepost_sync_webhooks', array() ) as $tradepost_sync_id ) {
			$tradepost_sync_webhook = wc_get_webhook( $tradepost_sync_id );
			if ( $tradepost_sync_webhook ) {
				$tradepost_sync_webhook->delete( true );
			}
		}
	}

	foreach ( array( 'run', 'hourly', 'nightly' ) as $tradepost_sync_name ) {
		wp_clear_scheduled_hook( 'tradepost_sync_' . $tradepost_sync_name );
		if ( function_exists( 'as_unschedule_all_actions' ) ) {
			as_unschedule_all_actions( 'tradepost_sync_' . $tradepost_sync_name );
		}
	}

	foreach ( array( 'settings', 'token', 'connection', 'gate', 'bulk', 'webhooks', 'table' ) as $tradepost_sync_name ) {
		delete_option( 'tradepost_sync_' . $tradepost_sync_name );
	}

	delete_post_meta_by_key( '_tradepost_sync_auto' );
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- A table has no other way to go.
	$wpdb->query( "DROP TABLE IF EXISTS {$wpdb->prefix}tradepost_sync_items" );
}

if ( is_multisite() ) {
	foreach ( get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	) as $tradepost_sync_site ) {
		switch_to_blog( $tradepost_sync_site );
		tradepost_sync_uninstall_site();
		restore_current_blog();
	}
} else {
	tradepost_sync_uninstall_site();
}
